"""No suggestion that the law excludes, by the day it begins and the ages it is for; ended ones are marked."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest

from graphdb.fields.hours import COPENHAGEN
from graphdb.message import say
from graphdb.model import EdgeKind, NodeKind, Value, area_id, node_id, term_id
from graphdb.store import GraphStore
from graphdb.touchmap import Call, Partner, Question, Tonight, TouchMap, build
from tests.graphdb import town
from tests.graphdb.world import actor, service, tie, world_term, write

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=COPENHAGEN)
YOUNG: dict[str, Any] = {"age": 17}
TURNING: dict[str, Any] = {"age": 17, "event": "birthday_18", "event_date": "2026-12-01"}


def asked(store: GraphStore, **values: Any) -> TouchMap:
    question = {"acting_municipality": "9901", "risk_groups": ("rg_hjemloes",), **values}
    return build(store, Question(**question), now=NOW)


def help_under(
    store: GraphStore, laws: dict[str, dict[str, Value]], *, kind: str, town: str = "9901"
) -> None:
    """An actor whose one service has these legal bases."""
    write(store, (world_term(code, NodeKind.LEGAL_BASIS, label_da=code, **laws[code]) for code in laws))
    write(store, actor("Hjælpen", kind, groups=("rg_hjemloes",), towns=(town,)))
    write(store, service("Hjælpen", "Seng", needs=("need_akutbolig",), opening_hours="24/7"))
    bed = node_id("service", "x", "Seng")
    write(store, [tie(EdgeKind.UNDER, bed, term_id(code)) for code in laws])


def names(lines: Iterable[Partner | Call | Tonight]) -> set[str]:
    return {say(one.card.name if isinstance(one, Tonight) else one.name) for one in lines}


OVER: dict[str, Value] = {"valid_to": "2026-11-22"}
LAST_DAY: dict[str, Value] = {"valid_to": "2026-11-23"}
FIRST_DAY: dict[str, Value] = {"valid_from": "2026-11-23"}
TO_COME: dict[str, Value] = {"valid_from": "2026-11-24"}
ADULTS: dict[str, Value] = {"min_age": 18}
CHILDREN: dict[str, Value] = {"max_age": 17}

CASES = [
    ("no law", {}, {}, True),
    ("a law without dates", {"x_1": {}}, {}, True),
    ("expired: it may still run", {"x_1": OVER}, {}, True),
    ("on its last day", {"x_1": LAST_DAY}, {}, True),
    ("on its first day", {"x_1": FIRST_DAY}, {}, True),
    ("not yet in force", {"x_1": TO_COME}, {}, False),
    ("expired, with another that holds", {"x_1": OVER, "x_2": {}}, {}, True),
    ("one expired, one not yet in force", {"x_1": OVER, "x_2": TO_COME}, {}, True),
    ("for adults, age not known", {"x_1": ADULTS}, {}, True),
    ("for adults, a child", {"x_1": ADULTS}, YOUNG, False),
    ("for adults, grown up on the day of the event", {"x_1": ADULTS}, TURNING, False),
    ("for adults, an adult", {"x_1": ADULTS}, {"age": 18}, True),
    ("for children, a child", {"x_1": CHILDREN}, YOUNG, True),
    ("for children, grown up on the day of the event", {"x_1": CHILDREN}, TURNING, False),
    ("for children, an adult", {"x_1": CHILDREN}, {"age": 18}, False),
    ("one for each", {"x_1": CHILDREN, "x_2": ADULTS}, {"age": 40}, True),
    ("the fitting one has expired", {"x_1": CHILDREN, "x_2": {**ADULTS, **OVER}}, {"age": 40}, True),
]


@pytest.mark.parametrize(
    ("laws", "values", "there"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_service_that_no_law_of_its_own_gives_the_person_is_not_suggested(
    world: GraphStore, laws: dict[str, dict[str, Value]], values: dict[str, Any], there: bool
) -> None:
    help_under(world, laws, kind="civ_vaerested")
    touch_map = asked(world, acute=True, **values)
    suggested = {
        name for partners in (touch_map.likely, touch_map.call, touch_map.tonight) for name in names(partners)
    }
    assert ("Hjælpen" in suggested) is there


@pytest.mark.parametrize("there", [True, False])
def test_nor_is_it_the_nearest_elsewhere(world: GraphStore, there: bool) -> None:
    help_under(world, {"x_1": {} if there else OVER}, kind="bo_natcafe", town="9902")
    lacking = {one.kind: one for one in asked(world).missing}
    assert (lacking["bo_110"].nearest is not None) is there


def test_an_authority_stays_and_what_its_law_no_longer_gives_is_marked(world: GraphStore) -> None:
    help_under(world, {"x_1": OVER}, kind="kom_familie")
    touch_map = asked(world, acute=True, risk_groups=("rg_ung_risiko", "rg_hjemloes"), age=17)
    assert "Hjælpen" in {one.name for one in touch_map.likely}
    assert [say(one.reasons[-1]) for one in touch_map.tonight] == ["Lovgrundlaget er udløbet."]


@pytest.mark.parametrize(("dates", "there"), [({}, True), (LAST_DAY, True), (OVER, False), (TO_COME, False)])
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("kom_ydelse", NodeKind.ACTOR_TYPE),
        ("tr_udsaettelse", NodeKind.TRANSITION),
        ("rg_hjemloes", NodeKind.RISK_GROUP),
    ],
)
def test_what_the_vocabulary_no_longer_holds_is_asked_for_no_more(
    world: GraphStore, code: str, kind: NodeKind, dates: dict[str, Value], there: bool
) -> None:
    """Units lose their statutory place, passages and groups go out of use: dates say so, not code."""
    write(world, [world_term(code, kind, **dates)])
    touch_map = asked(
        world,
        situation="sp_foged",
        risk_groups=(),
        risk_factors=("rf_sofasurf",),
        known_kinds=("kom_bolig",),
    )
    shows = {
        NodeKind.ACTOR_TYPE: "kom_ydelse" in {one.kind for one in touch_map.missing},
        NodeKind.TRANSITION: "besked ved" in " ".join(map(say, touch_map.touched[0].reasons)),
        NodeKind.RISK_GROUP: "rg_hjemloes" in {one.code for one in touch_map.also},
    }
    assert shows[kind] is there


def test_on_both_stores(store: GraphStore) -> None:
    town.put(
        store,
        town.country(),
        town.node(term_id("sel_old"), NodeKind.LEGAL_BASIS, code="sel_old", label_da="A", **OVER),
        town.actor("nu", "Nu", areas=["0615"], groups=["rg_rus"]),
        town.service("s1", "nu", "Hjælp", terms=["sel_110", "sel_old"]),
        town.actor("før", "Før", areas=["0615"], groups=["rg_rus"]),
        town.service("s2", "før", "Hjælp", terms=["sel_old"]),
    )
    touch_map = asked(
        store, acting_municipality=area_id("0615")[-4:], risk_groups=("rg_rus",), from_kind="bo_110"
    )
    assert [one.name for one in touch_map.likely] == ["Nu", "Før"]
    assert ["Lovgrundlaget er udløbet." in map(say, one.reasons) for one in touch_map.likely] == [False, True]


def test_the_shipped_laws_say_for_whom_they_are(world: GraphStore) -> None:
    """Drug treatment is under one act for adults and under another for children."""
    for name, law in (("Voksne", "sel_101"), ("Børn", "bl_33")):
        write(world, actor(name, "rus_ambulant", groups=("rg_rus",)))
        write(world, service(name, f"Hjælp {name}"))
        write(world, [tie(EdgeKind.UNDER, node_id("service", "x", f"Hjælp {name}"), term_id(law))])
    for age, name in ((16, "Børn"), (40, "Voksne")):
        touch_map = asked(world, risk_groups=("rg_rus",), age=age)
        assert {"Voksne", "Børn"} & {one.name for one in touch_map.likely} == {name}
