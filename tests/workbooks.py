"""Filling in a workbook, as a person does at a desk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

Cells = dict[str, str]


def fill_in(path: Path, sheet: str, fill: Callable[[Cells], Cells], more: list[Cells] | None = None) -> None:
    """Change the rows of a sheet as ``fill`` answers each, and add ``more`` below; all else stays."""
    sheets = dict(read(path))
    rows = [fill(row) for row in sheets[sheet][1]]
    sheets[sheet] = sheets[sheet][0], [*rows, *(more or [])]
    with xlsxwriter.Workbook(path) as book:
        for name, (header, lines) in sheets.items():
            out = book.add_worksheet(name)
            out.write_row(0, 0, header)
            for number, line in enumerate(lines, 1):
                out.write_row(number, 0, [line.get(column, "") for column in header])


def move(path: Path, names: dict[str, str]) -> None:
    """Put the sheets in this order, under these names; the others are gone."""
    sheets = dict(read(path))
    with xlsxwriter.Workbook(path) as book:
        for before, name in names.items():
            header, lines = sheets[before]
            out = book.add_worksheet(name)
            for number, cells in enumerate((header, *(list(line.values()) for line in lines))):
                out.write_row(number, 0, cells)


def read(path: Path) -> Iterator[tuple[str, tuple[list[str], list[Cells]]]]:
    """Each sheet's name, header and rows by column."""
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        header, *rows = [list(map(str, row)) for row in book.get_sheet_by_name(name).to_python()]
        yield name, (header, [dict(zip(header, row, strict=True)) for row in rows])
