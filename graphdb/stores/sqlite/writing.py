"""How the embedded store is changed: applying one commit, and filling an empty store from an export."""

import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, count
from typing import Any, Final

from graphdb.claims import Claim
from graphdb.errors import Busy, Conflict, NotEmpty
from graphdb.history.chain import seal
from graphdb.message import message
from graphdb.model import Edge, Entry, Id, Node
from graphdb.page import in_pieces
from graphdb.records import Record
from graphdb.store import Change, Commit, Item, Tally, WriteSet
from graphdb.stores.sqlite import mapping, reading, records, schema
from graphdb.stores.sqlite.mapping import Common, Row
from graphdb.stores.sqlite.packing import Kept
from graphdb.stores.sqlite.reading import SOURCE, id_of, listed, whole

Numbers = Mapping[Id, int]
"""Of targets, as the tables have them."""
Commons = Mapping[Kept, int]
"""Of what lies in ``common``, as the tables have it."""
PutRows = Callable[[sqlite3.Connection, Sequence[Row], Numbers], object]
CHUNK: Final = 5000  # items of a load that are written at a time

_NUMBERS: Final = "SELECT target.id, n FROM json_each(?) CROSS JOIN target ON target.id = value"
_LAST_NUMBER: Final = "SELECT coalesce(max(n), 0) FROM number"
_PUT_TARGET: Final = "INSERT INTO target (id, n) VALUES (?, ?)"
_PUT_NUMBER: Final = "INSERT INTO number (n, id, kind, src, dst) VALUES (?, ?, ?, ?, ?)"
_FIND_COMMON: Final = "SELECT number FROM common WHERE said = ?"
_PUT_COMMON: Final = "INSERT INTO common (said) VALUES (?) RETURNING number"
_NUMBERED: Final = "(SELECT n FROM target WHERE id IN (SELECT value FROM json_each(?)))"
_VERSIONS: Final = (
    "SELECT id, max(version) FROM target CROSS JOIN claim ON claim.target = n"
    " WHERE id IN (SELECT value FROM json_each(?)) GROUP BY id"
)

_PUT_COMMIT: Final = (
    "INSERT INTO commits (seq, id, at, by, why, run, prev, digest, salt, sealed, forgets)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_FORGET: Final = (
    "UPDATE commits SET why = '', salt = '' WHERE sealed <> '' AND seq IN (SELECT value FROM json_each(?))"
)
_PUT_CHANGE: Final = "INSERT INTO change (target, source, body, salt, digest, seq) VALUES (?, ?, ?, ?, ?, ?)"
_PUT_CLAIM: Final = (
    "INSERT INTO claim (target, source, version, body) VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET version = excluded.version, body = excluded.body"
)
_NEW: Final = (
    "SELECT target, source, seq, substr(whole, 2) FROM (SELECT target, source, seq, "
    + whole("body")
    + " AS whole FROM change WHERE target IN (SELECT value FROM json_each(?)))"
    " WHERE substr(whole, 1, 1) = x'2b' ORDER BY seq"
)
_DROP_CLAIM: Final = (
    "DELETE FROM claim WHERE target = (SELECT n FROM target WHERE id = ?) AND source = " + SOURCE
)
_STAMP_CLAIMS: Final = "UPDATE claim SET version = ? WHERE target IN " + _NUMBERED
# What is erased is no longer in the history, and what stands of it is in the claim alone.
_KEEP: Final = (
    "UPDATE claim SET body = coalesce((SELECT substr(" + whole("change.body") + ", 2) FROM change"
    " WHERE change.seq = claim.body AND change.target = claim.target AND change.source = claim.source), body)"
    " WHERE typeof(body) = 'integer' AND body < ? AND target IN " + _NUMBERED
)
_TO_ERASE: Final = (
    "SELECT id, '', "
    + whole("body")
    + ", salt, digest, seq, n, source FROM target CROSS JOIN change ON change.target = n"
    " WHERE id IN (SELECT value FROM json_each(?)) AND seq < ?"
)
_ERASE: Final = (
    "UPDATE change SET body = '', salt = '', digest = ? WHERE seq = ? AND target = ? AND source = ?"
)
# A word index keeps deleted words until its parts are merged.
_FORGET_WORDS: Final = "INSERT INTO word (word) VALUES ('optimize')"

