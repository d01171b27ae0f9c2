"""A run is taken back whose words were erased since, for a secret address or on a person's request."""

from collections.abc import Mapping

import pytest

from graphdb.message import Message, say
from graphdb.model import EdgeKind, Id, NodeKind
from graphdb.runs import runs
from graphdb.runs.undo import Undone
from graphdb.store import GraphStore
from graphdb.upkeep import check
from graphdb.upkeep.transfer import dump
from graphdb.versions import erasing
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit
from tests.graphdb.identity.twice import A, B, P, S, actor, said, same, tie, unsaid

MERGED = "2026-03-05T23:30:00+00:00"
"""After midnight in Denmark."""
CONTACT = "contact:x:v"
SOURCE = "kommune"


def written(store: GraphStore, *edits: Edit, at: str = MERGED) -> None:
    plan, _ = commit(store, edits, Stamp(at, "test", "prøve"))
    assert not plan.refused, plan.refused


def ran(store: GraphStore, second: int, *edits: Edit, source: str = SOURCE) -> str:
    """A run that began in this second."""
    moment = f"2026-03-02T08:00:{second:02}+00:00"
    with runs.alone(store, source, moment, "test", lambda: moment) as run:
        plan, _ = commit(store, edits, run.stamp("prøve"))
    assert not plan.refused, plan.refused
    return run.id


def undo(store: GraphStore, run: str) -> Undone:
    """The same in a trial and in earnest, and the store is sound."""
    forecast = runs.undo(store, run, MERGED, "test", dry_run=True)
    undone = runs.undo(store, run, MERGED, "test")
    assert undone == forecast
    assert check.check(store).faults == ()
    return undone


def reasons(undone: Undone) -> Mapping[Id, str]:
    return {one.target: one.reason.id for one in undone.kept if isinstance(one.reason, Message)}


def house(street: str = "Storegade 1", city: str = "Vest") -> Put:
    return said(P, NodeKind.PLACE, address=street, city=city)


OFFERED = tie(EdgeKind.OFFERS, B, S)
HERE = tie(EdgeKind.LOCATED_AT, B, P)


@pytest.fixture
def apart(store: GraphStore) -> GraphStore:
    """A store with one that has a secret address, and one that has none."""
    written(store, actor(A, secret_address=True), actor(B), at="2026-03-01T08:00:00+00:00")
    return store


def test_what_a_run_brought_goes_also_where_a_merge_erased_its_address(apart: GraphStore) -> None:
    """Seen red: the place stayed for good, as written again since."""
    run = ran(apart, 1, house(), HERE)
    written(apart, same(A, B))
    assert undo(apart, run).kept == []
    assert not apart.claims([P, HERE.claim.target])
    written(apart, unsaid(same(A, B)))
    assert apart.get([A, B]).keys() == {A, B}
    assert check.check(apart).faults == ()


def test_what_a_merge_erased_is_said_to_be_erased_and_on_which_day(apart: GraphStore) -> None:
    """Seen red with "Det er skrevet om siden."."""
    written(apart, house("Gammelgade 9"), HERE)
    run = ran(apart, 1, house(city="Øst"))
    written(apart, same(A, B))
    undone = undo(apart, run)
    assert reasons(undone) == {P: "undo.erased_by_merge"}
    assert "slettet den 6. marts 2026, da to opslag blev lagt sammen" in say(undone.kept[0].reason)
    assert apart.get([P])[P].props == {}


def test_what_a_run_left_out_before_it_was_erased_does_not_come_back(apart: GraphStore) -> None:
    written(apart, house(), HERE)
    run = ran(apart, 1, Drop(P, SOURCE), Drop(HERE.claim.target, SOURCE))
    written(apart, same(A, B))
    undone = undo(apart, run)
    assert reasons(undone) == {P: "undo.erased_by_merge"}
    assert not apart.claims([P])
    assert "Storegade" not in dump(apart).decode()


def test_what_the_source_has_said_again_stands_also_without_its_address(apart: GraphStore) -> None:
    """Seen red with the run that the erasing took off the claim."""
    first = ran(apart, 1, house(), HERE)
    second = ran(apart, 2, house(), HERE)
    written(apart, same(A, B))
    undone = undo(apart, first)
    assert (undone.said_again, undone.kept) == (2, [])
    assert P in apart.get([P])
    assert undo(apart, second).kept == []
    assert not apart.claims([P])


def bed(description: str) -> Put:
    return said(S, NodeKind.SERVICE, name="Seng", description=description)


@pytest.mark.parametrize("before", [True, False])
def test_what_somebody_wrote_beside_an_erasing_is_named_as_written(apart: GraphStore, before: bool) -> None:
    run = ran(apart, 1, house(), HERE, bed("Ved Storegade"), OFFERED)
    edits = [same(A, B), bed("Nyt")]
    for edit in edits[::-1] if before else edits:
        written(apart, edit)
    assert reasons(undo(apart, run)) == {S: "undo.written_since"}
    assert apart.claims([S])[S][0].facts["description"].value == "Nyt"
    assert not apart.claims([P])


def test_what_a_later_run_wrote_on_the_erased_goes_as_far_as_it_was_erased(apart: GraphStore) -> None:
    """What the erasing left stands, whichever of the runs is taken back first."""
    written(apart, house(), HERE, bed("Gammelt"), OFFERED)
    first = ran(apart, 1, bed("Ved Storegade"))
    written(apart, same(A, B))
    second = ran(apart, 2, bed("Nyt"))
    assert reasons(undo(apart, first)) == {S: "undo.written_since"}
    assert apart.get([S])[S].text("description") == "Nyt"
    assert reasons(undo(apart, second)) == {}
    assert apart.get([S])[S].props == {"name": "Seng"}


def test_a_flag_without_a_merge_is_told_with_its_day(store: GraphStore) -> None:
    written(store, actor(B), house("Gammelgade 9"), HERE)
    run = ran(store, 1, house())
    written(store, actor(B, secret_address=True))
    [kept] = undo(store, run).kept
    assert kept.target == P
    assert "slettet den 6. marts 2026, fordi adressen er hemmelig" in say(kept.reason)


def test_a_contact_point_that_was_erased_on_request_is_told_so(store: GraphStore) -> None:
    """Seen red: it said that an address was secret."""
    role = said(CONTACT, NodeKind.CONTACT_POINT, role="Leder", email="leder@example.org")
    written(store, actor(B), role, tie(EdgeKind.CONTACTED_AT, B, CONTACT))
    run = ran(store, 1, said(CONTACT, NodeKind.CONTACT_POINT, role="Chef", email="chef@example.org"))
    erasing.erase(store, B, CONTACT, MERGED, "test")
    undone = undo(store, run)
    assert [one.target for one in undone.kept if one.target == CONTACT] == [CONTACT]
    assert "slettet den 6. marts 2026 på personens ønske" in say(undone.kept[0].reason)
    assert not store.claims([CONTACT])
    assert "example.org" not in dump(store).decode()
