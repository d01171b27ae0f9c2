"""Who gave whom which role, and when. The records name accounts by their random ids alone, as history does:
of a person who is erased they tell nothing, and the others are looked up when they are shown.
"""

import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from graphdb.accounts.roles import Grant, Role
from graphdb.codec import canonical
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore, every

KIND: Final = "role_change"
"""``k1`` of the record is the account."""
LASTS: Final = timedelta(days=5 * 365)
COMMAND: Final = "command"
"""Who writes at the command line, which asks for no name."""
TRIAL: Final = "trial"
"""Who tries out the roles of an example."""
_MOMENT: Final = 19


class Event(StrEnum):
    """What was done to an account besides its roles."""

    NONE = ""
    SHUT_OUT = "shut_out"
    LET_IN = "let_in"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changes an account: ``by`` as a commit names it, at a moment (ISO, UTC)."""

    by: str
    at: str


@dataclass(frozen=True, slots=True)
class RoleChange:
    """One change of an account: roles that it was given and that were taken from it."""

    at: str
    by: str
    account: str
    given: tuple[Grant, ...] = ()
    taken: tuple[Grant, ...] = ()
    event: Event = Event.NONE


def written(
    account: str,
    hand: Hand | None,
    before: Iterable[Grant] = (),
    after: Iterable[Grant] = (),
    event: Event = Event.NONE,
) -> tuple[RecordWrite, ...]:
    """The record of what an account had and has now, none when that is the same, or without a hand."""
    given, taken = sorted({*after} - {*before}), sorted({*before} - {*after})
    if hand is None or not (given or taken or event):
        return ()
    body = {"by": hand.by, "at": hand.at, "given": _plain(given), "taken": _plain(taken), "event": event}
    expires = (datetime.fromisoformat(hand.at) + LASTS).isoformat(timespec="seconds")
    # As long as ids of ours are: a shorter one is ten digits now and then, and refused as a CPR number.
    name = f"{hand.at[:_MOMENT]}-{secrets.token_hex(16)}"
    return (RecordWrite(Record(KIND, name, canonical(body), {"k1": account}, expires), 0),)


def list_all(store: GraphStore, now: str, account: str = "") -> list[RoleChange]:
    """All changes, or one account's, newest first."""
    where = {"k1": account} if account else {}
    records = every(lambda after: store.records.list(KIND, where=where, after=after, now=now))
    return [_change(record) for record in records][::-1]


def _change(record: Record) -> RoleChange:
    body: dict[str, Any] = json.loads(record.body)
    given, taken = (tuple(_grants(body[name])) for name in ("given", "taken"))
    return RoleChange(body["at"], body["by"], record.keys["k1"], given, taken, Event(body["event"]))


def _plain(grants: Iterable[Grant]) -> list[list[str]]:
    return [[given.role, given.of] for given in grants]


def _grants(plain: Iterable[list[str]]) -> Iterator[Grant]:
    yield from (Grant(Role(role), of) for role, of in plain)
