"""Searches that ended with nobody: counted from five up, by codes alone, and written by no request."""

from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from graphdb.connect import open_store
from graphdb.errors import Unavailable
from graphdb.gaps import ended
from graphdb.gaps.gaps import gaps
from graphdb.message import message
from graphdb.store import GraphStore
from tests.graphdb.world import TODAY, actor, write

TOWN = "9901"
AGAIN = timedelta(minutes=11)
TURNS = count()


def note(store: GraphStore, times: int, group: str = "rg_vold", kind: str = "", day: str = TODAY) -> None:
    """So many times, each so long after the last that it counts."""
    for _ in range(times):
        ended.note(store, TOWN, group, kind, datetime.fromisoformat(day) + next(TURNS) * AGAIN)


def listed(store: GraphStore, today: str = TODAY) -> list[str]:
    return [gap.id for gap in gaps(store, TOWN, today, rules=["ended"]).items]


def test_nothing_smaller_than_five_is_written_or_shown(each_world: GraphStore) -> None:
    before = each_world.records.counters("ended.")
    note(each_world, 4, "rg_lgbt")
    ended.flush(each_world)
    assert each_world.records.counters("ended.") == before
    note(each_world, 1, "rg_lgbt")
    assert each_world.records.counters("ended.") == before, "not by the one who counts"
    ended.flush(each_world)
    ended.flush(each_world)
    assert each_world.records.counters("ended.9901.2026-4.rg_lgbt") == {"ended.9901.2026-4.rg_lgbt.any": 5}
    assert "ended.9901.rg_lgbt.any" in listed(each_world)


def test_what_is_written_has_codes_and_a_quarter_and_nothing_else(world: GraphStore) -> None:
    note(world, 6, "rg_vold", "psy_dobbelt")
    note(world, 2, "rg_rus")
    ended.flush(world)
    assert world.records.counters("") == {"ended.9901.2026-4.rg_vold.psy_dobbelt": 6}


def test_the_graph_stands_as_it_did(world: GraphStore) -> None:
    status = world.status()
    note(world, 9)
    ended.flush(world)
    assert world.status() == status


@pytest.mark.parametrize(
    ("day", "shown"),
    [("2026-12-31", True), ("2027-01-01", True), ("2027-03-31", True), ("2027-04-01", False)],
)
def test_a_quarter_and_the_one_before_count(world: GraphStore, day: str, shown: bool) -> None:
    note(world, 5)
    ended.flush(world)
    assert bool(listed(world, day)) is shown


def test_two_quarters_count_together(world: GraphStore) -> None:
    world.records.add("ended.9901.2026-4.rg_vold.any", 3)
    assert listed(world, "2026-12-31") == []
    world.records.add("ended.9901.2027-1.rg_vold.any", 2)
    assert listed(world, "2027-01-01") == ["ended.9901.rg_vold.any"]


def test_somebody_for_the_group_closes_it(world: GraphStore) -> None:
    note(world, 5)
    note(world, 5, "rg_vold", "bo_109")
    ended.flush(world)
    assert listed(world) == ["ended.9901.rg_vold.bo_109", "ended.9901.rg_vold.any"]
    write(world, actor("Samtalen", "civ_gaeld", groups=["rg_vold"]))
    assert listed(world) == ["ended.9901.rg_vold.bo_109"]
    write(world, actor("Krisecenter", "bo_109", groups=["rg_vold"]))
    assert listed(world) == []


def test_codes_that_the_vocabulary_no_longer_has_are_no_gap(world: GraphStore) -> None:
    world.records.add("ended.9901.2026-4.rg_nedlagt.any", 9)
    world.records.add("ended.9901.2026-4.rg_vold.nedlagt", 9)
    assert listed(world) == []


def test_each_store_counts_for_itself(world: GraphStore, tmp_path: Path) -> None:
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    other.prepare()
    note(world, 5)
    ended.flush(other)
    assert other.records.counters("ended.") == {}
    other.close()


def test_what_a_store_in_trouble_did_not_take_is_written_later(
    world: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise Unavailable(message("stores.changing"))

    note(world, 5, "rg_rus")
    note(world, 5, "rg_vold")
    with monkeypatch.context() as trouble:
        trouble.setattr(type(world.records), "add", away)
        with pytest.raises(Unavailable):
            ended.flush(world)
    ended.flush(world)
    ended.flush(world)
    counters = world.records.counters("ended.9901")
    assert counters == {f"ended.9901.2026-4.{group}.any": 5 for group in ("rg_rus", "rg_vold")}


def test_what_is_asked_again_within_minutes_is_counted_once(world: GraphStore) -> None:
    for _ in range(5):
        ended.note(world, TOWN, "rg_vold", "", datetime.fromisoformat(TODAY))
    ended.flush(world)
    assert world.records.counters("ended.") == {}
