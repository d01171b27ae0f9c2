"""What is for professionals or the own municipality is kept, and nobody who visits can find it.

Each thing that is kept back carries the word NARROW; all that a visitor can fetch is searched for it. Seen
red with: ``merge`` that lets such relations into the view, entries with their words, ``in_order``
and ``gather_many`` that take all.
"""

from pathlib import Path
from typing import Final

import pytest
from flask.testing import FlaskClient

from graphdb.model import EdgeKind, area_id, edge_id, term_id
from graphdb.search import index
from graphdb.store import GraphStore
from importers import discovery
from importers.running import frame
from tests.graphdb.world import NOW
from tests.webapp.conftest import application

NARROW: Final = "Smalsporet"
GROUP: Final = "rg_lgbt"
FILES: Final = {
    "places": f"id,municipality,address\nsted,9901,{NARROW} 1\nskur,9901,Åbnevej 1\n",
    "actors": "id,name,kind,municipalities,risk_groups,phone,visibility,description,parent,place\n"
    f"hus,Huset,civ_vaerested,9901|9902={NARROW}=visibility:municipality,"
    f"rg_rus|{GROUP}={NARROW}=visibility:professionals,33121200,,Åbent,"
    "top=professionals,sted=visibility:professionals\n"
    f"gemt,{NARROW} Hus,civ_vaerested,9901,rg_rus,33121201,professionals,{NARROW}\n"
    f"ulaest,{NARROW} Gård,civ_vaerested,9901,rg_rus,33121202,måske,{NARROW}\n"
    "fri,Frihuset,civ_vaerested,9901,rg_rus,33121203,public,Åbent,,skur\n"
    "top,Paraplyen,civ_vaerested,9901,,33121207,,Åbent\n",
    "contacts": "actor,service,place,role,phone,visibility,note\n"
    f"hus,,,{NARROW} vagt,33121204,professionals,{NARROW}\nhus,,,{NARROW} leder,33121205,municipality,\n"
    f"hus,,,Cafeen,33121206,public,\n,kaffe,,{NARROW} bar,33121211,professionals,\n"
    f",,skur,{NARROW} port,33121212,ulæst,\n,kaffe,,Kaffebaren,33121213,,\n,,skur,Porten,33121214,,\n",
    "services": "id,actor,name,place,visibility,municipalities\n"
    f"kaffe,hus,Kaffe,skur,,\nsmal,hus,{NARROW} kaffe,,municipality,\nunder,gemt,{NARROW} te,,,\n"
    "ude,hus,Udekøkken,,,9903=visibility:professionals\n",
    "relations": "from,kind,to,note,visibility\n"
    f"hus,rel_henviser,fri,{NARROW} note,professionals\nhus,rel_henviser,gemt,{NARROW} note,\n"
    "fri,rel_samarbejder,hus,Åben note,\n",
}


@pytest.fixture
def store(tmp_path: Path, demo_copy: GraphStore) -> GraphStore:
    """The demo, and one of each that is not for everybody beside one that is."""
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    order = frame.Order(source="x", at=NOW.isoformat(), today=NOW.date().isoformat())
    paths = [tmp_path / f"{name}.csv" for name in FILES]
    report = frame.run(demo_copy, discovery.importer("directory"), paths, order)
    assert [(one.column, one.row) for one in report.problems] == [("visibility", 4), ("visibility", 6)]
    return demo_copy


@pytest.fixture
def client(store: GraphStore) -> FlaskClient:
    """Pages over it."""
    return application(store).test_client()


HOUSE: Final = "actor:x:hus"
KEPT_BACK: Final = ("actor:x:gemt", "actor:x:ulaest")
PAGES: Final = (
    *(f"/find?q={word}" for word in ("Huset", "Gaard", "kaffe", "te")),
    *("/find?municipality=9901&risk_group=rg_rus", f"/find?municipality=9901&risk_group={GROUP}"),
    *(f"/actors/{HOUSE}", "/actors/actor:x:fri", f"/actors/{HOUSE}/network.json"),
    *("/actors/actor:x:top", "/actors/actor:x:top/network.json", "/areas/9902"),
)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_no_page_tells(client: FlaskClient, prefix: str) -> None:
    for page in PAGES:
        text = client.get(f"{prefix}{page}").text
        assert NARROW not in text, page
        assert not any(one in text for one in KEPT_BACK), page
    for public in ("Cafeen", "Kaffebaren", "Porten"):
        assert public in client.get(f"/actors/{HOUSE}").text
    assert "Åben note" in client.get(f"/actors/{HOUSE}").text


