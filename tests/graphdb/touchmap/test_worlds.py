"""One rule at a time, each in a small world of its own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from graphdb.errors import InvalidValue
from graphdb.fields.hours import COPENHAGEN
from graphdb.message import Words, say
from graphdb.model import EdgeKind, node_id, term_id
from graphdb.store import GraphStore
from graphdb.touchmap import Question, TouchMap, build
from graphdb.writing.plan import Put
from tests.graphdb.world import STALE, actor, actor_id, relates, service, tie, write

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=COPENHAGEN)


def asked(store: GraphStore, now: datetime = NOW, **values: Any) -> TouchMap:
    return build(store, Question(**{"acting_municipality": "9901", **values}), now=now)


def names(partners: Any) -> list[str]:
    return [one.card.name if one.card else one.name for one in partners]


def units() -> Iterator[Put]:
    """The municipality's own."""
    for name, kind in (
        ("Voksen", "kom_voksen"),
        ("Bolig", "kom_bolig"),
        ("Ydelse", "kom_ydelse"),
        ("Familie", "kom_familie"),
    ):
        yield from actor(name, kind)


def test_an_empty_directory_still_answers(world: GraphStore) -> None:
    touch_map = asked(world, situation="sp_foged")
    assert (touch_map.call, touch_map.likely, touch_map.touched, touch_map.routes) == ((), (), (), ())
    assert {one.kind for one in touch_map.missing} >= {"kom_bolig", "kom_ydelse", "jus_foged"}
    assert [duty.code for duty in touch_map.duties]
    assert touch_map.coordinator is None
    assert "tovholder" in say(touch_map.coordinator_help)


def test_only_the_municipality_is_needed(world: GraphStore) -> None:
    write(world, units())
    touch_map = asked(world)
    assert (touch_map.duties, touch_map.call, touch_map.missing) == ((), (), ())


def test_any_of_counts_as_one_and_tick_only_never_lacks(world: GraphStore) -> None:
    lacking = {one.kind: one for one in asked(world, situation="sp_foged").missing}
    landlord = lacking["bol_organisation"]
    assert landlord.any_of == ("bol_organisation", "bol_privat")
    assert landlord.label_da == "Almen boligorganisation eller Privat udlejer"
    assert "bol_privat" not in lacking
    write(world, actor("Huse", "bol_privat"))
    assert "bol_organisation" not in {one.kind for one in asked(world, situation="sp_foged").missing}
    everything = asked(world, risk_groups=("rg_placeret_ung", "rg_rus", "rg_psyk")).missing
    assert not {one.kind for one in everything} & {"bo_plejefamilie", "sund_praksis"}


def test_a_ticked_foster_family_is_enough(world: GraphStore) -> None:
    kinds = {one.kind for one in asked(world, situation="sp_18").missing}
    assert "bo_anbringelse" in kinds
    ticked = asked(world, situation="sp_18", known_kinds=("bo_plejefamilie",))
    assert "bo_anbringelse" not in {one.kind for one in ticked.missing}
    assert [(one.id, one.kind) for one in ticked.touched] == [(None, "bo_plejefamilie")]


def test_the_nearest_is_by_centres_and_never_secret_nor_a_foreign_authority(world: GraphStore) -> None:
    far = ("0101",)
    write(world, actor("Cafeen langt væk", "bo_natcafe", towns=far))
    write(world, actor("Cafeen", "bo_natcafe", towns=("9902",)))
    write(world, actor("Boligenhed", "kom_bolig", towns=("9902",)))
    write(world, actor("Krisecenter", "bo_109", towns=("9902",)))
    lacking = {one.kind: one for one in asked(world, risk_groups=("rg_hjemloes",)).missing}
    shelter = lacking["bo_110"].nearest
    assert shelter is not None
    assert (shelter.card.name, shelter.municipality, shelter.km) == ("Cafeen", "9902", 22)
    assert lacking["kom_bolig"].nearest is None
    lacking = {one.kind: one for one in asked(world, risk_groups=("rg_vold",)).missing}
    assert lacking["bo_109"].nearest is None


