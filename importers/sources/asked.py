"""What was asked about which actors are there: one row for each municipality, kind of actor and group.

CSV: ``municipality`` (four digits), ``actor_type``, ``state`` (``asked_states``), ``asked_on``,
``answered_by`` (``answered_by``), ``asked_by_role``, ``group``. Roles, never names. Documented column by
column in ``seed/demo/README.md``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from graphdb.claims import Claim, Fact, Rank
from graphdb.fields.registry import FIELDS
from graphdb.message import message
from graphdb.model import EdgeKind, area_id, term_id
from importers.directory.columns import DATES, Column
from importers.importer import Batch, Example, Importer, one_table
from importers.reading.cells import Cells
from importers.reading.gathered import Rows

GROUP: Final = "asked"
OWN: Final = (
    Column("municipality", "fire cifre, eller kommunens navn", "9901", required=True),
    Column("actor_type", "den slags aktør, der er spurgt efter: kode fra `actor_types`", required=True),
)
_FIELDS: Final = tuple(FIELDS[EdgeKind.ASKED])
_COLUMNS: Final = frozenset({*(column.name for column in (*OWN, *DATES)), *_FIELDS})
_ANSWER: Final = ("asked_on", "answered_by", "asked_by_role")
_UNDATED: Final = tuple(name for name in _FIELDS if name != "asked_on")


def read(files: Sequence[Path], rows: Rows) -> Batch:
    """Add all rows."""
    return one_table(files, rows, GROUP, _COLUMNS)


def claims(cells: Cells) -> Iterator[Claim]:
    """The answer; one without its day and roles, or whose words are not known, says nothing."""
    row, ends = cells.row, cells.context.ends
    if cells.lacks("municipality", "actor_type", "state"):
        return
    src, dst = area_id(row.get("municipality")), term_id(row.get("actor_type"))
    if src not in ends["place", EdgeKind.IN]:
        cells.refuse("municipality", message("import.no_municipality"))
    if dst not in ends["area", EdgeKind.ASKED]:
        cells.refuse("actor_type", message("import.no_code"))
    yield cells.relation(EdgeKind.ASKED, (src, dst), _answer(cells), mark=row.get("group"), column="state")


def _answer(cells: Cells) -> dict[str, Fact]:
    """The answer was given on ``asked_on``, and so confirmed on that day."""
    row = cells.row
    if asked_on := cells.past("asked_on"):
        given = {name: text for name, text in row.cells.items() if text}
        cells.row = replace(row, cells={"stated_on": asked_on, "confirmed_on": asked_on, **given})
    facts = cells.facts(EdgeKind.ASKED, _FIELDS if asked_on else _UNDATED)
    for name in ("state", *(("group",) if row.get("group") else ())):
        cells.require(name, facts)
    if row.get("state") in cells.context.answered_states:
        for name in _ANSWER:
            if name in facts:
                continue
            if row.get(name):
                cells.require(name, facts)  # what is wrong with it is noted
            else:
                cells.refuse(name, message("import.who_answered"))
    return facts


def group(claim: Claim) -> str:
    """All answers, and nothing else."""
    return GROUP if claim.kind is EdgeKind.ASKED else ""


_EXAMPLE: Final = Example(
    "asked.csv",
    """\
municipality,actor_type,state,asked_on,answered_by,asked_by_role
0615,bo_110,as_ingen,2026-02-01,ab_kollega,leder af voksenområdet
""",
)
IMPORTER: Final = Importer(
    id="asked",
    title="Hvad kommunen har spurgt om",
    publisher="",
    licence="",
    rank=Rank.MUNICIPALITY,
    takes=message("import.takes_asked"),
    read=read,
    claims=claims,
    group=group,
    columns=lambda: (*(column.name for column in OWN), *_FIELDS, *(column.name for column in DATES)),
    example=_EXAMPLE,
)
