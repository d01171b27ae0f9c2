"""Commits in a row, the next worked out while the last is on its way: as if written one by one."""

import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import replace
from itertools import count
from threading import Event
from time import sleep
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphdb.claims import EXISTS, Rank
from graphdb.connect import open_store
from graphdb.deadline import TURN
from graphdb.errors import Refused, Unavailable
from graphdb.message import message
from graphdb.model import EdgeKind, NodeKind, area_id, edge_id, node_id
from graphdb.store import Commit, GraphStore, WriteSet
from graphdb.upkeep import check
from graphdb.upkeep.transfer import dump
from graphdb.writing import pipeline
from graphdb.writing.pipeline import commit_ahead, commit_in_turn
from graphdb.writing.plan import Drop, Edit, Plan, Stamp, commit
from tests.graphdb.search.bodies import body_of
from tests.graphdb.writing.test_plan import AT, BED, HERBERG, PLACE, TOWN, UNIT, link, node, small

InARow = Callable[..., Generator[Plan, None, None]]
both_ways = pytest.mark.parametrize("in_a_row", [commit_ahead, commit_in_turn])
EDITS: list[Edit] = [
    *small(),
    node(HERBERG, NodeKind.ACTOR, "b", name="Herberg Broen"),
    node(HERBERG, NodeKind.ACTOR, "a", name="Herberget", kind="bo_110", secret_address=True),
    node(UNIT, NodeKind.ACTOR, name="Enheden", kind="bo_110"),
    node(PLACE, NodeKind.PLACE, "b", address="Broen 2"),
    link(EdgeKind.PART_OF, UNIT, HERBERG),
    link(EdgeKind.LOCATED_AT, UNIT, PLACE),
    link(EdgeKind.SERVES, HERBERG, TOWN),
    Drop(HERBERG, "a"),
    Drop(HERBERG, "b"),
    Drop(BED, "a"),
    Drop(PLACE, "a"),
]


def stamps() -> Callable[[], Stamp]:
    """The same stamps each time, so that two stores end up equal, also when a part is worked out again."""
    numbers = count(1)
    return lambda: _stamp(next(numbers))


def _stamp(number: int) -> Stamp:
    return Stamp(AT, "test", "prøve", id=f"c{number}", salt=lambda: f"{number:032}")


def nothing() -> None:
    """No reason to stop."""


def one_by_one(store: GraphStore, parts: Iterable[Sequence[Edit]]) -> list[Plan]:
    stamp = stamps()
    return [commit(store, part, stamp())[0] for part in parts]


def outcomes(plans: Iterable[Plan]) -> list[object]:
    return [
        ([(one.what, replace(one.claim, version=0)) for one in plan.effects], plan.refused) for plan in plans
    ]


@both_ways
def test_parts_end_as_if_made_one_by_one(store: GraphStore, in_a_row: InARow, tmp_path: object) -> None:
    other = open_store(f"sqlite:///{tmp_path}/other.db")
    other.prepare()
    parts = [EDITS[start : start + 2] for start in range(0, len(EDITS), 2)]
    assert outcomes(in_a_row(store, parts, stamps(), nothing)) == outcomes(one_by_one(other, parts))
    assert dump(store) == dump(other)
    assert check.check(store).faults == ()
    other.close()


@both_ways
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.lists(st.sampled_from(EDITS), min_size=1, max_size=6), max_size=6))
def test_whatever_the_parts_are(
    tmp_path_factory: pytest.TempPathFactory, in_a_row: InARow, parts: list[list[Edit]]
) -> None:
    folder = tmp_path_factory.mktemp("behind")
    stores = [open_store(f"sqlite:///{folder / name}.db") for name in "ab"]
    for one in stores:
        one.prepare()
    assert outcomes(in_a_row(stores[0], parts, stamps(), nothing)) == outcomes(one_by_one(stores[1], parts))
    assert dump(stores[0]) == dump(stores[1])
    assert check.check(stores[0]).faults == ()
    for one in stores:
        one.close()


class Meddled:
    """A store to which something happens just before it writes."""

    def __init__(self, store: GraphStore, meddle: Callable[[WriteSet], object]) -> None:
        self._store, self._meddle = store, meddle

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def write(self, change: WriteSet) -> Commit:
        self._meddle(change)
        return self._store.write(change)


def meddled(store: GraphStore, meddle: Callable[[WriteSet], object]) -> GraphStore:
    return cast("GraphStore", Meddled(store, meddle))


PARTS: list[list[Edit]] = [
    small(),
    [node(HERBERG, NodeKind.ACTOR, "b", name="Herberg Broen")],
    [
        node(HERBERG, NodeKind.ACTOR, "b", name="Herberg Åen"),
        node(UNIT, NodeKind.ACTOR, name="Enheden", kind="bo_110"),
    ],
]


