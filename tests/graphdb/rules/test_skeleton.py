"""Which kinds a municipality starts with."""

import pytest

from graphdb.claims import Fact, Rank, relation
from graphdb.model import EdgeKind, NodeKind, term_id
from graphdb.rules.skeleton import Wanted, Weight, skeleton
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from graphdb.writing.plan import Put
from tests.graphdb.town import link
from tests.graphdb.world import TODAY, world_term, write

TOWN = "9901"


def wanted(store: GraphStore, town: str = TOWN) -> dict[str, Wanted]:
    return {line.kind: line for line in skeleton(catalogue.read(store), town, TODAY)}


def test_each_kind_stands_once_core_ones_first(world: GraphStore) -> None:
    lines = skeleton(catalogue.read(world), TOWN, TODAY)
    kinds = [line.kind for line in lines]
    assert len(set(kinds)) == len(kinds) > 40
    weights = [line.weight for line in lines]
    assert weights == sorted(weights)
    core = [len(line.groups) for line in lines if line.weight is Weight.CORE]
    assert core[0] > core[-1]


def test_why_it_is_asked_about_names_a_group_that_needs_it(world: GraphStore) -> None:
    terms = catalogue.read(world)
    for line in wanted(world).values():
        assert (line.weight is Weight.LAW) == (line.groups == ())
        assert all(terms.find(NodeKind.RISK_GROUP, group) for group in line.groups)


@pytest.mark.parametrize(
    ("flag", "value", "there"),
    [
        ("entry", "tick_only", False),
        ("various", True, False),
        ("pays_only", True, False),
        ("domain", "x", True),
    ],
)
def test_flags_of_a_kind_say_whether_it_can_be_asked_about(
    world: GraphStore, flag: str, value: str | bool, there: bool
) -> None:
    """Seen red with each of the three sorts let through."""
    write(world, [world_term("civ_ny", NodeKind.ACTOR_TYPE, label_da="Ny slags", **{flag: value})])
    write(world, [needs("civ_ny", "core")])
    assert ("civ_ny" in wanted(world)) is there


def needs(kind: str, strength: str) -> Put:
    return link(EdgeKind.EXPECTS, term_id("rg_rus"), term_id(kind), strength=strength, why_da="Prøve.")


def test_what_is_only_possible_is_not_asked_about(world: GraphStore) -> None:
    write(
        world, [world_term("civ_ny", NodeKind.ACTOR_TYPE, label_da="Ny slags"), needs("civ_ny", "optional")]
    )
    assert "civ_ny" not in wanted(world)
    write(world, [needs("civ_ny", "expected")])
    assert wanted(world)["civ_ny"].weight is Weight.EXPECTED


@pytest.mark.parametrize(("flags", "there"), [(("own_unit", "statutory"), True), (("own_unit",), False)])
def test_units_by_law_and_the_duty_at_night_are_there_for_no_group(
    world: GraphStore, flags: tuple[str, ...], there: bool
) -> None:
    said = dict.fromkeys(flags, True)
    write(world, [world_term("kom_ny", NodeKind.ACTOR_TYPE, label_da="Ny enhed", **said)])
    assert ("kom_ny" in wanted(world)) is there
    assert wanted(world)["kom_doegnvagt"].weight is Weight.LAW


def test_a_kind_that_begins_later_is_not_asked_about_yet(world: GraphStore) -> None:
    said: dict[str, str | bool] = {"label_da": "Ny enhed", "own_unit": True, "statutory": True}
    write(world, [world_term("kom_ny", NodeKind.ACTOR_TYPE, valid_from="2027-01-01", **said)])
    assert "kom_ny" not in wanted(world)
    assert "kom_ny" in {line.kind for line in skeleton(catalogue.read(world), TOWN, "2027-01-01")}


def test_a_municipality_that_has_decided_otherwise_is_asked_as_it_decided(world: GraphStore) -> None:
    """Its own word stands in the place of the one for all, and for no other municipality."""
    write(world, [world_term("civ_ny", NodeKind.ACTOR_TYPE, label_da="Ny slags"), needs("civ_ny", "core")])
    [edge] = [edge for edge in world.edges([term_id("civ_ny")]) if edge.kind is EdgeKind.EXPECTS]
    write(world, [own(edge.src, edge.dst, "none")])
    assert "civ_ny" not in wanted(world)
    assert "civ_ny" in wanted(world, "9902")


def own(src: str, dst: str, strength: str) -> Put:
    """What municipality 9901 says of an expectation."""
    facts = {"strength": Fact(strength, TODAY, ""), "area": Fact(TOWN, TODAY, "")}
    return Put(
        relation("vest", Rank.MUNICIPALITY, EdgeKind.EXPECTS, (src, dst), facts, mark=TOWN, dates=(TODAY, ""))
    )
