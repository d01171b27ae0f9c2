"""What the coordinator does about proposals, and what becomes of the facts."""

import pytest

from graphdb.claims import own_source
from graphdb.errors import Contested, InvalidValue, NotFound, Refused
from graphdb.proposals import proposals, review
from graphdb.proposals.proposals import Proposal, State
from graphdb.store import GraphStore
from tests.graphdb.confirming.conftest import house
from tests.graphdb.confirming.house import AT, CAFE, HOUSE, NOW, PHONE, TODAY, answer, correct, edited

__all__ = ["house"]
NEW = "+4574444444"


def proposed(store: GraphStore, field: str = "phone", text: str = "74 44 44 44", of: str = HOUSE) -> Proposal:
    """A correction that waits."""
    answer(store, correct(of, field, text))
    return next(one for one in proposals.waiting(store, HOUSE) if one.field == field)


def test_approved_it_is_the_actors_own_word(house: GraphStore) -> None:
    proposal = proposed(house)
    review.approve(house, review.find(house, proposal.id[:8]), "coordinator", AT)
    node = house.get([HOUSE])[HOUSE]
    assert (node.text("phone"), node.prov["phone"].source) == (NEW, own_source(HOUSE))
    assert node.prov["phone"].stated_on == TODAY
    assert proposals.waiting(house) == ()
    with pytest.raises(NotFound):
        review.find(house, proposal.id)


def test_it_is_of_the_danish_day_of_the_proposal(house: GraphStore) -> None:
    """Seen red with the day of UTC."""
    night = NOW.replace(hour=0, minute=30)
    answer(house, correct(HOUSE, "phone", "74 44 44 44"), now=night)
    (proposal,) = proposals.waiting(house, HOUSE)
    review.approve(house, proposal, "coordinator", AT)
    assert house.get([HOUSE])[HOUSE].prov["phone"].stated_on == TODAY


def test_yes_and_no_are_approved_too(house: GraphStore) -> None:
    review.approve(house, proposed(house, "exclusions.ex_par", "", CAFE), "coordinator", AT)
    assert house.get([CAFE])[CAFE].props["exclusions.ex_par"] is False


def test_what_has_changed_since_is_not_overwritten(house: GraphStore) -> None:
    """Seen red without looking at what is shown."""
    proposal = proposed(house)
    edited(house, HOUSE, "phone", "+4576666666")
    with pytest.raises(Contested):
        review.approve(house, proposal, "coordinator", AT)
    assert house.get([HOUSE])[HOUSE].text("phone") == "+4576666666"
    assert proposals.waiting(house, HOUSE) == (proposal,)


def test_of_two_who_decide_one_is_refused(house: GraphStore) -> None:
    proposal = proposed(house)
    review.close(house, proposal, State.REJECTED, "Det er et privat nummer.", AT)
    with pytest.raises(Refused):
        review.approve(house, proposal, "coordinator", AT)
    with pytest.raises(Refused):
        review.close(house, proposal, State.DONE, "", AT)
    assert house.get([HOUSE])[HOUSE].text("phone") == PHONE
    (rejected,) = proposals.rejected(house, HOUSE, AT)
    assert (rejected.why, rejected.value) == ("Det er et privat nummer.", NEW)


def test_one_that_was_rewritten_is_not_the_one_that_was_seen(house: GraphStore) -> None:
    """Seen red with a decision about whatever has the id."""
    first = proposed(house)
    second = proposed(house, text="75 55 55 55")
    assert first.id == second.id
    with pytest.raises(Refused):
        review.approve(house, first, "coordinator", AT)
    assert proposals.waiting(house, HOUSE) == (second,)


def test_what_stands_in_words_is_entered_by_somebody(house: GraphStore) -> None:
    proposal = proposed(house, "access_routes", "Ring først", CAFE)
    with pytest.raises(Refused):
        review.approve(house, proposal, "coordinator", AT)
    review.close(house, proposal, State.DONE, "", AT)
    assert proposals.waiting(house) == ()


@pytest.mark.parametrize("why", ["", " ", "x" * 1001])
def test_a_rejection_has_a_reason(house: GraphStore, why: str) -> None:
    proposal = proposed(house)
    with pytest.raises(Refused):
        review.close(house, proposal, State.REJECTED, why, AT)
    with pytest.raises(InvalidValue):
        review.close(house, proposal, State.REJECTED, "Se 010190-1234", AT)
    assert proposals.waiting(house, HOUSE) == (proposal,)


@pytest.mark.parametrize("start", ["", "a", "zzzzzzzz"])
def test_an_id_that_is_none_finds_nothing(house: GraphStore, start: str) -> None:
    proposed(house)
    with pytest.raises(NotFound):
        review.find(house, start)
