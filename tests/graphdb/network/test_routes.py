"""Routes are the shortest and always the same; pictures leave out the secret and stay put."""

import random
from typing import Any

import networkx as nx
import pytest
from pyvis.network import Network

from graphdb.errors import NotFound
from graphdb.message import say
from graphdb.model import Edge, EdgeKind
from graphdb.network.adjacency import TIES
from graphdb.network.picture import vis_data
from graphdb.network.routes import LONGEST, ego, routes
from graphdb.search import index
from graphdb.store import GraphStore, What
from graphdb.writing.plan import Drop, Stamp, commit
from tests.graphdb.world import TODAY, actor, actor_id, relates, tie, write

LETTERS = "abcdefgh"
KINDS = ("rel_henviser", "rel_samarbejder", "rel_finansierer")


def ways(store: GraphStore, source: str, target: str, *, most: int = 9) -> list[str]:
    actor_index = index.current(store, TODAY)
    ends = ([actor_id(one) for one in names] for names in (source, target))
    return ["".join(one[-1] for one, _ in path) for path in routes(store, actor_index, *ends, most=most)]


@pytest.fixture
def letters(world: GraphStore) -> GraphStore:
    """Actors a to h, without any relation, in two municipalities."""
    for at, letter in enumerate(LETTERS):
        write(world, actor(letter, "civ_ngo", towns=("9901" if at % 2 else "9902",)))
    return world


def joined(store: GraphStore, *pairs: str, kind: str = "rel_henviser", **props: str) -> None:
    write(store, [relates(pair[0], kind, pair[1], **props) for pair in pairs])


def test_the_shortest_way_either_direction(letters: GraphStore) -> None:
    joined(letters, "ab", "cb", "cd", "ae", "ed")
    assert ways(letters, "a", "dc") == ["aed", "abc"]
    assert ways(letters, "a", "dc", most=1) == ["aed"]


def test_ties_go_by_ids_and_then_by_kind(letters: GraphStore) -> None:
    joined(letters, "ac", "bd", kind="rel_finansierer")
    joined(letters, "ab", "cd", "bd")
    assert ways(letters, "a", "d") == ["abd"]
    actor_index = index.current(letters, TODAY)
    [path] = routes(letters, actor_index, [actor_id("a")], [actor_id("d")], most=9)
    first, second, third = (tie for _, tie in path)
    assert first is None
    assert [tie.text("kind") for tie in (second, third) if tie] == ["rel_henviser", "rel_finansierer"]


def test_the_nearest_source_and_no_way(letters: GraphStore) -> None:
    joined(letters, "ab", "bc", "dc", "fg")
    assert ways(letters, "ad", "c") == ["dc"]
    assert ways(letters, "a", "gha") == []
    assert ways(letters, "h", "a") == []
    assert ways(letters, "", "a") == []


def test_no_route_is_longer_than_anybody_would_go(letters: GraphStore) -> None:
    joined(letters, "ab", "bc", "cd", "de", "ef")
    assert ways(letters, "a", "e") == ["abcde"]
    assert ways(letters, "a", "f") == [], f"more than {LONGEST} steps"


def test_nobody_is_led_by_what_has_ended_or_closed_down(letters: GraphStore) -> None:
    joined(letters, "ab", until="2026-11-22")
    joined(letters, "ac", until=TODAY)
    joined(letters, "bd", "cd", "de")
    assert ways(letters, "a", "e") == ["acde"]
    write(letters, actor("c", "civ_ngo", status="defunct"))
    assert ways(letters, "a", "e") == []


def test_units_lead_to_what_they_are_part_of(letters: GraphStore) -> None:
    write(letters, [tie(EdgeKind.PART_OF, actor_id(one), actor_id("h")) for one in "ab"])
    assert ways(letters, "a", "b") == ["ahb"]


