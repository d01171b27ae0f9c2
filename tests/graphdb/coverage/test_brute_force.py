"""Who is in a municipality of the demo and whom they name, worked out once more from nodes and relations."""

from collections import defaultdict
from typing import cast

import pytest

from graphdb.coverage.presence import presence
from graphdb.model import Edge, EdgeKind, Id, Node, NodeKind, code_of
from graphdb.rules.expectations import kinds_of
from graphdb.search import index as indexes
from graphdb.search.index.columns import HIDDEN
from graphdb.store import GraphStore, What
from graphdb.vocabulary import catalogue
from tests.graphdb.world import TODAY

Ends = dict[EdgeKind, dict[Id, list[Edge]]]
Graph = tuple[GraphStore, dict[Id, Node], Ends]


@pytest.fixture(scope="module")
def graph(demo: GraphStore) -> Graph:
    """The demo, all its nodes by id, and what leaves each, by kind."""
    nodes = {node.id: node for node in cast("list[Node]", list(demo.scan(What.NODES)))}
    leaving: Ends = defaultdict(lambda: defaultdict(list))
    for edge in cast("list[Edge]", list(demo.scan(What.EDGES))):
        leaving[edge.kind][edge.src].append(edge)
    return demo, nodes, leaving


def offered(node: Node) -> bool:
    """Whether it runs today, for everybody."""
    starts, ends = node.text("starts_on"), node.text("ends_on")
    runs = starts <= TODAY and (not ends or ends >= TODAY)
    return node.text("status") not in HIDDEN and runs and node.text("visibility") in ("", "public")


def areas(graph: Graph, unit: Id) -> set[str]:
    """What it says it serves; an actor without a word of that the municipalities of its places."""
    _, nodes, leaving = graph
    said = leaving[EdgeKind.SERVES][unit]
    if said or nodes[unit].kind is NodeKind.SERVICE:
        return {code_of(edge.dst) for edge in said if (edge.text("until") or TODAY) >= TODAY}
    places = [edge.dst for edge in leaving[EdgeKind.LOCATED_AT][unit]]
    return {code_of(edge.dst) for place in places for edge in leaving[EdgeKind.IN][place]}


def here(graph: Graph, municipality: str) -> dict[Id, list[Id]]:
    """The actors that serve a municipality, each with what it does so by."""
    store, nodes, leaving = graph
    around = catalogue.read(store).covering(municipality, TODAY)
    units: dict[Id, list[Id]] = defaultdict(list)
    for actor in (node for node in nodes.values() if node.kind is NodeKind.ACTOR and offered(node)):
        if areas(graph, actor.id) & around:
            units[actor.id].append(actor.id)
        for service in (edge.dst for edge in leaving[EdgeKind.OFFERS][actor.id]):
            own = areas(graph, service) if leaving[EdgeKind.SERVES][service] else areas(graph, actor.id)
            if offered(nodes[service]) and own & around:
                units[actor.id].append(service)
    return units


def groups(graph: Graph, unit: Id, actor: Id) -> set[str]:
    """Whom it is for; a service that does not say is for whom its actor is for."""
    reached = graph[2][EdgeKind.REACHES]
    return {code_of(edge.dst) for edge in reached[unit] or reached[actor]}


@pytest.mark.parametrize("municipality", ["9901", "9902", "9903", "0851"])
def test_the_same_actors_are_here(graph: Graph, municipality: str) -> None:
    local = presence(indexes.current(graph[0], TODAY), municipality)
    assert set(local.all_ids()) == set(here(graph, municipality))
    assert len(local.all_ids()) == len(set(local.all_ids()))


@pytest.mark.parametrize("municipality", ["9901", "9902", "9903"])
def test_they_name_the_same_groups(graph: Graph, municipality: str) -> None:
    local = presence(indexes.current(graph[0], TODAY), municipality)
    expected: dict[str, set[str]] = defaultdict(set)
    for actor, units in here(graph, municipality).items():
        for group in {group for unit in units for group in groups(graph, unit, actor)}:
            expected[group].add(graph[1][actor].text("kind"))
    tick_only = kinds_of(catalogue.read(graph[0])).tick_only
    for group, kinds in expected.items():
        assert set(local.kinds_that_name(group)) == kinds - tick_only


@pytest.mark.parametrize("municipality", ["9901", "9902", "9903"])
def test_who_refuses_or_covers_a_group_is_here_and_of_the_kind(graph: Graph, municipality: str) -> None:
    local, units = presence(indexes.current(graph[0], TODAY), municipality), here(graph, municipality)
    for kind in local.places:
        for actor in local.of(kind, "rg_rus"):
            assert actor.id in units
            assert graph[1][actor.id].text("kind") == kind
            named = {group for unit in units[actor.id] for group in groups(graph, unit, actor.id)}
            assert actor.said is ("rg_rus" in named)
