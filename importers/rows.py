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
from graphdb.fields import formats

_SHOWN: Final = 80
_TOO_MANY: Final = "Rækken har flere felter end kolonner. Sæt anførselstegn om tekst med skilletegn."
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
class Problem:
    """Something that could not be used: where, and what to do. ``value`` is "" when it may not be shown.

    Whatever in it comes from the file is hidden when it may hold a CPR number, also names of columns.
    """

    file: str
    row: int
    column: str
    value: str
    reason: str

    def __post_init__(self) -> None:
        """Hide and shorten; ``reason`` is ours and repeats nothing."""
        shown = "" if formats.find_cpr(self.value) else self.value[:_SHOWN]
        object.__setattr__(self, "value", shown)
        object.__setattr__(self, "column", _harmless(self.column))
        object.__setattr__(self, "file", _harmless(self.file))


@dataclass(frozen=True, slots=True)
class Table:
    """One file's rows, all of one group; ``header`` are its columns in order.

    ``problems`` are of rows that could not be read at all.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    problems: tuple[Problem, ...] = ()

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
    said = _SAYS_DELIMITER.match(text)
    delimiter = said[1] if said is not None else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        lines = [[cell.strip() for cell in line] for line in reader][0 if said is None else 1 :]
    except csv.Error as error:
        raise Refused(
            f"{name}, linje {reader.line_num}: anførselstegnene passer ikke sammen. Ret filen."
        ) from error
    if not lines or not any(lines[0]):
        raise Refused(f"{name}: første række skal være kolonnernes navne, men den er tom.")
    header = tuple(column.lower() for column in lines[0])
    named = [column for column in header if column]
    if len(set(named)) < len(named):
        raise Refused(f"{name}: to kolonner har samme navn. Omdøb den ene, og prøv igen.")
    rows, problems = [], []
    for number, cells in enumerate(lines[1:], start=2):
        if any(cell and not column for column, cell in zip_longest(header, cells, fillvalue="")):
            problems.append(Problem(name, number, "", "", _TOO_MANY))
        elif any(cells):
            rows.append((number, dict(zip(header, cells, strict=False))))
    return Table(name, header, tuple(rows), tuple(problems))


def read_json(path: Path) -> list[Mapping[str, Any]]:
    """A JSON array of objects."""
    try:
        held = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise Refused(f"{file_name(path)}, linje {error.lineno}: det er ikke gyldig JSON.") from error
    except (ValueError, RecursionError) as error:  # a number or a nesting without end
        raise Refused(f"{file_name(path)}: det er ikke JSON, vi kan læse.") from error
    if not isinstance(held, list) or not all(isinstance(one, dict) for one in held):
        raise Refused(f"{file_name(path)}: filen skal være en JSON-liste af objekter.")
    return held


def read_json_lines(path: Path) -> tuple[list[tuple[int, Mapping[str, str]]], list[Problem]]:
    """One JSON object a line as (line number, cells); lists become text with ``|`` between.

    Problems are of lines that could not be read at all.
    """
    rows: list[tuple[int, Mapping[str, str]]] = []
    problems = []
    # Not splitlines(): text may hold other signs that break a line, and JSON leaves them as they are.
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            held = json.loads(line)
            rows.append((number, {str(name).lower(): _cell(value) for name, value in held.items()}))
        except (ValueError, TypeError, AttributeError, RecursionError):
            problems.append(Problem(file_name(path), number, "", "", "Linjen er ikke et JSON-objekt."))
    return rows, problems


def unknown_columns(file: str, header: Sequence[str], known: frozenset[str]) -> Iterator[Problem]:
    """A problem for each column nobody reads: a misspelt one would otherwise be lost in silence."""
    for name in header:
        if name and name not in known:
            yield Problem(file, 1, name, "", "Kolonnen kender vi ikke. Den er ikke læst.")


def file_name(path: Path) -> str:
    """What a file is called in messages."""
    return _harmless(path.name)


def _harmless(name: str) -> str:
    return "…" if formats.find_cpr(name) else name


def _text(path: Path) -> str:
    try:
        held = path.read_bytes()
        return held.decode("utf-16" if held.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            f'{file_name(path)}: filen er ikke gemt som UTF-8. Gem den i Excel som "CSV UTF-8", og prøv igen.'
        ) from error
    except OSError as error:
        shown = _harmless(str(path))
        raise Refused(f"{shown}: filen kan ikke læses. Findes den, og må du åbne den?") from error


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
