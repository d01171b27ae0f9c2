"""A database that is away: every page says so in Danish within four seconds, and is back by itself."""

import time

import pytest
from flask.testing import FlaskClient

from graphdb.connect import open_store
from graphdb.search.index.readmodel import Filters
from graphdb.search.search import search
from graphdb.store import GraphStore
from tests import neo4j_server
from tests.contract.samples import everything
from tests.webapp.conftest import NOW, application
from tests.webapp.lint import problems

PATHS = ["/", "/find?q=herberg", "/actors/actor:demo:herberg-broen", "/about", "/readyz"]
TEXT = (
    "Vi kan ikke hente oplysninger lige nu. Haster det? Ring til kommunens hovednummer. "
    "Vi prøver igen af os selv."
)
PROMISE = 4.0
"""Seconds: what people are promised, with nothing to spare for a slow machine."""


@pytest.mark.parametrize("path", [*PATHS[:4], "/find?q=010190-1234"])
def test_a_store_that_cannot_be_opened(away: FlaskClient, path: str) -> None:
    answer = away.get(path)
    assert (answer.status_code, TEXT in answer.text) == (503, True)
    assert answer.headers["Retry-After"] == "5"
    assert problems(answer.text) == []


@pytest.fixture(autouse=True)
def unhurried() -> None:
    """The limit is the real one here."""


@pytest.mark.timeout(600)
def test_neo4j_frozen_back_and_gone(own_neo4j: neo4j_server.Server, demo_store: GraphStore) -> None:
    store = open_store(own_neo4j.uri, user=own_neo4j.user, password=own_neo4j.password)
    try:
        store.prepare()
        store.load(everything(demo_store))
        search(store, Filters(), now=NOW)
        outage(own_neo4j, application(store).test_client())
    finally:
        store.close()


def outage(server: neo4j_server.Server, client: FlaskClient) -> None:
    """Frozen, thawed, killed: what pages answer each time. That they come back is seen at the thaw."""
    expect(client, 200)
    server.freeze()
    try:
        expect(client, 503)
    finally:
        server.thaw()
    expect(client, 200)
    server.kill()
    expect(client, 503)


def wait(client: FlaskClient, path: str, status: int) -> None:
    """Wait, as people do, until the database is away or has come back; nothing is restarted on our side."""
    until = time.monotonic() + 60
    while client.get(path).status_code != status:
        assert time.monotonic() < until
        time.sleep(0.5)


def expect(client: FlaskClient, status: int) -> None:
    """Every path answers with this status; 503 in time and in words. ``/healthz`` always lives."""
    wait(client, "/readyz", status)
    for path in PATHS:
        if status == 200:
            wait(client, path, 200)
            continue
        begun = time.monotonic()
        answer = client.get(path)
        assert time.monotonic() - begun < PROMISE, path
        assert answer.status_code == status, path
        assert path == "/readyz" or TEXT in answer.text
    assert client.get("/healthz").status_code == 200
