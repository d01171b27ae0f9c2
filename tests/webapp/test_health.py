"""What a watchman asks."""

from itertools import chain

from flask.testing import FlaskClient

from graphdb.store import GraphStore, What
from tests.webapp.conftest import application


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
