"""Use case: a municipality's matrix: groups against stages, kinds or transitions, needs against areas."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from graphdb.concurrency.stable import stable
from graphdb.coverage.cells import Ground, read_grounds
from graphdb.coverage.expecting import Own, own_expectations
from graphdb.coverage.mapping import Asked, asked
from graphdb.coverage.matrix.needs import countries, lacking, need_rows
from graphdb.coverage.matrix.row import Row, row_of
from graphdb.coverage.matrix.stages import EarlyShare, early_shares, stage_rows
from graphdb.coverage.matrix.transitions import kinds_at_transitions, relations_here, transition_rows
from graphdb.errors import NotFound
from graphdb.message import message
from graphdb.model import Edge, Id
from graphdb.search import index as indexes
from graphdb.store import GraphStore, Status
from graphdb.visibility.seen import who_sees


class By(StrEnum):
    """What the columns of a matrix are; of needs they are areas."""

    STAGE = "stage"
    KIND = "kind"
    TRANSITION = "transition"
    NEED = "need"


@dataclass(frozen=True, eq=False)
class Coverage:
    """The matrix of a municipality. ``asked``: of what is expected.

    What it counts is worked out at once for the whole municipality; ``rows``, with the ids of the actors, are
    worked out when they are first read.
    """

    ground: Ground
    by: By
    asked: Asked
    relations: tuple[Edge, ...]

    @property
    def version(self) -> int:
        """Of the data."""
        return self.ground.index.version

    @property
    def municipality(self) -> str:
        """Its code."""
        return self.ground.municipality

    @property
    def provisional(self) -> bool:
        """True until so much is asked that the rest may be read as it stands."""
        return self.asked.provisional

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The cells that say anything, by group (or need) and column."""
        match self.by:
            case By.STAGE:
                return tuple(stage_rows(self.ground, self.ground.index.today))
            case By.KIND:
                return tuple(kind_rows(self.ground))
            case By.TRANSITION:
                return tuple(transition_rows(self.ground, self.relations, self.ground.index.today))
            case By.NEED:
                return tuple(need_rows(self.ground.index, self.municipality))

    def rows_for(self, group: str) -> tuple[Row, ...]:
        """The cells of one group ("" for all); of needs those of what is for it."""
        if group and self.by is By.NEED:
            return tuple(need_rows(self.ground.index, self.municipality, group))
        return tuple(row for row in self.rows if not group or row.risk_group == group)

    def row(self, line: str, column: str, group: str = "") -> Row:
        """The cell of a group, or of a need (for one group), and a column. Raises NotFound."""
        for row in self.rows_for(group):
            if (row.line, row.column) == (line, column):
                return row
        raise NotFound(message("coverage.no_cell"))

    def lacking(self, row: Row) -> Mapping[Id, tuple[str, ...]]:
        """By actor of a cell what is not confirmed of what one has to know to send a citizen there."""
        if self.by is By.NEED:
            return lacking(self.ground.index, self.municipality, row)
        return {actor: self.ground.presence.lacking(actor) for actor in dict.fromkeys(row.actor_ids)}

    def wide(self, row: Row) -> tuple[Row, ...]:
        """Of a need the cells of those who are for the whole country, where there are any."""
        rows = (other for other in self.rows_for(row.risk_group) if other.line == row.line and other.actors)
        return tuple(other for other in rows if other.column in countries(self.ground.index))

    @cached_property
    def own(self) -> tuple[Own, ...]:
        """What the municipality expects by its own decision, in the place of the starting point."""
        return own_expectations(self.ground.index.terms, self.municipality, self.ground.index.today)

    @cached_property
    def early(self) -> tuple[EarlyShare, ...]:
        """By group how many of those who see it act before the crisis, in the order of the vocabulary."""
        return early_shares(self.ground, self.ground.index.today)


def coverage(store: GraphStore, municipality: str, by: By, today: str) -> Coverage:
    """The matrix of a municipality on a day (ISO). Raises NotFound."""
    return coverages(store, [municipality], by, today)[municipality]


def coverages(
    store: GraphStore, municipalities: Collection[str], by: By, today: str
) -> Mapping[str, Coverage]:
    """The matrices of municipalities on a day (ISO), by code; as many calls to the store as for one.

    Raises NotFound.
    """
    return stable(store, lambda status: _read(store, status, municipalities, by, today), strict=False)


def _read(
    store: GraphStore, status: Status, municipalities: Collection[str], by: By, today: str
) -> Mapping[str, Coverage]:
    index = indexes.current(store, today, status)
    who = who_sees(store).key if by is By.TRANSITION else ()  # of relations the index does not tell
    known = {code: index.memo.get(("matrix", code, by, *who)) for code in municipalities}
    matrices = {code: matrix for code, matrix in known.items() if isinstance(matrix, Coverage)}
    grounds = read_grounds(store, index, known.keys() - matrices.keys(), today)
    relations: Mapping[str, tuple[Edge, ...]] = {}
    if by is By.TRANSITION:
        relations = relations_here(store, grounds.values(), kinds_at_transitions(index.terms, today))
    for code, ground in grounds.items():
        matrix = Coverage(ground, by, asked(ground), relations.get(code, ()))
        index.memo["matrix", code, by, *who] = matrices[code] = matrix
    return matrices


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
