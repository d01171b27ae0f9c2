"""A profile: everything about one actor, read in three calls, with sources and no secret address."""

from typing import Any

import pytest

from graphdb.directory.profile import profile
from graphdb.errors import NotFound
from graphdb.message import Words, say
from graphdb.model import EdgeKind, NodeKind, node_id, term_id
from graphdb.search import index
from graphdb.store import GraphStore
from tests.graphdb.counting import Counting
from tests.graphdb.town import (
    FRESH,
    NOW,
    OLD,
    TODAY,
    actor,
    actor_id,
    contact,
    country,
    link,
    node,
    place,
    put,
    service,
)

HOUSE = actor_id("house")


def filled(store: GraphStore) -> None:
    put(store, country())
    put(
        store,
        node(node_id("source", "a"), NodeKind.SOURCE, title="Kommunens liste", precedence="municipality"),
        actor("top", "Paraplyen"),
        actor("other", "Den anden", "kom_bolig"),
        actor(
            "house",
            "Huset",
            "bo_110",
            part_of="top",
            areas=["0615", "0101"],
            groups=["rg_rus"],
            phone="+4521111111",
            phone_hours="Mo-Fr 09:00-15:00",
        ),
        contact(HOUSE, "Nattevagt", phone="+4522222222", hours="24/7"),
        contact(HOUSE, "Leder", 2, phone="+4533333333", visibility="professionals"),
        actor("unit", "Enheden", part_of="house"),
        service(
            "bed",
            "house",
            "Seng",
            terms=["need_akutbolig", "ar_selv", "rg_restance"],
            min_age=18,
            capacity=12,
        ),
        service("gone", "house", "Nedlagt", status="defunct"),
        place(
            "p", "0615", of="house", address="Gade 1", postal_code="8700", city="Horsens", lat=55.8, lon=9.8
        ),
        link(EdgeKind.RELATES, HOUSE, actor_id("other"), kind="rel_henviser", since="2024-05-01"),
        link(EdgeKind.RELATES, actor_id("other"), HOUSE, OLD, kind="rel_henviser", until="2026-03-01"),
    )


def test_a_profile_holds_everything_and_takes_three_calls(store: GraphStore) -> None:
    filled(store)
    counted: Any = Counting(store)
    profile(counted, HOUSE, now=NOW)
    counted.calls.clear()
    house = profile(counted, HOUSE, now=NOW)
    assert counted.calls == {"edges": 2, "get": 1}
    assert (house.card.name, house.card.kind, house.card.opening.open_now) == (
        "Huset",
        "bo_110",
        True,
    )
    assert [area.label for area in house.areas] == ["Horsens", "København"]
    assert house.parent is not None
    assert house.parent.name == "Paraplyen"
    assert [part.name for part in house.parts] == ["Enheden"]
    assert [(one.address, one.city) for one in house.places] == [("Gade 1", "Horsens")]
    assert house.municipality is not None
    assert house.municipality.code == "0615"
    assert [(line.role, line.hours) for line in house.contacts] == [("Nattevagt", "24/7")]
    index.forget(counted)


@pytest.mark.parametrize(
    ("until", "person"), [("2026-03-01", ""), (TODAY, "Anna"), ("2026-03-03", "Anna"), ("", "Anna")]
)
def test_a_person_is_named_to_the_last_day_and_no_longer(
    sqlite_store: GraphStore, until: str, person: str
) -> None:
    """Seen red with the day left out, and with the last day not counted. The number stays."""
    last = {"person_until": until} if until else {}
    point = contact(HOUSE, "Leder", phone="+4522222222", person="Anna", person_reason="alene", **last)
    put(sqlite_store, country(), actor("house", "Huset"), point)
    (line,) = profile(sqlite_store, HOUSE, now=NOW).contacts
    assert (line.person, line.phone) == (person, "+4522222222")
    assert ("person" in line.sources) is bool(person)


def test_contact_points_of_services_and_places_stand_with_them_in_the_order_of_their_source(
    store: GraphStore,
) -> None:
    """Seen red without the position, and with a number that takes no calls."""
    filled(store)
    bed, home = node_id("service", "x", "bed"), node_id("place", "x", "p")
    put(
        store,
        node(term_id("nk_sms"), NodeKind.NUMBER_KIND, code="nk_sms", label_da="Kun sms", text_only=True),
        contact(bed, "Sms", phone="+4544444441", number_kind="nk_sms"),
        contact(bed, "Visitation", 2, phone="+4544444442", extension="214"),
        contact(bed, "Afdeling", 3, phone="+4544444443"),
        contact(bed, "Leder", 4, phone="+4544444444", visibility="municipality"),
        contact(home, "Reception", phone="+4544444445"),
    )
    entry = profile(store, HOUSE, now=NOW)
    (service_line,), (place_line,) = entry.services, entry.places
    roles = [(line.role, line.text_only) for line in service_line.contacts]
    assert roles == [("Sms", True), ("Visitation", False), ("Afdeling", False)]
    assert service_line.card.phone == "+4544444442"
    assert [line.phone for line in place_line.contacts] == ["+4544444445"]
    assert place_line.contacts[0].sources["phone"].title == "Kommunens liste"


