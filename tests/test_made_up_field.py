"""A field is added in one place, a facet in one place: an invented one reaches all that read the tables."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from flask.testing import FlaskClient

from graphdb.fields.facets import FACETS, Facet
from graphdb.fields.field import Field, Section, Sort
from graphdb.fields.registry import FIELDS, searched
from graphdb.model import NodeKind, node_id
from graphdb.search.index.readmodel import Filters
from graphdb.search.search import search
from graphdb.store import GraphStore
from importers import discovery
from importers.directory.columns import documentation
from importers.running import frame
from tests.graphdb.world import NOW
from tests.webapp.conftest import application
from webapp.api import openapi

NAME: Final = "made_up"
FIELD: Final = Field(
    NAME,
    Sort.CODE,
    "Opdigtet felt",
    "Made-up field",
    help_da="koder, opdigtede",
    terms=NodeKind.METHOD,
    section=Section.FACTS,
    hsds="made.up",
)
HIDDEN: Final = Field(
    "not_for_all",
    Sort.TEXT,
    "Skjult felt",
    "Hidden field",
    help_da="for fagfolk",
    visibility="professionals",
    section=Section.FACTS,
    searched=True,
)
SAID: Final = "kodeordet"
FACET: Final = Facet(NAME, NodeKind.METHOD, "Opdigtet facet", "Made-up facet", "Uanset det", field=NAME)
CODE: Final = "m_cti"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, demo_copy: GraphStore) -> Iterator[GraphStore]:
    """A directory whose one service of our own states the invented fields."""
    monkeypatch.setitem(FIELDS[NodeKind.SERVICE], NAME, FIELD)
    monkeypatch.setitem(FIELDS[NodeKind.SERVICE], HIDDEN.name, HIDDEN)
    monkeypatch.setitem(FACETS, NAME, FACET)
    openapi.document.cache_clear()
    searched.cache_clear()
    actors, services = tmp_path / "actors.csv", tmp_path / "services.csv"
    actors.write_text("id,name,kind,municipalities\nhus,Huset,civ_vaerested,9901\n", encoding="utf-8")
    services.write_text(
        f"id,actor,name,{NAME},{HIDDEN.name}\nkaffe,hus,Kaffe,{CODE},{SAID}\n", encoding="utf-8"
    )
    order = frame.Order(source="x", at=NOW.isoformat(), today=NOW.date().isoformat())
    report = frame.run(demo_copy, discovery.importer("directory"), [actors, services], order)
    assert not report.problems
    yield demo_copy
    openapi.document.cache_clear()
    searched.cache_clear()


@pytest.fixture
def client(store: GraphStore) -> FlaskClient:
    """Pages over it."""
    return application(store).test_client()


def test_the_store_keeps_it(store: GraphStore) -> None:
    service = node_id("service", "x", "kaffe")
    assert store.get([service])[service].props[NAME] == CODE


def test_a_search_finds_and_counts_by_it(store: GraphStore) -> None:
    results = search(store, Filters(codes={NAME: (CODE,)}), now=NOW)
    assert ([hit.card.name for hit in results.items], results.facets[NAME]) == (["Huset"], {CODE: 1})


def test_pages_show_it(client: FlaskClient) -> None:
    assert "Opdigtet facet" in client.get("/find").text
    narrowed = client.get(f"/find?{NAME}={CODE}").text
    assert "Huset" in narrowed
    assert "1 aktør" in narrowed
    assert "Opdigtet felt" in client.get("/actors/actor:x:hus").text
    assert "Made-up field" in client.get("/en/actors/actor:x:hus").text


def test_the_api_takes_answers_and_documents_it(client: FlaskClient) -> None:
    listed = client.get(f"/api/v1/actors?{NAME}={CODE}").json
    assert listed is not None
    assert [one["name"] for one in listed["items"]] == ["Huset"]
    entry = client.get("/api/v1/actors/actor:x:hus").json
    assert entry is not None
    assert entry["services"][0][NAME] == CODE
    described = client.get("/api/v1/openapi.json").json
    assert described is not None
    parameters = described["paths"]["/actors"]["get"]["parameters"]
    assert NAME in {parameter["name"] for parameter in parameters}
    member = described["components"]["schemas"]["Service"]["properties"][NAME]
    assert member["description"] == "Made-up field (HSDS: made.up)"


def test_the_columns_of_an_import_are_documented(store: GraphStore) -> None:
    lines = list(documentation("services"))
    assert f"| {NAME} | koder, opdigtede |  | `made.up` |" in lines
    assert f"| {HIDDEN.name} | for fagfolk. Bliver gemt, og ikke vist, før der er login |  |  |" in lines


def test_a_field_that_is_not_for_everybody_is_kept_and_shown_nowhere(
    store: GraphStore, client: FlaskClient
) -> None:
    """Seen red with ``merge`` not withholding it: it stood in the view, the index, the page and the API."""
    service = node_id("service", "x", "kaffe")
    (claim,) = store.claims([service])[service]
    assert claim.facts[HIDDEN.name].value == SAID
    assert HIDDEN.name not in store.get([service])[service].props
    assert HIDDEN.name not in store.get([service])[service].prov
    assert search(store, Filters(q=SAID), now=NOW).total == 0
    for address in ("/actors/actor:x:hus", "/api/v1/actors/actor:x:hus", "/api/v1/openapi.json"):
        text = client.get(address).text
        assert [word for word in (SAID, HIDDEN.name, HIDDEN.label_da) if word in text] == [], address
