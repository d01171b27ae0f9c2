"""The few things that matter this week, each from the facts of a small municipality."""

import pytest

from graphdb.errors import NotFound
from graphdb.gaps.discovery import all_rules
from graphdb.gaps.monday import Monday, monday
from graphdb.gaps.states import Decision, GapState, decide
from graphdb.store import GraphStore
from tests.graphdb.coverage.towns import ground_of
from tests.graphdb.gaps.planted import PLANTED, plant
from tests.graphdb.world import STALE, TODAY, actor, actor_id, answered, write

WEEKLY = {rule.id: 0 for rule in all_rules().values() if rule.weekly}


def week(store: GraphStore, today: str = TODAY) -> Monday:
    return monday(store, "9901", today, decided=True)


def test_nothing_is_known_of_an_empty_municipality(world: GraphStore) -> None:
    empty = week(world)
    assert (empty.own, empty.national, len(empty.new_gaps), empty.calls) == (0, 0, 0, ())
    assert empty.by_rule == WEEKLY
    core = [cell for cell in ground_of(world).expected_cells() if cell.expectation and cell.expectation.core]
    assert empty.not_asked == len({cell.kinds[0] for cell in core}) > 0


def test_a_municipality_that_is_not_there_is_not_found(world: GraphStore) -> None:
    with pytest.raises(NotFound):
        monday(world, "0000", TODAY)


def test_each_rule_s_gaps_are_counted_but_for_those_accepted(world: GraphStore) -> None:
    plant(world)
    assert week(world).by_rule == dict.fromkeys(PLANTED, 1)
    decide(world, "9901", PLANTED["owed"], Decision(GapState.ACCEPTED, "vi venter", "leder", TODAY))
    assert week(world).by_rule == dict.fromkeys(PLANTED.keys() - {"owed"}, 1)
    assert monday(world, "9901", TODAY).by_rule == dict.fromkeys(PLANTED, 1)
    decide(world, "9901", PLANTED["owed"], Decision(GapState.IN_WORK, "vi er i gang", "leder", TODAY))
    assert week(world).by_rule == dict.fromkeys(PLANTED, 1)


def test_what_every_week_counts_is_counted_where_it_is_none(demo: GraphStore) -> None:
    """What the coordinator looks for each Monday, and finds gone, must not be taken for not looked for."""
    assert set(WEEKLY) == {"nobody", "stale", "agreement", "full"}
    counts = monday(demo, "9901", TODAY).by_rule
    assert counts["nobody"] == 0
    assert set(WEEKLY) <= set(counts)
    numbers = list(counts.values())
    assert 0 not in numbers[: len(numbers) - numbers.count(0)], "what is there stands first"


def test_the_heaviest_come_first(demo: GraphStore) -> None:
    """Seen red: they stood by the names of their rules."""
    rules = list(monday(demo, "9903", TODAY).by_rule)
    assert set(rules[:3]) == {"by_decision", "nobody", "refused"}
    assert rules.index("owed") < rules.index("agreement")


def test_what_is_new_is_younger_than_a_week(world: GraphStore) -> None:
    write(world, [answered("9901", "kom_familie", "as_ingen", day="2026-11-20")])
    assert len(week(world).new_gaps) == 1
    assert len(week(world, "2026-11-26").new_gaps) == 1
    assert len(week(world, "2026-11-27").new_gaps) == 0


def test_what_serves_the_whole_country_is_counted_apart(demo: GraphStore, world: GraphStore) -> None:
    write(world, actor("Stedet", "civ_vaerested"))
    assert (week(world).own, week(world).national) == (1, 0)
    assert week(demo).own > 100


def test_the_first_to_ring_is_who_carries_most(world: GraphStore) -> None:
    write(world, actor("Lidt", "civ_gaeld", groups=["rg_restance"], day=STALE))
    write(world, actor("Meget", "kom_voksen", day=STALE))
    write(world, actor("Intet", "civ_frivilligcenter", day=STALE))
    write(world, actor("Frisk", "kom_bolig"))
    calls = week(world).calls
    assert [call.actor for call in calls] == [actor_id("Meget"), actor_id("Lidt"), actor_id("Intet")]
    assert [call.covers for call in calls][1:] == [1, 0]
    assert calls[0].covers > 5
    assert calls[0].name == "Meget"


def test_five_are_enough_for_a_week(world: GraphStore) -> None:
    for number in range(7):
        write(world, actor(f"Sted {number}", "civ_vaerested", day=STALE))
    assert [call.name for call in week(world).calls] == [f"Sted {number}" for number in range(5)]


def test_who_is_accepted_as_too_old_is_not_to_be_rung(world: GraphStore) -> None:
    write(world, actor("Stedet", "civ_vaerested", day=STALE))
    gap = f"stale.9901.{actor_id('Stedet')}"
    decide(world, "9901", gap, Decision(GapState.ACCEPTED, "lukker til sommer", "leder", TODAY))
    assert week(world).calls == ()
    assert [call.actor for call in monday(world, "9901", TODAY).calls] == [actor_id("Stedet")]
    assert [call.actor for call in monday(world, "9901", TODAY).calls] == [actor_id("Stedet")]
