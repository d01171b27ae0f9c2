"""The view as it will be once a change is written: what the store holds, with the change laid over it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Final

from graphdb.claims import Claim
from graphdb.fields.schema import may_leave, may_reach
from graphdb.model import Edge, EdgeKind, Id, Node, ends_of, is_edge, public
from graphdb.records import ReadableRecords, Record
from graphdb.store import Change, Page, Readable, Way, WriteSet

_MOST: Final = 20_000
"""Nodes, and ends with their relations, that are remembered from one commit to the next: some 11 MB."""
_FEW: Final = 2
"""Kinds asked for together that are remembered so: a search entry consists of more, and needs them once, or
twice where what is said of a new thing goes on in the next commit."""
_Asked = tuple[Way, tuple[EdgeKind, ...]]


class Once:
    """Nodes, relations, histories and records of a store while changes are planned: nothing is read twice.

    Most of a large import is new, and of what is not there nothing is asked at all. It may be kept from one
    commit to the next, see ``go_on``, as long as no other writer comes in between.
    """

    def __init__(self, store: Readable) -> None:
        self._store = store
        self._absent: set[Id] = set()
        self._nodes: dict[Id, Node | None] = {}
        self._edges: dict[_Asked, dict[Id, tuple[Edge, ...]]] = {}
        self._changes: dict[Id, dict[tuple[int, str | None, int], Page[Change]]] = {}
        self.records = _RecordsOnce(store.records)

    def claims(self, targets: Collection[Id]) -> Mapping[Id, tuple[Claim, ...]]:
        """As ``Readable.claims``, not remembered.

        Their histories are read anew after it: a version must never be younger than what was read under it.
        """
        for target in targets if self._changes else ():
            self._changes.pop(target, None)
        return self._store.claims(targets)

    def changes(
        self, *, after: int = 0, target: Id | None = None, run: str | None = None, limit: int = 1000
    ) -> Page[Change]:
        """As ``Readable.changes``; of a target it is remembered until its claims are read again."""
        if target is None:
            return self._store.changes(after=after, run=run, limit=limit)
        pages, asked = self._changes.setdefault(target, {}), (after, run, limit)
        if asked not in pages:
            pages[asked] = self._store.changes(after=after, target=target, run=run, limit=limit)
        return pages[asked]

    def ties(self, ids: Collection[Id]) -> frozenset[Id]:
        """As ``Readable.ties``, not remembered."""
        return self._store.ties(ids)

    def know_absent(self, ids: Iterable[Id]) -> None:
        """Their claims were read, and they are not in the view."""
        self._absent.update(ids)

    def get(self, ids: Collection[Id]) -> Mapping[Id, Node]:
        """As ``Readable.get``."""
        missing = self._unread(ids, self._nodes)
        if missing:
            self._nodes |= {**dict.fromkeys(missing), **self._store.get(missing)}
        return {one: node for one in ids if (node := self._nodes.get(one)) is not None}

    def edges(
        self,
        ids: Collection[Id],
        *,
        kinds: Collection[EdgeKind] = (),
        way: Way = Way.BOTH,
        among: bool = False,
        withheld: bool = False,
    ) -> frozenset[Edge]:
        """As ``Readable.edges``; remembered when followed one way.

        What no such relation can lead from, or to, is not asked about.
        """
        if among or way is Way.BOTH:
            return self._store.edges(ids, kinds=kinds, way=way, among=among, withheld=withheld)
        asked = (way, tuple(kinds))
        edges_by_end = self._edges.setdefault(asked, {})
        missing = _ends(asked, self._unread(ids, edges_by_end))
        if missing:
            read = defaultdict[Id, list[Edge]](list)
            for edge in self._store.edges(missing, kinds=kinds, way=way, withheld=True):
                read[_near(edge, way)].append(edge)
            edges_by_end |= {one: tuple(read[one]) for one in missing}
        edges = frozenset(edge for one in ids for edge in edges_by_end.get(one, ()))
        return edges if withheld else public(edges)

    def forget(self) -> None:
        """Read anew from now on what others may have written meanwhile."""
        self._nodes.clear()
        self._edges.clear()
        self._changes.clear()
        self.records.forget()

    def go_on(self, store: Readable, change: WriteSet) -> None:
        """Read from ``store`` from now on: what it was, with this change, which what is known follows.

        Of a node that was not there before, all relations are known.
        """
        new = [node.id for node in change.nodes if node.id in self._absent]
        self._store = store
        self._absent.clear()
        self._changes.clear()
        self.records.go_on(store.records, change)
        self._edges = {
            asked: ends if len(asked[1]) <= _FEW else {} for asked, ends in self._edges.items() if asked[1]
        }
        if len(self._nodes) + sum(map(len, self._edges.values())) > _MOST:
            self._nodes.clear()
            self._edges.clear()
        self._nodes |= {one: None for one in change.gone if not is_edge(one)}
        self._nodes |= {node.id: node for node in change.nodes}
        moved_by_kind = defaultdict[str, dict[Id, Edge | None]](dict)
        for target in filter(is_edge, change.gone):
            moved_by_kind[target.partition("|")[0]][target] = None
        for edge in change.edges:
            moved_by_kind[edge.kind][edge.id] = edge
        for asked, edges_by_end in self._edges.items():
            edges_by_end |= dict.fromkeys(_ends(asked, new), ())
            for kind in asked[1]:
                _lay_over(edges_by_end, asked[0], moved_by_kind.get(kind, {}))

    def _unread(self, ids: Iterable[Id], read: Mapping[Id, object]) -> list[Id]:
        return [one for one in ids if one not in read and one not in self._absent]


class _RecordsOnce:
    """The records of a store, each question asked once."""

    def __init__(self, records: ReadableRecords) -> None:
        self._records = records
        self._got: dict[tuple[str, str, str], Record | None] = {}
        self._listed: dict[tuple[object, ...], Page[Record]] = {}
        self._on_their_way = False

    def get(self, kind: str, record_id: str, *, now: str) -> Record | None:
        """As ``ReadableRecords.get``."""
        asked = (kind, record_id, now)
        if asked not in self._got:
            self._got[asked] = self._records.get(kind, record_id, now=now)
        return self._got[asked]

    def list(
        self, kind: str, *, where: Mapping[str, str] = {}, after: str = "", limit: int = 100, now: str
    ) -> Page[Record]:
        """As ``ReadableRecords.list``."""
        asked = (kind, tuple(sorted(where.items())), after, limit, now)
        if asked not in self._listed:
            self._listed[asked] = self._records.list(kind, where=where, after=after, limit=limit, now=now)
        return self._listed[asked]

    def go_on(self, records: ReadableRecords, change: WriteSet) -> None:
        """As ``Once.go_on``. What a change writes is read again: its versions are the store's to give."""
        self._records = records
        if change.records or self._on_their_way:
            self.forget()
        self._on_their_way = bool(change.records)

    def forget(self) -> None:
        """As ``Once.forget``."""
        self._got.clear()
        self._listed.clear()