def test_a_flagged_actor_is_never_the_nearest(world: GraphStore) -> None:
    write(world, actor("Skjult", "bo_natcafe", towns=("9902",), secret_address=True))
    lacking = {one.kind: one for one in asked(world, situation="sp_hjemloes").missing}
    assert lacking["bo_110"].nearest is None


def test_authority_from_the_place_of_action_services_from_both(world: GraphStore) -> None:
    write(world, units())
    for town in ("9901", "9902"):
        write(world, actor(f"Bolig {town}", "kom_bolig", towns=(town,)))
        write(world, actor(f"Gæld {town}", "civ_gaeld", towns=(town,)))
    touch_map = asked(world, situation="sp_foged", staying_municipality="9902")
    likely = names(touch_map.likely)
    assert "Bolig 9901" in likely
    assert "Bolig 9902" not in likely
    assert {"Gæld 9901", "Gæld 9902"} <= set(likely)
    reasons = {one.name: tuple(map(say, one.reasons)) for one in touch_map.likely}
    assert reasons["Gæld 9902"][-1] == "Dækker Øst."


@pytest.mark.parametrize(
    ("values", "there"),
    [
        ({"age": 17}, False),
        ({"age": 18}, True),
        ({}, True),
        ({"age": 17, "event": "birthday_18", "event_date": "2026-12-01"}, False),
        ({"age": 24, "event": "discharge", "event_date": "2028-12-01"}, False),
        ({"age": 25}, False),
    ],
)
def test_age_limits_of_services_exclude(world: GraphStore, values: dict[str, Any], there: bool) -> None:
    write(world, actor("Ungehus", "civ_raadgivning"))
    write(world, service("Ungehus", "Samtaler", min_age=18, max_age=24))
    assert ("Ungehus" in names(asked(world, risk_groups=("rg_ung_risiko",), **values).likely)) is there


def test_who_is_here_for_others_is_said(world: GraphStore) -> None:
    write(world, actor("Gældsråd", "civ_gaeld"))
    write(world, service("Gældsråd", "Gæld for pensionister", min_age=65))
    lacking = {one.kind: one for one in asked(world, situation="sp_foged", age=30).missing}
    assert any("ikke for borgerens alder" in say(reason) for reason in lacking["bol_helhedsplan"].reasons)


def test_an_authority_is_never_excluded_by_its_services(world: GraphStore) -> None:
    write(world, units())
    write(world, service("Familie", "For spædbørn", max_age=1))
    assert "Familie" in names(asked(world, risk_groups=("rg_ung_risiko",), age=17).likely)


def test_law_excludes_by_kind(world: GraphStore) -> None:
    write(world, actor("Herberg", "bo_110", groups=("rg_ung_risiko", "rg_hjemloes")))
    write(world, actor("Børnepsykiatri", "psy_bup", groups=("rg_ung_risiko", "rg_psyk")))
    assert names(asked(world, risk_groups=("rg_ung_risiko",), age=17).likely) == ["Børnepsykiatri"]
    assert names(asked(world, risk_groups=("rg_psyk",), age=30).likely) == ["Herberg"]


def test_no_bed_among_adults_for_somebody_with_a_child(world: GraphStore) -> None:
    write(world, actor("Herberg", "bo_110"))
    write(world, service("Herberg", "Seng", needs=("need_akutbolig",), min_age=18, opening_hours="24/7"))
    write(world, actor("Krisecenter", "bo_109"))
    write(world, service("Krisecenter", "Værelse", needs=("need_akutbolig", "need_vold"), min_age=18))
    alone = asked(world, situation="sp_hjemloes", acute=True, age=30)
    assert names(alone.tonight)[0] == "Herberg"
    with_child = asked(
        world, risk_groups=("rg_hjemloes", "rg_vold"), acute=True, age=30, child_in_household=True
    )
    assert names(with_child.tonight) == ["Krisecenter"]
    assert "Herberg" not in names(with_child.likely)


