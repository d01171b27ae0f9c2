"""The register of health organisations SOR, as CSV: hospitals, and units of regions and municipalities.

Its columns vary with the extract; ``seed/sources/sor_columns.csv`` names them, ``sor_types.csv`` which types
are taken, and as what. The SOR id is the identifier.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final

from graphdb.claims import Claim, Rank
from graphdb.errors import Refused
from graphdb.language.text import fold
from graphdb.message import Message, message
from importers.directory.rows import DirectoryRows, cells
from importers.importer import Batch, Example, Importer
from importers.problems import Outcome, Problem
from importers.reading.cells import Cells
from importers.reading.cleaning import clean
from importers.reading.gathered import Rows
from importers.reading.rows import Row
from importers.reading.seeded import municipality_of, seeded
from importers.registers.shared_places import Address, SharedPlaces, There, unplaced
from importers.sources import directory
from importers.tabular.sheets import Sheet, open_sheets

_NEEDED: Final = ("id", "name", "type")
_ABOVE: Final = 20
"""Rows that a title above the header may take."""
_FORMULA: Final = re.compile(r'="+([^"]*)"+')
"""A number as Excel is made to show it as text."""
_SOR: Final = re.compile(r"[0-9]{11,18}")
_DEEPEST: Final = 20
"""Levels of units above each other; a ring has no top."""
_FROM: Final = "#from"
_UNTIL: Final = "#until"
"""Cells that are no field of ours: the first day and the last."""
_OTHER: Final = message("import.sor_other")
_NO_DOCTORS: Final = message("import.sor_never")
_NO_ID: Final = message("import.sor_id")
_TOO_MANY: Final = message("import.too_many_cells")
_TWICE: Final = message("import.twice")
_CLOSED: Final = message("import.sor_closed")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A row, by the names of the columns of ``sor_columns``."""

    row: Row
    id: str
    parent: str

    def get(self, column: str) -> str:
        """A cell as text."""
        return self.row.get(column)

    @property
    def address(self) -> Address:
        """Street, postcode and town where one can come, else where mail goes; () when neither is told."""
        for which in ("visit", "post"):
            if street := self.get(f"{which}_address"):
                return street, self.get(f"{which}_postal_code"), self.get(f"{which}_city")
        return ()

    @property
    def place_columns(self) -> Mapping[str, str]:
        """What the columns of its place are called in the file."""
        which = "visit" if self.get("visit_address") else "post"
        fields = ("address", "postal_code", "city")
        names = {name: self.row.called(f"{which}_{name}") for name in fields}
        return {**self.row.columns, **names, "stated_on": self.row.called("changed")}

    @property
    def building(self) -> Address:
        """The same without floor and door."""
        street, *rest = self.address or ("",)
        return (street.partition(",")[0].casefold(), *rest[:1]) if street else ()


@dataclass(slots=True)
class _Extract:
    """What a first reading tells: above whom each unit is, which are taken, and where.

    ``seen`` are those that the second reading has come past.
    """

    above: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    places: SharedPlaces = field(default_factory=SharedPlaces)

    def parent(self, unit: _Unit) -> str:
        """The nearest unit above it that is taken, too."""
        above = unit.parent
        for _ in range(_DEEPEST):
            if above in self.taken and above != unit.id:
                return above
            above = self.above.get(above, "")
        return ""


def read(files: Sequence[Path], rows: Rows) -> Batch:
    """Add the units of the types that a directory holds, and say how many others there are."""
    extract, there = _Extract(), list[There]()
    for unit in _units(files, DirectoryRows(rows)):
        extract.above[unit.id] = unit.parent
        rule = _rule(unit)
        if not isinstance(rule, Message):
            extract.taken.add(unit.id)
            there.append(There(unit.id, unit.address, unit.building, rule["take"] == "withheld"))
    extract.places = SharedPlaces.of(there)
    gathered = DirectoryRows(rows)
    gathered.supply(("places", "actors"))
    others: Counter[tuple[str, Message]] = Counter()
    for unit in _units(files, gathered):
        _add(unit, extract, gathered, others)
    gathered.problems += [
        Problem(file, 0, "", str(count), reason, Outcome.LEFT_OUT) for (file, reason), count in others.items()
    ]
    return gathered.batch()


def _units(files: Sequence[Path], gathered: DirectoryRows) -> Iterator[_Unit]:
    """The rows of all tables in the files, under our names for their columns."""
    for path in files:
        for sheet in open_sheets(path):
            if isinstance(sheet, Sheet):
                yield from _units_of(sheet, gathered)


def _units_of(sheet: Sheet, gathered: DirectoryRows) -> Iterator[_Unit]:
    """Refused when no row names the columns that are needed."""
    top = ((at, line) for at, line in islice(sheet.rows, _ABOVE) if _header(line).keys() >= {*_NEEDED})
    at, line = next(top, (0, []))
    if not at:
        raise Refused(
            message("import.columns_missing", file=sheet.file, columns=", ".join(_needed_headers()))
        )
    header = _header(line)
    known = {fold(name) for row in seeded("sor_columns") for name in row["headers"].split("|")}
    gathered.problems += [
        Problem(sheet.file, at, name, "", message("import.unknown_column"), Outcome.UNUSED, sheet=sheet.name)
        for name in line
        if name and fold(name) not in known
    ]
    names = {name: ", ".join(dict.fromkeys(line[at] for at in places)) for name, places in header.items()}
    for number, texts in sheet.rows:
        if any(texts[len(line) :]):
            gathered.problems.append(Problem(sheet.file, number, "", "", _TOO_MANY, sheet=sheet.name))
            gathered.unread |= gathered.groups
            gathered.lost |= {*texts}
        elif any(texts):
            values = {
                name: next(filter(None, (clean(_plain(texts[at])) for at in places if at < len(texts))), "")
                for name, places in header.items()
            }
            row = Row(sheet.file, number, "actors", values, sheet.name, names)
            yield _Unit(row, _sor(row.get("id")), _sor(row.get("parent")))


