"""Whom to ring first, one rule of choice at a time."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from graphdb.fields.hours import COPENHAGEN
from graphdb.message import say
from graphdb.model import EdgeKind, node_id, term_id
from graphdb.store import GraphStore
from tests.graphdb.touchmap.test_worlds import asked, names
from tests.graphdb.world import actor, actor_id, service, tie, write

NIGHT = datetime(2026, 11, 28, 22, tzinfo=COPENHAGEN)


def units(store: GraphStore, *kinds: str) -> None:
    for kind in kinds:
        write(store, actor(kind, kind))


def kinds(entries: Any) -> list[str]:
    return [entry.kind for entry in entries]


def test_one_own_department_when_an_own_unit_asks_and_the_others_in_a_line(world: GraphStore) -> None:
    units(world, "kom_gadeplan", "kom_bolig", "kom_ydelse", "civ_bruger")
    write(world, service("civ_bruger", "Fællesskab", groups=("rg_hjemloes",)))
    touch_map = asked(world, situation="sp_hjemloes", age=30)
    assert names(touch_map.call) == ["kom_gadeplan", "civ_bruger"]
    assert [card.name for card in touch_map.own] == ["kom_bolig", "kom_ydelse"]
    outside = asked(world, situation="sp_hjemloes", age=30, from_kind="civ_vaerested")
    assert names(outside.call) == ["kom_gadeplan", "civ_bruger", "kom_bolig"]


def test_the_only_door_is_no_own_department_too_many(world: GraphStore) -> None:
    units(world, "kom_familie", "kom_gadeplan")
    touch_map = asked(world, situation="sp_sofa", age=15)
    assert [(call.kind, call.purpose) for call in touch_map.call] == [
        ("kom_familie", "safety"),
        ("kom_gadeplan", "keep_contact"),
    ]


@pytest.mark.parametrize("start", ["sp_foged", "sp_rus", "sp_psyk", "sp_vold"])
def test_no_family_department_for_a_childless_adult(world: GraphStore, start: str) -> None:
    units(world, "kom_familie")
    write(world, actor("Hjælp til familier", "kom_familie", groups=("rg_restance", "rg_rus", "rg_vold")))
    touch_map = asked(world, situation=start, age=40)
    assert "kom_familie" not in {*kinds(touch_map.call), *kinds(touch_map.likely)}
    with_child = asked(world, situation=start, age=40, child_age=5)
    assert "kom_familie" in {*kinds(with_child.call), *kinds(with_child.likely), *kinds(with_child.own)}


def test_a_known_actor_goes_before_another_of_its_kind(world: GraphStore) -> None:
    for name in ("A rusmidler", "B rusmidler"):
        write(world, actor(name, "rus_ambulant"))
        write(world, service(name, f"Samtaler {name}", needs=("need_rus",)))
    assert names(asked(world, situation="sp_rus", age=40).call) == ["A rusmidler"]
    known = asked(world, situation="sp_rus", age=40, known_actors=(actor_id("B rusmidler"),))
    assert names(known.call) == ["B rusmidler"]


def test_a_kind_without_a_name_has_no_number_and_offers_the_list(world: GraphStore) -> None:
    for name in ("A bolig", "B bolig"):
        write(world, actor(name, "bol_organisation"))
    (call,) = asked(world, situation="sp_foged", age=40, landlord="almen").call
    assert (call.card, call.kind) == (None, "bol_organisation")
    assert [name for _, name in call.choose] == ["A bolig", "B bolig"]
    (known,) = asked(world, situation="sp_foged", age=40, known_actors=(actor_id("B bolig"),)).call
    assert known.name == "B bolig"


@pytest.mark.parametrize(
    ("start", "kind"), [("sp_loesladt", "jus_kriminalforsorg"), ("sp_sygehus", "reg_sygehus")]
)
def test_of_several_prisons_or_hospitals_none_is_rung_at_random(
    world: GraphStore, start: str, kind: str
) -> None:
    """Seen red without the flag on the kind's row: the first by name had a number."""
    write(world, actor("A stedet", kind))
    assert asked(world, situation=start, age=40).call[0].name == "A stedet", "it can be no other"
    write(world, actor("B stedet", kind))
    call = asked(world, situation=start, age=40).call[0]
    assert (call.card, call.kind) == (None, kind)
    assert [name for _, name in call.choose] == ["A stedet", "B stedet"]
    known = asked(world, situation=start, age=40, known_actors=(actor_id("B stedet"),)).call[0]
    assert known.card is not None
    assert (known.card.name, bool(known.card.phone)) == ("B stedet", True)


