"""The eight states of a cell, and which of several is said."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from graphdb.message import Text, message


class State(StrEnum):
    """What is known of a cell: a municipality, a kind of actor and a group."""

    COVERED = "covered"
    UNCONFIRMED = "unconfirmed"
    OUTSIDE = "outside"
    BY_DECISION = "by_decision"
    NOT_ASKED = "not_asked"
    REFUSES = "refuses"
    ASKED_NONE = "asked_none"
    NO_EXPECTATION = "no_expectation"


CELLS: Final[Mapping[State, Text]] = {
    State.COVERED: message("coverage.covered"),
    State.UNCONFIRMED: message("coverage.unconfirmed"),
    State.OUTSIDE: message("coverage.outside"),
    State.BY_DECISION: message("coverage.by_decision"),
    State.NOT_ASKED: message("coverage.not_asked"),
    State.REFUSES: message("coverage.refuses"),
    State.ASKED_NONE: message("coverage.asked_none"),
    State.NO_EXPECTATION: message("coverage.no_expectation"),
}
"""What they are called."""
ORDER: Final = tuple(State)
"""Of several the first is said. One that nobody was asked about goes before a no: it may be cover."""
COVER: Final = frozenset({State.COVERED, State.UNCONFIRMED, State.OUTSIDE, State.BY_DECISION})
"""There is somebody, sure or not."""
LACKING: Final = frozenset({State.REFUSES, State.ASKED_NONE})
"""Somebody was asked, and there is nobody. May be red; the others never are."""


def best(states: Iterable[State]) -> State:
    """The state of a cell in which any of these is enough; not asked without any."""
    return min(states, key=ORDER.index, default=State.NOT_ASKED)


def cover(state: State) -> int:
    """How much cover a state is, 4 to 0: what nobody asked about is as little as a no."""
    return max(0, ORDER.index(State.NOT_ASKED) - ORDER.index(state))
