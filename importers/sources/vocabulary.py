"""The controlled vocabularies: one CSV file per table, every column kept.

Tables of pairs are relations among terms: ``expected_partners`` (EXPECTS), ``expected_partner_stages``
(EXPECTS_AT, one for each stage and role), ``need_stages`` (NEEDED_AT), ``raises`` (RAISES); so is in
``deadlines`` who owes what to whom about which group.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2s
from pathlib import Path
from typing import Final

from graphdb.claims import Claim, Rank
from graphdb.errors import Refused
from graphdb.message import message
from graphdb.model import EdgeKind, Id, NodeKind, area_id, term_id
from graphdb.rules.expectations import NONE, STRENGTHS
from importers.importer import Batch, Example, Importer
from importers.problems import Problem
from importers.reading.cells import EMPTY, Cells
from importers.reading.gathered import Rows
from importers.reading.rows import Row, read_csv, row_files

TABLES: Final[Mapping[str, NodeKind]] = {
    "access_routes": NodeKind.ACCESS_ROUTE,
    "actor_groups": NodeKind.ACTOR_GROUP,
    "actor_types": NodeKind.ACTOR_TYPE,
    "anchors": NodeKind.ANCHOR,
    "answered_by": NodeKind.ANSWERED_BY,
    "ask_rhythms": NodeKind.ASK_RHYTHM,
    "asked_states": NodeKind.ASKED_STATE,
    "budget_areas": NodeKind.BUDGET_AREA,
    "call_conditions": NodeKind.CALL_CONDITION,
    "call_purposes": NodeKind.CALL_PURPOSE,
    "capacity_states": NodeKind.CAPACITY_STATE,
    "code_lists_map": NodeKind.EXTERNAL_CODE,
    "deadlines": NodeKind.DUTY,
    "exclusions": NodeKind.EXCLUSION,
    "first_calls": NodeKind.FIRST_CALL,
    "gap_reasons": NodeKind.GAP_REASON,
    "gap_states": NodeKind.GAP_STATE,
    "homelessness_categories": NodeKind.HOMELESSNESS_CATEGORY,
    "inform": NodeKind.INFORM,
    "legal_basis": NodeKind.LEGAL_BASIS,
    "methods": NodeKind.METHOD,
    "needs": NodeKind.NEED,
    "number_kinds": NodeKind.NUMBER_KIND,
    "postal_districts": NodeKind.POSTAL_DISTRICT,
    "relation_types": NodeKind.RELATION_TYPE,
    "risk_factors": NodeKind.RISK_FACTOR,
    "risk_groups": NodeKind.RISK_GROUP,
    "sharing_rules": NodeKind.SHARING_RULE,
    "shelf_answers": NodeKind.SHELF_ANSWER,
    "shelf_life": NodeKind.SHELF_LIFE,
    "situation_words": NodeKind.SITUATION_WORD,
    "stage_roles": NodeKind.STAGE_ROLE,
    "stages": NodeKind.STAGE,
    "starting_points": NodeKind.STARTING_POINT,
    "stopwords_da": NodeKind.STOPWORD,
    "synonyms_extra": NodeKind.SYNONYM,
    "transitions": NodeKind.TRANSITION,
}
_RELATIONS: Final[Mapping[str, tuple[EdgeKind, str, str]]] = {
    "expected_partners": (EdgeKind.EXPECTS, "risk_group", "actor_type"),
    "expected_partner_stages": (EdgeKind.EXPECTS_AT, "risk_group", "actor_type"),
    "need_stages": (EdgeKind.NEEDED_AT, "need", "stage"),
    "raises": (EdgeKind.RAISES, "risk_factor", "risk_group"),
}
_MARKS: Final[Mapping[EdgeKind, tuple[str, ...]]] = {EdgeKind.EXPECTS_AT: ("stage", "role")}
"""The columns that tell several relations of one pair apart."""
_OF_AREA: Final = frozenset({EdgeKind.EXPECTS, EdgeKind.EXPECTS_AT})
"""Relations that may be of one ``area`` alone; that tells them from the one for all, too."""
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "postal_districts": ("postal_code",),
    "situation_words": ("phrase", "situation"),
    "stopwords_da": ("word",),
    "synonyms_extra": ("term",),
}
"""Tables whose rows have no code of their own: the columns that name a row."""
_PLACED: Final = frozenset({"first_calls"})
"""Tables in which it matters which row stands first; it is kept as ``position``."""
_DUTY: Final[Mapping[EdgeKind, str]] = {
    EdgeKind.OWED_BY: "from_actor_type",
    EdgeKind.OWED_TO: "to_actor_type",
    EdgeKind.ABOUT: "risk_groups",
}
_EDGE_GROUPS: Final = {
    **{kind: table for table, (kind, _, _) in _RELATIONS.items()},
    **dict.fromkeys(_DUTY, "deadlines"),
}
_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")
_OWN_WORDS: Final = {"source": "Brobygger", "verified": "derived"}
"""For tables without these columns: our own wording."""


def read(files: Sequence[Path], rows: Rows) -> Batch:
    """Add all rows; a file is known by its name, which is its table's."""
    left: list[Problem] = []
    problems: list[Problem] = []
    groups, unread = set(), set()
    for piece in row_files(files, left):
        name = piece.file.stem
        if name not in TABLES and name not in _RELATIONS:
            known = ", ".join(sorted({*TABLES, *_RELATIONS}))
            raise Refused(message("import.table_name", file=piece.name, words=known))
        groups.add(name)
        with read_csv(piece) as table:
            for row in table.of(name):
                rows.add(row)
        problems += table.problems
        unread |= {name} if table.problems else set()
    return Batch(frozenset(groups), (*left, *problems), frozenset(groups if left else unread))


