"""In which order a run says things, so that each part of it finds what it needs."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from graphdb.claims import Claim
from graphdb.connect import Spool
from graphdb.model import EdgeKind, Id, NodeKind
from graphdb.writing.plan import Drop, Edit, Put


def put_in_order(spool: Spool) -> int:
    """Order all that is to be written, see ``in_order``; how many edits that is."""
    return spool.count_gone() + spool.put_in_order(_levels(spool.parents()), _LAST)


def in_order(spool: Spool, source: str, run: str = "") -> Iterator[Edit]:
    """What goes first, relations before nodes; then, as said in a run, nodes before relations that need them.

    So a row that still points at what is gone is refused, in a run of any size.

    An actor or service comes together with the relations that are its own, so that a large run, which is
    written in parts, prepares its search entry once, and a unit comes after what it is part of.
    """
    yield from (Drop(target, source) for target in spool.gone())
    yield from map(Put, spool.in_order(run))


def stage(claim: Claim) -> int:
    """When a claim is written: places, terms, actors, services, contact points, relations of two actors."""
    kind = claim.kind
    if kind in _OWN:  # most
        return _STAGES[NodeKind.SERVICE if claim.src.startswith("service:") else NodeKind.ACTOR]
    if kind is EdgeKind.IN and claim.src.startswith("place:"):
        return 0
    return _STAGES.get(kind, _LAST if isinstance(kind, EdgeKind) else 0)


def _levels(parents: Collection[tuple[int, Id, Id]]) -> dict[Id, int]:
    """Levels above each unit: it comes after those above it. A ring has no top, and ends anywhere."""
    above = {unit: parent for _, unit, parent in parents}
    levels = {}
    for unit in above:
        chain = [unit]
        while (parent := above.get(chain[-1])) is not None and parent not in chain:
            chain.append(parent)
        levels[unit] = len(chain) - 1
    return levels


_STAGES: Final[Mapping[NodeKind | EdgeKind, int]] = {
    NodeKind.ACTOR: 1,
    NodeKind.SERVICE: 2,
    EdgeKind.OFFERS: 2,
    NodeKind.CONTACT_POINT: 3,
    EdgeKind.CONTACTED_AT: 3,
}
_LAST: Final = max(_STAGES.values()) + 1
_OWN: Final = frozenset(
    {
        *(EdgeKind.SERVES, EdgeKind.REACHES, EdgeKind.MEETS, EdgeKind.USES, EdgeKind.UNDER, EdgeKind.VIA),
        EdgeKind.LOCATED_AT,
        EdgeKind.PART_OF,
    }
)
"""Relations of actors and services to what is there before them: areas, terms, places, the actor above."""
