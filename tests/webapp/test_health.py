"""What a watchman asks."""

from flask.testing import FlaskClient

from graphdb.store import GraphStore
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
