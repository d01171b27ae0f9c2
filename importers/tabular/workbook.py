"""Workbooks, XLSX and ODS: their sheets as rows of text."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import IO, Any, Final
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from graphdb.errors import Refused
from graphdb.message import message
from importers.tabular.archive import judge, unpacked
from importers.tabular.delimited import Line

_MOST_CELLS: Final = 6_000_000
"""Cells of one sheet, blank ones between them too: the reader makes room for all of them."""
_CELL: Final = re.compile(rb'\sr="([A-Z]{0,3})([0-9]{1,7})"')
"""The name of a cell, or the number of a row."""
_UNNAMED: Final = re.compile(rb"<(?:[a-z0-9]+:)?c(?![^>]*\sr=)[\s/>]")
_MOST_COLUMNS: Final = 16_384
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_EDGE: Final = 64
"""Bytes that a cell's name may be cut across two parts by."""
_CONTENT: Final = "content.xml"
Merged = tuple[tuple[int, int], tuple[int, int]]
"""A merged cell: (row, column) of its first and of its last, from 0."""


def read_sheets(name: str, raw: IO[bytes]) -> Iterator[tuple[str, Iterator[Line]]]:
    """Each sheet's name and rows. Refused for what would burst, is locked, or is no workbook."""
    merged: Mapping[str, Sequence[Merged]] = {}
    for member in judge(name, raw):
        parts = unpacked(name, raw, member)
        if member == _CONTENT:
            extent = _extent_of_ods(name, parts)
            cells, merged = extent.most, extent.merged
        else:
            cells = _cells_of_xlsx(parts)
        if cells > _MOST_CELLS:
            raise Refused(message("import.zip_bomb", file=name))
    raw.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(raw)
        for title in book.sheet_names:
            sheet = _sheet(book, title)
            if sheet is not None:
                yield title, _rows(sheet, sheet.merged_cell_ranges or merged.get(title, ()))
    except (CalamineError, ValueError, OverflowError) as error:
        raise Refused(message("import.no_workbook", file=name)) from error


def _sheet(book: CalamineWorkbook, title: str) -> CalamineSheet | None:
    """A sheet by its name; a sheet of a chart alone has no cells."""
    with suppress(IndexError, KeyError):
        return book.get_sheet_by_name(title)
    return None


def _rows(sheet: CalamineSheet, merged: Iterable[Merged]) -> Iterator[Line]:
    """The rows with the number that they have in the sheet; a merged cell's text stands in each row of it."""
    down = {}
    for (top, left), (bottom, _) in merged:
        if bottom > top:
            down[left, top] = bottom
    spread: dict[int, tuple[int, str]] = {}
    for at, values in enumerate(sheet.iter_rows() if sheet.height else ()):
        cells = [_text(value) for value in values]
        for column, (last, text) in spread.items():
            if at <= last and column < len(cells) and not cells[column]:
                cells[column] = text
        for column in range(len(cells)) if down else ():
            if (column, at) in down:
                spread[column] = (down[column, at], cells[column])
        yield at + 1, cells


def _text(value: Any) -> str:
    """A cell as people read it: whole numbers without a point, days without midnight."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value).strip()


def _cells_of_xlsx(parts: Iterator[bytes]) -> int:
    """How many cells lie between A1 and the last, by the cells' own names."""
    row, column, unnamed, edge = 0, 0, 0, b""
    for part in parts:
        cells = _CELL.findall(edge + part)
        row = max(chain((row,), (int(number) for _, number in cells)))
        column = max(chain((column,), map(_number, {letters for letters, _ in cells})))
        unnamed += len(_UNNAMED.findall(part))
        edge = part[-_EDGE:]
    return row * max(column, min(unnamed, _MOST_COLUMNS))


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


class _Extent:
    """How far the cells of an ODS reach, where cells and rows say how often they are repeated.

    ``merged`` are its merged cells by the name of the sheet: the reader tells those of an XLSX alone.
    """

    def __init__(self) -> None:
        self.most = 0
        self.merged: dict[str, list[Merged]] = {}
        self._sheet = ""
        self._rows = self._columns = self._last = self._repeated = 0

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Count an element that begins."""
        if tag == "table:table":
            self._rows, self._sheet = 0, attributes.get("table:name", "")
        elif tag == "table:table-row":
            self._columns = self._last = 0
            self._repeated = int(attributes.get("table:number-rows-repeated", "1"))
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._note_merged(attributes)
            self._columns += int(attributes.get("table:number-columns-repeated", "1"))
            self._last = self._columns if "office:value-type" in attributes else self._last
        elif tag == "text:p":
            self._last = self._columns

    def _note_merged(self, attributes: dict[str, str]) -> None:
        rows = int(attributes.get("table:number-rows-spanned", "1"))
        columns = int(attributes.get("table:number-columns-spanned", "1"))
        if rows > 1 or columns > 1:
            first = (self._rows, self._columns)
            last = (self._rows + rows - 1, self._columns + columns - 1)
            self.merged.setdefault(self._sheet, []).append((first, last))

    def end(self, tag: str) -> None:
        """Count an element that ends; blank rows only when others follow."""
        if tag == "table:table-row":
            self._rows += self._repeated
            self.most = max(self.most, self._rows * self._last)


def _extent_of_ods(name: str, parts: Iterator[bytes]) -> _Extent:
    """The same of an ODS, and its merged cells."""
    extent = _Extent()
    parser = expat.ParserCreate()
    parser.StartElementHandler = extent.begin
    parser.EndElementHandler = extent.end
    try:
        for part in parts:
            parser.Parse(part)
    except (expat.ExpatError, ValueError) as error:
        raise Refused(message("import.no_workbook", file=name)) from error
    return extent
