"""Use case: what an entry said before a change, and saying it again as a new change.

Nothing is taken back: who restores says it today, for their own source, and history keeps what stood between.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from graphdb.claims import EXISTS, Rank
from graphdb.editing.editable import liveness
from graphdb.errors import Refused
from graphdb.fields import formats
from graphdb.fields.registry import FIELDS, Kind
from graphdb.message import DANISH, Text, message, say
from graphdb.model import Edge, EdgeKind, Id, Node, Value, is_edge
from graphdb.ownership.speaker import of_speaker
from graphdb.proposals import proposals, sending
from graphdb.proposals.proposals import About, Proposal
from graphdb.records import RecordWrite
from graphdb.store import GraphStore
from graphdb.versions.entry import Standing, Timeline, may_tell
from graphdb.versions.recent import TERMS
from graphdb.vocabulary import catalogue
from graphdb.vocabulary.catalogue import Vocabulary
from graphdb.writing.edits import Clear, FieldEdit, Set, Stamp
from graphdb.writing.plan import plan

LONGEST: Final = 200
"""Letters of a reason."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is another now than it was, or a relation that is there now or was then.

    ``then`` and ``now`` are None for nothing. ``thing`` and ``other`` are as in ``graphdb.versions.entry``.
    ``day`` (ISO) is when what was there then was last confirmed, else stated; "" for nothing.
    """

    target: Id
    kind: Kind
    thing: str
    field: str
    then: Value | None
    now: Value | None
    other: Text
    version: int
    day: str = ""

    @property
    def key(self) -> str:
        """What a form knows it by."""
        return f"{self.target} {self.field}"


_WAITING: Final = ((False, False), (False, True))


@dataclass(frozen=True, slots=True)
class Restorer:
    """Who restores: for which source, as a commit names it. ``own``: one of the actor's own people, by the
    rules of whose edits theirs are shown at once or wait; ``speaking`` is in whose name, see ``speaker``, ""
    is the actor that is shown.
    """

    source: str
    by: str
    own: bool
    speaking: Id = ""

    @property
    def rank(self) -> Rank:
        """How much the word weighs."""
        return Rank.OWN if self.own else Rank.COORDINATOR

    def proposes(self, terms: Vocabulary, difference: Difference) -> bool:
        """Whether the coordinator looks at it first."""
        return self.own and liveness(terms, difference.kind, difference.field) in (None, *_WAITING)

    def marks(self, terms: Vocabulary, difference: Difference) -> bool:
        """Whether it is marked until the coordinator has seen it."""
        return self.own and liveness(terms, difference.kind, difference.field) == (True, True)

    def may(self, terms: Vocabulary, difference: Difference) -> bool:
        """Whether it can be restored at all: relations of an entry are the coordinator's to bring back."""
        editable = liveness(terms, difference.kind, difference.field) is not None
        return not self.own or (editable and not is_edge(difference.target))


def differences(line: Timeline, seq: int) -> tuple[Difference, ...]:
    """Where an entry differs from what it was after the commit of that number.

    What came or went as a whole since, a service or a contact point, is not among it.
    """
    then = Standing(line)
    for change in line.changes:
        if change.seq <= seq and change.body and line.tells(change.target):
            then.follow(change)
    return (*_of_fields(line, then), *_of_relations(line, then))


def _of_fields(line: Timeline, then: Standing) -> Iterator[Difference]:
    for thing in line.things.values():
        was = then.shows(thing.id)
        if isinstance(was, Node):
            order = {name: number for number, name in enumerate(FIELDS[thing.kind])}
            names = sorted({*was.props, *thing.props}, key=lambda name: (order.get(name, len(order)), name))
            for name in names:
                before, now = was.props.get(name), thing.props.get(name)
                if before != now and may_tell(thing.kind, name):
                    called = line.called(thing.id)
                    day = _day(was, name)
                    yield Difference(thing.id, thing.kind, called, name, before, now, "", thing.version, day)


