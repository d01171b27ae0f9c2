"""The three matrices, and how much of what they show anybody has asked about."""

from typing import Any

import pytest

from graphdb.coverage.mapping import Asked, asked
from graphdb.coverage.matrix.matrix import coverage, coverages
from graphdb.coverage.matrix.stages import early_shares
from graphdb.rules.expectations import STRENGTHS
from graphdb.search import index
from graphdb.store import GraphStore
from graphdb.visibility.audience import VISITOR, Audience
from tests.graphdb.counting import Counting
from tests.graphdb.coverage.towns import VEST, By, ground_of, rows, says
from tests.graphdb.world import STALE, TODAY, actor, relates, write

GROUP = "rg_placeret_ung"


def test_the_demo_has_all_three_matrices(demo: GraphStore) -> None:
    for by in By:
        answer = coverage(demo, "9901", by, TODAY)
        assert answer.rows
        assert answer.asked == coverage(demo, "9901", By.KIND, TODAY).asked
        assert len({(row.need, row.risk_group, row.column) for row in answer.rows}) == len(answer.rows)


def test_a_stage_is_covered_by_who_acts_there_alone(world: GraphStore) -> None:
    write(world, actor("Skovly", "bo_anbringelse", groups=[GROUP]))
    early = rows(world, By.STAGE)[GROUP, "st_tidligt"]
    assert (early.state, early.actors) == ("not_asked", 0)
    assert [(part.kind, part.state) for part in early.sees if part.kind == "bo_anbringelse"] == [
        ("bo_anbringelse", "covered")
    ]
    write(world, actor("Familien", "kom_familie", groups=[GROUP]))
    early = rows(world, By.STAGE)[GROUP, "st_tidligt"]
    assert (early.state, early.strength, early.actors) == ("covered", "core", 1)


def test_a_stage_where_one_is_not_asked_about_is_no_gap(world: GraphStore) -> None:
    acting = rows(world, By.STAGE)[GROUP, "st_tidligt"].kinds
    assert len(acting) > 1
    write(world, [says(kind, "as_ingen") for kind in acting[1:]])
    assert rows(world, By.STAGE)[GROUP, "st_tidligt"].state == "not_asked"
    write(world, [says(acting[0], "as_ingen")])
    row = rows(world, By.STAGE)[GROUP, "st_tidligt"]
    assert (row.state, row.red) == ("asked_none", True)


def test_who_sees_them_and_acts_early_is_counted(world: GraphStore) -> None:
    ground = ground_of(world)
    assert {(one.act_early, one.see) for one in early_shares(ground, TODAY)} == {(0, 0)}
    write(world, actor("Skovly", "bo_anbringelse", groups=[GROUP]))
    share = next(one for one in early_shares(ground_of(world), TODAY) if one.risk_group == GROUP)
    assert share.see == 1


def test_a_transition_is_covered_by_a_relation_that_tells(world: GraphStore) -> None:
    write(world, actor("Familien", "kom_familie", groups=[GROUP]))
    write(world, actor("Voksen", "kom_voksen", groups=[GROUP]))
    assert rows(world, By.TRANSITION)[GROUP, "tr_18aar"].state == "not_asked"
    write(world, [relates("Voksen", "rel_adviserer", "Familien")])
    assert rows(world, By.TRANSITION)[GROUP, "tr_18aar"].state == "not_asked"  # the wrong way round
    write(world, [relates("Familien", "rel_adviserer", "Voksen")])
    row = rows(world, By.TRANSITION)[GROUP, "tr_18aar"]
    assert (row.state, row.actors, row.actors_fresh) == ("covered", 1, 1)
    write(world, [relates("Familien", "rel_adviserer", "Voksen", day=STALE)])
    assert rows(world, By.TRANSITION)[GROUP, "tr_18aar"].state == "unconfirmed"
    write(world, [relates("Familien", "rel_adviserer", "Voksen", until="2026-01-01")])
    assert rows(world, By.TRANSITION)[GROUP, "tr_18aar"].state == "not_asked"


@pytest.mark.parametrize("staff_first", [True, False])
def test_a_relation_that_is_not_for_all_covers_for_its_own_alone(
    world: GraphStore, staff_first: bool
) -> None:
    """No entry tells of it, so both have the same index. Seen red with one matrix kept for both."""
    write(world, actor("Familien", "kom_familie", groups=[GROUP]))
    write(world, actor("Voksen", "kom_voksen", groups=[GROUP]))
    write(world, [relates("Familien", "rel_adviserer", "Voksen", visibility="professionals")])
    for who in sorted((VISITOR, Audience(True)), key=lambda who: who.professional is not staff_first):
        row = rows(index.seen(world, who, TODAY), By.TRANSITION)[GROUP, "tr_18aar"]
        assert row.state == ("covered" if who.professional else "not_asked"), who


