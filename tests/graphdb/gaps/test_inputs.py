"""What the rules look at is read once for the pages of a municipality that follow each other."""

from typing import Any

from graphdb.gaps.ended import FEWEST
from graphdb.gaps.gaps import gaps
from graphdb.gaps.inputs import findings_of, read_inputs
from graphdb.gaps.monday import monday
from graphdb.search import index as indexes
from graphdb.store import GraphStore
from graphdb.visibility.audience import Audience
from tests.graphdb.counting import Counting
from tests.graphdb.gaps.planted import PLANTED, plant
from tests.graphdb.world import TODAY, actor, write


def test_the_list_after_the_week_reads_no_facts_again(demo: GraphStore) -> None:
    counting: Any = Counting(demo)
    monday(counting, "9901", TODAY, patience=0)
    counting.calls.clear()
    answer = gaps(counting, "9901", TODAY, patience=0)
    assert answer.items == gaps(demo, "9901", TODAY, patience=0).items
    assert not {"get", "edges", "claims"} & counting.calls.keys()


def test_what_is_written_or_counted_meanwhile_is_seen(world: GraphStore) -> None:
    """Counters are no facts, and move no version."""
    plant(world)
    assert PLANTED["ended"] in gap_ids(world)
    world.records.add("ended.9901.2026-4.rg_rus.civ_gaeld", FEWEST)
    assert "ended.9901.rg_rus.civ_gaeld" in gap_ids(world)
    assert PLANTED["nobody"] in gap_ids(world)
    write(world, actor("Familien", "kom_familie"))
    assert PLANTED["nobody"] not in gap_ids(world)


def test_each_sight_has_its_own(demo: GraphStore) -> None:
    staff = indexes.seen(demo, Audience(professional=True, everywhere=True), TODAY)
    for store in (demo, staff):
        inputs = read_inputs(store, store.status(), "9901", TODAY)
        assert inputs is read_inputs(store, store.status(), "9901", TODAY)
    assert read_inputs(demo, demo.status(), "9901", TODAY) is not inputs


def test_few_municipalities_are_kept(demo: GraphStore) -> None:
    """The services of the whole country would be much."""
    towns = ["9901", "9902", "9903", "0101", "0147"]
    first, *_, last = (read_inputs(demo, demo.status(), town, TODAY) for town in towns)
    assert read_inputs(demo, demo.status(), "0147", TODAY) is last
    assert read_inputs(demo, demo.status(), "9901", TODAY) is not first


def gap_ids(store: GraphStore) -> set[str]:
    """The ids of the gaps of Vest."""
    return set(findings_of(read_inputs(store, store.status(), "9901", TODAY)))
