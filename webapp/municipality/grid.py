"""The rows of a matrix as a table: groups or needs down and columns across, or turned around."""

from collections.abc import Iterable
from dataclasses import dataclass

from graphdb.coverage.matrix import By, Coverage
from graphdb.coverage.row import Row
from graphdb.model import NodeKind, code_of
from graphdb.vocabulary.catalogue import Vocabulary

_COLUMNS = {
    By.STAGE: NodeKind.STAGE,
    By.KIND: NodeKind.ACTOR_TYPE,
    By.TRANSITION: NodeKind.TRANSITION,
}


@dataclass(frozen=True, slots=True)
class Grid:
    """``heads`` are the codes across; each line has its code and a cell under each, None where nothing is
    said. ``turned``: the lines are columns of the matrix, and groups (or needs) stand across.
    """

    heads: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Row | None, ...]], ...]
    turned: bool


def grid(
    answer: Coverage,
    vocabulary: Vocabulary,
    today: str,
    *,
    group: str = "",
    state: str = "",
    strength: str = "",
    turned: bool,
) -> Grid:
    """The table of what is asked for, in the order of the vocabulary; lines and columns that are empty go."""
    rows = [
        row
        for row in answer.rows_for(group)
        if (not state or row.state == state) and (not strength or row.strength == strength)
    ]
    cells = {(row.line, row.column): row for row in rows}
    down = NodeKind.NEED if answer.by is By.NEED else NodeKind.RISK_GROUP
    groups = _ordered(vocabulary, down, today, {row.line for row in rows})
    columns = _columns(answer.by, vocabulary, today, rows)
    if turned:
        return Grid(
            groups,
            tuple((column, tuple(cells.get((group, column)) for group in groups)) for column in columns),
            turned,
        )
    return Grid(
        columns,
        tuple((group, tuple(cells.get((group, column)) for column in columns)) for group in groups),
        turned,
    )


def _columns(by: By, vocabulary: Vocabulary, today: str, rows: Iterable[Row]) -> tuple[str, ...]:
    """In the order of the vocabulary; areas as they come, one's own first and the nearest next."""
    used = dict.fromkeys(row.column for row in rows)
    return tuple(used) if by is By.NEED else _ordered(vocabulary, _COLUMNS[by], today, used)


def _ordered(vocabulary: Vocabulary, kind: NodeKind, today: str, used: Iterable[str]) -> tuple[str, ...]:
    codes = set(used)
    return tuple(code for row in vocabulary.list_terms(kind, today) if (code := code_of(row.id)) in codes)