@pytest.mark.parametrize(("groups", "there"), [((), False), (("rg_vold",), True), (("rg_minoritet",), True)])
def test_no_crisis_centre_without_violence(world: GraphStore, groups: tuple[str, ...], there: bool) -> None:
    """Seen red without the condition on the kind's row: a family in arrears was given one to go to."""
    write(world, actor("Krisecentret", "bo_109", groups=("rg_barnefamilie", "rg_vold", "rg_minoritet")))
    touch_map = asked(world, situation="sp_familie", age=37, child_age=2, risk_groups=groups)
    assert ("bo_109" in {*kinds(touch_map.call), *kinds(touch_map.likely)}) is there


def test_what_was_ticked_and_nobody_asked_is_to_be_asked(world: GraphStore) -> None:
    """Seen red without it: what is not known of couples looked like yes."""
    couples: dict[str, dict[str, Any]] = {"A": {}, "B": {"exclusions.ex_par": True}}
    for name, answers in {**couples, "C": {"exclusions.ex_par": False}}.items():
        write(world, actor(name, "bo_110"))
        write(world, service(name, f"Seng {name}", needs=("need_akutbolig",), **answers))
    tonight = asked(world, situation="sp_hjemloes", age=40, acute=True, chips=("ex_par",)).tonight
    assert {line.card.name: list(map(say, line.against)) for line in tonight} == {
        "A": ["Spørg, om de tager imod par"],
        "B": [],
        "C": ["Tager ikke imod par"],
    }
    women: dict[str, Any] = {"exclusions.ex_kun_kvinder": True}
    write(world, actor("D", "bo_110"))
    write(world, service("D", "Seng D", needs=("need_akutbolig",), **women))
    tonight = asked(world, situation="sp_hjemloes", age=40, acute=True, chips=("ex_kun_maend",)).tonight
    assert [list(map(say, line.against)) for line in tonight if line.card.name == "D"] == [
        ["Kun for kvinder"]
    ]


def test_who_serves_all_comes_before_who_serves_one_gender_while_it_is_unknown(world: GraphStore) -> None:
    """Seen red without the rank: the women's centre, first by name, for anybody."""
    women: dict[str, Any] = {"exclusions.ex_kun_kvinder": True}
    for name, answers in (("A kvinder", women), ("B alle", {})):
        write(world, actor(name, "bo_109"))
        write(world, service(name, f"Ly {name}", needs=("need_vold",), **answers))
    asking: dict[str, Any] = {"situation": "sp_vold", "age": 30}
    assert asked(world, **asking).call[0].name == "B alle"
    assert asked(world, **asking, chips=("ex_kun_maend",)).call[0].name == "A kvinder"


def test_a_past_eviction_turns_the_situation_around(world: GraphStore) -> None:
    units(world, "bol_organisation", "kom_bolig", "kom_ydelse", "jus_foged")
    question: dict[str, Any] = {"situation": "sp_foged", "age": 40, "landlord": "almen", "event": "eviction"}
    ahead = asked(world, **question, event_date="2026-12-03")
    assert [call.kind for call in ahead.call] == ["bol_organisation", "kom_ydelse"]
    assert names(ahead.information) == ["jus_foged"]
    assert ahead.countdown is not None
    assert say(ahead.countdown) == "Dagen for udsættelsen: om 10 dage, torsdag 3. december 2026"
    passed = asked(world, **question, event_date="2026-11-20")
    assert [call.kind for call in passed.call] == ["kom_bolig", "kom_ydelse"]
    assert passed.information == ()


