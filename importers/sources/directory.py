"""Our own directory format: actors, contacts, services, places and relations as CSV files or JSON Lines.

Documented column by column in ``seed/demo/README.md``, with the demo directory as the example.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from graphdb.claims import Claim, Fact, Rank
from graphdb.errors import Refused
from graphdb.fields.contact_point import PERSON, contact_id
from graphdb.fields.registry import FIELDS
from graphdb.message import Text, message
from graphdb.model import EdgeKind, Id, NodeKind
from importers.directory.columns import CONTACTS, KINDS, OWN, columns, fields
from importers.directory.rows import AGAIN, OWNERS, POSITION, DirectoryRows
from importers.importer import Batch, Example, Importer, about
from importers.problems import Outcome, Problem
from importers.reading.cells import EMPTY, Cells
from importers.reading.gathered import Rows
from importers.reading.rows import Row, Table, read_csv, read_json_lines, row_files, unknown_columns
from importers.tabular.archive import Piece

_LISTS: Final = {
    "needs": EdgeKind.MEETS,
    "methods": EdgeKind.USES,
    "legal_basis": EdgeKind.UNDER,
    "access_routes": EdgeKind.VIA,
}
_POINT: Final = ("lat", "lon")
_LINES: Final = (".jsonl", ".ndjson")
_KINDS: Final = (".csv", ".tsv", ".tab", *_LINES)
_UNREAD_KIND: Final = message("import.unread_kind")
_SINGULAR: Final = tuple(group.removesuffix("s") for group in OWN)


def read(paths: Sequence[Path], rows: Rows) -> Batch:
    """Add all rows, those things first that others belong to."""
    lines = DirectoryRows(rows)
    left: list[Problem] = []
    for piece in row_files(paths, left, _KINDS):
        _add_lines(piece, lines) if piece.suffix in _LINES else _add_table(piece, lines)
    lines.problems += left
    if left:
        lines.unread |= frozenset(OWN)
    return lines.batch()


def claims(cells: Cells) -> Iterable[Claim]:
    """What the row says: a node and the relations that leave it, or one relation."""
    return _CLAIMS[cells.row.group](cells)


def group(claim: Claim) -> str:
    """The sort of row a claim comes from, as its ids tell."""
    if claim.kind is EdgeKind.RELATES:
        return "relations"
    return _GROUPS.get(about(claim).partition(":")[0], "")


def _add_table(piece: Piece, lines: DirectoryRows) -> None:
    with read_csv(piece) as table:
        name = _group_of(piece, table)
        lacking = _required(name) - set(table.header)
        if lacking:
            columns_missing = ", ".join(sorted(lacking))
            raise Refused(message("import.columns_missing", file=table.file, columns=columns_missing))
        for row in table.of(name):
            lines.add(row)
    if not table.correction:
        lines.groups.add(name)
    lines.problems += [
        *table.problems,
        *unknown_columns(table.file, table.header, frozenset(columns(name))),
    ]
    if table.problems:
        lines.unread |= {name}
        lines.lost |= table.lost


def _add_lines(piece: Piece, lines: DirectoryRows) -> None:
    problems: list[Problem] = []
    lost, unread = set[str](), False
    with read_json_lines(piece) as table:
        for number, cells in table.rows:
            name = f"{cells.get('type', '')}s"
            rest = {column: text for column, text in cells.items() if column != "type"}
            row = Row(table.file, number, name, rest)
            if name not in OWN:
                problems.append(_problem(row, "type", message("import.one_of", words=_SINGULAR)))
                unread = True
                lost.update(cells.values())
                continue
            problems += [
                Problem(row.file, number, column, "", message("import.unknown_field"), Outcome.UNUSED)
                for column in row.cells
                if column not in columns(name)
            ]
            lines.add(row)
            lines.groups.add(name)
    lines.problems += [*table.problems, *problems]
    lines.lost |= table.lost | lost
    if table.problems or unread:
        lines.unread |= frozenset(OWN)


def _required(group: str) -> set[str]:
    """The columns that a file of this group must have."""
    kind = KINDS.get(group)
    own = {column.name for column in OWN[group] if column.required}
    return own | {name for name in fields(group) if kind is not None and FIELDS[kind][name].required}


def _group_of(piece: Piece, table: Table) -> str:
    """A file is known by its name (``actors.csv``, ``vejle-actors.csv``), else by its columns."""
    word = piece.file.stem.lower().replace("_", "-").rpartition("-")[2]
    if word in OWN:
        return word
    fitting = [name for name in OWN if _required(name) <= set(table.header)]
    best = max(fitting, key=lambda name: len(set(columns(name)) & set(table.header)), default="")
    if not best:
        raise Refused(message("import.file_name", file=table.file, words=", ".join(OWN)))
    return best


def _places(cells: Cells) -> Iterator[Claim]:
    target = cells.id("id", "place")
    facts = cells.facts(NodeKind.PLACE, fields("places"))
    if cells.left_out & {*_POINT}:
        cells.left_out.update(_POINT)  # half of an old point and half of a new one is a third
        facts = {name: fact for name, fact in facts.items() if name not in _POINT}
    yield cells.node(target, NodeKind.PLACE, facts)
    yield from cells.relations("municipality", EdgeKind.IN, target)


def _actors(cells: Cells) -> Iterator[Claim]:
    target = cells.id("id", "actor")
    facts = cells.facts(NodeKind.ACTOR, fields("actors"))
    cells.require("name", facts)
    _kind_or_unread(cells, facts)
    _secret_unless_said(cells, facts)
    yield cells.node(target, NodeKind.ACTOR, facts)
    yield from _common(cells, target)
    yield from cells.parent(target)


def _services(cells: Cells) -> Iterator[Claim]:
    target, actor = cells.id("id", "service"), cells.id("actor", "actor", own=False)
    facts = cells.facts(NodeKind.SERVICE, fields("services"))
    cells.require("name", facts)
    yield cells.node(target, NodeKind.SERVICE, facts)
    yield cells.relation(EdgeKind.OFFERS, (actor, target), column="actor")
    yield from _common(cells, target)
    for column, kind in _LISTS.items():
        yield from cells.relations(column, kind, target)


def _common(cells: Cells, target: Id) -> Iterator[Claim]:
    yield from cells.relations("municipalities", EdgeKind.SERVES, target, note="agreement")
    yield from cells.relations("risk_groups", EdgeKind.REACHES, target, note="how")
    yield from cells.places(target)


def _relations(cells: Cells) -> Iterator[Claim]:
    src, dst = cells.id("from", "actor"), cells.id("to", "actor")
    facts = cells.facts(EdgeKind.RELATES, fields("relations"))
    mark = cells.mark("id")
    # Which kind it is belongs to a relation's id: the same two may have several.
    cells.require("kind", facts)
    if src == dst:
        cells.refuse("to", message("fields.link_to_itself"))
    if "kind" in facts:
        mark = "-".join(part for part in (cells.row.get("kind"), mark) if part)
        yield cells.relation(EdgeKind.RELATES, (src, dst), facts, mark=mark, column="to")


def _contacts(cells: Cells) -> Iterator[Claim]:
    owners = {name: cells.id(name, name) for name in OWNERS if cells.row.get(name)}
    if not owners:
        cells.nameless = True
        cells.refuse("actor", message("import.contact_of_nobody"))
        return
    facts = cells.facts(NodeKind.CONTACT_POINT, fields(CONTACTS))
    cells.require("role", facts)
    if "role" not in facts:
        cells.nameless = True
        return
    if "person" in facts and not facts.keys() >= {*PERSON}:
        cells.leave_out("person", message("import.named_person"))
        cells.left_out.update(PERSON)
        facts = {name: fact for name, fact in facts.items() if name not in PERSON}
    target = contact_id(next(iter(owners.values())), cells.row.get("role"), again=int(cells.row.get(AGAIN)))
    yield cells.node(target, NodeKind.CONTACT_POINT, facts)
    for column, owner in owners.items():
        position = {"position": Fact(int(cells.row.get(POSITION)), *cells.dates())}
        yield cells.relation(EdgeKind.CONTACTED_AT, (owner, target), position, column=column)


def _kind_or_unread(cells: Cells, facts: dict[str, Fact]) -> None:
    """An actor whose type is blank or unknown is kept all the same, with the type for unread ones."""
    unread = cells.context.unread_kind
    if "kind" in facts or cells.refused:
        return
    if not unread:
        cells.refuse("kind", message("import.old_vocabularies"))
        return
    if not cells.row.get("kind"):
        cells.leave_out("kind", EMPTY)
    cells.advise("kind", _UNREAD_KIND)
    facts["kind"] = Fact(unread, *cells.dates())


def _secret_unless_said(cells: Cells, facts: dict[str, Fact]) -> None:
    """Crisis centres are secret unless the file says otherwise: a forgotten cell must not give them away.

    So is an actor whose type is blank or unknown.
    """
    known = "kind" in facts and facts["kind"].value not in cells.context.secret_kinds
    if not known and not cells.row.get("secret_address"):
        facts["secret_address"] = Fact(True, *cells.dates())


def _problem(row: Row, column: str, reason: Text) -> Problem:
    return Problem(row.file, row.number, column, row.get(column), reason)


_CLAIMS: Final[Mapping[str, Callable[[Cells], Iterable[Claim]]]] = {
    "places": _places,
    "actors": _actors,
    "services": _services,
    CONTACTS: _contacts,
    "relations": _relations,
}
_GROUPS: Final = {"actor": "actors", "service": "services", "place": "places", "contact": CONTACTS}

_EXAMPLE: Final = Example(
    "actors.csv",
    """\
id,name,kind,municipalities,phone,stated_on,confirmed_on
broen,Værestedet Broen,civ_vaerested,0615,75 62 00 00,2026-01-05,2026-02-01
kajen,Natcaféen Kajen,civ_vaerested,0615,75 62 00 01,2026-01-05,
""",
)
IMPORTER: Final = Importer(
    id="directory",
    title="Katalog over aktører",
    publisher="",
    licence="",
    rank=Rank.MUNICIPALITY,
    takes=message("import.takes_directory"),
    read=read,
    claims=claims,
    group=group,
    formats=("CSV", "JSON Lines", "zip"),
    columns=lambda: dict.fromkeys(name for group in OWN for name in columns(group)),
    example=_EXAMPLE,
)
