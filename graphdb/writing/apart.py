"""The things of a store as if no judgement joined any: what each would be by the claims on it alone."""

from collections.abc import Collection, Mapping

from graphdb.identity.linker import Linker
from graphdb.model import EdgeKind, Id, Node, ends_of
from graphdb.store import Readable, Way
from graphdb.view import view_of


class Apart:
    """Reads a store, which shows what is joined as one, by the ids that sources claim."""

    def __init__(self, store: Readable, linker: Linker) -> None:
        self._store = store
        self._linker = linker

    def get(self, ids: Collection[Id]) -> Mapping[Id, Node]:
        """The nodes that these would be."""
        joined = [one for one in ids if self._linker.joins(one)]
        if not joined:
            return self._store.get(ids)
        views = {one: view_of(claims) for one, claims in self._store.claims(joined).items()}
        nodes = {one: view for one, view in views.items() if isinstance(view, Node)}
        return {**self._store.get([one for one in ids if one not in joined]), **nodes}

    def relations(
        self, ids: Collection[Id], kinds: Collection[EdgeKind] = (), way: Way = Way.BOTH
    ) -> set[Id]:
        """The ids of the relations of these, of these kinds (none named: all), as claimed.

        Some of them may be claimed by none. Not among them: relations that are claimed and not shown.
        """
        if not ids:
            return set()
        ends = {self._linker.canonical(one) for one in ids}
        shown = self._store.edges(ends, kinds=kinds, way=way, withheld=True)
        if not self._linker:
            return {edge.id for edge in shown}
        claimed = {member for edge in shown for member in self._linker.members(edge.id)}
        near = {Way.OUT: slice(0, 1), Way.IN: slice(1, 2), Way.BOTH: slice(0, 2)}[way]
        return {edge for edge in claimed if not set(ends_of(edge)[near]).isdisjoint(ids)}
