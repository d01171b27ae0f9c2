"""The sheet for the citizen: read in one go, and nobody whom the citizen cannot turn to alone."""

from collections.abc import Iterator
from typing import Any

import pytest

from graphdb.claims import Claim, Fact, Rank, relation
from graphdb.fields.contact_point import contact_id
from graphdb.message import say
from graphdb.model import EdgeKind, NodeKind, Value, area_id, node_id, term_id
from graphdb.store import GraphStore
from graphdb.touchmap import Question, build, helpers
from graphdb.touchmap.citizen_sheet import Helper, HoursOf
from graphdb.writing.plan import Put
from tests.graphdb.counting import Counting
from tests.graphdb.touchmap.test_demo import NOW, STARTS, TOWNS, somebody
from tests.graphdb.world import actor, actor_id, service, tie, world_term, write


@pytest.mark.parametrize("start", STARTS)
def test_three_calls_to_the_store_when_warm(demo: GraphStore, start: str) -> None:
    """61 to 139 when each entry was read by itself."""
    question = Question("9901", situation=start, known_actors=tuple(somebody(demo, 12)), acute=True)
    touch_map = build(demo, question, now=NOW)
    counted = Counting(demo)
    helpers(counted, touch_map, now=NOW)
    counted.calls.clear()
    assert helpers(counted, touch_map, now=NOW)
    assert dict(counted.calls) == {"edges": 2, "get": 1}


@pytest.mark.parametrize("there", [True, False])
def test_a_way_in_of_the_municipality_s_own_counts_by_its_flag(world: GraphStore, there: bool) -> None:
    flags = {"open_to_all": True} if there else {}
    write(world, [world_term("x_klub", NodeKind.ACCESS_ROUTE, label_da="I klubben", **flags)])
    write(world, actor("Klubben", "civ_gaeld"))
    write(world, service("Klubben", "Råd", needs=("need_gaeld",)))
    write(world, [tie(EdgeKind.VIA, node_id("service", "x", "Råd"), term_id("x_klub"))])
    touch_map = build(world, Question("9901", situation="sp_foged"), now=NOW)
    assert [helper.card.name for helper in helpers(world, touch_map, now=NOW)] == (
        ["Klubben"] if there else []
    )


@pytest.mark.parametrize(("dates", "there"), [({}, True), ({"ends_on": "2026-11-01"}, False)])
def test_what_has_ended_is_on_no_sheet(world: GraphStore, dates: dict[str, str], there: bool) -> None:
    """Seen red with the phase left out. The actor is there all the same, for what else it offers."""
    write(world, actor("Klubben", "civ_gaeld"))
    write(world, service("Klubben", "Råd", needs=("need_gaeld",), **dates))
    write(world, service("Klubben", "Kaffe", needs=("need_gaeld",)))
    write(world, [tie(EdgeKind.VIA, node_id("service", "x", "Råd"), term_id("ar_selv"))])
    touch_map = build(world, Question("9901", situation="sp_foged"), now=NOW)
    assert [helper.card.name for helper in helpers(world, touch_map, now=NOW)] == (
        ["Klubben"] if there else []
    )


def walk_in(
    store: GraphStore, name: str, kind: str = "civ_gaeld", of: dict[str, Any] | None = None, **values: Any
) -> None:
    """An actor with a service against debt that anybody can walk into."""
    write(store, actor(name, kind, **(of or {})))
    write(store, service(name, f"Råd hos {name}", needs=("need_gaeld",), **values))
    write(store, [tie(EdgeKind.VIA, node_id("service", "x", f"Råd hos {name}"), term_id("ar_selv"))])


def sheet(store: GraphStore, **values: Any) -> dict[str, Helper]:
    question = {"acting_municipality": "9901", "situation": "sp_foged", "age": 40, **values}
    touch_map = build(store, Question(**question), now=NOW)
    return {helper.card.name: helper for helper in helpers(store, touch_map, now=NOW)}


def test_a_line_has_the_service_its_hours_and_the_way_in(world: GraphStore) -> None:
    walk_in(world, "Klubben", opening_hours="Mo-Fr 09:00-15:00", phone="+4572222222")
    line = sheet(world)["Klubben"]
    assert (line.service, line.hours, line.ways) == ("Råd hos Klubben", "Mo-Fr 09:00-15:00", ("ar_selv",))
    assert line.card.phone == "+4572222222", "the service's own number"


