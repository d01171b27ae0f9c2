"""What a cell says of a municipality, a kind of actor and a group, one rule at a time."""

import csv
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest

from graphdb.claims import Fact, Rank, relation
from graphdb.coverage import asked
from graphdb.coverage.matrix.matrix import coverage
from graphdb.coverage.state import State
from graphdb.errors import NotFound
from graphdb.model import EdgeKind, NodeKind, node_id, term_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Put
from tests.graphdb.coverage.towns import EAST, By, cell, ground_of, rows, says, state
from tests.graphdb.touchmap.test_placeholders import skeleton
from tests.graphdb.world import (
    STALE,
    TODAY,
    actor,
    actor_id,
    located,
    service,
    tie,
    world_term,
    write,
)

GROUP, BEDS = "rg_hjemloes", ("bo_110", "bo_natcafe")


def test_a_municipality_that_is_not_there_is_said_to_be_none(world: GraphStore) -> None:
    with pytest.raises(NotFound):
        coverage(world, "0999", By.KIND, TODAY)


def test_nobody_and_nothing_asked_is_grey(world: GraphStore) -> None:
    bed = cell(world, GROUP, *BEDS)
    assert (bed.state, bed.red, bed.answered) == (State.NOT_ASKED, False, False)


def test_an_entry_that_names_the_group_and_is_fresh_is_cover(world: GraphStore) -> None:
    write(world, actor("Herberg", "bo_110", groups=[GROUP]))
    assert state(world, GROUP, *BEDS) == "covered"
    assert state(world, GROUP, *BEDS, municipality=EAST) == "not_asked"


def test_one_of_those_that_will_do_is_enough_and_the_set_is_one_row(world: GraphStore) -> None:
    write(world, actor("Natcafé", "bo_natcafe", groups=[GROUP]))
    write(world, [says("bo_110", "as_ingen")])
    row = rows(world, By.KIND)[GROUP, "bo_110"]
    assert (row.state, set(row.kinds), row.actors) == ("covered", set(BEDS), 1)
    assert (GROUP, "bo_natcafe") not in rows(world, By.KIND)


@pytest.mark.parametrize("day", [STALE, "2026-04-01"])
def test_too_old_facts_are_cover_not_confirmed(world: GraphStore, day: str) -> None:
    """A number past its six months is on the list of what is too old to call by. Seen red with twice that."""
    write(world, actor("Herberg", "bo_110", groups=[GROUP], day=day))
    bed = cell(world, GROUP, *BEDS)
    assert (bed.state, len(bed.actors), bed.fresh) == ("unconfirmed", 1, ())


def test_closed_for_a_while_is_cover_not_confirmed(world: GraphStore) -> None:
    write(world, actor("Herberg", "bo_110", groups=[GROUP], status="temporarily_closed"))
    assert state(world, GROUP, *BEDS) == "unconfirmed"


def test_an_entry_for_other_groups_is_not_confirmed_for_this_one(world: GraphStore) -> None:
    write(world, actor("Herberg", "bo_110", groups=["rg_rus"]))
    assert state(world, GROUP, *BEDS) == "unconfirmed"


def test_an_association_for_other_groups_is_nobody(world: GraphStore) -> None:
    write(world, actor("Café", "civ_vaerested", groups=["rg_rus"]))
    assert state(world, GROUP, "civ_vaerested") == "not_asked"
    assert state(world, "rg_rus", "civ_vaerested") == "covered"


def test_an_authority_is_for_whom_the_law_says(world: GraphStore) -> None:
    write(world, actor("Voksen", "kom_voksen"))
    assert state(world, GROUP, "kom_voksen") == "covered"


def test_from_another_municipality_is_cover_from_outside(world: GraphStore) -> None:
    write(world, actor("Herberg", "bo_110", towns=["9901", "9902"], groups=[GROUP]))
    write(world, located("Herberg", "9902"))
    assert state(world, GROUP, *BEDS) == "outside"
    assert state(world, GROUP, *BEDS, municipality=EAST) == "covered"


def test_the_whole_country_is_not_outside(world: GraphStore) -> None:
    write(world, actor("Linjen", "civ_raadgivning", towns=["dk"], groups=["rg_vold"]))
    write(world, located("Linjen", "0101"))
    assert state(world, "rg_vold", "civ_raadgivning") == "covered"


def test_only_by_decision(world: GraphStore) -> None:
    write(world, actor("Bosted", "bo_107", groups=["rg_psyk"]))
    write(world, service("Bosted", "bo", groups=["rg_psyk"]))
    assert state(world, "rg_psyk", "bo_107") == "covered"
    write(world, [tie(EdgeKind.VIA, node_id("service", "x", "bo"), term_id("ar_visitation"))])
    assert state(world, "rg_psyk", "bo_107") == "by_decision"
    write(world, [tie(EdgeKind.VIA, node_id("service", "x", "bo"), term_id("ar_selv"))])
    assert state(world, "rg_psyk", "bo_107") == "covered"


