"""What judgements join is shown as one, and taking one back restores the view byte for byte."""

import pytest

from graphdb.claims import Rank, own_source
from graphdb.errors import Conflict
from graphdb.fields.relation import SAME_PLACE
from graphdb.model import EdgeKind, Id, NodeKind, edge_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Clear, Confirm, Drop, Set, Stamp, plan
from tests.contract.samples import AT
from tests.graphdb.identity.twice import (
    AREA,
    COORDINATOR,
    DAY,
    GROUP,
    LATER,
    A,
    B,
    C,
    P,
    Q,
    S,
    actor,
    begin,
    contents,
    edges,
    said,
    same,
    tie,
    unsaid,
    write,
)


def test_both_are_shown_under_the_first_one_s_id(store: GraphStore) -> None:
    begin(store)
    write(store, same(A, B))
    nodes = store.get([A, B])
    assert nodes.keys() == {A}
    assert (nodes[A].text("description"), nodes[A].text("phone")) == ("Gammelt", "+4571111111")
    assert nodes[A].text("website") == "https://example.org"
    assert nodes[A].prov["website"].source == "register"
    assert edges(store, B) == set()
    assert edges(store, A) == {
        edge_id(EdgeKind.OFFERS, A, S),
        edge_id(EdgeKind.LOCATED_AT, A, P),
        edge_id(EdgeKind.SERVES, A, AREA),
        edge_id(EdgeKind.REACHES, A, GROUP),
        edge_id(EdgeKind.RELATES, A, C, "henviser"),
        edge_id(EdgeKind.RELATES, C, A, "henviser"),
    }
    assert {entry.id: entry.actor for entry in store.entries([A, B, S]).values()} == {A: A, S: A}


def test_relations_to_the_same_are_one(store: GraphStore) -> None:
    begin(store)
    write(store, same(A, B))
    (served,) = store.edges([A], kinds=[EdgeKind.SERVES])
    assert served.text("agreement") == "driftsaftale"
    assert served.prov["agreement"].source == "register"
    assert served.prov["exists"].source == "kommune"


@pytest.mark.parametrize("pair", [(A, B), (B, A), (A, C)])
def test_taken_back_all_is_as_before(store: GraphStore, pair: tuple[Id, Id]) -> None:
    begin(store)
    before = contents(store)
    judgement = same(*pair)
    write(store, judgement)
    assert contents(store) != before
    write(store, unsaid(judgement))
    assert contents(store) == before


def test_three_are_one_and_two_when_one_judgement_falls(store: GraphStore) -> None:
    begin(store)
    write(store, same(A, B), same(B, C))
    assert store.get([A, B, C]).keys() == {A}
    assert edge_id(EdgeKind.RELATES, A, C, "henviser") not in edges(store, A)
    write(store, unsaid(same(A, B)))
    assert store.get([A, B, C]).keys() == {A, B}


def test_places_are_joined(store: GraphStore) -> None:
    begin(store)
    write(store, said(Q, NodeKind.PLACE, LATER, city="Vestby", name="Huset"), tie(EdgeKind.LOCATED_AT, A, Q))
    before = contents(store)
    write(store, same(Q, P, SAME_PLACE))
    place = store.get([P, Q])
    assert place.keys() == {Q}
    assert (place[Q].text("address"), place[Q].text("city")) == ("Storegade 1", "Vestby")
    assert edge_id(EdgeKind.LOCATED_AT, B, Q) in edges(store, B)
    write(store, unsaid(same(Q, P, SAME_PLACE)))
    assert contents(store) == before


def test_what_is_different_is_only_remembered(store: GraphStore) -> None:
    begin(store)
    write(store, same(A, B, "different"))
    assert store.get([A, B]).keys() == {A, B}
    write(store, same(A, B))
    assert store.get([A, B]).keys() == {A}
    write(store, same(A, B, "different"))
    assert store.get([A, B]).keys() == {A, B}


def test_what_is_said_of_one_while_joined_is_shown_and_stays_its_own(store: GraphStore) -> None:
    begin(store)
    write(store, same(A, B))
    write(store, actor(B, "2026-03-01", description="Nyest"), tie(EdgeKind.REACHES, B, GROUP, "register"))
    assert store.get([A])[A].text("description") == "Nyest"
    write(store, unsaid(same(A, B)))
    assert store.get([A])[A].text("description") == "Gammelt"
    assert store.get([B])[B].text("description") == "Nyest"


