"""Use case: what is said to be wrong with the actors of a municipality, for its coordinator to look at."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from graphdb.accounts.objects import belonging
from graphdb.doubts import doubts
from graphdb.doubts.doubts import Doubt
from graphdb.errors import NotFound
from graphdb.identity.judgements import read_linker
from graphdb.message import message
from graphdb.model import Node
from graphdb.store import GraphStore


@dataclass(frozen=True, slots=True)
class Doubted:
    """A doubt, and what it is about as it is shown now: ``actor`` and ``thing`` are None when nothing is.

    ``days`` is how long it has waited.
    """

    doubt: Doubt
    actor: Node | None
    thing: Node | None
    days: int


def queue(store: GraphStore, municipality: str, now: datetime) -> tuple[Doubted, ...]:
    """The doubts about actors that belong to a municipality, the oldest first.

    One about an id that has been joined since stands with what that is shown under. Raises NotFound for what
    is no municipality.
    """
    linker, today = read_linker(store), now.date()
    belongs = belonging(store, municipality, linker, today.isoformat())
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    mine = [said for said in doubts.waiting(store, at) if belongs(said.actor)]
    nodes = store.get({linker.canonical(one) for said in mine for one in (said.actor, said.target) if one})
    return tuple(
        Doubted(
            said,
            nodes.get(linker.canonical(said.actor)),
            nodes.get(linker.canonical(said.target)) if said.target else None,
            max(0, (today - date.fromisoformat(said.day)).days),
        )
        for said in mine
    )


def find(store: GraphStore, municipality: str, doubt_id: str, now: datetime) -> Doubted:
    """One of the queue. Raises NotFound when it does not stand there."""
    for one in queue(store, municipality, now):
        if one.doubt.id == doubt_id:
            return one
    raise NotFound(message("doubts.not_here"))
