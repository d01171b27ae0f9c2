"""Opening hours: everyday Danish and OSM's syntax in, one spelling stored, plain Danish out, open or not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.errors import InvalidValue
from graphdb.fields.hours import COPENHAGEN, describe_hours, normalise_hours, open_state

WEEK = "Mo-Fr 09:00-15:00; Sa 10:00-14:00; PH off"


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
        ("hverdage 8-12 og 13-16", "Mo-Fr 08:00-12:00,13:00-16:00", "man-fre 8-12 og 13-16"),
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
        ('Mo 09:00-12:00 "ring først"', 'Mo 09:00-12:00 "ring først"', "man 9-12 (ring først)"),
        ("Mo[1] 10:00-12:00", "Mo[1] 10:00-12:00", "første mandag i måneden 10-12"),
        ("week 29 off; Mo 09:00+", "week29 closed; Mo 09:00+", "lukket i uge 29, man fra 9"),
        ("Dec 24-26 off", "Dec 24-Dec 26 closed", "lukket 24. december til 26. december"),
        ("Oct-Apr 20:00-08:00", "Oct-Apr 20:00-08:00", "oktober til april 20-8"),
        ("2026 Jul 13 12:00-14:00 off", "2026 Jul 13 12:00-14:00 closed", "lukket 13. juli 2026 12-14"),
        ("Sa 10:00-14:00 unknown", "Sa 10:00-14:00 unknown", "lør 10-14 (ring først)"),
        ("sunrise-sunset", "sunrise-sunset", "sunrise-sunset"),
        ("man-fre", "Mo-Fr", "man-fre hele døgnet"),
    ],
)
def test_hours_are_stored_one_way_and_said_in_danish(text: str, stored: str, said: str) -> None:
    assert normalise_hours(text) == stored
    assert normalise_hours(stored) == stored
    assert describe_hours(stored) == said


@pytest.mark.parametrize("text", ["", "xyz", "ring og hør", "9", "Mo-Fr 25:00-30:00"])
def test_what_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="kan ikke læses"):
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


DAYS = st.lists(st.sampled_from(("man", "tirs", "ons", "tors", "fre", "lør", "søn")), min_size=1, unique=True)


@given(DAYS, st.integers(0, 22), st.sampled_from(("", ".15", ".30")))
def test_what_is_said_can_be_written_again(days: list[str], hour: int, minutes: str) -> None:
    stored = normalise_hours(f"{' og '.join(days)} {hour}{minutes}-{hour + 1}{minutes}")
    assert normalise_hours(describe_hours(stored)) == stored