def _of_relations(line: Timeline, then: Standing) -> Iterator[Difference]:
    now = {
        edge.id: edge for thing in line.things for kind in TERMS for edge in line.material.edges(thing, kind)
    }
    known = {line.shown(change.target) for change in line.changes if is_edge(change.target)}
    was = {one: edge for one in known if isinstance(edge := then.shows(one), Edge) and edge.kind in TERMS}
    for target in sorted(now.keys() ^ was.keys()):
        if line.newest.start and target not in known:
            continue  # what did not change since the first that is shown is what it was
        other = line.far_end(target)
        if other and line.tells(target):
            edge = now.get(target) or was[target]
            there = target in now
            before, today = (None, True) if there else (True, None)
            thing, version = line.called(edge.src), edge.version if there else 0
            day = "" if there else _day(edge, EXISTS)
            yield Difference(target, edge.kind, thing, EXISTS, before, today, other, version, day)


def _day(shown: Node | Edge, name: str) -> str:
    source = shown.prov.get(name)
    return "" if source is None else source.confirmed_on or source.stated_on


def restore(
    store: GraphStore,
    actor: Id,
    chosen: Sequence[Difference],
    who: Restorer,
    why: str,
    seen: int,
    now: datetime,
) -> None:
    """Say again what these were, as a new change; what ``who`` may only propose waits for the coordinator.

    ``seen`` is the version of the data shown. Contested when others changed one of these since; Refused for
    what cannot be written; InvalidValue for a reason that is too long or reads as a CPR number.
    """
    formats.refuse_cpr(why, "why")
    reason = formats.normalise_text(why, limit=LONGEST) if why.strip() else ""
    at, today = now.astimezone(UTC).isoformat(timespec="seconds"), now.date().isoformat()
    terms = catalogue.read(store)
    speaking = who.speaking or actor
    spoken = (replace(one, target=of_speaker(speaking, actor, one.target)) for one in chosen)
    able = [one for one in spoken if who.may(terms, one)]
    edited = [one for one in able if not who.proposes(terms, one)]
    records = [
        _proposal(speaking, one, who, at, shown=one in edited)
        for one in able
        if one not in edited or who.marks(terms, one)
    ]
    edits = list(_edits(edited, who, today))
    waits = list(_edits((one for one in able if one not in edited), who, today))
    text = say(
        message("history.restored", why=reason) if reason else message("history.restored_plain"), DANISH
    )
    stamp = Stamp(at, who.by, text, records=tuple(records))
    expect = {one.target: min(one.version, seen) for one in able}
    for refusal in plan(store, edits, stamp, expect=expect).refused:
        raise Refused(message("history.cannot", reason=refusal.reason))
    sending.send(store, edits, waits, stamp, expect)


def _proposal(actor: Id, one: Difference, who: Restorer, at: str, *, shown: bool) -> RecordWrite:
    """What the coordinator gets to see: a proposal, or of what is ``shown`` at once a note."""
    nothing = say(message("proposals.nothing_there"), DANISH)
    about = About.SHOWN if shown else About.WORDS if one.then is None else About.FIELD
    seen = nothing if about is About.WORDS else ""
    return proposals.write_of(
        Proposal(
            actor,
            about,
            who.source,
            who.by,
            at,
            one.target,
            one.field,
            seen if one.now is None else one.now,
            nothing if one.then is None else one.then,
        )
    )


def _edits(chosen: Iterable[Difference], who: Restorer, today: str) -> Iterator[FieldEdit]:
    for one in chosen:
        if not isinstance(one.kind, EdgeKind):
            if one.then is None:
                yield Clear(one.target, who.source, who.rank, one.field, today)
            else:
                yield Set(one.target, who.source, who.rank, one.field, one.then, today)
        else:
            yield Set(one.target, who.source, who.rank, EXISTS, one.then is True, today)
