"""A relation is asked about on both sides, and whether it works is counted for the coordinator alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from graphdb.claims import EXISTS, Rank, own_source
from graphdb.confirming import works
from graphdb.confirming.answers import Answer, Choice
from graphdb.confirming.questions import SHOWN, Question
from graphdb.confirming.sides import Side
from graphdb.errors import Refused
from graphdb.model import EdgeKind, Id, edge_id
from graphdb.proposals import proposals, review
from graphdb.proposals.proposals import About
from graphdb.proposals.queue import queue
from graphdb.store import GraphStore
from graphdb.writing.plan import Confirm, Set, Stamp, commit
from tests.graphdb.confirming.house import AT, HOSTEL, HOUSE, NOW, OLD, TODAY, answer, ask, still
from tests.graphdb.world import relates, write

KIND = "rel_henviser"
REFERS: Id = edge_id(EdgeKind.RELATES, HOUSE, HOSTEL, KIND)
KEY = f"{REFERS} {EXISTS}"


@pytest.fixture
def referring(house: GraphStore) -> GraphStore:
    """The drop-in centre refers to the hostel, as the municipality has it."""
    write(house, [relates("huset", KIND, "herberget", day=OLD)])
    return house


def said(store: GraphStore, actor: Id, day: str, *, exists: bool = True) -> None:
    """The own people of one end say that it is there, or is not."""
    own = own_source(actor)
    edit = Confirm(REFERS, own, Rank.OWN, EXISTS, day)
    denial = Set(REFERS, own, Rank.OWN, EXISTS, False, day)
    commit(store, [edit if exists else denial], Stamp(AT, "somebody", "test"))


def question(store: GraphStore, actor: Id = HOUSE) -> Question:
    """What an end is asked about it."""
    return ask(store, actor).by_key[KEY]


def counted(store: GraphStore) -> int:
    """How many answers there are whether it works."""
    return sum(store.records.counters("works:").values())


def test_each_end_is_shown_what_both_say(referring: GraphStore) -> None:
    """Who says nothing, says nothing: a file says it."""
    both = question(referring).sides
    assert both is not None
    assert (both.mine, both.theirs, both.other.id) == (Side(), Side(), HOSTEL)
    said(referring, HOSTEL, "2026-02-01")
    said(referring, HOUSE, "2026-01-20")
    at_house, at_hostel = question(referring).sides, question(referring, HOSTEL).sides
    assert at_house is not None
    assert at_hostel is not None
    assert (at_house.mine, at_house.theirs) == (Side(True, "2026-01-20"), Side(True, "2026-02-01"))
    assert (at_hostel.mine, at_hostel.theirs) == (at_house.theirs, at_house.mine)
    assert (at_hostel.src, at_hostel.dst) == (at_house.src, at_house.dst)


def test_confirmed_it_is_the_word_of_ones_own_side_alone(referring: GraphStore) -> None:
    """What the other side says stays as it was."""
    outcome = answer(referring, still(question(referring)))
    assert len(outcome.confirmed) == 1
    both = question(referring).sides
    assert both is not None
    assert (both.mine, both.theirs) == (Side(True, TODAY), Side())
    sources = {claim.source for claim in referring.claims([REFERS])[REFERS]}
    assert own_source(HOUSE) in sources
    assert own_source(HOSTEL) not in sources


def test_no_longer_so_waits_and_takes_it_away_when_approved(referring: GraphStore) -> None:
    outcome = answer(referring, {KEY: Answer(Choice.CHANGED)})
    assert [value for _, value in outcome.proposed] == [False]
    (proposal,) = proposals.waiting(referring, HOUSE)
    assert (proposal.about, proposal.target, proposal.field) == (About.FIELD, REFERS, EXISTS)
    (waiting,) = queue(referring, "9901", NOW)
    assert waiting.tie is not None
    assert waiting.tie.src is not None
    assert waiting.tie.dst is not None
    assert (waiting.tie.src.id, waiting.tie.dst.id, waiting.shown) == (HOUSE, HOSTEL, True)
    review.approve(referring, proposal, "coordinator", AT)
    assert REFERS not in {edge.id for edge in referring.edges([HOUSE])}
    assert KEY not in ask(referring).by_key
    assert proposals.waiting(referring) == ()


def test_what_is_gone_meanwhile_is_not_approved(referring: GraphStore) -> None:
    answer(referring, {KEY: Answer(Choice.CHANGED)})
    (proposal,) = proposals.waiting(referring, HOUSE)
    said(referring, HOSTEL, TODAY, exists=False)
    with pytest.raises(Refused):
        review.approve(referring, proposal, "coordinator", AT)
    (waiting,) = queue(referring, "9901", NOW)
    assert waiting.shown is False


def test_it_is_asked_once_a_year_and_no_more_than_three_answers_stand_on_a_page(
    referring: GraphStore,
) -> None:
    """It takes two answers, so that all is five acts with the blind one and the button."""
    for actor in (HOUSE, HOSTEL):
        for _ in range(20):
            about = ask(referring, actor)
            assert sum(one.acts for one in about.shown) <= SHOWN
            if not about.shown:
                break
            answer(referring, {one.key: Answer(Choice.UNKNOWN) for one in about.shown}, actor_id=actor)
    asked = {one.key for one in ask(referring, now=NOW + timedelta(days=300)).shown}
    assert KEY not in asked
    later = NOW + timedelta(days=370)
    assert KEY in ask(referring, now=later).by_key


def test_whether_it_works_is_counted_by_who_is_rung_and_tied_to_nobody(referring: GraphStore) -> None:
    before = counted(referring)
    answer(referring, {KEY: Answer(Choice.STILL, works=True)})
    assert counted(referring) == before + 1
    names = [name for name in referring.records.counters("works:") if HOSTEL in name]
    assert names == [f"works:{TODAY[:4]} {HOSTEL} yes"]
    for kind in ("asked_about", proposals.KIND):
        bodies = " ".join(record.body for record in referring.records.list(kind, now="").items)
        assert '"yes"' not in bodies
        assert "true" not in bodies


def test_one_end_is_counted_once_a_year(referring: GraphStore) -> None:
    """Whoever has the link could say it a hundred times."""
    before = counted(referring)
    for _ in range(3):
        answer(referring, {KEY: Answer(Choice.UNKNOWN, works=False)})
    assert counted(referring) == before + 1
    later = NOW + timedelta(days=370)
    answer(referring, {KEY: Answer(Choice.UNKNOWN, works=False)}, now=later, seen=ask(referring, now=later))
    assert counted(referring) == before + 2


def test_fewer_than_five_are_not_shown(referring: GraphStore) -> None:
    """Seen red with four."""
    year = "2031"
    for number in range(works.ENOUGH):
        assert HOSTEL not in works.read(referring, f"{year}-05-01")
        works.count(referring, HOSTEL, f"{year}-01-01", works=number > 0)
    assert works.read(referring, f"{year}-05-01")[HOSTEL] == (4, 5)
    assert works.read(referring, "2032-05-01")[HOSTEL] == (4, 5)
    assert HOSTEL not in works.read(referring, "2033-05-01")
    shown = works.in_municipality(referring, "9901", f"{year}-05-01")
    assert [(node.id, yes, of) for node, yes, of in shown] == [(HOSTEL, 4, 5)]
    assert works.in_municipality(referring, "9902", f"{year}-05-01") == ()


@pytest.mark.parametrize("until", [{"until": "2026-09-06"}, {"since": "2026-09-08"}])
def test_what_does_not_hold_today_is_not_asked_about(house: GraphStore, until: dict[str, str]) -> None:
    write(house, [relates("huset", KIND, "herberget", day=OLD, **until)])
    assert KEY not in ask(house).by_key


def test_the_row_that_asks_whether_it_works_may_be_taken_away(referring: GraphStore) -> None:
    assert question(referring).acts == 2
    assert replace(question(referring), works=None).acts == 1
