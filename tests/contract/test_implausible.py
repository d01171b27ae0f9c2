"""What cannot be true is left out with a reason: places abroad, rings, ends before beginnings.

Seen red by taking out, one at a time, the ranges, the spans, the first year, and ``integrity``.
"""

import pytest

from graphdb.message import say
from graphdb.model import EdgeKind
from graphdb.store import Way
from importers.problems import Outcome
from tests.contract.fail_closed import SOURCE, World

pytestmark = pytest.mark.cases_on_sqlite


def above(world: World, name: str) -> set[str]:
    edges = world.store.edges([f"actor:{SOURCE}:{name}"], kinds=[EdgeKind.PART_OF], way=Way.OUT)
    return {edge.dst.rpartition(":")[2] for edge in edges}


@pytest.mark.parametrize(
    ("lat", "lon", "columns", "said"),
    [
        ("55,86", "9,85", [], ""),
        ("9.85", "55.86", ["lat", "lon"], "Byt om på lat og lon"),
        ("48.85", "2.35", ["lat", "lon"], "uden for Danmark"),
        ("55.86", "18.06", ["lon"], "uden for Danmark"),
        ("0", "0", ["lat", "lon"], "uden for Danmark"),
        ("nan", "9.85", ["lat"], ""),
    ],
)
def test_a_place_lies_in_denmark(world: World, lat: str, lon: str, columns: list[str], said: str) -> None:
    head = "id,municipality,lat,lon\n"
    world.bring(places=f"{head}hus,0615,55.1,9.1\n")
    world.bring(places=f'{head}hus,0615,"{lat}","{lon}"\n')
    problems = world.report.of(Outcome.LEFT_OUT)
    assert [problem.column for problem in problems] == columns
    assert all(said in say(problem.reason) for problem in problems)
    house = world.node("hus", "place")
    assert house is not None
    assert (house.props["lat"], house.props["lon"]) == ((55.1, 9.1) if columns else (55.86, 9.85))


@pytest.mark.parametrize("parents", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "a"}])
def test_no_unit_is_part_of_itself(world: World, parents: dict[str, str]) -> None:
    rows = "".join(f"{name},{name},civ_ngo,{parents.get(name, '')}\n" for name in "abcd")
    world.bring(actors=f"id,name,kind,parent\n{rows}")
    assert [(row, column) for _, row, column, _ in world.lines(Outcome.LEFT_OUT)] == [
        (number, "parent") for number, name in enumerate("abcd", 2) if name in parents
    ]
    assert [above(world, name) for name in "abcd"] == [set()] * 4


def test_a_ring_may_close_over_what_another_source_says(world: World) -> None:
    table = "id,name,kind,parent\nx:a,A,civ_ngo,{}\nx:b,B,civ_ngo,{}\n"
    world.bring("register", actors=table.format("x:b", ""))
    world.bring(actors=table.format("", "x:a"))
    assert [line[2] for line in world.lines(Outcome.LEFT_OUT)] == ["parent"]


def test_units_that_change_places_are_no_ring(world: World) -> None:
    table = "id,name,kind,parent\na,A,civ_ngo,{}\nb,B,civ_ngo,{}\n"
    world.bring(actors=table.format("b", ""))
    world.bring(actors=table.format("", "a"))
    assert world.report.problems == ()
    assert (above(world, "a"), above(world, "b")) == (set(), {"a"})


def test_no_relation_to_oneself(world: World) -> None:
    world.bring(actors="id,name,kind\na,A,civ_ngo\n", relations="from,kind,to\na,rel_henviser,a\n")
    assert world.lines(Outcome.REFUSED) == [("relations.csv", 2, "to", "a")]


@pytest.mark.parametrize(
    ("table", "first", "last", "values"),
    [
        ("actors", "temporary_from", "temporary_to", ("2026-05-02", "2026-05-01")),
        ("services", "apply_from", "apply_by", ("2026-05-02", "2026-05-01")),
        ("services", "min_age", "max_age", ("30", "18")),
        ("relations", "since", "until", ("2026-05-02", "2026-05-01")),
    ],
)
def test_nothing_ends_before_it_begins(
    world: World, table: str, first: str, last: str, values: tuple[str, str]
) -> None:
    actors = "id,name,kind\na,A,civ_ngo\nb,B,civ_ngo\n"
    tables = {
        "actors": actors,
        "services": "id,actor,name\ns,a,S\n",
        "relations": "from,kind,to\na,rel_henviser,b\n",
    }
    head, row, *rest = tables[table].splitlines()
    tables[table] = "\n".join([f"{head},{first},{last}", f"{row},{','.join(values)}", *rest]) + "\n"
    world.bring(**tables)
    assert [line[:3] for line in world.lines(Outcome.LEFT_OUT)] == [(f"{table}.csv", 2, last)]
    tables[table] = tables[table].replace(values[0], values[1])
    assert world.bring(**tables).problems == ()


@pytest.mark.parametrize(
    ("day", "fits"), [("1899-12-31", False), ("0215-01-01", False), ("1900-01-01", True)]
)
def test_no_year_before_1900(world: World, day: str, fits: bool) -> None:
    world.bring(actors=f"id,name,kind,temporary_from,stated_on\na,A,civ_ngo,{day},{day}\n")
    columns = sorted(line[2] for line in world.lines(Outcome.LEFT_OUT))
    assert columns == ([] if fits else ["stated_on", "temporary_from"])
    assert world.node("a") is not None


@pytest.mark.parametrize(("letters", "fits"), [(200, True), (201, False)])
def test_a_name_has_200_letters_at_most(world: World, letters: int, fits: bool) -> None:
    world.bring(actors=f"id,name,kind\na,{'Å' * letters},civ_ngo\n")
    assert (world.node("a") is not None) is fits
    assert ("200 tegn" in world.report.text()) is not fits
