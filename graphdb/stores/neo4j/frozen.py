"""A Neo4j store as it is at one version: a copy in a private file, to read from while others write.

Neo4j Community reads what is committed at each moment, and a transaction is no snapshot. So everything is
copied as it comes, whatever is written meanwhile; then what later commits touched is read again, and at last,
behind the lock of those who write, what they touched since then, with all records. That is the version which
the copy is of. Writers wait for the last reading alone, and nobody is ever told to come again.
"""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from neo4j import ManagedTransaction

from graphdb.codec import UNREADABLE, readable
from graphdb.history import chain
from graphdb.message import Text
from graphdb.model import Entry
from graphdb.page import in_pieces
from graphdb.store import Change, Commit, GraphStore, Item, Status, TextQuery, What
from graphdb.stores.neo4j import reading, records, seqlock
from graphdb.stores.neo4j.link import Link
from graphdb.stores.private_file import open_private
from graphdb.stores.sqlite import records as sqlite_records
from graphdb.stores.sqlite import schema, writing
from graphdb.stores.sqlite.connection import Pinned, translated
from graphdb.stores.sqlite.mapping import entry_row
from graphdb.stores.sqlite.reading import listed
from graphdb.stores.sqlite.store import SqliteStore

_SECONDS: Final = 600.0
_CHUNK: Final = 5000
_PART: Final = 1000

_SCANNED: Final = (What.CLAIMS, What.NODES, What.EDGES, What.ENTRIES)
# A change that stands there twice by hand is twice in the copy, for ``check`` to find.
_LOOSE_HISTORY: Final = (
    "DROP TABLE change",
    """CREATE TABLE change (
        seq INTEGER NOT NULL, target INTEGER NOT NULL, source INTEGER NOT NULL, body ANY NOT NULL,
        salt ANY NOT NULL, digest ANY NOT NULL) STRICT""",
    "CREATE INDEX change_seq ON change (seq, target, source)",
    "CREATE INDEX change_target ON change (target, seq)",
)
_PUT_ENTRY: Final = "INSERT OR IGNORE INTO entry (n, id, actor, words, body) VALUES (?, ?, ?, ?, ?)"
_NUMBERED: Final = "(SELECT n FROM target WHERE id IN (SELECT value FROM json_each(?)))"
_TAKE_OUT: Final = (
    "DELETE FROM claim WHERE target IN " + _NUMBERED,
    "DELETE FROM node WHERE id IN (SELECT value FROM json_each(?))",
    "DELETE FROM edge WHERE n IN " + _NUMBERED,
    "DELETE FROM entry WHERE id IN (SELECT value FROM json_each(?))",
)
_TAKE_OUT_LATER: Final = ("DELETE FROM commits WHERE seq > ?", "DELETE FROM change WHERE seq > ?")
_TAKE_OUT_COMMIT: Final = "DELETE FROM commits WHERE seq = ?"
_TAKE_OUT_HISTORY: Final = "DELETE FROM change WHERE target = (SELECT n FROM target WHERE id = ?)"
_TAKE_OUT_REST: Final = ("DELETE FROM record", "DELETE FROM tally")
_ORDINALS: Final = "SELECT n FROM entry"
_ORDINALS_OF: Final = _ORDINALS + " WHERE id IN (SELECT value FROM json_each(?))"


@contextmanager
def frozen(live: GraphStore, link: Link) -> "Iterator[Frozen]":
    """The store as it is now, for as long as the block lasts."""
    path, connection = open_private(Path(tempfile.gettempdir()))
    try:
        with closing(connection):
            try:
                status = _copied(link, connection)
            except sqlite3.Error as error:
                raise translated(error, path) from error
            yield Frozen(live, link, Pinned(path, connection), status)
    finally:
        path.unlink(missing_ok=True)