def claims(cells: Cells) -> Iterator[Claim]:
    """A row's term and its relations, or the row's relation."""
    group = cells.row.group
    if group in _RELATIONS:
        yield from _relation(cells, *_RELATIONS[group])
        return
    lacking = [column for column in _KEYS.get(group, ("code",)) if not cells.row.get(column)]
    for column in lacking:
        cells.refuse(column, EMPTY)
    if lacking:
        return
    target = _term(cells.row)
    cells.row = _completed(cells.row)
    yield cells.node(target, TABLES[group], cells.facts(TABLES[group], filter(None, cells.row.cells)))
    if group == "deadlines":
        for kind, column in _DUTY.items():
            yield from cells.relations(column, kind, target)


def _term(row: Row) -> Id:
    match row.group:
        case "postal_districts":
            return term_id(f"post.{row.get('postal_code')}")  # regions have four digits too
        case "synonyms_extra":
            return term_id(f"syn.{row.get('term')}")
        case "stopwords_da":
            return term_id(f"stop.{row.get('word')}")
        case "situation_words":
            # A sentence may be longer than an id can be, and digits could look like a CPR number.
            words = blake2s(row.get("phrase").encode(), digest_size=10).hexdigest().translate(_LETTERS)
            return term_id(f"word.{row.get('situation')}.{words}")
        case _:
            return term_id(row.get("code"))


def _relation(cells: Cells, kind: EdgeKind, src: str, dst: str) -> Iterable[Claim]:
    marks = _MARKS.get(kind, ())
    for column in (src, dst, *marks):
        if not cells.row.get(column):
            cells.refuse(column, EMPTY)
            return
    area, strength = cells.row.get("area") if kind in _OF_AREA else "", cells.row.get("strength")
    if area and area_id(area) not in cells.context.ends[NodeKind.INDICATOR.lower(), EdgeKind.IN]:
        cells.refuse("area", message("import.no_area"))
    if kind in _OF_AREA and strength and strength not in (*STRENGTHS, NONE):
        cells.refuse("strength", message("import.one_of", words=", ".join((*STRENGTHS, NONE))))
    ends = term_id(cells.row.get(src)), term_id(cells.row.get(dst))
    rest = [name for name in cells.row.cells if name not in (src, dst, "")]
    mark = ".".join(filter(None, (*map(cells.row.get, marks), area)))
    yield cells.relation(kind, ends, cells.facts(kind, rest), mark=mark)


def _completed(row: Row) -> Row:
    position = {"position": str(row.number)} if row.group in _PLACED else {}
    filled = {name: text for name, text in row.cells.items() if text}
    return Row(row.file, row.number, row.group, {**_OWN_WORDS, **position, **filled})


def group(claim: Claim) -> str:
    """The table a claim comes from."""
    if isinstance(claim.kind, EdgeKind):
        if not claim.src.startswith("term:"):
            return ""
        return _EDGE_GROUPS.get(claim.kind, "")
    return next((name for name, kind in TABLES.items() if kind is claim.kind), "")


_EXAMPLE: Final = Example(
    "methods.csv",
    """\
code,label_da,label_en
m_lokal,Vores egen metode,Our own method
""",
)
IMPORTER: Final = Importer(
    id="vocabulary",
    title="Brobyggers ordlister",
    publisher="Brobygger",
    licence="MIT",
    rank=Rank.MUNICIPALITY,
    takes=message("import.takes_vocabulary"),
    read=read,
    claims=claims,
    group=group,
    columns=lambda: sorted(f"{table}.csv" for table in (*TABLES, *_RELATIONS)),
    example=_EXAMPLE,
)
