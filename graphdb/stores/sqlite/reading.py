"""What the embedded store is asked: one constant statement each; lists of ids go in as JSON arrays."""

import json
import re
import sqlite3
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, LiteralString

from graphdb.claims import Claim
from graphdb.codec import readable
from graphdb.errors import TooLarge
from graphdb.message import Text, message
from graphdb.model import Edge, EdgeKind, Entry, Id, Node
from graphdb.store import LAST, Change, Commit, Item, Page, Status, TextQuery, Way, What
from graphdb.stores.sqlite import mapping, records, schema
from graphdb.stores.sqlite.mapping import Row

_TOKEN: Final = re.compile(r"[a-z0-9_]{1,40}")

_LAYOUT: Final = "PRAGMA user_version"


def whole(column: LiteralString) -> LiteralString:
    """What stands in a column, or in ``common`` where that is its number."""
    return "coalesce(" + common(column) + ", " + column + ")"


def common(column: LiteralString) -> LiteralString:
    """What has the number in a column."""
    return "(SELECT said FROM common WHERE number = " + column + ")"


_KINDS: Final = " ".join(f"WHEN {number} THEN '{kind}'" for kind, number in mapping.KIND_NUMBERS.items())


def id_of(column: LiteralString) -> LiteralString:
    """The id of the target with the number in a column."""
    return (
        "(SELECT CASE WHEN r.kind IS NULL THEN r.id ELSE CASE r.kind "
        + _KINDS
        + " END || '|' || (SELECT id FROM number WHERE n = r.src) || '|'"
        " || (SELECT id FROM number WHERE n = r.dst) || r.id END FROM number AS r WHERE r.n = " + column + ")"
    )


SOURCE: Final = "(SELECT number FROM common WHERE said = ?)"
"""The number of a source with this name."""

_COMMIT: Final = "SELECT seq, id, at, by, why, run, prev, digest, salt, sealed, forgets FROM commits"
# CROSS JOIN keeps the order: what is asked for first, and then each row's id or what is said of the id.
_CHANGE: Final = (
    "SELECT "
    + id_of("target")
    + " AS id, "
    + common("source")
    + " AS said_by, "
    + whole("body")
    + ", salt, digest, seq FROM change"
)
# A claim that is as its source first said it has for its body the number of the change that says so.
_CLAIM: Final = """
    SELECT id, speaker.said AS said_by, version,
        coalesce(substr(coalesce(first.said, change.body), 2), claim.body)
    FROM target CROSS JOIN claim ON claim.target = n
    LEFT JOIN common AS speaker ON speaker.number = claim.source
    LEFT JOIN change
        ON change.seq = claim.body AND change.target = claim.target AND change.source = claim.source
    LEFT JOIN common AS first ON first.number = change.body"""
_NODE: Final = """
    SELECT id, kind, props, coalesce(said, prov), version FROM node LEFT JOIN common ON number = prov"""
_EDGE: Final = """
    SELECT r.id, r.kind, src.id, dst.id, props, coalesce(said, prov), version
    FROM edge CROSS JOIN number AS r ON r.n = edge.n
    CROSS JOIN number AS src ON src.n = r.src CROSS JOIN number AS dst ON dst.n = r.dst
    LEFT JOIN common ON common.number = prov"""
_ENTRY: Final = "SELECT id, actor, words, body, n FROM entry"

_CLAIMS: Final = _CLAIM + " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id, said_by"
# No index on the source: it took a third of the room of the claims, and only imports ask for all of one.
_CLAIMS_OF: Final = _CLAIM + " WHERE claim.source = " + SOURCE + " AND id > ? ORDER BY id LIMIT ?"
_SAID_ELSEWHERE: Final = (
    "SELECT DISTINCT id FROM target CROSS JOIN claim ON claim.target = n"
    " WHERE id IN (SELECT value FROM json_each(?)) AND source IS NOT " + SOURCE
)
_GET: Final = _NODE + " WHERE id IN (SELECT value FROM json_each(?))"
_ENTRIES: Final = _ENTRY + " WHERE id IN (SELECT value FROM json_each(?))"

_COMMITS: Final = _COMMIT + " WHERE seq > ? ORDER BY seq LIMIT ?"
_COMMITS_OF_RUN: Final = _COMMIT + " WHERE seq > ? AND run = ? AND run <> '' ORDER BY seq LIMIT ?"
_COMMIT_WITH_ID: Final = _COMMIT + " WHERE id = ?"
_NEWEST_COMMIT: Final = _COMMIT + " ORDER BY seq DESC LIMIT 1"

