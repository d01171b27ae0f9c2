"""Open in the coming night, of several opening hours at once."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Final

from graphdb.fields.hours import COPENHAGEN, open_state
from graphdb.fields.schedules import Opening, Schedule

_EVENING: Final = time(20)
_MORNING: Final = time(8)
_CHANGES: Final = 6
"""Changes of opening hours in one night; real hours have no more."""


def coming_night(now: datetime) -> tuple[datetime, datetime]:
    """The coming night, 20 to 8; during a night what is left of it. Danish time."""
    local = (now if now.tzinfo else now.replace(tzinfo=COPENHAGEN)).astimezone(COPENHAGEN)
    evening = datetime.combine(local.date(), _EVENING, COPENHAGEN)
    if local.time() < _MORNING:
        return local, datetime.combine(local.date(), _MORNING, COPENHAGEN)
    return max(local, evening), datetime.combine(local.date() + timedelta(days=1), _MORNING, COPENHAGEN)


def at_night(several: Iterable[Schedule], now: datetime) -> Opening:
    """The opening hours in the coming night: open when any of them is so at any time of it.

    ``opens_at`` is when it opens, None when it is open from the night's beginning.
    """
    nights = [_at_night(schedule, now) for schedule in several]
    is_open = [night for night in nights if night.open_now]
    if is_open:
        return min(is_open, key=lambda night: (night.opens_at is not None, night.opens_at or now))
    unknown = not nights or any(night.open_now is None for night in nights)
    return Opening() if unknown else Opening(False)


def _at_night(schedule: Schedule, now: datetime) -> Opening:
    moment, end = coming_night(now)
    for _ in range(_CHANGES):
        state = open_state(schedule.hours, moment)
        if state.open is not False:
            begins = None if moment <= coming_night(now)[0] else moment
            return Opening(state.open, begins, state.until, schedule.place)
        if state.until is None or state.until >= end:
            break
        moment = state.until
    return Opening(False)
