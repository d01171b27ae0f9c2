"""The controlled vocabularies: one CSV file per table, every column kept.

Three tables are relations among terms: ``expected_partners`` (EXPECTS), ``raises`` (RAISES), and in
``deadlines`` who owes what to whom about which group.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from graphdb.claims import Claim, Rank
from graphdb.errors import Refused
from graphdb.model import EdgeKind, NodeKind, term_id
from importers.cells import Cells
from importers.frame import Batch, Importer
from importers.rows import Problem, Row, file_name, read_csv

TABLES: Final[Mapping[str, NodeKind]] = {
    "access_routes": NodeKind.ACCESS_ROUTE,
    "actor_groups": NodeKind.ACTOR_GROUP,
    "actor_types": NodeKind.ACTOR_TYPE,
    "anchors": NodeKind.ANCHOR,
    "budget_areas": NodeKind.BUDGET_AREA,
    "code_lists_map": NodeKind.EXTERNAL_CODE,
    "deadlines": NodeKind.DUTY,
    "homelessness_categories": NodeKind.HOMELESSNESS_CATEGORY,
    "legal_basis": NodeKind.LEGAL_BASIS,
    "methods": NodeKind.METHOD,
    "needs": NodeKind.NEED,
    "relation_types": NodeKind.RELATION_TYPE,
    "risk_factors": NodeKind.RISK_FACTOR,
    "risk_groups": NodeKind.RISK_GROUP,
    "sharing_rules": NodeKind.SHARING_RULE,
    "starting_points": NodeKind.STARTING_POINT,
    "synonyms_extra": NodeKind.SYNONYM,
    "transitions": NodeKind.TRANSITION,
}
_RELATIONS: Final[Mapping[str, tuple[EdgeKind, str, str]]] = {
    "expected_partners": (EdgeKind.EXPECTS, "risk_group", "actor_type"),
    "raises": (EdgeKind.RAISES, "risk_factor", "risk_group"),
}
_DUTY: Final[Mapping[EdgeKind, str]] = {
    EdgeKind.OWED_BY: "from_actor_type",
    EdgeKind.OWED_TO: "to_actor_type",
    EdgeKind.ABOUT: "risk_groups",
}
_EDGE_GROUPS: Final = {
    EdgeKind.EXPECTS: "expected_partners",
    EdgeKind.RAISES: "raises",
    **dict.fromkeys(_DUTY, "deadlines"),
}
_OWN_WORDS: Final = {"source": "Brobygger", "verified": "derived"}
"""For tables without these columns: our own wording."""


def read(files: Sequence[Path]) -> Batch:
    """All rows; a file is known by its name, which is its table's."""
    rows: list[Row] = []
    problems: list[Problem] = []
    groups, unread = set(), set()
    for path in files:
        if path.stem not in TABLES and path.stem not in _RELATIONS:
            known = ", ".join(sorted({*TABLES, *_RELATIONS}))
            raise Refused(f"{file_name(path)}: filen skal hedde som en af listerne: {known}.")
        table = read_csv(path)
        groups.add(path.stem)
        problems += table.problems
        unread |= {path.stem} if table.problems else set()
        rows += table.of(path.stem)
    return Batch(frozenset(groups), tuple(rows), tuple(problems), frozenset(unread))


def claims(cells: Cells) -> Iterator[Claim]:
    """A row's term and its relations, or the row's relation."""
    group = cells.row.group
    if group in _RELATIONS:
        yield from _relation(cells, *_RELATIONS[group])
        return
    code = cells.row.get("code" if group != "synonyms_extra" else "term")
    if not code:
        cells.problem("code", "Feltet skal være udfyldt.")
        return
    target = term_id(code) if group != "synonyms_extra" else term_id(f"syn.{code}")
    columns = [name for name in cells.row.cells if name]
    cells = Cells(_with_source(cells.row), cells.context, cells.problems)
    yield cells.node(
        target, TABLES[group], cells.facts(TABLES[group], dict.fromkeys([*columns, *_OWN_WORDS]))
    )
    if group == "deadlines":
        for kind, column in _DUTY.items():
            yield from cells.relations(column, kind, target)


def _relation(cells: Cells, kind: EdgeKind, src: str, dst: str) -> Iterable[Claim]:
    ends = cells.row.get(src), cells.row.get(dst)
    if not all(ends):
        cells.problem(src if not ends[0] else dst, "Feltet skal være udfyldt.")
        return
    rest = [name for name in cells.row.cells if name not in (src, dst, "")]
    yield cells.relation(kind, (term_id(ends[0]), term_id(ends[1])), cells.facts(kind, rest))


def _with_source(row: Row) -> Row:
    return Row(row.file, row.number, row.group, {**_OWN_WORDS, **{n: v for n, v in row.cells.items() if v}})


def group(claim: Claim) -> str:
    """The table a claim comes from."""
    if isinstance(claim.kind, EdgeKind):
        return _EDGE_GROUPS.get(claim.kind, "")
    return next((name for name, kind in TABLES.items() if kind is claim.kind), "")


IMPORTER: Final = Importer(
    id="vocabulary",
    title="Brobyggers ordlister",
    publisher="Brobygger",
    licence="MIT",
    rank=Rank.REGISTER,
    takes="de 20 ordlister som CSV; filens navn er listens",
    read=read,
    claims=claims,
    group=group,
)
