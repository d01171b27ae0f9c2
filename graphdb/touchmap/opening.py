"""Open now, opening later, and open in the coming night, of several opening hours at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from graphdb.fields.hours import COPENHAGEN, open_state

_EVENING: Final = time(20)
_MORNING: Final = time(8)
_CHANGES: Final = 6
"""More changes of a day's hours than this in one night are nobody's."""


@dataclass(frozen=True, slots=True)
class Opening:
    """``open_now`` is None when no hours are known; ``opens_at`` the next opening of one that is closed,
    ``open_until`` the next closing of one that is open, both in Danish time and None when not known.
    """

    open_now: bool | None = None
    opens_at: datetime | None = None
    open_until: datetime | None = None


def opening(hours: Iterable[str], now: datetime) -> Opening:
    """Whether any of these opening hours is open, and what is next."""
    states = [open_state(text, now) for text in hours if text]
    if any(state.open for state in states):
        ends = [state.until for state in states if state.open]
        return Opening(True, open_until=None if None in ends else max(filter(None, ends)))
    begins = [state.until for state in states if state.open is False and state.until is not None]
    if not any(state.open is False for state in states):
        return Opening()
    return Opening(False, opens_at=min(begins, default=None))


def coming_night(now: datetime) -> tuple[datetime, datetime]:
    """The coming night, 20 to 8; during a night what is left of it. Danish time."""
    local = (now if now.tzinfo else now.replace(tzinfo=COPENHAGEN)).astimezone(COPENHAGEN)
    evening = datetime.combine(local.date(), _EVENING, COPENHAGEN)
    if local.time() < _MORNING:
        return local, datetime.combine(local.date(), _MORNING, COPENHAGEN)
    return max(local, evening), datetime.combine(local.date() + timedelta(days=1), _MORNING, COPENHAGEN)


def at_night(hours: str, now: datetime) -> Opening:
    """The opening hours in the coming night: open when it is so at any time of it.

    ``opens_at`` is when it opens, None when it is open from the night's beginning.
    """
    moment, end = coming_night(now)
    if not hours:
        return Opening()
    for _ in range(_CHANGES):
        state = open_state(hours, moment)
        if state.open is not False:
            begins = None if moment <= coming_night(now)[0] else moment
            return Opening(state.open, begins, state.until)
        if state.until is None or state.until >= end:
            break
        moment = state.until
    return Opening(False)
