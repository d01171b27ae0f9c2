"""Records in the embedded store."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Final, TypeVar

from graphdb.codec import UNREADABLE, readable
from graphdb.errors import Busy
from graphdb.message import Text, message
from graphdb.page import Page
from graphdb.records import KEYS, NOTHING_EXPECTED, Record, RecordKey, RecordWrite, require_keys
from graphdb.stores.ledger import Ledger, Present, digest_of, verified, written
from graphdb.stores.sqlite import schema
from graphdb.stores.sqlite.connection import Connections
from graphdb.stores.sqlite.mapping import Row

T = TypeVar("T")
RECORD: Final = "SELECT kind, id, version, k1, k2, k3, expires, body, digest FROM record"
_GET: Final = RECORD + " WHERE kind = ? AND id = ?"
_PRESENT: Final = "SELECT version, digest FROM record WHERE kind = ? AND id = ?"
_PUT: Final = (
    "INSERT INTO record (kind, id, version, k1, k2, k3, expires, body, digest)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET version = excluded.version, k1 = excluded.k1, k2 = excluded.k2,"
    " k3 = excluded.k3, expires = excluded.expires, body = excluded.body, digest = excluded.digest"
)
_DELETE: Final = "DELETE FROM record WHERE kind = ? AND id = ?"
_EXPIRED: Final = RECORD + " WHERE expires <> '' AND expires <= ? ORDER BY expires, kind, id LIMIT ?"
_DIGESTS: Final = "SELECT digest FROM record"
_THERE: Final = " AND (expires = '' OR expires > :now) AND id > :after ORDER BY id LIMIT :most"
_LIST: Final[Mapping[str, str]] = {
    "": RECORD + " WHERE kind = :kind" + _THERE,
    "k1": RECORD
    + " WHERE kind = :kind AND k1 = :k1 AND (:k2 IS NULL OR k2 = :k2) AND (:k3 IS NULL OR k3 = :k3)"
    + _THERE,
    "k2": RECORD + " WHERE kind = :kind AND k2 = :k2 AND (:k3 IS NULL OR k3 = :k3)" + _THERE,
    "k3": RECORD + " WHERE kind = :kind AND k3 = :k3" + _THERE,
}
ADD: Final = (
    "INSERT INTO tally (name, count) VALUES (?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count"
)
_COUNTERS: Final = (
    "SELECT name, count FROM tally"
    " WHERE name >= :prefix AND substr(name, 1, length(:prefix)) = :prefix ORDER BY name"
)
_MOST: Final = 1000  # records that are purged at a time, so that others can write in between


class SqliteRecords:
    """``Records`` in the file of the store."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def get(self, kind: str, record_id: str, *, now: str) -> Record | None:
        """See ``Records.get``."""
        rows = self._connections.read(
            lambda connection: connection.execute(_GET, (kind, record_id)).fetchall()
        )
        return next((record for record in readable(record_from, rows) if record.there(now)), None)

    def put(self, record: Record, *, expect: int | None = None) -> Record:
        """See ``Records.put``."""
        (put,) = self.write(RecordWrite(record, expect))
        return put

    def write(
        self, *writes: RecordWrite, expect: Mapping[RecordKey, int] = NOTHING_EXPECTED
    ) -> tuple[Record, ...]:
        """See ``Records.write``."""
        put, _ = self._write(lambda connection: apply(connection, writes, expect))
        return put

    def list(
        self, kind: str, *, where: Mapping[str, str] = {}, after: str = "", limit: int = 100, now: str
    ) -> Page[Record]:
        """See ``Records.list``."""
        require_keys(where)
        asked = {"kind": kind, "after": after, "most": limit + 1, "now": now}
        asked |= {key: where.get(key) for key in KEYS}
        statement = _LIST[min(where, default="")]
        rows = self._connections.read(lambda connection: connection.execute(statement, asked).fetchall())
        more = len(rows) > limit
        return Page(tuple(readable(record_from, rows[:limit])), rows[limit - 1][1] if more else None)

    def delete(self, kind: str, record_id: str, *, expect: int | None = None) -> None:
        """See ``Records.delete``."""
        self.write(RecordWrite(Record(kind, record_id, ""), expect, gone=True))

    def purge(self, now: str) -> int:
        """See ``Records.purge``."""
        count = 0
        while self._connections.read(lambda connection: connection.execute(_EXPIRED, (now, 1)).fetchone()):
            count += self._write(partial(_purge, now=now))
        return count

    def add(self, counter: str, n: int = 1) -> None:
        """See ``Records.add``."""
        self._write(lambda connection: connection.execute(ADD, (counter, n)))

    def counters(self, prefix: str) -> Mapping[str, int]:
        """See ``Records.counters``."""
        return self._connections.read(
            lambda connection: dict(connection.execute(_COUNTERS, {"prefix": prefix}).fetchall())
        )

    def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def unless_loading(connection: sqlite3.Connection) -> T:
            if schema.read_meta(connection).loading:
                raise Busy(message("stores.filling"))
            return work(connection)

        return self._connections.write(unless_loading)


def apply(
    connection: sqlite3.Connection,
    writes: Collection[RecordWrite],
    expect: Mapping[RecordKey, int] = NOTHING_EXPECTED,
) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
    """Write inside the caller's transaction: (the records put, those taken away). Raises Conflict."""
    keys = {write.record.key for write in writes} | expect.keys()
    rows = ((key, connection.execute(_PRESENT, key).fetchone()) for key in keys)
    present = {key: Present(*row) for key, row in rows if row is not None}
    ledger = schema.read_ledger(connection) if writes else Ledger()
    ledger, put, gone = written(ledger, writes, expect, present)
    if writes:
        connection.executemany(_PUT, map(record_row, put))
        connection.executemany(_DELETE, [record.key for record in gone])
        schema.put_ledger(connection, ledger)
        if gone:
            schema.put_meta(connection, "erased", f"records {ledger.version} {ledger.sum}")
    return put, gone


def load(connection: sqlite3.Connection, records: Iterable[Record]) -> None:
    """Put the records of an export, with the versions they have there."""
    ledger = schema.read_ledger(connection)
    for record in records:
        row = record_row(record)
        connection.execute(_PUT, row)
        ledger = Ledger(max(ledger.version, record.version), ledger.sum).plus(row[-1])
    schema.put_ledger(connection, ledger)


def damage(connection: sqlite3.Connection) -> Iterator[Text]:
    """Whether the records are those that were written; each by itself is looked at by its row."""
    ledger = Ledger()
    for (digest,) in connection.execute(_DIGESTS):
        with suppress(*UNREADABLE):
            ledger = ledger.plus(digest)
    if ledger.sum != schema.read_ledger(connection).sum:
        yield message("stores.records_moved")


def record_row(record: Record) -> Row:
    """``(kind, id, version, k1, k2, k3, expires, body, digest)``; a key that is not there is NULL."""
    keys = (record.keys.get(key) for key in KEYS)
    return record.kind, record.id, record.version, *keys, record.expires, record.body, digest_of(record)


def record_from(row: Row) -> Record:
    """The reverse of ``record_row``; ValueError when it was changed by hand."""
    kind, record_id, version, *values, expires, body, digest = row
    keys = {key: value for key, value in zip(KEYS, values, strict=True) if value is not None}
    return verified(Record(kind, record_id, body, keys, expires, version), digest)


def _purge(connection: sqlite3.Connection, now: str) -> int:
    rows = connection.execute(_EXPIRED, (now, _MOST)).fetchall()
    writes = [RecordWrite(Record(row[0], row[1], ""), gone=True) for row in rows]
    _, gone = apply(connection, writes)
    return len(gone)
