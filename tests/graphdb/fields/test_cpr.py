"""The CPR guard: nothing that is one gets through, and the usual other numbers do."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.errors import InvalidValue
from graphdb.fields.cpr import CPR_REASON, find_cpr, refuse_cpr

DAYS = st.dates(date(1900, 1, 1), date(2057, 12, 31))
SERIALS = st.integers(0, 9999).map("{:04}".format)
WORDS = st.sampled_from(["", "Borgeren ", "cpr:", "nr.", "(", "tlf. 87411000, ", "\n", "år 2026 "])
SPELLINGS = (
    "{date}-{serial}",
    "{date} {serial}",
    "{date}{serial}",
    "{date}–{serial}",
    "{date} - {serial}",
    "{day}.{month}.{year}-{serial}",
)
MORE_SPELLINGS = (
    "{day} {month} {year} {serial}",
    "{day}/{month}/{year}-{serial}",
    "{day}-{month}-{year}-{serial}",
    "{day}.{month}.19{year}-{serial}",
    "{day}{month}20{year}-{serial}",
    "{date}\u00a0{serial}",
    "{date}\u2011{serial}",
    "{date}\u2212{serial}",
    "{date}  -  {serial}",
    "{date}.{serial}",
    "{date}\u200b{serial}",
    "{date}\n{serial}",
)
DIGITS = ("0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩")


def spelt(spelling: str, day: date, serial: str, *, replaced: bool) -> str:
    in_month = f"{day.day + 60 if replaced else day.day:02}"
    month, year = f"{day.month:02}", f"{day.year % 100:02}"
    return spelling.format(date=in_month + month + year, day=in_month, month=month, year=year, serial=serial)


@given(st.sampled_from(SPELLINGS + MORE_SPELLINGS), DAYS, SERIALS, st.booleans(), WORDS, WORDS)
def test_every_number_is_found_however_it_is_spelt(
    spelling: str, day: date, serial: str, replaced: bool, before: str, after: str
) -> None:
    text = before + spelt(spelling, day, serial, replaced=replaced) + after
    assert find_cpr(text)


@given(
    st.sampled_from((*SPELLINGS, "{day}.{month}.19{year}-{serial}")),
    DAYS,
    SERIALS,
    st.sampled_from(DIGITS),
    st.integers(0, 9),
)
def test_other_digits_and_invisible_signs_are_no_way_around(
    spelling: str, day: date, serial: str, digits: str, at: int
) -> None:
    text = spelt(spelling, day, serial, replaced=False)
    hidden = text[:at] + "\u200b\u00ad" + text[at:]
    assert find_cpr(hidden.translate(str.maketrans("0123456789", digits)))


@given(st.sampled_from(SPELLINGS[:4]), DAYS, SERIALS, st.sampled_from("0123456789"), st.booleans())
def test_a_longer_run_of_digits_is_none(
    spelling: str, day: date, serial: str, more: str, before: bool
) -> None:
    text = spelt(spelling, day, serial, replaced=False)
    assert not find_cpr(more + text if before else text + more)


@given(st.from_regex(r"[0-9]{8}|[0-9]{9}|[0-9]{11,14}", fullmatch=True))
def test_runs_of_other_lengths_are_none(digits: str) -> None:
    assert not find_cpr(f"Nummer {digits}.")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "320190-1234",
            "010090-1234",
            "011390-1234",
            "300290-1234",
            "290201-1234",
            "920190-1234",
            "600190-1234",
        ),
        *("87 41 10 00", "+45 21 12 45 67", "21 12 45 67 10-14", "CVR 13 58 56 28", "5790001330552"),
        *(
            "24.12.2026 1000-1400",
            "1.1.2026-31.12.2026",
            "010126-311226",
            "0101-0102",
            "§§ 108-110",
            "2026-01-02",
        ),
        *("konto 0400 1234567", "DK50 0040 0440 1162 43", "8000 Aarhus", "kl. 09.00-15.00", ""),
    ],
)
def test_dates_phones_and_other_numbers_are_none(text: str) -> None:
    assert not find_cpr(text)


def test_29_february_counts_when_some_century_had_it() -> None:
    assert find_cpr("290200-1234")
    assert not find_cpr("290202-1234")


def test_a_refusal_names_the_field_and_never_the_number() -> None:
    with pytest.raises(InvalidValue) as caught:
        refuse_cpr("Ring til 010290-1234", "note")
    assert caught.value.field == "note"
    assert caught.value.reason == CPR_REASON
    assert not any(char.isdigit() for char in str(caught.value))
    refuse_cpr("Ring til 87 41 10 00", "note")
