"""Relations that cannot be: to what is not there, and units that are part of each other."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Final

from graphdb.claims import Claim
from graphdb.connect import Said
from graphdb.identity.judgements import read_linker
from graphdb.message import Text, message
from graphdb.model import EdgeKind, Id, ends_of
from graphdb.runs import runs
from graphdb.store import GraphStore, Way
from graphdb.view import view_of
from graphdb.writing import absence
from graphdb.writing.apart import Apart
from importers.importer import OWNED, about
from importers.problems import Outcome
from importers.running.mapping import Mapped

_NOT_THERE: Final = message("import.not_there")
_AWAY: Final = message("import.end_away")
_HOW_TO_BE_THERE: Final = message("import.how_to_be_there")
_RING: Final = message("import.ring")
_HOW_TO_OPEN: Final = message("import.open_ring")
_OWN_ENDS: Final = ("actor:", "service:", "place:", "contact:")
"""Terms and areas are looked up as the row is read."""


def settle(
    store: GraphStore, mapped: Mapped, groups: Collection[str], group_of: Callable[[Claim], str]
) -> None:
    """Leave such relations out. ``groups`` are those that the run prunes."""
    _leave_loose_ends(store, mapped, groups, group_of)
    _leave_rings(store, mapped)


def _leave_loose_ends(
    store: GraphStore, mapped: Mapped, groups: Collection[str], group_of: Callable[[Claim], str]
) -> None:
    """Hold back the rows that hang on what never was, and take what points at something that is only away.

    A row that is held back takes along what hangs on it; the first cause was noted before.
    """
    settled = set[Id]()
    while loose := _loose(store, mapped, groups, group_of) - settled:
        settled |= loose
        away = {end for end in loose if absence.was_there(store, end)}
        for edge in mapped.spool.touching(loose):
            lost = {edge.claim.src, edge.claim.dst} & loose
            if lost <= away and edge.claim.kind not in OWNED:
                mapped.tell(edge, Outcome.HELD_BACK, _column(edge, lost), _AWAY)
            else:
                _leave_out(mapped, edge, _NOT_THERE, _HOW_TO_BE_THERE, _column(edge, lost))


def _loose(
    store: GraphStore, mapped: Mapped, groups: Collection[str], group_of: Callable[[Claim], str]
) -> set[Id]:
    """The ends of relations that will not be there when the run is done."""
    source, loose = mapped.context.source, set[Id]()
    for part in runs.parts(mapped.spool.loose_ends(_OWN_ENDS)):
        absent, unread = set(part), mapped.unread(part)
        for end, claims in store.claims(part).items():
            # What the source no longer speaks of may leave too little to be there when the run is done.
            left = (
                claim
                for claim in claims
                if claim.source != source
                or (group := group_of(claim)) not in groups
                or (group, end) in unread
            )
            if view_of(left) is not None:
                absent.discard(end)
        loose |= absent
    return loose


def _column(edge: Said, lost: Collection[Id]) -> str:
    return "from" if edge.claim.kind is EdgeKind.RELATES and edge.claim.src in lost else edge.cell


def _leave_out(mapped: Mapped, edge: Said, reason: Text, advice: Text, column: str) -> None:
    kind = edge.claim.kind
    assert isinstance(kind, EdgeKind)
    if kind in OWNED:  # a service or a contact point is not there without its owner
        mapped.tell(edge, Outcome.HELD_BACK, column, reason, advice)
        row = mapped.spool.about([edge.claim.dst])
        mapped.pointed |= {said.claim.dst for said in row if said.claim.kind is EdgeKind.LOCATED_AT}
        mapped.spool.set_aside(said.n for said in row)
    elif kind is EdgeKind.RELATES:
        mapped.tell(edge, Outcome.HELD_BACK, column, reason, advice)
        mapped.spool.set_aside([edge.n])
    else:
        mapped.tell(edge, Outcome.LEFT_OUT, column, reason, advice)
        mapped.kept.add((kind, about(edge.claim)))
        mapped.spool.leave_out([edge.n])


def _leave_rings(store: GraphStore, mapped: Mapped) -> None:
    """Leave out every link of a ring in these files: none of them tells which one is wrong.

    What then stands as before may close another one.
    """
    while parents := mapped.spool.parents():
        above = _units(store, mapped, [(unit, parent) for _, unit, parent in parents])
        rings = [number for number, unit, parent in parents if unit in _reached(above, parent)]
        if not rings:
            return
        for edge in mapped.spool.numbered(rings):
            _leave_out(mapped, edge, _RING, _HOW_TO_OPEN, edge.cell)


def _reached(above: Mapping[Id, Collection[Id]], unit: Id) -> set[Id]:
    """The unit and all it is part of."""
    reached, todo = {unit}, [unit]
    while todo:
        further = set(above.get(todo.pop(), ())) - reached
        reached |= further
        todo += further
    return reached


def _units(
    store: GraphStore, mapped: Mapped, parents: Collection[tuple[Id, Id]]
) -> Mapping[Id, Collection[Id]]:
    """What each unit will be part of, from the units of these relations upward."""
    above: defaultdict[Id, set[Id]] = defaultdict(set)
    for unit, parent in parents:
        above[unit].add(parent)
    todo, done = {unit for both in parents for unit in both}, set[Id]()
    apart = Apart(store, read_linker(store))
    hidden = [edge for edge in absence.read_hidden(store) if edge.id.startswith(EdgeKind.PART_OF)]
    while todo:
        done |= todo
        for part in runs.parts(sorted(todo)):
            units = apart.relations(part, [EdgeKind.PART_OF], Way.OUT)
            edges = {edge: ends_of(edge) for edge in units}
            edges |= {edge.id: (edge.src, edge.dst) for edge in hidden if edge.src in part}
            present = mapped.spool.present([unit for unit, _ in edges.values()])
            for target, claims in store.claims(sorted(edges)).items() if edges else ():
                if any(_remains(mapped, claim, present) for claim in claims):
                    unit, parent = edges[target]
                    above[unit].add(parent)
        todo = {unit for units in above.values() for unit in units} - done
    return above


def _remains(mapped: Mapped, claim: Claim, present: Collection[Id]) -> bool:
    """Whether a claim that is there will be: another's, one whose row does not come, or one that stands."""
    return claim.source != mapped.context.source or claim.src not in present or mapped.stands(claim)
