"""Opening hours: everyday Danish and OSM's syntax in, one spelling stored, plain Danish out, open or not."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdb.errors import InvalidValue
from graphdb.fields.hours import COPENHAGEN, describe_hours, normalise_hours, open_state

WEEK = "Mo-Fr 09:00-15:00; Sa 10:00-14:00; PH off"
OFFICE = "Mo-Fr 09:00-15:00; PH closed"


@pytest.mark.parametrize(
    ("text", "stored", "said"),
    [
        ("man-fre 9-15, lør 10-14", "Mo-Fr 09:00-15:00; Sa 10:00-14:00", "man-fre 9-15, lør 10-14"),
        ("Man - fre kl. 9.30-15", "Mo-Fr 09:30-15:00", "man-fre 9.30-15"),
        (
            "mandag til torsdag 9-15 og fredag 9-13",
            "Mo-Th 09:00-15:00; Fr 09:00-13:00",
            "man-tors 9-15, fre 9-13",
        ),
        ("man, ons og fre 9-12", "Mo,We,Fr 09:00-12:00", "man, ons og fre 9-12"),
        (
            "hverdage 8-12 og 13-16",
            "Mo-Fr 08:00-12:00,13:00-16:00; PH closed",
            "man-fre 8-12 og 13-16, lukket helligdage",
        ),
        ("tirsdage: 17-19", "Tu 17:00-19:00", "tirs 17-19"),
        ("alle dage 20-8", "Mo-Su 20:00-08:00", "alle dage 20-8"),
        ("Døgnet rundt", "24/7", "døgnåbent"),
        ("lukket i weekenden", "Sa-Su closed", "lukket lør-søn"),
        (
            "man-fre 9-15, helligdage lukket",
            "Mo-Fr 09:00-15:00; PH closed",
            "man-fre 9-15, lukket helligdage",
        ),
        ("efter aftale", '24/7 unknown "efter aftale"', "efter aftale"),
        ("Mo-Fr 9:00-15:00", "Mo-Fr 09:00-15:00", "man-fre 9-15"),
        ('Mo 09:00-12:00 "ring først"', 'Mo 09:00-12:00 unknown "ring først"', "man 9-12 (ring først)"),
        ('We "efter aftale"', 'We unknown "efter aftale"', "ons (efter aftale)"),
        (
            'Mo-Fr 09:00-15:00 || "efter aftale"',
            'Mo-Fr 09:00-15:00 || 24/7 unknown "efter aftale"',
            "man-fre 9-15 eller efter aftale",
        ),
        ("Sa-Su 00:00-24:00", "Sa-Su 00:00-24:00", "lør-søn hele døgnet"),
        ("lige uger: tirsdag 16-18", "week02-52/2 Tu 16:00-18:00", "i lige uger tirs 16-18"),
        (
            "2. og 4. tirsdag i måneden 10-12",
            "Tu[2,4] 10:00-12:00",
            "anden og fjerde tirsdag i måneden 10-12",
        ),
        ("Lukket", "24/7 closed", "lukket"),
        ("Mo[1] 10:00-12:00", "Mo[1] 10:00-12:00", "første mandag i måneden 10-12"),
        ("week 29 off; Mo 09:00+", "week29 closed; Mo 09:00+", "lukket i uge 29, man fra 9"),
        ("Dec 24-26 off", "Dec 24-Dec 26 closed", "lukket 24. december til 26. december"),
        ("Oct-Apr 20:00-08:00", "Oct-Apr 20:00-08:00", "oktober til april 20-8"),
        ("2026 Jul 13 12:00-14:00 off", "2026 Jul 13 12:00-14:00 closed", "lukket 13. juli 2026 12-14"),
        ("Sa 10:00-14:00 unknown", "Sa 10:00-14:00 unknown", "lør 10-14 (ring først)"),
        ("sunrise-sunset", "sunrise-sunset", "sunrise-sunset"),
        ("man-fre", '24/7 unknown "man-fre"', "man-fre"),
        ("Mo-Fr", "Mo-Fr unknown", "man-fre (ring først)"),
    ],
)
def test_hours_are_stored_one_way_and_said_in_danish(text: str, stored: str, said: str) -> None:
    assert normalise_hours(text) == stored
    assert normalise_hours(stored) == stored
    assert describe_hours(stored) == said


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("Mo-Fr 09:00-15:30; PH closed", "Mon-Fri 9:00-15:30, closed public holidays"),
        ('Fr unknown "efter aftale"', "Fri (by appointment)"),
        ("week29-30 closed; Tu[-1] 16:00+", "closed in week 29-30, last Tue of the month from 16:00"),
        ("Dec 24-Jan 1 closed", "closed 24 December to 1 January"),
        ("24/7", "open 24 hours"),
    ],
)
def test_hours_are_said_in_english_too(stored: str, said: str) -> None:
    assert describe_hours(stored, "en") == said


@pytest.mark.parametrize("text", ["xyz", "ring og hør", "9", "Mo-Fr 25:00-30:00", 'vi har "åbent" mest'])
def test_what_is_not_understood_is_kept_in_its_words_and_is_never_open(text: str) -> None:
    stored = normalise_hours(text)
    assert describe_hours(stored) == text.replace('"', "'")
    assert normalise_hours(stored) == stored
    assert open_state(stored, at("2026-11-24T10:00")).open is None


@pytest.mark.parametrize("text", ["", " ", "-", "–", "?", ".", "ukendt", "Ukendt", "nan", "N/A", "ved ikke"])
def test_text_without_any_hour_is_no_value(text: str) -> None:
    with pytest.raises(InvalidValue, match="ingen åbningstid"):
        normalise_hours(text)


def test_a_citizen_s_number_in_a_note_is_refused() -> None:
    with pytest.raises(InvalidValue, match="CPR"):
        normalise_hours('Mo 09:00-12:00 "spørg efter 010290-1234"')


def test_too_long_hours_are_refused() -> None:
    with pytest.raises(InvalidValue, match="for lang"):
        normalise_hours("Mo 09:00-10:00; " * 60)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


def test_open_now_and_until_when() -> None:
    state = open_state(WEEK, at("2026-11-24T10:00"))
    assert state.open is True
    assert state.until == at("2026-11-24T15:00")


def test_closed_until_the_next_day_that_is_no_holiday() -> None:
    state = open_state("Mo-Su 09:00-15:00; PH off", at("2026-12-24T16:00"))
    assert state.open is False
    assert state.until == at("2026-12-27T09:00")


@pytest.mark.parametrize(
    ("day", "opened"),
    [
        ("2026-05-14", False),
        ("2026-06-05", True),
        ("2026-12-31", True),
        ("2023-05-05", False),
        ("2027-04-23", True),
    ],
)
def test_danish_holidays_and_those_that_are_none(day: str, opened: bool) -> None:
    assert open_state("Mo-Su 09:00-15:00; PH off", at(f"{day}T10:00")).open is opened


@pytest.mark.parametrize("day", ["2026-06-05", "2026-12-24"])
def test_an_office_that_keeps_holidays_may_be_closed_on_days_that_are_nearly_one(day: str) -> None:
    noon = at(f"{day}T11:00")
    assert open_state(OFFICE, noon).open is None
    assert open_state(OFFICE, noon).note in ("Grundlovsdag", "Juleaftensdag")
    assert open_state(OFFICE, at(f"{day}T20:00")).open is False
    assert open_state("Mo-Su 20:00-14:00", noon).open is True
    assert open_state(f"{OFFICE}; Dec 24 closed; Jun 5 09:00-12:00", noon).open is (day == "2026-06-05")


def test_outside_hours_with_a_fallback_nobody_can_say() -> None:
    stored = normalise_hours("man-fre 9-15 eller efter aftale")
    assert open_state(stored, at("2026-11-24T10:00")).open is True
    evening = open_state(stored, at("2026-11-24T20:00"))
    assert evening.open is None
    assert evening.note == "efter aftale"


@pytest.mark.parametrize("hour", [12, 23])
def test_hours_without_an_end_have_begun_and_nobody_can_say(hour: int) -> None:
    """Red when the library is believed: who wrote "fra kl. 12" was open until midnight."""
    hours = normalise_hours("mandage fra kl. 12")
    before = open_state(hours, datetime(2026, 11, 23, 11, 30, tzinfo=COPENHAGEN))
    assert (before.open, before.until) == (False, datetime(2026, 11, 23, 12, tzinfo=COPENHAGEN))
    assert open_state(hours, datetime(2026, 11, 23, hour, 30, tzinfo=COPENHAGEN)).open is None
    closing = "Mo 12:00+; Tu 12:00-14:00"
    assert open_state(closing, datetime(2026, 11, 24, 13, tzinfo=COPENHAGEN)).open is True


def test_another_zone_is_turned_into_danish_time_and_no_zone_is_danish() -> None:
    summer = datetime(2026, 7, 13, 7, 30, tzinfo=UTC)
    assert open_state(WEEK, summer).open is True
    assert open_state(WEEK, summer.replace(tzinfo=None)).open is False


def test_across_midnight_and_the_change_of_clocks() -> None:
    state = open_state("Mo-Su 20:00-08:00", at("2026-10-25T01:00"))
    assert state.open is True
    assert state.until == at("2026-10-25T08:00")


def test_nobody_can_say() -> None:
    assert open_state("det ved vi ikke", at("2026-11-24T10:00")).open is None
    by_appointment = open_state(normalise_hours("efter aftale"), at("2026-11-24T10:00"))
    assert by_appointment.open is None
    assert by_appointment.note == "efter aftale"
    assert open_state('"efter aftale"', at("2026-11-24T10:00")).open is None


def test_always_open_has_no_next_change() -> None:
    assert open_state("24/7", at("2026-11-24T10:00")).until is None


NAMES = ("man", "tirs", "ons", "tors", "fre", "lør", "søn")
DAYS = st.lists(st.sampled_from(NAMES), min_size=1, unique=True)
LISTED = st.one_of(
    DAYS.map(" og ".join), st.sampled_from(("man-fre", "alle dage", "tirs til lør", "hverdage"))
)
TIMES = st.builds(
    lambda form, hour, length: form.format(hour, hour + length),
    st.sampled_from(
        ("{}-{}", "kl. {}-{}", "fra kl. {} til {}", "{}.30-{}.45", "mellem {} og {}", "{:02}:00–{:02}:00")
    ),
    st.integers(0, 22),
    st.integers(1, 1),
)
NIGHT = at("2026-11-25T03:00")


@settings(deadline=None)
@given(DAYS, st.integers(0, 22), st.sampled_from(("", ".15", ".30")))
def test_what_is_said_can_be_written_again(days: list[str], hour: int, minutes: str) -> None:
    stored = normalise_hours(f"{' og '.join(days)} {hour}{minutes}-{hour + 1}{minutes}")
    assert normalise_hours(describe_hours(stored)) == stored


@settings(deadline=None)
@given(LISTED, TIMES, st.sampled_from((" ", ", ", ": ", "; ", "\n", " (")))
def test_the_order_of_days_and_times_never_changes_the_meaning(days: str, times: str, sign: str) -> None:
    close = ")" if sign == " (" else ""
    one, other = f"{days}{sign}{times}{close}", f"{times}{sign}{days}{close}"
    assert normalise_hours(one) == normalise_hours(other)
    assert "unknown" not in normalise_hours(one)


@settings(deadline=None)
@given(LISTED, TIMES, LISTED, TIMES)
def test_nor_with_several_days_and_times(days: str, times: str, others: str, more: str) -> None:
    days_first, times_first = f"{days} {times}, {others} {more}", f"{times} {days}, {more} {others}"
    one, other = normalise_hours(days_first), normalise_hours(times_first)
    assert one == other or one == f'24/7 unknown "{days_first}"'


WORDS = """
man tirs ons tors fre lør søn hverdage
alle·dage første i·måneden uge·29 maj juli-august lukket og undtagen dog
efter·aftale eller , ; - til kl. fra mandag-fredag helligdage (døgn øvrige lige·uger
"""


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join))
def test_days_without_times_are_never_open(text: str) -> None:
    assert open_state(normalise_hours(f"onsdag {text}".replace("·", " ")), NIGHT).open is not True


@settings(deadline=None)
@given(st.lists(TIMES, min_size=1, max_size=3).map(", ".join))
def test_times_without_days_are_not_open_at_night_unless_they_say_three(text: str) -> None:
    says_three = re.search(r"\b0?[23]\b", text)
    assert says_three or open_state(normalise_hours(text), NIGHT).open is not True


@settings(deadline=None)
@given(st.text(st.sampled_from('mantirsfreolødg0123456789-.,:;/()" \n'), max_size=60))
def test_any_text_is_a_value_or_refused_and_any_value_stays_itself(text: str) -> None:
    try:
        stored = normalise_hours(text)
    except InvalidValue:
        return
    assert normalise_hours(stored) == stored
    assert open_state(stored, NIGHT).open in (True, False, None)


@settings(deadline=None)
@given(st.integers(0, 59), st.sampled_from(("24/7", "Mo-Su 02:00-03:00", OFFICE, 'Su 01:30-02:30 || "ring"')))
def test_the_hour_that_is_none_in_spring_has_an_answer(minute: int, hours: str) -> None:
    gap = datetime(2026, 3, 29, 2, minute)  # noqa: DTZ001
    assert open_state(hours, gap).open is open_state(hours, at(f"2026-03-29T03:{minute:02}")).open


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("closed on Sundays", "Su closed"),
        ("Mon-Fri 9-15, closed on public holidays", "Mo-Fr 09:00-15:00; PH closed"),
        ("open on Mondays 9-12", "Mo 09:00-12:00"),
        ("ma ti on 9-12", "Mo-We 09:00-12:00"),
        ("lukket on", "We closed"),
    ],
)
def test_on_is_no_wednesday_in_english(text: str, stored: str) -> None:
    """Seen red: "closed on Sundays" closed Wednesdays too."""
    assert normalise_hours(text) == stored
