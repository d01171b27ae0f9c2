"""One cell of a matrix, whatever its columns are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graphdb.coverage.asked import Answer
from graphdb.coverage.cells import Cell
from graphdb.coverage.state import State
from graphdb.message import Text
from graphdb.model import Id
from graphdb.rules.expectations import STRENGTHS

_NO_STRENGTH: Final = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of actor at a stage in one role, and whether it is here; ``strength`` of those that act."""

    kind: str
    state: State
    strength: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A group, or a need, and a column. ``strength`` and ``basis`` are of the strongest expectation, ""
    without one.

    ``kinds`` are those that would cover it, ``actors`` those that are here; ``red`` as of a cell. At a stage
    the strength is of the kinds that make the state, ``acts`` says of each kind how far it is here, and
    ``sees`` and ``holds`` who else is there, as marks and never as cover. ``ready_ids`` None: nobody is sent
    there.
    """

    risk_group: str
    column: str
    state: State
    strength: str = _NO_STRENGTH
    basis: str = ""
    why: Text = ""
    kinds: tuple[str, ...] = ()
    actor_ids: tuple[Id, ...] = ()
    fresh_ids: tuple[Id, ...] = ()
    ready_ids: tuple[Id, ...] | None = ()
    refusing_ids: tuple[Id, ...] = ()
    answers: tuple[Answer, ...] = ()
    red: bool = False
    acts: tuple[Part, ...] = ()
    sees: tuple[Part, ...] = ()
    holds: tuple[Part, ...] = ()
    need: str = ""

    @property
    def line(self) -> str:
        """The code of what it stands beside: its need, or its group."""
        return self.need or self.risk_group

    @property
    def actors(self) -> int:
        """How many are here."""
        return len(set(self.actor_ids))

    @property
    def actors_fresh(self) -> int:
        """How many of them no fact is too old of."""
        return len(set(self.fresh_ids))

    @property
    def actors_ready(self) -> int | None:
        """Of how many number, hours, way in and exclusions are confirmed, None where that is not asked."""
        return None if self.ready_ids is None else len(set(self.ready_ids))


def row_of(cell: Cell, column: str) -> Row:
    """The row of a cell of kinds."""
    expected = cell.expectation
    return Row(
        risk_group=cell.group,
        column=column,
        state=cell.state if expected is not None else State.NO_EXPECTATION,
        strength="" if expected is None else expected.strength,
        basis="" if expected is None else expected.basis,
        why="" if expected is None else expected.why,
        kinds=cell.kinds,
        actor_ids=cell.actors,
        fresh_ids=cell.fresh,
        ready_ids=cell.ready,
        refusing_ids=cell.refusing,
        answers=cell.answers,
        red=cell.red,
    )


def strongest(strengths: Iterable[str]) -> str:
    """The strongest of some strengths; "" without any."""
    return min(strengths, key=STRENGTHS.index, default=_NO_STRENGTH)
