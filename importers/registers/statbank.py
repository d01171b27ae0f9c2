"""Numbers as statbank.dk gives them: a column for the area, one for the time, one for the number.

``OMRÅDE;KØN;ALDER;TID;INDHOLD`` with codes or with words; what else there is tells what was counted. A table
that comes of such a one, as ``kommune_kode,kommune_navn,folketal,aar``, is read as well.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Final

from graphdb.fields.cpr import find_cpr
from graphdb.language.danish import fold
from graphdb.message import message
from importers.problems import Outcome, Problem
from importers.reading.rows import Row

SUPPRESSED: Final = "suppressed"
_AREAS: Final = ("omraade", "kommunekode", "komkode", "kommune", "bopkom", "bopael", "region", "area")
_TIMES: Final = ("tid", "aar", "ar", "kvartal", "maaned", "periode", "time", "year")
_NUMBERS: Final = ("indhold", "vaerdi", "antal", "contents", "value")
_NAMES: Final = ("kommunenavn", "kommunensnavn", "omraadenavn", "navn")
"""What an area is called beside its code."""
_NONE: Final = frozenset({"", ".", "..", "...", "…", "-", "–", ":"})
"""Cells of the statistics without a number."""
_FEW: Final = re.compile(r"(?:<|under |færre end |0-|1-)\s*[2-9]", re.IGNORECASE)
_PART: Final = re.compile(r"0(?:0[1-9]|1[01])(?:\s.*)?|landsdel .*", re.IGNORECASE)
_REGION: Final = re.compile(r"08[1-5]")
_CODE: Final = re.compile(r"([0-9]{3,4})\s+\D.*")
_TABLE: Final = re.compile(r"[A-ZÆØÅ]{2,}[0-9]*[A-Z]*")
_PUBLISHER: Final = "Danmarks Statistik"


@dataclass(slots=True)
class Shape:
    """Which column of a file is what; while rows are read, it counts those that say nothing of ours."""

    file: str
    area: str
    time: str
    number: str
    others: tuple[str, ...]
    counted: str
    origin: str
    blank: int = 0
    parts: int = 0
    named: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.named = {"area": self.area, "period": self.time, "value": self.number, "measure": self.number}

    def rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows as those of numbers about areas."""
        for row in rows:
            area, number = row.get(self.area), row.get(self.number)
            if number in _NONE:
                self.blank += 1
            elif _PART.fullmatch(area):
                self.parts += 1
            else:
                cells = {
                    "area": _area(area),
                    "period": row.get(self.time),
                    "value": SUPPRESSED if _FEW.fullmatch(number) else number,
                    "measure": self._measure(row),
                    "source": self.origin,
                }
                yield replace(row, cells=cells, columns=self.named)

    def _measure(self, row: Row) -> str:
        said = ", ".join(f"{name} {row.get(name)}" for name in self.others)
        return ": ".join(filter(None, (self.counted, said)))

    def problems(self) -> Iterator[Problem]:
        """How many rows say nothing of ours, once they are read."""
        if self.blank:
            reason = message("import.statbank_blank", count=self.blank)
            yield Problem(self.file, 0, self.number, "", reason, Outcome.LEFT_OUT)
        if self.parts:
            reason = message("import.statbank_parts", count=self.parts)
            yield Problem(self.file, 0, self.area, "", reason, Outcome.LEFT_OUT)


def shape(file: str, header: Iterable[str]) -> Shape | None:
    """Which column is what; None for another sort of table, as our own."""
    columns = {fold(name).replace("_", ""): name for name in header if name}
    area, time = _first(columns, _AREAS), _first(columns, _TIMES)
    rest = [name for name in columns.values() if name not in (area, time, *map(columns.get, _NAMES))]
    number = _first(columns, _NUMBERS) or (rest[0] if len(rest) == 1 else "")
    if not (area and time and number) or {"measure", "period"} <= columns.keys():
        return None
    others = tuple(name for name in rest if name != number)
    is_statbank = fold(number) in ("indhold", "contents")
    counted = _table(file) if is_statbank else number.capitalize()
    origin = f"{_PUBLISHER}, {counted}" if is_statbank else ""
    return Shape(file, area, time, number, others, counted, origin)


def _first(columns: Mapping[str, str], names: Iterable[str]) -> str:
    return next((columns[name] for name in names if name in columns), "")


def _area(text: str) -> str:
    """As areas are called here: "000" is the country, "084" a region, "101 København" a municipality."""
    if code := _CODE.fullmatch(text):
        text = code[1]
    if text == "000":
        return "dk"
    return f"1{text}" if _REGION.fullmatch(text) else text


def _table(file: str) -> str:
    """The name of the table, as it is in the names of files that the statistics give ("...FOLK1A.csv")."""
    stem = PurePath(file).stem
    tables = _TABLE.findall(stem)
    return tables[-1] if tables else "" if find_cpr(stem) else stem
