"""Our own directory format: actors, contacts, services, places and relations as CSV files or JSON Lines.

Documented column by column in ``seed/demo/README.md``, with the demo directory as the example.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from graphdb.claims import Claim, Fact, Rank
from graphdb.errors import InvalidValue, Refused
from graphdb.fields import formats, schema
from graphdb.fields.registry import FIELDS
from graphdb.message import Text, message
from graphdb.model import VISIBILITIES, EdgeKind, Id, NodeKind
from importers.cells import EMPTY, Cells
from importers.directory_columns import CONTACTS, KINDS, OWN, columns, fields
from importers.frame import Batch, Importer
from importers.gathered import Rows
from importers.problems import Outcome, Problem
from importers.rows import Row, Table, read_csv, read_json_lines, unknown_columns

_LISTS: Final = {
    "needs": EdgeKind.MEETS,
    "methods": EdgeKind.USES,
    "legal_basis": EdgeKind.UNDER,
    "access_routes": EdgeKind.VIA,
}
_POINT: Final = ("lat", "lon")
_UNREAD_KIND: Final = message("import.unread_kind")
_SINGULAR: Final = tuple(group.removesuffix("s") for group in OWN)
_CONTACT: Final = tuple(column.name for column in OWN[CONTACTS] if column.name != "actor")
_CONTACTS: Final = frozenset({(NodeKind.ACTOR, CONTACTS)})
_CONTACT_SORTS: Final = {"phone": "phone", "email": "email", "hours": "phone_hours"}


def read(paths: Sequence[Path], rows: Rows) -> Batch:
    """Add all rows, places first; an actor's rows of contacts.csv are parts of its own row."""
    lines = _Lines(rows)
    for path in paths:
        _add_lines(path, lines) if path.suffix.lower() in (".jsonl", ".ndjson") else _add_table(path, lines)
    if lines.contacts:
        if "actors" not in lines.groups:
            raise Refused(message("import.contacts_alone"))
        lost = rows.join(_ORDER.index("actors"))
        lines.problems += [_problem(row, "actor", message("import.no_actor")) for row in lost]
    kept = frozenset[tuple[NodeKind, str]]() if CONTACTS in lines.groups else _CONTACTS
    return Batch(frozenset(lines.groups - {CONTACTS}), tuple(lines.problems), lines.unread, kept, lines.lost)


def claims(cells: Cells) -> Iterable[Claim]:
    """What the row says: a node and the relations that leave it, or one relation."""
    return _CLAIMS[cells.row.group](cells)


def group(claim: Claim) -> str:
    """The sort of row a claim comes from, as its ids tell."""
    if claim.kind is EdgeKind.RELATES:
        return "relations"
    thing = claim.dst if claim.kind is EdgeKind.OFFERS else claim.src or claim.target
    return _GROUPS.get(thing.partition(":")[0], "")


@dataclass(slots=True)
class _Lines:
    """What the files hold; ``unread`` are the groups of rows that could not be read, ``lost`` their words.

    ``contacts``: there are rows of contact points.
    """

    rows: Rows
    contacts: bool = False
    groups: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    unread: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()

    def add(self, row: Row) -> None:
        """Take a row to the others, a contact point to its actor's."""
        if row.group == CONTACTS:
            self.contacts = True
            self.rows.add_part(row, row.get("actor"))
        else:
            self.rows.add(row, _ORDER.index(row.group))


def _add_table(path: Path, lines: _Lines) -> None:
    with read_csv(path) as table:
        name = _group_of(path, table)
        lacking = _required(name) - set(table.header)
        if lacking:
            columns_missing = ", ".join(sorted(lacking))
            raise Refused(message("import.columns_missing", file=table.file, columns=columns_missing))
        for row in table.of(name):
            lines.add(row)
    lines.groups.add(name)
    lines.problems += [
        *table.problems,
        *unknown_columns(table.file, table.header, frozenset(columns(name))),
    ]
    if table.problems:
        lines.unread |= {name}
        lines.lost |= table.lost


def _add_lines(path: Path, lines: _Lines) -> None:
    problems: list[Problem] = []
    lost, unread = set[str](), False
    with read_json_lines(path) as table:
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


def _group_of(path: Path, table: Table) -> str:
    """A file is known by its name (``actors.csv``, ``vejle-actors.csv``), else by its columns."""
    word = path.stem.lower().replace("_", "-").rpartition("-")[2]
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
    contacts = _contacts(cells)
    if contacts is not None:
        facts["contacts"] = contacts
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


def _contacts(cells: Cells) -> Fact | None:
    """The further contact points; as old as the oldest confirmation among them."""
    points, dates = [], []
    for row in cells.row.parts:
        part = Cells(row, cells.context, cells.problems)
        point = _contact(part)
        if part.refused or part.left_out:
            cells.left_out.add("contacts")
        if point is not None and not part.refused:
            points.append(point.text())
            dates.append(part.dates())
    if not points:
        return None
    stated, confirmed = min(dates, key=lambda pair: pair[1])
    own = cells.dates()
    return Fact(tuple(points), stated or own[0], confirmed or own[1])


def _contact(part: Cells) -> schema.ContactPoint | None:
    cells: dict[str, str] = {name: part.row.get(name) for name in _CONTACT}
    for column, name in _CONTACT_SORTS.items():
        try:
            value = schema.normalise(NodeKind.ACTOR, name, cells[column], fictional=part.context.fictional)
        except InvalidValue as error:
            part.leave_out(column, error.reason)
            value = None
        cells[column] = str(value or "")
    cells["visibility"] = cells["visibility"] or "public"
    cells["person_until"] = part.date("person_until")
    if any(formats.find_cpr(part.row.get(name)) for name in _CONTACT):
        part.refuse("role", formats.CPR_REASON)
    elif not cells["role"]:
        part.refuse("role", EMPTY)
    elif cells["visibility"] not in VISIBILITIES:
        part.leave_out("visibility", message("import.one_of", words=", ".join(VISIBILITIES)))
        return None
    elif cells["person"] and not (cells["person_reason"] and cells["person_until"]):
        part.leave_out("person", message("import.named_person"))
        cells |= dict.fromkeys(("person", "person_reason", "person_until"), "")
    return None if part.refused else schema.ContactPoint(**cells)


def _kind_or_unread(cells: Cells, facts: dict[str, Fact]) -> None:
    """Who does not say what it is in a word we know is there all the same, as something unread."""
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

    So is who does not say what it is.
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
    "relations": _relations,
}
_GROUPS: Final = {"actor": "actors", "service": "services", "place": "places"}
_ORDER: Final = ("places", "actors", "services", "relations")

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
    confirms=False,
)
