"""What a plan reads: once each, nothing of what is known not to be there, and the same as the store says."""

from collections.abc import Collection, Mapping
from typing import Final

import pytest

from graphdb.model import Edge, EdgeKind, Id, Node
from graphdb.store import GraphStore, Way, What
from graphdb.writing.dry_run import Rehearsal
from graphdb.writing.overlay import Once

NOBODY: Final = "actor:demo:nobody"


class Counted(Rehearsal):
    """A store that notes which ids it is asked about."""

    def __init__(self, store: GraphStore) -> None:
        super().__init__(store)
        self.asked: list[Id] = []

    def get(self, ids: Collection[Id]) -> Mapping[Id, Node]:
        self.asked += ids
        return super().get(ids)

    def edges(
        self,
        ids: Collection[Id],
        *,
        kinds: Collection[EdgeKind] = (),
        way: Way = Way.BOTH,
        among: bool = False,
        withheld: bool = False,
    ) -> frozenset[Edge]:
        self.asked += ids
        return super().edges(ids, kinds=kinds, way=way, among=among, withheld=withheld)


@pytest.fixture
def actors(demo: GraphStore) -> list[Id]:
    """All actors of the demo directory."""
    nodes = demo.scan(What.NODES, after="actor:", until="actor;")
    return [node.id for node in nodes if isinstance(node, Node)]


@pytest.mark.parametrize("way", [Way.OUT, Way.IN])
def test_relations_are_those_of_the_store_and_read_once(demo: GraphStore, actors: list[Id], way: Way) -> None:
    kinds = [EdgeKind.PART_OF, EdgeKind.OFFERS]
    store = Counted(demo)
    once = Once(store)
    first = once.edges(actors[:40], kinds=kinds, way=way)
    assert first == demo.edges(actors[:40], kinds=kinds, way=way)
    assert once.edges(actors, kinds=kinds, way=way) == demo.edges(actors, kinds=kinds, way=way) > first
    assert sorted(store.asked) == actors


def test_kinds_and_ways_are_not_mixed(demo: GraphStore, actors: list[Id]) -> None:
    once = Once(demo)
    for kinds in ([EdgeKind.OFFERS], [EdgeKind.SERVES], []):
        for way in Way:
            assert once.edges(actors, kinds=kinds, way=way) == demo.edges(actors, kinds=kinds, way=way)
    assert once.edges(actors, among=True) == demo.edges(actors, among=True)


def test_nodes_are_those_of_the_store_and_read_once(demo: GraphStore, actors: list[Id]) -> None:
    store = Counted(demo)
    once = Once(store)
    assert once.get([*actors[:40], NOBODY]) == demo.get(actors[:40])
    assert once.get([*actors, NOBODY]) == demo.get(actors)
    assert sorted(store.asked) == sorted([*actors, NOBODY])


def test_nothing_is_asked_of_what_is_not_there(demo: GraphStore) -> None:
    store = Counted(demo)
    once = Once(store)
    once.know_absent([NOBODY])
    assert not once.get([NOBODY])
    assert not once.edges([NOBODY], kinds=[EdgeKind.OFFERS], way=Way.OUT)
    assert store.asked == []
