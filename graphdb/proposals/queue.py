"""Use case: what waits for the coordinator of a municipality, the oldest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from graphdb.accounts.objects import belonging
from graphdb.errors import NotFound
from graphdb.identity.judgements import read_linker
from graphdb.message import message
from graphdb.model import Id, Node, Value
from graphdb.proposals import proposals
from graphdb.proposals.proposals import Proposal
from graphdb.store import GraphStore


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal, and what it is about as it is shown now: ``actor`` and ``thing`` are None when nothing is.

    ``shown`` is the value of the field today, None for none; ``days`` how long the proposal has waited.
    """

    proposal: Proposal
    actor: Node | None
    thing: Node | None
    days: int

    @property
    def shown(self) -> Value | None:
        """What stands there now."""
        return None if self.thing is None else self.thing.props.get(self.proposal.field)


def queue(store: GraphStore, municipality: str, now: datetime) -> tuple[Waiting, ...]:
    """The proposals about actors that belong to a municipality. Raises NotFound for what is none."""
    linker = read_linker(store)
    belongs = belonging(store, municipality, linker, now.date().isoformat())
    mine = [proposal for proposal in proposals.waiting(store) if belongs(proposal.actor)]
    shown = {one: linker.canonical(one) for proposal in mine for one in _named(proposal)}
    nodes = store.get(set(shown.values()))
    return tuple(_waiting(proposal, shown, nodes, now) for proposal in mine)


def find(store: GraphStore, municipality: str, proposal_id: str, now: datetime) -> Waiting:
    """One of the queue. Raises NotFound when it does not wait there."""
    for waiting in queue(store, municipality, now):
        if waiting.proposal.id == proposal_id:
            return waiting
    raise NotFound(message("proposals.nothing"))


def _named(proposal: Proposal) -> Iterator[Id]:
    yield proposal.actor
    if proposal.target:
        yield proposal.target


def _waiting(proposal: Proposal, shown: Mapping[Id, Id], nodes: Mapping[Id, Node], now: datetime) -> Waiting:
    days = proposals.days_waiting(proposal, now)
    return Waiting(
        proposal,
        nodes.get(shown[proposal.actor]),
        nodes.get(shown[proposal.target]) if proposal.target else None,
        days,
    )