@pytest.mark.parametrize(("day", "unsure"), [("2026-08-23", False), ("2026-08-22", True), ("", True)])
def test_a_number_or_hours_past_their_life_ask_to_be_checked(
    world: GraphStore, day: str, unsure: bool
) -> None:
    """Seen red with the actor's own hours looked at instead of the service's."""
    walk_in(world, "Klubben", phone="+4572222222")
    target = node_id("service", "x", "Råd hos Klubben")
    hours = {"opening_hours": Fact("Mo-Fr 09:00-15:00", "2026-01-01", day)}
    write(world, [Put(Claim(target, "y", Rank.DIRECTORY, NodeKind.SERVICE, hours))])
    assert sheet(world)["Klubben"].unsure is unsure


def place(name: str, **props: Value) -> Iterator[Put]:
    """A place in the municipality."""
    one = node_id("place", "x", name)
    facts = {name: Fact(value, "2026-11-01", "2026-11-01") for name, value in {"name": name, **props}.items()}
    yield Put(Claim(one, "x", Rank.MUNICIPALITY, NodeKind.PLACE, facts))
    yield tie(EdgeKind.IN, one, area_id("9901"))


def located(store: GraphStore, of: str, name: str, day: str = "2026-11-01", **props: Value) -> None:
    """A service at a place, with what holds there alone."""
    write(store, place(name, address=f"{name} 1", city="By"))
    ends = node_id("service", "x", of), node_id("place", "x", name)
    facts = {prop: Fact(value, "2022-01-01", day) for prop, value in props.items()}
    dates = "2026-11-01", "2026-11-01"
    write(store, [Put(relation("x", Rank.MUNICIPALITY, EdgeKind.LOCATED_AT, ends, facts, dates=dates))])


def test_at_night_the_place_that_is_open_then(world: GraphStore) -> None:
    """Seen red with the first place taken: the citizen was sent to the door of the day at night."""
    write(world, actor("Huset", "civ_vaerested"))
    write(world, service("Huset", "Varme", needs=("need_akutbolig",)))
    write(world, [tie(EdgeKind.VIA, node_id("service", "x", "Varme"), term_id("ar_selv"))])
    for name, hours in (("A Dagstedet", "Mo-Fr 10:00-15:00"), ("Natstedet", "20:00-08:00")):
        located(world, "Varme", name, opening_hours=hours)
    (line,) = sheet(world, situation="sp_hjemloes", acute=True).values()
    assert (line.tonight, line.address, line.hours) == (True, "Natstedet 1, By", "20:00-08:00")


def offer(store: GraphStore, owner: str, name: str, need: str, *ways: str, **values: Any) -> None:
    """A service with the ways in to it."""
    write(store, service(owner, name, needs=(need,), **values))
    write(store, [tie(EdgeKind.VIA, node_id("service", "x", name), term_id(way)) for way in ways])


def test_the_night_is_promised_for_the_service_that_is_open_then_and_for_no_other(world: GraphStore) -> None:
    """A bed that needs a referral first is not the citizen's to ask for, nor is the advice by day a bed."""
    write(world, actor("A Huset", "bo_110"))
    offer(world, "A Huset", "Natseng", "need_akutbolig", "ar_akut", "ar_visitation", opening_hours="24/7")
    day = {"opening_hours": "Mo-Fr 10:00-14:00"}
    offer(world, "A Huset", "Åben rådgivning", "need_akutbolig", "ar_selv", **day)
    write(world, actor("B Natcaféen", "bo_natcafe"))
    offer(world, "B Natcaféen", "Varme", "need_akutbolig", "ar_selv", opening_hours="20:00-08:00")
    asked: dict[str, Any] = {"situation": "sp_hjemloes", "acute": True}
    lines = sheet(world, **asked)
    assert [(line.card.name, line.service, line.tonight) for line in lines.values()] == [
        ("B Natcaféen", "Varme", True),
        ("A Huset", "Åben rådgivning", False),
    ]
    assert lines["A Huset"].hours == "Mo-Fr 10:00-14:00"


def test_the_telephone_s_hours_stand_beside_no_other_number(world: GraphStore) -> None:
    """Of the switchboard they are known, of the place's own number they are not."""
    walk_in(world, "Klubben", of={"phone_hours": "Mo-Fr 09:00-12:00"})
    assert sheet(world)["Klubben"].hours == "Mo-Fr 09:00-12:00"
    located(world, "Råd hos Klubben", "Stuen", phone="+4573333333")
    line = sheet(world)["Klubben"]
    assert (line.card.phone, line.hours) == ("+4573333333", "")


