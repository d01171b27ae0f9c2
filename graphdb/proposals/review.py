"""What the coordinator does about a proposal: approve it, reject it with a reason, or say that it is done.

A decision is kept a year with the proposal, so that who proposed it sees what became of it. Of two who decide
at once one is refused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from graphdb.claims import Rank, coordinator_source
from graphdb.codec import canonical
from graphdb.doubts import doubts
from graphdb.doubts.doubts import Said
from graphdb.errors import Contest, Contested, NotFound, Refused
from graphdb.fields.cpr import refuse_cpr
from graphdb.fields.hours import COPENHAGEN
from graphdb.fields.registry import field_of
from graphdb.identity.joined import nodes_shown
from graphdb.identity.judgements import read_linker
from graphdb.message import DANISH, message, say
from graphdb.model import Edge, Id, Node, NodeKind, Value, ends_of, is_edge
from graphdb.proposals import lists, proposals
from graphdb.proposals.proposals import KIND, LONGEST, About, Proposal, State
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore, Way
from graphdb.writing.edits import Clear, Set, Stamp
from graphdb.writing.plan import commit, plan

KEPT: Final = timedelta(days=365)
WHY: Final = "approves a proposal"
PUTS_BACK: Final = "puts back what stood there"
SHORTEST: Final = 6
"""Letters of an id from which a proposal is known."""


def find(store: GraphStore, start: str) -> Proposal:
    """The proposal that waits whose id begins so. Raises NotFound, and Refused when there are several."""
    matching = [one for one in proposals.waiting(store) if one.id.startswith(start)]
    if len(start) < SHORTEST or not matching:
        raise NotFound(message("proposals.nothing"))
    if len(matching) > 1:
        raise Refused(message("proposals.several"))
    return matching[0]


@dataclass(frozen=True, slots=True)
class Instead:
    """What the coordinator of a municipality says in the place of what was proposed; of a list of relations
    the codes, "" for nothing.
    """

    municipality: str
    value: Value


def approve(
    store: GraphStore,
    proposal: Proposal,
    by: str,
    at: str,
    *,
    seen: int | None = None,
    instead: Instead | None = None,
) -> None:
    """Let it be the word of who proposed it, as of the day of the proposal; ``instead`` is the coordinator's.

    ``seen`` is the version of the data that was shown to who decides, None when nothing was. Contested when
    others have changed the fact since then, without ``seen`` since the proposal; of a list of relations only
    what the proposal adds and takes away is changed, on top of what stands by now. Refused for what stands in
    words, which somebody has to enter. Conflict when it was decided meanwhile. What is shown already has been
    seen now.
    """
    if proposal.about is About.SHOWN and instead is None:
        close(store, proposal, State.DONE, "", at)
        return
    if proposal.about in proposals.NOTES or (proposal.about is About.WORDS and instead is None):
        raise Refused(message("proposals.in_words"))
    thing = _shown(store, proposal.target)
    if thing is None:
        raise Refused(message("proposals.gone"))
    shown = _value(thing, proposal.field, _listed(store, thing, proposal.field))
    if seen is None and shown not in (_plain(proposal.seen), _plain(proposal.value)):
        raise Contested([Contest(thing.id, proposal.field, proposal.seen, shown, proposal.value)])
    _say(store, thing, proposal, instead, Stamp(at, by, WHY), State.APPROVED, "", seen)


def put_back(
    store: GraphStore, proposal: Proposal, municipality: str, by: str, at: str, *, seen: int | None = None
) -> None:
    """Let stand again what stood there before a change that is shown already, as the coordinator's word.

    Who said that the change was not theirs is answered by that, so their line goes. Refused for what is not
    shown, and as ``approve``; also for a list of relations that an older note has in words.
    """
    if proposal.about is not About.SHOWN:
        raise Refused(message("proposals.not_shown"))
    thing = _shown(store, proposal.target)
    if thing is None:
        raise Refused(message("proposals.gone"))
    before = _before(proposals.beside(store, proposal)[0])
    if isinstance(before, str) and before and _listed(store, thing, proposal.field) is not None:
        raise Refused(message("proposals.in_words"))
    why = say(message("proposals.put_back"), DANISH)
    instead = Instead(municipality, before)
    _say(store, thing, proposal, instead, Stamp(at, by, PUTS_BACK), State.REJECTED, why, seen)
    _answer(store, proposal, at)


def keep(store: GraphStore, proposal: Proposal, at: str) -> None:
    """Let a change stand that is shown already, though somebody said that it was not theirs: their line goes.

    Refused for what is not shown, or when it was decided meanwhile.
    """
    if proposal.about is not About.SHOWN:
        raise Refused(message("proposals.not_shown"))
    close(store, proposal, State.DONE, "", at)
    _answer(store, proposal, at)


def _answer(store: GraphStore, proposal: Proposal, at: str) -> None:
    """What was said of this fact not to be theirs is answered, under whatever id it was said."""
    ids = read_linker(store).cluster(proposal.target)
    for said in doubts.waiting(store, at):
        if (said.said, said.field) == (Said.NOT_US, proposal.field) and said.target in ids:
            doubts.close(store, said)


def _before(proposal: Proposal) -> Value:
    """What stood there before; older notes have a word for nothing."""
    return "" if proposal.seen == say(message("proposals.nothing_there"), DANISH) else proposal.seen


def _say(
    store: GraphStore,
    thing: Node | Edge,
    proposal: Proposal,
    instead: Instead | None,
    stamp: Stamp,
    state: State,
    why: str,
    seen: int | None,
) -> None:
    """Write what is decided, together with the decision."""
    listed = _listed(store, thing, proposal.field)
    edits = list(_edits(thing, proposal, instead, stamp.at, listed))
    records = decided(store, proposal, state, why, stamp.at)
    if not edits:  # the list says so already
        store.records.write(*records)
        return
    stamp = replace(stamp, records=records)
    expect = _expected(thing, edits, listed, seen)
    for refusal in plan(store, edits, stamp, expect=expect).refused:
        raise Refused(message("proposals.cannot", reason=refusal.reason))
    commit(store, edits, stamp, expect=expect)


def _shown(store: GraphStore, target: Id) -> Node | Edge | None:
    """The thing or the relation as it is shown now, maybe under another id."""
    if not is_edge(target):
        return nodes_shown(store, [target]).get(target)
    shown = read_linker(store).canonical(target)
    edges = store.edges(ends_of(shown)[:1], way=Way.OUT)
    return next((edge for edge in edges if edge.id == shown), None)


def _listed(store: GraphStore, thing: Node | Edge, field: str) -> tuple[Edge, ...] | None:
    """The relations of the list that a field is, None of what is none."""
    return None if isinstance(thing, Edge) else lists.listed(store, [(thing, field)]).get((thing.id, field))


def _value(thing: Node | Edge, field: str, listed: tuple[Edge, ...] | None) -> Value:
    """What stands there now, "" for nothing."""
    if listed is not None:
        return _plain(lists.codes(listed))
    return True if isinstance(thing, Edge) else _plain(thing.props.get(field, ""))


def _plain(value: Value) -> Value:
    """A value to compare: of a list the order says nothing, and an empty one is nothing."""
    return tuple(sorted(value)) or "" if isinstance(value, tuple) else value


def _expected(
    thing: Node | Edge, edits: Sequence[Set | Clear], listed: tuple[Edge, ...] | None, seen: int | None
) -> dict[Id, int]:
    """The versions that were shown to who decides; of a relation that does not stand that of the data."""
    versions = {edge.dst: edge.version for edge in listed or ()}
    stood = {
        edit.target: thing.version if listed is None else versions.get(ends_of(edit.target)[1], seen)
        for edit in edits
    }
    return {
        one: version if seen is None else min(version, seen)
        for one, version in stood.items()
        if version is not None
    }


def _edits(
    thing: Node | Edge,
    proposal: Proposal,
    instead: Instead | None,
    at: str,
    listed: tuple[Edge, ...] | None,
) -> Iterator[Set | Clear]:
    """The fact, and the day that it counts for where the field has one; of a list what differs from now on.

    Whoever says it, it is said of what the proposal names, which may be shown as one with others by now.
    """
    target, day = proposal.target, _day(proposal.at if instead is None else at)
    if instead is None:
        source, rank, value = proposal.source, Rank.OWN, proposal.value
    else:
        source, rank, value = coordinator_source(instead.municipality), Rank.COORDINATOR, instead.value
    if listed is not None:
        kind = lists.relation_of(NodeKind(thing.kind), proposal.field)
        there = lists.codes(listed)
        wanted = lists.laid_on(there, proposal.seen if instead is None else there, value)
        if kind is not None:
            yield from lists.edits(kind, target, there, wanted, source, rank, day)
        return
    if value == "":
        yield Clear(target, source, rank, proposal.field, day)
        return
    yield Set(target, source, rank, proposal.field, value, day)
    dated = "" if isinstance(thing, Edge) else field_of(thing.kind, proposal.field).dated_by
    if dated:
        yield Set(target, source, rank, dated, day, day)


def _day(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(COPENHAGEN).date().isoformat()


def close(store: GraphStore, proposal: Proposal, state: State, why: str, at: str) -> None:
    """Reject it with a reason, or say that it is done.

    Refused without a reason, of what is shown already, or when it was decided meanwhile; InvalidValue for a
    CPR number.
    """
    refuse_cpr(why, "why")
    if state is State.REJECTED and proposal.about is About.SHOWN:
        raise Refused(message("proposals.is_shown"))
    if state is State.REJECTED and not why.strip():
        raise Refused(message("proposals.no_reason"))
    if len(why) > LONGEST:
        raise Refused(message("proposals.long_reason", limit=LONGEST))
    store.records.write(*decided(store, proposal, state, why.strip(), at))


def decided(
    store: GraphStore, proposal: Proposal, state: State, why: str, at: str
) -> tuple[RecordWrite, ...]:
    """What keeps a decision, also about the notes that wait together with it.

    Refused when one of them was decided or rewritten meanwhile.
    """
    return tuple(_decided(store, one, state, why, at) for one in proposals.beside(store, proposal))


def _decided(store: GraphStore, proposal: Proposal, state: State, why: str, at: str) -> RecordWrite:
    record = proposals.find_record(store, proposal)
    if record is None:
        raise Refused(message("proposals.decided_meanwhile"))
    body = canonical(asdict(replace(proposal, why=why, decided=at)))
    keys = {"k1": proposal.actor, "k2": str(state)}
    expires = (datetime.fromisoformat(at) + KEPT).isoformat(timespec="seconds")
    return RecordWrite(Record(KIND, record.id, body, keys, expires), record.version)
