"""A field is added in one place, a facet in one place: an invented one reaches all that read the tables."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from flask.testing import FlaskClient

from graphdb.fields.facets import FACETS, Facet
from graphdb.fields.field import Field, Section, Sort
from graphdb.fields.registry import FIELDS
from graphdb.model import NodeKind, node_id
from graphdb.search.index.readmodel import Filters
from graphdb.search.search import search
from graphdb.store import GraphStore
from importers import frame
from importers.directory_columns import documentation
from tests.webapp.conftest import NOW, application
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
)
FACET: Final = Facet(NAME, NodeKind.METHOD, "Opdigtet facet", "Made-up facet", "Uanset det", field=NAME)
CODE: Final = "m_cti"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, demo_copy: GraphStore) -> Iterator[GraphStore]:
    """A directory whose one service of our own states the invented field."""
    monkeypatch.setitem(FIELDS[NodeKind.SERVICE], NAME, FIELD)
    monkeypatch.setitem(FACETS, NAME, FACET)
    openapi.document.cache_clear()
    actors, services = tmp_path / "actors.csv", tmp_path / "services.csv"
    actors.write_text("id,name,kind,municipalities\nhus,Huset,civ_vaerested,9901\n", encoding="utf-8")
    services.write_text(f"id,actor,name,{NAME}\nkaffe,hus,Kaffe,{CODE}\n", encoding="utf-8")
    order = frame.Order(source="x", at=NOW.isoformat(), today=NOW.date().isoformat())
    report = frame.run(demo_copy, frame.discover()["directory"], [actors, services], order)
    assert not report.problems
    yield demo_copy
    openapi.document.cache_clear()


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
    assert NAME in described["components"]["schemas"]["Service"]["properties"]


def test_the_columns_of_an_import_are_documented(store: GraphStore) -> None:
    assert f"| {NAME} | koder, opdigtede |  |" in list(documentation("services"))