@pytest.mark.parametrize(("day", "unsure"), [("2026-11-01", False), ("2022-11-01", True), ("", True)])
def test_an_old_number_of_a_contact_point_or_a_place_asks_to_be_checked(
    world: GraphStore, day: str, unsure: bool
) -> None:
    walk_in(world, "Klubben", of={"phone": ""})
    owner = actor_id("Klubben")
    point = contact_id(owner, "Vagten")
    facts = {
        name: Fact(value, "2022-01-01", day)
        for name, value in {"role": "Vagten", "phone": "+4574444444"}.items()
    }
    write(world, [Put(Claim(point, "x", Rank.MUNICIPALITY, NodeKind.CONTACT_POINT, facts))])
    write(world, [tie(EdgeKind.CONTACTED_AT, owner, point)])
    line = sheet(world)["Klubben"]
    assert (line.card.phone, line.unsure) == ("+4574444444", unsure)
    located(world, "Råd hos Klubben", "Stuen", day, phone="+4573333333")
    line = sheet(world)["Klubben"]
    assert (line.card.phone, say(line.card.phone_note), line.unsure) == ("+4573333333", "", unsure)


def test_old_hours_that_are_not_shown_ask_for_nothing(world: GraphStore) -> None:
    walk_in(world, "Klubben", phone="+4572222222")
    hours = {"phone_hours": Fact("Mo-Fr 09:00-12:00", "2022-01-01", "2022-01-01")}
    write(world, [Put(Claim(actor_id("Klubben"), "y", Rank.DIRECTORY, NodeKind.ACTOR, hours))])
    line = sheet(world)["Klubben"]
    assert (line.hours, line.unsure) == ("", False)


def test_each_line_says_whose_hours_it_shows(world: GraphStore) -> None:
    """Seen red when the telephone's stood as the door's, and the house's as those of its after-care."""
    walk_in(world, "Klubben", of={"phone_hours": "Mo-Fr 09:00-12:00"})
    walk_in(world, "Stuen", of={"phone_hours": "Mo-Fr 09:00-12:00", "opening_hours": "Mo-Fr 10:00-16:00"})
    walk_in(world, "Torvet", of={"opening_hours": "24/7"}, opening_hours="Mo 10:00-12:00")
    assert [(line.hours, line.hours_of) for line in sheet(world).values()] == [
        ("Mo-Fr 09:00-12:00", HoursOf.TELEPHONE),
        ("Mo-Fr 10:00-16:00", HoursOf.HOUSE),
        ("Mo 10:00-12:00", HoursOf.SERVICE),
    ]


@pytest.mark.parametrize(
    ("chips", "names"),
    [((), ["For alle", "A kvinder"]), (("ex_kun_maend",), ["A kvinder", "For alle"])],
    ids=["unknown", "a woman"],
)
def test_a_place_for_women_says_so_and_stands_after_those_for_all(
    world: GraphStore, chips: tuple[str, ...], names: list[str]
) -> None:
    """Seen red without the words, and with the order of the map alone."""
    women_only: dict[str, Any] = {"exclusions.ex_kun_kvinder": True}
    walk_in(world, "A kvinder", "civ_retshjaelp", **women_only)
    walk_in(world, "For alle", "civ_bruger", of={"groups": ("rg_restance",)})
    lines = sheet(world, chips=chips)
    assert [say(text) for text in lines["A kvinder"].only] == ["Kun for kvinder"]
    assert lines["For alle"].only == ()
    assert list(lines) == names


def test_with_violence_the_way_to_safety_comes_before_a_bed(world: GraphStore) -> None:
    """Seen red with tonight first: the night café headed the sheet of a woman who is beaten."""
    for name, kind, need, hours in (
        ("Caféen", "bo_natcafe", "need_akutbolig", "24/7"),
        ("Huset", "bo_109", "need_vold", "Mo-Fr 09:00-16:00"),
    ):
        write(world, actor(name, kind))
        offer(world, name, f"Hos {name}", need, "ar_selv", opening_hours=hours)
    asked: dict[str, Any] = {"situation": "sp_hjemloes", "acute": True}
    assert list(sheet(world, **asked)) == ["Caféen"]
    assert list(sheet(world, **asked, risk_groups=("rg_vold",))) == ["Huset", "Caféen"]