def test_tonight_open_first_unknown_next_closed_never(world: GraphStore) -> None:
    for name, hours in (("A lukket", "Mo-Su 08:00-09:00"), ("B ved ikke", ""), ("C åben", "24/7")):
        write(world, actor(name, "bo_natcafe"))
        opening = {"opening_hours": hours} if hours else {}
        write(
            world,
            service(name, f"Seng {name}", needs=("need_akutbolig",), how_to_apply="Bank på.", **opening),
        )
    touch_map = asked(world, situation="sp_hjemloes", acute=True)
    assert [(one.card.name, one.card.opening.open_now) for one in touch_map.tonight] == [
        ("C åben", True),
        ("B ved ikke", None),
    ]
    assert touch_map.tonight[0].how_in == (Words("Bank på."),)
    assert touch_map.tonight_help == ""
    assert asked(world, situation="sp_hjemloes").tonight == ()


def test_tonight_who_lets_in_first_then_of_the_expected_kind(world: GraphStore) -> None:
    for name, kind, way in (
        ("A sygehus", "reg_sygehus", "ar_laege"),
        ("B natcafé", "bo_natcafe", "ar_selv"),
        ("C krisecenter", "bo_109", "ar_selv"),
    ):
        write(world, actor(name, kind))
        write(world, service(name, f"Seng {name}", needs=("need_akutbolig",), opening_hours="24/7"))
        write(world, [tie(EdgeKind.VIA, node_id("service", "x", f"Seng {name}"), term_id(way))])
    touch_map = asked(world, situation="sp_vold", acute=True, age=30)
    assert names(touch_map.tonight) == ["C krisecenter", "A sygehus"], "no night café where there is violence"
    assert say(touch_map.tonight[0].how_in[0]).startswith("Borgeren kan komme eller ringe direkte")


def test_with_violence_a_safe_bed_without_known_hours_comes_before_one_that_is_open(
    world: GraphStore,
) -> None:
    for name, kind, need, values in (
        ("A herberg", "bo_110", "need_akutbolig", {"opening_hours": "24/7"}),
        ("B krisecenter", "bo_109", "need_vold", {}),
    ):
        write(world, actor(name, kind))
        write(world, service(name, f"Seng {name}", needs=("need_akutbolig", need), **values))
        write(world, [tie(EdgeKind.VIA, node_id("service", "x", f"Seng {name}"), term_id("ar_akut"))])
    touch_map = asked(world, risk_groups=("rg_hjemloes", "rg_vold"), acute=True, age=30)
    assert [(line.card.name, line.open_tonight) for line in touch_map.tonight] == [
        ("B krisecenter", None),
        ("A herberg", True),
    ]


def test_violence_says_112_before_anybody_ticks_danger(world: GraphStore) -> None:
    assert "112" in say(asked(world, situation="sp_vold").tonight_help)
    assert asked(world, situation="sp_foged").tonight_help == ""


def test_nobody_tonight_leads_on_and_danger_says_112(world: GraphStore) -> None:
    touch_map = asked(world, situation="sp_vold", acute=True, danger=True)
    assert touch_map.tonight == ()
    assert "112" in say(touch_map.tonight_help)
    assert "hovednummer" in say(touch_map.tonight_help)


def test_overdue_duties_stand_before_the_nearest(world: GraphStore) -> None:
    write(world, units())
    write(world, actor("Almen", "bol_organisation"))
    write(world, actor("Rusmidler", "rus_ambulant"))
    groups = ("rg_restance", "rg_rus")
    late = asked(world, risk_groups=groups, event="demand_received", event_date="2026-11-01")
    assert [(duty.code, duty.overdue) for duty in late.duties[:2]] == [
        ("dl_paakrav", True),
        ("dl_paakrav_privat", True),
    ]


def test_for_a_child_the_family_department_is_rung_first(world: GraphStore) -> None:
    write(world, units())
    touch_map = asked(world, situation="sp_rus", age=16)
    assert touch_map.call[0].name == "Familie"
    assert touch_map.duties[0].code == "dl_underretning"
    assert touch_map.notify_first
    assert "det kræver ikke samtykke" in say(touch_map.call[0].say)