@pytest.mark.parametrize("seed", range(3))
def test_following_changes_gives_the_first_of_all_shortest_ways(letters: GraphStore, seed: int) -> None:
    """The relations in memory are followed from change to change; the judge looks at every way there is."""
    rng = random.Random(seed)
    for _ in range(12):
        pairs = [rng.sample(LETTERS, 2) for _ in range(rng.randrange(1, 4))]
        until = {"until": rng.choice(["2026-01-01", "2027-01-01"])} if rng.random() < 0.5 else {}
        joined(letters, *("".join(pair) for pair in pairs), kind=rng.choice(KINDS), **until)
        ties = [one for one in letters.scan(What.EDGES) if isinstance(one, Edge) and one.kind in TIES]
        gone = rng.sample(ties, min(len(ties), rng.randrange(2)))
        commit(
            letters,
            [Drop(one.id, one.prov["exists"].source) for one in gone],
            Stamp("2026-11-23T08:00:00+00:00", "test", "prøve"),
        )
        sources, targets = "".join(rng.sample(LETTERS, 2)), "".join(rng.sample(LETTERS, 4))
        assert ways(letters, sources, targets) == judged(letters, sources, targets)
        if rng.random() < 0.3:
            index.forget(letters)


def judged(store: GraphStore, sources: str, targets: str) -> list[str]:
    graph: Any = nx.Graph()
    for one in store.scan(What.EDGES):
        if isinstance(one, Edge) and one.kind in TIES and one.text("until") not in ("2026-01-01",):
            graph.add_edge(one.src[-1], one.dst[-1])
    shortest = []
    for target in targets:
        paths = [
            "".join(path)
            for source in sources
            if target not in sources
            and {source, target} <= graph.nodes
            and nx.has_path(graph, source, target)
            for path in nx.all_shortest_paths(graph, source, target)
        ]
        shortest += [min(paths, key=lambda path: (len(path), path))] if paths else []
    return [path for path in shortest if len(path) <= LONGEST + 1]


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
    assert [(line.src, say(line.label), line.dst) for line in one.lines] == [
        (actor_id("Midt"), "Henviser til", actor_id("Nær"))
    ]
    two = ego(world, actor_id("Midt"), today=TODAY, hops=2)
    assert [dot.label for dot in two.dots] == ["Midt", "Nær", "Fjern"]


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


def test_a_picture_around_one_says_what_pyvis_would(world: GraphStore) -> None:
    small(world)
    around = ego(world, actor_id("Midt"), today=TODAY, hops=2)
    ours = vis_data(around, "da")
    theirs = Network(directed=True)
    for node in ours["nodes"]:
        theirs.add_node(node["id"], **{name: node[name] for name in node if name != "id"})
    for edge in ours["edges"]:
        theirs.add_edge(edge["from"], edge["to"], id=edge["id"], label=edge["label"])
    nodes, edges, *_ = theirs.get_network_data()
    assert all(one.items() <= other.items() for one, other in zip(ours["nodes"], nodes, strict=True))
    assert all(one.items() <= other.items() for one, other in zip(ours["edges"], edges, strict=True))


def test_the_picture_is_plain_data_with_the_centre_in_the_middle(world: GraphStore) -> None:
    small(world)
    write(world, actor("<b>Fed</b>", "civ_ngo"))
    write(world, [relates("Midt", "rel_henviser", "<b>Fed</b>")])
    around = ego(world, actor_id("Midt"), today=TODAY)
    drawn = vis_data(around, "da")
    assert set(drawn) == {"nodes", "edges"}
    assert [one["id"] for one in drawn["nodes"]] == [dot.id for dot in around.dots]
    points = [(one["x"], one["y"]) for one in drawn["nodes"]]
    assert points[0] == (0, 0)
    assert len({*points}) == len(points) == 3
    assert not any("title" in one for one in (*drawn["nodes"], *drawn["edges"])), (
        "vis.js reads titles as HTML"
    )
    assert all(one["physics"] is False for one in drawn["nodes"])
