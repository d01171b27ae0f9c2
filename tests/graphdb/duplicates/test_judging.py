"""A coordinator judges that two entries are one, or not, and takes it back."""

import pytest

from graphdb.duplicates.judging import Judged, Pair, judge, take_back
from graphdb.errors import InvalidValue, Refused
from graphdb.message import say
from graphdb.model import EdgeKind, Id, NodeKind, edge_id
from graphdb.store import GraphStore
from graphdb.upkeep.check import check
from graphdb.writing.plan import Drop, Stamp
from tests.contract.samples import AT
from tests.graphdb.identity.twice import (
    A,
    B,
    C,
    P,
    S,
    actor,
    begin,
    contents,
    edges,
    said,
    tie,
    write,
)

DAY = "2026-05-01"
T = "service:x:t"


def pair(first: Id, second: Id, municipality: str = "9901") -> Pair:
    """Two, for a municipality."""
    return Pair(first, second, municipality, DAY)


def judged(
    store: GraphStore, first: Id, second: Id, verdict: str = "same", *, dry_run: bool = False
) -> Judged:
    """A judgement of the municipality 9901."""
    return judge(store, pair(first, second), verdict, Stamp(AT, "coordinator", "set sammen"), dry_run=dry_run)


def why_not(store: GraphStore, first: Id, second: Id, verdict: str) -> str:
    """Why it is refused; nothing is written."""
    version = store.status().version
    with pytest.raises(Refused) as refused:
        judged(store, first, second, verdict)
    assert store.status().version == version
    return say(refused.value.reason)


def test_it_says_what_will_be_shown_and_what_becomes_of_relations(store: GraphStore) -> None:
    begin(store)
    before = contents(store)
    trial = judged(store, A, B, dry_run=True)
    assert contents(store) == before
    assert judged(store, A, B) == trial
    (shown,) = trial.shown
    assert (shown.id, shown.text("website"), shown.text("description")) == (
        A,
        "https://example.org",
        "Gammelt",
    )
    assert [node.id for node in trial.before] == [A, B]
    assert (trial.moved, trial.merged, trial.inner) == (4, 1, 1)
    commit = store.commits(after=store.status().version - 1).items[0]
    assert (commit.by, commit.why) == ("coordinator", "set sammen")


def test_taken_back_both_are_as_they_were(store: GraphStore) -> None:
    begin(store)
    before = contents(store)
    judged(store, A, B)
    back = take_back(store, pair(B, A), Stamp(AT, "coordinator", ""))
    assert [node.id for node in back.shown] == [A, B]
    assert contents(store) == before


def test_a_part_is_an_ordinary_relation(store: GraphStore) -> None:
    begin(store)
    judged(store, C, A, "part-of")
    assert edge_id(EdgeKind.PART_OF, C, A) in edges(store, A)
    take_back(store, pair(C, A), Stamp(AT, "coordinator", ""))
    assert edge_id(EdgeKind.PART_OF, C, A) not in edges(store, A)


@pytest.mark.parametrize(
    ("first", "second", "verdict", "reason"),
    [
        (A, A, "same", "samme id to gange"),
        (A, "actor:x:ingen", "same", "actor:x:ingen findes ikke"),
        (A, P, "same", "to slags ting"),
        (A, S, "different", "to slags ting"),
        (A, B, "same-place", "kun siges om to steder"),
        (P, "place:x:q", "same", "place:x:q findes ikke"),
        (A, B, "part-of", "del af sig selv"),
    ],
)
def test_what_makes_no_sense_is_refused(
    store: GraphStore, first: Id, second: Id, verdict: str, reason: str
) -> None:
    begin(store)
    assert reason in why_not(store, first, second, verdict)


def test_another_judgement_is_taken_back_first(store: GraphStore) -> None:
    begin(store)
    judged(store, A, C, "different")
    assert "anderledes: different" in why_not(store, C, A, "same")
    assert "allerede afgjort sådan" in why_not(store, C, A, "different")
    take_back(store, pair(A, C), Stamp(AT, "coordinator", ""))
    judged(store, A, C, "part-of")
    assert "anderledes: part-of" in why_not(store, A, C, "same")


