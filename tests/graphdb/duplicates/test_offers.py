"""Services that are one belong to one actor, whatever is judged and taken back about actors between them."""

import pytest

from graphdb.duplicates.judging import Judged, Pair, judge, take_back
from graphdb.errors import Refused
from graphdb.model import EdgeKind, Id, NodeKind
from graphdb.store import GraphStore
from graphdb.writing.plan import Drop, Stamp
from tests.contract.samples import AT
from tests.graphdb.identity.twice import A, B, C, actor, contents, said, tie, write

S, T = "service:x:s", "service:y:t"
DAY = "2026-05-01"


def judged(store: GraphStore, first: Id, second: Id) -> Judged:
    """The two are the same."""
    return judge(store, Pair(first, second, "9901", DAY), "same", Stamp(AT, "coordinator", ""))


def back(store: GraphStore, first: Id, second: Id) -> None:
    """They are not judged any more."""
    take_back(store, Pair(first, second, "9901", DAY), Stamp(AT, "coordinator", ""))


@pytest.fixture
def offering(store: GraphStore) -> GraphStore:
    """A and B offer a bed each; C offers nothing."""
    write(
        store,
        *(actor(one) for one in (A, B, C)),
        said(S, NodeKind.SERVICE, name="Natseng"),
        said(T, NodeKind.SERVICE, name="Nat-seng"),
        tie(EdgeKind.OFFERS, A, S),
        tie(EdgeKind.OFFERS, B, T),
    )
    return store


def test_actors_that_are_one_over_a_third_keep_them_together(offering: GraphStore) -> None:
    before = contents(offering)
    judged(offering, A, C)
    with pytest.raises(Refused, match="hver sin aktør"):
        judged(offering, S, T)
    judged(offering, C, B)
    judged(offering, S, T)
    for pair in ((A, C), (C, B)):
        with pytest.raises(Refused, match="Tag først den afgørelse tilbage"):
            back(offering, *pair)
    for pair in ((S, T), (C, B), (A, C)):
        back(offering, *pair)
    assert contents(offering) == before


def test_an_actor_that_a_source_ties_to_both_holds_them_by_itself(offering: GraphStore) -> None:
    write(offering, tie(EdgeKind.OFFERS, A, T, "register"))
    judged(offering, S, T)
    judged(offering, A, B)
    back(offering, A, B)
    assert offering.get([S, T]).keys() == {S}


def test_what_nobody_offers_any_more_is_not_judged(offering: GraphStore) -> None:
    write(offering, Drop(f"OFFERS|{B}|{T}", "kommune"))
    with pytest.raises(Refused, match="hver sin aktør"):
        judged(offering, S, T)
