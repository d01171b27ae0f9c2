"""The rows of a matrix as a table: groups or needs down and columns across, or turned around."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from graphdb.coverage.matrix.matrix import By, Coverage
from graphdb.coverage.matrix.row import Row
from graphdb.coverage.state import State
from graphdb.language.text import danish_sort_key
from graphdb.model import NodeKind, code_of
from graphdb.vocabulary.catalogue import Vocabulary

_COLUMNS = {
    By.STAGE: NodeKind.STAGE,
    By.KIND: NodeKind.ACTOR_TYPE,
    By.TRANSITION: NodeKind.TRANSITION,
}


class Sort(StrEnum):
    """What stands first. HOLES: the line with most holes, then with most that nobody asked about. EARLY: the
    group for which fewest act before the crisis of all who see it; groups that nobody here sees come last.
    """

    HOLES = "holes"
    EARLY = "early"
    NAME = "name"


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
    sort: Sort | None = None,
    turned: bool,
    called: Callable[[str], str],
) -> Grid:
    """The table of what is asked for; lines and columns that are empty go.

    In the order of the vocabulary but for what ``sort`` says; equal ones stay in it. ``called`` is what a
    code is called on the page.
    """
    rows = [
        row
        for row in answer.rows_for(group)
        if (not state or row.state == state) and (not strength or row.strength == strength)
    ]
    cells = {(row.line, row.column): row for row in rows}
    down = NodeKind.NEED if answer.by is By.NEED else NodeKind.RISK_GROUP
    groups = _ordered(vocabulary, down, today, {row.line for row in rows})
    columns = _columns(answer.by, vocabulary, today, rows)
    if sort is Sort.EARLY and answer.by is not By.NEED:
        groups = _early(answer, groups)
    if turned:
        lines = [(column, tuple(cells.get((group, column)) for group in groups)) for column in columns]
        return Grid(groups, tuple(_sorted(lines, sort, called)), turned)
    lines = [(group, tuple(cells.get((group, column)) for column in columns)) for group in groups]
    return Grid(columns, tuple(_sorted(lines, sort, called)), turned)


def _early(answer: Coverage, groups: Iterable[str]) -> tuple[str, ...]:
    shares = {share.risk_group: share for share in answer.early}

    def place(group: str) -> tuple[bool, int, int]:
        share = shares[group]
        return not share.see, share.act_early, -share.see

    return tuple(sorted(groups, key=place))


_Line = tuple[str, tuple[Row | None, ...]]


def _sorted(lines: list[_Line], sort: Sort | None, called: Callable[[str], str]) -> list[_Line]:
    if sort is Sort.NAME:
        return sorted(lines, key=lambda line: danish_sort_key(called(line[0])))
    if sort is Sort.HOLES:
        return sorted(lines, key=lambda line: (-_count(line, _is_red), -_count(line, _is_unasked)))
    return lines


def _count(line: _Line, wanted: Callable[[Row], bool]) -> int:
    return sum(1 for row in line[1] if row is not None and wanted(row))


def _is_red(row: Row) -> bool:
    return row.red


def _is_unasked(row: Row) -> bool:
    return row.state is State.NOT_ASKED


def _columns(by: By, vocabulary: Vocabulary, today: str, rows: Iterable[Row]) -> tuple[str, ...]:
    """In the order of the vocabulary; areas as they come, one's own first and the nearest next."""
    used = dict.fromkeys(row.column for row in rows)
    return tuple(used) if by is By.NEED else _ordered(vocabulary, _COLUMNS[by], today, used)


def _ordered(vocabulary: Vocabulary, kind: NodeKind, today: str, used: Iterable[str]) -> tuple[str, ...]:
    codes = set(used)
    return tuple(code for row in vocabulary.list_terms(kind, today) if (code := code_of(row.id)) in codes)
