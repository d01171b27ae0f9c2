"""What a coordinator says was answered: written as a claim of its own, and taken back whole."""

import pytest

from graphdb.coverage.answering import About, answer, take_back
from graphdb.coverage.state import State
from graphdb.errors import InvalidValue, Refused
from graphdb.message import say
from graphdb.store import GraphStore
from graphdb.upkeep import check
from graphdb.vocabulary import catalogue
from graphdb.writing.plan import Stamp
from tests.graphdb.coverage.towns import says, state
from tests.graphdb.world import TODAY, write

STAMP = Stamp(f"{TODAY}T10:00:00+00:00", "leder", "spurgt")
ABOUT = About("9901", "kom_voksen")


def stamp() -> Stamp:
    return Stamp(STAMP.at, STAMP.by, STAMP.why)


def test_it_is_the_coordinator_s_word_and_beats_the_files(world: GraphStore) -> None:
    write(world, [says("kom_voksen", "as_findes")])
    answer(world, ABOUT, State.ASKED_NONE, "boligsocial koordinator", stamp(), TODAY)
    assert state(world, "rg_rus", "kom_voksen") == "asked_none"
    claims = {claim.source: claim for claim in world.claims([ABOUT.target])[ABOUT.target]}
    facts = {name: fact.value for name, fact in claims["coordinator:9901"].facts.items()}
    assert facts == {
        "exists": True,
        "state": "as_ingen",
        "asked_on": TODAY,
        "answered_by": "ab_koordinator",
        "asked_by_role": "boligsocial koordinator",
    }
    assert check.check(world).faults == ()


def test_taken_back_it_is_as_it_was(world: GraphStore) -> None:
    write(world, [says("kom_voksen", "as_findes")])
    before = state(world, "rg_rus", "kom_voksen")
    answer(world, ABOUT, State.ASKED_NONE, "leder", stamp(), TODAY)
    take_back(world, ABOUT, stamp())
    assert state(world, "rg_rus", "kom_voksen") == before
    with pytest.raises(Refused):
        take_back(world, ABOUT, stamp())


def test_an_answer_for_a_group_stands_beside_the_one_for_all(world: GraphStore) -> None:
    answer(world, ABOUT, State.UNCONFIRMED, "leder", stamp(), TODAY)
    answer(world, About("9901", "kom_voksen", "rg_rus"), State.ASKED_NONE, "leder", stamp(), TODAY)
    assert state(world, "rg_rus", "kom_voksen") == "asked_none"
    assert state(world, "rg_psyk", "kom_voksen") == "unconfirmed"


@pytest.mark.parametrize(
    ("about", "word"),
    [
        (About("0999", "kom_voksen"), "kommune"),
        (About("9901", "kom_rumskib"), "slags"),
        (About("9901", "rg_rus"), "slags"),
        (About("9901", "bo_plejefamilie"), "krydset af"),
        (About("9901", "kom_voksen", "rg_ingen"), "gruppe"),
    ],
)
def test_what_is_not_known_is_refused_with_what_to_do(world: GraphStore, about: About, word: str) -> None:
    """Seen red with each check of ``_require`` left out."""
    version = world.status().version
    with pytest.raises(Refused) as refused:
        answer(world, about, State.ASKED_NONE, "leder", stamp(), TODAY)
    assert word in say(refused.value.reason)
    assert world.status().version == version


def test_a_citizen_s_number_is_refused_and_not_repeated(world: GraphStore) -> None:
    with pytest.raises((Refused, InvalidValue)) as refused:
        answer(world, ABOUT, State.ASKED_NONE, "010190-1234", stamp(), TODAY)
    assert "1234" not in say(refused.value.reason)
    assert state(world, "rg_rus", "kom_voksen") == "not_asked"


def test_an_answer_makes_no_reader_read_the_vocabulary_again(world: GraphStore) -> None:
    """Seen red with every edge of an area among those the vocabulary looks at."""
    before = catalogue.read(world)
    answer(world, ABOUT, State.ASKED_NONE, "leder", stamp(), TODAY)
    assert catalogue.read(world) is before