class Frozen(SqliteStore):
    """The copy; what it cannot know, the database itself is asked."""

    def __init__(self, live: GraphStore, link: Link, copy: Pinned, status: Status) -> None:
        super().__init__(copy.path, copy)
        self._live, self._link, self._copy, self._status = live, link, copy, status

    def status(self) -> Status:
        """See ``GraphStore.status``."""
        return self._status

    def damage(self) -> Sequence[Text]:
        """See ``GraphStore.damage``."""
        return self._live.damage()

    def match(self, queries: Sequence[TextQuery]) -> list[Sequence[int]]:
        """See ``GraphStore.match``: what the server finds, but for entries that later commits touched."""
        copied, live = super().match(queries), self._live.match(queries)
        there = self._ordinals(_ORDINALS)
        moved = seqlock.read(
            self._link,
            seqlock.consistent(lambda tx: reading.touched(tx, self._status.version)),
            seconds=_SECONDS,
        )
        later = self._ordinals(_ORDINALS_OF, listed(moved))
        return [
            sorted((there & set(hits)) - later | (later & set(of_copy)))
            for hits, of_copy in zip(live, copied, strict=True)
        ]

    def _ordinals(self, statement: str, *values: str) -> set[int]:
        return {n for (n,) in self._copy.rows(statement, values)}


def _copied(link: Link, connection: sqlite3.Connection) -> Status:
    schema.create_tables(connection)
    for statement in _LOOSE_HISTORY:
        connection.execute(statement)
    connection.execute("BEGIN")
    began = seqlock.read(link, reading.status)
    seqlock.read(link, partial(_copy_all, connection), seconds=_SECONDS)
    again = seqlock.read(link, reading.status)
    if not again.loading:
        seqlock.read(link, partial(_catch_up, connection, began.version), seconds=_SECONDS)
    return seqlock.settled(link, partial(_end, connection, again.version), seconds=_SECONDS)


def _copy_all(connection: sqlite3.Connection, tx: ManagedTransaction) -> None:
    """Everything but what ``_end`` reads."""
    schema.empty(connection)
    _put(connection, reading.history(tx, 0))
    for what in _SCANNED:
        _put(connection, reading.items(tx, what))


def _catch_up(connection: sqlite3.Connection, after: int, tx: ManagedTransaction) -> None:
    """Once more what commits numbered above ``after`` wrote, took away or erased."""
    for statement in _TAKE_OUT_LATER:
        connection.execute(statement, (after,))
    later = list(reading.history(tx, after))
    _put(connection, later)
    for seq in {seq for item in later if isinstance(item, Commit) for seq in _forgotten(item)}:
        connection.execute(_TAKE_OUT_COMMIT, (seq,))
        _put(connection, reading.commits(tx, seq - 1, None, 1).items)
    for target in {item.target for item in later if isinstance(item, Change) and _erases(item)}:
        connection.execute(_TAKE_OUT_HISTORY, (target,))
        _put(connection, reading.history_of(tx, target))
    for targets in in_pieces(sorted(reading.touched(tx, after)), _PART):
        for statement in _TAKE_OUT:
            connection.execute(statement, (listed(targets),))
        _put(connection, reading.items_of(tx, targets))


def _end(connection: sqlite3.Connection, after: int, tx: ManagedTransaction) -> Status:
    """What is left to be read behind those who write."""
    beside = records.all_records(tx)
    status = reading.status(tx)
    if not status.loading:  # half a store is of no version
        _catch_up(connection, after, tx)
    for statement in _TAKE_OUT_REST:
        connection.execute(statement)
    sqlite_records.load(connection, beside)
    _put(connection, reading.items(tx, What.TALLIES))
    return status


def _forgotten(commit: Commit) -> list[int]:
    """The numbers of earlier commits whose reasons this one erased."""
    try:
        return chain.forgotten(commit)
    except UNREADABLE:
        return []


def _erases(change: Change) -> bool:
    """Whether earlier changes of its target are erased; or it is itself, by a later one."""
    try:
        return not change.body or chain.erases(change) is not None
    except UNREADABLE:
        return False


def _put(connection: sqlite3.Connection, items: Iterable[Item]) -> None:
    for chunk in in_pieces(items, _CHUNK):
        entries = (item for item in chunk if isinstance(item, Entry))
        connection.executemany(_PUT_ENTRY, ((e.n, *entry_row(e)) for e in entries))
        writing.put(connection, (item for item in chunk if not isinstance(item, Entry)), readable)
