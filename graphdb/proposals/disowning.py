"""“It was not us”: the address that stood in an entry gets notice of a change, and can answer by a link.

The link is good for 30 days; the store has the digest of its token alone, and of what stood there before only
a digest too. Who says that it was not them stops what still waits, and leaves a doubt about what is shown by
now: both are a line for the coordinator at once. ``k1`` of a record is the actor.
"""

import json
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from graphdb.accounts.accounts import digest
from graphdb.codec import canonical
from graphdb.doubts import doubts
from graphdb.doubts.doubts import Doubt, Said
from graphdb.history import erased
from graphdb.identity.judgements import read_linker
from graphdb.identity.linker import Linker
from graphdb.message import DANISH, message, say
from graphdb.model import Id, Value
from graphdb.proposals import proposals, review
from graphdb.proposals.proposals import Proposal, State
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore, every

KIND: Final = "disowning_link"
VALID: Final = timedelta(days=30)
SHAPE: Final = re.compile(r"[0-9a-f]{64}")
"""What a token looks like; anything else is none, and is not handed on."""
AGAIN: Final = timedelta(days=1)
"""How long no second notice leaves of what is proposed about the same field."""


class Standing(StrEnum):
    """What became of a change."""

    WAITS = "waits"
    SHOWN = "shown"
    SETTLED = "settled"
    """It was rejected, replaced by one with a letter of its own, or what stood there stands there again."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of ``field`` of ``target``; ``before`` is the digest of what stood there.

    ``proposal`` is its id, "" of what was changed at once.
    """

    target: Id
    field: str
    before: str
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """The changes that a letter of a moment (ISO, UTC) is about. ``said``: when they were disowned, or ""."""

    actor: Id
    at: str
    expires: str
    changes: tuple[Change, ...]
    said: str = ""

    @property
    def alone_until(self) -> str:
        """The moment until which no second letter leaves: what replaces a proposal before is of this one."""
        return _later(self.at, AGAIN)


def change_of(target: Id, field: str, before: Value | None, proposal: str = "") -> Change:
    """A change of what stood there, None or "" for nothing."""
    return Change(target, field, _digest(before), proposal)


def make(store: GraphStore, actor: Id, changes: Iterable[Change], now: str) -> str:
    """A token for the letter about these changes."""
    token = secrets.token_hex(32)
    notice = Notice(actor, now, _later(now, VALID), tuple(changes))
    store.records.put(_record(digest(token), notice), expect=0)
    return token


def take_back(store: GraphStore, token: str) -> None:
    """The letter with this token did not leave."""
    store.records.delete(KIND, digest(token))


def find(store: GraphStore, token: str, now: str) -> Notice | None:
    """What a token is about, None when it is not good any more; looking at it changes nothing."""
    record = _kept(store, token, now)
    return None if record is None else _notice(record)


def is_known(store: GraphStore, proposal: Proposal, now: str) -> bool:
    """Whether a link about this very proposal is good: its letter has left, or is leaving."""
    return any(
        notice.at >= proposal.at and change.proposal == proposal.id
        for notice in _notices(store, proposal.actor, now)
        for change in notice.changes
    )


def lately(store: GraphStore, actor: Id, now: str) -> frozenset[str]:
    """The ids of proposals about an actor that a letter of the last day is about, which nobody answered."""
    recent = (one for one in _notices(store, actor, now) if now < one.alone_until and not one.said)
    return frozenset(change.proposal for notice in recent for change in notice.changes if change.proposal)


def standing(store: GraphStore, notice: Notice, change: Change) -> Standing:
    """What became by now of a change that a letter is about."""
    if change.proposal:
        state = proposals.state(store, change.proposal)
        if state is State.WAITING:
            is_of_letter = proposals.read(store, change.proposal).at < notice.alone_until
            return Standing.WAITS if is_of_letter else Standing.SETTLED
        if state is State.REJECTED:
            return Standing.SETTLED
    target = read_linker(store).canonical(change.target)
    node = store.get([target]).get(target)
    same = _digest(None if node is None else node.props.get(change.field)) == change.before
    return Standing.SETTLED if node is None or same else Standing.SHOWN


def disown(store: GraphStore, token: str, now: datetime) -> bool:
    """Stop what waits, and doubt what is shown; answers whether a line was left for the coordinator.

    False when it was said before, or when there is nothing to stop any more; nothing is written then.
    Conflict when others wrote one of the proposals meanwhile.
    """
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    record = _kept(store, token, at)
    notice = None if record is None else _notice(record)
    if record is None or notice is None or notice.said:
        return False
    writes = [write for change in notice.changes for write in _writes(store, notice, change, at)]
    if not writes:
        return False
    said = _record(record.id, replace(notice, said=at))
    erased.keep(store, RecordWrite(said, record.version), *writes)
    return True


def not_us(store: GraphStore, linker: Linker, now: datetime) -> Iterator[Doubt]:
    """What was disowned and nobody has looked at, each with the target that it is shown under."""
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    for said in doubts.waiting(store, at):
        if said.said is Said.NOT_US:
            yield replace(said, target=linker.canonical(said.target))


def _writes(store: GraphStore, notice: Notice, change: Change, at: str) -> Iterator[RecordWrite]:
    stands = standing(store, notice, change)
    if stands is Standing.WAITS:
        proposal = proposals.read(store, change.proposal)
        why = say(message("proposals.disowned"), DANISH)
        yield from review.decided(store, proposal, State.REJECTED, why, at)
        text = (proposal.text or str(proposal.value))[: doubts.LONGEST]
        yield doubts.write_of(Doubt(notice.actor, at, change.target, change.field, text, Said.STOPPED))
    elif stands is Standing.SHOWN:
        yield doubts.write_of(Doubt(notice.actor, at, change.target, change.field, said=Said.NOT_US))


def _notices(store: GraphStore, actor: Id, now: str) -> Iterator[Notice]:
    """Of an actor, also under the ids of those that are shown as one with it."""
    for one in read_linker(store).cluster(actor):
        yield from _notices_of(store, one, now)


def _notices_of(store: GraphStore, actor: Id, now: str) -> Iterator[Notice]:
    records = every(lambda after: store.records.list(KIND, where={"k1": actor}, after=after, now=now))
    return map(_notice, records)


def _kept(store: GraphStore, token: str, now: str) -> Record | None:
    return store.records.get(KIND, digest(token), now=now) if SHAPE.fullmatch(token) else None


def _record(record_id: str, notice: Notice) -> Record:
    return Record(KIND, record_id, canonical(asdict(notice)), {"k1": notice.actor}, notice.expires)


def _notice(record: Record) -> Notice:
    body = json.loads(record.body)
    return Notice(**(body | {"changes": tuple(Change(**change) for change in body["changes"])}))


def _later(moment: str, by: timedelta) -> str:
    return (datetime.fromisoformat(moment) + by).isoformat(timespec="seconds")


def _digest(value: Value | None) -> str:
    return digest("" if value is None else canonical(value))
