"""What a watchman asks."""

from datetime import datetime
from itertools import chain
from threading import Event
from time import monotonic

import pytest
from flask.testing import FlaskClient

from graphdb import touchmap
from graphdb.store import GraphStore, What
from graphdb.touchmap import Question, TouchMap
from tests.graphdb.world import NOW
from tests.webapp.conftest import application
from webapp.warming import keep_warm


def test_a_process_is_ready_when_a_touch_map_was_drawn(
    demo_copy: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red with a process that is ready as soon as it answers."""
    client, going, stop = application(demo_copy).test_client(), Event(), Event()
    build = touchmap.build

    def waiting(store: GraphStore, question: Question, *, now: datetime) -> TouchMap:
        going.wait(60)
        return build(store, question, now=now)

    monkeypatch.setattr(touchmap, "build", waiting)
    thread = keep_warm(demo_copy, lambda: NOW, pause=0.05, stop=stop)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "warming\n")
    going.set()
    until = monotonic() + 60
    while (answer := client.get("/readyz")).status_code != 200:
        assert (monotonic() < until, answer.text) == (True, "warming\n")
    stop.set()
    thread.join()


def test_a_loaded_store_is_ready(client: FlaskClient) -> None:
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 200)


def test_an_empty_store_is_not_ready(sqlite_store: GraphStore) -> None:
    client = application(sqlite_store).test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "empty\n")


def test_a_database_that_is_away_is_said_and_the_process_lives(away: FlaskClient) -> None:
    assert away.get("/healthz").status_code == 200
    answer = away.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "unavailable\n")


def test_a_store_that_is_being_filled_is_not_ready(sqlite_store: GraphStore, demo_store: GraphStore) -> None:
    """Seen red without the look at ``loading``: all is there, but not yet true."""
    client = application(sqlite_store).test_client()
    heard: list[tuple[int, str]] = []

    def ask() -> None:
        answer = client.get("/readyz")
        heard.append((answer.status_code, answer.text))

    sqlite_store.load(chain.from_iterable(map(demo_store.scan, What)), ask)
    ask()
    assert heard == [(503, "loading\n"), (200, "ok\n")]
