"""Reading rows: CSV as people save it, and JSON Lines. Reading is dumb; nothing is understood here."""

import codecs
import io
import json
import marshal
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice, zip_longest
from pathlib import Path
from typing import IO, Any, Final

from graphdb.errors import Refused
from graphdb.message import Text, message
from graphdb.value import value
from importers.problems import FAULT, Outcome, Problem, harmless
from importers.tabular.archive import MOST_BYTES, Piece, file_name, pieces
from importers.tabular.delimited import Line, read_lines

_BETWEEN_WORDS: Final = str.maketrans(dict.fromkeys(",;|=\"'{}[]", " "))
_TOO_MANY: Final = message("import.too_many_cells")
_OTHER_FILE: Final = message("import.other_file")
_OTHER_END: Final = {"from": "to", "to": "from"}
END: Final = "#end "
"""Before ``from`` and ``to``: the name of a relation's actor of which the row does not tell the id."""
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@value(frozen=True, slots=True)
class Row:
    """One row of one file. ``number`` counts as a spreadsheet does: the header is row 1.

    ``group`` is the sort of row, what pruning goes by; ``cells`` are column -> trimmed text. ``columns``
    tells what a column is called in the file where that is something else. More rows of the same sheet may
    speak of the same thing: ``others`` are their numbers, ``numbers`` those of the columns that they fill.
    ``is_turned``: a relation that the file tells from its other end.
    """

    file: str
    number: int
    group: str
    cells: Mapping[str, str]
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    others: tuple[int, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    is_turned: bool = False

    def get(self, column: str) -> str:
        """The cell's text, "" when empty or absent."""
        return self.cells.get(column, "")

    def turned(self, kind: str) -> "Row":
        """A relation read from its other end: of this kind, from where it leads to."""
        ends = {f"{mark}{end}": f"{mark}{other}" for mark in ("", END) for end, other in _OTHER_END.items()}
        cells = {ends.get(name, name): text for name, text in self.cells.items()}
        columns = {**self.columns, **{end: self.columns.get(other, other) for end, other in ends.items()}}
        numbers = {ends.get(name, name): number for name, number in self.numbers.items()}
        return replace(self, cells=cells | {"kind": kind}, columns=columns, numbers=numbers, is_turned=True)

    def packed(self) -> bytes:
        """The row as this process alone keeps it, for ``of``: several times quicker than JSON."""
        named = (self.sheet, dict(self.columns), self.others, dict(self.numbers))
        return marshal.dumps((self.file, self.number, self.group, dict(self.cells), *named))

    @property
    def places(self) -> Iterator[tuple[str, str, int]]:
        """Where it stands, as problems name it: file, sheet and number of each row."""
        file, sheet = harmless(self.file), harmless(self.sheet)
        return ((file, sheet, number) for number in (self.number, *self.others))

    def called(self, column: str) -> str:
        """The name that a column has in the file, as it may be shown."""
        return harmless(self.columns.get(column, column))

    def problem(
        self, column: str, value: str, reason: Text, outcome: Outcome = Outcome.REFUSED, advice: Text = ""
    ) -> Problem:
        """What became of a cell, under the name that its column has in the file."""
        number, name = self.numbers.get(column, self.number), self.called(column)
        return Problem(self.file, number, name, value, reason, outcome, advice, self.sheet)

    @classmethod
    def of(cls, packed: bytes) -> "Row":
        """The reverse of ``packed``."""
        return cls(*marshal.loads(packed))


@dataclass(slots=True)
class Table:
    """One file, being read: ``header`` are its columns in order, none in JSON Lines.

    While its rows are read, ``problems`` fills up with those of rows that could not be read at all, and
    ``lost`` with the words in them. Refused then too, when the file cannot be read further. ``correction``:
    it holds only rows that could not be used before.
    """

    file: str
    header: tuple[str, ...]
    rows: Iterator[tuple[int, Mapping[str, str]]]
    problems: list[Problem] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    correction: bool = False

    def of(self, group: str) -> Iterator[Row]:
        """The rows as members of a group."""
        return (Row(self.file, number, group, cells) for number, cells in self.rows)


def row_files(
    paths: Iterable[Path], left: list[Problem], kinds: Collection[str] = (".csv", ".tsv", ".tab")
) -> Iterator[Piece]:
    """The files at all paths, also those in folders and zips, whose names end as one of ``kinds``.

    What else lies in a folder or zip is added to ``left``, and may hold rows: then nothing may count as gone.
    A path to a file is taken at its word. Refused for a folder or zip with no such file in it.
    """
    for path in paths:
        is_empty = True
        for piece in pieces(path):
            if piece.suffix in kinds or (piece.path == path and not piece.member):
                is_empty = False
                yield piece
            else:
                left.append(Problem(piece.name, 0, "", "", _OTHER_FILE, Outcome.UNUSED))
        if is_empty:
            raise Refused(message("import.no_file_in", file=file_name(path), words=", ".join(kinds)))


@contextmanager
def read_csv(piece: Piece) -> Iterator[Table]:
    """A CSV file with a header row, as spreadsheets save it: see ``tabular.delimited``.

    Refused when it cannot be read at all; a row with too many cells is a problem of its own. Columns without
    a name, as spreadsheets leave at the end, must be empty.
    """
    name = piece.name
    with closing(read_lines(piece)) as lines:
        first = [column for _, line in islice(lines, 1) for column in line]
        header = tuple("" if column == FAULT else column.lower() for column in first)
        named = [column for column in header if column]
        if not named:
            raise Refused(message("import.no_header", file=name))
        if len(set(named)) < len(named):
            raise Refused(message("import.two_columns", file=name))
        table = Table(name, header, iter(()), correction=FAULT in first)
        table.rows = _csv_rows(table, lines, first.index(FAULT) if table.correction else -1)
        yield table


def _csv_rows(table: Table, lines: Iterator[Line], fault: int) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, cells in lines:
        if 0 <= fault < len(cells):
            cells[fault] = ""
        if any(cell and not column for column, cell in zip_longest(table.header, cells, fillvalue="")):
            table.problems.append(Problem(table.file, number, "", "", _TOO_MANY))
            table.lost.update(cells, *map(words, cells))
        elif any(cells):
            yield number, dict(zip(table.header, cells, strict=False))


def words(text: str) -> Iterator[str]:
    """What in a line that could not be read may be an id: its words, and what stands in quotes."""
    for quote in ('"', "'"):
        yield from map(str.strip, text.split(quote))
    yield from text.translate(_BETWEEN_WORDS).split()


def read_json(piece: Piece) -> list[Mapping[str, Any]]:
    """A JSON array of objects."""
    with _opened(piece) as file:
        text = "".join(file)
    try:
        rows = json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused(message("import.json_line", file=piece.name, line=error.lineno)) from error
    except (ValueError, RecursionError) as error:  # a number or a nesting without end
        raise Refused(message("import.no_json", file=piece.name)) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused(message("import.no_list", file=piece.name))
    return rows


@contextmanager
def read_json_lines(piece: Piece) -> Iterator[Table]:
    """One JSON object a line, without a header; lists become text with ``|`` between."""
    # Text may hold other signs that break a line, and JSON leaves them as they are.
    with _opened(piece, newline="\n") as file:
        table = Table(piece.name, (), iter(()))
        table.rows = _json_rows(table, file)
        yield table


def _json_rows(table: Table, lines: Iterator[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            cells = {str(name).lower(): _cell(value) for name, value in json.loads(line).items()}
        except (ValueError, TypeError, AttributeError, RecursionError):
            table.problems.append(Problem(table.file, number, "", "", message("import.no_object")))
            table.lost.update(words(line))
            continue
        yield number, cells


def unknown_columns(file: str, header: Sequence[str], known: frozenset[str]) -> Iterator[Problem]:
    """A problem for each column that is not read: a misspelt one would otherwise be lost in silence."""
    for name in header:
        if name and name not in known:
            yield Problem(file, 1, name, "", message("import.unknown_column"), Outcome.UNUSED)


@contextmanager
def _opened(piece: Piece, newline: str = "") -> Iterator[Iterator[str]]:
    """The file's lines. Refused, while they are read, when it is too large or not the text we take."""
    with piece.open() as raw:
        start = raw.read(len(codecs.BOM_UTF8))
        raw.seek(0)
        encoding = "utf-16" if start.startswith(_UTF16) else "utf-8-sig"
        limited = io.BufferedReader(_Limited(piece.name, raw))
        with io.TextIOWrapper(limited, encoding=encoding, newline=newline) as text:
            yield _lines(piece.name, text)


def _lines(name: str, text: Iterable[str]) -> Iterator[str]:
    try:
        yield from text
    except UnicodeDecodeError as error:
        raise Refused(message("import.not_utf8", file=name)) from error


class _Limited(io.RawIOBase):
    """A file of which no more is read than a file may hold."""

    def __init__(self, name: str, raw: IO[bytes]) -> None:
        self._name, self._raw = name, raw
        self._left = MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Refused at the first byte too many."""
        piece = self._raw.read(len(buffer))
        self._left -= len(piece)
        if self._left < 0:
            raise Refused(message("import.too_large", file=self._name, limit=MOST_BYTES // 1_000_000))
        buffer[: len(piece)] = piece
        return len(piece)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list):
        return "|".join(_cell(one) for one in value)
    if isinstance(value, dict):
        raise TypeError("a cell is a value or a list of values")
    return str(value).strip()
