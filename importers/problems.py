"""What of a file could not be used: where, why, what became of it, and what to do."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from graphdb.fields.cpr import find_cpr
from graphdb.message import DANISH, Text, Words, message, say

_LONGEST: Final = 80
_SIGNS_FROM: Final = "\u2010"
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LATIN: Final = re.compile("[ -~À-ÖØ-öø-ÿ]*")
"""Letters and signs of which a terminal obeys none and none is a picture."""
_PICTURES: Final = frozenset({"So", "Sk", "Me"})
_KEPT_BREAKS: Final = re.compile(r"\s+")


FAULT: Final = "Brobygger: hvad er galt"
"""A column that we add to rows that could not be used, for people who correct and import them again."""


@dataclass(slots=True)
class Layout:
    """How files are laid out, by (file, sheet).

    ``headers`` are the rows that hold the columns' names, where that is not the first; ``together`` tells of
    a row the first one that speaks of the same actor. ``fill_down`` are the columns, folded, whose blank
    cells mean the same as above.
    """

    headers: dict[tuple[str, str], int] = field(default_factory=dict)
    together: dict[tuple[str, str], dict[int, int]] = field(default_factory=dict)
    fill_down: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def belong(self, file: str, sheet: str, first: int, number: int) -> None:
        """Note that a row belongs to an earlier one: apart from it, it would be understood differently."""
        if first != number:
            self.together.setdefault((file, sheet), {})[number] = first


class Outcome(StrEnum):
    """What became of it; the value is the list of a report it stands in."""

    REFUSED = "refused"
    """The row is not taken; what it said before stands."""
    LEFT_OUT = "left_out"
    """The cell, or one code of it, is not taken; the rest of the row is."""
    HELD_BACK = "held_back"
    """It waits: a row for what it points at, a relation for its end to be there again. Or it may give a
    secret address away, so it is kept nowhere."""
    UNUSED = "unused_columns"
    """A column that the importer does not read."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a file, 0 when it is the whole file; ``file`` is "" when it is no file at all."""

    file: str = ""
    sheet: str = ""
    row: int = 0

    def line(self) -> dict[str, str | int]:
        """As in a report."""
        return {"file": self.file, "sheet": self.sheet, "row": self.row}

    def text(self, otherwise: Text = "") -> Text:
        """In words; ``otherwise`` when it is no file."""
        place: Text = Words(self.file, self.file) if self.file else otherwise
        if self.sheet:
            place = message("report.sheet", place=place, sheet=self.sheet)
        return message("report.row", place=place, row=self.row) if self.row else place

    def named(self, name: Text) -> Text:
        """What stands there, and where that is."""
        return message("report.at_place", name=name, place=self.text()) if self.file else name


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be used. ``value`` is "" when it may not be shown; ``advice`` is what to do.

    Whatever in it comes from the file is hidden when it may hold a CPR number, also names of columns, and
    shown without what a terminal would obey.
    """

    file: str
    row: int
    column: str
    value: str
    reason: Text
    outcome: Outcome = Outcome.REFUSED
    advice: Text = ""
    sheet: str = ""

    def __post_init__(self) -> None:
        """Hide and shorten; ``reason`` and ``advice`` are ours and repeat nothing."""
        object.__setattr__(self, "value", shortened(self.value))
        for name in ("column", "file", "sheet"):
            object.__setattr__(self, name, harmless(getattr(self, name)))

    @property
    def place(self) -> Place:
        """The row that it is in."""
        return Place(self.file, self.sheet, self.row)

    def hushed(self) -> "Problem":
        """The same without its value, which may name the street of a secret place."""
        return replace(self, value="")

    def line(self, language: str = DANISH) -> dict[str, str | int]:
        """As in a report: file, sheet, row, column, value, reason, advice."""
        return {
            **self.place.line(),
            "column": self.column,
            "value": self.value,
            "reason": say(self.reason, language),
            "advice": say(self.advice, language),
        }


def shortened(text: str) -> str:
    """A value of a file as it may be shown; "" when it may hold a CPR number."""
    start = text[: 2 * _LONGEST]
    return "" if find_cpr(start) else printable(start)[:_LONGEST]


def harmless(name: str) -> str:
    """The name of a file or column as it may be shown."""
    return "…" if find_cpr(name) else printable(name)


def printable(text: str) -> str:
    """The text on one line, with "?" for what a terminal obeys and for pictures."""
    if text.isascii() and text.isprintable():
        return text
    if _LATIN.fullmatch(text) and "??" not in text and "  " not in text:  # nearly all, and it is quicker
        return text
    shown = "".join("?" if _obeyed(sign) else sign for sign in _KEPT_BREAKS.sub(" ", text))
    return re.sub(r"\?{2,}", "?", shown)


def _obeyed(sign: str) -> bool:
    kind = unicodedata.category(sign)
    return kind in _INVISIBLE or "\ufe00" <= sign <= "\ufe0f" or (kind in _PICTURES and sign >= _SIGNS_FROM)
