"""Use case: what waits for the coordinator of a municipality, the oldest first."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from graphdb.accounts.objects import belonging
from graphdb.errors import NotFound
from graphdb.identity.judgements import read_linker
from graphdb.message import message
from graphdb.model import Edge, Id, Node, Value, ends_of, is_edge
from graphdb.proposals import disowning, lists, proposals
from graphdb.proposals.proposals import About, Proposal
from graphdb.store import GraphStore, Way


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation from one actor to another; None is what is not shown any more."""

    src: Node | None
    dst: Node | None
    edge: Edge | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal, and what it is about as it is shown now: ``actor`` and ``thing`` are None when nothing is.

    ``shown`` is the value of the field today, None for none; ``days`` how long the proposal has waited, and
    ``version`` that of the data in which all this was read. ``tie`` is what one about a relation with another
    actor is about, ``listed`` what one about a list of relations is about (None of others). ``disowned`` is
    the day (ISO) on which the address that stood there before said of this very fact that it was not them,
    "" for never. ``earlier`` are the older notes about the same fact, of others that are shown as one with
    it: a decision is about them too.
    """

    proposal: Proposal
    actor: Node | None
    thing: Node | None
    days: int
    version: int
    tie: Tie | None = None
    listed: tuple[Edge, ...] | None = None
    disowned: str = ""
    earlier: tuple[Proposal, ...] = ()

    @property
    def all(self) -> tuple[Proposal, ...]:
        """What is decided together, the oldest first."""
        return (*self.earlier, self.proposal)

    @property
    def seen(self) -> Value:
        """What stood there before, "" for nothing."""
        return self.all[0].seen

    @property
    def shown(self) -> Value | None:
        """What stands there now; of a list of relations their codes."""
        if self.tie is not None:
            return self.tie.edge is not None
        if self.listed is not None:
            return lists.codes(self.listed) or None
        return None if self.thing is None else self.thing.props.get(self.proposal.field)

    @property
    def wanted(self) -> Value:
        """What stands there when it is approved; of a list of relations with what others changed since."""
        if self.listed is None or self.proposal.about is not About.FIELD:
            return self.proposal.value
        return lists.laid_on(lists.codes(self.listed), self.proposal.seen, self.proposal.value)


def queue(store: GraphStore, municipality: str, now: datetime) -> tuple[Waiting, ...]:
    """The proposals about actors that belong to a municipality. Raises NotFound for what is none."""
    version = store.status().version  # before all else is read: what is newer than it was not shown
    linker = read_linker(store)
    belongs = belonging(store, municipality, linker, now.date().isoformat())
    waits = proposals.together(proposals.waiting(store), linker)
    groups = {group[-1]: group for group in waits if any(belongs(one.actor) for one in group)}
    mine = list(groups)
    shown = {one: linker.canonical(one) for proposal in mine for one in _named(proposal)}
    ties = _ties(store, {shown[one.target] for one in mine if is_edge(one.target)})
    nodes = store.get({one for one in shown.values() if not is_edge(one)})
    things = ((nodes.get(shown.get(one.target, "")), one.field) for one in mine)
    listed = lists.listed(store, ((node, field) for node, field in things if node is not None))
    disowned = {(one.target, one.field): one.day for one in disowning.not_us(store, linker, now)}
    several = (
        _waiting(proposal, groups[proposal][:-1], shown, nodes, ties, listed, now, version)
        for proposal in mine
    )
    return tuple(
        replace(one, disowned=disowned.get((shown.get(one.proposal.target, ""), one.proposal.field), ""))
        for one in several
    )


def find(store: GraphStore, municipality: str, proposal_id: str, now: datetime) -> Waiting:
    """One of the queue, also by an earlier note. Raises NotFound when it does not wait there."""
    for waiting in queue(store, municipality, now):
        if proposal_id in {one.id for one in waiting.all}:
            return waiting
    raise NotFound(message("proposals.nothing"))


def _named(proposal: Proposal) -> Iterator[Id]:
    yield proposal.actor
    if proposal.target:
        yield proposal.target


def _ties(store: GraphStore, ids: Collection[Id]) -> Mapping[Id, Tie]:
    ends = {one: ends_of(one) for one in ids}
    actors = store.get({end for pair in ends.values() for end in pair})
    edges = {edge.id: edge for edge in store.edges({src for src, _ in ends.values()}, way=Way.OUT)}
    return {one: Tie(actors.get(src), actors.get(dst), edges.get(one)) for one, (src, dst) in ends.items()}


def _waiting(
    proposal: Proposal,
    earlier: tuple[Proposal, ...],
    shown: Mapping[Id, Id],
    nodes: Mapping[Id, Node],
    ties: Mapping[Id, Tie],
    listed: Mapping[tuple[Id, str], tuple[Edge, ...]],
    now: datetime,
    version: int,
) -> Waiting:
    target = shown.get(proposal.target, "")
    return Waiting(
        proposal,
        nodes.get(shown[proposal.actor]),
        nodes.get(target),
        proposals.days_waiting((*earlier, proposal)[0], now),
        version,
        ties.get(target),
        listed.get((target, proposal.field)),
        earlier=earlier,
    )
