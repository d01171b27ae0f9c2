"""OpenStreetMap: what is taken, where it is, what is told of nobody, and who must be named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graphdb.directory import overview
from graphdb.model import EdgeKind
from graphdb.store import GraphStore
from importers.problems import Outcome
from importers.reading.seeded import municipality_of, seeded
from tests.importers.sources.samples import bring, claims
from tests.seed.tables import codes

Write = Callable[[str, str], Path]


def node(number: int, **tags: str) -> dict[str, Any]:
    """A node as Overpass answers it; of a key the first "_" stands for ":"."""
    named = {key.replace("_for", ":for").replace("addr_", "addr:"): text for key, text in tags.items()}
    return {"type": "node", "id": number, "lat": 55.86, "lon": 9.85, "tags": {"name": "Huset", **named}}


def flagged(store: GraphStore, write: Write, *elements: dict[str, Any]) -> list[tuple[str, bool]]:
    """Kind and flag of each that is taken, in the order of their numbers."""
    bring(store, "osm", write("map.json", json.dumps({"elements": elements})))
    nodes = store.get([f"actor:osm:node-{number}" for number in range(1, 20)])
    return [(nodes[key].text("kind"), nodes[key].flag("secret_address")) for key in sorted(nodes)]


@pytest.mark.parametrize(
    ("tags", "verdict"),
    [
        ({"social_facility": "shelter", "social_facility_for": "homeless"}, [("bo_110", False)]),
        ({"social_facility": "shelter", "social_facility_for": "homeless; women"}, [("ukendt", True)]),
        ({"social_facility": "shelter", "social_facility_for": "abused"}, [("ukendt", True)]),
        ({"social_facility": "shelter"}, [("ukendt", True)]),
        ({"social_facility": "food_bank", "social_facility_for": "abused"}, [("ukendt", True)]),
        ({"social_facility": "food_bank", "name": "Kvindekrisecentret"}, [("ukendt", True)]),
        ({"social_facility": "outreach", "social_facility_for": "Women, Victims"}, [("ukendt", True)]),
        ({"social_facility": "outreach", "description": "KRISECENTER"}, [("ukendt", True)]),
        ({"social_facility": "outreach", "name:da": "Kvindehuset"}, [("ukendt", True)]),
        ({"social_facility": "food_bank"}, [("civ_ngo", False)]),
        ({"social_facility": "nursing_home"}, []),
        ({"amenity": "restaurant"}, []),
    ],
)
def test_who_is_taken(
    seeded: GraphStore, write: Write, tags: dict[str, str], verdict: list[tuple[str, bool]]
) -> None:
    assert flagged(seeded, write, node(1, **tags)) == verdict


def test_the_address_and_the_point_of_a_shelter_for_women_are_told_of_none_in_the_house(
    seeded: GraphStore,
) -> None:
    # Red with each element at a place of its own: the café downstairs told where the shelter is.
    bring(seeded, "osm")
    said = [str(claim.facts) for claim in claims(seeded, "osm")]
    assert not any("Hemmelig" in text or "55.861" in text for text in said)
    [edge] = seeded.edges(["place:osm:node-103"], kinds=[EdgeKind.IN])
    assert edge.dst == "area:0615"


def test_a_place_without_a_name_does_not_take_the_place_of_its_neighbours(
    seeded: GraphStore, write: Write
) -> None:
    here = {"social_facility": "food_bank", "addr_street": "Torvet", "addr_postcode": "8700"}
    flagged(seeded, write, node(1, **here, name=""), node(2, **here))
    assert seeded.get(["place:osm:node-2"])["place:osm:node-2"].text("address") == "Torvet"


def test_it_is_named_wherever_the_source_is(seeded: GraphStore) -> None:
    bring(seeded, "osm")
    [line] = [line for line in overview.sources(seeded) if line.id == "source:osm"]
    assert "OpenStreetMap" in line.title
    assert "ODbL" in line.title
    assert "ODbL" in line.licence
    assert line.url.endswith("/copyright")
    hostel = seeded.get(["actor:osm:node-101"])["actor:osm:node-101"]
    assert "openstreetmap.org/copyright" in hostel.text("source")


def test_what_is_no_element_is_refused_and_nothing_is_pruned_then(seeded: GraphStore, write: Write) -> None:
    flagged(seeded, write, node(1, social_facility="food_bank"))
    report = bring(seeded, "osm", write("map.json", json.dumps({"elements": [{"x": 1}]})))
    assert [problem.row for problem in report.of(Outcome.REFUSED)] == [1]
    assert seeded.get(["actor:osm:node-1"])


@pytest.mark.parametrize(
    ("postcode", "point", "code"),
    [
        ("8000", None, "0751"),
        ("8700", None, ""),
        ("8700", (55.8607, 9.8503), "0615"),
        ("", (55.8607, 9.8503), "0615"),
        ("", (55.80, 9.78), ""),  # between two
        ("0000", None, ""),
    ],
)
def test_a_municipality_is_only_told_when_it_is_certain(
    postcode: str, point: tuple[float, float] | None, code: str
) -> None:
    assert municipality_of(postcode, point) == code


def test_every_code_in_the_tables_is_in_the_vocabulary() -> None:
    kinds = {row["kind"] for name in ("cvr_industries", "osm_facilities") for row in seeded(name)} - {""}
    assert kinds <= codes("actor_types")
    assert {row["needs"] for row in seeded("osm_facilities")} - {""} <= codes("needs")
    assert {row["risk_group"] for row in seeded("osm_for")} - {""} <= codes("risk_groups")
