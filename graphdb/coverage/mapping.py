"""How much of what is expected anybody has asked about: no measure of a municipality stands without it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graphdb.coverage.cells import Cell

_CORE_SHARE: Final = 0.9
_EXPECTED_SHARE: Final = 0.75
"""Until so much is answered, what is said of a municipality is provisional."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Kinds of actors that are expected, core ones apart: ``answered`` of ``of``.

    A kind is answered when it is for every group that it is expected for; kinds of which one will do are one.
    """

    answered: int
    of: int
    core_answered: int
    core_of: int

    @property
    def provisional(self) -> bool:
        """True until 90 percent of the core kinds and 75 percent of the other expected ones are answered."""
        rest, rest_of = self.answered - self.core_answered, self.of - self.core_of
        return self.core_answered < _CORE_SHARE * self.core_of or rest < _EXPECTED_SHARE * rest_of


def asked(cells: Iterable[Cell]) -> Asked:
    """The count over the cells of what is expected."""
    cells_by_key: defaultdict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.expectation is not None and cell.expectation.counts:
            cells_by_key[cell.expectation.key].append(cell)
    core = {key for key, of_key in cells_by_key.items() if any(_core(cell) for cell in of_key)}
    answered = {key for key, of_key in cells_by_key.items() if all(cell.answered for cell in of_key)}
    return Asked(len(answered), len(cells_by_key), len(answered & core), len(core))


def _core(cell: Cell) -> bool:
    return cell.expectation is not None and cell.expectation.core
