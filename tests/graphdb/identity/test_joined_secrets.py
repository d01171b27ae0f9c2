"""A secret address stays secret under whatever id it is shown, and whoever is shown as one with its actor."""

import pytest

from graphdb.fields.relation import SAME_PLACE
from graphdb.model import EdgeKind, NodeKind, edge_id
from graphdb.store import GraphStore
from graphdb.upkeep.transfer import dump
from graphdb.writing.plan import Drop, Put, Stamp, commit
from graphdb.writing.secrecy.marks import read_marks
from tests.graphdb.identity.twice import (
    A,
    B,
    P,
    Q,
    actor,
    begin,
    contents,
    said,
    same,
    tie,
    unsaid,
    write,
)

STREET = "Storegade"
CONTACT = "contact:x:v"


def begin_apart(store: GraphStore) -> None:
    """As ``begin``, but neither is a unit of the other."""
    begin(store)
    write(store, Drop(edge_id(EdgeKind.PART_OF, B, A), "kommune"))


def names_street(store: GraphStore) -> bool:
    """Whether anything in the store, its history too, names the street."""
    return STREET in dump(store).decode()


def test_the_flag_of_one_hides_the_address_that_the_other_gave(store: GraphStore) -> None:
    begin_apart(store)
    write(store, actor(A, "2026-03-01", secret_address=True))
    assert names_street(store)
    write(store, same(A, B))
    assert not names_street(store)
    assert read_marks(store).hides(P)


def test_the_flag_of_the_one_that_is_shown_under_the_other_counts_too(store: GraphStore) -> None:
    begin_apart(store)
    write(store, actor(A, phone="+4571111111"), said(Q, NodeKind.PLACE, address="Storegade 7", city="Vest"))
    write(store, tie(EdgeKind.LOCATED_AT, A, Q), actor(B, "2026-03-01", secret_address=True))
    assert "Storegade 7" in dump(store).decode()
    write(store, same(A, B))
    assert not names_street(store)


def test_where_an_open_one_was_once_is_forgotten_under_a_secret_one(
    store: GraphStore,
) -> None:
    """Seen red with only what the view calls it asked whether it was secret before."""
    begin_apart(store)
    moved = tie(EdgeKind.LOCATED_AT, B, Q)
    write(store, said(Q, NodeKind.PLACE, address="Gammelgade 9", city="Vest"), moved)
    write(store, unsaid(moved), Drop(Q, "kommune"))
    write(store, actor(A, "2026-03-01", secret_address=True))
    assert "Gammelgade" in dump(store).decode()
    write(store, same(A, B))
    assert "Gammelgade" not in dump(store).decode()


def test_an_address_that_comes_while_they_are_one_is_refused(store: GraphStore) -> None:
    begin_apart(store)
    write(store, actor(A, "2026-03-01", secret_address=True), same(A, B))
    later = said(Q, NodeKind.PLACE, address="Storegade 9", city="Vest")
    plan, _ = commit(store, [later, tie(EdgeKind.LOCATED_AT, B, Q)], Stamp("2026-01-01", "tests", ""))
    assert [one.target for one in plan.refused] == [Q]
    assert not names_street(store)


def test_a_place_joined_with_a_secret_one_tells_nothing(store: GraphStore) -> None:
    begin_apart(store)
    write(store, said(Q, NodeKind.PLACE, address="Storegade 1", city="Vest"))
    write(store, actor(B, "2026-03-01", secret_address=True))
    assert "Storegade 1" in dump(store).decode()
    write(store, same(Q, P, SAME_PLACE))
    assert not names_street(store)


def test_what_was_erased_stays_away_and_all_else_comes_back(store: GraphStore) -> None:
    begin_apart(store)
    write(store, actor(A, "2026-03-01", secret_address=True))
    before = contents(store)
    write(store, same(A, B))
    write(store, unsaid(same(A, B)))
    lost = set(before) - set(contents(store))
    assert lost
    assert all(STREET in line or line.startswith('{"actor":"actor:x:b"') for line in lost)


def test_a_flag_hides_every_place_that_is_shown_as_the_one_it_is_at(store: GraphStore) -> None:
    """Red when only the place that is shown loses its address."""
    begin_apart(store)
    write(store, said(Q, NodeKind.PLACE, address="Storegade 1", city="Vest"), same(Q, P, SAME_PLACE))
    write(store, actor(B, "2026-03-01", secret_address=True))
    assert not names_street(store)


def test_a_place_that_was_secret_once_keeps_what_it_is_joined_with_closed(store: GraphStore) -> None:
    begin_apart(store)
    write(store, actor(B, "2026-03-01", secret_address=True))
    write(store, Drop(edge_id(EdgeKind.LOCATED_AT, B, P), "kommune"))
    write(store, said(Q, NodeKind.PLACE), same(Q, P, SAME_PLACE))
    later = said(Q, NodeKind.PLACE, address="Storegade 1")
    plan, _ = commit(store, [later], Stamp("2026-01-01", "tests", ""))
    assert [one.target for one in plan.refused] == [Q]
    assert not names_street(store)


def at_home(holder: str, place: str, address: str) -> tuple[Put, Put, Put]:
    """An actor that is at a place with an address."""
    house = said(place, NodeKind.PLACE, address=address, city="Vest")
    return actor(holder), house, tie(EdgeKind.LOCATED_AT, holder, place)


@pytest.mark.parametrize("tied", [tie(EdgeKind.PART_OF, B, A), tie(EdgeKind.LOCATED_AT, A, P)])
def test_a_mark_outlives_its_judgement_where_they_are_tied_at_once(store: GraphStore, tied: Put) -> None:
    write(store, *at_home(B, P, "Storegade 1"), actor(A, "2026-03-01", secret_address=True))
    write(store, same(A, B))
    write(store, unsaid(same(A, B)), tied)
    assert read_marks(store).hides(P)


def test_a_mark_that_came_while_they_were_one_outlives_the_judgement(store: GraphStore) -> None:
    """A person may have meant either of the two."""
    write(store, *at_home(A, Q, "Gammelgade 9"), *at_home(B, P, "Storegade 1"))
    write(store, same(A, B))
    write(store, actor(A, "2026-03-01", secret_address=True))
    write(store, unsaid(same(A, B)))
    marks = read_marks(store)
    assert marks.hides(P)
    assert marks.hides(Q)
    assert not names_street(store)


@pytest.mark.parametrize("leaves", [False, True])
def test_a_place_joined_with_a_former_one_tells_nothing(store: GraphStore, leaves: bool) -> None:
    """Red in history with only its claims that stand looked at."""
    write(store, *at_home(A, P, "Storegade 1"), said(Q, NodeKind.PLACE, address="Storegade 7"))
    write(store, unsaid(tie(EdgeKind.LOCATED_AT, A, P)), same(P, Q, SAME_PLACE))
    if leaves:
        write(store, Drop(Q, "kommune"))
    write(store, actor(A, "2026-03-01", secret_address=True))
    assert not names_street(store)
    assert read_marks(store).hides(Q)


def test_what_is_erased_for_the_flag_of_the_other_is_erased_for_a_reason(store: GraphStore) -> None:
    """``write`` checks: red while the id shown was looked for among those who had a flag themselves."""
    phone = said(CONTACT, NodeKind.CONTACT_POINT, role="Vagten i Gammelgade 9")
    write(store, *at_home(A, Q, "Gammelgade 9"), phone, tie(EdgeKind.CONTACTED_AT, A, CONTACT))
    write(store, actor(B, "2026-03-01", secret_address=True))
    write(store, same(A, B))
    assert "Gammelgade" not in dump(store).decode()