_OF_RUN: Final = "seq IN (SELECT seq FROM commits WHERE run = ? AND run <> '')"
_OF_TARGET: Final = "change.target = (SELECT n FROM target WHERE id = ?)"
_CHANGES: Final = _CHANGE + " WHERE seq > ? ORDER BY seq, id, said_by"
_CHANGES_OF_TARGET: Final = _CHANGE + " WHERE seq > ? AND " + _OF_TARGET + " ORDER BY seq, said_by"
_CHANGES_OF_RUN: Final = _CHANGE + " WHERE seq > ? AND " + _OF_RUN + " ORDER BY seq, id, said_by"
_CHANGES_OF_BOTH: Final = (
    _CHANGE + " WHERE seq > ? AND " + _OF_TARGET + " AND " + _OF_RUN + " ORDER BY seq, said_by"
)
_ENDS: Final = "(SELECT n FROM target WHERE id IN (SELECT value FROM json_each(:ids)))"
_CHANGED: Final = (
    "SELECT seq, target, source FROM change CROSS JOIN number ON n = target"
    " WHERE seq > :after AND seq <= :until AND (target IN "
    + _ENDS
    + " OR src IN "
    + _ENDS
    + " OR dst IN "
    + _ENDS
    + ") LIMIT :most"
)
_LAST: Final = (1 << 63) - 1
_CHANGES_AT: Final = (
    "SELECT "
    + id_of("change.target")
    + ", "
    + common("change.source")
    + ", "
    + whole("body")
    + """, salt, digest, change.seq
    FROM json_each(?) AS k CROSS JOIN change ON change.seq = json_extract(k.value, '$[0]')
        AND change.target = json_extract(k.value, '$[1]') AND change.source = json_extract(k.value, '$[2]')"""
)

# The plus keeps SQLite from searching the other end's index too: most nodes have few relations out.
_OUT: Final = "SELECT n FROM number WHERE src IN " + _ENDS
_IN: Final = "SELECT n FROM number WHERE dst IN " + _ENDS
_AMONG: Final = _OUT + " AND +dst IN " + _ENDS
_OF_KINDS: Final = "AND kind IN (SELECT value FROM json_each(:kinds))"
_EDGES: Final[Mapping[tuple[str, bool], str]] = {
    ("out", False): _EDGE + " WHERE edge.n IN (" + _OUT + ")",
    ("out", True): _EDGE + " WHERE edge.n IN (" + _OUT + " " + _OF_KINDS + ")",
    ("in", False): _EDGE + " WHERE edge.n IN (" + _IN + ")",
    ("in", True): _EDGE + " WHERE edge.n IN (" + _IN + " " + _OF_KINDS + ")",
    ("both", False): _EDGE + " WHERE edge.n IN (" + _OUT + " UNION " + _IN + ")",
    ("both", True): _EDGE
    + " WHERE edge.n IN ("
    + _OUT
    + " "
    + _OF_KINDS
    + " UNION "
    + _IN
    + " "
    + _OF_KINDS
    + ")",
    ("among", False): _EDGE + " WHERE edge.n IN (" + _AMONG + ")",
    ("among", True): _EDGE + " WHERE edge.n IN (" + _AMONG + " " + _OF_KINDS + ")",
}

# A target keeps its number, and what its ends are, when nothing is said of it any more.
_TIES: Final = "SELECT " + id_of("tie.n") + " FROM (" + _OUT + " UNION " + _IN + ") AS tie"

# One row with all of them: half the time of a row each, where a common word has 30,000.
_MATCH: Final = "SELECT group_concat(rowid) FROM word WHERE word MATCH ?"

_EDGES_FROM: Final = """
    SELECT id, props, coalesce(said, prov), version
    FROM target CROSS JOIN edge ON edge.n = target.n LEFT JOIN common ON number = prov
    WHERE id > ? AND id < ? ORDER BY id"""

_NUMBERED_OTHERWISE: Final = (
    "SELECT CASE WHEN instr(id, '|') THEN 'edge' ELSE 'node' END, id FROM target WHERE "
    + id_of("target.n")
    + " IS NOT id"
)
"""Targets that some readers know by another name, as their number is that of another."""
_NAMELESS: Final = """
    SELECT 'change', target FROM change WHERE target NOT IN (SELECT n FROM target)
    UNION SELECT 'claim', target FROM claim WHERE target NOT IN (SELECT n FROM target)
    UNION SELECT 'edge', n FROM edge WHERE n NOT IN (SELECT n FROM target)
    UNION SELECT 'node', n FROM number WHERE n NOT IN (SELECT n FROM target)"""
