"""The whole net: against brute force on random graphs, by a program of its own, and only when it changed."""

import subprocess
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdb.network import whole
from graphdb.network.apart import NAMED, taken_apart
from graphdb.network.structure import bridges, cut_points, graph_of
from graphdb.store import GraphStore
from tests.graphdb.network.test_structure import parts, reached, ties
from tests.graphdb.world import TODAY, actor, actor_id, relates, service, write

NAMES = "abcdefghij"
TOMORROW = "2026-11-24"
pairs_of_numbers = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=16)


@settings(max_examples=300, deadline=None)
@given(pairs_of_numbers)
def test_it_agrees_with_the_lists_of_a_municipality(numbers: list[tuple[int, int]]) -> None:
    """Those agree with brute force; here of equal parts another may be the one that stays."""
    answer = taken_apart(numbers)
    pairs = [(NAMES[a], NAMES[b]) for a, b in numbers]
    lines = ties(pairs)
    graph = graph_of(NAMES, lines)
    points = {
        NAMES[one]: (count, {NAMES[number] for number in some}) for one, count, some in answer["cut_points"]
    }
    assert {one: count for one, (count, _) in points.items()} == {
        point.id: len(point.falls_apart) for point in cut_points(graph)
    }
    for one, (count, some) in points.items():
        pieces = parts(reached(one, set(NAMES), pairs) - {one}, pairs)
        assert len(some) == min(count, NAMED)
        assert any(
            some <= set(chain.from_iterable(piece for piece in pieces if piece is not stays))
            for stays in pieces
            if len(stays) == len(pieces[0])
        )
    assert {str(row) for row in answer["bridges"]} == {tie.id for tie in bridges(graph, lines)}
    counts = [count for _, count, _ in answer["cut_points"]]
    assert counts == sorted(counts, reverse=True)


def test_a_chain_is_seen_by_a_program_of_its_own(each_world: GraphStore) -> None:
    """Ended relations, closed actors and those without any link are no part of it."""
    assert whole.worked_out(each_world) is None
    for name in ("A", "B", "C", "D", "Alene"):
        write(each_world, actor(name, "civ_ngo"))
    write(each_world, service("Alene", "ydelse"))
    write(each_world, actor("Lukket", "civ_ngo", status="defunct"))
    pairs = (("A", "B"), ("B", "C"), ("C", "Lukket"))
    write(each_world, [relates(src, "rel_samarbejder", dst) for src, dst in pairs])
    write(each_world, [relates("C", "rel_henviser", "D", until=TODAY)])
    net = whole.work_out(each_world, TODAY)
    assert net == whole.worked_out(each_world)
    assert (net.actors, net.relations, net.alone) == (4, 3, 1)
    assert [(point.id, point.count) for point in net.cut_points] == [(actor_id("B"), 1), (actor_id("C"), 1)]
    assert net.bridges == tuple(
        (actor_id(src), actor_id(dst)) for src, dst in (("A", "B"), ("B", "C"), ("C", "D"))
    )
    later = whole.work_out(each_world, TOMORROW)
    assert (later.actors, later.relations, later.alone, later.day) == (3, 2, 2, TOMORROW)
    here = net.around({actor_id("D")})
    assert (here.cut_points, here.bridges) == ((), ((actor_id("C"), actor_id("D")),))


def test_it_is_worked_out_again_only_when_relations_changed(
    world: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("A", "B", "C"):
        write(world, actor(name, "civ_ngo"))
    write(world, [relates("A", "rel_samarbejder", "B")])
    before = whole.work_out(world, TODAY)
    run, calls = subprocess.run, []

    def counted(*args: Any, **options: Any) -> Any:
        calls.append(args)
        return run(*args, **options)

    monkeypatch.setattr(subprocess, "run", counted)
    write(world, actor("D", "civ_ngo"))
    after = whole.work_out(world, TODAY)
    assert not calls
    assert (after.version, after.alone) == (before.version + 1, before.alone + 1)
    write(world, [relates("B", "rel_samarbejder", "C")])
    assert whole.work_out(world, TODAY).relations == 2
    assert len(calls) == 1


def test_what_failed_is_tried_again_when_relations_changed_or_after_an_hour(
    world: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("A", "B", "C"):
        write(world, actor(name, "civ_ngo"))
    write(world, [relates("A", "rel_samarbejder", "B")])
    run, calls, clock = subprocess.run, [], [0.0]

    def failing(command: Any, **_: Any) -> Any:
        calls.append(command)
        raise subprocess.CalledProcessError(137, command)

    monkeypatch.setattr(subprocess, "run", failing)
    monkeypatch.setattr(whole, "monotonic", lambda: clock[0], raising=False)
    for expected in (subprocess.CalledProcessError, whole.TriedLately, whole.TriedLately):
        with pytest.raises(expected):
            whole.work_out(world, TODAY)
    assert len(calls) == 1
    write(world, [relates("B", "rel_samarbejder", "C")])
    with pytest.raises(subprocess.CalledProcessError):
        whole.work_out(world, TODAY)
    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(whole.TriedLately):
        whole.work_out(world, TODAY)
    clock[0] = 3600.0
    assert whole.work_out(world, TODAY).relations == 2
