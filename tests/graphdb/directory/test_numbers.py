"""Small counts do not follow from the page of another area, nor by the open export."""

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from graphdb.coverage.demand import demand
from graphdb.directory.area import area_facts
from graphdb.directory.counts import FEW, Number, of_hidden, ranged
from graphdb.directory.numbers import Numbers
from graphdb.language.text import Lexicon
from graphdb.model import INDICATOR_PREFIX, Edge, EdgeKind, Node, NodeKind, area_id, edge_id, indicator_id
from graphdb.store import GraphStore
from graphdb.upkeep.publication import publish
from graphdb.vocabulary.catalogue import Vocabulary
from tests.graphdb.town import link, node, put
from tests.graphdb.world import TODAY

TOWNS = ("1", "2", "3", "4")
counts = some.lists(some.integers(0, 30), min_size=len(TOWNS), max_size=len(TOWNS))


def number(value: float | None) -> Number:
    return Number("Hjemløse", "2026", value, "borgere", "", read_at="", source="x", stated_on="")


def country(*, region: bool) -> Vocabulary:
    """Four municipalities, in a region or in the country alone."""
    codes = {"dk": "country", "R": "region", **dict.fromkeys(TOWNS, "municipality")}
    areas = {code: Node(area_id(code), NodeKind.AREA, {"level": level}) for code, level in codes.items()}
    ends = [(area_id(code), area_id("R")) for code in TOWNS] if region else []
    inside = [Edge(edge_id(EdgeKind.IN, *pair), EdgeKind.IN, *pair) for pair in ends]
    within = {town: (edge,) for town, edge in zip(TOWNS, inside, strict=False)}
    return Vocabulary(1, {}, areas, {}, within, partial(Lexicon.build, ()))


def shown(values: Mapping[str, float | None], *, region: bool = True) -> dict[str, float | None]:
    """By area the count that its page shows."""
    lines = {code: ranged([number(value)]) for code, value in values.items()}
    numbers = Numbers(country(region=region), lambda code: lines.get(code, ()))
    return {code: numbers.shown(code)[0].value for code in values}


@pytest.mark.parametrize("whole", ["R", "dk"])
def test_a_region_less_all_others_tells_no_small_one(whole: str) -> None:
    """Seen red: 40 - 20 - 10 - 7 gave the fourth away, whose own page said under 5."""
    values = {whole: 40.0, "1": 20.0, "2": 10.0, "3": 7.0, "4": 3.0}
    assert shown(values, region=whole == "R") == {whole: 40.0, "1": 20.0, "2": 10.0, "3": None, "4": None}
    del values["4"]
    assert shown(values, region=whole == "R")["3"] is None, "3 are left for one that is not loaded"
    assert shown({whole: 40.0, "1": 20.0, "2": 15.0})["2"] == 15.0, "5 are left"
    assert shown({"1": 20.0, "2": 10.0, "3": 7.0, "4": 3.0})["3"] == 7.0, "no total is known"
    assert shown({whole: 40.0, "1": 20.0, "2": 10.0, "3": 10.0, "4": 0.0}) == {
        whole: 40.0,
        "1": 20.0,
        "2": 10.0,
        "3": 10.0,
        "4": 0.0,
    }


def test_a_hidden_region_is_not_told_by_its_municipalities() -> None:
    """Seen red: 25 + 15 gave region C away, and 93 - 50 - 40 the 3 of region B."""
    values = {"dk": 93.0, "A": 50.0, "B": 3.0, "C": 40.0, "c1": 25.0, "c2": 15.0, "a1": 30.0, "a2": 20.0}
    pages = in_regions(values)
    hidden = {code: (page.low, page.high) for code, page in pages.items() if page.value is None}
    assert hidden == {"B": (1, 4), "C": (40, 44), "c2": (15, 19)}


def in_regions(values: Mapping[str, float]) -> dict[str, Number]:
    """By area what its page shows: the country, regions A to C, and municipalities named after theirs."""
    levels = {"dk": "country", **dict.fromkeys("ABC", "region")}
    areas = {
        code: Node(area_id(code), NodeKind.AREA, {"level": levels.get(code, "municipality")})
        for code in values
    }
    ends = {code: (area_id(code), area_id(code[0].upper())) for code in values if code not in levels}
    within = {code: (Edge(edge_id(EdgeKind.IN, *pair), EdgeKind.IN, *pair),) for code, pair in ends.items()}
    numbers = Numbers(
        Vocabulary(1, {}, areas, {}, within, partial(Lexicon.build, ())),
        lambda code: ranged([number(values[code])]),
    )
    return {code: numbers.shown(code)[0] for code in values}


