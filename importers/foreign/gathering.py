"""The rows that a foreign file's rows stand for, each thing once, however often it is repeated."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import Final

from graphdb.errors import Refused
from graphdb.language.danish import fold
from graphdb.message import message
from importers.directory.columns import CONTACTS
from importers.directory.rows import ORDER, DirectoryRows
from importers.foreign.header import FORMULA, NAMELESS, TOO_MANY, Columns, Top
from importers.foreign.mapping_file import ENDS, MappingFile, TableMapping, is_list
from importers.foreign.records import KINDS, Addresses, Placed, Reading
from importers.problems import Outcome, Problem
from importers.reading.rows import END, Row
from importers.tabular.archive import Piece
from importers.tabular.sheets import Sheet, open_sheets

_NOT_READ: Final = message("import.unknown_column")
_NAMELESS: Final = message("import.nameless_column")
_TOO_MANY: Final = message("import.too_many_cells")
_NO_TABLE: Final = message("import.no_mapping_for")
_DIFFERS_ADVICE: Final = message("import.differs_advice")
_WORKED_OUT: Final = message("import.formula")
_WRITE_RESULT: Final = message("import.write_result")
_BITS: Final = 64
_DIGITS: Final = 8
_SUM: Final = re.compile(r"(?:i alt|total|sum|antal)\b(?=[\s:]*[0-9.,]*\s*$)", re.IGNORECASE)
_SUM_CELLS: Final = 3
"""A sum at the end of a list is alone in its row, but for its numbers."""
_ASKED: Final = "asked"


@dataclass
class Gathering:
    """All that files hold, by one mapping.

    ``complete``: no file is only a correction of some rows, and no sheet fits no table: such a sheet may
    hold what the others no longer do.
    """

    mapping: MappingFile
    lines: DirectoryRows
    complete: bool = True
    addresses: Addresses = field(default_factory=Addresses)
    _numbers: dict[int, int] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _ids_by_name: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _by_name: list[Row] = field(default_factory=list)

    def read(self, files: Sequence[Path]) -> None:
        """Read every sheet that the mapping has a table for; what else lies there is named."""
        for path in files:
            for sheet in open_sheets(path):
                if isinstance(sheet, Piece):
                    self._leave(sheet.name, "")
                elif not self._sheet(sheet):
                    self._leave(sheet.file, sheet.name)
                    self.complete = self.complete and self._is_ignored(sheet.name)
        if not self._seen:
            names = ", ".join(dict.fromkeys(self._columns()))
            raise Refused(message("import.mapping_fits_nothing", file=self.mapping.name, names=names))
        for row in self._by_name:
            self._add_once(_with_ends(row, self._ids_by_name))

    @cached_property
    def _names_actors(self) -> bool:
        return any(thing.ends for table in self.mapping.tables for thing in table.things)

    def _columns(self) -> Iterator[str]:
        return (column for table in self.mapping.tables for column in table.columns())

    def _leave(self, file: str, sheet: str) -> None:
        if self._is_ignored(sheet):
            return
        self.lines.problems.append(Problem(file, 0, "", "", _NO_TABLE, Outcome.UNUSED, sheet=sheet))

    def _is_ignored(self, sheet: str) -> bool:
        return bool(sheet) and any(fnmatchcase(sheet, pattern) for pattern in self.mapping.ignore)

    def _sheet(self, sheet: Sheet) -> bool:
        """Read the sheet by the table that fits it best; False for one with rows that none fits."""
        top = Top(sheet)
        fits = [
            (*top.best(_score(table), table.header), table)
            for table in self.mapping.tables
            if _named(sheet.file, table.file) and (not sheet.name or fnmatchcase(sheet.name, table.sheet))
        ]
        points, at, table = max(fits, key=itemgetter(0), default=(0, 0, None))
        if table is None or not points:
            return not any(any(cells) for _, cells in top.lines)
        self._table(table, top.columns(at))
        return True

    def _table(self, table: TableMapping, columns: Columns) -> None:
        file, sheet = columns.sheet.file, columns.sheet.name
        self.complete = self.complete and not columns.correction
        self.lines.layout.headers[file, sheet] = columns.header
        self.lines.layout.fill_down[file, sheet] = fill_down = tuple(map(fold, table.fill_down))
        self._seen.add(file)
        self.lines.supply(thing.group for thing in table.things)
        read = {fold(column) for column in (*table.columns(), *table.ignore, *table.suggested.values())}
        for key, name in columns.names.items():
            if key not in read:
                self._problem(Problem(file, columns.header, name, "", _NOT_READ, Outcome.UNUSED, sheet=sheet))
        for name in table.columns():
            if fold(name) not in columns.names and not table.optional:
                reason = message("import.column_missing")
                self._problem(Problem(file, columns.header, name, "", reason, Outcome.LEFT_OUT, sheet=sheet))
        table = table.on(columns.names)
        placed, nameless = Placed.on(table, columns.names), set[str]()
        above: dict[str, str] = {}
        for number, cells in columns.rows:
            for column in fill_down:
                above[column] = cells.setdefault(column, above.get(column, ""))
            if not table.reads(cells):
                continue
            nameless.update(key for key in cells if key.startswith(NAMELESS))
            self._row(placed, Row(file, number, "", cells, sheet))
        for key in sorted(nameless):
            name = key.removeprefix(NAMELESS)
            self._problem(Problem(file, columns.header, name, "", _NAMELESS, Outcome.UNUSED, sheet=sheet))

    def _row(self, table: Placed, base: Row) -> None:
        for key in [key for key in base.cells if key.startswith(FORMULA)]:
            name = table.names.get(key.removeprefix(FORMULA), "")
            self._problem(base.problem(name, "", _WORKED_OUT, Outcome.LEFT_OUT, _WRITE_RESULT))
        if len(base.cells) <= _SUM_CELLS and any(map(_SUM.match, base.cells.values())):
            self._problem(base.problem("", "", message("import.sum_row"), Outcome.LEFT_OUT))
            return
        reading = Reading(table, base, self.addresses)
        problem = base.problem("", "", _TOO_MANY) if TOO_MANY in base.cells else reading.problem
        if problem is not None:
            self._problem(problem)
            self.lines.unread |= frozenset(thing.group for thing in table.mapping.things)
            return
        self.lines.problems += reading.left_out
        if reading.actor:
            self.lines.belong(base, reading.actor)
        for row in reading.rows:
            if row.group == "relations" and (row.get(f"{END}from") or row.get(f"{END}to")):
                self._by_name.append(row)
            else:
                self._add_once(row)

    def _add_once(self, row: Row) -> None:
        """Add a row; one that speaks of a thing that was there before is joined with the first."""
        if row.group == "actors" and self._names_actors:
            for name in (row.get("name"), *row.get("other_names").split("|")):
                self._ids_by_name[fold(name)].add(row.get("id"))
        key = hash((row.group, *_identity(row)))
        content = hash(tuple(sorted(row.cells.items()))) % (1 << _BITS)
        packed = self._numbers.get(key)
        if packed is None:
            rows = self.lines.rows
            number = rows.add(row, len(ORDER)) if row.group == _ASKED else self.lines.add(row)
            self._numbers[key] = number << _BITS | content
        elif packed & ((1 << _BITS) - 1) != content and row.group != CONTACTS:
            number = packed >> _BITS
            joined = self._joined(self.lines.rows.get(number), row)
            self.lines.rows.replace(number, joined)

    def _joined(self, first: Row, row: Row) -> Row:
        """The first with what it lacks; lists are put together, and contradictions are named."""
        here = (first.file, first.sheet) == (row.file, row.sheet)
        cells, columns, numbers = dict(first.cells), dict(first.columns), dict(first.numbers)
        for name, text in row.cells.items():
            before = cells.get(name, "")
            if is_list(name) or name == "place":
                cells[name] = "|".join(filter(None, dict.fromkeys((*before.split("|"), *text.split("|")))))
            elif not before:
                cells[name], columns[name] = text, row.columns.get(name, name)
                numbers |= {name: row.number} if here else {}
            elif not _says_the_same(name, before, text):
                cells |= {KINDS: f"{cells.get(KINDS, before)}|{text}"} if name == "kind" else {}
                reason = message("import.differs", row=numbers.get(name, first.number))
                value = text if here else ""
                self._problem(row.problem(name, value, reason, Outcome.LEFT_OUT, _DIFFERS_ADVICE))
        others = tuple(dict.fromkeys((*first.others, row.number))) if here else first.others
        return replace(first, cells=cells, columns=columns, numbers=numbers, others=others)

    def _problem(self, problem: Problem) -> None:
        self.lines.problems.append(problem)


def _says_the_same(name: str, before: str, text: str) -> bool:
    """Whether two cells differ in spelling alone; of a telephone number the last eight digits tell."""
    if name == "phone":
        numbers = ["".join(filter(str.isdigit, cell))[-_DIGITS:] for cell in (before, text)]
        return numbers[0] == numbers[1] and len(numbers[0]) == _DIGITS
    return fold(before) == fold(text)


def _identity(row: Row) -> tuple[str, ...]:
    """What makes two rows speak of the same."""
    if row.group == CONTACTS:
        return tuple(row.get(name) for name in ("actor", "service", "place", "role", "phone", "email"))
    if row.group == _ASKED:
        return tuple(row.get(name) for name in ("municipality", "actor_type", "group"))
    if row.group == "relations":
        return tuple(row.get(name) for name in ("from", "to", f"{END}from", f"{END}to", "kind", "id"))
    return (row.get("id"),)


def _with_ends(row: Row, ids_by_name: Mapping[str, Collection[str]]) -> Row:
    """The relation with the ids of those of its actors that these files name, when only one can be meant."""
    cells = dict(row.cells)
    for end in ENDS:
        ids = ids_by_name.get(fold(row.get(f"{END}{end}")), ())
        if not row.get(end) and len(ids) == 1:
            cells[end] = next(iter(ids))
    return replace(row, cells=cells)


def _score(table: TableMapping) -> Callable[[Collection[str]], int]:
    """How many of a table's columns a row names; none when what a row is about is not among them."""
    wanted, keys = (
        {fold(column) for column in columns} for columns in (table.columns(), table.key_columns())
    )
    return lambda cells: len(wanted.intersection(cells)) if not keys or keys.intersection(cells) else 0


def _named(file: str, pattern: str) -> bool:
    return fnmatchcase(file.lower(), pattern.lower()) or fnmatchcase(
        PurePosixPath(file).name.lower(), pattern.lower()
    )
