"""A change for a time: open as always, changed or closed, from a day to a day; it ends by itself.

Before the summer and before Christmas this is all that is asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final

from graphdb.claims import Rank, own_source
from graphdb.confirming import asked as asking
from graphdb.confirming.links import Link
from graphdb.errors import Conflict, Contested, InvalidValue
from graphdb.fields.schema import normalise
from graphdb.message import DANISH, Message, message, say
from graphdb.model import Id, Node, NodeKind
from graphdb.ownership.speaker import in_name_of
from graphdb.rules.days import add_months
from graphdb.store import GraphStore
from graphdb.writing.edits import Clear, Edit, Set, Stamp
from graphdb.writing.plan import commit

FROM, TO, TEXT = "temporary_from", "temporary_to", "temporary_text"
WHY: Final = "a change for a time, by a confirmation link"
LONGEST: Final = 12
"""Months that such a change may last."""
_TRIES: Final = 5
_SUMMER: Final = (5, 6)
_CHRISTMAS: Final = (11, 12)


class State(StrEnum):
    """How things are for a time."""

    OPEN = "open"
    CHANGED = "changed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Season:
    """A holiday that is ahead, by its year; ``key`` is what the record of what was asked knows it by."""

    key: str
    name: Message


@dataclass(frozen=True, slots=True)
class Typed:
    """What was chosen and typed, as it was typed."""

    state: State
    since: str = ""
    until: str = ""
    text: str = ""


def season(today: str) -> Season | None:
    """The holiday that is asked about in this month, None in others."""
    day = date.fromisoformat(today)
    if day.month in _SUMMER:
        return Season(f"summer {day.year}", message("confirming.summer"))
    if day.month in _CHRISTMAS:
        return Season(f"christmas {day.year}", message("confirming.christmas"))
    return None


def to_ask(store: GraphStore, actor: Node, today: str) -> Season | None:
    """The holiday that this actor has not answered for yet."""
    ahead = season(today)
    return None if ahead is None or ahead.key in asking.read(store, actor.id).days else ahead


def take(store: GraphStore, link: Link, actor: Node, typed: Typed, seen: int, now: datetime) -> None:
    """Keep a change for a time, or take it away; shown at once.

    InvalidValue names the field that cannot be taken. Contested when others have changed it since ``seen``,
    the version of the data shown.
    """
    said = _edits(actor, typed, now.date().isoformat())
    edits = [in_name_of(link.speaking, actor.id, edit) for edit in said]
    expect = {link.speaking: min(actor.version, seen)}
    for _ in range(_TRIES - 1):
        with suppress(_Overtaken):
            return _write(store, link, edits, expect, now)
    return _write(store, link, edits, expect, now)


class _Overtaken(Conflict):
    """Somebody else answered for this actor at the same time: what was asked is read again."""


def _write(
    store: GraphStore, link: Link, edits: Sequence[Edit], expect: Mapping[Id, int], now: datetime
) -> None:
    today = now.date().isoformat()
    ahead = season(today)
    keys = () if ahead is None else (ahead.key,)
    record = asking.read(store, link.actor).with_day(keys, today)
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    try:
        if edits:
            commit(store, edits, Stamp(at, link.by, WHY, records=(record,)), expect=expect)
        else:
            store.records.write(record)
    except Contested:
        raise
    except Conflict as error:
        raise _Overtaken(error.ids) from None


def _edits(actor: Node, typed: Typed, today: str) -> Iterator[Clear | Set]:
    own = own_source(actor.id)
    if typed.state is State.OPEN:
        yield from (
            Clear(actor.id, own, Rank.OWN, name, today) for name in (FROM, TO, TEXT) if name in actor.props
        )
        return
    since = _day(FROM, typed.since) if typed.since.strip() else today
    until = _day(TO, typed.until)
    if until < since:
        raise InvalidValue(message("fields.ends_before"), field=TO)
    if until < today:
        raise InvalidValue(message("confirming.over"), field=TO)
    if until > add_months(date.fromisoformat(today), LONGEST).isoformat():
        raise InvalidValue(message("confirming.too_long", months=LONGEST), field=TO)
    text = normalise(NodeKind.ACTOR, TEXT, typed.text) or (
        say(message("confirming.closed"), DANISH) if typed.state is State.CLOSED else None
    )
    if text is None:
        raise InvalidValue(message("confirming.say_what"), field=TEXT)
    for name, value in ((FROM, since), (TO, until), (TEXT, text)):
        yield Set(actor.id, own, Rank.OWN, name, value, today)


def _day(name: str, text: str) -> str:
    value = normalise(NodeKind.ACTOR, name, text)
    if not isinstance(value, str):
        raise InvalidValue(message("confirming.no_day"), field=name)
    return value
