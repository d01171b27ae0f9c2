"""What people say of an actor that is shown as one with others."""

import pytest

from graphdb.claims import EXISTS, Rank, own_source
from graphdb.errors import Contested
from graphdb.model import EdgeKind, Id, NodeKind, Value, edge_id, term_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Clear, Confirm, Drop, Plan, Set, Stamp, commit
from tests.contract.samples import AT
from tests.graphdb.identity.twice import (
    COORDINATOR,
    GROUP,
    A,
    B,
    C,
    actor,
    begin,
    edges,
    said,
    same,
    tie,
    unsaid,
    write,
)

DAY = "2026-04-01"
OTHER = term_id("rg_psyk")


def phoned(target: Id, phone: Value = "+4572222222") -> Set:
    """Its own people give it another number."""
    return Set(target, own_source(target), Rank.OWN, "phone", phone, DAY)


def edit(store: GraphStore, said: Set | Clear | Confirm, version: int, name: str = "edit") -> Plan:
    """As a form does that was shown in this version."""
    return commit(store, [said], Stamp(AT, "tests", "", id=name), expect={said.target: version})[0]


@pytest.mark.parametrize("target", [A, B])
def test_an_edit_is_shown_and_stays_of_whom_it_is(store: GraphStore, target: Id) -> None:
    """Seen red with the word of the one's own people kept as that of the other's."""
    begin(store)
    write(store, same(A, B))
    write(store, phoned(target))
    assert store.get([A])[A].text("phone") == "+4572222222"
    assert [claim.target for claim in store.claims_of(own_source(target)).items] == [target]
    write(store, unsaid(same(A, B)))
    phones = {one: node.text("phone") for one, node in store.get([A, B]).items()}
    assert phones == {A: "+4571111111", B: ""} | {target: "+4572222222"}


def test_what_was_said_before_of_the_other_is_said_again_on_the_same_day(store: GraphStore) -> None:
    """Seen red: the source's own word on the other was taken for the one that is said again."""
    begin(store)
    write(store, same(A, B))
    for target, phone in ((A, "+4572222222"), (B, "+4573333333"), (A, "+4572222222")):
        write(store, Set(target, COORDINATOR, Rank.COORDINATOR, "phone", phone, DAY))
        assert store.get([A])[A].text("phone") == phone


def ticked(target: Id, there: bool) -> Set:
    """Whether a relation is there, as the form at A says it."""
    return Set(target, own_source(A), Rank.OWN, EXISTS, there, DAY)


def test_a_relation_of_the_other_is_taken_away_and_put_back_where_it_is_claimed(store: GraphStore) -> None:
    """Seen red: what was put back stood at the id that is shown, and weighed less than that it was taken."""
    begin(store)
    write(store, same(A, B))
    shown, claimed = (edge_id(EdgeKind.REACHES, one, GROUP) for one in (A, B))
    for there in (False, True):
        write(store, ticked(shown, there))
        assert (shown in edges(store, A)) is there
        assert [claim.target for claim in store.claims_of(own_source(A)).items] == [claimed]
    write(store, unsaid(same(A, B)))
    assert claimed in edges(store, B)
    assert shown not in edges(store, A)


def test_a_relation_that_nobody_claims_begins_where_it_was_ticked(store: GraphStore) -> None:
    begin(store)
    write(store, same(A, B))
    target = edge_id(EdgeKind.REACHES, B, OTHER)
    write(store, said(OTHER, NodeKind.RISK_GROUP, code="rg_psyk"))
    write(store, ticked(target, True))
    assert [claim.target for claim in store.claims_of(own_source(A)).items] == [target]
    assert edge_id(EdgeKind.REACHES, A, OTHER) in edges(store, A)


def test_that_a_relation_is_not_there_needs_somebody_who_says_it_is(store: GraphStore) -> None:
    begin(store)
    for said_of_none in (ticked(edge_id(EdgeKind.REACHES, C, GROUP), False), phoned("actor:x:nobody")):
        refused = commit(store, [said_of_none], Stamp(AT, "tests", ""))[0].refused
        assert [one.target for one in refused] == [said_of_none.target]


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


def test_who_confirms_what_was_shown_while_joined_confirms_nothing_else(store: GraphStore) -> None:
    """Seen red: the number of the one was confirmed where that of the other had been shown."""
    begin(store)
    write(store, phoned(B), same(A, B))
    version = store.get([A])[A].version
    write(store, unsaid(same(A, B)))
    with pytest.raises(Contested) as contested:
        edit(store, Confirm(A, own_source(A), Rank.OWN, "phone", DAY), version)
    (contest,) = contested.value.contests
    assert (contest.seen, contest.shown, contest.wanted) == ("+4572222222", "+4571111111", "+4572222222")
    with pytest.raises(Contested):
        edit(store, phoned(A, "+4573333333"), version)
    assert not edit(store, Confirm(A, own_source(A), Rank.OWN, "description", DAY), version).refused
    assert store.get([A])[A].text("phone") == "+4571111111"


def test_what_was_shown_of_one_is_known_also_when_the_next_judgement_was_taken_back_first(
    store: GraphStore,
) -> None:
    """Seen red with the judgements of the commits that touch the one alone."""
    begin(store)
    write(store, phoned(C), same(A, B), same(B, C))
    version = store.get([A])[A].version
    write(store, unsaid(same(B, C)))
    write(store, unsaid(same(A, B)))
    for target in (A, B):
        with pytest.raises(Contested):
            edit(store, Confirm(target, own_source(target), Rank.OWN, "phone", DAY), version)
    write(store, same(B, C))
    with pytest.raises(Contested):
        edit(store, Confirm(A, own_source(A), Rank.OWN, "phone", DAY), version, "again")


def test_what_a_judgement_said_that_was_not_shown_yet_is_not_taken_for_what_was(store: GraphStore) -> None:
    """Joined after the form was shown, and parted again before it came: nothing of it was seen."""
    begin(store)
    version = store.get([A])[A].version
    write(store, phoned(B), same(A, B))
    write(store, unsaid(same(A, B)))
    edit(store, Confirm(A, own_source(A), Rank.OWN, "phone", DAY), version)
    assert store.get([A])[A].prov["phone"].source == own_source(A)


def test_a_relation_that_was_shown_of_the_other_is_seen(store: GraphStore) -> None:
    """Seen red: a relation was compared as if nothing had been shown of it."""
    begin(store)
    write(store, same(A, B))
    target = edge_id(EdgeKind.REACHES, A, GROUP)
    version = next(edge.version for edge in store.edges([A]) if edge.id == target)
    claim = tie(EdgeKind.REACHES, B, GROUP, "register")
    write(store, claim)
    edit(store, ticked(target, False), version)
    assert target not in edges(store, A)