def test_a_kind_is_asked_about_when_it_is_for_every_group_that_expects_it(world: GraphStore) -> None:
    groups = [
        group
        for group, expected in ground_of(world).expected.items()
        if any(row.key == "bo_109" and row.counts for row in expected)
    ]
    assert len(groups) > 1
    before = asked(ground_of(world))
    write(world, [says("bo_109", "as_ingen", groups[0])])
    assert asked(ground_of(world)) == before
    write(world, [says("bo_109", "as_ingen")])
    after = asked(ground_of(world))
    assert (after.answered, after.of) == (before.answered + 1, before.of)


@pytest.mark.parametrize(
    ("share", "provisional"),
    [
        (Asked(0, 0, 0, 0), False),
        (Asked(17, 20, 9, 10), False),
        (Asked(18, 20, 8, 10), True),
        (Asked(16, 20, 9, 10), True),
        (Asked(18, 20, 10, 10), False),
    ],
)
def test_provisional_until_90_and_75_percent(share: Asked, provisional: bool) -> None:
    assert share.provisional is provisional


def test_vest_without_anybody_is_provisional(world: GraphStore) -> None:
    answer = coverage(world, VEST, By.STAGE, TODAY)
    assert answer.provisional
    assert answer.asked.of > answer.asked.core_of > 0


def test_a_stage_is_as_strong_as_who_makes_it_what_it_is(world: GraphStore) -> None:
    """Not of the strongest of all who might act: an optional kind covered a cell called core."""
    before = rows(world, By.STAGE)[GROUP, "st_tidligt"]
    weakest = max(before.acts, key=lambda part: STRENGTHS.index(part.strength))
    assert before.strength == "core"
    assert weakest.strength != "core"
    write(world, actor("Andre", weakest.kind, groups=[GROUP]))
    row = rows(world, By.STAGE)[GROUP, "st_tidligt"]
    assert (row.state, row.strength, row.red) == ("covered", weakest.strength, False)
    here = {part.kind: part.state for part in row.acts}
    assert here.pop(weakest.kind) == "covered"
    assert set(here.values()) == {"not_asked"}


def test_a_stage_that_a_core_kind_covers_is_core(world: GraphStore) -> None:
    write(world, actor("Familien", "kom_familie", groups=[GROUP]))
    row = rows(world, By.STAGE)[GROUP, "st_tidligt"]
    assert [part.strength for part in row.acts if part.kind == "kom_familie"] == ["core"]
    assert (row.state, row.strength) == ("covered", "core")


def test_a_core_kind_that_is_surely_missing_is_red_beside_a_weaker_one_nobody_asked_about(
    world: GraphStore,
) -> None:
    """Nobody was asked about the other, so the cell is grey and its strength is the other's."""
    acts = rows(world, By.STAGE)[GROUP, "st_tidligt"].acts
    core = [part.kind for part in acts if part.strength == "core"]
    write(world, [says(kind, "as_ingen") for kind in core])
    row = rows(world, By.STAGE)[GROUP, "st_tidligt"]
    assert (row.state, row.red) == ("not_asked", False)
    assert row.strength != "core"
    assert {part.state for part in row.acts if part.kind in core} == {"asked_none"}


@pytest.mark.parametrize("by", list(By))
def test_all_municipalities_at_once_cost_the_store_no_more_than_one(demo: GraphStore, by: By) -> None:
    towns = ["9901", "9902", "9903", "0101"]
    singly = {town: coverage(demo, town, by, TODAY) for town in towns}
    counting: Any = Counting(demo)
    index.current(counting, TODAY)
    counting.calls.clear()
    at_once = coverages(counting, towns, by, TODAY)
    assert counting.calls.total() == (2 if by is By.TRANSITION else 1)
    assert {town: (matrix.asked, matrix.rows) for town, matrix in at_once.items()} == {
        town: (matrix.asked, matrix.rows) for town, matrix in singly.items()
    }
    counting.calls.clear()
    again = coverages(counting, towns, by, TODAY)
    assert [again[town] is at_once[town] for town in towns] == [True] * 4
    assert not counting.calls