def test_known_landlord_settles_the_other_kind(world: GraphStore) -> None:
    write(world, units())
    write(world, actor("Almen", "bol_organisation"))
    write(world, actor("Privat", "bol_privat"))
    late: dict[str, Any] = {"situation": "sp_foged", "event": "demand_received", "event_date": "2026-11-01"}
    unknown = asked(world, **late)
    assert not {"Almen", "Privat"} & {*names(unknown.call)}, "nobody rings a landlord at random"
    private = asked(world, known_actors=(actor_id("Privat"),), **late)
    assert names(private.call)[0] == "Privat"
    assert "Almen" not in names((*private.call, *private.likely))


def test_a_unit_without_a_number_lends_its_parents(world: GraphStore) -> None:
    write(world, actor("Kommunen", "kom_kommune", phone="+4572222222"))
    write(world, actor("Bolig", "kom_bolig", phone=""))
    write(world, [tie(EdgeKind.PART_OF, actor_id("Bolig"), actor_id("Kommunen"))])
    rung = asked(world, situation="sp_hjemloes", age=30).call[0].card
    assert rung is not None
    assert (rung.name, rung.phone, say(rung.phone_note)) == (
        "Bolig",
        "+4572222222",
        "Nummeret er til Kommunen.",
    )


def test_closed_for_a_while_is_not_rung_and_says_so(world: GraphStore) -> None:
    write(world, actor("Bolig", "kom_bolig", status="temporarily_closed"))
    touch_map = asked(world, situation="sp_foged")
    assert "Bolig" not in names(touch_map.call)
    closed = touch_map.likely[0].card
    assert closed is not None
    assert (say(closed.temporary), closed.opening.open_now) == ("Midlertidigt lukket.", False)


def test_relations_of_the_known_give_reasons_links_and_routes(world: GraphStore) -> None:
    write(world, units())
    write(world, actor("Værested", "civ_vaerested"))
    write(world, actor("Klub", "civ_frivilligcenter"))
    write(world, [relates("Værested", "rel_henviser", "Klub"), relates("Klub", "rel_samarbejder", "Bolig")])
    write(world, [relates("Værested", "rel_samarbejdsaftale", "Ydelse", until="2026-01-31")])
    touch_map = asked(world, situation="sp_hjemloes", known_actors=(actor_id("Værested"),))
    related = {one.name: tuple(map(say, one.reasons)) for one in touch_map.likely}
    assert "Værested henviser til Klub." in related["Klub"]
    assert not any("aftale" in say(reason) for reason in related["Ydelse"])
    assert [say(route.text) for route in touch_map.routes if route.to_name == "Bolig"] == [
        "Værested → Klub → Bolig"
    ]
    both = asked(world, situation="sp_hjemloes", known_actors=(actor_id("Værested"), actor_id("Ydelse")))
    assert [say(link.text) for link in both.links] == [
        "Værested har skriftlig aftale med Ydelse (udløb 31. januar 2026)."
    ]


def test_a_route_may_lead_through_somebody_who_is_not_on_the_map(world: GraphStore) -> None:
    write(world, units())
    write(world, actor("Værested", "civ_vaerested"))
    write(world, actor("Landsforeningen", "civ_paraply", towns=("0101",)))
    write(world, [relates("Landsforeningen", "rel_samarbejder", one) for one in ("Værested", "Bolig")])
    touch_map = asked(world, situation="sp_hjemloes", known_actors=(actor_id("Værested"),))
    assert "Landsforeningen" not in names((*touch_map.likely[:7], *touch_map.touched))
    assert [say(route.text) for route in touch_map.routes if route.to_name == "Bolig"] == [
        "Værested → Landsforeningen → Bolig"
    ]
    (route,) = (route for route in touch_map.routes if route.to_name == "Bolig")
    assert say(route.stops[1].link) == "Landsforeningen samarbejder med Værested."


