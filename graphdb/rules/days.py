"""Danish days: months, working days, and how far a deadline reaches. Pure; nothing here asks for the time."""

import calendar
from collections.abc import Collection
from datetime import date, timedelta
from functools import cache
from typing import Final

_SUNDAY: Final = 6
_SATURDAY: Final = 5
_WEEKEND: Final = {_SATURDAY: "saturday", _SUNDAY: "sunday"}
_DAYS: Final = {"day": 1, "week": 7}
_MONTHS: Final = {"month": 1, "year": 12}


def add_months(day: date, months: int) -> date:
    """The same day some months on (or back); the month's last day when it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def whole_years(since: date, until: date) -> int:
    """Whole years from one day to another, rounded down (negative backwards)."""
    years = until.year - since.year
    return years - (add_months(since, 12 * years) > until)


def deadline(anchor: date, offset: int, unit: str, before: bool) -> date:
    """The last day of a deadline of ``offset`` units after (or before) the anchor; ValueError: unknown unit.

    Where a rule can be read in two ways it is the earlier day, so that the day shown is never too late. Hours
    run into the following day: the time at which they began is not known.
    """
    step = -offset if before else offset
    if unit in _DAYS:
        return anchor + timedelta(days=step * _DAYS[unit])
    if unit in _MONTHS:
        return add_months(anchor, step * _MONTHS[unit])
    if unit == "hour":
        return anchor + timedelta(days=step // 24)
    if unit == "working_day":
        return _working_days(anchor, offset, before)
    raise ValueError(f"unknown unit {unit}")


def postponed(day: date, not_on: Collection[str]) -> date:
    """The day, or the first one after it that is none of these.

    ``not_on`` are ``saturday``, ``sunday``, ``holiday`` (a public one) and days of every year as MM-DD.
    """
    while not _names(day).isdisjoint(not_on):
        day += timedelta(days=1)
    return day


def _names(day: date) -> set[str]:
    names = {f"{day:%m-%d}", _WEEKEND.get(day.weekday(), "")}
    return names | {"holiday"} if day in free_days(day.year) else names


def is_working_day(day: date) -> bool:
    """Monday to Saturday without public holidays; 5 June, 24 and 31 December are working days."""
    return day.weekday() != _SUNDAY and day not in free_days(day.year)


def _working_days(anchor: date, offset: int, before: bool) -> date:
    step, day = timedelta(days=-1 if before else 1), anchor
    while offset > 0:
        day += step
        # Counting back, fewer working days reach further: there the doubtful ones are left out.
        offset -= _surely_working(day) if before else is_working_day(day)
    return day


def _surely_working(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in free_days(day.year, and_optional=True)


@cache
def free_days(year: int, *, and_optional: bool = False) -> frozenset[date]:
    """The Danish holidays of a year. A set built once: the library's own calendar fills itself in when
    asked, and threads that ask meanwhile miss some.
    """
    import holidays  # its calendars take 4 MB, and only deadlines ask for them
    from holidays.constants import OPTIONAL, PUBLIC

    categories = (PUBLIC, OPTIONAL) if and_optional else (PUBLIC,)
    return frozenset(holidays.country_holidays("DK", years=year, categories=categories))