def test_open_before_closed_for_a_bed_and_what_has_people_waiting_last(world: GraphStore) -> None:
    for name, hours, days in (
        ("A lukket", "Mo-Fr 08:00-16:00", 0),
        ("B venteliste", "24/7", 10),
        ("C åben", "24/7", 0),
    ):
        write(world, actor(name, "bo_110"))
        bed: dict[str, Any] = {"opening_hours": hours, "waiting_days": days}
        write(world, service(name, f"Seng {name}", needs=("need_akutbolig",), **bed))
    touch_map = asked(world, now=NIGHT, situation="sp_hjemloes", age=40, acute=True)
    assert touch_map.call[0].name == "C åben"
    assert [(line.card.name, line.folded) for line in touch_map.tonight] == [
        ("C åben", True),
        ("B venteliste", True),
    ], "without a way in that needs nobody's word"


@pytest.mark.parametrize(
    ("counted_on", "said"),
    [("2026-11-14", ("Ingen pladser (oplyst 14. november 2026)",)), ("2026-11-13", ()), ("", ())],
)
def test_no_room_is_said_before_the_call_while_it_is_known(
    world: GraphStore, counted_on: str, said: tuple[str, ...]
) -> None:
    """Seen red with the shelf life left out, and with the warning."""
    write(world, actor("Herberget", "bo_110"))
    dated = {"capacity_on": counted_on} if counted_on else {}
    bed: dict[str, Any] = {"opening_hours": "24/7", "capacity_state": "cap_fuldt", **dated}
    write(world, service("Herberget", "Seng", needs=("need_akutbolig",), **bed))
    touch_map = asked(world, now=NIGHT, situation="sp_hjemloes", age=40, acute=True)
    assert tuple(map(say, touch_map.call[0].against)) == said
    assert tuple(map(say, touch_map.tonight[0].against)) == said


def test_nobody_is_rung_for_a_bed_or_for_safety_who_shuts_the_citizen_out(world: GraphStore) -> None:
    """Seen red with the guard left out: the men's centre, with the shorter queue, came first for a woman."""
    for name, days, kind in (("A mænd", 3, "ex_kun_maend"), ("B kvinder", 7, "ex_kun_kvinder")):
        write(world, actor(name, "bo_109", groups=("rg_vold",)))
        shelter: dict[str, Any] = {"waiting_days": days, f"exclusions.{kind}": True}
        write(world, service(name, f"Ophold {name}", needs=("need_vold",), **shelter))
    woman = asked(world, situation="sp_vold", age=40, chips=("ex_kun_maend",))
    man = asked(world, situation="sp_vold", age=40, chips=("ex_kun_kvinder",))
    assert (names(woman.call), names(man.call)) == (["B kvinder"], ["A mænd"])
    write(world, actor("Herberg", "bo_110"))
    stairs: dict[str, Any] = {"exclusions.ex_trin": False}
    write(world, service("Herberg", "Seng", needs=("need_akutbolig",), **stairs))
    assert asked(world, situation="sp_hjemloes", age=40, acute=True, chips=("ex_trin",)).call == ()
    in_touch = asked(
        world, situation="sp_hjemloes", age=40, known_actors=(actor_id("Herberg"),), chips=("ex_trin",)
    )
    assert names(in_touch.call) == ["Herberg"]


def test_a_card_speaks_of_the_one_service_that_fits_best(world: GraphStore) -> None:
    """Seen red with all services on the card: at night it gave the number that is answered by day."""
    write(world, actor("Krisecenter", "bo_109", groups=("rg_vold",)))
    for name, hours, phone, days in (
        ("A rådgivning", "Mo-Fr 09:00-16:00", "+4500346396", 0),
        ("B ophold", "24/7", "+4500485845", 0),
        ("C kø", "24/7", "+4500101010", 9),
    ):
        offer: dict[str, Any] = {"opening_hours": hours, "phone": phone, "waiting_days": days}
        write(world, service("Krisecenter", name, needs=("need_vold",), **offer))
    (call,) = asked(world, now=NIGHT, situation="sp_vold", age=40).call
    assert call.card is not None
    assert (
        call.service,
        call.card.phone,
        call.card.opening.open_now,
        call.against,
    ) == ("B ophold", "+4500485845", True, ())


