"""Where the header of a foreign sheet is, and its rows by their columns: titles stand above, notes below."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from graphdb.language.danish import fold
from importers.problems import FAULT
from importers.reading.cleaning import clean, is_formula
from importers.tabular.delimited import Line
from importers.tabular.sheets import Sheet

_FAULTS: Final = frozenset({fold(FAULT)})
_LOOKED_AT: Final = 60
"""Rows at the top among which the header is."""


@dataclass(frozen=True, slots=True)
class Columns:
    """A sheet below its header. ``names`` are its columns' by their folded name, in order.

    ``rows`` give each row's number and cleaned cells by folded column. ``correction``: these are only rows
    that could not be used before, corrected.
    """

    sheet: Sheet
    header: int
    names: Mapping[str, str]
    correction: bool
    rows: Iterator[tuple[int, dict[str, str]]]


TOO_MANY: Final = "#too many"
"""In the cells of a row that has more of them than there are columns: they may stand under the wrong ones."""
NAMELESS: Final = "#column "
"""Before the letters of a column that has no name."""
UNCLEAR: Final = "#unclear "
"""Before a column: what stands there says that it is not known ("?", "ukendt"), and is not blank."""
FORMULA: Final = "#formula "
"""Before a column: a formula stands there."""


class Top:
    """The first rows of a sheet, among which its header is looked for; the rest is read once."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._rest = iter(sheet.rows)
        self.lines = list(islice(self._rest, _LOOKED_AT))

    def best(self, score: Callable[[Collection[str]], int], header: int = 0) -> tuple[int, int]:
        """The highest score of a row by its folded cells, and its position; or that of one row alone."""
        rows = [
            (score({fold(cell) for cell in cells}), -at)
            for at, (number, cells) in enumerate(self.lines)
            if header in (0, number)
        ]
        points, at = max(rows, default=(0, 0))
        return points, -at

    def columns(self, at: int) -> Columns:
        """The sheet by the header at this position."""
        number, titles = self.lines[at]
        names = _named(titles)
        keys = [fold(name) or f"{NAMELESS}{letters(at)}" for at, name in enumerate(names)]
        by_key = {key: name for key, name in zip(keys, names, strict=True) if name and key not in _FAULTS}
        rows = _rows(chain(self.lines[at + 1 :], self._rest), keys, is_text=not self.sheet.name)
        return Columns(self.sheet, number, by_key, not _FAULTS.isdisjoint(keys), rows)


def _named(titles: Sequence[str]) -> list[str]:
    """The columns' names on one line; of those with the same name the second is called "Telefon (2)"."""
    counts: Counter[str] = Counter()
    names = []
    for title in titles:
        name = " ".join(title.split())
        key = fold(name)
        counts[key] += 1 if key else 0
        names.append(f"{name} ({counts[key]})" if counts[key] > 1 else name if key else "")
    return names


def letters(at: int) -> str:
    """What a spreadsheet calls the column at a position."""
    name = ""
    at += 1
    while at:
        at, letter = divmod(at - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _rows(
    lines: Iterator[Line], keys: Sequence[str], *, is_text: bool
) -> Iterator[tuple[int, dict[str, str]]]:
    for number, cells in lines:
        row, aside = dict[str, str](), dict[str, str]()
        for key, cell in zip(keys, cells, strict=False):
            if key in _FAULTS:
                continue
            if is_formula(cell):
                aside[f"{FORMULA}{key}"] = "x"
            elif text := clean(cell):
                row[key] = text
            elif any(sign.isalnum() or sign == "?" for sign in cell):
                aside[f"{UNCLEAR}{key}"] = cell.strip()
        if any(cells[len(keys) :]):
            row |= {TOO_MANY if is_text else f"{NAMELESS}{letters(len(keys))}": "x"}
        if row or any(key.startswith(FORMULA) for key in aside):
            yield number, row | aside