def test_the_id_stays_while_its_own_source_is_silent(store: GraphStore) -> None:
    begin(store)
    write(store, same(A, B))
    write(store, Drop(A, "kommune"))
    assert store.get([A, B]).keys() == {A}
    assert store.get([A])[A].text("description") == "Nyt"
    write(store, Drop(B, "register"))
    assert store.get([A, B]) == {}
    write(store, actor(A))
    assert store.get([A, B]).keys() == {A}


def test_a_relation_that_one_denies_is_not_shown_and_comes_back(store: GraphStore) -> None:
    begin(store)
    before = contents(store)
    denied = tie(EdgeKind.REACHES, A, GROUP, COORDINATOR, exists=False)
    write(store, denied)
    assert edge_id(EdgeKind.REACHES, B, GROUP) in edges(store, B)
    write(store, same(A, B))
    assert edge_id(EdgeKind.REACHES, A, GROUP) not in edges(store, A)
    write(store, unsaid(denied))
    assert edge_id(EdgeKind.REACHES, A, GROUP) in edges(store, A)
    write(store, denied)
    write(store, unsaid(same(A, B)))
    write(store, unsaid(denied))
    assert contents(store) == before


def test_the_change_feed_names_what_is_shown(store: GraphStore) -> None:
    """The index and the network follow it: what they keep is by the ids that are shown."""
    begin(store)
    write(store, same(A, B))
    version = store.status().version
    write(store, actor(B, "2026-03-01", description="Nyest"))
    assert {change.target for change in store.changes(after=version).items} == {A, B}


def test_what_has_no_claim_of_its_own_is_shown_anew_all_the_same(store: GraphStore) -> None:
    """Red on Neo4j when a store takes what has no claim for what is not in the view."""
    begin(store)
    write(store, same(A, B))
    shown = edge_id(EdgeKind.LOCATED_AT, A, P)
    write(store, tie(EdgeKind.LOCATED_AT, B, P, phone="+4571111111"))
    (place,) = store.edges([A], kinds=[EdgeKind.LOCATED_AT])
    assert (place.id, place.text("phone")) == (shown, "+4571111111")
    write(store, Drop(A, "kommune"))
    write(store, actor(B, "2026-03-01", description="Nyest"))
    assert store.get([A])[A].text("description") == "Nyest"


def test_a_relation_that_neither_would_show_is_not_shown_of_both(store: GraphStore) -> None:
    """Red when their claims are merged without asking whether one of them is shown alone."""
    begin(store)
    write(
        store,
        tie(EdgeKind.REACHES, A, GROUP, visibility="public"),
        tie(EdgeKind.REACHES, A, GROUP, "own", exists=False),
        unsaid(tie(EdgeKind.REACHES, B, GROUP)),
        tie(EdgeKind.REACHES, B, GROUP, COORDINATOR),
        tie(EdgeKind.REACHES, B, GROUP, "register", visibility="professionals"),
    )
    assert not store.edges([A, B], kinds=[EdgeKind.REACHES])
    write(store, same(A, B))
    assert not store.edges([A], kinds=[EdgeKind.REACHES])


def test_what_was_denied_is_not_shown_to_an_end_that_goes_with_the_denial(store: GraphStore) -> None:
    """Red when relations that are not shown are not asked for as an end goes."""
    begin(store)
    denied = tie(EdgeKind.OFFERS, A, S, COORDINATOR, exists=False)
    write(store, denied, same(A, B))
    write(store, Drop(S, "kommune"), unsaid(denied))
    assert store.get([S]) == {}
    write(store, said(S, NodeKind.SERVICE, name="Seng"))
    assert edge_id(EdgeKind.OFFERS, A, S) in edges(store, A)


