"""What is decided about a gap, and how much one weighs."""

import pytest

from graphdb.errors import InvalidValue, NotFound, Refused
from graphdb.gaps.gaps import find_gap, gaps
from graphdb.gaps.inputs import read_inputs
from graphdb.gaps.rule import Finding
from graphdb.gaps.severity import severity
from graphdb.gaps.states import Decision, GapState, decide, read_decisions
from graphdb.model import EdgeKind, area_id, indicator_id, term_id
from graphdb.store import GraphStore
from tests.graphdb.gaps.planted import PLANTED, plant
from tests.graphdb.world import TODAY, actor, number, relates, tie, write

OWED = PLANTED["owed"]
ACCEPTED = Decision(GapState.ACCEPTED, "vi venter på aftalen", "leder", TODAY)


@pytest.fixture
def vest(world: GraphStore) -> GraphStore:
    """The world with the planted gaps."""
    plant(world)
    return world


def test_a_gap_is_new_until_decided_and_keeps_who_why_and_when(vest: GraphStore) -> None:
    assert find_gap(vest, OWED, TODAY, decided=True).state == "new"
    version = vest.status().version
    decide(vest, "9901", OWED, ACCEPTED)
    assert find_gap(vest, OWED, TODAY, decided=True).decision == ACCEPTED
    assert [gap.id for gap in gaps(vest, "9901", TODAY, states=["accepted"], decided=True).items] == [OWED]
    assert vest.status().version == version
    decide(vest, "9901", OWED, Decision(GapState.NEW, "alligevel ikke", "leder", TODAY))
    assert find_gap(vest, OWED, TODAY, decided=True).state == "new"


def test_a_gap_that_closes_and_opens_again_keeps_its_decision(vest: GraphStore) -> None:
    decide(vest, "9901", OWED, ACCEPTED)
    write(vest, [relates("Foged", "rel_underretter", "Voksen")])
    with pytest.raises(NotFound):
        find_gap(vest, OWED, TODAY)
    write(vest, [relates("Foged", "rel_underretter", "Voksen", until="2026-01-01")])
    assert find_gap(vest, OWED, TODAY, decided=True).state == "accepted"


def test_who_does_not_ask_for_decisions_is_given_none(vest: GraphStore) -> None:
    decide(vest, "9901", OWED, ACCEPTED)
    for gap in (find_gap(vest, OWED, TODAY), *gaps(vest, "9901", TODAY).items):
        assert (gap.decision, gap.state) == (None, None)


def test_decisions_are_those_of_the_municipality(store: GraphStore) -> None:
    decide(store, "9901", OWED, ACCEPTED)
    assert dict(read_decisions(store, "9901")) == {OWED: ACCEPTED}
    assert dict(read_decisions(store, "9902")) == {}


@pytest.mark.parametrize(("why", "role"), [("", "leder"), ("  ", "leder"), ("hvi", ""), ("x" * 1001, "l")])
def test_a_decision_needs_a_reason_and_a_role(world: GraphStore, why: str, role: str) -> None:
    with pytest.raises(Refused):
        decide(world, "9901", OWED, Decision(GapState.ACCEPTED, why, role, TODAY))
    assert dict(read_decisions(world, "9901")) == {}


def test_no_citizen_s_number_is_kept(world: GraphStore) -> None:
    with pytest.raises(InvalidValue):
        decide(world, "9901", OWED, Decision(GapState.ACCEPTED, "borger 010190-1234", "leder", TODAY))
    assert dict(read_decisions(world, "9901")) == {}


def weight(store: GraphStore, **values: object) -> int:
    inputs = read_inputs(store, store.status(), "9901", TODAY)
    return severity(inputs, Finding(("x",), "Et hul", ("Fordi",), **values))  # type: ignore[arg-type]


def test_the_formula_of_severity_line_by_line(world: GraphStore) -> None:
    assert weight(world) == 1
    assert weight(world, strength="expected") == 2
    assert weight(world, strength="core") == 3
    assert weight(world, strength="core", unsure=True) == 2
    assert weight(world, unsure=True) == 1
    assert weight(world, strength="core", kinds=("bo_110",)) == 4
    write(world, actor("Herberg", "bo_110", towns=["9902"]))
    assert weight(world, strength="core", kinds=("bo_110",)) == 3
    counted = indicator_id("9901", "x", "Talt", "2026")
    write(
        world,
        [
            number(counted, measure="Talt", period="2026", value=9.0),
            tie(EdgeKind.IN, counted, area_id("9901")),
            tie(EdgeKind.ABOUT, counted, term_id("rg_rus")),
        ],
    )
    assert weight(world, strength="core", groups=("rg_rus",)) == 4
    assert weight(world, strength="core", groups=("rg_psyk",)) == 3
    assert weight(world, strength="core", kinds=("civ_gaeld",), groups=("rg_rus",)) == 5