@both_ways
@pytest.mark.parametrize("part", ["c1", "c2", "c3"])
def test_somebody_who_writes_in_between_is_not_written_over(
    store: GraphStore, in_a_row: InARow, part: str
) -> None:
    own = [node(HERBERG, NodeKind.ACTOR, "own", Rank.OWN, name="Vores eget navn", kind="bo_110")]

    def meddle(change: WriteSet) -> None:
        if change.id == part and not store.claims([HERBERG]).get(HERBERG, ())[2:]:
            commit(store, own, Stamp(AT, "test", "imens", id="meanwhile"))

    list(in_a_row(meddled(store, meddle), PARTS, stamps(), nothing))
    said = {one.source: one.facts["name"].value for one in store.claims([HERBERG])[HERBERG]}
    assert said == {"a": "Herberget", "b": "Herberg Åen", "own": "Vores eget navn"}
    assert store.get([HERBERG, UNIT]).keys() == {HERBERG, UNIT}
    assert check.check(store).faults == ()


@both_ways
def test_what_was_read_for_an_earlier_part_is_read_anew_once_another_writes(
    store: GraphStore, in_a_row: InARow
) -> None:
    """The last part is about a unit in a house that the first read, and that gets another address."""
    commit(store, small(), Stamp(AT, "test", "før", id="before"))
    parts: list[list[Edit]] = [
        [node(HERBERG, NodeKind.ACTOR, "b", name="Herberg Broen"), link(EdgeKind.LOCATED_AT, BED, PLACE)],
        [node(node_id("actor", "x", "andre"), NodeKind.ACTOR, name="Andre", kind="bo_110")],
        [
            node(UNIT, NodeKind.ACTOR, name="Enheden", kind="bo_110"),
            link(EdgeKind.LOCATED_AT, UNIT, PLACE),
            link(EdgeKind.PART_OF, UNIT, HERBERG),
        ],
    ]
    moved = [node(PLACE, NodeKind.PLACE, address="Nygade 7", postal_code="0999", city="Brostad")]

    def meddle(change: WriteSet) -> None:
        if change.id == "c2" and store.status().version == 2:
            commit(store, moved, Stamp(AT, "test", "imens", id="meanwhile"))

    list(in_a_row(meddled(store, meddle), parts, stamps(), nothing))
    assert store.get([PLACE])[PLACE].text("address") == "Nygade 7"
    assert check.check(store).faults == ()


@both_ways
def test_a_house_that_another_moves_to_a_town_is_there_for_the_parts_that_follow(
    store: GraphStore, in_a_row: InARow
) -> None:
    """The second part is written without a Conflict; what the first read of the house is old by then."""
    commit(store, small(), Stamp(AT, "test", "før", id="before"))
    parts: list[list[Edit]] = [
        [link(EdgeKind.LOCATED_AT, BED, PLACE)],
        [node(node_id("actor", "x", "andre"), NodeKind.ACTOR, name="Andre", kind="bo_110")],
        [node(UNIT, NodeKind.ACTOR, name="Enheden", kind="bo_110"), link(EdgeKind.LOCATED_AT, UNIT, PLACE)],
    ]
    other_town = area_id("9902")
    moved: list[Edit] = [
        node(other_town, NodeKind.AREA, code="9902", name="Nyby", level="municipality"),
        Drop(edge_id(EdgeKind.IN, PLACE, TOWN), "a"),
        link(EdgeKind.IN, PLACE, other_town),
    ]

    def meddle(change: WriteSet) -> None:
        if change.id == "c2" and store.status().version == 2:
            commit(store, moved, Stamp(AT, "test", "imens", id="meanwhile"))

    list(in_a_row(meddled(store, meddle), parts, stamps(), nothing))
    assert body_of(store.entries([UNIT])[UNIT]).towns == ("9902",)
    assert check.check(store).faults == ()


@both_ways
def test_what_cannot_be_written_ends_it(store: GraphStore, in_a_row: InARow) -> None:
    def refuse(change: WriteSet) -> None:
        if change.id == "c2":
            raise Unavailable(message("stores.changing"))

    with pytest.raises(Unavailable):
        list(in_a_row(meddled(store, refuse), PARTS, stamps(), nothing))
    assert [one.id for one in store.commits().items] == ["c1"]


@both_ways
def test_nothing_more_is_sent_when_it_may_not_go_on(store: GraphStore, in_a_row: InARow) -> None:
    asked = count(1)

    def still() -> None:
        if next(asked) == 2:
            raise Refused(message("runs.taken_back"))

    with pytest.raises(Refused):
        list(in_a_row(store, PARTS, stamps(), still))
    assert [one.id for one in store.commits().items] == ["c1"]


