"""What other municipalities do about a gap: named, the most alike first, and only when there are enough."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from graphdb.claims import Claim, Fact, Rank
from graphdb.errors import NotFound
from graphdb.gaps.elsewhere import Elsewhere, Named, alike_first, mapped_towns
from graphdb.gaps.gaps import find_whole, gaps
from graphdb.gaps.inputs import read_inputs
from graphdb.model import Edge, EdgeKind, Id, NodeKind, Value, area_id, node_id, term_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Put
from tests.files import opened
from tests.graphdb.gaps.planted import PLANTED, plant
from tests.graphdb.world import (
    FRESH,
    TODAY,
    actor,
    actor_id,
    area,
    relates,
    service,
    tie,
    write,
)

NOBODY = PLANTED["nobody"]


def others(store: GraphStore, gap: str) -> Elsewhere:
    return find_whole(store, gap, TODAY).elsewhere


def towns(*codes: str) -> Iterator[Put]:
    """More municipalities, each with a unit of its own."""
    for code in codes:
        yield from area(code, f"By {code}", 56.0)
        yield from actor(f"Unit {code}", "kom_voksen", towns=[code])


@pytest.fixture
def vest(world: GraphStore) -> GraphStore:
    """The world with the planted gaps."""
    plant(world)
    return world


def test_with_fewer_than_three_mapped_it_says_so_and_shows_methods(vest: GraphStore) -> None:
    few = others(vest, NOBODY)
    assert (few.mapped, few.too_few, few.examples) == (1, True, ())
    assert "m_netvaerksmoede" in [method.code for method in few.methods]
    assert all(method.definition_da and "http" in method.source for method in few.methods)
    write(vest, actor("Familie 9902", "kom_familie", towns=["9902"]))
    two = others(vest, NOBODY)
    assert (two.mapped, two.too_few, two.examples) == (2, True, ())
    write(vest, towns("9911"))
    enough = others(vest, NOBODY)
    assert (enough.mapped, enough.too_few, enough.methods) == (3, False, ())
    assert [there.municipality for there in enough.examples] == ["9902"]
    assert [named.name for named in enough.examples[0].actors] == ["Familie 9902"]


def test_where_nobody_has_it_either_the_methods_stand_in(vest: GraphStore) -> None:
    write(vest, towns("9902", "9911"))
    assert not others(vest, NOBODY).too_few
    assert others(vest, NOBODY).examples == ()
    assert others(vest, NOBODY).methods


def test_agreements_and_methods_of_those_who_fill_it_are_named(vest: GraphStore) -> None:
    write(vest, [*towns("9902", "9911"), *actor("Familie", "kom_familie", towns=["9911"])])
    write(vest, service("Familie", "møder"))
    write(vest, [tie(EdgeKind.USES, node_id("service", "x", "møder"), term_id("m_netvaerksmoede"))])
    write(vest, [relates("Familie", "rel_samarbejdsaftale", "Unit 9911")])
    write(vest, [relates("Familie", "rel_samarbejder", "Unit 9911", until="2026-01-01")])
    (there,) = others(vest, NOBODY).examples
    assert (there.municipality, there.methods) == ("9911", ("m_netvaerksmoede",))
    assert [(line.kind, line.dst.name) for line in there.agreements] == [
        ("rel_samarbejdsaftale", "Unit 9911")
    ]


@pytest.mark.parametrize(("asks_for_stay", "towns_there"), [(True, []), (False, ["9902"])])
def test_who_refuses_there_too_fills_nothing(
    vest: GraphStore, asks_for_stay: bool, towns_there: list[str]
) -> None:
    stay: dict[str, Any] = {"exclusions.ex_ophold": asks_for_stay}
    write(vest, [*towns("9902", "9911")])
    write(vest, actor("Herberg Ø", "bo_110", towns=["9902"], groups=["rg_migrant"]))
    write(vest, service("Herberg Ø", "seng Ø", groups=["rg_migrant"], **stay))
    assert [there.municipality for there in others(vest, PLANTED["refused"]).examples] == towns_there


def test_a_missing_link_is_looked_for_as_a_link(vest: GraphStore) -> None:
    write(vest, towns("9902", "9911"))
    assert others(vest, PLANTED["owed"]).examples == ()
    write(vest, actor("Foged 9911", "jus_foged", towns=["9911"]))
    assert others(vest, PLANTED["owed"]).examples == ()
    write(vest, [relates("Foged 9911", "rel_underretter", "Unit 9911")])
    (there,) = others(vest, PLANTED["owed"]).examples
    assert [named.id for named in there.actors] == [actor_id("Foged 9911")]
    assert [line.kind for line in there.agreements] == ["rel_underretter"]


def test_one_alone_there_is_no_better(vest: GraphStore) -> None:
    write(vest, [*towns("9902", "9911"), *actor("Krise A", "bo_109", towns=["9902"], groups=["rg_vold"])])
    assert others(vest, PLANTED["single"]).examples == ()
    write(vest, actor("Krise B", "bo_109", towns=["9902"], groups=["rg_vold"]))
    (there,) = others(vest, PLANTED["single"]).examples
    assert [named.name for named in there.actors] == ["Krise A", "Krise B"]


def test_old_facts_are_no_matter_of_having_anybody(vest: GraphStore) -> None:
    write(vest, towns("9902", "9911"))
    assert others(vest, PLANTED["stale"]) == Elsewhere(3, sought=False, examples=(), methods=())


def test_the_most_alike_come_first(demo: GraphStore) -> None:
    inputs = read_inputs(demo, demo.status(), "0615", TODAY)  # Horsens, 98,000 in Region Midtjylland
    order = alike_first(inputs, ["0101", "0657", "0621", "0370", "0615"])
    assert order == ["0615", "0657", "0621", "0370", "0101"]
    assert alike_first(read_inputs(demo, demo.status(), "9902", TODAY), ["9903", "9901"]) == ["9901", "9903"]


def test_fictional_municipalities_are_no_example_for_real_ones(demo: GraphStore) -> None:
    whole = find_whole(demo, gaps(demo, "9903", TODAY, rules=["single"]).items[0].id, TODAY)
    assert whole.elsewhere.mapped == 3
    assert {there.municipality for there in whole.elsewhere.examples} <= {"9901", "9902"}


def test_it_is_one_reading_whatever_the_number_of_municipalities(
    vest: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(vest, towns("9902", *(f"99{number}" for number in range(11, 25))))
    names = [actor(f"Familie {number}", "kom_familie", towns=[f"99{number}"]) for number in range(11, 25)]
    write(vest, [put for puts in names for put in puts])
    find_whole(vest, NOBODY, TODAY)
    calls: list[Collection[Id]] = []
    edges = vest.edges

    def counted(ids: Collection[Id], **how: object) -> frozenset[Edge]:
        calls.append(ids)
        return edges(ids, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(vest, "edges", counted)
    assert len(others(vest, NOBODY).examples) == 5
    assert len(calls) <= 3  # what was answered, the relations here, those of the others


def test_both_stores_say_the_same(each_world: GraphStore) -> None:
    plant(each_world)
    write(each_world, [*towns("9902", "9911"), *actor("Familie", "kom_familie", towns=["9911"])])
    write(each_world, [relates("Familie", "rel_samarbejdsaftale", "Unit 9911")])
    (there,) = others(each_world, NOBODY).examples
    assert [line.src.name for line in there.agreements] == ["Familie"]


def test_what_somebody_here_has_already_is_no_example(vest: GraphStore) -> None:
    """A hostel that serves both is one of those that refuse here."""
    write(vest, towns("9902", "9911"))
    write(vest, actor("Begge", "kom_familie", towns=["9911"]))
    assert [there.municipality for there in others(vest, NOBODY).examples] == ["9911"]
    write(vest, [*actor("Krise C", "bo_109", towns=["9901", "9911"], groups=["rg_vold"])])
    write(vest, [*actor("Krise D", "bo_109", towns=["9911"], groups=["rg_vold"])])
    names = [named.name for named in _there(vest, "full")]
    assert names == ["Krise D"]


def _there(store: GraphStore, rule: str) -> tuple[Named, ...]:
    return tuple(named for there in others(store, PLANTED[rule]).examples for named in there.actors)


def test_only_a_few_are_named_by_name(vest: GraphStore) -> None:
    write(vest, towns("9902", "9911"))
    for name in ("Ø", "B", "Å", "A"):
        write(vest, actor(f"Familie {name}", "kom_familie", towns=["9902"]))
    assert [named.name for named in _there(vest, "nobody")] == ["Familie A", "Familie B", "Familie Ø"]


def test_a_municipality_is_mapped_by_a_unit_of_its_own(vest: GraphStore) -> None:
    """An association that serves it, or what the start kit alone names, is nobody's word of it."""
    write(vest, [*area("9911", "By", 56.0), *actor("Forening", "civ_ngo", towns=["9902", "9911"])])
    assert others(vest, NOBODY).mapped == 1
    write(vest, actor("Unit 9902", "kom_voksen", towns=["9902"]))
    assert others(vest, NOBODY).mapped == 2


