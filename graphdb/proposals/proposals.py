"""Proposals: records that wait for the coordinator, and say nothing about the actor until then.

Of a record ``k1`` is the actor and ``k2`` where it stands. An editor has one proposal for each field, and so
have all links of an actor together: what they say later takes the place of what they said before, and nobody
can fill the queue. What two editors propose stands side by side.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from graphdb.accounts.accounts import digest
from graphdb.codec import canonical
from graphdb.errors import NotFound
from graphdb.identity.judgements import read_linker
from graphdb.identity.linker import Linker
from graphdb.message import message
from graphdb.model import Id, Value
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore, every

KIND: Final = "proposal"
LONGEST: Final = 1000
"""Letters of what is written by hand."""
_ANY_TIME: Final = ""
_BY_LINK: Final = "link:"
"""How the names begin of those who answer behind a link: a new one takes the place of the last."""


class About(StrEnum):
    """What a proposal is about."""

    FIELD = "field"
    """A fact: its value, in its normal form, would be another."""
    WORDS = "words"
    """A fact, in words that somebody has to read."""
    SHOWN = "shown"
    """A fact that was changed at once, and that the coordinator has not seen yet."""
    STOPPED = "stopped"
    """Who answered for the entry does not any more."""
    NOT_ME = "not_me"
    """Who got the link has nothing to do with the entry."""


NOTES: Final = frozenset({About.STOPPED, About.NOT_ME})
"""What is about no fact: for the coordinator alone, and not for who holds the actor's next link."""


PROPOSED: Final = frozenset({About.FIELD, About.WORDS})
"""What waits to be shown."""


class State(StrEnum):
    """Where a proposal stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed, by whom (as a commit names it) and when (ISO, UTC).

    ``field`` of ``target`` was ``seen`` and would be ``value``; both are empty of what is about no fact.
    ``source`` is whose word it would be. ``text``: what was written besides. ``why`` is the coordinator's
    reason, ``decided`` the moment of the decision, "" while it waits.
    """

    actor: Id
    about: About
    source: str
    by: str
    at: str
    target: Id = ""
    field: str = ""
    seen: Value = ""
    value: Value = ""
    text: str = ""
    why: str = ""
    decided: str = ""

    @property
    def id(self) -> str:
        """The same for all that one editor, or any link, proposes about a field, and for what is shown."""
        sort = "" if self.about in PROPOSED else str(self.about)
        of_all = self.about is About.SHOWN or self.by.startswith(_BY_LINK)
        return digest(self.source, self.target, self.field, sort, *(() if of_all else (self.by,)))


def mark(several: Iterable[Proposal]) -> str:
    """What a page says of the proposals that it shows as one: one that was rewritten since has another."""
    return digest(canonical(list(map(asdict, several))))[:16]


def together(several: Iterable[Proposal], linker: Linker) -> tuple[tuple[Proposal, ...], ...]:
    """What waits, given the oldest first, with the notes about one fact that is shown already as one.

    Each of those that are shown as one thing by now may have a note of its own. The last tells what is shown,
    the first what the coordinator saw before.
    """
    groups: dict[Proposal | tuple[Id, str], list[Proposal]] = {}
    for one in several:
        is_shown = one.about is About.SHOWN
        groups.setdefault((linker.canonical(one.target), one.field) if is_shown else one, []).append(one)
    return tuple(map(tuple, groups.values()))


def beside(store: GraphStore, proposal: Proposal) -> tuple[Proposal, ...]:
    """What waits together with this one, itself too, the oldest first; it alone when it waits no more."""
    groups = together(waiting(store, proposal.actor), read_linker(store))
    return next((group for group in groups if proposal in group), (proposal,))


def write_of(proposal: Proposal) -> RecordWrite:
    """What keeps a proposal, in the place of an earlier one."""
    keys = {"k1": proposal.actor, "k2": str(State.WAITING)}
    return RecordWrite(Record(KIND, proposal.id, canonical(asdict(proposal)), keys))


def find_record(store: GraphStore, proposal: Proposal) -> Record | None:
    """What keeps a proposal that waits, None when it was decided or rewritten.

    Its id may be another: once an actor's own people had one proposal for each field between them.
    """
    body = canonical(asdict(proposal))
    records = _records(store, State.WAITING, proposal.actor, _ANY_TIME)
    return next((record for record in records if record.body == body), None)


def waiting(store: GraphStore, actor: Id = "") -> tuple[Proposal, ...]:
    """The proposals that wait, of one actor or of all, the oldest first."""
    return _in_state(store, State.WAITING, actor, _ANY_TIME)


def by_field(store: GraphStore, actor: Id, by: str) -> Mapping[tuple[Id, str], str]:
    """The ids of what waits to be shown of one who proposes (as a commit names it), by target and field."""
    mine = (one for one in waiting(store, actor) if one.by == by and one.about in PROPOSED)
    return {(one.target, one.field): one.id for one in mine}


def rejected(store: GraphStore, actor: Id, now: str) -> tuple[Proposal, ...]:
    """The proposals about an actor that were rejected in the last year, the oldest first."""
    return _in_state(store, State.REJECTED, actor, now)


def state(store: GraphStore, proposal_id: str) -> State | None:
    """Where a proposal stands, None when it is not kept any more."""
    record = store.records.get(KIND, proposal_id, now=_ANY_TIME)
    return None if record is None else State(record.keys["k2"])


def read(store: GraphStore, proposal_id: str) -> Proposal:
    """A proposal, whatever became of it. Raises NotFound when it is not kept any more."""
    record = store.records.get(KIND, proposal_id, now=_ANY_TIME)
    if record is None:
        raise NotFound(message("proposals.nothing"))
    return _proposal(record)


def writes_without(store: GraphStore, things: Collection[Id]) -> Iterator[RecordWrite]:
    """What takes away all that was ever proposed about these things, decided or not."""
    records = every(lambda after: store.records.list(KIND, after=after, now=_ANY_TIME))
    return (RecordWrite(one, gone=True) for one in records if _proposal(one).target in things)


def days_waiting(proposal: Proposal, now: datetime) -> int:
    """How many days a proposal has waited."""
    return (now - datetime.fromisoformat(proposal.at)).days


def _in_state(store: GraphStore, state: State, actor: Id, now: str) -> tuple[Proposal, ...]:
    """Of an actor also what was proposed about those that are shown as one with it by now."""
    actors = read_linker(store).cluster(actor) if actor else ("",)
    records = [record for one in actors for record in _records(store, state, one, now)]
    return tuple(sorted(map(_proposal, records), key=lambda proposal: (proposal.at, proposal.id)))


def _records(store: GraphStore, state: State, actor: Id, now: str) -> Iterator[Record]:
    where: Mapping[str, str] = {"k2": str(state)} | ({"k1": actor} if actor else {})
    return every(lambda after: store.records.list(KIND, where=where, after=after, now=now))


def _proposal(record: Record) -> Proposal:
    body: dict[str, Any] = json.loads(record.body)
    body["about"] = About(body["about"])
    for name in ("seen", "value"):
        body[name] = tuple(body[name]) if isinstance(body[name], list) else body[name]
    return Proposal(**body)
