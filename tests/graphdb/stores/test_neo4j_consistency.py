"""Each method answers from one version, though Neo4j itself shows commits while they are being applied."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Event

import pytest

from graphdb.model import Edge, EdgeKind, Node, NodeKind, edge_id
from graphdb.store import GraphStore, Term, Way, What, WriteSet
from tests.contract.samples import actor, bare, entry

IDS = [actor(f"n{number}") for number in range(150)]
EXTRA = actor("extra")
LINK = edge_id(EdgeKind.PART_OF, EXTRA, IDS[0])
ROUNDS = 25


def round_of(k: int) -> WriteSet:
    """Every node, relation and entry says ``k``; an extra node with a relation is there when ``k`` is odd."""
    nodes = [Node(one, NodeKind.ACTOR, {"k": k}) for one in IDS]
    edges = [
        Edge(edge_id(EdgeKind.PART_OF, a, b), EdgeKind.PART_OF, a, b, {"k": k}) for a, b in pairwise(IDS)
    ]
    entries = tuple(entry(one, f"w{k}") for one in IDS)
    if k % 2:
        nodes.append(Node(EXTRA, NodeKind.ACTOR, {"k": k}))
        edges.append(Edge(LINK, EdgeKind.PART_OF, EXTRA, IDS[0], {"k": k}))
        return bare(f"round{k}", nodes=tuple(nodes), edges=tuple(edges), entries=entries)
    return bare(f"round{k}", nodes=tuple(nodes), edges=tuple(edges), entries=entries, gone=(LINK, EXTRA))


def seen(items: Iterable[Node | Edge], extra: bool) -> frozenset[object]:
    """All values of ``k`` in what was read, and what the extra node says of it."""
    return frozenset({*(item.props["k"] for item in items), "odd" if extra else "even"})


WHOLE = {frozenset({k, "odd" if k % 2 else "even"}) for k in range(1, ROUNDS + 1)}


def by_get(store: GraphStore) -> frozenset[object]:
    found = store.get([*IDS, EXTRA])
    return seen(found.values(), EXTRA in found)


def by_edges(way: Way, among: bool) -> Callable[[GraphStore], frozenset[object]]:
    def read(store: GraphStore) -> frozenset[object]:
        found = store.edges([*IDS, EXTRA], way=way, among=among)
        return seen(found, LINK in {edge.id for edge in found})

    return read


def by_entries(store: GraphStore) -> frozenset[object]:
    found = {entry.words for entry in store.entries(IDS).values()}
    (k,) = (int(words[1:]) for words in found)
    return frozenset({k, "odd" if k % 2 else "even"})


def by_around(store: GraphStore) -> frozenset[object]:
    found = store.around([IDS[0]], hops=2)
    return seen([*found.nodes.values(), *found.edges], EXTRA in found.nodes)


def by_scan(store: GraphStore) -> frozenset[object]:
    edges = [item for item in store.scan(What.EDGES) if isinstance(item, Edge)]
    return seen(edges, LINK in {edge.id for edge in edges})


def by_match(store: GraphStore) -> frozenset[object]:
    found = store.match([((Term(f"w{k}"),),) for k in range(1, ROUNDS + 1)])
    (k,) = (k for k, hits in enumerate(found, 1) if hits)
    assert len(found[k - 1]) == len(IDS)
    return frozenset({k, "odd" if k % 2 else "even"})


READS = [
    by_get,
    *(by_edges(way, False) for way in Way),
    by_edges(Way.OUT, True),
    by_entries,
    by_around,
    by_scan,
    by_match,
]


@pytest.mark.parametrize("read", READS)
def test_readers_see_whole_commits_only(
    neo4j_store: GraphStore, read: Callable[[GraphStore], frozenset[object]]
) -> None:
    """Red without ``neo4j_read.consistent`` and ``collected``: some of the reads see two rounds at once."""
    neo4j_store.write(round_of(1))
    over = Event()

    def keep_reading() -> list[frozenset[object]]:
        found = []
        while not over.is_set():
            found.append(read(neo4j_store))
        return found

    with ThreadPoolExecutor() as threads:
        reading = [threads.submit(keep_reading) for _ in range(2)]
        for k in range(2, ROUNDS + 1):
            neo4j_store.write(round_of(k))
        over.set()
        found = [one for done in reading for one in done.result()]
    assert found
    assert set(found) <= WHOLE
