"""Two that are shown as one, of whom each has a change that the coordinator has not seen yet."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from graphdb.claims import coordinator_source, own_source
from graphdb.errors import NotFound, Refused
from graphdb.identity.judgements import read_linker
from graphdb.model import Id
from graphdb.proposals import proposals, queue, review
from graphdb.proposals.proposals import About, Proposal, State
from graphdb.store import GraphStore
from tests.graphdb.confirming.conftest import house
from tests.graphdb.confirming.house import AT, HOSTEL, HOUSE, NOW, edited
from tests.graphdb.identity.twice import same, unsaid
from tests.graphdb.world import write

__all__ = ["house"]
FIRST, LAST, OLD = "+4574444444", "+4575555555", "+4573333333"
LATER = (NOW + timedelta(days=3)).isoformat(timespec="seconds")
TOWN = "9901"


def note(of: Id, seen: str, value: str, at: str = AT, field: str = "phone") -> Proposal:
    return Proposal(of, About.SHOWN, own_source(of), f"account:{of}", at, of, field, seen, value)


NOTES = (note(HOUSE, OLD, FIRST), note(HOSTEL, FIRST, LAST, LATER))


@pytest.fixture
def joined(house: GraphStore) -> GraphStore:
    """Both changed their number, and were merged."""
    edited(house, HOUSE, "phone", FIRST)
    edited(house, HOSTEL, "phone", LAST)
    house.records.write(*map(proposals.write_of, NOTES))
    write(house, [same(HOSTEL, HOUSE)])
    return house


def states(store: GraphStore, several: Iterable[Proposal] = NOTES) -> list[State | None]:
    return [proposals.state(store, one.id) for one in several]


def test_the_newest_is_shown_with_what_was_seen_before_the_first(joined: GraphStore) -> None:
    """Seen red with two lines about one number."""
    (waiting,) = queue.queue(joined, TOWN, NOW + timedelta(days=4))
    assert (waiting.proposal, waiting.seen, waiting.days) == (NOTES[1], OLD, 4)
    assert waiting.thing is not None
    assert waiting.thing.id == HOSTEL
    for one in NOTES:
        assert queue.find(joined, TOWN, one.id, NOW) == replace(waiting, days=0)


def test_what_others_changed_is_another_line(joined: GraphStore) -> None:
    other = note(HOUSE, "", "hus@brostad.example", field="email")
    waits = replace(NOTES[0], about=About.FIELD, value="+4576666666")
    joined.records.write(proposals.write_of(other), proposals.write_of(waits))
    groups = proposals.together(proposals.waiting(joined, HOSTEL), read_linker(joined))
    assert sorted(map(len, groups)) == [1, 1, 2]
    assert proposals.beside(joined, waits) == (waits,)


@pytest.mark.parametrize("which", [0, 1])
def test_seen_once_both_are_done(joined: GraphStore, which: int) -> None:
    """Whichever is named. Seen red with a decision about the one alone."""
    review.approve(joined, NOTES[which], "coordinator", LATER)
    assert proposals.waiting(joined) == ()
    assert states(joined) == [State.DONE, State.DONE]
    assert joined.get([HOSTEL])[HOSTEL].text("phone") == LAST
    with pytest.raises(Refused):
        review.approve(joined, NOTES[1 - which], "coordinator", LATER)
    with pytest.raises(NotFound):
        queue.find(joined, TOWN, NOTES[0].id, NOW)


def test_put_back_stands_what_the_coordinator_saw_last(joined: GraphStore) -> None:
    """Seen red with what only the newest changed."""
    review.put_back(joined, NOTES[1], TOWN, "coordinator", LATER, seen=joined.status().version)
    node = joined.get([HOSTEL])[HOSTEL]
    assert (node.text("phone"), node.prov["phone"].source) == (OLD, coordinator_source(TOWN))
    assert states(joined) == [State.REJECTED, State.REJECTED]


def test_parted_each_has_its_own_again(joined: GraphStore) -> None:
    """Nothing was deleted."""
    write(joined, [unsaid(same(HOSTEL, HOUSE))])
    assert {one.id: one for one in proposals.waiting(joined)} == {one.id: one for one in NOTES}
    assert [one.earlier for one in queue.queue(joined, TOWN, NOW)] == [(), ()]
    review.approve(joined, NOTES[0], "coordinator", LATER)
    assert states(joined) == [State.DONE, State.WAITING]


def test_one_that_comes_after_the_page_was_shown_has_another_mark(joined: GraphStore) -> None:
    shown = queue.find(joined, TOWN, NOTES[1].id, NOW)
    before = proposals.mark(shown.all)
    joined.records.write(proposals.write_of(replace(NOTES[0], value="+4576666666")))
    assert proposals.mark(queue.find(joined, TOWN, NOTES[1].id, NOW).all) != before
