"""The address that stood there says that it was not them: what waits is stopped, what is shown is doubted."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from graphdb.claims import Rank, coordinator_source
from graphdb.doubts import doubts
from graphdb.doubts.doubts import Said
from graphdb.errors import Conflict
from graphdb.model import Value
from graphdb.proposals import disowning, proposals, review
from graphdb.proposals.disowning import Standing, change_of
from graphdb.proposals.proposals import Proposal, State
from graphdb.store import GraphStore
from graphdb.writing.plan import Set, Stamp, commit
from tests.graphdb.confirming.conftest import house
from tests.graphdb.confirming.house import AT, HOSTEL, HOUSE, NOW, PHONE, TODAY, edited
from tests.graphdb.identity.twice import same
from tests.graphdb.proposals.test_review import NEW, proposed
from tests.graphdb.world import write

__all__ = ["house"]
LATER = NOW + timedelta(days=3)


def moment(when: datetime) -> str:
    """A moment as records have it."""
    return when.astimezone(tz=datetime.fromisoformat(AT).tzinfo).isoformat(timespec="seconds")


def token_of(store: GraphStore, before: Value = PHONE, proposal: str = "") -> str:
    """The token of a letter about the telephone."""
    return disowning.make(store, HOUSE, [change_of(HOUSE, "phone", before, proposal)], AT)


def stands(store: GraphStore, token: str) -> Standing:
    """What became of the change that a letter is about."""
    notice = disowning.find(store, token, moment(LATER))
    assert notice is not None
    return disowning.standing(store, notice, notice.changes[0])


def lines(store: GraphStore) -> list[tuple[str, str, Said, str]]:
    """What waits for the coordinator."""
    return [(one.target, one.field, one.said, one.text) for one in doubts.waiting(store, moment(LATER))]


def waiting(store: GraphStore) -> tuple[str, Proposal]:
    """A proposal, and the token of the letter about it."""
    proposal = proposed(store)
    return token_of(store, proposal=proposal.id), proposal


def test_what_waits_is_stopped_and_the_coordinator_has_a_line(house: GraphStore) -> None:
    """Seen red without the rejection: it waited on, and was approved the next day."""
    token, proposal = waiting(house)
    assert stands(house, token) is Standing.WAITS
    before = house.status().version
    assert disowning.disown(house, token, LATER)
    assert (proposals.waiting(house), proposals.state(house, proposal.id)) == ((), State.REJECTED)
    assert "ikke var dem" in proposals.rejected(house, HOUSE, moment(LATER))[0].why
    assert lines(house) == [(HOUSE, "phone", Said.STOPPED, NEW)]
    assert (stands(house, token), house.status().version) == (Standing.SETTLED, before)


def test_what_is_shown_is_doubted_and_stands(house: GraphStore) -> None:
    token, proposal = waiting(house)
    review.approve(house, proposal, "coordinator", AT)
    assert stands(house, token) is Standing.SHOWN
    assert disowning.disown(house, token, LATER)
    assert lines(house) == [(HOUSE, "phone", Said.NOT_US, "")]
    assert house.get([HOUSE])[HOUSE].text("phone") == NEW
    assert doubts.days(house, HOUSE, LATER)[HOUSE, "phone"] == LATER.date().isoformat()


def test_it_is_said_once(house: GraphStore) -> None:
    token, _ = waiting(house)
    assert disowning.disown(house, token, LATER)
    notice = disowning.find(house, token, moment(LATER))
    assert notice is not None
    assert notice.said == moment(LATER)
    doubts.close(house, doubts.waiting(house, moment(LATER))[0])
    assert not disowning.disown(house, token, LATER)
    assert lines(house) == []


def test_what_is_settled_is_left_alone(house: GraphStore) -> None:
    """It was rejected, or what stood there stands there again; another change since is no answer to that."""
    token, proposal = waiting(house)
    review.close(house, proposal, State.REJECTED, "Nej", AT)
    assert (stands(house, token), disowning.disown(house, token, LATER)) == (Standing.SETTLED, False)
    at_once = token_of(house)
    assert stands(house, at_once) is Standing.SETTLED
    edited(house, HOUSE, "phone", "+4576666666")
    edited(house, HOUSE, "phone", "+4577777777")
    assert stands(house, at_once) is Standing.SHOWN
    back = Set(HOUSE, coordinator_source("9901"), Rank.COORDINATOR, "phone", PHONE, TODAY)
    commit(house, [back], Stamp(AT, "coordinator", "test"))
    assert (stands(house, at_once), disowning.disown(house, at_once, LATER)) == (Standing.SETTLED, False)
    assert lines(house) == []


def test_a_link_runs_out_and_is_kept_as_a_digest(house: GraphStore) -> None:
    """Of what stood there before, too, the record has no more than a digest."""
    token, _ = waiting(house)
    (record,) = house.records.list(disowning.KIND, now=AT).items
    assert token not in f"{record}"
    assert PHONE not in f"{record}"
    over = NOW + timedelta(days=30)
    assert disowning.find(house, token, moment(over - timedelta(minutes=1))) is not None
    assert disowning.find(house, token, moment(over)) is None
    assert not disowning.disown(house, token, over)
    for other in ("", "x", "a" * 64, token[:-1]):
        assert disowning.find(house, other, AT) is None
        assert not disowning.disown(house, other, NOW)


def test_of_two_answers_at_once_one_is_refused(house: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The coordinator approves while the page is read: neither is lost unseen."""
    token, proposal = waiting(house)
    real = proposals.read

    def overtaken(store: GraphStore, proposal_id: str) -> Proposal:
        read = real(store, proposal_id)
        record = store.records.get(proposals.KIND, proposal_id, now="")
        assert record is not None
        decision = review.decided(store, read, State.REJECTED, "Nej", AT)
        monkeypatch.setattr(review, "decided", lambda *_: decision)
        store.records.put(record)
        return read

    monkeypatch.setattr(proposals, "read", overtaken)
    with pytest.raises(Conflict):
        disowning.disown(house, token, LATER)
    assert lines(house) == []
    assert proposals.state(house, proposal.id) is State.WAITING