def test_of_who_is_rung_the_service_that_this_is_for(world: GraphStore) -> None:
    """Seen red with any that the citizen can turn to: after-care for who lacks a bed."""
    write(world, actor("Herberget", "bo_110"))
    for name, need in (("Efterforsorg", "need_bostoette"), ("Seng", "need_akutbolig")):
        write(world, service("Herberget", name, needs=(need,), groups=("rg_hjemloes", "rg_migrant")))
        write(world, [tie(EdgeKind.VIA, node_id("service", "x", name), term_id("ar_110"))])
    assert sheet(world, situation="sp_hjemloes")["Herberget"].service == "Seng"


def test_six_at_most(world: GraphStore) -> None:
    for number in range(9):
        walk_in(world, f"Klub {number}", ("civ_gaeld", "civ_ngo", "civ_retshjaelp")[number % 3])
    assert len(sheet(world, needs=("need_gaeld",))) == 6


@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize("start", ["sp_civil", "sp_ny_bolig", "sp_rus"])
def test_who_advises_associations_is_neither_rung_nor_on_the_sheet(
    demo: GraphStore, start: str, town: str
) -> None:
    """Seen red with its group and need in the demo: it was a card when an association asked."""
    forums = {node_id("actor", "demo", name) for name in ("foreningers-landsforbund", "udsatteforum-brostad")}
    for acute in (False, True):
        touch_map = build(demo, Question(town, situation=start, age=40, acute=acute), now=NOW)
        assert forums.isdisjoint(helper.card.id for helper in helpers(demo, touch_map, now=NOW))
        assert forums.isdisjoint(call.id for call in touch_map.call if call.id)


@pytest.mark.parametrize(
    "kind", ["bol_organisation", "bol_privat", "jus_foged", "stat_udk", "kom_ydelse", "netvaerk_samraad"]
)
def test_no_landlord_court_or_authority(world: GraphStore, kind: str) -> None:
    """Seen red without the flag on the kind's row."""
    walk_in(world, "Instansen", kind)
    assert sheet(world, known_actors=(actor_id("Instansen"),)) == {}


@pytest.mark.parametrize(
    ("of", "values", "there"),
    [
        ({"status": "temporarily_closed"}, {}, False),
        ({}, {"status": "temporarily_closed"}, False),
        ({}, {"ends_on": "2026-11-01"}, False),
        ({}, {"max_age": 30}, False),
        ({}, {"exclusions.ex_kun_kvinder": True}, True),
        ({}, {}, True),
    ],
    ids=["actor closed", "service closed", "ended", "other ages", "for women, nobody said", "open"],
)
def test_nothing_that_is_closed_or_for_others(
    world: GraphStore, of: dict[str, Any], values: dict[str, Any], there: bool
) -> None:
    walk_in(world, "Klubben", of=of, **values)
    assert ("Klubben" in sheet(world, known_actors=(actor_id("Klubben"),))) is there


def test_nothing_that_shuts_the_citizen_out(world: GraphStore) -> None:
    """Seen red without the refusals."""
    women_only: dict[str, Any] = {"exclusions.ex_kun_kvinder": True}
    walk_in(world, "Kvindehuset", **women_only)
    assert "Kvindehuset" in sheet(world, chips=("ex_kun_maend",)), "a woman"
    assert "Kvindehuset" not in sheet(world, chips=("ex_kun_kvinder",)), "a man"


@pytest.mark.parametrize(
    ("groups", "name", "there"),
    [
        (("rg_lgbt",), "Huset", False),
        (("rg_lgbt", "rg_restance"), "Huset", False),
        (("rg_lgbt", "rg_restance", "rg_rus"), "Regnbuehuset for LGBT+", False),
        (("rg_lgbt", "rg_restance", "rg_rus"), "Huset for alle", True),
        (("rg_lgbt", "rg_groenland", "rg_restance"), "Huset", True),
        (("rg_restance",), "Huset", True),
    ],
)
def test_who_is_there_for_a_minority_only_when_it_is_ticked(
    world: GraphStore, groups: tuple[str, ...], name: str, there: bool
) -> None:
    """Seen red without the flag on the group's row."""
    walk_in(world, name, of={"groups": groups})
    known = (actor_id(name),)
    assert (name in sheet(world, known_actors=known)) is there
    assert name in sheet(world, known_actors=known, risk_groups=groups)
