"""The view as it will be once a change is written: what the store holds, with the change laid over it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from graphdb.model import Edge, EdgeKind, Id, Node, public
from graphdb.store import Readable, Way


class Once:
    """Nodes and relations of a store while one change is planned: nothing is read twice.

    Most of a large import is new, and of what is not there nothing is asked at all.
    """

    def __init__(self, store: Readable) -> None:
        self._store = store
        self._absent: set[Id] = set()
        self._nodes: dict[Id, Node | None] = {}
        self._edges: dict[tuple[Way, tuple[EdgeKind, ...]], dict[Id, list[Edge]]] = {}
        self.claims, self.changes, self.records = store.claims, store.changes, store.records

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
        """As ``Readable.edges``; remembered when followed one way."""
        if among or way is Way.BOTH:
            return self._store.edges(ids, kinds=kinds, way=way, among=among, withheld=withheld)
        edges_by_end = self._edges.setdefault((way, tuple(kinds)), {})
        missing = self._unread(ids, edges_by_end)
        if missing:
            edges_by_end |= {one: [] for one in missing}
            for edge in self._store.edges(missing, kinds=kinds, way=way, withheld=True):
                edges_by_end[edge.src if way is Way.OUT else edge.dst].append(edge)
        edges = frozenset(edge for one in ids for edge in edges_by_end.get(one, ()))
        return edges if withheld else public(edges)

    def forget(self) -> None:
        """Read anew from now on what others may have written meanwhile."""
        self._nodes.clear()
        self._edges.clear()

    def _unread(self, ids: Iterable[Id], read: Mapping[Id, object]) -> list[Id]:
        return [one for one in ids if one not in read and one not in self._absent]


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


def other_ends(edges: Iterable[Edge], way: Way) -> Iterable[Id]:
    """Where relations lead, followed ``way``."""
    return (edge.dst if way is Way.OUT else edge.src for edge in edges)