def test_a_second_letter_about_the_same_waits_a_day(house: GraphStore) -> None:
    _, proposal = waiting(house)
    assert disowning.lately(house, HOUSE, moment(NOW + timedelta(hours=23))) == {proposal.id}
    assert disowning.lately(house, HOUSE, moment(NOW + timedelta(hours=25))) == frozenset()
    assert disowning.is_known(house, proposal, moment(LATER))


def test_a_letter_that_did_not_leave_counts_as_none(house: GraphStore) -> None:
    token, proposal = waiting(house)
    disowning.take_back(house, token)
    assert disowning.find(house, token, AT) is None
    assert not disowning.is_known(house, proposal, AT)
    assert disowning.lately(house, HOUSE, AT) == frozenset()


def written_anew(store: GraphStore, proposal: Proposal, when: datetime) -> Proposal:
    """Another number in its place, behind another link."""
    anew = replace(proposal, by="link:x", at=moment(when), value="+4575555555")
    assert anew.id == proposal.id
    store.records.write(proposals.write_of(anew))
    return anew


def test_a_proposal_written_anew_is_not_the_one_of_the_letter(house: GraphStore) -> None:
    """It may be their own, and a letter of its own has left about it."""
    token, proposal = waiting(house)
    anew = written_anew(house, proposal, NOW + disowning.AGAIN)
    assert disowning.lately(house, HOUSE, anew.at) == frozenset()
    assert not disowning.is_known(house, anew, moment(LATER))
    assert (stands(house, token), disowning.disown(house, token, LATER)) == (Standing.SETTLED, False)
    assert (proposals.waiting(house), lines(house)) == ((anew,), [])
    again = disowning.make(house, HOUSE, [change_of(HOUSE, "phone", PHONE, anew.id)], anew.at)
    assert disowning.disown(house, again, LATER)
    assert (proposals.waiting(house), lines(house)) == ((), [(HOUSE, "phone", Said.STOPPED, "+4575555555")])


def test_one_without_a_letter_of_its_own_is_of_the_one_before(house: GraphStore) -> None:
    """Else nobody could stop who sends twice on a day."""
    token, proposal = waiting(house)
    anew = written_anew(house, proposal, NOW + disowning.AGAIN - timedelta(seconds=1))
    assert disowning.lately(house, HOUSE, anew.at) == {anew.id}
    assert (stands(house, token), disowning.disown(house, token, LATER)) == (Standing.WAITS, True)
    assert proposals.waiting(house) == ()


def test_a_letter_about_what_was_merged_since_is_known(house: GraphStore) -> None:
    """Seen red with the letters of the one that the proposal names alone."""
    proposal = proposed(house)
    disowning.make(house, HOSTEL, [change_of(HOUSE, "phone", PHONE, proposal.id)], AT)
    assert not disowning.is_known(house, proposal, moment(LATER))
    write(house, [same(HOSTEL, HOUSE)])
    assert disowning.is_known(house, proposal, moment(LATER))
