"""Schedules of HSDS (RFC 5545) as opening hours."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from importers.hsds.objects import Record, fact, label

_DAYS: Final = re.compile(r"(?:MO|TU|WE|TH|FR|SA|SU)(?:\s*,\s*(?:MO|TU|WE|TH|FR|SA|SU))*", re.IGNORECASE)
_WHEN: Final = ("freq", "interval", "byday", "opens_at", "closes_at", "valid_from", "valid_to")
_TIME: Final = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])(?::[0-9]{2})?(?:Z|[+-][0-9:]{2,6})?")


def hours(schedules: Sequence[Record]) -> str:
    """The hours of every week in OpenStreetMap's syntax, else the first description, in whatever words.

    A schedule that ends some day, or is not of every week, is not of them.
    """
    return "; ".join(dict.fromkeys(filter(None, map(_weekly, schedules)))) or _words(schedules)


def unsaid(schedules: Sequence[Record]) -> Iterator[str]:
    """What of schedules ``hours`` does not say, a line each."""
    weekly, words = any(map(_weekly, schedules)), _words(schedules)
    for schedule in schedules:
        said = schedule.get("description")
        if said and (weekly or said != words):
            yield fact("schedule", "description", said)
        if not _weekly(schedule):
            named = (f"{label('schedule', name)} {text}" for name in _WHEN if (text := schedule.get(name)))
            if line := ", ".join(named):
                yield fact("schedule", "description", line)


def _words(schedules: Sequence[Record]) -> str:
    described = (one.get("description") for one in schedules if not one.get("valid_to"))
    return next(filter(None, described), "")


def _weekly(schedule: Record) -> str:
    days, opens, closes = (schedule.get(name) for name in ("byday", "opens_at", "closes_at"))
    often = schedule.get("freq").upper() in ("", "WEEKLY") and schedule.get("interval") in ("", "1")
    match, first, last = _DAYS.fullmatch(days), _TIME.fullmatch(opens), _TIME.fullmatch(closes)
    if schedule.get("valid_to") or not often or match is None or first is None or last is None:
        return ""
    named = ",".join(day.strip().capitalize() for day in days.split(","))
    return f"{named} {int(first[1]):02}:{first[2]}-{int(last[1]):02}:{last[2]}"
