"""Whether an actor with several opening hours is open: its own hours, and those of each of its places."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from graphdb.fields.hours import COPENHAGEN, open_state
from graphdb.model import Edge, Node

_BETWEEN = "\t"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Opening hours in OSM syntax; ``place`` names where they hold, "" when they are its own."""

    hours: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """``open_now`` is None when no hours are known; ``opens_at`` the next opening of one that is closed,
    ``open_until`` the next closing of one that is open, both in Danish time and None when not known.

    ``place`` names where it is open, or opens first, "" when that holds for all of it.
    """

    open_now: bool | None = None
    opens_at: datetime | None = None
    open_until: datetime | None = None
    place: str = ""

    @property
    def changes_at(self) -> datetime | None:
        """When it closes if it is open, else when it opens."""
        return self.open_until if self.open_now else self.opens_at


def schedules(node: Node, located: Iterable[tuple[Edge, Node | None]]) -> Iterator[Schedule]:
    """The hours of an actor or service, and those of its places that have hours of their own.

    Telephone hours, where there are any, are used alone: the hours of the doors would say "open" beside a
    number that is not answered. ``located``: its relations to places, each with the place, None for one that
    may not be seen.
    """
    if phone_hours := node.text("phone_hours"):
        yield Schedule(phone_hours)
        return
    if own := node.text("opening_hours"):
        yield Schedule(own)
    for edge, place in located:
        if hours := edge.text("opening_hours"):
            names = () if place is None else (place.text(name) for name in ("name", "address", "city"))
            yield Schedule(hours, called(*names))


def to_text(several: Iterable[Schedule]) -> str:
    """As an entry keeps them: one line each, "" for none. Neither hours nor names hold tabs or lines."""
    return "\n".join(one.hours + (_BETWEEN + one.place if one.place else "") for one in several)


@lru_cache(maxsize=4096)
def from_text(text: str) -> tuple[Schedule, ...]:
    """The reverse of ``to_text``. Cached: many entries have the same hours."""
    parts = (line.partition(_BETWEEN) for line in text.split("\n") if line)
    return tuple(Schedule(hours, place) for hours, _, place in parts)


def opening(several: Iterable[Schedule], now: datetime) -> Opening:
    """Open as long as any of them is; else closed until the first opens, when all their hours are known."""
    states = [(schedule, open_state(schedule.hours, now)) for schedule in several]
    is_open = [(schedule, state.until) for schedule, state in states if state.open]
    if is_open:
        ends = [until for _, until in is_open]
        until = None if None in ends else max(end for end in ends if end is not None)
        return Opening(True, open_until=until, place=_where(schedule for schedule, _ in is_open))
    if not states or any(state.open is None for _, state in states):
        return Opening()
    begins = [(s.until, schedule) for schedule, s in states if s.until is not None]
    first = min((begin for begin, _ in begins), default=None)
    return Opening(
        False, opens_at=first, place=_where(schedule for begin, schedule in begins if begin == first)
    )


def opens_on(several: Iterable[Schedule], day: date) -> bool:
    """Whether any of them is known to be open at some time of the day."""
    midnight = datetime.combine(day, time(), COPENHAGEN)
    states = (opening((schedule,), midnight) for schedule in several)
    return any(
        state.open_now or (state.opens_at is not None and state.opens_at.date() == day) for state in states
    )


def _where(several: Iterable[Schedule]) -> str:
    """The places by name; "" when the hours of all of it are among these."""
    names = [schedule.place for schedule in several]
    return ", ".join(dict.fromkeys(names)) if all(names) else ""


def called(*names: str) -> str:
    """What a place is called in one line: the first of its name, its address and its town that is said."""
    return next((" ".join(text.split()) for text in names if text.strip()), "")
