"""Where the actors of foreign tables are: addresses, municipalities alone, and secret streets."""

from graphdb.model import EdgeKind
from graphdb.store import GraphStore
from tests.importers.foreign.conftest import BROEN, Bring, says


def test_two_of_the_same_name_in_two_towns_are_two(seeded: GraphStore, bring: Bring) -> None:
    bring(BROEN, {**BROEN, "By": "8660 Skanderborg", "Kommune": "Skanderborg"})
    assert len(seeded.get(["actor:liste:broen-0615", "actor:liste:broen-0746"])) == 2


def test_several_addresses_are_several_places_of_the_same_actor(seeded: GraphStore, bring: Bring) -> None:
    bring(BROEN, {**BROEN, "Vej": "Nygade", "Ydelse": "Seng"}, {**BROEN, "Ydelse": "Bad"})
    at = seeded.edges(["actor:liste:broen-0615"], kinds=[EdgeKind.LOCATED_AT])
    assert {edge.dst for edge in at} == {"place:liste:broen-0615.sted", "place:liste:broen-0615.sted2"}
    [bed] = seeded.edges(["service:liste:broen-0615.seng"], kinds=[EdgeKind.LOCATED_AT])
    assert bed.dst == "place:liste:broen-0615.sted2"


NAMED = {"Sted": "Borgerservice", "Type": "Varmestue", "Kommune": "Horsens"}
"""A row that tells of the actor's whereabouts the municipality alone."""


def lies_in(store: GraphStore, actor: str) -> list[tuple[str, str]]:
    """The places of an actor, each with the area that it is in."""
    at = sorted(edge.dst for edge in store.edges([actor], kinds=[EdgeKind.LOCATED_AT]))
    areas = {edge.src: edge.dst for edge in store.edges(at, kinds=[EdgeKind.IN])}
    return [(place, areas.get(place, "")) for place in at]


def test_a_municipality_without_an_address_is_where_the_actor_is(seeded: GraphStore, bring: Bring) -> None:
    """Seen red when a place was only a place with an address."""
    assert bring(NAMED, {**NAMED, "Kommune": "746"}).problems == ()
    assert lies_in(seeded, "actor:liste:borgerservice-0615") == [
        ("place:liste:borgerservice-0615.sted", "area:0615")
    ]
    assert lies_in(seeded, "actor:liste:borgerservice-0746") == [
        ("place:liste:borgerservice-0746.sted", "area:0746")
    ]


def test_a_municipality_alone_is_no_second_place_beside_an_address_in_it(
    seeded: GraphStore, bring: Bring
) -> None:
    bring(BROEN, {**BROEN, "Vej": "", "Nr": "", "By": "", "Ydelse": "Bad"})
    assert lies_in(seeded, "actor:liste:broen-0615") == [("place:liste:broen-0615.sted", "area:0615")]


def test_a_crisis_centre_keeps_its_street_to_itself(seeded: GraphStore, bring: Bring) -> None:
    """Neither the store nor the report may tell it; an id that is made of the address would.

    Seen red with the street in the place's id.
    """
    report = bring(
        {**BROEN, "Sted": "Huset", "Type": "Krise", "Vej": "Lærkevej", "Nr": "7"},
        {**BROEN, "Sted": "Huset", "Type": "Krise", "Vej": "Lærkevej", "Nr": "7", "Telefon": "87411009"},
    )
    assert not says(seeded, "Lærkevej")
    assert not says(seeded, "laerkevej")
    assert "rkevej" not in report.text()
    [where] = seeded.edges(["actor:liste:huset-0615"], kinds=[EdgeKind.LOCATED_AT])
    assert seeded.get([where.dst])[where.dst].text("address") == ""
