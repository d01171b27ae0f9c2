"""Filling an empty Neo4j from an export, a transaction a chunk."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from neo4j import ManagedTransaction

from graphdb.claims import Claim
from graphdb.errors import Busy, NotEmpty
from graphdb.message import message
from graphdb.model import Edge, Entry, Node
from graphdb.page import in_pieces
from graphdb.records import Record
from graphdb.store import Change, Commit, Item, Tally
from graphdb.stores.neo4j import mapping, records
from graphdb.stores.neo4j.cypher import writes
from graphdb.stores.neo4j.link import Link, put, row
from graphdb.stores.neo4j.seqlock import known, publish
from graphdb.stores.neo4j.writing import entry_rows, put_edges, put_entries

CHUNK: Final = 2000
NO_COMMIT: Final = Commit(0, "", "", "", "", "", "", "")
T = TypeVar("T")


@dataclass(slots=True)
class _Load:
    """One load under way."""

    link: Link
    mark: str

    def begin(self) -> None:
        """Claim the store, taking out what a load that was cut short left in it."""
        self.link.write(self._claim)
        while self.link.write(self._empty):
            pass

    def put(self, chunk: Sequence[Item]) -> None:
        """Write one chunk, all or nothing."""
        self.link.write(lambda tx: self._put(tx, chunk))

    def end(self) -> Commit:
        """Open the store to readers and writers."""
        return publish(self.link, self._end)

    def _claim(self, tx: ManagedTransaction) -> None:
        meta = known(row(tx, writes.LOCK_LOAD, mark=self.mark))
        if meta["version"] and not meta["loading"]:
            raise NotEmpty(message("stores.not_empty"))
        tx.run(writes.START_LOAD, {"mark": self.mark}).consume()
        records.clear(tx)

    def _held(self, tx: ManagedTransaction) -> mapping.Row:
        meta = known(row(tx, writes.LOCK_LOAD, mark=self.mark))
        if meta["loading"] != self.mark:
            raise Busy(message("stores.other_began"))
        return meta

    def _empty(self, tx: ManagedTransaction) -> bool:
        self._held(tx)
        gone = row(tx, writes.EMPTY)
        return gone is not None and gone["gone"] > 0

    def _put(self, tx: ManagedTransaction, chunk: Sequence[Item]) -> None:
        last: int = self._held(tx)["entries"]
        put(tx, writes.PUT_COMMITS, [mapping.commit_row(one) for one in _of(chunk, Commit)])
        put(tx, writes.PUT_CHANGES, [mapping.change_row(one, one.seq) for one in _of(chunk, Change)])
        put(tx, writes.PUT_CLAIMS, [mapping.claim_row(one, one.version) for one in _of(chunk, Claim)])
        put(tx, writes.PUT_NODES, [mapping.node_row(one, one.version) for one in _of(chunk, Node)])
        require_ends = put_edges(tx, _of(chunk, Edge))
        entries = _of(chunk, Entry)
        require_nodes = put_entries(tx, entry_rows(entries, last))
        require_ends()
        require_nodes()
        put(tx, writes.ADD_TALLIES, [{"name": one.name, "count": one.count} for one in _of(chunk, Tally)])
        records.load(tx, _of(chunk, Record))
        tx.run(writes.COUNT_LOADED, {"entries": last + len(entries)}).consume()

    def _end(self, tx: ManagedTransaction) -> Commit:
        self._held(tx)
        last = row(tx, writes.LAST_COMMIT)
        commit = NO_COMMIT if last is None else mapping.commit_from(last["row"])
        tx.run(writes.END_LOAD, {"seq": commit.seq, "head": commit.digest}).consume()
        return commit


def load(link: Link, items: Iterable[Item], verify: Callable[[], None]) -> Commit:
    """See ``GraphStore.load``."""
    under_way = _Load(link, secrets.token_hex(8))
    under_way.begin()
    for chunk in in_pieces(items, CHUNK):
        under_way.put(chunk)
    verify()
    return under_way.end()


def _of(chunk: Sequence[Item], kind: type[T]) -> list[T]:
    return [one for one in chunk if isinstance(one, kind)]