_PUT_NODE: Final = (
    "INSERT INTO node (id, kind, props, prov, version) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
    " kind = excluded.kind, props = excluded.props, prov = excluded.prov, version = excluded.version"
)
_PUT_EDGE: Final = (
    "INSERT INTO edge (n, props, prov, version) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
    " props = excluded.props, prov = excluded.prov, version = excluded.version"
)
_PUT_ENTRY: Final = (
    "INSERT INTO entry (id, actor, words, body) VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET actor = excluded.actor, words = excluded.words, body = excluded.body"
)
_DROP_NODES: Final = "DELETE FROM node WHERE id IN (SELECT value FROM json_each(?))"
_DROP_EDGES: Final = "DELETE FROM edge WHERE n IN " + _NUMBERED
_DROP_ENTRIES: Final = "DELETE FROM entry WHERE id IN (SELECT value FROM json_each(?))"
_GONE: Final = "(SELECT n FROM target WHERE id IN (SELECT value FROM json_each(:gone)))"
_LOOSE: Final = (
    "SELECT "
    + id_of("edge.n")
    + " FROM edge WHERE n IN (SELECT n FROM number WHERE src IN "
    + _GONE
    + " UNION SELECT n FROM number WHERE dst IN "
    + _GONE
    + ")"
)
_NO_NODES: Final = (
    "SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM node WHERE node.id = value)"
)

NO_COMMIT: Final = Commit(0, "", "", "", "", "", "", "")


def apply(connection: sqlite3.Connection, change: WriteSet) -> Commit:
    """Write a set inside the caller's transaction; see ``GraphStore.write``."""
    done = reading.find_commit(connection, change.id)
    if done is not None:
        return done
    meta = schema.read_meta(connection)
    if meta.loading:
        raise Busy(message("stores.filling"))
    if change.read_at != meta.version:
        _compare(connection, change)
    commit = seal(change, meta.version + 1, meta.head)
    said = [one.target for one in change.changes] + [one.target for one in change.claims]
    numbers = _numbers(connection, [*said, *(edge.id for edge in change.edges)])
    _put_history(connection, change, commit, numbers)
    _put_view(connection, change, commit.seq, numbers)
    if change.records or change.expect_records:
        records.apply(connection, change.records, change.expect_records)
    schema.put_end(connection, commit.seq, commit.digest)
    return commit


def _compare(connection: sqlite3.Connection, change: WriteSet) -> None:
    present = dict(connection.execute(_VERSIONS, (listed(change.expect),)).fetchall())
    moved = [target for target, version in change.expect.items() if present.get(target, 0) != version]
    if moved:
        raise Conflict(moved)


def _number(connection: sqlite3.Connection, items: Iterable[Item]) -> Numbers:
    """The numbers of all targets and ends, which those that have none get."""
    return _numbers(
        connection,
        (
            item.id if isinstance(item, Edge) else item.target
            for item in items
            if isinstance(item, Edge | Claim | Change)
        ),
    )


def _numbers(connection: sqlite3.Connection, targets: Iterable[Id]) -> Numbers:
    """The same of ids."""
    ids = dict.fromkeys(targets)
    numbers = _numbers_there(connection, ids)
    if len(numbers) == len(ids):
        return numbers
    parts = {one: mapping.parts_of(one) for one in ids if one not in numbers}
    ends = dict.fromkeys(end for said in parts.values() if said for end in said[2:] if end not in numbers)
    numbers |= _numbers_there(connection, ends)
    new = [one for one in dict.fromkeys((*parts, *ends)) if one not in numbers]
    (last,) = connection.execute(_LAST_NUMBER).fetchone()
    numbers |= zip(new, count(last + 1), strict=False)
    connection.executemany(_PUT_TARGET, ((one, numbers[one]) for one in new))
    connection.executemany(_PUT_NUMBER, (_number_row(one, parts.get(one), numbers) for one in new))
    return numbers


def _numbers_there(connection: sqlite3.Connection, ids: Collection[Id]) -> dict[Id, int]:
    return dict(connection.execute(_NUMBERS, (listed(ids),)).fetchall()) if ids else {}


def _number_row(target: Id, parts: tuple[str, int, Id, Id] | None, numbers: Numbers) -> Row:
    if parts is None:
        return numbers[target], target, None, None, None
    mark, kind, src, dst = parts
    return numbers[target], mark, kind, numbers[src], numbers[dst]


