"""Reading rows: CSV as people save it, and JSON Lines. Reading is dumb; nothing is understood here."""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from graphdb.errors import Refused
from graphdb.message import Message, message
from importers.problems import Outcome, Problem, harmless

MOST_BYTES: Final = 100_000_000
"""The largest file that is read."""
_LONGEST_CELL: Final = csv.field_size_limit()
_BETWEEN_WORDS: Final = str.maketrans(dict.fromkeys(",;|=\"'{}[]", " "))
_TOO_MANY: Final = message("import.too_many_cells")
_DELIMITERS: Final = ",;\t"
_SAYS_DELIMITER: Final = re.compile(rf'"?sep=([{_DELIMITERS}])"?\r?\n', re.IGNORECASE)
"""A first line that tells Excel what stands between cells; Excel itself never shows it as a row."""
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of one file. ``number`` counts as a spreadsheet does: the header is row 1.

    ``group`` is the sort of row, what pruning goes by; ``cells`` are column -> trimmed text; ``parts`` are
    rows of another file that belong to this one (an actor's further contact points).
    """

    file: str
    number: int
    group: str
    cells: Mapping[str, str]
    parts: tuple["Row", ...] = ()

    def get(self, column: str) -> str:
        """The cell's text, "" when empty or absent."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """One file's rows, all of one group; ``header`` are its columns in order.

    ``problems`` are of rows that could not be read at all, and ``lost`` the words in them.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    problems: tuple[Problem, ...] = ()
    lost: frozenset[str] = frozenset()

    def of(self, group: str) -> Iterator[Row]:
        """The rows as members of a group."""
        return (Row(self.file, number, group, cells) for number, cells in self.rows)


def read_csv(path: Path) -> Table:
    """A CSV file with a header row, as spreadsheets save it.

    UTF-8 with or without BOM, or Excel's "Unicode text"; comma, semicolon or tab between cells, which a first
    line ``sep=;`` may say.

    Refused when it cannot be read at all; a row with too many cells is a problem of its own. Columns without
    a name, as spreadsheets leave at the end, must be empty.
    """
    name, text = file_name(path), _text(path)
    said = _SAYS_DELIMITER.match(text[:20])
    delimiter = said[1] if said is not None else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        lines = [[cell.strip() for cell in line] for line in reader][0 if said is None else 1 :]
    except csv.Error as error:
        raise Refused(
            message("import.csv_line", file=name, line=reader.line_num, fault=_why_no_csv(error))
        ) from error
    if not lines or not any(lines[0]):
        raise Refused(message("import.no_header", file=name))
    header = tuple(column.lower() for column in lines[0])
    named = [column for column in header if column]
    if len(set(named)) < len(named):
        raise Refused(message("import.two_columns", file=name))
    rows, problems, lost = [], [], set[str]()
    for number, cells in enumerate(lines[1:], start=2):
        if any(cell and not column for column, cell in zip_longest(header, cells, fillvalue="")):
            problems.append(Problem(name, number, "", "", _TOO_MANY))
            lost.update(cells, *map(words, cells))
        elif any(cells):
            rows.append((number, dict(zip(header, cells, strict=False))))
    return Table(name, header, tuple(rows), tuple(problems), frozenset(lost))


def _why_no_csv(error: csv.Error) -> Message:
    # The module tells its errors apart by their words alone.
    if "field limit" in str(error):
        return message("import.long_cell", limit=_LONGEST_CELL)
    return message("import.quotes")


def words(text: str) -> Iterator[str]:
    """What in a line that could not be read may be an id: its words, and what stands in quotes."""
    for quote in ('"', "'"):
        yield from map(str.strip, text.split(quote))
    yield from text.translate(_BETWEEN_WORDS).split()


def read_json(path: Path) -> list[Mapping[str, Any]]:
    """A JSON array of objects."""
    try:
        records = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise Refused(message("import.json_line", file=file_name(path), line=error.lineno)) from error
    except (ValueError, RecursionError) as error:  # a number or a nesting without end
        raise Refused(message("import.no_json", file=file_name(path))) from error
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise Refused(message("import.no_list", file=file_name(path)))
    return records


def read_json_lines(path: Path) -> Table:
    """One JSON object a line, without a header; lists become text with ``|`` between."""
    rows: list[tuple[int, Mapping[str, str]]] = []
    problems, lost = [], set[str]()
    # Not splitlines(): text may hold other signs that break a line, and JSON leaves them as they are.
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            rows.append((number, {str(name).lower(): _cell(value) for name, value in record.items()}))
        except (ValueError, TypeError, AttributeError, RecursionError):
            problems.append(Problem(file_name(path), number, "", "", message("import.no_object")))
            lost.update(words(line))
    return Table(file_name(path), (), tuple(rows), tuple(problems), frozenset(lost))


def unknown_columns(file: str, header: Sequence[str], known: frozenset[str]) -> Iterator[Problem]:
    """A problem for each column nobody reads: a misspelt one would otherwise be lost in silence."""
    for name in header:
        if name and name not in known:
            yield Problem(file, 1, name, "", message("import.unknown_column"), Outcome.UNUSED)


def file_name(path: Path) -> str:
    """What a file is called in messages."""
    return harmless(path.name)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise Refused(_too_large(path))
        return content.decode("utf-16" if content.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(message("import.not_utf8", file=file_name(path))) from error
    except OSError as error:
        shown = harmless(str(path))
        raise Refused(message("import.unreadable", file=shown)) from error


def _too_large(path: Path) -> Message:
    return message("import.too_large", file=file_name(path), limit=MOST_BYTES // 1_000_000)


def _delimiter(text: str) -> str:
    """What the header has most of; a comma when it has none."""
    header = text.partition("\n")[0]
    return max(_DELIMITERS, key=header.count)


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
