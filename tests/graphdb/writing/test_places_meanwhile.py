"""A place that changes while another writer brings somebody to it: the search entry knows what came last."""

from typing import Final

import pytest

from graphdb.errors import Conflict
from graphdb.fields.relation import SAME_PLACE
from graphdb.model import EdgeKind, NodeKind, area_id
from graphdb.store import GraphStore
from graphdb.upkeep.check import check
from graphdb.writing.plan import Drop, Edit, Stamp, commit, plan
from tests.contract.samples import AT
from tests.graphdb.identity.twice import AREA, A, B, P, Q, S, actor, said, same, tie, unsaid, write

ELSEWHERE: Final = area_id("9902")
PLACE: Final = said(P, NodeKind.PLACE, address="Storegade 1", city="Vest")
WORLD: Final[tuple[Edit, ...]] = (
    said(AREA, NodeKind.AREA, name="Vest", code="9901", level="municipality"),
    said(ELSEWHERE, NodeKind.AREA, name="Øst", code="9902", level="municipality"),
    PLACE,
)
HERE: Final = tie(EdgeKind.LOCATED_AT, A, P)
GONE: Final[tuple[Edit, ...]] = (actor(A), HERE)
"""What was there before some of the tests begin, and left."""
COMERS: Final[dict[str, tuple[Edit, ...]]] = {
    "new": (actor(A), HERE),
    "moves in": (HERE,),
    "comes back": (actor(A),),
    "service": (said(S, NodeKind.SERVICE, name="Seng"), tie(EdgeKind.LOCATED_AT, S, P)),
    "one with who is there": (same(A, B),),
    "one place": (same(P, Q, SAME_PLACE),),
}
BEFORE: Final[dict[str, tuple[tuple[Edit, ...], ...]]] = {
    "moves in": ((actor(A),),),
    "comes back": (GONE, (Drop(A, "kommune"),)),
    "one with who is there": ((actor(A), actor(B), tie(EdgeKind.LOCATED_AT, B, P)),),
    "one place": ((said(Q, NodeKind.PLACE, address="Nygade 2"), actor(A), tie(EdgeKind.LOCATED_AT, A, Q)),),
}
CHANGES: Final[dict[str, tuple[Edit, ...]]] = {
    "address": (said(P, NodeKind.PLACE, "2026-03-01", address="Torvet 7", city="Vest"),),
    "area": (tie(EdgeKind.IN, P, ELSEWHERE),),
    "area left": (unsaid(tie(EdgeKind.IN, P, AREA)),),
}


@pytest.mark.parametrize("place_first", [True, False])
@pytest.mark.parametrize("change", sorted(CHANGES))
@pytest.mark.parametrize("comer", sorted(COMERS))
def test_who_is_second_is_worked_out_again(
    store: GraphStore, comer: str, change: str, place_first: bool
) -> None:
    write(store, *WORLD)
    if change == "area left":
        write(store, tie(EdgeKind.IN, P, AREA))
    for edits in BEFORE.get(comer, ()):
        write(store, *edits)
    first, second = CHANGES[change], COMERS[comer]
    if not place_first:
        first, second = second, first
    planned = plan(store, second, Stamp(AT, "tests", "", id="planned"))
    commit(store, first, Stamp(AT, "tests", "", id="first"))
    with pytest.raises(Conflict):
        store.write(planned.written)
    commit(store, second, Stamp(AT, "tests", "", id="again"))
    assert check(store).faults == ()


def test_an_actor_whose_own_source_is_silent_gets_two_places_at_once(store: GraphStore) -> None:
    """No claim on the id that is shown has a version to move: that of the other one does."""
    write(store, *WORLD, said(Q, NodeKind.PLACE, address="Nygade 2"), actor(A), actor(B), same(A, B))
    write(store, Drop(A, "kommune"))
    planned = plan(store, [tie(EdgeKind.LOCATED_AT, B, Q)], Stamp(AT, "tests", "", id="planned"))
    commit(store, [tie(EdgeKind.LOCATED_AT, B, P)], Stamp(AT, "tests", "", id="first"))
    with pytest.raises(Conflict):
        store.write(planned.written)


def test_who_comes_to_a_place_that_nobody_changes_waits_for_nobody(store: GraphStore) -> None:
    write(store, *WORLD, actor(A), actor(B), said(Q, NodeKind.PLACE, address="Nygade 2"))
    planned = plan(store, COMERS["moves in"], Stamp(AT, "tests", "", id="planned"))
    write(store, tie(EdgeKind.LOCATED_AT, B, Q), tie(EdgeKind.IN, Q, AREA))
    store.write(planned.written)
    assert check(store).faults == ()
