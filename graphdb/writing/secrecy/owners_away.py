"""Flagged actors that are away: their last word still hides where their units and services are.

Between Monday's file without a crisis centre and Tuesday's with it, its services stand in the view alone, and
the relation that their secrecy comes down is hidden.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property

from graphdb.claims import Claim
from graphdb.history import past
from graphdb.model import Edge, EdgeKind, Id, Node
from graphdb.store import Readable, Way
from graphdb.view import merge
from graphdb.writing.absence import Hidden, read_hidden
from graphdb.writing.overlay import After
from graphdb.writing.secrecy.flag import FLAG, OWNERSHIP, Secret, below


class WithOwnersAway(After):
    """As ``After``, with hidden ownership as if it were shown, and its ends as their sources last said them.

    ``hidden`` gives the relations that are hidden once the change is written; it is called when an end is
    first asked about: seldom for a change of a name. ``left``: the claims, by target and source, on those
    that are away then of which something is said still. Histories are read only of those that are asked for.
    """

    def __init__(
        self,
        store: Readable,
        nodes: Mapping[Id, Node | None],
        edges: Mapping[Id, Edge | None],
        hidden: Callable[[], Iterable[Hidden]],
        left: Mapping[Id, Mapping[str, Claim]] = {},
    ) -> None:
        super().__init__(store, nodes, edges)
        self._left = left
        self._hidden = hidden
        self._last_seen: dict[Id, Node | None] = {}

    @cached_property
    def _hidden_by_end(self) -> Mapping[Way, Mapping[Id, set[Edge]]]:
        by_src, by_dst = defaultdict[Id, set[Edge]](set), defaultdict[Id, set[Edge]](set)
        for relation in self._hidden():
            kind = EdgeKind(relation.id.partition("|")[0])
            if kind in OWNERSHIP:
                edge = Edge(relation.id, kind, relation.src, relation.dst)
                by_src[edge.src].add(edge)
                by_dst[edge.dst].add(edge)
        return {Way.OUT: by_src, Way.IN: by_dst}

    def get(self, ids: Collection[Id]) -> dict[Id, Node]:
        """The nodes that will be there, and those that will not: of hidden ownership, or spoken of still."""
        nodes = super().get(ids)
        away = [one for one in ids if one not in nodes and (one in self._left or self._is_end(one))]
        return nodes | {one: node for one in away if (node := self._last(one)) is not None}

    def edges(self, ids: Collection[Id], kinds: Collection[EdgeKind], way: Way) -> set[Edge]:
        """The relations that will be there, hidden ownership too."""
        if not ids:
            return set()
        by_end = self._hidden_by_end[way]
        hidden = {edge for one in ids for edge in by_end.get(one, ()) if edge.kind in kinds}
        return super().edges(ids, kinds, way) | hidden

    def _is_end(self, one: Id) -> bool:
        return any(one in by_end for by_end in self._hidden_by_end.values())

    def _last(self, one: Id) -> Node | None:
        if one not in self._last_seen:
            words = {claim.source: claim for claim in past.last_words(self._store, one)}
            view = merge({**words, **self._left.get(one, {})}.values())
            self._last_seen[one] = view if isinstance(view, Node) else None
        return self._last_seen[one]


def all_secret(store: Readable, actors: Iterable[Node]) -> Secret:
    """All in the store that is under a flag: of one of these, its actors, or of one that is away."""
    hidden = tuple(read_hidden(store))
    view = WithOwnersAway(store, {}, {}, lambda: hidden)
    flagged = {actor.id for actor in actors if actor.flag(FLAG)}
    ends = view.get({end for relation in hidden for end in (relation.src, relation.dst)})
    return below(view, flagged | {end for end, node in ends.items() if node.flag(FLAG)})