def test_what_the_registers_have_of_each_municipality_maps_none(national_file: Path) -> None:
    """Seen red with the country's entries counted: all 98 were mapped on the first day."""
    with contextmanager(opened)(national_file) as store:
        assert mapped_towns(read_inputs(store, store.status(), "0751", TODAY)) == frozenset()


def test_a_link_that_has_ended_is_none(vest: GraphStore) -> None:
    write(vest, [*towns("9902", "9911"), *actor("Foged 9911", "jus_foged", towns=["9911"])])
    write(vest, [relates("Foged 9911", "rel_underretter", "Unit 9911", until="2026-11-01")])
    assert others(vest, PLANTED["owed"]).examples == ()
    write(vest, [relates("Foged 9911", "rel_underretter", "Unit 9911", until=TODAY)])
    assert [there.municipality for there in others(vest, PLANTED["owed"]).examples] == ["9911"]


def test_a_transition_is_told_of_by_the_kind_of_link_that_it_asks_for(vest: GraphStore) -> None:
    write(vest, [*towns("9902", "9911"), *actor("Herberg Ø", "bo_110", towns=["9911"])])
    write(vest, [*actor("Bolig Ø", "kom_bolig", towns=["9911"])])
    write(vest, [relates("Herberg Ø", "rel_samarbejder", "Bolig Ø")])
    assert others(vest, PLANTED["transition"]).examples == ()
    write(vest, [relates("Herberg Ø", "rel_adviserer", "Bolig Ø")])
    assert [named.name for named in _there(vest, "transition")] == ["Herberg Ø"]


