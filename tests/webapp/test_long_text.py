"""What a form, a query or a call of the API sends is cut or refused before it is normalised or matched."""

import pytest
from flask.testing import FlaskClient

from graphdb.model import LONGEST_TEXT
from tests.watched import watched

MARKS = "a" + "\u0301\u0316" * 12_000
TEXTS = (MARKS, "x" * 40_000, "1 " * 20_000, " " * 40_000 + "x")
NAMES = ("q", "municipality", "risk_group", "age", "page", "open_now", "nobody_knows")
FIELDS = ("acting_municipality", "situation", "age", "event", "event_date", "known_actors", "nobody_knows")


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
@pytest.mark.parametrize("path", ["/", "/find", "/touch-map", "/api/v1/actors", "/en/find"])
def test_a_query(client: FlaskClient, path: str, text: str) -> None:
    for name in NAMES:
        client.get(path, query_string={name: "x"})
        with watched() as lengths:
            assert client.get(path, query_string={name: text}).status_code < 500
        assert max(lengths, default=0) <= LONGEST_TEXT, name


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_form(client: FlaskClient, text: str) -> None:
    for name in FIELDS:
        with watched() as lengths:
            form = {"acting_municipality": "9901", "situation": "sp_foged", name: text}
            assert client.post("/touch-map", data=form).status_code < 500
        assert max(lengths, default=0) <= LONGEST_TEXT, name


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_call_of_the_api(client: FlaskClient, text: str) -> None:
    for name in FIELDS:
        for value in (text, [text]):
            with watched() as lengths:
                client.post("/api/v1/touch-map", json={"acting_municipality": "9901", name: value})
            assert max(lengths, default=0) <= LONGEST_TEXT, name


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_an_address(client: FlaskClient, text: str) -> None:
    for path in ("/actors/", "/api/v1/actors/", "/"):
        with watched() as lengths:
            assert client.get(path + text).status_code < 500
        assert max(lengths, default=0) <= LONGEST_TEXT, path
