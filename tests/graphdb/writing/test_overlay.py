"""What a plan reads: once each, nothing of what is known not to be there, and the same as the store says."""

from collections.abc import Collection, Mapping
from typing import Final

import pytest

from graphdb.model import Edge, EdgeKind, Id, Node, NodeKind
from graphdb.store import GraphStore, Way, What
from graphdb.writing.absence import newest, read_hidden
from graphdb.writing.dry_run import Rehearsal
from graphdb.writing.overlay import Once
from graphdb.writing.plan import Drop, Edit, commit, plan
from tests.graphdb.writing.test_plan import BED, HERBERG, PLACE, TOWN, UNIT, link, node, small, stamp

NOBODY: Final = "actor:demo:nobody"
OF_ENTRIES: Final = [EdgeKind.LOCATED_AT, EdgeKind.PART_OF, EdgeKind.REACHES]


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


@pytest.mark.parametrize("way", [Way.OUT, Way.IN])
def test_nothing_is_asked_of_what_no_such_relation_leads_from_or_to(demo: GraphStore, way: Way) -> None:
    """Of all nodes the answer is the store's; ids of other kinds are not sent to it."""
    ids = [node.id for node in demo.scan(What.NODES) if isinstance(node, Node)]
    for kind in EdgeKind:
        store = Counted(demo)
        once = Once(store)
        assert once.edges(ids, kinds=[kind], way=way) == demo.edges(ids, kinds=[kind], way=way)
        asked = {one.partition(":")[0] for one in store.asked}
        assert asked <= PREFIXES
        assert len(asked) < len(PREFIXES)
    part_of = Counted(demo)
    Once(part_of).edges(ids, kinds=[EdgeKind.PART_OF], way=way)
    assert {one.partition(":")[0] for one in part_of.asked} == {"actor"}


PREFIXES: Final = {"actor", "service", "place", "contact", "area", "indicator", "source", "term"}
WAYS: Final = [(kind, way) for kind in (EdgeKind.LOCATED_AT, EdgeKind.PART_OF, EdgeKind.IN) for way in Way]
THEIRS: Final = [HERBERG, UNIT, BED, PLACE, TOWN]


def known(reader: GraphStore | Once) -> list[object]:
    """What a store shows of the actor, its unit and its house, whatever the versions are."""
    nodes = {one: dict(item.props) for one, item in reader.get(THEIRS).items()}
    edges = (reader.edges(THEIRS, kinds=[kind], way=way) for kind, way in WAYS)
    return [nodes, *({(edge.id, *edge.props.items()) for edge in some} for some in edges)]


@pytest.mark.parametrize(
    "edits",
    [
        [node(HERBERG, NodeKind.ACTOR, name="Nyt navn", kind="bo_110"), Drop(PLACE, "a")],
        [node(UNIT, NodeKind.ACTOR, name="Enheden", kind="bo_110"), link(EdgeKind.PART_OF, UNIT, HERBERG)],
        [link(EdgeKind.LOCATED_AT, BED, PLACE), Drop(f"LOCATED_AT|{HERBERG}|{PLACE}", "a")],
        [link(EdgeKind.IN, PLACE, TOWN, "b"), Drop(f"IN|{PLACE}|{TOWN}", "a"), Drop(HERBERG, "a")],
    ],
)
def test_what_is_known_follows_a_commit(store: GraphStore, edits: list[Edit]) -> None:
    commit(store, small(), stamp())
    once = Once(store)
    assert known(once) == known(store)
    planned = plan(once, edits, stamp())
    store.write(planned.written)
    once.go_on(store, planned.written)
    assert known(once) == known(store)


@pytest.mark.parametrize("kinds", [[EdgeKind.LOCATED_AT], OF_ENTRIES])
def test_of_a_new_thing_all_is_known(store: GraphStore, kinds: list[EdgeKind]) -> None:
    counted = Counted(store)
    once = Once(counted)
    once.edges([HERBERG], kinds=kinds, way=Way.OUT)
    planned = plan(once, small(), stamp())
    store.write(planned.written)
    once.go_on(counted, planned.written)
    counted.asked.clear()
    assert once.get([HERBERG, PLACE]).keys() == {HERBERG, PLACE}
    (edge,) = once.edges([HERBERG], kinds=kinds, way=Way.OUT)
    assert edge.dst == PLACE
    assert counted.asked == []


def test_a_history_is_read_once_and_anew_with_the_claims(store: GraphStore) -> None:
    """Red when what was read of it outlives the versions that it is written over."""
    commit(store, small(), stamp())
    once = Once(store)
    first = once.changes(target=PLACE)
    commit(store, [node(PLACE, NodeKind.PLACE, "b", address="Broen 2")], stamp())
    assert once.changes(target=PLACE) is first
    assert once.changes(target=PLACE, limit=1) != first
    once.claims([HERBERG])
    assert once.changes(target=PLACE) is first
    once.claims([PLACE])
    assert once.changes(target=PLACE) == store.changes(target=PLACE) != first


def test_records_that_a_commit_writes_are_read_again(store: GraphStore) -> None:
    commit(store, small(), stamp())
    once = Once(store)
    assert not list(read_hidden(once))
    planned = plan(once, [Drop(PLACE, "a")], stamp())
    rehearsal = Rehearsal(store)
    rehearsal.write(planned.written)
    once.go_on(rehearsal, planned.written)
    assert {one.id for one in read_hidden(once)} == {edge.edge.id for edge in planned.hidden}
    assert newest(once) < 0
    store.write(planned.written)
    once.go_on(store, plan(once, [], stamp()).written)
    assert newest(once) == newest(store)