def _common(connection: sqlite3.Connection, said: Iterable[Kept]) -> Commons:
    """The numbers of what many rows say alike, which what has none gets."""
    numbers: dict[Kept, int] = {}
    for one in dict.fromkeys(said):
        row = connection.execute(_FIND_COMMON, (one,)).fetchone()
        (numbers[one],) = row or connection.execute(_PUT_COMMON, (one,)).fetchone()
    return numbers


def _alike(rows: Iterable[Row], column: int) -> Iterator[Common]:
    return (value for row in rows if isinstance(value := row[column], Common))


def _put_changes(connection: sqlite3.Connection, rows: Sequence[Row], numbers: Numbers) -> None:
    sources, bodies = _common(connection, (row[1] for row in rows)), _common(connection, _alike(rows, 2))
    connection.executemany(
        _PUT_CHANGE,
        (
            (numbers[target], sources[source], bodies.get(body, body), *rest)
            for target, source, body, *rest in rows
        ),
    )


def _put_claims(connection: sqlite3.Connection, rows: Sequence[Row], numbers: Numbers) -> None:
    sources = _common(connection, (row[1] for row in rows))
    connection.executemany(
        _PUT_CLAIM, ((numbers[target], sources[source], *rest) for target, source, *rest in rows)
    )


def _put_nodes(connection: sqlite3.Connection, rows: Sequence[Row], _: Numbers) -> None:
    provs = _common(connection, _alike(rows, 3))
    connection.executemany(
        _PUT_NODE, ((*head, provs.get(prov, prov), version) for *head, prov, version in rows)
    )


def _put_edges(connection: sqlite3.Connection, rows: Sequence[Row], numbers: Numbers) -> None:
    provs = _common(connection, _alike(rows, 2))
    connection.executemany(
        _PUT_EDGE,
        ((numbers[edge], props, provs.get(prov, prov), version) for edge, props, prov, version in rows),
    )


def _put_history(connection: sqlite3.Connection, change: WriteSet, commit: Commit, numbers: Numbers) -> None:
    seq = commit.seq
    connection.execute(_PUT_COMMIT, mapping.commit_row(commit))
    changes = [mapping.change_row(one, seq) for one in change.changes]
    _put_changes(connection, changes, numbers)
    connection.executemany(_DROP_CLAIM, change.dropped)
    connection.execute(_STAMP_CLAIMS, (seq, listed(change.stamped())))
    new = mapping.new_claims(changes)
    claims = [
        mapping.claim_row(one, seq, seq if (one.target, one.source) in new else None) for one in change.claims
    ]
    _put_claims(connection, claims, numbers)
    if change.erase:
        _erase(connection, listed(change.erase), seq)
    if change.forgets:
        connection.execute(_FORGET, (listed(change.forgets),))
    if change.erases:
        schema.put_meta(connection, "erased", str(seq))


def _erase(connection: sqlite3.Connection, targets: str, before: int) -> None:
    """Take body and salt from the changes before; their digests stay, and what claims had there."""
    connection.execute(_KEEP, (before, targets))
    rows = connection.execute(_TO_ERASE, (targets, before)).fetchall()
    erased = [(mapping.whole_digest(row[:6]), row[5], row[6], row[7]) for row in rows]
    connection.executemany(_ERASE, erased)
    connection.execute(_FORGET_WORDS)


def _put_view(connection: sqlite3.Connection, change: WriteSet, seq: int, numbers: Numbers) -> None:
    gone = listed(change.gone)
    if change.gone:
        for statement in (_DROP_NODES, _DROP_EDGES, _DROP_ENTRIES):
            connection.execute(statement, (gone,))
    _put_nodes(connection, [mapping.node_row(node, seq) for node in change.nodes], numbers)
    _put_edges(connection, [mapping.edge_row(edge, seq) for edge in change.edges], numbers)
    connection.executemany(_PUT_ENTRY, [mapping.entry_row(entry) for entry in change.entries])
    if loose := _loose(connection, change):
        raise Conflict(loose)


def _loose(connection: sqlite3.Connection, change: WriteSet) -> set[Id]:
    """Relations without both ends, and entries without a node."""
    needed = {entry.id for entry in change.entries}
    for edge in change.edges:
        needed.update((edge.src, edge.dst))
    missing = {node for (node,) in connection.execute(_NO_NODES, (listed(needed),))} if needed else set()
    loose = {entry.id for entry in change.entries if entry.id in missing}
    if missing:
        loose |= {edge.id for edge in change.edges if not missing.isdisjoint((edge.src, edge.dst))}
    if change.gone:
        loose |= {edge for (edge,) in connection.execute(_LOOSE, {"gone": listed(change.gone)})}
    return loose


