"""A database that is away: every page says so in Danish within four seconds, and is back by itself."""

import time

import pytest
from flask.testing import FlaskClient

from graphdb.connect import open_store
from tests import neo4j_server
from tests.webapp.conftest import application, load_demo
from tests.webapp.lint import problems

PATHS = ["/", "/find?q=herberg", "/actors/actor:demo:herberg-broen", "/about", "/readyz"]
TEXT = "Vi kan ikke hente oplysninger lige nu. Haster det? Ring til kommunens hovednummer. Vi prøver igen af os selv."
PROMISE = 4.0
"""Seconds: what people are promised, with nothing to spare for a slow machine."""


@pytest.mark.parametrize("path", PATHS[:4])
def test_a_store_that_cannot_be_opened(away: FlaskClient, path: str) -> None:
    answer = away.get(path)
    assert (answer.status_code, TEXT in answer.text) == (503, True)
    assert answer.headers["Retry-After"] == "5"
    assert problems(answer.text) == []


def test_neo4j_frozen_gone_and_back(own_neo4j: neo4j_server.Server) -> None:
    store = open_store(own_neo4j.uri, user=own_neo4j.user, password=own_neo4j.password)
    store.prepare()
    load_demo(store)
    client = application(store).test_client()
    expect(client, 200)
    own_neo4j.freeze()
    try:
        expect(client, 503)
    finally:
        own_neo4j.thaw()
    expect(client, 200)
    own_neo4j.kill()
    expect(client, 503)
    own_neo4j.start()
    expect(client, 200)
    store.close()


def expect(client: FlaskClient, status: int) -> None:
    """Every path answers with this status; when it is 503, in time and in words. ``/healthz`` always lives."""
    for path in PATHS:
        begun = time.monotonic()
        answer = client.get(path)
        spent = time.monotonic() - begun
        assert answer.status_code == status, path
        if status == 503:
            assert spent < PROMISE, path
            assert path == "/readyz" or TEXT in answer.text
    assert client.get("/healthz").status_code == 200
