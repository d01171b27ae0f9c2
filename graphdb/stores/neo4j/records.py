"""Records in Neo4j.

A record may be read while it is being written, and Neo4j applies a commit value by value: a record that does
not fit its digest is read again, and taken for damaged only when it stays so.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Final, LiteralString, TypeVar

from neo4j import ManagedTransaction

from graphdb.codec import UNREADABLE, readable
from graphdb.errors import Busy
from graphdb.message import Text, message
from graphdb.page import Page
from graphdb.records import KEYS, NOTHING_EXPECTED, Record, RecordKey, RecordWrite, require_keys
from graphdb.stores.ledger import Ledger, Present, digest_of, verified, written
from graphdb.stores.neo4j import mapping
from graphdb.stores.neo4j.cypher import reads
from graphdb.stores.neo4j.cypher import records as cypher
from graphdb.stores.neo4j.cypher import writes as cypher_writes
from graphdb.stores.neo4j.link import Link, Row, put, row, rows
from graphdb.stores.neo4j.seqlock import known

T = TypeVar("T")
_MOST: Final = 1000  # records that are purged at a time, so that others can write in between
_TRIES: Final = 20
_PAUSE: Final = 0.005  # seconds
SCAN_SECONDS: Final = 600.0


class Neo4jRecords:
    """``Records`` as ``:Record`` beside the graph."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def get(self, kind: str, record_id: str, *, now: str) -> Record | None:
        """See ``Records.get``."""
        answer = _whole(self._link, lambda tx: list(rows(tx, cypher.GET, kind=kind, id=record_id)))
        return next((record for record in readable(record_from, answer) if record.there(now)), None)

    def put(self, record: Record, *, expect: int | None = None) -> Record:
        """See ``Records.put``."""
        (put,) = self.write(RecordWrite(record, expect))
        return put

    def write(
        self, *writes: RecordWrite, expect: Mapping[RecordKey, int] = NOTHING_EXPECTED
    ) -> tuple[Record, ...]:
        """See ``Records.write``."""
        put, _ = self._write(lambda tx, ledger: _apply(tx, ledger, writes, expect))
        return put

    def list(
        self, kind: str, *, where: Mapping[str, str] = {}, after: str = "", limit: int = 100, now: str
    ) -> Page[Record]:
        """See ``Records.list``."""
        require_keys(where)
        statement = cypher.LISTS[min(where, default="")]
        asked = {"kind": kind, "after": after, "now": now, **{key: where.get(key) for key in KEYS}}
        page = _whole(self._link, lambda tx: list(rows(tx, statement, most=limit + 1, **asked)))
        more = len(page) > limit
        return Page(
            tuple(readable(record_from, page[:limit])), page[limit - 1]["row"]["id"] if more else None
        )

    def delete(self, kind: str, record_id: str, *, expect: int | None = None) -> None:
        """See ``Records.delete``."""
        self.write(RecordWrite(Record(kind, record_id, ""), expect, gone=True))

    def purge(self, now: str) -> int:
        """See ``Records.purge``."""
        count = 0
        while self._link.read(lambda tx: row(tx, cypher.EXPIRED, now=now, most=1)) is not None:
            count += self._write(lambda tx, ledger: _purge(tx, ledger, now))
        return count

    def add(self, counter: str, n: int = 1) -> None:
        """See ``Records.add``."""
        counted = [{"name": counter, "count": n}]
        self._write(lambda tx, _: [one.consume() for one in put(tx, cypher_writes.ADD_TALLIES, counted)])

    def counters(self, prefix: str) -> Mapping[str, int]:
        """See ``Records.counters``."""
        counted = self._link.read(lambda tx: list(rows(tx, reads.TALLIES, prefix=prefix)))
        return {one.name: one.count for one in readable(mapping.tally_from, counted)}

    def _write(self, work: Callable[[ManagedTransaction, Ledger], T]) -> T:
        def unless_loading(tx: ManagedTransaction) -> T:
            ledger, loading = _locked(tx)
            if loading:
                raise Busy(message("stores.filling"))
            return work(tx, ledger)

        return self._link.write(unless_loading)


def everything(link: Link) -> Iterator[Record]:
    """All records in key order as they are at one moment."""
    return iter(sorted(link.write(all_records, seconds=SCAN_SECONDS), key=attrgetter("kind", "id")))


def all_records(tx: ManagedTransaction) -> list[Record]:
    """All records as they are now; those who write them wait until the transaction ends."""
    _locked(tx)
    return list(readable(record_from, rows(tx, cypher.SCAN)))


