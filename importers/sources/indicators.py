"""Numbers about areas and years, of groups or of the whole population: one row for each.

CSV of statbank.dk (``importers.registers.statbank``), or ours: ``area`` (four digits, or ``dk``),
``measure``, ``period``, ``value`` (a number, or ``suppressed``), ``risk_group``, ``unit``, ``source``, and
dates. Documented column by column in ``seed/demo/README.md``.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from graphdb.claims import Claim, Fact, Rank
from graphdb.errors import InvalidValue
from graphdb.fields.registry import FIELDS, required
from graphdb.message import message
from graphdb.model import INDICATOR_PREFIX, EdgeKind, Id, NodeKind, area_id, indicator_id, term_id
from importers.directory.columns import DATES, Column
from importers.importer import Batch, Example, Importer
from importers.problems import Outcome, Problem
from importers.reading.cells import Cells
from importers.reading.gathered import Rows
from importers.reading.rows import read_csv, row_files, unknown_columns
from importers.registers import statbank
from importers.registers.statbank import SUPPRESSED

GROUP: Final = "indicators"
OWN: Final = (
    Column("area", "kommune eller region med fire cifre, `dk` for hele landet", "9901", required=True),
    Column("risk_group", "den gruppe, tallet handler om: kode fra `risk_groups`; tomt: alle"),
)
FIELDS_READ: Final = tuple(name for name in FIELDS[NodeKind.INDICATOR] if name != SUPPRESSED)
_COLUMNS: Final = frozenset({*(column.name for column in (*OWN, *DATES)), *FIELDS_READ})
_EVERYBODY: Final = "alle"


def read(files: Sequence[Path], rows: Rows) -> Batch:
    """Add all rows, of our own tables and of those of the statistics."""
    left: list[Problem] = []
    problems: list[Problem] = []
    whole, unread = True, False
    for piece in row_files(files, left):
        with read_csv(piece) as table:
            shape = statbank.shape(table.file, table.header)
            for row in table.of(GROUP) if shape is None else shape.rows(table.of(GROUP)):
                rows.add(row)
            whole = whole and not table.correction
        unused = unknown_columns(table.file, table.header, _COLUMNS) if shape is None else shape.problems()
        problems += (*table.problems, *unused)
        unread = unread or bool(table.problems)
    groups, of_unread = ({GROUP} if whole else ()), ({GROUP} if unread or left else ())
    return Batch(frozenset(groups), (*left, *problems), frozenset(of_unread))


def claims(cells: Cells) -> Iterator[Claim]:
    """The number, the area it is of and the group it is about; a row that lacks any of it says nothing."""
    row, ends = cells.row, cells.context.ends
    if cells.lacks("area", *required(NodeKind.INDICATOR), "value"):
        return
    area, group = row.get("area"), row.get("risk_group")
    if row.columns and area_id(area) not in ends[NodeKind.INDICATOR.lower(), EdgeKind.IN]:
        cells.tell("area", message("import.no_area"), Outcome.LEFT_OUT)
        return
    target = _id(area, cells.context.source, row.get("measure"), group or _EVERYBODY, row.get("period"))
    if area_id(area) not in ends[NodeKind.INDICATOR.lower(), EdgeKind.IN]:
        cells.refuse("area", message("import.no_area"))
    if group and term_id(group) not in ends[NodeKind.INDICATOR.lower(), EdgeKind.ABOUT]:
        cells.refuse("risk_group", message("import.no_code"))
    yield cells.node(target, NodeKind.INDICATOR, _facts(cells))
    yield cells.relation(EdgeKind.IN, (target, area_id(area)), column="area")
    if group:
        yield cells.relation(EdgeKind.ABOUT, (target, term_id(group)), column="risk_group")


def _id(area: str, source: str, measure: str, *about: str) -> Id:
    """What is counted may be too long for an id: then its digest stands there."""
    try:
        return indicator_id(area, source, measure, *about)
    except InvalidValue:
        return indicator_id(area, source, sha256(measure.encode()).hexdigest(), *about)


def _facts(cells: Cells) -> dict[str, Fact]:
    if cells.row.get("value").lower() != SUPPRESSED:
        facts = cells.facts(NodeKind.INDICATOR, FIELDS_READ)
        cells.require("value", facts)
        return facts
    facts = cells.facts(NodeKind.INDICATOR, (name for name in FIELDS_READ if name != "value"))
    return {**facts, SUPPRESSED: Fact(True, *cells.dates())}


def group(claim: Claim) -> str:
    """All that is said of indicators; the source's claim about itself is none."""
    return GROUP if (claim.src or claim.target).startswith(f"{INDICATOR_PREFIX}:") else ""


_EXAMPLE: Final = Example(
    "indicators.csv",
    """\
area,measure,period,value,unit,source
0615,Borgere i hjemløshed i uge 6,2026,41,borgere,VIVE
""",
)
IMPORTER: Final = Importer(
    id="indicators",
    title="Tal om kommuner",
    publisher="",
    licence="",
    rank=Rank.REGISTER,
    takes=message("import.takes_indicators"),
    read=read,
    claims=claims,
    group=group,
    columns=lambda: sorted(_COLUMNS),
    example=_EXAMPLE,
)