def test_who_has_said_that_there_is_no_room_is_rung_after_who_has_not(world: GraphStore) -> None:
    full: dict[str, Any] = {"capacity_state": "cap_fuldt", "capacity_on": "2026-11-27"}
    for name, extra in (("A fuldt", full), ("B", {})):
        write(world, actor(name, "bo_110"))
        bed: dict[str, Any] = {"opening_hours": "24/7", **extra}
        write(world, service(name, f"Seng {name}", needs=("need_akutbolig",), **bed))
        write(world, [tie(EdgeKind.VIA, node_id("service", "x", f"Seng {name}"), term_id("ar_selv"))])
    touch_map = asked(world, now=NIGHT, situation="sp_hjemloes", age=40, acute=True)
    assert touch_map.call[0].name == "B"
    assert [(line.card.name, line.folded) for line in touch_map.tonight] == [("B", False), ("A fuldt", True)]


def test_a_service_that_has_ended_or_not_begun_is_rung_for_nothing(world: GraphStore) -> None:
    for name, dates in (("A sluttet", {"ends_on": "2026-11-27"}), ("B ny", {"starts_on": "2026-11-29"})):
        write(world, actor(name, "bo_110"))
        bed: dict[str, Any] = {"opening_hours": "24/7", **dates}
        write(world, service(name, f"Seng {name}", needs=("need_akutbolig",), **bed))
    touch_map = asked(world, now=NIGHT, situation="sp_hjemloes", age=40, acute=True)
    assert (touch_map.call, touch_map.tonight) == ((), ())
    tomorrow = asked(world, now=NIGHT + timedelta(days=1), situation="sp_hjemloes", age=40, acute=True)
    assert [line.card.name for line in tomorrow.tonight] == ["B ny"]


@pytest.mark.parametrize("over", [{"ends_on": "2026-11-27"}, {"status": "defunct"}])
def test_an_actor_whose_every_service_is_over_is_not_there_for_everybody(
    world: GraphStore, over: dict[str, Any]
) -> None:
    """Seen red when only running services count: the house for the young was the first call at sixty."""
    write(world, actor("Ungehuset", "civ_vaerested", groups=("rg_hjemloes",)))
    write(world, service("Ungehuset", "Natcafé", min_age=18, max_age=25, **over))
    touch_map = asked(world, now=NIGHT, situation="sp_hjemloes", age=60)
    assert (touch_map.call, touch_map.likely) == ((), ())


@pytest.mark.parametrize(
    ("asks", "known", "said"),
    [
        ("bo_107", False, True),
        ("bo_107", True, False),
        ("bo_109", False, False),
        ("kom_voksen", False, False),
    ],
    ids=["the group", "the citizen's own", "another kind", "the municipality"],
)
def test_a_house_that_may_be_the_one_who_asks_is_told_to_go_on(
    world: GraphStore, asks: str, known: bool, said: bool
) -> None:
    """While only the group is chosen, the hostel that asks may read its own name."""
    write(world, actor("Herberget", "bo_110"))
    write(world, service("Herberget", "Seng", needs=("need_akutbolig",)))
    units(world, "kom_gadeplan")
    actors = (actor_id("Herberget"),) if known else ()
    touch_map = asked(world, situation="sp_hjemloes", age=40, from_kind=asks, known_actors=actors)
    texts = {call.name: [say(reason) for reason in call.reasons] for call in touch_map.call}
    own = "Er det jeres eget sted, så gå videre til den næste."
    assert (own in texts["Herberget"]) is said
    assert own not in texts.get("kom_gadeplan", [])


def test_never_the_one_who_asks(world: GraphStore) -> None:
    units(world, "kom_gadeplan", "kom_hjemloeseteam")
    touch_map = asked(world, situation="sp_hjemloes", age=40, from_kind="kom_gadeplan")
    assert [call.kind for call in touch_map.call] == ["kom_hjemloeseteam"]