@both_ways
def test_one_that_is_not_read_to_its_end_leaves_nothing_on_its_way(
    store: GraphStore, in_a_row: InARow
) -> None:
    plans = in_a_row(store, PARTS, stamps(), nothing)
    next(plans)
    plans.close()
    assert store.status().version == len(store.commits().items) < len(PARTS)


def sizes_of_commits(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch, parts: int, seconds: Callable[[int], float]
) -> list[int]:
    """Of parts of 400 actors each, when a commit of so many claims takes the store so long."""
    now = [0.0]
    sizes: list[int] = []

    def slowly(change: WriteSet) -> None:
        sizes.append(len(change.claims))
        now[0] += seconds(len(change.claims))

    monkeypatch.setattr(pipeline, "monotonic", lambda: now[0])
    actors = [
        [
            node(node_id("actor", "x", f"{part}-{number}"), NodeKind.ACTOR, name="En", kind="bo_110")
            for number in range(400)
        ]
        for part in range(parts)
    ]
    plans = list(commit_ahead(meddled(store, slowly), actors, stamps(), nothing))
    assert sum(len(plan.effects) for plan in plans) == sum(sizes) == parts * 400
    return sizes


def test_a_slow_store_gets_smaller_commits_so_that_a_save_does_not_wait_long(
    sqlite_store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four seconds for a part. The second is already worked out by when that is known."""
    sizes = sizes_of_commits(sqlite_store, monkeypatch, 4, lambda claims: claims / 100)
    assert sizes == [400, 400, *[100] * 8]


def test_commits_grow_again_where_the_store_is_quick_again(
    sqlite_store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = iter([4.0])
    sizes = sizes_of_commits(sqlite_store, monkeypatch, 5, lambda claims: next(slow, claims / 4000))
    assert sizes == [400, 400, 100, 200, 100, 400, 400]


def test_a_quick_store_gets_its_parts_whole(
    sqlite_store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sizes_of_commits(sqlite_store, monkeypatch, 3, lambda claims: 0.9) == [400, 400, 400]


def test_history_that_the_part_on_its_way_adds_nothing_to_is_not_waited_for(store: GraphStore) -> None:
    """The second part asks whether its unit was ever there, before the first is written."""
    asked = Event()
    in_time: list[bool] = []
    changes = store.changes

    def noted(**question: Any) -> object:
        asked.set()
        return changes(**question)

    slow = meddled(store, lambda change: in_time.append(asked.wait(60)))
    vars(slow)["changes"] = noted
    nowhere = [link(EdgeKind.PART_OF, UNIT, HERBERG)]
    first, second = commit_ahead(slow, [small(), nowhere], stamps(), nothing)
    assert in_time == [True]
    assert not first.refused
    assert [one.target for one in second.refused] == [f"PART_OF|{UNIT}|{HERBERG}"]


def test_history_that_the_part_on_its_way_adds_to_is_waited_for(store: GraphStore) -> None:
    """Else a relation is refused, since its end was never heard of."""
    closed = node_id("actor", "x", "lukket")
    denied = node(closed, NodeKind.ACTOR, name="Lukket", kind="bo_110", **{EXISTS: False})
    slow = meddled(store, lambda change: sleep(0.3))
    tie = link(EdgeKind.PART_OF, HERBERG, closed)
    _, second = commit_ahead(slow, [[*small(), denied], [tie]], stamps(), nothing)
    assert not second.refused
    assert [one.edge.dst for one in second.hidden] == [closed]


def test_an_address_on_its_way_into_history_is_found_and_erased(store: GraphStore) -> None:
    flagged = node(HERBERG, NodeKind.ACTOR, name="Herberget", kind="bo_110", secret_address=True)
    slow = meddled(store, lambda change: sleep(0.3))
    list(commit_ahead(slow, [small(), [flagged]], stamps(), nothing))
    assert b"Broen 1" not in dump(store)


def test_threads_take_short_turns_while_parts_are_written_and_no_longer(sqlite_store: GraphStore) -> None:
    """Else a commit waits at each of its messages until the thread that works the next one out lets it."""
    usual = sys.getswitchinterval()
    in_a_row = commit_ahead(sqlite_store, [EDITS[:2], EDITS[2:4]], stamps(), nothing)
    turns = [sys.getswitchinterval() for _ in in_a_row]
    assert turns == [pytest.approx(TURN)] * 2
    assert sys.getswitchinterval() == usual
    stopped = commit_ahead(sqlite_store, [EDITS[4:6], EDITS[6:8]], stamps(), nothing)
    next(stopped)
    stopped.close()
    assert sys.getswitchinterval() == usual
