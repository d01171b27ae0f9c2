"""Use case: the matrix of a municipality, its groups against stages, kinds of actors or transitions."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from weakref import WeakKeyDictionary

from graphdb.coverage.cells import Ground, read_ground
from graphdb.coverage.mapping import Asked, asked
from graphdb.coverage.row import Row, row_of
from graphdb.coverage.stages import EarlyShare, early_shares, stage_rows
from graphdb.coverage.transitions import relations_here, transition_rows
from graphdb.search import index as indexes
from graphdb.search.index.readmodel import Index
from graphdb.store import GraphStore, Status, stable


class By(StrEnum):
    """What the columns of a matrix are."""

    STAGE = "stage"
    KIND = "kind"
    TRANSITION = "transition"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The cells of a municipality that say anything, by group and column. ``asked``: of what is expected.

    ``early``, of stages: by group how many of those who see it act before the crisis.
    """

    version: int
    municipality: str
    by: By
    asked: Asked
    rows: tuple[Row, ...]
    early: tuple[EarlyShare, ...] = ()

    @property
    def provisional(self) -> bool:
        """True until so much is asked that the rest may be read as it stands."""
        return self.asked.provisional


def coverage(store: GraphStore, municipality: str, by: By, today: str) -> Coverage:
    """The matrix of a municipality on a day (ISO). Raises NotFound."""
    return stable(store, lambda status: _read(store, status, municipality, by, today), strict=False)


def _read(store: GraphStore, status: Status, municipality: str, by: By, today: str) -> Coverage:
    index = indexes.current(store, today, status)
    known = _kept.setdefault(index, {})
    if (municipality, by) not in known:
        known[municipality, by] = _worked_out(store, status, municipality, by, today)
    return known[municipality, by]


_kept: WeakKeyDictionary[Index, dict[tuple[str, By], Coverage]] = WeakKeyDictionary()
"""Each write and each day has an index of its own, so what is kept with it is never old."""


def _worked_out(store: GraphStore, status: Status, municipality: str, by: By, today: str) -> Coverage:
    ground = read_ground(store, status, municipality, today)
    return Coverage(
        version=ground.index.version,
        municipality=municipality,
        by=by,
        asked=asked(ground.expected_cells()),
        rows=tuple(_rows(store, ground, by, today)),
        early=early_shares(ground, today) if by is By.STAGE else (),
    )


def _rows(store: GraphStore, ground: Ground, by: By, today: str) -> Iterator[Row]:
    match by:
        case By.STAGE:
            yield from stage_rows(ground, today)
        case By.KIND:
            yield from kind_rows(ground)
        case By.TRANSITION:
            yield from transition_rows(ground, relations_here(store, ground), today)


def kind_rows(ground: Ground) -> Iterator[Row]:
    """A row for each expectation, under the first kind of those that will do, and for each other kind that
    names the group.
    """
    for group, expectations in ground.expected.items():
        for cell in ground.expected_cells(group):
            yield row_of(cell, cell.kinds[0])
        expected = {kind for row in expectations for kind in row.members}
        for kind in ground.presence.kinds_that_name(group):
            if kind not in expected:
                yield row_of(ground.cell(group, (kind,)), kind)
