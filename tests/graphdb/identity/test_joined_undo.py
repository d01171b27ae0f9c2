"""Taking back an import that brought, or spoke of, what a judgement joins with another."""

from graphdb.model import EdgeKind, edge_id
from graphdb.store import GraphStore
from graphdb.upkeep.check import check
from graphdb.writing.plan import Drop
from tests.graphdb.identity.twice import contents, same, unsaid
from tests.graphdb.runs.test_undo import claims_of, edited, named, ran, reasons, undo
from tests.graphdb.writing.test_plan import BED, HERBERG, UNIT, link, small


def test_an_import_about_the_joined_is_taken_back(store: GraphStore) -> None:
    edited(store, *small(), named("Herberget ved Broen", UNIT, "b"), same(HERBERG, UNIT))
    before, shown = claims_of(store), store.get([HERBERG])[HERBERG].text("name")
    run = ran(store, 1, named("Et andet navn", UNIT, "b"), link(EdgeKind.OFFERS, UNIT, BED, "b"), source="b")
    assert not undo(store, run).kept
    assert claims_of(store) == before
    assert store.get([HERBERG])[HERBERG].text("name") == shown
    assert check(store).faults == ()


def test_an_import_that_brought_one_of_them_leaves_the_other_as_it_was(store: GraphStore) -> None:
    edited(store, *small())
    before = contents(store)
    run = ran(store, 1, named("Herberget ved Broen", UNIT, "b"), source="b")
    edited(store, same(HERBERG, UNIT))
    undo(store, run)
    assert store.get([HERBERG, UNIT]).keys() == {HERBERG}
    assert check(store).faults == ()
    edited(store, unsaid(same(HERBERG, UNIT)))
    graph = [line for line in contents(store) if not line.endswith('"what":"record"}')]
    assert graph == before


def test_what_others_tied_to_one_that_is_shown_under_the_other_keeps_it(store: GraphStore) -> None:
    """Red when only the relations in the view are asked for: the tie is shown at the other."""
    edited(store, *small())
    run = ran(store, 1, named("Enheden", UNIT, "b"), source="b")
    edited(store, same(HERBERG, UNIT), link(EdgeKind.OFFERS, UNIT, BED, "c"))
    undone = undo(store, run)
    assert reasons(undone) == [(UNIT, "undo.needed")]
    edited(store, unsaid(same(HERBERG, UNIT)))
    assert UNIT in store.get([UNIT])
    assert edge_id(EdgeKind.OFFERS, UNIT, BED) in {edge.id for edge in store.edges([UNIT])}


def test_a_judgement_is_no_reason_to_keep_a_thing(store: GraphStore) -> None:
    edited(store, *small())
    run = ran(store, 1, named("Enheden", UNIT, "b"), source="b")
    edited(store, same(UNIT, HERBERG))
    assert store.get([HERBERG, UNIT]).keys() == {UNIT}
    assert not undo(store, run).kept
    assert store.get([HERBERG, UNIT]).keys() == {UNIT}, "the address stays while the judgement does"
    edited(store, Drop(same(UNIT, HERBERG).claim.target, same(UNIT, HERBERG).claim.source))
    assert store.get([HERBERG, UNIT]).keys() == {HERBERG}