@pytest.mark.parametrize(
    ("situation", "kind", "values"),
    [
        ("sp_18", "kom_familie", {"age": 16}),
        ("sp_psyk", "psy_regional", {}),
        ("sp_loesladt", "jus_kriminalforsorg", {}),
        ("sp_hjemloes", "kom_voksen", {}),
        ("sp_rus", "kom_voksen", {"age": 40}),
        ("sp_18", "", {"age": 20}),
        ("sp_foged", "", {}),
    ],
)
def test_who_has_the_plan_by_law(
    world: GraphStore, situation: str, kind: str, values: dict[str, Any]
) -> None:
    write(world, units())
    touch_map = asked(world, situation=situation, **values)
    assert ("" if touch_map.coordinator is None else touch_map.coordinator.kind) == kind
    assert bool(touch_map.coordinator_help) == (kind == "")
    if kind == "kom_voksen" and touch_map.coordinator:
        assert (touch_map.coordinator.id, say(touch_map.coordinator.text)[:8]) == (
            actor_id("Voksen"),
            "Det er j",
        )


def test_the_stale_sink_but_duty_holders_only_are_marked(world: GraphStore) -> None:
    write(world, actor("A gammel", "civ_gaeld", day=STALE))
    write(world, actor("B frisk", "civ_gaeld"))
    write(world, actor("A bolig", "kom_bolig", day=STALE))
    write(world, actor("B bolig", "kom_bolig"))
    likely = names(asked(world, situation="sp_foged").likely)
    assert likely.index("B frisk") < likely.index("A gammel")
    assert likely.index("A bolig") < likely.index("B bolig")
    cards = [one.card for one in asked(world, situation="sp_foged").likely if one.card]
    assert {card.name for card in cards if card.stale} == {"A gammel", "A bolig"}


def test_an_unknown_actor_is_refused_by_name_of_the_member(world: GraphStore) -> None:
    with pytest.raises(InvalidValue) as refused:
        asked(world, known_actors=("actor:x:findes-ikke",))
    assert refused.value.field == "known_actors"


def test_groups_that_factors_point_to_are_offered_only(world: GraphStore) -> None:
    touch_map = asked(world, risk_factors=("rf_oekonomi",), risk_groups=("rg_restance",))
    assert [one.code for one in touch_map.also] == ["rg_barnefamilie", "rg_tilbagefald"]
    assert touch_map.risk_groups == ("rg_restance",)


def test_sharing_for_everybody_called_or_touched(world: GraphStore) -> None:
    write(world, units())
    write(world, actor("Værested", "civ_vaerested"))
    asks: dict[str, Any] = {"known_actors": (actor_id("Værested"),), "known_kinds": ("sund_praksis",)}
    touch_map = asked(world, situation="sp_foged", danger=True, **asks)
    assert [one.kind for one in touch_map.sharing] == [
        *(call.kind for call in touch_map.call),
        "civ_vaerested",
        "sund_praksis",
    ]
    assert all(one.rules[-1].code == "sh_akut" for one in touch_map.sharing)
    calm = asked(world, situation="sp_foged", **asks)
    assert not any(rule.code == "sh_akut" for one in calm.sharing for rule in one.rules)
    assert {one.kind: one.say for one in calm.sharing}[calm.call[0].kind] == calm.call[0].say


def test_a_known_kind_is_there_and_not_suggested(world: GraphStore) -> None:
    write(world, units())
    touch_map = asked(world, situation="sp_foged", known_kinds=("kom_ydelse",))
    assert [(one.id, say(one.name)) for one in touch_map.touched] == [(None, "Kommunal ydelsesenhed")]
    assert "Ydelse" not in names(touch_map.likely)
    assert touch_map.touched[0].reasons


def test_the_same_moment_in_another_zone(world: GraphStore) -> None:
    write(world, actor("Nat", "bo_natcafe"))
    write(world, service("Nat", "Seng", needs=("need_akutbolig",), opening_hours="Mo-Su 22:00-23:00"))
    utc = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
    assert asked(world, now=utc, situation="sp_hjemloes", acute=True).tonight[0].card.opening.open_now
