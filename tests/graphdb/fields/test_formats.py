"""Each normaliser: what it takes, what it makes of it, and that a refusal never repeats the value."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.errors import InvalidValue
from graphdb.fields import formats

NORMALISERS: tuple[Callable[[str], object], ...] = (
    formats.normalise_phone,
    formats.normalise_cvr,
    formats.normalise_postcode,
    formats.normalise_url,
    formats.normalise_email,
    formats.normalise_hours,
    formats.normalise_line,
    formats.normalise_text,
    formats.normalise_date,
    formats.parse_age,
    formats.parse_bool,
)


@pytest.mark.parametrize(
    ("text", "stored", "shown"),
    [
        ("87 41 10 00", "+4587411000", "87 41 10 00"),
        ("Tlf.: 87411000", "+4587411000", "87 41 10 00"),
        ("+45 87-41-10-00", "+4587411000", "87 41 10 00"),
        ("0045 87 41 10 00", "+4587411000", "87 41 10 00"),
        ("８７４１１０００", "+4587411000", "87 41 10 00"),
        ("+46 20 12 34 56", "+4620123456", "+46 20 12 34 56"),
        ("+299 32 12 34", "+299321234", "+299 32 12 34"),
        ("112", "112", "112"),
        ("114", "114", "114"),
        ("1813", "1813", "1813"),
        ("116 006", "116006", "116 006"),
        ("116111", "116111", "116 111"),
        ("116 123", "116123", "116 123"),
        ("Tlf.nr. 87411000", "+4587411000", "87 41 10 00"),
        ("+45 (0)87 41 10 00", "+4587411000", "87 41 10 00"),
        ("87411000.0", "+4587411000", "87 41 10 00"),
        ("87411000,", "+4587411000", "87 41 10 00"),
        ("SMS til 1204", "1204", "1204"),
        ("1888 (gratis)", "1888", "1888"),
    ],
)
def test_a_phone_number_is_stored_one_way_and_shown_the_danish_way(
    text: str, stored: str, shown: str
) -> None:
    assert formats.normalise_phone(text) == stored
    assert formats.display_phone(stored) == shown
    assert formats.normalise_phone(stored) == stored
    assert formats.tel_link(stored) == f"tel:{stored}"


@pytest.mark.parametrize(
    "text", ["", "-", "ukendt", "se hjemmeside", "8741100", "01234567", "11223344", "2026-11-25", "+45"]
)
def test_what_is_no_phone_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="otte cifre"):
        formats.normalise_phone(text)


@pytest.mark.parametrize(
    "text", ["87 41 10 00 (tlf.tid 9-12)", "Tlf. 87411000, ring først", "87411000 / 87411001"]
)
def test_a_note_beside_a_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="ét telefonnummer"):
        formats.normalise_phone(text)


@pytest.mark.parametrize(
    ("text", "number", "note"),
    [
        ("33 12 16 00 (kl. 9-15)", "+4533121600", "kl. 9-15"),
        ("33 12 16 00 9-15", "+4533121600", "9-15"),
        ("87 41 10 00 lok. 123", "+4587411000", "lok. 123"),
        ("87411000 / 87411001", "+4587411000", "87 41 10 01"),
        ("Vagten 87 41 10 00, ring først", "+4587411000", "Vagten, ring først"),
        ("112", "112", ""),
    ],
)
def test_what_stands_beside_a_number_can_be_had_apart(text: str, number: str, note: str) -> None:
    assert formats.split_phone(text) == (number, note)


def test_a_fax_number_is_none_to_ring() -> None:
    with pytest.raises(InvalidValue, match="faxnummer"):
        formats.normalise_phone("Fax: 87 41 10 00")


@given(st.sampled_from(["", "+45", "0045", "45"]), st.from_regex(r"[2-9][0-9]{7}", fullmatch=True))
def test_a_danish_number_is_what_the_library_reads(prefix: str, digits: str) -> None:
    number = phonenumbers.parse(prefix + digits, "DK")
    if phonenumbers.is_valid_number(number):
        stored = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert formats.normalise_phone(prefix + digits) == stored
        assert not formats.find_cpr(stored)
    else:
        with pytest.raises(InvalidValue):
            formats.normalise_phone(prefix + digits)


@pytest.mark.parametrize("text", ["00 12 34 56", "+45 00123456", "0045 00 12 34 56"])
def test_fictional_phone_numbers_are_for_the_demo_alone(text: str) -> None:
    with pytest.raises(InvalidValue, match="eksempeldata"):
        formats.normalise_phone(text)
    assert formats.normalise_phone(text, fictional=True) == "+4500123456"
    assert formats.display_phone("+4500123456") == "00 12 34 56"


@given(st.integers(0, 999_999))
def test_every_fictional_number_comes_back_as_it_was_written(number: int) -> None:
    digits = f"00{number:06}"
    stored = formats.normalise_phone(digits, fictional=True)
    assert formats.display_phone(stored).replace(" ", "") == digits


@pytest.mark.parametrize("text", ["13585628", "DK 13585628", "CVR-nr. 13 58 56 28", "dk13585628"])
def test_a_cvr_number_is_eight_digits_with_a_check_digit(text: str) -> None:
    assert formats.normalise_cvr(text) == "13585628"


@pytest.mark.parametrize("text", ["13585629", "1358562", "135856281", "abc", "", "00000012"])
def test_other_cvr_numbers_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="virk"):
        formats.normalise_cvr(text)


def test_a_fictional_cvr_number_is_for_the_demo_alone() -> None:
    assert formats.normalise_cvr("000000 12", fictional=True) == "00000012"
    with pytest.raises(InvalidValue):
        formats.normalise_cvr("00000112", fictional=True)


@pytest.mark.parametrize(("text", "stored"), [("8000", "8000"), (" DK-7800 ", "7800"), ("0999", "0999")])
def test_a_postcode_has_four_digits(text: str, stored: str) -> None:
    assert formats.normalise_postcode(text) == stored


@pytest.mark.parametrize("text", ["800", "8000 Aarhus C", "0100", "9999", "abcd", "80000"])
def test_other_postcodes_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="fire cifre"):
        formats.normalise_postcode(text)


def test_a_fictional_postcode_may_be_any_four_digits() -> None:
    assert formats.normalise_postcode("0001", fictional=True) == "0001"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("www.eksempel.dk", "https://www.eksempel.dk"),
        ("http://Eksempel.DK/", "http://eksempel.dk"),
        ("https://eksempel.dk:443/sti?a=1&b=æ#her", "https://eksempel.dk/sti?a=1&b=%C3%A6#her"),
        ("eksempel.dk:8080/x", "https://eksempel.dk:8080/x"),
        ("//eksempel.dk", "https://eksempel.dk"),
        ("https://xn--rhus-poa.dk", "https://xn--rhus-poa.dk"),
        ("https://århus.dk/æ", "https://xn--rhus-poa.dk/%C3%A6"),
        ("demo.example", "https://demo.example"),
        ('https://eksempel.dk/"><script>', "https://eksempel.dk/%22%3E%3Cscript%3E"),
    ],
)
def test_a_web_address_is_http_with_an_ascii_host(text: str, stored: str) -> None:
    assert formats.normalise_url(text) == stored
    assert formats.normalise_url(stored) == stored


@pytest.mark.parametrize(
    "text",
    [
        *("", "javascript:alert(1)", "JavaScript://eksempel.dk/%0aalert(1)", "java\tscript:alert(1)"),
        *("data:text/html,x", "ftp://eksempel.dk", "mailto:a@b.dk", "https://", "https:///eksempel.dk"),
        *("https://eksempel.dk\\@x.dk", "http://127.0.0.1/", "https://[::1]/", "localhost", "http://a..b.dk"),
        *(
            "https://eksempel.dk:99999",
            "se facebook",
            "https://eksempel.dk/\u202e",
            "https://e.dk/" + "x" * 600,
        ),
    ],
)
def test_other_web_addresses_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="Skriv en webadresse"):
        formats.normalise_url(text)


@pytest.mark.parametrize(
    "text", ["https://navn:kode@eksempel.dk", "navn@eksempel.dk", "https://@eksempel.dk"]
)
def test_a_web_address_holds_no_credentials(text: str) -> None:
    with pytest.raises(InvalidValue, match="adgangskode"):
        formats.normalise_url(text)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Post@Eksempel.DK", "Post@eksempel.dk"),
        (" mailto:post@eksempel.dk ", "post@eksempel.dk"),
        ("post@århus.dk", "post@xn--rhus-poa.dk"),
        ("a.b+c@x.example", "a.b+c@x.example"),
    ],
)
def test_a_mail_address_keeps_its_name_and_lowers_its_host(text: str, stored: str) -> None:
    assert formats.normalise_email(text) == stored


@pytest.mark.parametrize(
    "text",
    ["", "x", "@x.dk", "a@b", "a b@c.dk", "a@b@c.dk", ".a@b.dk", "a@b.dk, c@d.dk", "a@b.dk\nBcc: c@d.dk"],
)
def test_other_mail_addresses_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="mailadresse"):
        formats.normalise_email(text)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-05-03", "03-05-2026", "3.5.2026", "3/5/2026", " 3. 5. 2026", "2026-05-03 00:00:00"),
        *("2026-05-03T10:15:00Z", "2026-05-02T22:15:00+00:00", "03-05-2026 kl. 10.15"),
    ],
)
def test_a_date_is_read_day_before_month(text: str) -> None:
    assert formats.parse_date(text) == date(2026, 5, 3)
    assert formats.normalise_date(text) == "2026-05-03"


@pytest.mark.parametrize("text", ["", "31-02-2026", "2026-13-01", "3. maj", "3-5-26", "20260503"])
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="Skriv datoen"):
        formats.parse_date(text)


def test_yes_and_no_in_danish_and_english() -> None:
    assert all(formats.parse_bool(text) for text in ("ja", "JA ", "yes", "true", "1"))
    assert not any(formats.parse_bool(text) for text in ("nej", "no", "False", "0"))
    with pytest.raises(InvalidValue, match="ja eller nej"):
        formats.parse_bool("måske")


def test_an_age_is_whole_years() -> None:
    assert [formats.parse_age(text) for text in ("0", "18", "17 år", "120")] == [0, 18, 17, 120]
    assert [formats.parse_age(text) for text in ("18+", "ca. 20", "18 år+", "fra 18 år", "20.0")] == [
        18,
        20,
        18,
        18,
        20,
    ]
    with pytest.raises(InvalidValue, match="to aldre"):
        formats.parse_age("18-25 år")
    for text in ("", "121", "-1", "18,5", "atten", "1800"):
        with pytest.raises(InvalidValue, match="hele år"):
            formats.parse_age(text)


def test_a_whole_number_may_be_about_right() -> None:
    assert [formats.parse_whole(text) for text in ("20", "ca. 20", "20.0", "cirka 20")] == [20, 20, 20, 20]
    for text in ("1.200", "tyve", "20-30", "-1", ""):
        with pytest.raises(InvalidValue, match="helt tal"):
            formats.parse_whole(text)


def test_text_loses_what_cannot_be_seen_and_keeps_its_lines() -> None:
    assert formats.normalise_line(" Ring\u200b \x00til\r\nos ") == "Ring til os"
    assert formats.normalise_line("e\u0301n") == "én"
    assert formats.normalise_text("a  b \r\n\r\n\r\n\r\nc\u202e\ud800") == "a b\n\nc"


def test_empty_and_long_text_is_refused() -> None:
    for text in ("", " \n", "\u200b"):
        with pytest.raises(InvalidValue, match="Skriv noget"):
            formats.normalise_text(text)
    with pytest.raises(InvalidValue, match="20 tegn"):
        formats.normalise_line("x" * 21, limit=20)


@given(st.text(), st.sampled_from(NORMALISERS))
def test_what_is_stored_is_its_own_normal_form(text: str, normalise: Callable[[str], object]) -> None:
    with suppress(InvalidValue):
        stored = normalise(text)
        assert not isinstance(stored, str) or normalise(stored) == stored


@given(st.from_regex(r"[A-Za-z0-9?]{9,30}", fullmatch=True), st.sampled_from(NORMALISERS[:5]))
def test_a_refusal_never_repeats_the_value(text: str, normalise: Callable[[str], object]) -> None:
    with pytest.raises(InvalidValue) as caught:
        normalise(f"{text} {text}")
    assert text not in str(caught.value)
