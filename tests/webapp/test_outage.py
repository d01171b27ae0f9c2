"""A database that is away: every page says so in Danish within four seconds, and is back by itself."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.search.index.readmodel import Filters
from graphdb.search.search import search
from graphdb.store import GraphStore
from tests.graphdb.world import NOW
from tests.neo4j_server import Server
from tests.neo4j_waits import waits
from tests.webapp.conftest import application
from tests.webapp.lint import problems
from webapp.app import DEADLINE_SECONDS

__all__ = ["waits"]
PATHS = ["/", "/find?q=herberg", "/actors/actor:demo:herberg-broen", "/about", "/readyz"]
TEXT = (
    "Vi kan ikke hente oplysninger lige nu. Haster det? Ring til kommunens hovednummer. "
    "Vi prøver igen af os selv."
)
PROMISED: Final = 4.0
"""Seconds: without a deadline a store waits for thirty."""


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
def test_neo4j_frozen_and_back(neo4j_to_freeze: Server, neo4j_demo: GraphStore, waits: list[float]) -> None:
    """What pages answer each time. That a killed server is a store out of reach, a store's own test says."""
    search(neo4j_demo, Filters(), now=NOW)
    app = application(neo4j_demo)
    expect_all(app)
    waits.clear()
    neo4j_to_freeze.freeze()
    try:
        with ThreadPoolExecutor(len(PATHS)) as people:
            list(people.map(partial(expect_away, app), PATHS))
        assert app.test_client().get("/healthz").status_code == 200
    finally:
        neo4j_to_freeze.thaw()
    assert waits
    assert max(waits) <= DEADLINE_SECONDS < PROMISED
    expect_all(app)


def expect_all(app: Flask) -> None:
    """Every path answers, once the database has come back."""
    client = app.test_client()
    for path in ("/healthz", "/readyz", *PATHS):
        wait(client, path)


def wait(client: FlaskClient, path: str) -> None:
    """Wait, as people do, until the database has come back; nothing is restarted on our side."""
    until = time.monotonic() + 60
    while client.get(path).status_code != 200:
        assert time.monotonic() < until
        time.sleep(0.1)


def expect_away(app: Flask, path: str) -> None:
    """The path says that the database is away."""
    answer = app.test_client().get(path)
    assert answer.status_code == 503, path
    assert path == "/readyz" or TEXT in answer.text
