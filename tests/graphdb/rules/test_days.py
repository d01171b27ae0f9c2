"""Danish days: months, birthdays, working days; a deadline that can be read two ways is the earlier day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.rules import days
from graphdb.rules.days import add_months, deadline, is_working_day, whole_years

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_end_with_the_month(day: date, months: int, wanted: date) -> None:
    assert add_months(day, months) == wanted


@pytest.mark.parametrize(
    ("since", "until", "years"),
    [
        (date(2008, 11, 23), date(2026, 11, 22), 17),
        (date(2008, 11, 23), date(2026, 11, 23), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 18),
        (date(2026, 11, 23), date(2026, 3, 1), -1),
    ],
)
def test_whole_years(since: date, until: date, years: int) -> None:
    assert whole_years(since, until) == years


@pytest.mark.parametrize(
    ("anchor", "offset", "unit", "before", "wanted"),
    [
        (date(2026, 11, 6), 14, "day", False, date(2026, 11, 20)),
        (date(2026, 11, 6), 2, "week", True, date(2026, 10, 23)),
        (date(2027, 5, 31), 6, "month", True, date(2026, 11, 30)),
        (date(2024, 2, 29), 2, "year", False, date(2026, 2, 28)),
        (date(2026, 11, 6), 24, "hour", False, date(2026, 11, 7)),
        # Friday to Monday: Saturday is a working day, Sunday is not.
        (date(2026, 11, 6), 2, "working_day", False, date(2026, 11, 9)),
        # 24 December counts, 25 and 26 do not, and 27 is a Sunday.
        (date(2026, 12, 23), 2, "working_day", False, date(2026, 12, 28)),
        (date(2026, 6, 4), 1, "working_day", False, date(2026, 6, 5)),
        (date(2026, 12, 30), 1, "working_day", False, date(2026, 12, 31)),
        # Easter: Thursday, Friday, Sunday and Monday are free.
        (date(2026, 4, 1), 2, "working_day", False, date(2026, 4, 7)),
        # Backwards the doubtful days do not count: Saturday, Sunday, then Friday.
        (date(2026, 11, 9), 1, "working_day", True, date(2026, 11, 6)),
        (date(2026, 6, 8), 1, "working_day", True, date(2026, 6, 4)),
    ],
)
def test_deadlines(anchor: date, offset: int, unit: str, before: bool, wanted: date) -> None:
    assert deadline(anchor, offset, unit, before) == wanted


def test_an_unknown_unit_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown unit"):
        deadline(date(2026, 1, 1), 1, "moon", before=False)


@given(DAYS, st.integers(1, 40))
def test_no_reading_of_working_days_is_earlier(anchor: date, offset: int) -> None:
    after = deadline(anchor, offset, "working_day", before=False)
    assert anchor + timedelta(days=offset) <= after
    assert is_working_day(after)
    counted = [anchor + timedelta(days=n) for n in range(1, (after - anchor).days + 1)]
    assert sum(map(is_working_day, counted)) == offset
    assert deadline(anchor, offset, "working_day", before=True) <= anchor - timedelta(days=offset)


def test_threads_that_ask_at_once_hear_the_same() -> None:
    """Red with one lazily filled calendar for all threads: it answers while another fills in the year."""
    christmas_days = [date(year, 12, 25) for year in range(1995, 2095)]
    for _ in range(30):
        days.free_days.cache_clear()
        start = Barrier(8)

        def ask(start: Barrier = start) -> list[bool]:
            start.wait()
            return [is_working_day(day) for day in christmas_days]

        with ThreadPoolExecutor(8) as pool:
            answers = [pool.submit(ask) for _ in range(8)]
        assert not any(answer for future in answers for answer in future.result())
