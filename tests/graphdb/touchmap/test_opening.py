"""The coming night, asked at any hour, and several opening hours at once."""

from datetime import datetime

import pytest

from graphdb.fields.hours import COPENHAGEN
from graphdb.fields.schedules import Schedule
from graphdb.touchmap.opening import at_night, coming_night


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("now", "begins", "ends"),
    [
        ("2026-11-25 14:00", "2026-11-25 20:00", "2026-11-26 08:00"),
        ("2026-11-25 22:30", "2026-11-25 22:30", "2026-11-26 08:00"),
        ("2026-11-26 03:00", "2026-11-26 03:00", "2026-11-26 08:00"),
        ("2026-11-26 08:00", "2026-11-26 20:00", "2026-11-27 08:00"),
    ],
)
def test_the_coming_night(now: str, begins: str, ends: str) -> None:
    assert coming_night(moment(now)) == (moment(begins), moment(ends))


@pytest.mark.parametrize(
    ("hours", "now", "opened", "at"),
    [
        ("24/7", "2026-11-25 14:00", True, None),
        ("20:00-08:00", "2026-11-25 14:00", True, None),
        ("Mo-Su 21:30-07:00", "2026-11-25 14:00", True, "2026-11-25 21:30"),
        ("Mo-Su 18:00-22:00", "2026-11-25 14:00", True, None),
        ("Mo-Fr 08:00-16:00", "2026-11-25 14:00", False, None),
        ("Mo-Fr 08:00-16:00", "2026-11-26 03:00", False, None),
        ("Dec-Feb 20:00-08:00", "2026-11-25 14:00", False, None),
        ('24/7 unknown "efter aftale"', "2026-11-25 14:00", None, None),
        ("", "2026-11-25 14:00", None, None),
    ],
)
def test_open_in_the_coming_night(hours: str, now: str, opened: bool | None, at: str | None) -> None:
    night = at_night([Schedule(hours)], moment(now))
    assert night.open_now is opened
    assert night.opens_at == (None if at is None else moment(at))


def test_of_several_places_the_one_that_opens_first_in_the_night() -> None:
    late, early = Schedule("Mo-Su 23:00-06:00", "Havnen"), Schedule("Mo-Su 21:30-22:00", "Torvet")
    night = at_night([late, early, Schedule("Mo-Fr 08:00-16:00")], moment("2026-11-25 14:00"))
    assert (night.opens_at, night.place) == (moment("2026-11-25 21:30"), "Torvet")
    assert at_night([], moment("2026-11-25 14:00")).open_now is None
    unknown = [Schedule('24/7 unknown "efter aftale"'), Schedule("Mo-Fr 08:00-16:00")]
    assert at_night(unknown, moment("2026-11-25 14:00")).open_now is None
