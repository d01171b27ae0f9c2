"""What the coordinator does about proposals, and what becomes of the facts."""

from dataclasses import replace

import pytest

from graphdb.claims import EXISTS, coordinator_source, own_source
from graphdb.doubts import doubts
from graphdb.doubts.doubts import Doubt, Said
from graphdb.errors import Contested, InvalidValue, NotFound, Refused
from graphdb.message import DANISH, message, say
from graphdb.model import EdgeKind, edge_id, node_id
from graphdb.proposals import proposals, review
from graphdb.proposals.proposals import About, Proposal, State
from graphdb.proposals.review import Instead
from graphdb.store import GraphStore, Way
from graphdb.writing.plan import Drop, Stamp, commit
from tests.graphdb.confirming.conftest import house
from tests.graphdb.confirming.house import AT, CAFE, HOSTEL, HOUSE, NOW, PHONE, TODAY, answer, correct, edited
from tests.graphdb.identity.twice import same
from tests.graphdb.proposals.test_review_lists import serving
from tests.graphdb.world import write

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


def test_what_has_changed_since_is_approved_by_who_saw_it(house: GraphStore) -> None:
    """And not by who saw it before."""
    proposal, before = proposed(house), house.get([HOUSE])[HOUSE].version
    edited(house, HOUSE, "phone", "+4576666666")
    with pytest.raises(Contested):
        review.approve(house, proposal, "coordinator", AT, seen=before)
    review.approve(house, proposal, "coordinator", AT, seen=house.get([HOUSE])[HOUSE].version)
    assert house.get([HOUSE])[HOUSE].text("phone") == NEW


def test_changed_it_is_the_coordinators_word_until_another_is_approved(house: GraphStore) -> None:
    proposal = proposed(house)
    review.approve(house, proposal, "coordinator", AT, instead=Instead("9901", "+4575555555"))
    node = house.get([HOUSE])[HOUSE]
    assert (node.text("phone"), node.prov["phone"].source) == ("+4575555555", coordinator_source("9901"))
    review.approve(house, proposed(house), "coordinator", AT)
    assert house.get([HOUSE])[HOUSE].text("phone") == NEW


def test_words_are_approved_as_what_they_mean(house: GraphStore) -> None:
    proposal = proposed(house, "phone_hours", "om formiddagen")
    assert proposal.about is About.WORDS
    review.approve(house, proposal, "coordinator", AT, instead=Instead("9901", "Mo-Fr 09:00-12:00"))
    assert house.get([HOUSE])[HOUSE].text("phone_hours") == "Mo-Fr 09:00-12:00"


def test_what_was_merged_since_is_approved_where_it_is_shown(house: GraphStore) -> None:
    """Seen red with a proposal about the id that is shown no more. Who has the next link sees it too."""
    proposal = proposed(house)
    write(house, [same(HOSTEL, HOUSE)])
    assert proposals.waiting(house, HOSTEL) == (proposal,)
    edited(house, HOSTEL, "phone", PHONE)
    review.approve(house, proposal, "coordinator", AT)
    node = house.get([HOSTEL])[HOSTEL]
    assert (node.text("phone"), node.prov["phone"].source) == (NEW, own_source(HOUSE))
    assert proposals.waiting(house) == ()


def test_a_relation_of_what_was_merged_since_is_taken_away(house: GraphStore) -> None:
    """Seen red with the relation looked for under the id that it is claimed with."""
    relation = next(edge for edge in house.edges([HOUSE], way=Way.OUT) if edge.dst != HOSTEL)
    own = own_source(HOUSE)
    proposal = Proposal(HOUSE, About.FIELD, own, "account:x", AT, relation.id, EXISTS, True, False)
    house.records.write(proposals.write_of(proposal))
    write(house, [same(HOSTEL, HOUSE)])
    shown = relation.id.replace(HOUSE, HOSTEL)
    assert shown in {edge.id for edge in house.edges([HOSTEL], way=Way.OUT)}
    review.approve(house, proposal, "coordinator", AT)
    assert shown not in {edge.id for edge in house.edges([HOSTEL], way=Way.OUT)}
    assert proposals.waiting(house) == ()


def test_of_what_is_gone_nothing_is_approved(house: GraphStore) -> None:
    proposal = proposed(house)
    claims = house.claims([HOUSE])[HOUSE]
    commit(house, [Drop(HOUSE, claim.source) for claim in claims], Stamp(AT, "test", "test"))
    with pytest.raises(Refused):
        review.approve(house, proposal, "coordinator", AT)
    assert proposals.waiting(house) == (proposal,)


def test_the_day_that_a_number_counts_for_goes_with_it(house: GraphStore) -> None:
    """Seen red without the day."""
    bed = node_id("service", "x", "senge")
    proposal = Proposal(HOSTEL, About.FIELD, own_source(HOSTEL), "link:x", AT, bed, "capacity", 4, 6)
    house.records.write(proposals.write_of(proposal))
    review.approve(house, proposal, "coordinator", AT)
    node = house.get([bed])[bed]
    assert (node.props["capacity"], node.props["capacity_on"]) == (6, TODAY)


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


