"""Contact points as they are shown: in order, the public ones only, and which of them to ring."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from graphdb.language.text import danish_sort_key
from graphdb.model import Edge, EdgeKind, Id, Node, NodeKind, is_public
from graphdb.store import GraphStore, Way
from graphdb.vocabulary.catalogue import Vocabulary

_LAST: Final = 1_000_000


def in_order(edges: Iterable[Edge], nodes: Mapping[Id, Node]) -> dict[Id, tuple[Node, ...]]:
    """The contact points of each owner in the order that their source gave them, the public ones only."""
    ranked: defaultdict[Id, list[tuple[int, str, Id]]] = defaultdict(list)
    for edge in edges:
        point = nodes.get(edge.dst)
        if edge.kind is EdgeKind.CONTACTED_AT and point is not None and is_public(point):
            position = edge.props.get("position")
            place = position if isinstance(position, int) else _LAST
            ranked[edge.src].append((place, danish_sort_key(point.text("role")), point.id))
    return {owner: tuple(nodes[one] for *_, one in sorted(points)) for owner, points in ranked.items()}


def first_to_ring(points: Iterable[Node], terms: Vocabulary) -> Node | None:
    """The first with a number that one can ring; one that only takes texts is none."""
    written = terms.marked(NodeKind.NUMBER_KIND, "text_only")
    return next(
        (point for point in points if point.text("phone") and point.text("number_kind") not in written), None
    )


def to_ring(store: GraphStore, nodes: Collection[Node], terms: Vocabulary) -> dict[Id, Node]:
    """Of actors and services without a number of their own the contact point to ring.

    Two calls to the store, none when all have a number.
    """
    silent = [node.id for node in nodes if not node.text("phone")]
    points, _ = points_to_ring(store, silent, terms) if silent else ({}, {})
    return points


def points_to_ring(
    store: GraphStore, owners: Collection[Id], terms: Vocabulary, *, also: Collection[Id] = ()
) -> tuple[dict[Id, Node], Mapping[Id, Node]]:
    """The contact point to ring of each owner that has one, and what was read: the points, and the nodes
    ``also``. Two calls to the store, one when there is nothing to read.
    """
    edges = store.edges(sorted(owners), kinds=[EdgeKind.CONTACTED_AT], way=Way.OUT)
    wanted = {*also, *(edge.dst for edge in edges)}
    read = store.get(sorted(wanted)) if wanted else {}
    chosen = {owner: first_to_ring(several, terms) for owner, several in in_order(edges, read).items()}
    return {owner: point for owner, point in chosen.items() if point is not None}, read