def test_who_answers_that_the_group_is_shut_out_refuses_it(world: GraphStore) -> None:
    write(world, actor("Herberg", "bo_110", groups=["rg_migrant"]))
    answer: dict[str, Any] = {"exclusions.ex_ophold": True}
    write(world, service("Herberg", "seng", groups=["rg_migrant"], **answer))
    bed = cell(world, "rg_migrant", *BEDS)
    assert (bed.state, bed.refusing) == ("not_asked", (actor_id("Herberg"),))  # the other kind is not asked
    write(world, [says("bo_natcafe", "as_ingen")])
    assert state(world, "rg_migrant", *BEDS) == "refuses"
    write(world, service("Herberg", "gulv", groups=["rg_migrant"]))
    assert state(world, "rg_migrant", *BEDS) == "covered"


def test_a_refusal_answered_too_long_ago_is_no_cover_and_never_red(world: GraphStore) -> None:
    """Seen red while each refusal of an entry counted as if it was given today."""
    write(world, [says("bo_natcafe", "as_ingen")])
    write(world, actor("Herberg", "bo_110", groups=["rg_migrant"]))
    answer: dict[str, Any] = {"exclusions.ex_ophold": True}
    write(world, service("Herberg", "seng", groups=["rg_migrant"], day=STALE, **answer))
    bed = cell(world, "rg_migrant", *BEDS)
    assert (bed.state, bed.red, bed.answered) == ("refuses", False, False)
    write(world, [says("bo_110", "as_afviser", "rg_migrant")])
    assert cell(world, "rg_migrant", *BEDS).red
    write(world, service("Herberg", "seng", groups=["rg_migrant"], **answer))
    assert cell(world, "rg_migrant", *BEDS).red


def test_kinds_that_are_only_ticked_never_cover(world: GraphStore) -> None:
    write(world, actor("Familien", "bo_plejefamilie", groups=["rg_placeret_ung"]))
    members = ("bo_anbringelse",)
    assert state(world, "rg_placeret_ung", *members) == "not_asked"
    assert "bo_plejefamilie" not in {column for _, column in rows(world, By.KIND)}


def test_an_answer_stands_where_no_entry_does(world: GraphStore) -> None:
    for code, expected in (
        ("as_ingen", "asked_none"),
        ("as_findes", "unconfirmed"),
        ("as_kun_udenfor", "outside"),
        ("as_kun_bevilling", "by_decision"),
        ("as_afviser", "refuses"),
        ("as_ikke_spurgt", "not_asked"),
    ):
        write(world, [says("kom_voksen", code)])
        assert state(world, GROUP, "kom_voksen") == expected


def test_an_answer_of_nobody_is_red_for_core_alone(world: GraphStore) -> None:
    write(world, [says(kind, "as_ingen") for kind in (*BEDS, "civ_vaerested")])
    assert cell(world, GROUP, *BEDS).red
    drop_in = cell(world, GROUP, "civ_vaerested")
    assert (drop_in.state, drop_in.red) == ("asked_none", False)


def test_background_knowledge_is_never_red(world: GraphStore) -> None:
    write(world, [says("kom_familie", "as_ingen")])
    assert cell(world, "rg_placeret_ung", "kom_familie").red
    write(world, [of_background(world, "EXPECTS|term:rg_placeret_ung|term:kom_familie")])
    assert not cell(world, "rg_placeret_ung", "kom_familie").red


def of_background(world: GraphStore, target: str) -> Put:
    """The same expectation on background knowledge."""
    (claim,) = world.claims([target])[target]
    facts = {**claim.facts, "basis": Fact("background", TODAY, TODAY)}
    return Put(replace(claim, facts=facts))


def test_an_answer_about_the_group_goes_before_one_about_all(world: GraphStore) -> None:
    write(world, [says("kom_voksen", "as_findes"), says("kom_voksen", "as_afviser", GROUP)])
    assert state(world, GROUP, "kom_voksen") == "refuses"
    assert state(world, "rg_rus", "kom_voksen") == "unconfirmed"


def test_a_refusal_beats_an_entry_that_does_not_name_the_group(world: GraphStore) -> None:
    write(world, actor("Herberg", "bo_110"))
    write(world, [says("bo_110", "as_afviser", "rg_rus")])
    assert state(world, "rg_rus", "bo_110") == "refuses"
    write(world, actor("Natherberg", "bo_110", groups=["rg_rus"]))
    assert state(world, "rg_rus", "bo_110") == "covered"


