"""Routes are the shortest and always the same; pictures leave out the secret and stay put."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.errors import NotFound
from graphdb.model import Edge, EdgeKind, edge_id
from graphdb.network import LONGEST, ego, layout, routes
from graphdb.picture import vis_data
from graphdb.store import GraphStore
from tests.graphdb.world import TODAY, actor, actor_id, relates, tie, write

NODES = [f"actor:x:{letter}" for letter in "abcdefgh"]


def edge(src: str, dst: str, kind: str = "rel_henviser") -> Edge:
    ends = f"actor:x:{src}", f"actor:x:{dst}"
    return Edge(edge_id(EdgeKind.RELATES, *ends, kind), EdgeKind.RELATES, *ends, {"kind": kind})


def ways(edges: list[Edge], source: str, target: str) -> list[str]:
    found = routes(edges, [f"actor:x:{one}" for one in source], [f"actor:x:{one}" for one in target])
    return ["".join(one[-1] for one, _ in path) for path in found]


def test_the_shortest_way_either_direction() -> None:
    edges = [edge("a", "b"), edge("c", "b"), edge("c", "d"), edge("a", "e"), edge("e", "d")]
    assert ways(edges, "a", "dc") == ["aed", "abc"]


def test_ties_go_by_ids_and_then_by_kind() -> None:
    edges = [
        edge("a", "c", "rel_finansierer"),
        edge("a", "b"),
        edge("c", "d"),
        edge("b", "d"),
        edge("b", "d", "rel_finansierer"),
    ]
    assert ways(edges, "a", "d") == ["abd"]
    ((_, first), (_, second), (_, third)) = routes(edges, [NODES[0]], [NODES[3]])[0]
    assert first is None
    assert [tie.text("kind") for tie in (second, third) if tie] == ["rel_henviser", "rel_finansierer"]


def test_the_nearest_source_and_no_way() -> None:
    edges = [edge("a", "b"), edge("b", "c"), edge("d", "c"), edge("f", "g")]
    assert ways(edges, "ad", "c") == ["dc"]
    assert ways(edges, "a", "gha") == []


def test_no_route_is_longer_than_anybody_would_go() -> None:
    chain = [edge(a, b) for a, b in zip("abcdef", "bcdefg", strict=True)]
    assert ways(chain, "a", "e") == ["abcde"]
    assert ways(chain, "a", "f") == [], f"more than {LONGEST} steps"


@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=20), st.integers()
)
def test_the_order_of_relations_changes_nothing(pairs: list[tuple[str, str]], seed: int) -> None:
    edges = [edge(a, b) for a, b in pairs]
    mixed = random.Random(seed).sample(edges, len(edges))
    assert routes(edges, NODES[:2], NODES) == routes(mixed, NODES[:2], NODES)
    hops = {one: min(at, 1) for at, one in enumerate(NODES)}
    assert layout(hops, edges) == layout(hops, mixed)


def small(store: GraphStore) -> None:
    for name in ("Midt", "Nær", "Fjern", "Fjernest"):
        write(store, actor(name, "civ_ngo"))
    write(store, actor("Skjult", "bo_109", secret_address=True))
    write(store, actor("Skjult enhed", "civ_raadgivning"))
    write(store, actor("Nedlagt", "civ_ngo", status="defunct"))
    write(store, [tie(EdgeKind.PART_OF, actor_id("Skjult enhed"), actor_id("Skjult"))])
    write(store, [relates("Midt", "rel_henviser", "Nær"), relates("Nær", "rel_samarbejder", "Fjern")])
    write(store, [relates("Fjern", "rel_samarbejder", "Fjernest")])
    for name in ("Skjult", "Skjult enhed", "Nedlagt"):
        write(store, [relates("Midt", "rel_samarbejder", name)])


def test_an_ego_network_has_hops_words_and_no_secrets(world: GraphStore) -> None:
    small(world)
    one = ego(world, actor_id("Midt"), today=TODAY)
    assert [(dot.label, dot.hop) for dot in one.dots] == [("Midt", 0), ("Nær", 1)]
    assert (one.dots[0].x, one.dots[0].y) == (0, 0)
    assert [(line.src, line.label, line.dst) for line in one.lines] == [
        (actor_id("Midt"), "Henviser til", actor_id("Nær"))
    ]
    two = ego(world, actor_id("Midt"), today=TODAY, hops=2)
    assert [dot.label for dot in two.dots] == ["Midt", "Nær", "Fjern"]
    assert len({(dot.x, dot.y) for dot in two.dots}) == 3


def test_too_many_are_left_out_and_counted(world: GraphStore) -> None:
    small(world)
    one = ego(world, actor_id("Midt"), today=TODAY, hops=2, cap=1)
    assert ([dot.label for dot in one.dots], one.left_out) == (["Midt", "Nær"], 1)


def test_nothing_is_drawn_around_a_secret_address(world: GraphStore) -> None:
    small(world)
    for name in ("Skjult", "Skjult enhed"):
        one = ego(world, actor_id(name), today=TODAY)
        assert (one.dots, one.lines, one.secret) == ((), (), True)


def test_an_actor_that_is_not_there(world: GraphStore) -> None:
    with pytest.raises(NotFound):
        ego(world, "actor:x:ingen", today=TODAY)


def test_the_picture_is_plain_data_with_the_positions_given(world: GraphStore) -> None:
    small(world)
    write(world, actor("<b>Fed</b>", "civ_ngo"))
    write(world, [relates("Midt", "rel_henviser", "<b>Fed</b>")])
    around = ego(world, actor_id("Midt"), today=TODAY)
    drawn = vis_data(around)
    assert set(drawn) == {"nodes", "edges"}
    assert {(one["id"], one["x"], one["y"]) for one in drawn["nodes"]} == {
        (dot.id, dot.x, dot.y) for dot in around.dots
    }
    assert not any("title" in one for one in (*drawn["nodes"], *drawn["edges"])), (
        "vis.js reads titles as HTML"
    )
    assert all(one["physics"] is False for one in drawn["nodes"])