def load(
    write: Callable[[Callable[[sqlite3.Connection], Commit]], Commit],
    items: Iterable[Item],
    verify: Callable[[], None],
) -> Commit:
    """Fill an empty store through ``write``, a transaction a chunk; see ``GraphStore.load``."""
    mark = secrets.token_hex(8)
    write(partial(_begin_load, mark=mark))
    for chunk in in_pieces(items, CHUNK):
        write(partial(_go_on_loading, mark=mark, chunk=chunk))
    verify()
    return write(partial(_end_load, mark=mark))


def _begin_load(connection: sqlite3.Connection, mark: str) -> Commit:
    meta = schema.read_meta(connection)
    if meta.version and not meta.loading:
        raise NotEmpty(message("stores.not_empty"))
    schema.empty(connection)
    schema.put_end(connection, 0, "")
    schema.put_meta(connection, "loading", mark)
    schema.new_fingerprint(connection)
    return NO_COMMIT


def _go_on_loading(connection: sqlite3.Connection, mark: str, chunk: list[Item]) -> Commit:
    _still_ours(connection, mark)
    if strange := [edge.id for edge in chunk if isinstance(edge, Edge) and not mapping.named(edge)]:
        raise Conflict(strange)
    records.load(connection, (item for item in chunk if isinstance(item, Record)))
    put(connection, (item for item in chunk if not isinstance(item, Record | Claim)))
    _load_claims(connection, [item for item in chunk if isinstance(item, Claim)])
    return NO_COMMIT


def _load_claims(connection: sqlite3.Connection, claims: Sequence[Claim]) -> None:
    """Put the claims behind their history: what the newest change says that began one lies there."""
    numbers, rows = _number(connection, claims), [mapping.claim_row(claim, claim.version) for claim in claims]
    sources = _common(connection, (claim.source for claim in claims))
    new: dict[Row, tuple[int, bytes]] = {}
    for target, source, seq, body in connection.execute(_NEW, (listed(numbers.values()),)):
        new[target, source] = seq, body
    for at, (target, source, version, body) in enumerate(rows):
        seq, first = new.get((numbers[target], sources[source]), (0, b""))
        if body == first:
            rows[at] = target, source, version, seq
    _put_claims(connection, rows, numbers)


def put(
    connection: sqlite3.Connection,
    items: Iterable[Item],
    rows_of: Callable[[Callable[[Any], Row], Iterable[Item]], Iterable[Row]] = map,
) -> None:
    """Put anything but records, with the versions that the items have."""
    kinds: dict[type, list[Item]] = {}
    for item in items:
        kinds.setdefault(type(item), []).append(item)
    numbers = _number(connection, chain.from_iterable(kinds.values()))
    for kind, of_kind in kinds.items():
        put_rows, row_of = _LOADS[kind]
        put_rows(connection, list(rows_of(row_of, of_kind)), numbers)


def _end_load(connection: sqlite3.Connection, mark: str) -> Commit:
    _still_ours(connection, mark)
    commit = reading.find_newest_commit(connection) or NO_COMMIT
    schema.put_end(connection, commit.seq, commit.digest)
    schema.put_meta(connection, "loading", "")
    return commit


def _still_ours(connection: sqlite3.Connection, mark: str) -> None:
    if schema.read_meta(connection).loading != mark:
        raise Busy(message("stores.other_fills"))


def _by(statement: str) -> PutRows:
    return lambda connection, rows, _: connection.executemany(statement, rows)


_LOADS: Final[Mapping[type, tuple[PutRows, Callable[[Any], Row]]]] = {
    Commit: (_by(_PUT_COMMIT), mapping.commit_row),
    Change: (_put_changes, lambda change: mapping.change_row(change, change.seq)),
    Claim: (_put_claims, lambda claim: mapping.claim_row(claim, claim.version)),
    Node: (_put_nodes, lambda node: mapping.node_row(node, node.version)),
    Edge: (_put_edges, lambda edge: mapping.edge_row(edge, edge.version)),
    Entry: (_by(_PUT_ENTRY), mapping.entry_row),
    Tally: (_by(records.ADD), lambda tally: (tally.name, tally.count)),
}
