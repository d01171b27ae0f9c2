"""The relations in memory: read once, followed from change to change, and the same on both stores."""

from typing import Any

import numpy as np
import pytest

from graphdb.model import EdgeKind, edge_id
from graphdb.network import adjacency
from graphdb.search import index
from graphdb.search.index.columns import NONE
from graphdb.store import GraphStore
from graphdb.writing.plan import Drop
from tests.graphdb.counting import Counting
from tests.graphdb.town import TODAY, actor, actor_id, country, link, put

A, B, C, D = (actor_id(one) for one in "abcd")


@pytest.fixture
def counted(store: GraphStore) -> Counting:
    """A store with four actors, two of them related."""
    put(store, country(), *(actor(one, one.upper(), areas=["0101"]) for one in "abcd"))
    put(store, link(EdgeKind.RELATES, A, B, kind="rel_henviser"))
    return Counting(store)


def beside(store: Any, one: str, day: int = 20260302) -> set[str]:
    net, _ = adjacency.current(store, index.current(store, TODAY))
    number = net.find(one)
    near = net.near(np.array([number], np.int32), day).tolist() if number != NONE else []
    return {net.names[there] for there in near}


def test_it_is_read_once_while_nothing_changes(counted: Counting) -> None:
    assert (beside(counted, A), beside(counted, B), beside(counted, C)) == ({B}, {A}, set())
    counted.calls.clear()
    assert beside(counted, A) == {B}
    assert not counted.calls


def test_changes_of_relations_are_followed_without_a_scan(counted: Counting) -> None:
    beside(counted, A)
    put(counted._store, link(EdgeKind.PART_OF, C, A), link(EdgeKind.RELATES, A, D, kind="rel_henviser"))
    counted.calls.clear()
    assert beside(counted, A) == {B, C, D}
    assert not counted.calls["scan"]
    put(counted._store, Drop(edge_id(EdgeKind.RELATES, A, B), "a"))
    assert beside(counted, A) == {C, D}
    put(counted._store, Drop(C, "a"), Drop(edge_id(EdgeKind.SERVES, C, "area:0101"), "a"))
    assert beside(counted, A) == {D}


@pytest.mark.parametrize(("until", "there"), [("2026-03-01", False), ("2026-03-02", True), ("", True)])
def test_what_has_ended_leads_nowhere(counted: Counting, until: str, there: bool) -> None:
    dates: dict[str, Any] = {"until": until} if until else {}
    put(counted._store, link(EdgeKind.RELATES, C, D, kind="rel_henviser", **dates))
    assert (D in beside(counted, C)) is there


def test_only_who_may_be_found_is_shown(counted: Counting) -> None:
    put(counted._store, actor("b", "B", status="defunct"))
    actor_index = index.current(counted._store, TODAY)
    net, shown = adjacency.current(counted._store, actor_index)
    assert {net.names[n]: bool(shown[n]) for n in range(shown.size)} == {A: True, B: False}


def test_who_is_related_to_another_of_some_is_known_without_the_store(counted: Counting) -> None:
    put(counted._store, link(EdgeKind.RELATES, C, D, kind="rel_henviser", until="2026-03-01"))
    net, _ = adjacency.current(counted, index.current(counted, TODAY))
    counted.calls.clear()
    assert sorted(net.related([A, B, C])) == [A, B]
    assert sorted(net.related([A, C, D, "actor:x:unknown"])) == [C, D], "one that has ended counts too"
    assert net.related([A, C]) == net.related([]) == []
    assert not counted.calls