def test_an_answer_ages_as_any_fact(world: GraphStore) -> None:
    write(world, [says("kom_voksen", "as_ingen", day=STALE), says("kom_bolig", "as_afviser", GROUP, STALE)])
    assert state(world, GROUP, "kom_voksen") == "not_asked"
    refusal = cell(world, GROUP, "kom_bolig")
    assert (refusal.state, refusal.answered, refusal.red) == ("refuses", False, False)
    assert state(world, GROUP, "kom_voksen", today="2025-01-01") == "asked_none"


def test_an_old_answer_about_the_group_hides_no_later_one_about_all(world: GraphStore) -> None:
    write(world, [says("kom_voksen", "as_findes", GROUP, STALE), says("kom_voksen", "as_ingen")])
    assert state(world, GROUP, "kom_voksen") == "asked_none"
    write(world, [says("kom_voksen", "as_afviser", GROUP, STALE), says("kom_voksen", "as_findes")])
    assert state(world, GROUP, "kom_voksen") == "refuses"


def test_an_own_expectation_and_one_taken_back(world: GraphStore) -> None:
    expected = {one.kinds for one in ground_of(world).expected_cells(GROUP)}
    assert ("civ_vaerested",) in expected
    write(world, [own_expectation("none")])
    assert ("civ_vaerested",) not in {one.kinds for one in ground_of(world).expected_cells(GROUP)}
    assert ("civ_vaerested",) in {one.kinds for one in ground_of(world, EAST).expected_cells(GROUP)}


def own_expectation(strength: str) -> Put:
    """What Vest decides for itself about drop-in centres."""
    facts = {name: Fact(value, TODAY, TODAY) for name, value in (("strength", strength), ("area", "9901"))}
    ends = term_id(GROUP), term_id("civ_vaerested")
    return Put(
        relation("vest", Rank.MUNICIPALITY, EdgeKind.EXPECTS, ends, facts, mark="9901", dates=(TODAY, TODAY))
    )


def test_a_group_without_expectations_is_not_green(world: GraphStore) -> None:
    write(world, [world_term("rg_ny", NodeKind.RISK_GROUP, label_da="Ny gruppe")])
    write(world, actor("Café", "civ_vaerested", groups=["rg_ny"]))
    row = rows(world, By.KIND)["rg_ny", "civ_vaerested"]
    assert (row.state, row.actors, row.strength) == ("no_expectation", 1, "")


def test_the_table_of_the_documentation_is_the_vocabulary_s() -> None:
    """Seen red with another state in a row of the table."""
    lines = str(asked.__doc__).splitlines()
    text = files("seed").joinpath("vocabulary", "asked_states.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        begin = row["label_da"].removesuffix(" gruppen")
        line = next(line for line in lines if line[:30].strip() == begin)
        assert f" {row['covers_as']} " in line, line


def test_both_stores_say_the_same(each_world: GraphStore) -> None:
    write(each_world, actor("Herberg", "bo_110", groups=[GROUP]))
    write(each_world, [says("kom_voksen", "as_ingen"), says("kom_bolig", "as_afviser", GROUP)])
    states = {one.kinds: one.state for one in ground_of(each_world).expected_cells(GROUP)}
    assert states["kom_voksen",] == "asked_none"
    assert states["kom_bolig",] == "refuses"
    assert next(state for kinds, state in states.items() if set(kinds) == set(BEDS)) == "covered"


def test_an_entry_that_only_the_start_kit_names_is_no_cover(world: GraphStore) -> None:
    """Seen red with placeholders shown by the index."""
    write(world, skeleton())
    assert state(world, GROUP, *BEDS) == "not_asked"
    assert not ground_of(world).presence.all_ids()
    write(world, actor("Natcafé", "bo_natcafe", groups=[GROUP]))
    assert state(world, GROUP, *BEDS) == "covered"


def test_who_is_there_is_ready_when_all_that_one_has_to_know_is_confirmed(world: GraphStore) -> None:
    """Number, hours, way in and exclusions, of the actor or of what it offers, each within its shelf life."""
    write(world, actor("Herberg", "bo_110", groups=[GROUP], opening_hours="24/7"))
    assert ground_of(world).presence.lacking(actor_id("Herberg")) == ("entry", "exclusions")
    answers: dict[str, Any] = {"exclusions.ex_dyr": False}
    write(world, service("Herberg", "Seng", how_to_apply="Mød op.", **answers))
    local = ground_of(world)
    assert local.presence.lacking(actor_id("Herberg")) == ()
    assert local.cell(GROUP, ("bo_110",)).ready == (actor_id("Herberg"),)
    write(world, actor("Herberg", "bo_110", groups=[GROUP], opening_hours="24/7", day=STALE))
    assert ground_of(world).presence.lacking(actor_id("Herberg")) == ("number", "hours")
    assert ground_of(world).cell(GROUP, ("bo_110",)).ready == ()