def test_of_two_commits_on_two_that_are_one_the_later_is_worked_out_again(store: GraphStore) -> None:
    """Red when a commit expects nothing of the others that are shown with its targets."""
    begin(store)
    write(store, same(A, B), same(A, C), Drop(A, "kommune"))
    at_once = [
        plan(store, [actor(one, "2026-03-01", description="Nyest")], Stamp(AT, "tests", "", id=one))
        for one in (B, C)
    ]
    store.write(at_once[0].written)
    with pytest.raises(Conflict):
        store.write(at_once[1].written)


def listed(store: GraphStore, *names: str) -> None:
    """A as one with B, each with other names of its own."""
    begin(store)
    write(store, actor(A, other_names=("Huset", "Broen")), actor(B, LATER, "register", other_names=names))
    write(store, same(A, B))


def test_lists_are_united_and_parted_again(store: GraphStore) -> None:
    """Seen red: the names of the register were in no list, and no search knew them."""
    begin(store)
    write(
        store, actor(A, other_names=("Huset",)), actor(B, LATER, "register", other_names=("Broen", "Huset"))
    )
    parted = contents(store)
    write(store, same(A, B))
    node = store.get([A])[A]
    assert node.items("other_names") == ("Huset", "Broen", B)
    assert (node.prov["other_names"].source, node.prov["other_names"].confirmed_on) == ("kommune", DAY)
    assert "broen" in store.entries([A])[A].words.split()
    write(store, unsaid(same(A, B)))
    assert contents(store) == parted


def test_a_list_is_as_people_say_it(store: GraphStore) -> None:
    """Seen red: what they took out of it came back from the other entry."""
    listed(store, "Forsorgshjemmet")
    assert store.get([A])[A].items("other_names") == ("Huset", "Broen", "Forsorgshjemmet", B)
    write(store, Set(A, own_source(A), Rank.OWN, "other_names", ("Broen",), LATER))
    assert store.get([A])[A].items("other_names") == ("Broen", B)
    write(store, Clear(A, COORDINATOR, Rank.COORDINATOR, "other_names", LATER))
    assert store.get([A])[A].items("other_names") == (B,)


@pytest.mark.parametrize(("first", "second"), [(A, B), (B, A)])
def test_the_name_that_lost_is_searched_and_goes_with_the_judgement(
    store: GraphStore, first: Id, second: Id
) -> None:
    """Seen red: no search knew the register's name."""
    begin(store)
    write(store, actor(A, name="Herberget Broen"), actor(B, LATER, "register", name="Natcafeen"))
    parted = contents(store)
    write(store, same(first, second))
    node = store.get([first])[first]
    assert {node.text("name"), *node.items("other_names")} >= {"Herberget Broen", "Natcafeen"}
    assert {"broen", "natcaf"} <= set(store.entries([first])[first].words.split())
    write(store, unsaid(same(first, second)))
    assert contents(store) == parted


def test_the_name_that_lost_is_not_told_of_a_secret_one(store: GraphStore) -> None:
    """Red without a look at the flag."""
    begin(store)
    write(store, actor(A, LATER, name="Krisecentret", secret_address=True))
    write(store, actor(B, name="Storegades Krisecenter"), same(A, B))
    assert "storegad" not in store.entries([A])[A].words
    assert "Storegades Krisecenter" not in store.get([A])[A].items("other_names")


def test_the_name_that_lost_is_not_told_of_a_service(store: GraphStore) -> None:
    """Seen red: a store from before services had other names was no longer sound with two of them as one."""
    begin(store)
    twin = "service:x:t"
    write(store, said(twin, NodeKind.SERVICE, name="Nødseng"), same(S, twin))
    assert (store.get([S])[S].text("name"), store.get([S])[S].items("other_names")) == ("Seng", ())
    write(store, said(twin, NodeKind.SERVICE, name="Nødseng", other_names=("Varmestuen",)))
    assert store.get([S])[S].items("other_names") == ("Varmestuen",)


def test_a_united_list_is_confirmed_whole(store: GraphStore) -> None:
    """Seen red: who said that it holds shortened it to what one source says."""
    listed(store, "Forsorgshjemmet")
    shown = store.get([A])[A].items("other_names")
    write(store, Confirm(A, own_source(A), Rank.OWN, "other_names", "2026-03-01"))
    node = store.get([A])[A]
    assert node.items("other_names") == shown
    assert node.prov["other_names"].source == own_source(A)
