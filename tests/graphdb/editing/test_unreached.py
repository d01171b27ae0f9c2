"""Which groups nobody reaches: what was not asked is never said to be none."""

import pytest

from graphdb.coverage.matrix.row import Row
from graphdb.coverage.state import COVER, LACKING, State
from graphdb.editing.unreached import groups, unreached
from graphdb.message import ENGLISH, say
from graphdb.store import GraphStore
from tests.graphdb.confirming.conftest import house
from tests.graphdb.confirming.house import HOUSE, TODAY

__all__ = ["house"]


def row(state: State, group: str = "rg_x", *actors: str) -> Row:
    """A cell of a group."""
    return Row(group, "kind", state, actor_ids=actors)


@pytest.mark.parametrize("state", sorted(COVER))
def test_who_is_reached_by_anybody_is_not_named(state: State) -> None:
    assert groups([row(state), row(State.ASKED_NONE), row(State.NOT_ASKED)]) == ((), ())


@pytest.mark.parametrize("state", sorted(LACKING))
def test_nobody_reaches_it_when_all_was_answered(state: State) -> None:
    assert groups([row(state), row(State.ASKED_NONE)]) == (("rg_x",), ())


def test_what_was_not_asked_is_not_none(house: GraphStore) -> None:
    """Seen red with what lacks cover as none."""
    assert groups([row(State.ASKED_NONE), row(State.NOT_ASKED)]) == ((), ("rg_x",))
    assert groups([row(State.NOT_ASKED)]) == ((), ("rg_x",))
    sentences = [say(one) for one in unreached(house, HOUSE, TODAY)]
    assert len(sentences) in (1, 2, 3)
    assert all("siger, at ingen når" not in one for one in sentences), "nobody was asked here"
    assert "ingen har svaret for" in sentences[0]
    assert sentences[-1].startswith("Det bygger på svar om ")
    english = [say(one, ENGLISH) for one in unreached(house, HOUSE, TODAY)]
    assert "nobody has answered for" in english[0]


def test_what_nobody_expects_is_no_sentence() -> None:
    """Somebody who is there all the same reaches it."""
    assert groups([row(State.NO_EXPECTATION)]) == ((), ())
    assert groups([row(State.NO_EXPECTATION, "rg_x", "actor:x:a"), row(State.NOT_ASKED)]) == ((), ())


def test_of_no_municipality_nothing_is_said(house: GraphStore) -> None:
    assert unreached(house, "actor:x:nowhere", TODAY) == ()
