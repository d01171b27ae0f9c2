"""A label of the vocabulary stands in the middle of a sentence as a Dane would write it there."""

import pytest

from graphdb.gaps.gaps import gaps
from graphdb.message import ENGLISH, Words, inside, lower_first, message, say
from graphdb.store import GraphStore
from tests.graphdb.gaps.planted import PLANTED, plant
from tests.graphdb.world import TODAY, actor, write


@pytest.mark.parametrize(
    ("label", "expected"),
    [("Værested", "værested"), ("Ældre", "ældre"), ("LGBT+-unge", "LGBT+-unge"), ("SSP", "SSP"), ("", "")],
)
def test_an_abbreviation_keeps_its_capitals(label: str, expected: str) -> None:
    assert lower_first(label) == expected
    assert inside(Words(label, "Drop-in centre", "x")) == Words(expected, "drop-in centre", "x")


def test_a_name_and_a_message_stay_as_they_are() -> None:
    assert inside("Den Blå Dør") == "Den Blå Dør"
    assert inside(message("gaps.closed")) == message("gaps.closed")


def test_the_sentences_of_gaps_have_small_labels(world: GraphStore) -> None:
    plant(world)
    write(world, actor("Den Blå Dør", "civ_vaerested", groups=["rg_civil"]))
    texts = {gap.id: gap.text for gap in gaps(world, "9901", TODAY).items}
    door = next(text for text in texts.values() if say(text).startswith("Holder Den Blå Dør op"))
    assert "ikke flere af slagsen værested for borgere, som civilsamfundet kender" in say(door)
    assert "no more of the kind drop-in centre for" in say(door, ENGLISH)
    assert "ingen her tager imod udenlandske borgere" in say(texts[PLANTED["refused"]])
    assert "5 søgninger efter dobbeltdiagnosetilbud" in say(texts[PLANTED["ended"]])
    assert "for udenlandske borgere" in say(texts[PLANTED["by_decision"]])
