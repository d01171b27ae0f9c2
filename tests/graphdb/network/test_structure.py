"""What hangs on whom: against brute force on random graphs, and in small municipalities on both stores."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdb.errors import NotFound
from graphdb.model import PROFESSIONALS
from graphdb.network.structure import CutPoint, bridges, cut_points, graph_of, structure
from graphdb.network.tie import Tie
from graphdb.search import index
from graphdb.store import GraphStore
from graphdb.visibility.audience import Audience
from tests.graphdb.gaps.planted import PLANTED, plant
from tests.graphdb.world import STALE, TODAY, actor, actor_id, relates, write

NAMES = "abcdefgh"
Pairs = list[tuple[str, str]]


def ties(pairs: Pairs) -> list[Tie]:
    return [Tie(f"{n}", src, dst, "rel", True, "x") for n, (src, dst) in enumerate(pairs)]


def reached(begin: str, names: set[str], pairs: Pairs) -> set[str]:
    """Who can be reached among these, step by step."""
    seen, todo = {begin}, [begin]
    while todo:
        at = todo.pop()
        beside = {b for a, b in pairs if a == at} | {a for a, b in pairs if b == at}
        new = (beside & names) - seen
        seen |= new
        todo += sorted(new)
    return seen


def parts(names: set[str], pairs: Pairs) -> list[set[str]]:
    """The parts that hang together, the largest first."""
    left, pieces = set(names), []
    while left:
        part = reached(min(left), names, pairs)
        pieces.append(part)
        left -= part
    return sorted(pieces, key=lambda part: (-len(part), min(part)))


pairs_of_names = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] != pair[1]),
    max_size=14,
)


@settings(max_examples=300, deadline=None)
@given(pairs_of_names)
def test_cut_points_are_those_without_whom_others_are_lost(pairs: Pairs) -> None:
    expected = {}
    for name in NAMES:
        together = reached(name, set(NAMES), pairs) - {name}
        pieces = parts(together, pairs)
        if len(pieces) > 1:
            expected[name] = tuple(sorted(one for piece in pieces[1:] for one in piece))
    points = cut_points(graph_of(NAMES, ties(pairs)))
    assert {point.id: point.falls_apart for point in points} == expected
    lengths = [len(point.falls_apart) for point in points]
    assert lengths == sorted(lengths, reverse=True)


@settings(max_examples=300, deadline=None)
@given(pairs_of_names)
def test_bridges_are_the_only_way(pairs: Pairs) -> None:
    expected = {
        str(number)
        for number, (src, dst) in enumerate(pairs)
        if dst not in reached(src, set(NAMES), [*pairs[:number], *pairs[number + 1 :]])
    }
    lines = ties(pairs)
    assert {tie.id for tie in bridges(graph_of(NAMES, lines), lines)} == expected


def test_a_chain_falls_apart_in_the_middle(each_world: GraphStore) -> None:
    for name in ("A", "B", "C", "Alene"):
        write(each_world, actor(name, "civ_ngo"))
    write(each_world, [relates("A", "rel_samarbejder", "B"), relates("B", "rel_henviser", "C", day=STALE)])
    net = structure(each_world, "9901", TODAY)
    assert [dot.name for dot in net.nodes] == ["A", "Alene", "B", "C"]
    assert net.cut_points == (CutPoint(actor_id("B"), (actor_id("C"),)),)
    assert len(net.bridges) == 2
    assert net.isolates == (actor_id("Alene"),)
    assert {tie.kind: tie.fresh for tie in net.edges} == {"rel_samarbejder": True, "rel_henviser": False}
    assert structure(each_world, "9902", TODAY).nodes == ()


def test_what_has_ended_links_nobody(world: GraphStore) -> None:
    write(world, [*actor("A", "civ_ngo"), *actor("B", "civ_ngo")])
    write(world, [relates("A", "rel_samarbejder", "B", until="2026-01-01")])
    net = structure(world, "9901", TODAY)
    assert (net.edges, net.isolates) == ((), (actor_id("A"), actor_id("B")))


def test_two_relations_between_a_pair_are_no_bridge(world: GraphStore) -> None:
    write(world, [*actor("A", "civ_ngo"), *actor("B", "civ_ngo")])
    write(world, [relates("A", "rel_samarbejder", "B"), relates("A", "rel_henviser", "B")])
    assert structure(world, "9901", TODAY).bridges == ()


def test_one_sided_and_owed_are_those_of_the_gaps(world: GraphStore) -> None:
    plant(world)
    net = structure(world, "9901", TODAY)
    assert [f"owed.9901.{finding.key[0]}" for finding in net.owed_missing] == [PLANTED["owed"]]
    assert [f"one_sided.9901.{finding.key[0]}" for finding in net.one_sided] == [PLANTED["one_sided"]]


def test_it_is_worked_out_once_for_each_version_and_audience(world: GraphStore) -> None:
    """Seen red with what is worked out each time, and with what visitors see for all."""
    staff = index.seen(world, Audience(professional=True), TODAY)
    write(world, [*actor("A", "civ_ngo"), *actor("B", "civ_ngo")])
    first = structure(world, "9901", TODAY)
    assert structure(world, "9901", TODAY) is first
    write(world, [relates("A", "rel_samarbejder", "B", visibility=PROFESSIONALS)])
    for _ in range(2):
        assert [len(structure(store, "9901", TODAY).edges) for store in (world, staff)] == [0, 1]
    assert structure(world, "9901", TODAY).version > first.version


def test_a_municipality_that_is_not_there_is_not_found(world: GraphStore) -> None:
    with pytest.raises(NotFound):
        structure(world, "0000", TODAY)
