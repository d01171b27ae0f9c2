"""What the call for a municipality's matrix answers."""

from typing import Literal

from graphdb.coverage.state import State
from webapp.api.answer import Answer
from webapp.api.area_answers import OrNull


class AskedShare(Answer):
    """How many of the kinds of actors that are expected somebody has asked about."""

    answered: int
    of: int


class CoverageRow(Answer):
    """A group and a column. ``strength`` and ``basis`` null: nothing is expected there.

    ``kinds`` are those of which one is enough, ``actors`` how many are here, ``actors_fresh`` how many of
    them no fact is too old of. ``red``: a core expectation with a read basis, and there is surely nobody.
    """

    risk_group: str
    column: str
    state: State
    strength: OrNull
    actors: int
    actors_fresh: int
    basis: OrNull
    kinds: list[str]
    red: bool


class Coverage(Answer):
    """The matrix of a municipality. ``provisional``: too little is asked for the rest to be read as it is."""

    version: int
    municipality: str
    by: Literal["stage", "kind", "transition"]
    asked: AskedShare
    provisional: bool
    rows: list[CoverageRow]