def test_no_call_tells(client: FlaskClient) -> None:
    calls = [
        "actors?municipality=9901&kind=civ_vaerested&per_page=100",
        f"actors?risk_group={GROUP}&per_page=100",
    ]
    texts = [client.get(f"/api/v1/{call}").text for call in (*calls, f"actors/{HOUSE}", "actors/actor:x:fri")]
    asked = {"acting_municipality": "9901", "risk_groups": ["rg_rus"], "known_actors": [HOUSE]}
    texts.append(client.post("/api/v1/touch-map", json=asked).text)
    for text in texts:
        assert NARROW not in text
        assert not any(number in text for number in ("33121204", "33121205", "33121211", "33121212"))
        assert not any(one in text for one in KEPT_BACK)
    assert "Huset" in texts[0]
    page = client.get(f"/api/v1/actors?q={NARROW}").json
    assert page is not None
    assert page["items"] == []


@pytest.mark.parametrize("one", KEPT_BACK)
def test_it_is_as_if_they_were_not_there(client: FlaskClient, one: str) -> None:
    for page in (f"/actors/{one}", f"/actors/{one}/network.json", f"/api/v1/actors/{one}"):
        assert client.get(page).status_code == 404, page
    asked = {"acting_municipality": "9901", "known_actors": [one]}
    assert client.post("/api/v1/touch-map", json=asked).status_code == 422


def test_they_are_in_no_count(store: GraphStore) -> None:
    actor_index = index.current(store, NOW.date().isoformat())
    assert not {*KEPT_BACK} & {*actor_index.actors("9901")}
    assert HOUSE in actor_index.reach("9901", "rg_rus")
    assert HOUSE not in actor_index.reach("9901", GROUP)


def test_neither_end_tells_what_is_part_of_what(client: FlaskClient) -> None:
    for one, other in ((HOUSE, "Paraplyen"), ("actor:x:top", "Huset")):
        for page in (f"/actors/{one}", f"/actors/{one}/network.json", f"/api/v1/actors/{one}"):
            assert other not in client.get(page).text, page
    route = client.post("/api/v1/touch-map", json={"acting_municipality": "9901", "known_actors": [HOUSE]})
    assert route.json is not None
    assert "actor:x:top" not in {link for line in route.json["links"] for link in line.values()}


def test_where_one_is_for_some_is_no_place_for_all(client: FlaskClient, store: GraphStore) -> None:
    """Seen red with the places, and with the area, of all relations; and with the actor's area inherited."""
    entry = client.get(f"/api/v1/actors/{HOUSE}").json
    assert entry is not None
    assert entry["places"] == []
    assert entry["areas"] == ["9901"]
    assert client.get("/api/v1/actors/actor:x:fri").json["places"]  # type: ignore[index]
    actor_index = index.current(store, NOW.date().isoformat())
    assert HOUSE not in actor_index.actors("9902")
    assert HOUSE not in actor_index.actors("9903")
    slot = actor_index.columns.find("service:x:ude")
    assert not actor_index.with_any("municipality", ["9901", "9902", "9903"])[slot]


def test_they_are_kept(store: GraphStore) -> None:
    reached = edge_id(EdgeKind.REACHES, HOUSE, term_id(GROUP))
    (claim,) = store.claims([reached])[reached]
    assert claim.facts["visibility"].value == "professionals"
    assert claim.facts["how"].value == NARROW
    owners = (HOUSE, "service:x:kaffe", "place:x:skur")
    ties = store.edges(owners, kinds=[EdgeKind.CONTACTED_AT])
    points = store.get({edge.dst for edge in ties}).values()
    assert sum(NARROW in point.text("role") for point in points) == 4
    served = edge_id(EdgeKind.SERVES, KEPT_BACK[0], area_id("9901"))
    assert store.claims([served])[served]
