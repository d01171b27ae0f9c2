"""The embedded store: one SQLite file with write-ahead log, for a laptop or a pilot.

The contract is in ``graphdb.store``. A commit that was answered is on the disk. Any number of threads and
processes of one machine may use one file; it may not lie on a network disk.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

from graphdb.claims import Claim
from graphdb.codec import readable
from graphdb.concurrency.open_runs import open_runs
from graphdb.errors import StoreError, TooLarge
from graphdb.message import Text, message
from graphdb.model import Edge, EdgeKind, Entry, Id, Node, public
from graphdb.page import every
from graphdb.store import (
    LAST,
    MAX_TARGETS,
    Change,
    Commit,
    GraphStore,
    Item,
    Meanwhile,
    Page,
    Status,
    TextQuery,
    Way,
    What,
    WriteSet,
)
from graphdb.stores.sqlite import reading, schema, upgrading, writing
from graphdb.stores.sqlite.connection import Connections
from graphdb.stores.sqlite.records import SqliteRecords

T = TypeVar("T")


class SqliteStore:
    """A ``GraphStore`` in the file at ``path``; nothing is opened before ``prepare``."""

    def __init__(self, path: Path, connections: Connections | None = None) -> None:
        self._path = path
        self._connections = Connections(path) if connections is None else connections

    @property
    def records(self) -> SqliteRecords:
        """See ``GraphStore.records``."""
        return SqliteRecords(self._connections)

    @property
    def path(self) -> Path:
        """The file."""
        return self._path.absolute()

    def prepare(self, *, create: bool = True) -> None:
        """See ``GraphStore.prepare``."""
        self._connections.close()
        if create:
            schema.create_file(self._path)
        else:
            schema.require_file(self._path)
        self._connections.set_up(partial(schema.check_file, path=self._path, create=create))
        if self._connections.read(schema.is_empty):
            self._connections.write(schema.create_tables)
        if self._connections.read(upgrading.is_due):
            self._connections.write(upgrading.upgrade)
            with suppress(StoreError):  # then the room of the tables before is used again by what is written
                self._connections.give_room_back()

    def status(self) -> Status:
        """See ``GraphStore.status``."""
        return self._connections.read(reading.status)

    def remembered(self) -> None:
        """See ``GraphStore.remembered``: asking is quick."""

    def meanwhile(self, after: int) -> Meanwhile:
        """See ``GraphStore.meanwhile``."""
        status, at_work = self.status(), {run.id for run in open_runs(self.records)}
        commits = every(lambda at: self.commits(after=int(at)), str(after)) if at_work else ()
        seqs = [commit.seq for commit in commits if commit.run not in at_work]
        changes = chain.from_iterable(self.changes(after=seq - 1, limit=1).items for seq in seqs)
        targets = frozenset(change.target for change in changes)
        return Meanwhile(status, after, bool(at_work), max(seqs, default=after), targets)

    def snapshot(self, work: Callable[[GraphStore], T]) -> T:
        """See ``GraphStore.snapshot``."""
        with self._connections.pinned() as connections:
            return work(SqliteStore(self._path, connections))

    def finish_erasing(self) -> bool:
        """See ``GraphStore.finish_erasing``."""
        erased = self._connections.read(schema.read_erased)
        if not erased:
            return True
        if not self._connections.empty_log():
            return False
        self._connections.write(partial(schema.forget_erased, erased=erased))
        return True

    def close(self) -> None:
        """See ``GraphStore.close``."""
        self._connections.close()

    def write(self, change: WriteSet) -> Commit:
        """See ``GraphStore.write``."""
        if change.size() > MAX_TARGETS:
            raise TooLarge(message("stores.too_many_facts", limit=MAX_TARGETS))
        commit = self._connections.write(lambda connection: writing.apply(connection, change))
        if change.erases:
            with suppress(StoreError):  # it is written, and the store remembers what is left to do
                self.finish_erasing()
        return commit

    def load(self, items: Iterable[Item], verify: Callable[[], None] = lambda: None) -> Commit:
        """See ``GraphStore.load``."""
        return writing.load(self._connections.write, items, verify)

    def damage(self) -> Sequence[Text]:
        """See ``GraphStore.damage``."""
        return self._connections.read(lambda connection: list(reading.damage(connection)))

    def claims(self, targets: Collection[Id]) -> Mapping[Id, tuple[Claim, ...]]:
        """See ``GraphStore.claims``."""
        return self._connections.read(lambda connection: reading.claims(connection, targets))

    def claims_of(self, source: str, *, after: Id = "", limit: int = 1000) -> Page[Claim]:
        """See ``GraphStore.claims_of``."""
        return self._connections.read(lambda connection: reading.claims_of(connection, source, after, limit))

    def said_elsewhere(self, targets: Collection[Id], source: str) -> frozenset[Id]:
        """See ``GraphStore.said_elsewhere``."""
        return self._connections.read(lambda connection: reading.said_elsewhere(connection, targets, source))

    def changes(
        self, *, after: int = 0, target: Id | None = None, run: str | None = None, limit: int = 1000
    ) -> Page[Change]:
        """See ``GraphStore.changes``."""
        return self._connections.read(
            lambda connection: reading.changes(connection, after, target, run, limit)
        )

    def changes_about(
        self, ids: Collection[Id], *, after: int, until: int | None = None, most: int
    ) -> frozenset[Change]:
        """See ``GraphStore.changes_about``."""
        return self._connections.read(
            lambda connection: reading.changes_about(connection, ids, after, until, most)
        )

    def ties(self, ids: Collection[Id]) -> frozenset[Id]:
        """See ``GraphStore.ties``."""
        return self._connections.read(lambda connection: reading.ties(connection, ids))

    def commits(self, *, after: int = 0, run: str | None = None, limit: int = 1000) -> Page[Commit]:
        """See ``GraphStore.commits``."""
        return self._connections.read(lambda connection: reading.commits(connection, after, run, limit))

    def get(self, ids: Collection[Id]) -> Mapping[Id, Node]:
        """See ``GraphStore.get``."""
        return self._connections.read(lambda connection: reading.get(connection, ids))

    def edges(
        self,
        ids: Collection[Id],
        *,
        kinds: Collection[EdgeKind] = (),
        way: Way = Way.BOTH,
        among: bool = False,
        withheld: bool = False,
    ) -> frozenset[Edge]:
        """See ``GraphStore.edges``."""
        edges = self._connections.read(lambda connection: reading.edges(connection, ids, kinds, way, among))
        return edges if withheld else public(edges)

    def scan(self, what: What, *, after: str = "", until: str = "") -> Iterator[Item]:
        """See ``GraphStore.scan``."""
        statement, item_from = reading.SCANS[what]
        asked = (after, until or LAST) if what in (What.NODES, What.EDGES, What.ENTRIES) else ()
        return readable(item_from, self._connections.rows(statement, asked))

    def entries(self, ids: Collection[Id]) -> Mapping[Id, Entry]:
        """See ``GraphStore.entries``."""
        return self._connections.read(lambda connection: reading.entries(connection, ids))

    def match(self, queries: Sequence[TextQuery]) -> list[Sequence[int]]:
        """See ``GraphStore.match``."""
        expressions = [reading.expression(query) for query in queries]
        return self._connections.read(lambda connection: reading.match(connection, expressions))
