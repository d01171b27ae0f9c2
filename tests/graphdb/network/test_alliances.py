"""Who might speak together: pairs for the same groups in the same place without a link, each with reasons."""

from itertools import combinations

import pytest

from graphdb.gaps.inputs import read_inputs
from graphdb.message import DANISH, say
from graphdb.model import EdgeKind
from graphdb.network.alliances import MOST, Alliance
from graphdb.network.structure import structure
from graphdb.store import GraphStore
from tests.graphdb.world import TODAY, actor, actor_id, relates, tie, write

DEBT, DRUGS = "rg_restance", "rg_rus"


def suggested(store: GraphStore, town: str = "9901") -> tuple[Alliance, ...]:
    return structure(store, town, TODAY).suggested.pairs


def names(store: GraphStore) -> list[tuple[str, str]]:
    inputs = read_inputs(store, store.status(), "9901", TODAY)
    return [(inputs.name(pair.first), inputs.name(pair.second)) for pair in suggested(store)]


def test_two_for_the_same_group_without_a_link_are_suggested_with_the_reasons(each_world: GraphStore) -> None:
    for name, groups in {"A": [DEBT, DRUGS], "B": [DEBT, DRUGS], "C": [DEBT], "D": ["rg_vold"]}.items():
        write(each_world, actor(name, "civ_ngo", groups=groups))
    write(each_world, [relates("A", "rel_samarbejder", "D"), relates("D", "rel_henviser", "B")])
    first, *others = suggested(each_world)
    assert (first.first, first.second) == (actor_id("A"), actor_id("B"))
    assert set(first.groups) == {DEBT, DRUGS}
    assert first.common == (actor_id("D"),)
    assert [say(reason, DANISH).split(":")[0] for reason in first.reasons] == [
        "Begge er for",
        "Begge har en forbindelse med",
    ]
    assert [(pair.first, pair.second) for pair in others] == [
        (actor_id("A"), actor_id("C")),
        (actor_id("B"), actor_id("C")),
    ]


@pytest.mark.parametrize("kind", ["rel_samarbejder", "rel_tilsyn"])
def test_whoever_is_linked_is_not_suggested(world: GraphStore, kind: str) -> None:
    write(world, [*actor("A", "civ_ngo", groups=[DEBT]), *actor("B", "civ_ngo", groups=[DEBT])])
    write(world, [relates("A", kind, "B")])
    assert names(world) == []


def test_a_link_that_has_ended_is_none(world: GraphStore) -> None:
    write(world, [*actor("A", "civ_ngo", groups=[DEBT]), *actor("B", "civ_ngo", groups=[DEBT])])
    write(world, [relates("A", "rel_samarbejder", "B", until="2026-01-01")])
    assert names(world) == [("A", "B")]


def test_parts_of_one_organisation_need_no_introduction(world: GraphStore) -> None:
    for name in ("Hus A", "Hus B", "Hus C", "Anden"):
        write(world, actor(name, "civ_ngo", groups=[DEBT]))
    write(world, [tie(EdgeKind.PART_OF, actor_id(one), actor_id("Hus B")) for one in ("Hus A", "Hus C")])
    assert names(world) == [("Anden", "Hus A"), ("Anden", "Hus B"), ("Anden", "Hus C")]


def test_those_whom_a_duty_asks_come_first(world: GraphStore) -> None:
    write(world, actor("Foged", "jus_foged", groups=[DEBT]))
    write(world, actor("Voksen", "kom_voksen", groups=[DEBT]))
    write(world, actor("A", "civ_ngo", groups=[DEBT, DRUGS]))
    write(world, actor("B", "civ_ngo", groups=[DEBT, DRUGS]))
    first, second, *_ = suggested(world)
    assert (first.first, first.second) == (actor_id("Foged"), actor_id("Voksen"))
    assert "dl_foged_underretning" in first.owed
    assert say(first.reasons[0], DANISH).startswith("En pligt beder dem tale sammen: ")
    assert (second.first, second.second, second.owed) == (actor_id("A"), actor_id("B"), ())


def test_nobody_is_suggested_who_names_no_group_or_serves_the_whole_country(world: GraphStore) -> None:
    write(world, [*actor("A", "civ_ngo", groups=[DEBT]), *actor("Uden", "civ_ngo")])
    write(world, actor("Linjen", "civ_ngo", towns=["dk"], groups=[DEBT]))
    assert names(world) == []


def test_the_demo_s_are_the_pairs_of_brute_force(demo: GraphStore) -> None:
    """Without those of one organisation, which are few: they are told apart by the relations PART_OF."""
    for town in ("9901", "9902", "9903"):
        net, inputs = structure(demo, town, TODAY), read_inputs(demo, demo.status(), town, TODAY)
        here, linked = inputs.ground.presence, {frozenset((edge.src, edge.dst)) for edge in net.edges}
        groups = {
            one: {code for code, said in zip(here.groups, here.said[at], strict=True) if said}
            for at, one in enumerate(here.all_ids())
        }
        fits = {
            frozenset(pair)
            for pair in combinations(groups, 2)
            if groups[pair[0]] & groups[pair[1]] and frozenset(pair) not in linked
        }
        pairs = net.suggested.pairs
        assert len(pairs) == MOST
        assert net.suggested.left_out > MOST
        for pair in pairs:
            assert frozenset((pair.first, pair.second)) in fits
            assert set(pair.groups) == groups[pair.first] & groups[pair.second]
            assert all(
                frozenset((pair.first, one)) in linked and frozenset((pair.second, one)) in linked
                for one in pair.common
            )
        counts = [(bool(pair.owed), len(pair.groups), len(pair.common)) for pair in pairs if not pair.owed]
        assert counts == sorted(counts, reverse=True)
