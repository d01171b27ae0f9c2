"""How the embedded store is changed: applying one commit, and filling an empty store from an export."""

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final

from graphdb.claims import Claim
from graphdb.errors import Busy, Conflict, NotEmpty
from graphdb.history.chain import seal
from graphdb.message import message
from graphdb.model import Edge, Entry, Node
from graphdb.page import in_pieces
from graphdb.records import Record
from graphdb.store import Change, Commit, Item, Tally, WriteSet
from graphdb.stores.sqlite import mapping, reading, records, schema
from graphdb.stores.sqlite.mapping import Row
from graphdb.stores.sqlite.reading import listed

CHUNK: Final = 5000  # items of a load that are written at a time

_VERSIONS: Final = (
    "SELECT target, max(version) FROM claim WHERE target IN (SELECT value FROM json_each(?)) GROUP BY target"
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
_DROP_CLAIM: Final = "DELETE FROM claim WHERE target = ? AND source = ?"
_STAMP_CLAIMS: Final = "UPDATE claim SET version = ? WHERE target IN (SELECT value FROM json_each(?))"
_ERASE: Final = (
    "UPDATE change SET body = '', salt = '' WHERE seq < ? AND target IN (SELECT value FROM json_each(?))"
)
# A word index keeps deleted words until its parts are merged.
_FORGET_WORDS: Final = "INSERT INTO word (word) VALUES ('optimize')"

_PUT_NODE: Final = (
    "INSERT INTO node (id, kind, props, prov, version) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
    " kind = excluded.kind, props = excluded.props, prov = excluded.prov, version = excluded.version"
)
_PUT_EDGE: Final = (
    "INSERT INTO edge (id, kind, src, dst, props, prov, version) VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET kind = excluded.kind, src = excluded.src, dst = excluded.dst,"
    " props = excluded.props, prov = excluded.prov, version = excluded.version"
)
_PUT_ENTRY: Final = (
    "INSERT INTO entry (id, actor, words, body) VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET actor = excluded.actor, words = excluded.words, body = excluded.body"
)
_DROP_NODES: Final = "DELETE FROM node WHERE id IN (SELECT value FROM json_each(?))"
_DROP_EDGES: Final = "DELETE FROM edge WHERE id IN (SELECT value FROM json_each(?))"
_DROP_ENTRIES: Final = "DELETE FROM entry WHERE id IN (SELECT value FROM json_each(?))"
_LOOSE_NEW: Final = (
    "SELECT id FROM edge WHERE id IN (SELECT value FROM json_each(?)) AND NOT"
    " (EXISTS (SELECT 1 FROM node WHERE node.id = src) AND EXISTS (SELECT 1 FROM node WHERE node.id = dst))"
)
_LOOSE_OLD: Final = (
    "SELECT id FROM edge WHERE src IN (SELECT value FROM json_each(:gone))"
    " UNION SELECT id FROM edge WHERE dst IN (SELECT value FROM json_each(:gone))"
)
_LOOSE_ENTRIES: Final = (
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
    _put_history(connection, change, commit)
    _put_view(connection, change, commit.seq)
    if change.records or change.expect_records:
        records.apply(connection, change.records, change.expect_records)
    schema.put_end(connection, commit.seq, commit.digest)
    return commit


def _compare(connection: sqlite3.Connection, change: WriteSet) -> None:
    present = dict(connection.execute(_VERSIONS, (listed(change.expect),)).fetchall())
    moved = [target for target, version in change.expect.items() if present.get(target, 0) != version]
    if moved:
        raise Conflict(moved)


def _put_history(connection: sqlite3.Connection, change: WriteSet, commit: Commit) -> None:
    seq = commit.seq
    connection.execute(_PUT_COMMIT, mapping.commit_row(commit))
    changes = [mapping.change_row(one, seq) for one in change.changes]
    connection.executemany(_PUT_CHANGE, changes)
    connection.executemany(_DROP_CLAIM, change.dropped)
    connection.execute(_STAMP_CLAIMS, (seq, listed(change.stamped())))
    new = mapping.packed_claims(changes)
    claims = (mapping.claim_row(one, seq, new.get((one.target, one.source))) for one in change.claims)
    connection.executemany(_PUT_CLAIM, claims)
    if change.erase:
        connection.execute(_ERASE, (seq, listed(change.erase)))
        connection.execute(_FORGET_WORDS)
    if change.forgets:
        connection.execute(_FORGET, (listed(change.forgets),))
    if change.erases:
        schema.put_meta(connection, "erased", str(seq))


def _put_view(connection: sqlite3.Connection, change: WriteSet, seq: int) -> None:
    gone = listed(change.gone)
    if change.gone:
        for statement in (_DROP_NODES, _DROP_EDGES, _DROP_ENTRIES):
            connection.execute(statement, (gone,))
    connection.executemany(_PUT_NODE, [mapping.node_row(node, seq) for node in change.nodes])
    connection.executemany(_PUT_EDGE, [mapping.edge_row(edge, seq) for edge in change.edges])
    connection.executemany(_PUT_ENTRY, [mapping.entry_row(entry) for entry in change.entries])
    loose: list[Row] = []
    if change.edges:
        loose += connection.execute(_LOOSE_NEW, (listed(edge.id for edge in change.edges),))
    if change.gone:
        loose += connection.execute(_LOOSE_OLD, {"gone": gone})
    if change.entries:
        loose += connection.execute(_LOOSE_ENTRIES, (listed(entry.id for entry in change.entries),))
    if loose:
        raise Conflict({loose_id for (loose_id,) in loose})


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
    records.load(connection, (item for item in chunk if isinstance(item, Record)))
    put(connection, (item for item in chunk if not isinstance(item, Record)))
    return NO_COMMIT


def put(
    connection: sqlite3.Connection,
    items: Iterable[Item],
    rows_of: Callable[[Callable[[Any], Row], Iterable[Item]], Iterable[Row]] = map,
) -> None:
    """Put anything but records, with the versions that the items have."""
    kinds: dict[type, list[Item]] = {}
    for item in items:
        kinds.setdefault(type(item), []).append(item)
    for kind, of_kind in kinds.items():
        statement, row_of = _LOADS[kind]
        connection.executemany(statement, rows_of(row_of, of_kind))


def _end_load(connection: sqlite3.Connection, mark: str) -> Commit:
    _still_ours(connection, mark)
    commit = reading.find_newest_commit(connection) or NO_COMMIT
    schema.put_end(connection, commit.seq, commit.digest)
    schema.put_meta(connection, "loading", "")
    return commit


def _still_ours(connection: sqlite3.Connection, mark: str) -> None:
    if schema.read_meta(connection).loading != mark:
        raise Busy(message("stores.other_fills"))


_LOADS: Final[Mapping[type, tuple[str, Callable[[Any], Row]]]] = {
    Commit: (_PUT_COMMIT, mapping.commit_row),
    Change: (_PUT_CHANGE, lambda change: mapping.change_row(change, change.seq)),
    Claim: (_PUT_CLAIM, lambda claim: mapping.claim_row(claim, claim.version)),
    Node: (_PUT_NODE, lambda node: mapping.node_row(node, node.version)),
    Edge: (_PUT_EDGE, lambda edge: mapping.edge_row(edge, edge.version)),
    Entry: (_PUT_ENTRY, mapping.entry_row),
    Tally: (records.ADD, lambda tally: (tally.name, tally.count)),
}
