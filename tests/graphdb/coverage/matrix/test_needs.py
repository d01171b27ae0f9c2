"""Needs against areas: the municipality, the country, and those next door."""

from graphdb.coverage.matrix.matrix import coverage
from graphdb.coverage.matrix.row import Row
from graphdb.store import GraphStore
from tests.graphdb.coverage.towns import VEST, By
from tests.graphdb.world import STALE, TODAY, actor, actor_id, located, service, write

BED = "need_akutbolig"


def cells(store: GraphStore, group: str = "", municipality: str = VEST) -> dict[tuple[str, str], Row]:
    """The rows by need and area."""
    answer = coverage(store, municipality, By.NEED, TODAY)
    return {(row.need, row.column): row for row in answer.rows_for(group)}


def test_a_need_is_met_where_it_is_served_and_next_door_apart(each_world: GraphStore) -> None:
    write(each_world, actor("Herberg", "bo_110", towns=["9902"]))
    write(each_world, service("Herberg", "seng", needs=[BED]))
    write(each_world, located("Herberg", "9902"))
    there = cells(each_world)
    columns = list(dict.fromkeys(column for _, column in there))
    assert (columns[:2], len(columns), "9902" in columns) == (["9901", "dk"], 8, True)
    assert there[BED, "9901"].state == there[BED, "dk"].state == "not_asked"
    assert (there[BED, "9902"].state, there[BED, "9902"].actor_ids) == ("covered", (actor_id("Herberg"),))
    assert not any(row.red or row.strength for row in there.values())


def test_those_for_the_whole_country_stand_in_its_column_alone(world: GraphStore) -> None:
    write(world, actor("Linjen", "civ_linje", towns=["dk"]))
    write(world, service("Linjen", "samtale", needs=["need_samtale"]))
    there = cells(world)
    assert there["need_samtale", "dk"].state == "covered"
    assert there["need_samtale", "9901"].actors == there["need_samtale", "9902"].actors == 0


def test_what_is_old_or_comes_from_outside_or_is_granted_is_said(world: GraphStore) -> None:
    write(world, actor("Gammel", "civ_vaerested", day=STALE))
    write(world, service("Gammel", "kaffe", needs=["need_netvaerk"], day=STALE))
    assert cells(world)["need_netvaerk", "9901"].state == "unconfirmed"
    write(world, actor("Herberg", "bo_110", towns=["9901", "9902"]))
    write(world, [*service("Herberg", "seng", needs=[BED]), *located("Herberg", "9902")])
    assert cells(world)[BED, "9901"].state == "outside"
    assert cells(world)[BED, "9902"].state == "covered"


def test_for_a_group_what_is_for_it_or_names_none(world: GraphStore) -> None:
    write(world, actor("Rus", "rus_ambulant", groups=["rg_rus"]))
    write(world, service("Rus", "behandling", needs=["need_rus"], groups=["rg_rus"]))
    write(world, actor("Alle", "civ_vaerested"))
    write(world, service("Alle", "råd", needs=["need_gaeld"]))
    for group, states in {"rg_rus": "covered", "rg_aeldre": "not_asked", "": "covered"}.items():
        there = cells(world, group)
        assert there["need_rus", "9901"].state == states
        assert there["need_gaeld", "9901"].state == "covered"
        assert {row.risk_group for row in there.values()} == {group}


def test_who_refuses_the_group_does_not_meet_its_need(world: GraphStore) -> None:
    write(world, actor("Herberg", "bo_110", groups=["rg_migrant"]))
    write(world, service("Herberg", "seng", needs=[BED], **{"exclusions.ex_ophold": True}))  # type: ignore[arg-type]
    row = cells(world, "rg_migrant")[BED, "9901"]
    assert (row.state, row.actors, row.refusing_ids) == ("refuses", 0, (actor_id("Herberg"),))
    assert cells(world)[BED, "9901"].actors == 1
