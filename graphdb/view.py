"""The view as it will be once a change is written: what the store holds, with the change laid over it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from graphdb.model import Edge, EdgeKind, Id, Node
from graphdb.store import Editable, Way


class After:
    """Reads nodes and relations of the store as if ``nodes`` and ``edges`` were written (None: gone)."""

    def __init__(
        self, store: Editable, nodes: Mapping[Id, Node | None], edges: Mapping[Id, Edge | None]
    ) -> None:
        self._store = store
        self._nodes = nodes
        self._edges = edges
        self._by_end: dict[Way, defaultdict[Id, list[Edge]]] = {
            Way.OUT: defaultdict(list),
            Way.IN: defaultdict(list),
        }
        for edge in edges.values():
            if edge is not None:
                self._by_end[Way.OUT][edge.src].append(edge)
                self._by_end[Way.IN][edge.dst].append(edge)

    def get(self, ids: Collection[Id]) -> dict[Id, Node]:
        """The nodes that will be there."""
        found = {one: node for one in ids if (node := self._nodes.get(one)) is not None}
        missing = [one for one in ids if one not in self._nodes]
        return found | dict(self._store.get(missing)) if missing else found

    def edges(self, ids: Collection[Id], kinds: Collection[EdgeKind], way: Way) -> set[Edge]:
        """The relations of these kinds that will leave (OUT) or reach (IN) these nodes."""
        if not ids:
            return set()
        held = self._store.edges(ids, kinds=kinds, way=way)
        kept = {edge for edge in held if edge.id not in self._edges}
        index = self._by_end[way]
        return kept | {edge for one in ids for edge in index.get(one, ()) if edge.kind in kinds}

    def ends(self, ids: Collection[Id], kinds: Collection[EdgeKind], way: Way) -> set[Id]:
        """The other ends of those relations."""
        return set(other_ends(self.edges(ids, kinds, way), way))


def other_ends(edges: Iterable[Edge], way: Way) -> Iterable[Id]:
    """Where relations lead, followed ``way``."""
    return (edge.dst if way is Way.OUT else edge.src for edge in edges)
