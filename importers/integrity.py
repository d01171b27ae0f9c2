"""Relations that cannot be: to what is not there, and units that are part of each other."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from graphdb.claims import Claim
from graphdb.message import Text, message
from graphdb.model import EdgeKind, Id, is_edge
from graphdb.runs import runs
from graphdb.store import GraphStore, Way
from importers.mapping import Mapped, about
from importers.problems import Outcome

_NOT_THERE: Final = message("import.not_there")
_HOW_TO_BE_THERE: Final = message("import.how_to_be_there")
_RING: Final = message("import.ring")
_HOW_TO_OPEN: Final = message("import.open_ring")
_OWN_ENDS: Final = ("actor:", "service:", "place:")
"""Terms and areas are looked up as the row is read."""


def settle(
    store: GraphStore, mapped: Mapped, source: str, groups: Collection[str], group_of: Callable[[Claim], str]
) -> None:
    """Leave such relations out. ``groups`` are those that the run prunes."""
    _leave_loose_ends(store, mapped, source, groups, group_of)
    _leave_rings(store, mapped, source)


def _leave_loose_ends(
    store: GraphStore, mapped: Mapped, source: str, groups: Collection[str], group_of: Callable[[Claim], str]
) -> None:
    edges = [claim for target, claim in mapped.claims.items() if is_edge(target)]
    ends = {end for edge in edges for end in (edge.src, edge.dst) if end.startswith(_OWN_ENDS)}
    absent = ends - mapped.claims.keys()
    seen = mapped.seen()
    for part in runs.parts(sorted(absent)):
        for end, claims in store.claims(part).items():
            # What its only source no longer speaks of is gone when the run is done.
            if any(
                one.source != source or (group := group_of(one)) not in groups or (group, end) in seen
                for one in claims
            ):
                absent.discard(end)
    for edge in edges:
        if edge.src in absent or edge.dst in absent:
            _leave_out(mapped, edge, _NOT_THERE, _HOW_TO_BE_THERE, at_start=edge.src in absent)


def _leave_out(mapped: Mapped, edge: Claim, reason: Text, advice: Text, *, at_start: bool = False) -> None:
    row, column = mapped.origin[edge.target]
    relation = edge.kind is EdgeKind.RELATES
    column = "from" if relation and at_start else column
    outcome = Outcome.REFUSED if relation else Outcome.LEFT_OUT
    mapped.tell(edge.target, outcome, column, reason, advice)
    if relation:
        mapped.held_back.append((row, edge))
    else:
        assert isinstance(edge.kind, EdgeKind)
        mapped.kept.add((edge.kind, about(edge)))
    del mapped.claims[edge.target]


def _leave_rings(store: GraphStore, mapped: Mapped, source: str) -> None:
    """Leave out every link of a ring in these files: none of them tells which one is wrong.

    What then stands as before may close another one.
    """
    while parents := [claim for claim in mapped.claims.values() if claim.kind is EdgeKind.PART_OF]:
        above = _units(store, mapped, source, parents)
        rings = [claim for claim in parents if claim.src in _reached(above, claim.dst)]
        if not rings:
            return
        for claim in rings:
            _leave_out(mapped, claim, _RING, _HOW_TO_OPEN)


def _reached(above: Mapping[Id, Collection[Id]], unit: Id) -> set[Id]:
    """The unit and all it is part of."""
    reached, todo = {unit}, [unit]
    while todo:
        further = set(above.get(todo.pop(), ())) - reached
        reached |= further
        todo += further
    return reached


def _units(
    store: GraphStore, mapped: Mapped, source: str, parents: Iterable[Claim]
) -> Mapping[Id, Collection[Id]]:
    """What each unit will be part of, from the units of these relations upward."""
    above: defaultdict[Id, set[Id]] = defaultdict(set)
    for claim in parents:
        above[claim.src].add(claim.dst)
    todo, done = {unit for claim in parents for unit in (claim.src, claim.dst)}, set[Id]()
    while todo:
        done |= todo
        for part in runs.parts(sorted(todo)):
            edges = {edge.id: edge for edge in store.edges(part, kinds=[EdgeKind.PART_OF], way=Way.OUT)}
            for target, claims in store.claims(sorted(edges)).items() if edges else ():
                if any(_remains(mapped, source, claim) for claim in claims):
                    above[edges[target].src].add(edges[target].dst)
        todo = {unit for units in above.values() for unit in units} - done
    return above


def _remains(mapped: Mapped, source: str, claim: Claim) -> bool:
    """Whether a claim that is there will be: another's, one whose row does not come, or one that stands."""
    return claim.source != source or claim.src not in mapped.claims or mapped.stands(claim)
