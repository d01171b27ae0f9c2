"""Public facts that hold for the whole country: authorities, help lines and who serves which municipality.

CSV: ``id, name, kind, scope`` (codes of areas, ``dk`` for the country), ``phone, phone_role`` (what a number
leads through that is not the actor's own), ``email, website, hours, min_age, max_age, risk_groups, needs,
exclusions`` (the citizens it is not for), ``access_routes`` (the ways in of what it helps with), ``note,
source, read_on, source_date, verified``. A row without a kind is a sentence, not an actor; it is left out.
None of it is confirmed: ``stated_on`` is the source's own date, else the day it was read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from graphdb.claims import Claim, Rank
from graphdb.fields.contact_point import contact_id
from graphdb.message import message
from graphdb.model import EdgeKind, NodeKind
from importers.importer import Batch, Example, Importer, one_table
from importers.reading.cells import Cells
from importers.reading.gathered import Rows
from importers.reading.rows import Row

GROUP: Final = "national"
_COLUMNS: Final = frozenset(
    {
        *("id", "name", "kind", "scope", "phone", "phone_role", "email", "website", "hours"),
        *("min_age", "max_age", "risk_groups", "needs", "exclusions", "note", "source"),
        *("read_on", "source_date", "verified", "access_routes"),
    }
)
_FIELDS: Final = ("name", "kind", "description", "website", "phone", "email", "phone_hours", "source")
_OFFER: Final = ("name", "min_age", "max_age", "exclusions")
_YEAR_OR_MONTH: Final = re.compile(r"\d{4}(-\d{2})?")


def read(files: Sequence[Path], rows: Rows) -> Batch:
    """Add the rows that are actors."""
    return one_table(files, rows, GROUP, _COLUMNS, lambda row: _as_fields(row) if row.get("kind") else None)


def claims(cells: Cells) -> Iterator[Claim]:
    """An actor, its areas and the groups it reaches; what it helps with is one service of the same name."""
    target = cells.id("id", "actor")
    facts = cells.facts(NodeKind.ACTOR, _FIELDS)
    if not target:
        return
    role = cells.row.get("phone_role")
    number = facts.pop("phone", None) if role else None
    yield cells.node(target, NodeKind.ACTOR, facts)
    if number is not None:  # it leads through something else
        point = contact_id(target, role)
        named = {"role": replace(number, value=role), "phone": number}
        yield cells.node(point, NodeKind.CONTACT_POINT, named)
        yield cells.relation(EdgeKind.CONTACTED_AT, (target, point), column="phone")
    yield from cells.relations("scope", EdgeKind.SERVES, target)
    yield from cells.relations("risk_groups", EdgeKind.REACHES, target)
    if cells.row.get("needs"):
        service = cells.id("id", "service")
        yield cells.node(service, NodeKind.SERVICE, cells.facts(NodeKind.SERVICE, _OFFER))
        yield cells.relation(EdgeKind.OFFERS, (target, service))
        yield from cells.relations("needs", EdgeKind.MEETS, service)
        yield from cells.relations("access_routes", EdgeKind.VIA, service)


def group(claim: Claim) -> str:
    """All that it says of actors comes from the one table."""
    return "" if claim.kind is NodeKind.SOURCE else GROUP


def _as_fields(row: Row) -> Row:
    """The row under the names of our fields; a source that tells a year or month only is of its first day."""
    day = row.get("source_date") or row.get("read_on")
    if _YEAR_OR_MONTH.fullmatch(day):
        day = f"{day}-01-01"[: len("2026-01-01")]
    named = {"description": row.get("note"), "phone_hours": row.get("hours"), "stated_on": day}
    return Row(row.file, row.number, row.group, {**row.cells, **named})


_EXAMPLE: Final = Example(
    "national.csv",
    """\
id,name,kind,scope,phone,website,source,read_on
linje,Prøvelinjen,civ_raadgivning,dk,33330047,https://www.eksempel.dk,https://www.eksempel.dk/om,2026-01-25
""",
)
IMPORTER: Final = Importer(
    id="national",
    title="Offentlige oplysninger for hele landet, samlet af Brobygger",
    publisher="Brobygger, efter kilder nævnt i hver række",
    licence="MIT; oplysningerne er offentlige",
    rank=Rank.REGISTER,
    takes=message("import.takes_national"),
    read=read,
    claims=claims,
    group=group,
    columns=lambda: sorted(_COLUMNS),
    example=_EXAMPLE,
)
