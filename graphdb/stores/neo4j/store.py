"""The graph in a Neo4j server: Community Edition 5.26 or newer, through ``bolt://`` or ``neo4j://``.

Things are ``:Thing`` with their kind's label and flat properties, relations are relationships, so the view
can be asked in Cypher. History and bookkeeping are ``:Claim``, ``:Commit``, ``:Change``, ``:Record``,
``:Tally`` and ``:Meta`` beside it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final, TypeVar

from neo4j import ManagedTransaction

from graphdb.claims import Claim
from graphdb.errors import TooLarge
from graphdb.message import Text, message
from graphdb.model import Edge, EdgeKind, Entry, Id, Node, public
from graphdb.store import (
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
from graphdb.stores.neo4j import loading, reading, records, schema, seqlock, writing
from graphdb.stores.neo4j.frozen import frozen
from graphdb.stores.neo4j.link import Link
from graphdb.stores.neo4j.records import SCAN_SECONDS, Neo4jRecords
from graphdb.stores.neo4j.seqlock import consistent

T = TypeVar("T")
STANDING: Final = 2.0
"""Seconds. A run commits more often; a status that changes would be remembered in vain."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A status, and since when (``monotonic``) each look saw the same."""

    status: Status
    since: float


class Neo4jStore:
    """A ``GraphStore`` in Neo4j; connects on first use."""

    def __init__(self, uri: str, user: str, password: str) -> None:
        self._link = Link(uri, user, password)
        self._look: _Look | None = None

    @property
    def records(self) -> Neo4jRecords:
        """See ``GraphStore.records``."""
        return Neo4jRecords(self._link)

    def prepare(self, *, create: bool = True) -> None:
        """See ``GraphStore.prepare``."""
        schema.prepare(self._link, create=create)

    def status(self) -> Status:
        """See ``GraphStore.status``."""
        return self._noted(self._read(reading.status))

    def remembered(self) -> Status | None:
        """See ``GraphStore.remembered``."""
        look = self._look
        return look.status if look is not None and monotonic() - look.since > STANDING else None

    def meanwhile(self, after: int) -> Meanwhile:
        """See ``GraphStore.meanwhile``."""
        said = self._read(lambda tx: reading.meanwhile(tx, after))
        self._noted(said.status)
        return said

    def _noted(self, status: Status) -> Status:
        look = self._look
        self._look = look if look is not None and look.status == status else _Look(status, monotonic())
        return status

    def snapshot(self, work: Callable[[GraphStore], T]) -> T:
        """See ``GraphStore.snapshot``."""
        with frozen(self, self._link) as copy:
            return work(copy)

    def finish_erasing(self) -> bool:
        """See ``GraphStore.finish_erasing``: the files are the server's own, and so is the care of them."""
        return True

    def close(self) -> None:
        """See ``GraphStore.close``."""
        self._link.close()

    def write(self, change: WriteSet) -> Commit:
        """See ``GraphStore.write``."""
        if change.size() > MAX_TARGETS:
            raise TooLarge(message("stores.too_many_changes", limit=MAX_TARGETS))
        try:
            return seqlock.publish(self._link, lambda tx: writing.apply(tx, change))
        finally:
            self._look = None  # or who reads what was written would read twice

    def load(self, items: Iterable[Item], verify: Callable[[], None] = lambda: None) -> Commit:
        """See ``GraphStore.load``."""
        return loading.load(self._link, items, verify)

    def damage(self) -> Sequence[Text]:
        """See ``GraphStore.damage``."""
        damage = seqlock.read(self._link, _damage, seconds=SCAN_SECONDS)
        if damage:  # or half of a commit that was being applied
            damage = seqlock.read(self._link, consistent(_damage), seconds=SCAN_SECONDS)
        return [*damage, *self._link.write(lambda tx: list(records.damage(tx)), seconds=SCAN_SECONDS)]

    def claims(self, targets: Collection[Id]) -> Mapping[Id, tuple[Claim, ...]]:
        """See ``GraphStore.claims``."""
        return self._read(lambda tx: reading.claims(tx, targets))

    def claims_of(self, source: str, *, after: Id = "", limit: int = 1000) -> Page[Claim]:
        """See ``GraphStore.claims_of``."""
        return self._read(lambda tx: reading.claims_of(tx, source, after, limit))

    def said_elsewhere(self, targets: Collection[Id], source: str) -> frozenset[Id]:
        """See ``GraphStore.said_elsewhere``."""
        return self._read(lambda tx: reading.said_elsewhere(tx, targets, source))

    def changes(
        self, *, after: int = 0, target: Id | None = None, run: str | None = None, limit: int = 1000
    ) -> Page[Change]:
        """See ``GraphStore.changes``."""
        if target is None and run is None:
            return self._read(lambda tx: reading.changes(tx, after, limit))
        if target is not None and run is None:
            page = self._read(lambda tx: reading.few_changes(tx, after, target, limit))
            if page is not None:
                return page
        return self._read(consistent(lambda tx: reading.some_changes(tx, after, target, run, limit)))

    def changes_about(
        self, ids: Collection[Id], *, after: int, until: int | None = None, most: int
    ) -> frozenset[Change]:
        """See ``GraphStore.changes_about``."""
        return self._read(consistent(lambda tx: reading.changes_about(tx, ids, after, until, most)))

    def ties(self, ids: Collection[Id]) -> frozenset[Id]:
        """See ``GraphStore.ties``."""
        return self._read(consistent(lambda tx: reading.ties(tx, ids)))

    def commits(self, *, after: int = 0, run: str | None = None, limit: int = 1000) -> Page[Commit]:
        """See ``GraphStore.commits``."""
        return self._read(lambda tx: reading.commits(tx, after, run, limit))

    def get(self, ids: Collection[Id]) -> Mapping[Id, Node]:
        """See ``GraphStore.get``."""
        return self._read(lambda tx: reading.get(tx, ids))

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
        edges = self._read(lambda tx: reading.edges(tx, ids, kinds, way, among))
        return edges if withheld else public(edges)

    def scan(self, what: What, *, after: str = "", until: str = "") -> Iterator[Item]:
        """See ``GraphStore.scan``.

        Neo4j has no snapshot to read from while others write, so all of it is read before the first item
        comes out, and read again when a commit came between. History only grows and is read page by page.
        """
        if what in (What.COMMITS, What.CHANGES):
            status = self.status()
            return self._history(what, None if status.loading else status.version)
        if what is What.RECORDS:
            return records.everything(self._link)
        work = consistent(lambda tx: reading.everything(tx, what, after, until))
        return seqlock.read(self._link, work, seconds=SCAN_SECONDS)

    def entries(self, ids: Collection[Id]) -> Mapping[Id, Entry]:
        """See ``GraphStore.entries``."""
        return self._read(lambda tx: reading.entries(tx, ids))

    def match(self, queries: Sequence[TextQuery]) -> list[Sequence[int]]:
        """See ``GraphStore.match``."""
        expressions = [reading.expression(query) for query in queries]
        return self._read(lambda tx: reading.match(tx, expressions))

    def _read(self, work: Callable[[ManagedTransaction], T]) -> T:
        return seqlock.read(self._link, work)

    def _history(self, what: What, version: int | None) -> Iterator[Item]:
        """Up to a version; None where a load has not said yet which it will be."""
        after = 0
        while True:
            page: Page[Commit] | Page[Change]
            page = self.commits(after=after) if what is What.COMMITS else self.changes(after=after)
            for item in page.items:
                if version is not None and item.seq > version:
                    return
                yield item
            if page.after is None:
                return
            after = int(page.after)


def _damage(tx: ManagedTransaction) -> list[Text]:
    return [*schema.damage(tx), *reading.damage(tx)]
