"""Municipalities, regions and the country: our own CSV, and the JSON of the former Dataforsyningen API.

CSV: ``code, name, level`` (default municipality), ``region_code``, ``next_region_code`` with the day
``next_region_from`` for one that changes its region, ``population, population_date, lon,
lat, valid_from, valid_to, provisional, note, source, verified``.
JSON flat: ``kode, navn, regionskode, visueltcenter_x, visueltcenter_y, udenforkommuneinddeling``; nested:
``visueltcenter: [lon, lat]``, ``region: {kode}``.
Rows outside the municipal division (0411 Christiansø) are left out by name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from graphdb.claims import Claim, Fact, Rank
from graphdb.errors import InvalidValue
from graphdb.fields.formats import normalise_date, parse_date
from graphdb.message import message
from graphdb.model import EdgeKind, NodeKind, area_id
from importers.importer import Batch, Example, Importer
from importers.problems import Problem
from importers.reading.cells import Cells
from importers.reading.gathered import Rows
from importers.reading.rows import Row, read_csv, read_json, row_files, unknown_columns
from importers.tabular.archive import Piece

GROUP: Final = "areas"
_FIELDS: Final = (
    "code",
    "name",
    "level",
    "population",
    "population_on",
    "lat",
    "lon",
    "provisional",
    "note",
    "valid_from",
    "valid_to",
    "dagi_id",
    "source",
    "verified",
)
_RENAMED: Final = {"population_date": "population_on"}
_COLUMNS: Final = frozenset(
    {*_FIELDS, *_RENAMED, "region_code", "region", "next_region_code", "next_region", "next_region_from"}
    | {"stated_on", "confirmed_on"}
)
_COUNTRY: Final = "dk"
_NUMBER: Final = re.compile(r"[0-9]{4}")
_CODE: Final = re.compile(r"[0-9]{4}|[a-z]{2,40}")
"""Regions to come and the country have names for codes."""


def read(files: Sequence[Path], rows: Rows) -> Batch:
    """Add all areas of all files, regions before the municipalities in them."""
    left: list[Problem] = []
    problems: list[Problem] = []
    unread = False
    for piece in row_files(files, left, (".csv", ".json")):
        if piece.suffix == ".json":
            for row in _json_rows(piece):
                rows.add(row)
            continue
        with read_csv(piece) as table:
            for row in table.of(GROUP):
                rows.add(replace(row, cells=_renamed(row.cells)))
        unread = unread or bool(table.problems)
        problems += [*table.problems, *unknown_columns(table.file, table.header, _COLUMNS)]
    groups = frozenset({GROUP})
    return Batch(groups, (*left, *problems), groups if unread or left else frozenset())


def claims(cells: Cells) -> Iterator[Claim]:
    """The area, and what it lies in and when."""
    row = cells.row
    level, code = row.get("level"), row.get("code")
    if not (_NUMBER if level == "municipality" else _CODE).fullmatch(code):
        cells.refuse("code", message("import.area_code"))
        return
    target = area_id(code)
    facts = cells.facts(NodeKind.AREA, _FIELDS)
    cells.require("name", facts)
    yield cells.node(target, NodeKind.AREA, facts)
    if level == "region":
        yield cells.relation(EdgeKind.IN, (target, area_id(_COUNTRY)))
    elif level == "municipality":
        yield from _regions(cells, target)


def _regions(cells: Cells, target: str) -> Iterator[Claim]:
    now, then = cells.row.get("region_code"), cells.row.get("next_region_code")
    if not then or then == now:
        yield from _within(cells, target, now, {})
        return
    try:
        first = parse_date(normalise_date(cells.row.get("next_region_from")))
    except InvalidValue as error:
        cells.refuse("next_region_from", error.reason)
        return
    yield from _within(cells, target, now, {"valid_to": (first - timedelta(days=1)).isoformat()})
    yield from _within(cells, target, then, {"valid_from": first.isoformat()})


def _within(cells: Cells, target: str, region: str, bounds: Mapping[str, str]) -> Iterator[Claim]:
    if region:
        facts = {name: Fact(day, *cells.dates()) for name, day in bounds.items()}
        yield cells.relation(EdgeKind.IN, (target, area_id(region)), facts, column="region_code")


def _renamed(cells: Mapping[str, str]) -> dict[str, str]:
    renamed = {_RENAMED.get(name, name): value for name, value in cells.items()}
    return renamed if renamed.get("level") else {**renamed, "level": "municipality"}


def _json_rows(piece: Piece) -> Iterator[Row]:
    for number, area in enumerate(read_json(piece), start=1):
        if area.get("udenforkommuneinddeling"):
            continue
        yield Row(piece.name, number, GROUP, _from_json(area))


def _from_json(area: Mapping[str, Any]) -> dict[str, str]:
    center = area.get("visueltcenter")
    flat = area.get("visueltcenter_x"), area.get("visueltcenter_y")
    lon, lat = center if isinstance(center, list) and len(center) == 2 else flat
    nested = area.get("region")
    region = area.get("regionskode") or (nested.get("kode") if isinstance(nested, Mapping) else None)
    level = "municipality" if region else "region"
    cells = {
        "code": area.get("kode"),
        "name": area.get("navn"),
        "level": level,
        "region_code": region,
        "dagi_id": area.get("dagi_id"),
        "lon": lon,
        "lat": lat,
    }
    return {name: str(value) for name, value in cells.items() if value is not None}


def group(claim: Claim) -> str:
    """All claims are of the one group, but for the source's about itself."""
    own = claim.kind in (NodeKind.AREA, EdgeKind.IN) and (claim.src or claim.target).startswith("area:")
    return GROUP if own else ""


_EXAMPLE: Final = Example(
    "areas.csv",
    """\
code,name,level,region_code,population,population_date
9990,Prøvestad,municipality,1082,41000,2026-01-01
""",
)
IMPORTER: Final = Importer(
    id="areas",
    title="Kommuner og regioner",
    publisher="Klimadatastyrelsen og Danmarks Statistik",
    licence="Frie geografiske data; CC BY 4.0",
    rank=Rank.REGISTER,
    takes=message("import.takes_areas"),
    read=read,
    claims=claims,
    group=group,
    url="https://dataforsyningen.dk",
    formats=("CSV", "JSON", "zip"),
    columns=lambda: sorted(_COLUMNS),
    example=_EXAMPLE,
)