def test_what_others_made_one_is_not_called_different(store: GraphStore) -> None:
    begin(store)
    judged(store, A, C)
    judged(store, C, B)
    assert "vises allerede som én, actor:x:a" in why_not(store, A, B, "different")


def test_a_ring_of_units_is_refused(store: GraphStore) -> None:
    begin(store)
    write(store, tie(EdgeKind.PART_OF, C, B))  # C in B in A
    assert "del af sig selv" in why_not(store, A, C, "same")
    assert "del af sig selv" in why_not(store, A, C, "part-of")
    judged(store, A, B)  # a unit and what it is part of may be one


def test_only_the_municipality_that_judged_takes_it_back(store: GraphStore) -> None:
    begin(store)
    stamp = Stamp(AT, "coordinator", "")
    with pytest.raises(Refused, match="ikke afgjort noget"):
        take_back(store, pair(A, B), stamp)
    judged(store, A, B)
    with pytest.raises(Refused, match="coordinator:9901"):
        take_back(store, pair(A, B, "9902"), stamp)


def test_an_address_that_becomes_secret_for_good_is_asked_about(store: GraphStore) -> None:
    begin(store)
    write(
        store, Drop(edge_id(EdgeKind.PART_OF, B, A), "kommune"), actor(A, "2026-03-01", secret_address=True)
    )
    assert "slettet også i historikken" in why_not(store, A, B, "same")
    stamp = Stamp(AT, "coordinator", "")
    assert judge(store, pair(A, B), "same", stamp, erase=True).erased
    assert "address" not in store.get([P])[P].props


def test_a_citizen_s_number_is_no_id_and_not_repeated(store: GraphStore) -> None:
    begin(store)
    with pytest.raises(InvalidValue) as refused:
        judged(store, A, "010190-1234")
    assert "010190" not in say(refused.value.reason)


def with_two_beds(store: GraphStore) -> None:
    """Each of the two actors offers a bed."""
    begin(store)
    write(store, said(T, NodeKind.SERVICE, name="Natseng", description="Kun her"), tie(EdgeKind.OFFERS, A, T))


def test_the_same_offer_is_asked_once_the_actor_is_one(store: GraphStore) -> None:
    """An entry of the search has one owner: seen red without either refusal."""
    with_two_beds(store)
    before = contents(store)
    assert "hver sin aktør" in why_not(store, S, T, "same")
    judged(store, A, B)
    (shown,) = judged(store, S, T).shown
    assert (shown.id, shown.text("name"), shown.text("description")) == (S, "Seng", "Kun her")
    assert {edge.dst for edge in store.edges([A], kinds=[EdgeKind.OFFERS])} == {S}
    assert check(store).faults == ()
    with pytest.raises(Refused, match="tilbud, der er afgjort som det samme"):
        take_back(store, pair(A, B), Stamp(AT, "coordinator", ""))
    take_back(store, pair(S, T), Stamp(AT, "coordinator", ""))
    take_back(store, pair(A, B), Stamp(AT, "coordinator", ""))
    assert contents(store) == before


def test_a_service_is_no_part_and_may_be_different(store: GraphStore) -> None:
    with_two_beds(store)
    assert "kun siges om to aktører" in why_not(store, S, T, "part-of")
    judged(store, S, T, "different")
    assert "allerede afgjort sådan" in why_not(store, T, S, "different")


def test_what_the_rule_joined_is_overruled_and_that_is_taken_back(store: GraphStore) -> None:
    """Seen red with the rule's claim dropped alone: nothing kept the rule from judging again."""
    begin(store)
    before = contents(store)
    stamp = Stamp(AT, "rule", "")
    assert len(judge(store, pair(A, B, ""), "same", stamp).shown) == 1
    back = take_back(store, pair(B, A), Stamp(AT, "coordinator", ""))
    assert (back.overruled, [node.id for node in back.shown]) == (True, [A, B])
    with pytest.raises(Refused, match="different"):
        judge(store, pair(A, B, ""), "same", stamp)
    assert not take_back(store, pair(A, B), Stamp(AT, "coordinator", "")).overruled
    assert contents(store) == before
