"""The plan of first calls, without any actor: the order of rows, and what always holds.

Seen red with the rows of ``*`` last, with a further group's row at the end, and with ages not looked at.
"""

from datetime import date
from itertools import product
from typing import Any

import pytest

from graphdb.rules.conditions import Conditions, facts_of
from graphdb.rules.first_calls import CallPlan, plan
from graphdb.rules.situation import Question, codes, read
from tests.graphdb.seed_terms import rows, seed_vocabulary

STARTS = [row["code"] for row in rows("starting_points")]
TODAY = date(2026, 11, 25)
AGES = (13, 17, 18, 24, 25, 45, 60, 70)


def planned(**values: Any) -> CallPlan:
    vocabulary = seed_vocabulary()
    situation = read(vocabulary, Question("9901", **values), TODAY)
    conditions = Conditions(vocabulary, facts_of(situation, frozenset(situation.known_kinds)))
    start = situation.start
    return plan(
        vocabulary,
        conditions,
        start=values.get("situation", ""),
        groups=situation.groups,
        preticked=() if start is None else codes(start, "risk_groups"),
        age=situation.person.age,
    )


def kinds(call_plan: CallPlan) -> list[str]:
    return [row.text("actor_type") or "|".join(codes(row, "actor_type")) for row in call_plan.rows]


def situations(call_plan: CallPlan) -> list[str]:
    return [row.text("situation") for row in call_plan.rows]


def test_the_rows_of_every_situation_come_first_then_by_order() -> None:
    call_plan = planned(situation="sp_rus", age=40, danger=True)
    assert codes(call_plan.rows[0], "actor_type") == ("jus_politi",)
    own = [row for row in call_plan.rows if row.text("situation") == "sp_rus"]
    assert [row.number("order") for row in own] == sorted(row.number("order") or 0 for row in own)


def test_a_further_group_stands_after_the_second_row() -> None:
    call_plan = planned(situation="sp_rus", age=40, risk_groups=("rg_restance",))
    assert (
        situations(call_plan)[1:3] == ["sp_rus", "rg_restance"] or situations(call_plan)[2] == "rg_restance"
    )
    assert situations(call_plan).count("rg_restance") == 1
    assert "rg_rus" not in situations(call_plan), "its starting point speaks for it"


def test_without_a_starting_point_the_groups_take_turns() -> None:
    call_plan = planned(risk_groups=("rg_restance", "rg_rus"), age=45)
    assert situations(call_plan)[:4] == ["rg_restance", "rg_rus", "rg_restance", "rg_rus"]


def test_more_conditions_go_before_fewer_of_the_same_order() -> None:
    call_plan = planned(situation="sp_foged", age=45, landlord="privat")
    advice = [row.text("code") for row in call_plan.rows if "civ_gaeld" in codes(row, "actor_type")]
    assert advice[0] == "fc_foged_gaeld_privat"


def test_information_is_never_a_row_to_ring() -> None:
    call_plan = planned(situation="sp_foged", age=45, event="foged_notice", event_date="2026-11-20")
    assert [codes(row, "actor_type") for row in call_plan.information] == [("jus_foged",)]
    assert not [row for row in call_plan.rows if "jus_foged" in codes(row, "actor_type")]


def test_an_unknown_age_counts_as_eighteen_and_names_the_row_for_the_young() -> None:
    assert [row.id for row in planned(situation="sp_sofa").rows] == [
        row.id for row in planned(situation="sp_sofa", age=18).rows
    ]
    young = planned(situation="sp_sofa").young
    assert young is not None
    assert young.flag("only_door")


@pytest.mark.parametrize("start", ["", *STARTS])
def test_what_always_holds(start: str) -> None:
    """Danger: police first; under 18: the receiving unit, no adult's bed; violence: no night café."""
    groups = () if start else ("rg_hjemloes",)
    for age, acute, danger, child in product(AGES, (False, True), (False, True), (False, True)):
        call_plan = planned(
            situation=start,
            risk_groups=groups,
            age=age,
            acute=acute,
            danger=danger,
            child_in_household=child,
        )
        named = [codes(row, "actor_type") for row in call_plan.rows]
        assert ("jus_politi" in named[0]) is danger if named else not danger
        if age < 18:
            assert "kom_familie" in named[1 if danger else 0]
            assert not [one for one in named if {"bo_110", "bo_109", "rus_doegn"} & {*one}]
        if child and start != "sp_ny_bolig":
            assert not [one for one in named if "bo_110" in one]
        if start == "sp_vold":
            assert not [one for one in named if "bo_natcafe" in one]
        if age >= 23 and not child and start != "sp_familie":
            assert "kom_familie" in call_plan.shut_out
            assert not [one for one in named if "kom_familie" in one]


def test_a_landlord_is_never_rung_at_random() -> None:
    landlords = {"bol_organisation", "bol_afdeling", "bol_privat", "bol_administration"}
    for start in STARTS:
        named = {kind for row in planned(situation=start, age=40).rows for kind in codes(row, "actor_type")}
        assert not named & landlords, start
    assert planned(situation="sp_foged", age=40).asks_landlord
    assert not planned(situation="sp_rus", age=40).asks_landlord
