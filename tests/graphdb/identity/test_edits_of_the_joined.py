"""What people say of an actor that is shown as one with others."""

import pytest

from graphdb.claims import Rank, own_source
from graphdb.errors import Contested
from graphdb.model import Id, Value
from graphdb.store import GraphStore
from graphdb.writing.plan import Clear, Confirm, Drop, Plan, Set, Stamp, commit
from tests.contract.samples import AT
from tests.graphdb.identity.twice import A, B, actor, begin, same, unsaid, write

DAY = "2026-04-01"


def phoned(target: Id, phone: Value = "+4572222222") -> Set:
    """Its own people give it another number."""
    return Set(target, own_source(target), Rank.OWN, "phone", phone, DAY)


def edit(store: GraphStore, said: Set | Clear | Confirm, version: int, name: str = "edit") -> Plan:
    """As a form does that was shown in this version."""
    return commit(store, [said], Stamp(AT, "tests", "", id=name), expect={said.target: version})[0]


def test_an_edit_is_of_the_one_that_is_shown(store: GraphStore) -> None:
    begin(store)
    write(store, same(A, B))
    write(store, phoned(B))
    assert store.get([A])[A].text("phone") == "+4572222222"
    assert [claim.target for claim in store.claims_of(own_source(A)).items] == [A]
    assert not store.claims_of(own_source(B)).items


def test_what_the_other_s_source_says_is_confirmed_and_cleared(store: GraphStore) -> None:
    begin(store)
    write(store, same(A, B))
    write(store, Confirm(A, own_source(A), Rank.OWN, "website", DAY))
    assert store.get([A])[A].prov["website"].source == own_source(A)
    write(store, Clear(A, own_source(A), Rank.OWN, "website", DAY))
    assert "website" not in store.get([A])[A].props
    write(store, unsaid(same(A, B)))
    assert store.get([B])[B].text("website") == "https://example.org"


def test_an_edit_of_one_whose_own_source_is_silent_is_of_the_next(store: GraphStore) -> None:
    begin(store)
    write(store, same(A, B), Drop(A, "kommune"))
    write(store, phoned(A))
    assert store.get([A])[A].text("phone") == "+4572222222"
    write(store, unsaid(same(A, B)))
    assert store.get([A, B])[B].text("phone") == "+4572222222"


def test_a_form_shown_before_they_were_one_overwrites_nothing_unseen(store: GraphStore) -> None:
    begin(store)
    version = store.get([B])[B].version
    write(store, same(A, B))
    with pytest.raises(Contested) as contested:
        edit(store, phoned(B), version)
    (contest,) = contested.value.contests
    assert (contest.seen, contest.shown, contest.wanted) == (None, "+4571111111", "+4572222222")
    assert not edit(store, Clear(B, own_source(B), Rank.OWN, "website", DAY), version).refused


def test_who_changes_the_other_s_word_meanwhile_is_seen(store: GraphStore) -> None:
    begin(store)
    write(store, same(A, B))
    version = store.get([A])[A].version
    write(store, actor(B, "2026-03-01", "kommune", phone="+4573333333"))
    assert store.get([A])[A].text("phone") == "+4573333333"
    with pytest.raises(Contested):
        edit(store, phoned(A), version)
    edit(store, phoned(A), store.get([A])[A].version, "again")
    assert store.get([A])[A].text("phone") == "+4572222222"
