"""For whom a service is: a family's goes by the child, factors count for who reaches their group."""

from typing import Any

import pytest

from graphdb.message import say
from graphdb.model import EdgeKind, NodeKind, node_id, term_id
from graphdb.store import GraphStore
from graphdb.touchmap import Question, TouchMap, build
from tests.graphdb.touchmap.test_demo import NOW
from tests.graphdb.world import actor, service, tie, world_term, write

PARENT: dict[str, Any] = {"situation": "sp_familie", "age": 35}


def asked(store: GraphStore, **values: Any) -> TouchMap:
    return build(store, Question(**{"acting_municipality": "9901", **values}), now=NOW)


def likely(touch_map: TouchMap) -> set[str]:
    return {say(partner.name) for partner in touch_map.likely}


@pytest.mark.parametrize(
    ("values", "there"),
    [
        ({"child_age": 4}, True),
        ({"child_age": 6}, False),
        ({}, True),
    ],
    ids=["fits the child", "too old a child", "a child of unknown age"],
)
def test_a_familys_service_goes_by_the_child(world: GraphStore, values: dict[str, Any], there: bool) -> None:
    """Seen red by the citizen's age."""
    write(world, actor("Sundhedspleje", "kom_sundhedspleje"))
    write(world, service("Sundhedspleje", "Ekstra besøg", needs=("need_familie",), max_age=5))
    touch_map = asked(world, **{**PARENT, **values})
    assert ("Sundhedspleje" in likely(touch_map)) is there


def test_limits_that_let_grown_ups_in_are_about_the_grown_up(world: GraphStore) -> None:
    """A home from 15 years is not for a young parent of 14 because the child along may be 15."""
    write(world, actor("Boligselskab", "bol_organisation", groups=("rg_barnefamilie",)))
    write(world, service("Boligselskab", "Udlejning", min_age=15))
    young = asked(world, risk_groups=("rg_barnefamilie",), age=14, child_in_household=True)
    assert "Boligselskab" not in likely(young)
    assert "Boligselskab" in likely(asked(world, risk_groups=("rg_barnefamilie",), age=15))


def test_who_takes_in_other_ages_is_named_and_not_unknown(world: GraphStore) -> None:
    write(world, actor("Sundhedspleje", "kom_sundhedspleje"))
    write(world, service("Sundhedspleje", "Ekstra besøg", needs=("need_familie",), max_age=5))
    lacking = {one.kind: one for one in asked(world, **PARENT, child_age=12).missing}["kom_sundhedspleje"]
    assert [name for _, name in lacking.others] == ["Sundhedspleje"]
    assert lacking.other_ages


def test_what_is_only_for_a_child_is_not_for_the_parent(world: GraphStore) -> None:
    """Neither a bed nor advice of the parent's own. Seen red without ``for_child``."""
    write(world, actor("Børnelinjen", "civ_gaeld", groups=("rg_restance",)))
    write(world, service("Børnelinjen", "Gæld", needs=("need_gaeld", "need_familie"), max_age=17))
    write(world, actor("Børnehuset", "bo_109"))
    bed = service("Børnehuset", "Seng", needs=("need_akutbolig", "need_familie"), max_age=17)
    write(world, bed)
    touch_map = asked(world, **PARENT, child_age=5, acute=True)
    assert touch_map.tonight == ()
    assert "Børnelinjen" not in {call.name for call in touch_map.call}


@pytest.mark.parametrize(("child_age", "there"), [(5, True), (15, False)])
def test_a_law_about_children_holds_for_the_child_along(
    world: GraphStore, child_age: int, there: bool
) -> None:
    write(world, [world_term("x_1", NodeKind.LEGAL_BASIS, label_da="Barnets lov", max_age=12)])
    write(world, actor("Familiehuset", "civ_ngo", groups=("rg_barnefamilie",)))
    write(world, service("Familiehuset", "Familierådgivning", needs=("need_familie",)))
    write(world, [tie(EdgeKind.UNDER, node_id("service", "x", "Familierådgivning"), term_id("x_1"))])
    assert ("Familiehuset" in likely(asked(world, **PARENT, child_age=child_age))) is there


def test_a_factor_that_points_to_a_group_counts_for_it(world: GraphStore) -> None:
    """Seen red with the ticked groups alone."""
    for name, groups in (("A andet", ("rg_aeldre",)), ("B rus", ("rg_rus",))):
        write(world, actor(name, "civ_ngo"))
        write(world, service(name, f"Støtte {name}", needs=("need_kontaktperson",), groups=groups))
    ticked = asked(world, situation="sp_civil", age=40, risk_factors=("rf_rus",))
    calls = {"ticked": ticked, "not": asked(world, situation="sp_civil", age=40)}
    first = {
        name: [call.name for call in touch_map.call if call.kind == "civ_ngo"][:1]
        for name, touch_map in calls.items()
    }
    assert first == {"ticked": ["B rus"], "not": ["A andet"]}
    assert "rg_rus" not in ticked.risk_groups


def test_of_a_kind_the_one_that_reaches_the_rows_group_is_rung(world: GraphStore) -> None:
    """Seen red with the one that reaches most groups."""
    write(world, actor("A bredt", "rus_ambulant", groups=("rg_psyk", "rg_hjemloes")))
    write(world, actor("B rus", "rus_ambulant", groups=("rg_rus",)))
    for name in ("A bredt", "B rus"):
        write(world, service(name, f"Behandling {name}", needs=("need_rus",)))
    touch_map = asked(world, risk_groups=("rg_rus", "rg_psyk", "rg_hjemloes"), age=40)
    assert next(call.name for call in touch_map.call if call.kind == "rus_ambulant") == "B rus"