"""Rows whose number is that of no target."""

SCANS: Final[Mapping[What, tuple[str, Callable[[Row], Item]]]] = {
    What.COMMITS: (_COMMIT + " ORDER BY seq", mapping.commit_from),
    What.CHANGES: (_CHANGE + " ORDER BY seq, id, said_by", mapping.change_from),
    What.CLAIMS: (_CLAIM + " ORDER BY id, said_by", mapping.claim_from),
    What.NODES: (_NODE + " WHERE id > ? AND id < ? ORDER BY id", mapping.node_from),
    What.EDGES: (_EDGES_FROM, mapping.edge_from),
    What.ENTRIES: (_ENTRY + " WHERE id > ? AND id < ? ORDER BY id", mapping.entry_from),
    What.TALLIES: ("SELECT name, count FROM tally ORDER BY name", mapping.tally_from),
    What.RECORDS: (records.RECORD + " ORDER BY kind, id", records.record_from),
}
"""For each kind of item the statement that lists all of it, and what turns a row into the item."""


_LISTED: Final = json.JSONEncoder(ensure_ascii=False)


def listed(ids: Iterable[Id | int]) -> str:
    """Ids as one value: a JSON array that ``json_each`` opens again."""
    return _LISTED.encode(list(ids))


def status(connection: sqlite3.Connection) -> Status:
    """See ``GraphStore.status``."""
    (layout,) = connection.execute(_LAYOUT).fetchone()
    meta = schema.read_meta(connection)
    return Status(meta.version, schema.schema_of(layout), meta.fingerprint, meta.loading != "", meta.head)


def claims(connection: sqlite3.Connection, targets: Collection[Id]) -> Mapping[Id, tuple[Claim, ...]]:
    """See ``GraphStore.claims``."""
    claims_by_target: dict[Id, list[Claim]] = {}
    for claim in readable(mapping.claim_from, connection.execute(_CLAIMS, (listed(targets),))):
        claims_by_target.setdefault(claim.target, []).append(claim)
    return {target: tuple(of_target) for target, of_target in claims_by_target.items()}


def claims_of(connection: sqlite3.Connection, source: str, after: Id, limit: int) -> Page[Claim]:
    """See ``GraphStore.claims_of``."""
    rows = connection.execute(_CLAIMS_OF, (source, after, limit + 1)).fetchall()
    items = tuple(readable(mapping.claim_from, rows[:limit]))
    return Page(items, rows[limit - 1][0] if len(rows) > limit else None)


def said_elsewhere(connection: sqlite3.Connection, targets: Collection[Id], source: str) -> frozenset[Id]:
    """See ``GraphStore.said_elsewhere``."""
    return frozenset(target for (target,) in connection.execute(_SAID_ELSEWHERE, (listed(targets), source)))


def changes(
    connection: sqlite3.Connection, after: int, target: Id | None, run: str | None, limit: int
) -> Page[Change]:
    """See ``GraphStore.changes``."""
    rows: list[Row] = []
    for row in connection.execute(*_changes_asked(after, target, run)):
        if len(rows) >= limit and row[5] != rows[-1][5]:
            return Page(tuple(readable(mapping.change_from, rows)), str(rows[-1][5]))
        rows.append(row)
    return Page(tuple(readable(mapping.change_from, rows)))


def _changes_asked(after: int, target: Id | None, run: str | None) -> tuple[str, Row]:
    if target is None:
        return (_CHANGES, (after,)) if run is None else (_CHANGES_OF_RUN, (after, run))
    return (_CHANGES_OF_TARGET, (after, target)) if run is None else (_CHANGES_OF_BOTH, (after, target, run))


def changes_about(
    connection: sqlite3.Connection, ids: Collection[Id], after: int, until: int | None, most: int
) -> frozenset[Change]:
    """See ``GraphStore.changes_about``. The bodies are most of the table: only those asked for are read."""
    bounds = {"after": after, "until": _LAST if until is None else until, "most": most + 1}
    keys = connection.execute(_CHANGED, {"ids": listed(ids), **bounds}).fetchall()
    if len(keys) > most:
        raise TooLarge(message("stores.too_many_changes", limit=most))
    return frozenset(readable(mapping.change_from, connection.execute(_CHANGES_AT, (_LISTED.encode(keys),))))