class After:
    """Reads nodes and relations of the store as if ``nodes`` and ``edges`` were written (None: gone)."""

    def __init__(
        self, store: Readable, nodes: Mapping[Id, Node | None], edges: Mapping[Id, Edge | None]
    ) -> None:
        self._store = store
        self._nodes = nodes
        self._edges = edges

    @cached_property
    def _by_end(self) -> Mapping[Way, Mapping[Id, list[Edge]]]:
        """The edges that will be there, by each end; made when first asked for, which is often never."""
        by_src, by_dst = defaultdict[Id, list[Edge]](list), defaultdict[Id, list[Edge]](list)
        for edge in self._edges.values():
            if edge is not None:
                by_src[edge.src].append(edge)
                by_dst[edge.dst].append(edge)
        return {Way.OUT: by_src, Way.IN: by_dst}

    def get(self, ids: Collection[Id]) -> dict[Id, Node]:
        """The nodes that will be there."""
        nodes = {one: node for one in ids if (node := self._nodes.get(one)) is not None}
        missing = [one for one in ids if one not in self._nodes]
        return nodes | dict(self._store.get(missing)) if missing else nodes

    def edges(self, ids: Collection[Id], kinds: Collection[EdgeKind], way: Way) -> set[Edge]:
        """The relations of these kinds that will leave (OUT) or reach (IN) these nodes, withheld ones too."""
        if not ids:
            return set()
        stored = self._store.edges(ids, kinds=kinds, way=way, withheld=True)
        kept = {edge for edge in stored if edge.id not in self._edges}
        index = self._by_end[way]
        return kept | {edge for one in ids for edge in index.get(one, ()) if edge.kind in kinds}

    def ends(self, ids: Collection[Id], kinds: Collection[EdgeKind], way: Way) -> set[Id]:
        """The other ends of those relations."""
        return set(other_ends(self.edges(ids, kinds, way), way))


def _near(edge: Edge, way: Way) -> Id:
    """The end that a relation is followed from."""
    return edge.src if way is Way.OUT else edge.dst


def _ends(asked: _Asked, ids: list[Id]) -> list[Id]:
    """Those of these nodes that may have any of the relations."""
    way, kinds = asked
    if not kinds:
        return ids
    return may_leave(ids, kinds) if way is Way.OUT else may_reach(ids, kinds)


def _lay_over(edges_by_end: dict[Id, tuple[Edge, ...]], way: Way, moved: Mapping[Id, Edge | None]) -> None:
    """Put the relations that moved in the place of what they were, at the ends that are known."""
    for target, edge in moved.items():
        end = ends_of(target)[0 if way is Way.OUT else 1] if edge is None else _near(edge, way)
        before = edges_by_end.get(end)
        if before is not None:
            rest = [other for other in before if other.id != target] if before else ()
            edges_by_end[end] = tuple(rest) if edge is None else (*rest, edge)


def other_ends(edges: Iterable[Edge], way: Way) -> Iterable[Id]:
    """Where relations lead, followed ``way``."""
    return (edge.dst if way is Way.OUT else edge.src for edge in edges)
