"""A relation is asked about on both sides, and whether it works is counted for the coordinator alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from graphdb.claims import EXISTS, Rank, own_source
from graphdb.confirming import works
from graphdb.confirming.answers import Answer, Choice
from graphdb.confirming.questions import SHOWN, Question
from graphdb.confirming.sides import Side
from graphdb.confirming.works import Verdict
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
    outcome = answer(referring, {KEY: Answer(Choice.CHANGES)})
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
    answer(referring, {KEY: Answer(Choice.CHANGES)})
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
            answer(referring, {one.key: Answer(Choice.PASSES_ON) for one in about.shown}, actor_id=actor)
    asked = {one.key for one in ask(referring, now=NOW + timedelta(days=300)).shown}
    assert KEY not in asked
    later = NOW + timedelta(days=370)
    assert KEY in ask(referring, now=later).by_key


def test_whether_it_works_is_counted_by_who_is_rung_and_tied_to_nobody(referring: GraphStore) -> None:
    before = counted(referring)
    answer(referring, {KEY: Answer(Choice.CONFIRMS, works=True)})
    assert counted(referring) == before + 1
    names = [name for name in referring.records.counters("works:") if HOSTEL in name]
    assert names == [f"works:{TODAY[:4]} {HOSTEL} 0 yes"]
    for kind in ("asked_about", proposals.KIND):
        bodies = " ".join(record.body for record in referring.records.list(kind, now="").items)
        assert '"yes"' not in bodies
        assert "true" not in bodies


def test_one_end_is_counted_once_a_year(referring: GraphStore) -> None:
    """Whoever has the link could say it a hundred times."""
    before = counted(referring)
    for _ in range(3):
        answer(referring, {KEY: Answer(Choice.PASSES_ON, works=False)})
    assert counted(referring) == before + 1
    later = NOW + timedelta(days=370)
    answer(referring, {KEY: Answer(Choice.PASSES_ON, works=False)}, now=later, seen=ask(referring, now=later))
    assert counted(referring) == before + 2


def test_several_relations_with_one_actor_are_counted_once(referring: GraphStore) -> None:
    """Else one organisation alone would be three of the five. Seen red with one for each relation."""
    write(referring, [relates("huset", "rel_samarbejder", "herberget", day=OLD)])
    keys = [one.key for one in ask(referring).by_key.values() if one.sides is not None]
    assert len(keys) == 2
    before = counted(referring)
    answer(referring, {key: Answer(Choice.PASSES_ON, works=True) for key in keys})
    for key in keys:
        answer(referring, {key: Answer(Choice.PASSES_ON, works=True)})
    assert counted(referring) == before + 1


def counts(store: GraphStore, day: str, answers: str) -> None:
    """Count one answer of a day for each letter: "y" says that it works."""
    for letter in answers:
        works.count(store, HOSTEL, day, works=letter == "y")


def test_fewer_than_five_in_a_year_are_not_shown(referring: GraphStore) -> None:
    """An actor answers once a year, so two years would count it twice. Seen red with both years added."""
    counts(referring, "2030-12-01", "nnnn")
    counts(referring, "2031-01-01", "yyyy")
    assert HOSTEL not in works.read(referring, "2031-05-01")
    counts(referring, "2031-01-02", "n")
    for today in ("2031-05-01", "2032-05-01"):
        assert works.read(referring, today)[HOSTEL] is Verdict.YES
    assert HOSTEL not in works.read(referring, "2033-05-01")
    shown = works.in_municipality(referring, "9901", "2031-05-01")
    assert [(node.id, verdict) for node, verdict in shown] == [(HOSTEL, Verdict.YES)]
    assert works.in_municipality(referring, "9902", "2031-05-01") == ()


def test_what_is_shown_changes_with_every_fifth_answer_alone(referring: GraphStore) -> None:
    """Else who looks before and after knows what one actor said. Seen red with each answer shown at once."""
    shown = []
    for letter in "yyyynnnnnnnnnnn":
        counts(referring, "2031-01-01", letter)
        shown.append(works.read(referring, "2031-05-01").get(HOSTEL))
    yes, even, no = Verdict.YES, Verdict.EVEN, Verdict.NO
    assert shown == [None] * 4 + [yes] * 5 + [even] * 5 + [no]


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ("yyyyy", "yes"),
        ("yyyyn", "yes"),
        ("yyynn", "even"),
        ("yynnn", "even"),
        ("ynnnn", "no"),
        ("nnnnn", "no"),
    ],
)
def test_it_is_said_in_words(referring: GraphStore, answers: str, verdict: str) -> None:
    """All and most are one word: with all, everybody's answer would be known."""
    counts(referring, "2031-01-01", answers)
    assert works.read(referring, "2031-05-01")[HOSTEL] == verdict


@pytest.mark.parametrize("until", [{"until": "2026-09-06"}, {"since": "2026-09-08"}])
def test_what_does_not_hold_today_is_not_asked_about(house: GraphStore, until: dict[str, str]) -> None:
    write(house, [relates("huset", KIND, "herberget", day=OLD, **until)])
    assert KEY not in ask(house).by_key


def test_the_row_that_asks_whether_it_works_may_be_taken_away(referring: GraphStore) -> None:
    assert question(referring).acts == 2
    assert replace(question(referring), works=None).acts == 1