def test_what_two_editors_propose_stands_side_by_side(house: GraphStore) -> None:
    """And beside what was answered behind a link; a second one of the same editor takes its first's place.

    Approved is one of them: the other was about what stood there before. Seen red with one for each field.
    """
    by_link = proposed(house)
    mine = replace(by_link, by="account:1", value="+4572222222")
    yours = replace(by_link, by="account:2", value="+4575555555")
    for each in (mine, replace(mine, value="+4573333333"), yours):
        house.records.write(proposals.write_of(each))
    values = [each.value for each in proposals.waiting(house, HOUSE)]
    assert sorted(map(str, values)) == ["+4573333333", NEW, "+4575555555"]
    review.approve(house, yours, "coordinator", AT)
    with pytest.raises(Contested):
        review.approve(house, by_link, "coordinator", AT)
    assert len(proposals.waiting(house, HOUSE)) == 2


def test_one_that_was_kept_under_another_id_can_be_decided(house: GraphStore) -> None:
    """As stores have them from when all of an actor's people had one proposal for each field between them."""
    proposal = replace(proposed(house), by="account:1")
    (record,) = house.records.list(proposals.KIND, now=AT).items
    house.records.put(replace(record, body=proposals.write_of(proposal).record.body))
    review.approve(house, proposal, "coordinator", AT)
    assert house.get([HOUSE])[HOUSE].text("phone") == NEW
    assert proposals.waiting(house, HOUSE) == ()


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


def test_what_stood_there_before_comes_back_as_the_coordinators_word(house: GraphStore) -> None:
    """And what was disowned of it is answered; what is about another field is not."""
    edited(house, HOUSE, "phone", NEW)
    note = Proposal(HOUSE, About.SHOWN, own_source(HOUSE), "account:x", AT, HOUSE, "phone", PHONE, NEW)
    house.records.write(proposals.write_of(note))
    for field in ("phone", "email"):
        doubts.keep(house, Doubt(HOUSE, AT, HOUSE, field, said=Said.NOT_US))
    review.put_back(house, note, "9901", "account:y", AT)
    node = house.get([HOUSE])[HOUSE]
    assert (node.text("phone"), node.prov["phone"].source) == (PHONE, coordinator_source("9901"))
    assert [said.field for said in doubts.waiting(house, AT)] == ["email"]
    assert [one.why for one in proposals.rejected(house, HOUSE, AT)] != [""]
    with pytest.raises(Refused):
        review.put_back(house, note, "9901", "account:y", AT)


def test_nothing_is_put_back_that_is_not_shown(house: GraphStore) -> None:
    with pytest.raises(Refused):
        review.put_back(house, proposed(house), "9901", "account:y", AT)
    assert house.get([HOUSE])[HOUSE].text("phone") == PHONE


@pytest.mark.parametrize("field", ["phone", "municipalities"])
def test_where_an_older_note_says_that_nothing_stood_there_nothing_is_put_back(
    house: GraphStore, field: str
) -> None:
    """Seen red of a phone: the word for nothing was taken for what stood there."""
    nothing = say(message("proposals.nothing_there"), DANISH)
    note = Proposal(HOUSE, About.SHOWN, own_source(HOUSE), "account:x", AT, HOUSE, field, nothing, PHONE)
    house.records.write(proposals.write_of(note))
    review.put_back(house, note, "9901", "account:y", AT)
    stands = serving(house) if field == "municipalities" else house.get([HOUSE])[HOUSE].text(field)
    assert not stands
    assert proposals.waiting(house, HOUSE) == ()


@pytest.mark.parametrize("act", ["change", "back"])
def test_the_coordinators_word_on_a_merged_entry_is_of_the_one_that_the_proposal_names(
    house: GraphStore, act: str
) -> None:
    """Taking the merge back leaves it there. Seen red: it was said of the one that both are shown as."""
    note = Proposal(HOUSE, About.SHOWN, own_source(HOUSE), "account:x", AT, HOUSE, "phone", PHONE, NEW)
    edited(house, HOUSE, "phone", NEW)
    house.records.write(proposals.write_of(note))
    write(house, [same(HOSTEL, HOUSE)])
    seen, wanted = house.status().version, "+4575555555" if act == "change" else PHONE
    if act == "change":
        review.approve(house, note, "coordinator", AT, seen=seen, instead=Instead("9901", wanted))
    else:
        review.put_back(house, note, "9901", "coordinator", AT, seen=seen)
    assert house.get([HOSTEL])[HOSTEL].text("phone") == wanted
    write(house, [Drop(edge_id(EdgeKind.SAME, HOSTEL, HOUSE), "coordinator:9901")])
    prov = {one: house.get([one])[one].prov["phone"].source for one in (HOUSE, HOSTEL)}
    assert prov[HOUSE] == coordinator_source("9901") != prov[HOSTEL]