def test_services_show_what_they_are_and_hide_what_is_gone(store: GraphStore) -> None:
    filled(store)
    (bed,) = profile(store, HOUSE, now=NOW).services
    assert (bed.card.name, say(bed.ages), bed.values["capacity"]) == ("Seng", "fra 18 år", 12)
    assert [one.code for one in bed.needs] == ["need_akutbolig"]
    assert [one.code for one in bed.access_routes] == ["ar_selv"]
    assert [one.code for one in bed.risk_groups] == ["rg_restance"]
    assert bed.sources["min_age"].title == "Kommunens liste"


def test_what_has_ended_or_not_begun_is_shown_last_as_that_and_offered_nowhere(
    sqlite_store: GraphStore,
) -> None:
    """Seen red in each place with the phase left out."""
    put(sqlite_store, country(), actor("house", "Huset", "bo_110"))
    for name, dates in {"A ny": {"starts_on": "2026-03-03"}, "B slut": {"ends_on": "2026-03-01"}}.items():
        terms = ["rg_restance"]
        put(sqlite_store, service(name, "house", name, terms=terms, opening_hours="24/7", **dates))
    put(sqlite_store, service("now", "house", "C nu", terms=["rg_rus"], ends_on=TODAY))
    entry = profile(sqlite_store, HOUSE, now=NOW)
    assert [(line.card.name, line.phase) for line in entry.services] == [
        ("C nu", "running"),
        ("A ny", "ahead"),
        ("B slut", "ended"),
    ]
    assert [line.card.opening.open_now for line in entry.services] == [None, None, None]
    assert [group.code for group in entry.risk_groups] == ["rg_rus"]


def test_relations_are_read_from_this_side_and_expired_ones_come_last(store: GraphStore) -> None:
    filled(store)
    first, last = profile(store, HOUSE, now=NOW).relations
    assert (say(first.label), first.since, first.other.name, first.outgoing) == (
        "Henviser til",
        "2024-05-01",
        "Den anden",
        True,
    )
    assert (say(last.label), last.until, last.expired) == ("Får henvist borgere fra", "2026-03-01", True)
    assert (first.stale, last.stale) == (False, True)
    other = profile(store, actor_id("other"), now=NOW).relations
    assert [say(line.label) for line in other] == ["Får henvist borgere fra", "Henviser til"]


def test_whom_it_reaches_says_how_and_through_what(sqlite_store: GraphStore) -> None:
    filled(sqlite_store)
    risk_groups = profile(sqlite_store, HOUSE, now=NOW).risk_groups
    assert [(one.code, one.service) for one in risk_groups] == [("rg_rus", ""), ("rg_restance", "Seng")]
    assert {one.origin.confirmed_on for one in risk_groups if one.origin} == {FRESH}


def test_every_field_has_a_source_and_stale_ones_are_named(sqlite_store: GraphStore) -> None:
    filled(sqlite_store)
    put(sqlite_store, node(HOUSE, NodeKind.ACTOR, OLD, "b", website="https://huset.example"))
    house = profile(sqlite_store, HOUSE, now=NOW)
    assert house.card.past == {"website": OLD}
    assert not house.card.stale
    origin = house.sources["website"]
    assert (origin.source, origin.title, origin.confirmed_on, origin.stale) == ("b", "b", OLD, True)
    assert set(house.sources) == {"kind", "name", "phone", "phone_hours", "website"}


@pytest.mark.parametrize("flagged", ["house", "top"])
def test_a_secret_address_is_nowhere(sqlite_store: GraphStore, flagged: str) -> None:
    filled(sqlite_store)
    put(sqlite_store, node(actor_id(flagged), NodeKind.ACTOR, FRESH, "own", secret_address=True))
    house = profile(sqlite_store, HOUSE, now=NOW)
    assert house.secret
    assert house.places == ()
    assert "Gade 1" not in repr(house)
    assert house.municipality is not None
    assert house.municipality.code == "0615"


@pytest.mark.parametrize(
    ("since", "until", "shown"),
    [
        ("2026-01-01", TODAY, True),
        (TODAY, "", True),
        ("2026-03-03", "", False),
        ("2026-01-01", "2026-03-01", False),
    ],
)
def test_a_temporary_change_shows_only_while_it_holds(
    sqlite_store: GraphStore, since: str, until: str, shown: bool
) -> None:
    filled(sqlite_store)
    dates = {"temporary_from": since} | ({"temporary_to": until} if until else {})
    put(sqlite_store, node(HOUSE, NodeKind.ACTOR, FRESH, "own", temporary_text="Lukket i uge 10", **dates))
    put(sqlite_store, node("service:x:bed", NodeKind.SERVICE, FRESH, "own", opening_hours="24/7"))
    house = profile(sqlite_store, HOUSE, now=NOW)
    assert house.card.temporary == (Words("Lukket i uge 10") if shown else "")
    assert house.card.opening.open_now is (None if shown else True)
    assert {one.card.opening.open_now for one in house.services} == {None if shown else True}


@pytest.mark.parametrize("one", ["actor:x:nobody", "service:x:bed", "area:0615", "not an id"])
def test_who_is_no_actor_is_not_found(sqlite_store: GraphStore, one: str) -> None:
    filled(sqlite_store)
    with pytest.raises(NotFound):
        profile(sqlite_store, one, now=NOW)