def test_an_agreement_is_compared_with_one_of_its_kind(vest: GraphStore) -> None:
    write(vest, [*towns("9902", "9911"), *actor("Krise Ø", "bo_109", towns=["9911"])])
    write(vest, [*actor("Center Ø", "civ_frivilligcenter", towns=["9911"])])
    write(vest, [relates("Krise Ø", "rel_henviser", "Center Ø")])
    assert others(vest, PLANTED["agreement"]).examples == ()
    write(vest, [relates("Krise Ø", "rel_samarbejdsaftale", "Center Ø")])
    assert [named.name for named in _there(vest, "agreement")] == ["Krise Ø"]


def test_every_rule_says_what_fills_its_gaps_but_where_nobody_is_missing(vest: GraphStore) -> None:
    write(vest, towns("9902", "9911"))
    sought = {rule: others(vest, gap).sought for rule, gap in PLANTED.items()}
    assert {rule for rule, is_sought in sought.items() if not is_sought} == {"stale", "one_sided"}


def test_a_gap_that_is_not_there_is_not_found(vest: GraphStore) -> None:
    for gap in ("nobody.9901.x", "nobody.9901", "9901", "nobody.0000.kom_familie", "x"):
        with pytest.raises(NotFound):
            find_whole(vest, gap, TODAY)


SIZES = {"9911": 45_000, "9912": 100_000, "9913": 52_000, "9914": 20_000, "9915": 700_000}


def sized(code: str, people: int, region: str) -> Iterator[Put]:
    """A municipality of a size in a region, with a unit of its own."""
    facts: dict[str, Value] = {
        "code": code,
        "name": f"By {code}",
        "level": "municipality",
        "population": people,
    }
    claim = Claim(area_id(code), "prøve", Rank.MUNICIPALITY, NodeKind.AREA, _dated(facts))
    yield Put(claim)
    yield tie(EdgeKind.IN, area_id(code), area_id(region))
    yield from actor(f"Unit {code}", "kom_voksen", towns=[code])


def _dated(facts: Mapping[str, Value]) -> dict[str, Fact]:
    return {name: Fact(value, FRESH, FRESH) for name, value in facts.items()}


@pytest.mark.parametrize(
    ("regions", "order"),
    [
        ({}, ["9913", "9911", "9912", "9914", "9915"]),
        ({"9913": "1081"}, ["9911", "9912", "9913", "9914", "9915"]),
        (dict.fromkeys(SIZES, "1081"), ["9913", "9911", "9912", "9914", "9915"]),
        ({"9911": "1081", "9913": "1081"}, ["9912", "9913", "9911", "9914", "9915"]),
    ],
    ids=["all of the region", "one is not", "none is", "two are not"],
)
def test_region_and_size_make_two_alike(
    vest: GraphStore, regions: Mapping[str, str], order: list[str]
) -> None:
    """Of 50,000 people: 25,000 to 100,000 are alike, first where they share the region."""
    write(vest, sized("9901", 50_000, "1082"))
    for code, people in SIZES.items():
        write(vest, sized(code, people, regions.get(code, "1082")))
        write(vest, actor(f"Familie {code}", "kom_familie", towns=[code]))
    assert [there.municipality for there in others(vest, NOBODY).examples] == order
    assert others(vest, NOBODY).examples[0].population == SIZES[order[0]]
