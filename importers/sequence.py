"""In which order a run says things, so that each part of it finds what it needs."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from graphdb.claims import Claim
from graphdb.model import EdgeKind, Id, NodeKind, is_edge
from graphdb.writing.plan import Drop, Edit, Put


def in_order(claims: Iterable[Claim], gone: Iterable[Claim]) -> Iterator[Edit]:
    """What goes first, relations before nodes; then nodes before the relations that need them.

    So a row that still points at what is gone is refused, in a run of any size.

    An actor or service comes together with the relations that are its own, so that a large run, which is
    written in parts, prepares its search entry once, and a unit comes after what it is part of.
    """
    for claim in sorted(gone, key=lambda claim: not is_edge(claim.target)):
        yield Drop(claim.target, claim.source)
    ordered = list(claims)
    levels = _levels({claim.src: claim.dst for claim in ordered if claim.kind is EdgeKind.PART_OF})
    yield from (Put(claim) for claim in sorted(ordered, key=partial(_place_in_run, levels)))


def _place_in_run(levels: Mapping[Id, int], claim: Claim) -> tuple[int, int, Id, bool]:
    if not is_edge(claim.target):
        return _STAGES.get(claim.kind, 0), levels.get(claim.target, 0), claim.target, False
    if claim.kind is EdgeKind.IN and claim.src.startswith("place:"):
        return 0, 0, claim.src, True
    if claim.kind is EdgeKind.OFFERS:
        return _STAGES[NodeKind.SERVICE], 0, claim.dst, True
    if claim.kind in _OWN:
        owner = NodeKind.SERVICE if claim.src.startswith("service:") else NodeKind.ACTOR
        return _STAGES[owner], levels.get(claim.src, 0), claim.src, True
    return len(_STAGES) + 1, 0, "", True


def _levels(parents: Mapping[Id, Id]) -> dict[Id, int]:
    """How many are above each unit: who is above comes first. A ring has no top, and ends anywhere."""
    levels = {}
    for one in parents:
        above = [one]
        while (parent := parents.get(above[-1])) is not None and parent not in above:
            above.append(parent)
        levels[one] = len(above) - 1
    return levels


_STAGES: Final[Mapping[NodeKind | EdgeKind, int]] = {NodeKind.ACTOR: 1, NodeKind.SERVICE: 2}
_OWN: Final = frozenset(
    {
        *(EdgeKind.SERVES, EdgeKind.REACHES, EdgeKind.MEETS, EdgeKind.USES, EdgeKind.UNDER, EdgeKind.VIA),
        EdgeKind.LOCATED_AT,
        EdgeKind.PART_OF,
    }
)
"""Relations of actors and services to what is there before them: areas, terms, places, the actor above."""
