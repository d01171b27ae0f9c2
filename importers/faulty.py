"""The rows of which something could not be used, alone, in a file to correct and import again."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import xlsxwriter

from graphdb.errors import Refused
from graphdb.fields.cpr import find_cpr
from graphdb.language.danish import fold
from graphdb.language.formulas import guarded
from graphdb.message import DANISH, message, say
from importers.foreign import start_mark
from importers.problems import FAULT, Outcome, Problem, harmless
from importers.running.report import Report
from importers.tabular.archive import Piece
from importers.tabular.sheets import Sheet, open_sheets

FORMATS: Final = (".xlsx", ".csv")
_MENDED: Final = (Outcome.REFUSED, Outcome.LEFT_OUT, Outcome.HELD_BACK)
_LONGEST_CELL: Final = 32_767
_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]")
_WIDTH: Final = 60
_ALONG: Final = message("import.comes_along")


@dataclass(slots=True)
class FaultyRows:
    """Those of one sheet: its columns, and what is wrong with each row with its cells in the same order."""

    name: str
    header: Sequence[str]
    rows: list[tuple[str, Sequence[str]]] = field(default_factory=list)


def write(report: Report, paths: Iterable[Path], file: Path, language: str = DANISH) -> bytes:
    """What is to be written to ``file``, CSV or XLSX by its name; b"" when there is no row to correct.

    The first column says what is wrong and is passed over when the file is read again; such a file is only a
    part of its source, so what is not in it stands. Cells that may hold a citizen's number or a secret
    address are blank. Refused for another kind of file, see ``require_format``.
    """
    paths = list(paths)
    as_xlsx = require_format(file, paths) == ".xlsx"
    tables = list(_tables(report, paths, language))
    if not tables:
        return b""
    return _xlsx(tables, start_mark.kit_of(paths)) if as_xlsx else _csv(tables)


def require_format(file: Path, paths: Iterable[Path]) -> str:
    """How the file's name ends. Refused when that is no format that we write, or none for these files.

    A start kit has several sheets and says in one of them what it is: as CSV it would not be known again.
    """
    suffix = file.suffix.lower()
    if suffix not in FORMATS:
        raise Refused(message("import.faulty_format", words=", ".join(FORMATS)))
    if suffix == ".csv" and start_mark.kit_of(paths):
        raise Refused(message("import.faulty_of_kit"))
    return suffix


def _tables(report: Report, paths: Iterable[Path], language: str) -> Iterator[FaultyRows]:
    faults: defaultdict[tuple[str, str], dict[int, list[str]]] = defaultdict(dict)
    for problem in report.problems:
        if problem.outcome in _MENDED and problem.row:
            faults[problem.file, problem.sheet].setdefault(problem.row, []).append(_fault(problem, language))
    for path in paths:
        if path.is_file() and not Piece("", path).is_table and path.suffix.lower() != ".zip":
            continue
        for sheet in open_sheets(path):
            if isinstance(sheet, Sheet) and (rows := faults.get(_shown_place(sheet))):
                table = _table(sheet, report, rows, language)
                if table.rows:
                    yield table


def _table(sheet: Sheet, report: Report, faults: Mapping[int, Sequence[str]], language: str) -> FaultyRows:
    """Rows that speak of the same actor come along: alone a row would be understood differently.

    Of a row that is not repeated, for its street would be, only stands which one it is. A cell that is blank
    since it means the same as above is filled in.
    """
    place = (sheet.file, sheet.name)
    fill_down, above = report.layout.fill_down.get(place, ()), dict[int, str]()
    header, first_rows = report.layout.headers.get(place, 1), report.layout.together.get(place, {})
    wanted = {first_rows.get(number, number) for number in faults}
    file, name = _shown_place(sheet)
    table = FaultyRows(name or Path(file).stem, ())
    for number, cells in sheet.rows:
        if number == header:
            table.header = _without_cpr(cells)
            above = {at: "" for at, column in enumerate(cells) if fold(column) in fill_down}
            continue
        above = {at: cells[at] or text for at, text in above.items() if at < len(cells)}
        if number > header and first_rows.get(number, number) in wanted:
            hushed = (file, name, number) in report.hushed
            whole = [cell or above.get(at, "") for at, cell in enumerate(cells)]
            shown = [""] * len(whole) if hushed else _without_cpr(whole)
            faults_of_row = faults.get(number, [say(_ALONG, language)])
            if hushed:
                which = message("report.row", place=file, row=number)
                faults_of_row = [say(which, language), *faults_of_row]
            table.rows.append(("\n".join(dict.fromkeys(faults_of_row)), shown))
    at = next((at for at, column in enumerate(table.header) if column == FAULT), None)
    if at is not None:  # a correction that is not right yet
        table.header = [*table.header[:at], *table.header[at + 1 :]]
        table.rows = [(fault, [*cells[:at], *cells[at + 1 :]]) for fault, cells in table.rows]
    return table


def _shown_place(sheet: Sheet) -> tuple[str, str]:
    """The file and the sheet as problems name them."""
    return harmless(sheet.file), harmless(sheet.name)


def _without_cpr(cells: Iterable[str]) -> list[str]:
    """The cells, those blank that may hold a citizen's number: names of columns may too."""
    return ["" if find_cpr(cell) else cell for cell in cells]


def _fault(problem: Problem, language: str) -> str:
    said = " ".join(filter(None, (say(problem.reason, language), say(problem.advice, language))))
    return f"{problem.column}: {said}" if problem.column else said


def _csv(tables: Sequence[FaultyRows]) -> bytes:
    """One table with the columns of all; UTF-8 with its mark, which Excel asks for."""
    header = list(dict.fromkeys(name for table in tables for name in table.header if name))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(map(guarded, (FAULT, *header)))
    for table in tables:
        for fault, cells in table.rows:
            by_name = dict(zip(table.header, cells, strict=False))
            writer.writerow(map(guarded, (fault, *(by_name.get(name, "") for name in header))))
    return out.getvalue().encode("utf-8-sig", "replace")


def _xlsx(tables: Sequence[FaultyRows], kit: str) -> bytes:
    """A sheet for each, called as it was; every cell is text, so nothing is worked out.

    Those of a municipality's start kit (``kit``) are known for what they are again.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    names = set[str]()
    for table in tables:
        sheet = book.add_worksheet(_sheet_name(table.name, names))
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, _WIDTH)
        for column, name in enumerate((FAULT, *table.header)):
            sheet.write_string(0, column, name[:_LONGEST_CELL], bold)
        for number, (fault, cells) in enumerate(table.rows, start=1):
            for column, text in enumerate((fault, *cells)):
                sheet.write_string(number, column, text[:_LONGEST_CELL], wrapped)
    if kit:
        start_mark.mark(book.add_worksheet(_sheet_name(start_mark.about_sheet(), names)), kit)
    book.close()
    return out.getvalue()


def _sheet_name(name: str, taken: set[str]) -> str:
    plain = _NOT_IN_NAMES.sub(" ", name).strip("' ")[:_LONGEST_NAME] or "Ark"
    number = 1
    unique = plain
    while unique.lower() in taken or unique.lower() == "history":
        number += 1
        unique = f"{plain[: _LONGEST_NAME - 5]} ({number})"
    taken.add(unique.lower())
    return unique