def apply(
    tx: ManagedTransaction, record_writes: Collection[RecordWrite], expect: Mapping[RecordKey, int]
) -> None:
    """Write inside the caller's transaction. Raises Conflict."""
    if not record_writes:  # as nearly all commits of an import: the ledger stays as it is
        written(Ledger(), (), expect, _present(tx, cypher.LOCK_PRESENT, expect))
        return
    ledger, _ = _locked(tx)
    _apply(tx, ledger, record_writes, expect)


def load(tx: ManagedTransaction, records: Iterable[Record]) -> None:
    """Put the records of an export, with the versions they have there."""
    ledger, _ = _locked(tx)
    loaded = [record_row(record) for record in records]
    put(tx, cypher.PUT, loaded)
    for one in loaded:
        ledger = Ledger(max(ledger.version, one["version"]), ledger.sum).plus(one["digest"])
    if loaded:
        _note(tx, ledger)


def clear(tx: ManagedTransaction) -> None:
    """Note that there are none, before they are taken out."""
    _locked(tx)
    _note(tx, Ledger())


def damage(tx: ManagedTransaction) -> Iterator[Text]:
    """Whether the records are those that were written, and which are not; behind those who write."""
    noted, _ = _locked(tx)
    ledger = Ledger()
    for one in rows(tx, cypher.SCAN):
        try:
            record_from(one)
            ledger = ledger.plus(one["row"]["digest"])
        except UNREADABLE:
            name = " ".join(str(one["row"].get(key)) for key in ("kind", "id"))[:120]
            yield message("stores.unreadable", what="record", name=name)
    if ledger.sum != noted.sum:
        yield message("stores.records_moved")


def record_row(record: Record) -> Row:
    """``{kind, id, version, expires, body, digest, k1?, k2?, k3?}``."""
    head = {"kind": record.kind, "id": record.id, "version": record.version, "expires": record.expires}
    return head | {"body": record.body, "digest": digest_of(record)} | dict(record.keys)


def record_from(one: Row) -> Record:
    """``{row}`` as a record; ValueError when it was changed by hand."""
    props = one["row"]
    keys = {key: props[key] for key in KEYS if props.get(key) is not None}
    record = Record(props["kind"], props["id"], props["body"], keys, props["expires"], props["version"])
    return verified(record, props["digest"])


def _whole(link: Link, work: Callable[[ManagedTransaction], Sequence[Row]]) -> Sequence[Row]:
    """Rows that are all as they were written, if trying again helps."""
    for _ in range(_TRIES):
        answer = link.read(work)
        if len(list(readable(record_from, answer))) == len(answer):
            break
        time.sleep(_PAUSE)
    return answer


def _locked(tx: ManagedTransaction) -> tuple[Ledger, str]:
    noted = known(row(tx, cypher.LOCK))
    return Ledger(noted["version"], noted["sum"]), noted["loading"]


def _apply(
    tx: ManagedTransaction,
    ledger: Ledger,
    record_writes: Collection[RecordWrite],
    expect: Mapping[RecordKey, int] = NOTHING_EXPECTED,
) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
    asked = {write.record.key for write in record_writes} | expect.keys()
    ledger, new, gone = written(ledger, record_writes, expect, _present(tx, cypher.PRESENT, asked))
    put(tx, cypher.PUT, map(record_row, new))
    put(tx, cypher.DELETE, ({"kind": one.kind, "id": one.id} for one in gone))
    _note(tx, ledger)
    return new, gone


def _present(
    tx: ManagedTransaction, statement: LiteralString, asked: Iterable[RecordKey]
) -> dict[RecordKey, Present]:
    """Those of the records that are there."""
    keys = [{"kind": kind, "id": record_id} for kind, record_id in asked]
    return {
        (one["kind"], one["id"]): Present(one["version"], one["digest"])
        for one in rows(tx, statement, asked={"rows": keys})
    }


def _note(tx: ManagedTransaction, ledger: Ledger) -> None:
    tx.run(cypher.NOTE, {"version": ledger.version, "sum": ledger.sum})


def _purge(tx: ManagedTransaction, ledger: Ledger, now: str) -> int:
    expired = list(rows(tx, cypher.EXPIRED, now=now, most=_MOST))
    writes_of_all = [RecordWrite(Record(one["kind"], one["id"], ""), gone=True) for one in expired]
    _, gone = _apply(tx, ledger, writes_of_all)
    return len(gone)