def ties(connection: sqlite3.Connection, ids: Collection[Id]) -> frozenset[Id]:
    """See ``GraphStore.ties``."""
    return frozenset(tie for (tie,) in connection.execute(_TIES, {"ids": listed(ids)}))


def commits(connection: sqlite3.Connection, after: int, run: str | None, limit: int) -> Page[Commit]:
    """See ``GraphStore.commits``."""
    if run is None:
        rows = connection.execute(_COMMITS, (after, limit + 1)).fetchall()
    else:
        rows = connection.execute(_COMMITS_OF_RUN, (after, run, limit + 1)).fetchall()
    items = tuple(map(mapping.commit_from, rows[:limit]))
    return Page(items, str(items[-1].seq) if len(rows) > limit else None)


def find_commit(connection: sqlite3.Connection, commit_id: str) -> Commit | None:
    """The commit with this id."""
    row = connection.execute(_COMMIT_WITH_ID, (commit_id,)).fetchone()
    return None if row is None else mapping.commit_from(row)


def find_newest_commit(connection: sqlite3.Connection) -> Commit | None:
    """The commit with the highest number."""
    row = connection.execute(_NEWEST_COMMIT).fetchone()
    return None if row is None else mapping.commit_from(row)


def get(connection: sqlite3.Connection, ids: Collection[Id]) -> dict[Id, Node]:
    """See ``GraphStore.get``."""
    nodes = readable(mapping.node_from, connection.execute(_GET, (listed(ids),)))
    return {node.id: node for node in nodes}


def entries(connection: sqlite3.Connection, ids: Collection[Id]) -> Mapping[Id, Entry]:
    """See ``GraphStore.entries``."""
    return {row[0]: mapping.entry_from(row) for row in connection.execute(_ENTRIES, (listed(ids),))}


def edges(
    connection: sqlite3.Connection, ids: Collection[Id], kinds: Collection[EdgeKind], way: Way, among: bool
) -> frozenset[Edge]:
    """See ``GraphStore.edges``."""
    statement = _EDGES["among" if among else way.value, bool(kinds)]
    rows = connection.execute(
        statement, {"ids": listed(ids), "kinds": listed(mapping.KIND_NUMBERS[kind] for kind in kinds)}
    )
    return frozenset(readable(mapping.edge_between, rows))


def match(connection: sqlite3.Connection, expressions: Sequence[str]) -> list[Sequence[int]]:
    """The ordinals for each expression (see ``expression``); "" matches nothing."""
    return [_ordinals(connection, asked) if asked else [] for asked in expressions]


def _ordinals(connection: sqlite3.Connection, asked: str) -> Sequence[int]:
    """Read by numpy: a broad word has tens of thousands."""
    import numpy as np  # here, as what does not search opens a store without it, in a tenth less time

    (numbers,) = connection.execute(_MATCH, (asked,)).fetchone()
    return array("q", np.fromstring(numbers, np.int64, sep=",").tobytes()) if numbers else ()


def expression(query: TextQuery) -> str:
    """The query in the full-text index's words, "" when nothing can match. Raises ValueError."""
    for group in query:
        for term in group:
            if _TOKEN.fullmatch(term.token) is None:
                raise ValueError("a token is 1 to 40 of a-z, 0-9 and _")
    if not query or not all(query):
        return ""
    groups = (" OR ".join(f'"{token}"{"*" * prefix}' for token, prefix in group) for group in query)
    return " AND ".join(f"({group})" for group in groups)


def damage(connection: sqlite3.Connection) -> Iterator[Text]:
    """See ``GraphStore.damage``."""
    for (said,) in connection.execute("PRAGMA quick_check(10)"):
        if said != "ok":
            yield message("stores.file_damaged", error=said)
    yield from schema.damage(connection)
    yield from records.damage(connection)
    for what, name in (*connection.execute(_NAMELESS), *connection.execute(_NUMBERED_OTHERWISE)):
        yield message("stores.unreadable", what=What(what), name=str(name)[:120])
    for what, (statement, item_from) in SCANS.items():
        bounds = ("", LAST) if what in (What.NODES, What.EDGES, What.ENTRIES) else ()
        for row in connection.execute(statement, bounds):
            if not any(True for _ in readable(item_from, [row])):
                named = row[:1] if what is What.EDGES else row[:2]
                yield message("stores.unreadable", what=what, name=" ".join(map(str, named))[:120])
