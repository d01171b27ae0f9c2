"""A database that is away: every page says so in Danish within four seconds, and is back by itself."""

import time

import pytest
from flask.testing import FlaskClient

from graphdb.search.index.readmodel import Filters
from graphdb.search.search import search
from graphdb.store import GraphStore
from tests.neo4j_server import Server
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
def test_neo4j_frozen_and_back(neo4j_to_freeze: Server, neo4j_demo: GraphStore) -> None:
    """What pages answer each time. That a killed server is a store out of reach, a store's own test says."""
    search(neo4j_demo, Filters(), now=NOW)
    client = application(neo4j_demo).test_client()
    expect(client, 200)
    neo4j_to_freeze.freeze()
    try:
        expect(client, 503)
    finally:
        neo4j_to_freeze.thaw()
    expect(client, 200)


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
