"""The sheet for the citizen: read in one go, and nobody whom the citizen cannot turn to alone."""

import pytest

from graphdb.model import EdgeKind, NodeKind, node_id, term_id
from graphdb.store import GraphStore
from graphdb.touchmap import Question, build, helpers
from tests.graphdb.counting import Counting
from tests.graphdb.touchmap.test_demo import NOW, STARTS, somebody
from tests.graphdb.world import actor, service, tie, world_term, write


@pytest.mark.parametrize("start", STARTS)
def test_three_calls_to_the_store_when_warm(demo: GraphStore, start: str) -> None:
    """61 to 139 when each entry was read by itself."""
    question = Question("9901", situation=start, known_actors=tuple(somebody(demo, 12)), acute=True)
    touch_map = build(demo, question, now=NOW)
    counted = Counting(demo)
    helpers(counted, touch_map, now=NOW)
    counted.calls.clear()
    assert helpers(counted, touch_map, now=NOW)
    assert dict(counted.calls) == {"edges": 2, "get": 1}


@pytest.mark.parametrize("there", [True, False])
def test_a_way_in_of_the_municipality_s_own_counts_by_its_flag(world: GraphStore, there: bool) -> None:
    flags = {"open_to_all": True} if there else {}
    write(world, [world_term("x_klub", NodeKind.ACCESS_ROUTE, label_da="I klubben", **flags)])
    write(world, actor("Klubben", "civ_gaeld"))
    write(world, service("Klubben", "Råd", needs=("need_gaeld",)))
    write(world, [tie(EdgeKind.VIA, node_id("service", "x", "Råd"), term_id("x_klub"))])
    touch_map = build(world, Question("9901", situation="sp_foged"), now=NOW)
    assert [helper.name for helper in helpers(world, touch_map, now=NOW)] == (["Klubben"] if there else [])


@pytest.mark.parametrize(("dates", "there"), [({}, True), ({"ends_on": "2026-11-01"}, False)])
def test_what_has_ended_is_on_no_sheet(world: GraphStore, dates: dict[str, str], there: bool) -> None:
    """Seen red with the phase left out. The actor is there all the same, for what else it offers."""
    write(world, actor("Klubben", "civ_gaeld"))
    write(world, service("Klubben", "Råd", needs=("need_gaeld",), **dates))
    write(world, service("Klubben", "Kaffe", needs=("need_gaeld",)))
    write(world, [tie(EdgeKind.VIA, node_id("service", "x", "Råd"), term_id("ar_selv"))])
    touch_map = build(world, Question("9901", situation="sp_foged"), now=NOW)
    assert [helper.name for helper in helpers(world, touch_map, now=NOW)] == (["Klubben"] if there else [])
