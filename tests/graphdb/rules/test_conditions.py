"""Every condition of the table holds when it says, and only then."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graphdb.rules.conditions import Conditions, Facts, facts_of
from graphdb.rules.situation import Question, read
from tests.graphdb.seed_terms import rows, seed_vocabulary

NOTHING = Facts(
    said=frozenset(),
    event="",
    past="",
    known=frozenset(),
    from_kind="kom_voksen",
    groups=frozenset(),
    factors=frozenset(),
)


def holds(condition: str, **facts: Any) -> bool:
    return Conditions(seed_vocabulary(), replace(NOTHING, **facts)).holds(condition)


def known(*kinds: str) -> dict[str, Any]:
    return {"known": frozenset(kinds)}


@pytest.mark.parametrize(
    ("condition", "facts", "wanted"),
    [
        ("child", {"said": frozenset({"child"})}, True),
        ("child", {"said": frozenset({"acute", "danger"})}, False),
        ("no_child", {}, True),
        ("no_child", {"said": frozenset({"child"})}, False),
        ("acute", {"said": frozenset({"acute"})}, True),
        ("danger", {"said": frozenset({"acute"})}, False),
        ("event:discharge", {"event": "discharge"}, True),
        ("event:discharge", {"event": "eviction"}, False),
        ("event:discharge", {"past": "discharge"}, False),
        ("event:arrears", {"event": "demand_received"}, True),
        ("event:arrears", {"event": "eviction"}, True),
        ("event:arrears", {"past": "eviction"}, False),
        ("event:arrears", {}, False),
        ("event:court", {"event": "demand_received"}, False),
        ("event:court", {"event": "foged_notice"}, True),
        ("past:eviction", {"past": "eviction"}, True),
        ("past:eviction", {"event": "eviction"}, False),
        ("known:bo_110", known("bo_110"), True),
        ("known:bo_110", known("bo_109"), False),
        ("landlord_known:bol_almen", known("bol_afdeling"), True),
        ("landlord_known:bol_almen", known("bol_privat"), False),
        ("landlord_known:bol_privat", known("bol_privat", "bol_organisation"), True),
        ("landlord_known:bol_privat", known("bol_administration"), True),
        ("landlord_known:bol_privat", known("bol_administration", "bol_organisation"), False),
        ("landlord_unknown", known("bo_110"), True),
        ("landlord_unknown", known("bol_organisation"), False),
        ("landlord_unknown", known("bol_administration"), False),
        ("asked_by:outside", {"from_kind": "kom_voksen"}, False),
        ("asked_by:outside", {"from_kind": "psy_akut"}, False),
        ("asked_by:outside", {"from_kind": "kom_ssp"}, True),
        ("asked_by:outside", {"from_kind": "civ_ngo"}, True),
        ("asked_by:health", {"from_kind": "reg_sygehus"}, True),
        ("asked_by:health", {"from_kind": "kom_sundhedspleje"}, False),
        ("asked_by:civil", {"from_kind": "bo_110"}, True),
        ("asked_by:civil", {"from_kind": "jus_politi"}, False),
        ("asked_by:landlord", {"from_kind": "bol_privat"}, True),
        ("asked_by:near_child", {"from_kind": "kom_skole"}, True),
        ("asked_by:near_child", {"from_kind": "kom_voksen"}, False),
        ("asked_by:authority", {"from_kind": "jus_foged"}, True),
        ("asked_by:authority", {"from_kind": "kom_bolig"}, False),
        ("group:rg_vold", {"groups": frozenset({"rg_vold"})}, True),
        ("group:rg_vold", {"factors": frozenset({"rf_rus"})}, False),
        ("factor:rf_dobbelt", {"factors": frozenset({"rf_dobbelt"})}, True),
        ("factor:rf_rus", {"groups": frozenset({"rg_rus"})}, True),
        ("factor:rf_rus", {"factors": frozenset({"rf_rus"})}, True),
        ("factor:rf_psyk", {"groups": frozenset({"rg_rus"})}, False),
        ("nobody:knows", {}, False),
    ],
)
def test_a_condition_holds(condition: str, facts: dict[str, Any], wanted: bool) -> None:
    assert holds(condition, **facts) is wanted


@pytest.mark.parametrize("table", ["first_calls", "inform", "deadlines", "actor_types"])
def test_every_condition_in_use_is_in_the_table(table: str) -> None:
    """Seen red with a condition misspelt: it would never hold, and its row would be as if without it."""
    codes = {row["code"] for row in rows("call_conditions")}
    names = {code.partition(":")[0] for code in codes if "<" in code}
    used = {
        condition
        for row in rows(table)
        for column in ("if", "never_if")
        for condition in row.get(column, "").split("|")
        if condition
    }
    assert used
    assert [one for one in sorted(used) if one not in codes and one.partition(":")[0] not in names] == []


@pytest.mark.parametrize(
    ("asked", "event", "past"),
    [
        ({"event": "eviction", "event_date": "2026-11-22"}, "", "eviction"),
        ({"event": "eviction", "event_date": "2026-11-23"}, "eviction", ""),
        ({"event": "eviction"}, "eviction", ""),
        ({"event": "demand_received", "event_date": "2026-11-01"}, "demand_received", ""),
    ],
)
def test_a_passed_event_turns_the_situation_around(asked: dict[str, Any], event: str, past: str) -> None:
    situation = read(seed_vocabulary(), Question("9901", **asked), date(2026, 11, 23))
    facts = facts_of(situation, frozenset())
    assert (facts.event, facts.past) == (event, past)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [({"age": 16}, False), ({"child_age": 3}, True), ({"situation": "sp_familie"}, True)],
)
def test_a_child_in_the_household_is_not_the_citizen_s_being_one(asked: dict[str, Any], wanted: bool) -> None:
    situation = read(seed_vocabulary(), Question("9901", **asked), date(2026, 11, 23))
    assert ("child" in facts_of(situation, frozenset()).said) is wanted