def _header(line: Sequence[str]) -> dict[str, list[int]]:
    """Which cells of a row tell a column of ours, the surest first."""
    folded = [fold(name) for name in line]
    columns = {
        row["column"]: [folded.index(name) for name in map(fold, row["headers"].split("|")) if name in folded]
        for row in seeded("sor_columns")
        if row["column"]
    }
    return {column: places for column, places in columns.items() if places}


def _needed_headers() -> Iterator[str]:
    """What the columns that are needed are called, in the extract and in Danish."""
    for row in seeded("sor_columns"):
        if row["column"] in _NEEDED:
            yield " / ".join(row["headers"].split("|")[:2])


def _plain(text: str) -> str:
    """The text without what makes Excel show a number as it is."""
    match = _FORMULA.fullmatch(text)
    return match[1] if match else text


def _sor(text: str) -> str:
    """The id, "" for what can be none."""
    return f"sor:{text}" if _SOR.fullmatch(text) else ""


def _rule(unit: _Unit) -> Mapping[str, str] | Message:
    """What it is by the label of its type, or why it is not taken."""
    label, specialty = fold(unit.get("type")), fold(unit.get("specialty"))
    rule = next((rule for name, about, rule in _rules() if name == label and about in specialty), None)
    if rule is None:
        return _OTHER
    return _NO_DOCTORS if rule["take"] == "never" else rule


@cache
def _rules() -> Sequence[tuple[str, str, Mapping[str, str]]]:
    return [(fold(row["label_da"]), fold(row["specialty"]), row) for row in seeded("sor_types")]


def _add(
    unit: _Unit, extract: _Extract, gathered: DirectoryRows, others: Counter[tuple[str, Message]]
) -> None:
    """A row for the actor, and one for its place if it is the first of those who are there."""
    rule, row = _rule(unit), unit.row
    if isinstance(rule, Message):
        others[row.file, rule] += 1
        return
    if not unit.id:
        gathered.problems.append(row.problem("id", row.get("id"), _NO_ID))
        gathered.unread |= gathered.groups
        return
    if unit.id in extract.seen:
        gathered.problems.append(row.problem("id", row.get("id"), _TWICE))
        return
    extract.seen.add(unit.id)
    place = extract.places.place(unit.id, unit.address, unit.building)
    withheld = rule["take"] == "withheld"
    open_from = {_FROM: row.get("from"), _UNTIL: row.get("to")}
    if place == unit.id:
        # The place of a closed unit stays for others who are there, unless it could be secret.
        where = {**_place(unit, gathered), "stated_on": row.get("changed")}
        cells_of_place = cells(where | open_from if withheld else where)
        gathered.add(replace(row, group="places", cells=cells_of_place, columns=unit.place_columns))
    actor = {
        "id": unit.id,
        "identifiers": unit.id,
        "kind": rule["kind"],
        "parent": extract.parent(unit),
        "place": place,
        "secret_address": withheld or None,
        **{name: row.get(name) for name in ("name", "cvr", "phone", "email", "website")},
        "stated_on": row.get("changed"),
        **open_from,
    }
    names = {
        **row.columns,
        _FROM: row.called("from"),
        _UNTIL: row.called("to"),
        "stated_on": row.called("changed"),
    }
    gathered.add(replace(row, cells=cells(actor), columns=names))


def _place(unit: _Unit, gathered: DirectoryRows) -> Mapping[str, str]:
    street, post, city = unit.address or ("", "", "")
    town = unit.get("municipality") or municipality_of(post)
    if not town:
        gathered.problems.append(
            unplaced(unit.row.file, unit.row.number, post, unit.row.called("municipality"))
        )
    return {"id": unit.id, "municipality": town, "address": street, "postal_code": post, "city": city}


def claims(cells: Cells) -> Iterable[Claim]:
    """As of a directory; a unit that is closed, or not yet open, says nothing."""
    until, since = cells.date(_UNTIL), cells.date(_FROM)
    if (until and until < cells.today()) or (since and since > cells.today()):
        if cells.row.group == "actors":
            cells.tell("to" if until else "from", _CLOSED, Outcome.LEFT_OUT, value=until or since)
        return ()
    return directory.claims(cells)


_EXAMPLE: Final = Example(
    "sor.csv",
    """\
SorId;EntityName;Enhedstype;CVR-nummer;Telefon;Besøgsadresse;Postnummer;By;Kommunekode
="311000016009";Region Midtjylland;Region;;78410000;Skottenborg 26;8800;Viborg;791
""",
)
IMPORTER: Final = Importer(
    id="sor",
    title="SOR, Sundhedsvæsenets Organisationsregister",
    publisher="Sundhedsdatastyrelsen",
    licence="Frit tilgængelige data; kilden skal nævnes",
    rank=Rank.REGISTER,
    takes=message("import.takes_sor"),
    read=read,
    claims=claims,
    group=directory.group,
    url="https://sundhedsdatastyrelsen.dk/SOR",
    formats=("CSV", "zip"),
    columns=lambda: dict.fromkeys("|".join(row["headers"] for row in seeded("sor_columns")).split("|")),
    example=_EXAMPLE,
)
