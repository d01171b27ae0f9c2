"""A store that only pretends to write, so that a dry run goes the very same way as a real one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from graphdb.claims import Claim
from graphdb.history import chain
from graphdb.model import Edge, EdgeKind, Id, Node, public
from graphdb.records import ReadableRecords, Record, RecordKey, RecordWrite
from graphdb.store import Change, Commit, Editable, Page, Way, WriteSet, every


class Rehearsal:
    """What ``editing`` needs of a store: reads see the pretended writes, the real store stays as it is.

    Nothing is checked against other writers: a dry run is a forecast.
    """

    def __init__(self, store: Editable) -> None:
        self._store = store
        self._claims: dict[Id, dict[str, Claim]] = {}
        self._nodes: dict[Id, Node | None] = {}
        self._edges: dict[Id, Edge | None] = {}
        self._ends: defaultdict[Id, set[Id]] = defaultdict(set)
        self.records = _Records(store.records)
        self._seq = 0

    def claims(self, targets: Collection[Id]) -> Mapping[Id, tuple[Claim, ...]]:
        """As ``Editable.claims``."""
        unread = [one for one in targets if one not in self._claims]
        claims = dict(self._store.claims(unread)) if unread else {}
        for one in targets:
            if one in self._claims:
                claims[one] = tuple(claim for _, claim in sorted(self._claims[one].items()))
        return claims

    def get(self, ids: Collection[Id]) -> Mapping[Id, Node]:
        """As ``Editable.get``."""
        unread = [one for one in ids if one not in self._nodes]
        nodes = dict(self._store.get(unread)) if unread else {}
        return nodes | {one: node for one in ids if (node := self._nodes.get(one)) is not None}

    def edges(
        self,
        ids: Collection[Id],
        *,
        kinds: Collection[EdgeKind] = (),
        way: Way = Way.BOTH,
        among: bool = False,
        withheld: bool = False,
    ) -> frozenset[Edge]:
        """As ``Editable.edges``."""
        stored = self._store.edges(ids, kinds=kinds, way=way, withheld=True)
        edges = {edge for edge in stored if edge.id not in self._edges}
        near = (self._edges[edge] for one in ids for edge in self._ends.get(one, ()))
        edges |= {edge for edge in near if edge is not None and _fits(edge, set(ids), kinds, way)}
        fitting = frozenset(edge for edge in edges if not among or {edge.src, edge.dst} <= set(ids))
        return fitting if withheld else public(fitting)

    def changes(
        self, *, after: int = 0, target: Id | None = None, run: str | None = None, limit: int = 1000
    ) -> Page[Change]:
        """As ``Editable.changes``, of the real store: nothing pretended has a history."""
        return self._store.changes(after=after, target=target, run=run, limit=limit)

    def ties(self, ids: Collection[Id]) -> frozenset[Id]:
        """As ``Editable.ties``, of the real store as ``changes``."""
        return self._store.ties(ids)

    def write(self, change: WriteSet) -> Commit:
        """Keep the change in memory."""
        self.lay(change)
        self._seq += 1
        return chain.seal(change, self._seq, "")

    def lay(self, change: WriteSet) -> None:
        """The same, without the commit: a digest of all its changes takes as long as they do."""
        targets = {claim.target for claim in change.claims} | {target for target, _ in change.dropped}
        # A target without a claim is not asked for.
        claims = self.claims([one for one in targets if one in self._claims or change.expect.get(one, 1)])
        for target in targets:
            self._claims[target] = {claim.source: claim for claim in claims.get(target, ())}
        for target, source in change.dropped:
            self._claims[target].pop(source, None)
        for claim in change.claims:
            self._claims[claim.target][claim.source] = claim
        self._view(change)
        self.records.pretend(change.records)

    def _view(self, change: WriteSet) -> None:
        self._nodes |= {node.id: node for node in change.nodes}
        for edge in change.edges:
            self._edges[edge.id] = edge
            self._ends[edge.src].add(edge.id)
            self._ends[edge.dst].add(edge.id)
        for one in change.gone:
            if "|" in one:
                self._edges[one] = None
            else:
                self._nodes[one] = None


def _fits(edge: Edge, ids: set[Id], kinds: Collection[EdgeKind], way: Way) -> bool:
    leaves, reaches = edge.src in ids, edge.dst in ids
    there = {Way.OUT: leaves, Way.IN: reaches, Way.BOTH: leaves or reaches}[way]
    return there and (not kinds or edge.kind in kinds)


class _Records:
    """Records as they would be, those that are pretended with a version that none has."""

    def __init__(self, records: ReadableRecords) -> None:
        self._records = records
        self._pretended: dict[RecordKey, Record | None] = {}

    def get(self, kind: str, record_id: str, *, now: str) -> Record | None:
        """As ``ReadableRecords.get``."""
        if (kind, record_id) not in self._pretended:
            return self._records.get(kind, record_id, now=now)
        record = self._pretended[kind, record_id]
        return record if record is not None and record.there(now) else None

    def list(
        self, kind: str, *, where: Mapping[str, str] = {}, after: str = "", limit: int = 100, now: str
    ) -> Page[Record]:
        """As ``ReadableRecords.list``, all on one page."""
        real = every(lambda at: self._records.list(kind, where=where, after=at, now=now), after)
        records = {record.id: record for record in real}
        for (pretended_kind, one), record in self._pretended.items():
            if pretended_kind == kind and one > after:
                records.pop(one, None)
                if record is not None and record.there(now) and where.items() <= record.keys.items():
                    records[one] = record
        return Page(tuple(records[one] for one in sorted(records)))

    def pretend(self, writes: Iterable[RecordWrite]) -> None:
        """Keep them in memory."""
        for write in writes:
            self._pretended[write.record.key] = None if write.gone else replace(write.record, version=-1)