def test_ranges_of_two_municipalities_do_not_make_their_sum_in_one_way_alone() -> None:
    """Seen red: 45 - 20 - 19 is 6, and of 1-4 and 5-9 that is 1 and 5."""
    values = {"R": 45.0, "1": 20.0, "2": 19.0, "3": 5.0, "4": 1.0}
    lines = {code: ranged([number(value)]) for code, value in values.items()}
    numbers = Numbers(country(region=True), lambda code: lines.get(code, ()))
    page = numbers.shown("3")[0]
    assert (page.value, page.low, page.high) == (None, 0, 14)


@pytest.mark.parametrize("whole", ["R", "dk"])
@pytest.mark.parametrize("each", [1.0, 4.0])
def test_a_total_does_not_tell_its_parts_where_none_of_them_is_shown(whole: str, each: float) -> None:
    """16 of four that are under 5 each makes all of them 4. Seen red without ``of_hidden``."""
    assert shown({whole: 4 * each, **dict.fromkeys(TOWNS, each)}, region=whole == "R")[whole] is None
    values = {whole: 9.0, "1": 4.0, "2": 4.0, "3": 1.0}
    assert shown(values, region=whole == "R")[whole] == 9.0, "in more ways than one"


def test_the_range_of_a_total_leaves_more_ways_than_one() -> None:
    """20 of five is in 20-24, where of what they can be 20 is alone."""
    few, total = ranged([number(4.0)])[0], of_hidden(number(20.0), ranged([number(4.0)]) * 5)
    assert few.high == FEW - 1
    assert (total.value, total.low, total.high) == (None, 15, 29)
    assert of_hidden(number(20.0), [*ranged([number(4.0)]) * 5, number(0.0)]).value == 20.0, "one is shown"


def test_the_country_less_the_other_regions_does_not_tell_a_region_that_tells_its_parts() -> None:
    """Seen red: 108 - 40 - 60 was the 8 of region A, whose page had it as a range."""
    values = {"dk": 108.0, "A": 8.0, "B": 40.0, "C": 60.0, "a1": 4.0, "a2": 4.0, "b1": 40.0, "c1": 60.0}
    pages = in_regions(values)
    hidden = {code: (page.low, page.high) for code, page in pages.items() if page.value is None}
    assert hidden == {"A": (5, 9), "a1": (1, 4), "a2": (1, 4), "B": (40, 44), "b1": (40, 44)}


@given(counts)
def test_no_small_count_follows_from_the_pages_of_all(values: list[int]) -> None:
    pages = shown({"R": float(sum(values)), **dict(zip(TOWNS, map(float, values), strict=True))})
    open_ones = [value for value in (pages[town] for town in TOWNS) if value is not None]
    assert not any(0 < value < FEW for value in open_ones)
    total = pages["R"]
    if total is not None and len(open_ones) < len(TOWNS):
        left = total - sum(open_ones)
        assert len(open_ones) == 0 or left == 0 or left >= FEW
        assert len(TOWNS) - len(open_ones) > 1 or not 0 < left < FEW


def test_pages_matrix_and_open_export_agree(each_world: GraphStore, tmp_path: Path) -> None:
    """Seen red with the open export: in it was what the pages did not show."""
    for area, value in (("1082", 19.0), ("9901", 16.0), ("9902", 3.0)):
        one = indicator_id(area, "a", "Hjemløse", "alle", "2026")
        put(each_world, node(one, NodeKind.INDICATOR, measure="Hjemløse", period="2026", value=value))
        put(each_world, link(EdgeKind.IN, one, area_id(area)))
    lines = {area: area_facts(each_world, area, TODAY).numbers[0] for area in ("1082", "9901", "9902")}
    assert {area: (line.value, line.low) for area, line in lines.items()} == {
        "1082": (19.0, None),
        "9901": (None, 15),
        "9902": (None, 1),
    }
    assert demand(each_world, "9901", TODAY)[0].low == 15
    publish(each_world, tmp_path / "open.jsonl")
    rows = map(json.loads, (tmp_path / "open.jsonl").read_text(encoding="utf-8").splitlines())
    exported = {row["id"].split(":")[1]: row["props"] for row in rows if _is_number(row)}
    assert {area: props.get("value", props.get("suppressed")) for area, props in exported.items()} == {
        "1082": 19.0,
        "9901": True,
        "9902": True,
    }


def _is_number(row: dict[str, str]) -> bool:
    return row.get("what") == "node" and row["id"].startswith(f"{INDICATOR_PREFIX}:")
