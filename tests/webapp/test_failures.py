"""Errors as people and programs see them."""

from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from graphdb.errors import (
    BrobyggerError,
    Busy,
    Conflict,
    InvalidValue,
    NotFound,
    Refused,
    TooLarge,
    Unavailable,
)
from graphdb.message import message, say
from graphdb.store import GraphStore
from tests.webapp.conftest import Lines, application
from tests.webapp.lint import problems
from webapp.signin import gate
from webapp.signin.needs import OPEN

SECRET = "0101901234"


@pytest.fixture(scope="module")
def failing(demo_store: GraphStore) -> Flask:
    """An application with one more page, which fails in the way its address names."""
    app = application(demo_store)
    kinds: dict[str, Exception] = {
        "notfound": NotFound(message("directory.no_actor")),
        "invalid": InvalidValue(message("pages.whole_number"), field="age"),
        "large": TooLarge(message("stores.too_many_words")),
        "unavailable": Unavailable(message("search.did_you_mean", words="bolt://user@db")),
        "busy": Busy(message("stores.changing")),
        "refused": Refused(message("stores.not_empty")),
        "conflict": Conflict(["a"]),
        "other": KeyError(SECRET),
        "known": BrobyggerError(message("search.did_you_mean", words=SECRET)),
    }

    def fail(kind: str) -> str:
        raise kinds[kind]

    feature = Blueprint("failing", __name__)
    feature.add_url_rule("/fail/<kind>", view_func=fail, methods=["GET", "POST"])
    feature.add_url_rule("/api/fail/<kind>", endpoint="api_fail", view_func=fail)
    gate.register(app, feature, OPEN)
    return app


EXPECTED = [
    ("notfound", 404, "Siden findes ikke"),
    ("invalid", 422, "Skriv et helt tal."),
    ("large", 422, "Der er for mange ord i søgningen."),
    (
        "unavailable",
        503,
        "Vi kan ikke hente oplysninger lige nu. Haster det? Ring til kommunens hovednummer.",
    ),
    ("busy", 503, "Vi prøver igen af os selv."),
    ("refused", 409, say(message("stores.not_empty"))),
    ("conflict", 409, say(message("model.conflict", count=1))),
    ("other", 500, "Noget gik galt hos os. Prøv igen om lidt. Det, du har skrevet, står her stadig."),
    ("known", 500, "Noget gik galt hos os"),
]


@pytest.mark.parametrize(("kind", "status", "text"), EXPECTED)
def test_a_page_for_people(failing: Flask, kind: str, status: int, text: str) -> None:
    answer = failing.test_client().get(f"/fail/{kind}")
    assert (answer.status_code, text in answer.text) == (status, True)
    assert problems(answer.text) == []
    assert SECRET not in answer.text
    assert ("Retry-After" in answer.headers) == (status == 503)


@pytest.mark.parametrize(("kind", "status", "text"), EXPECTED)
def test_a_problem_document_for_programs(failing: Flask, kind: str, status: int, text: str) -> None:
    answer = failing.test_client().get(f"/api/fail/{kind}")
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert (answer.status_code, answer.json["status"], text in answer.json["detail"]) == (
        status,
        status,
        True,
    )
    assert answer.json.get("parameter") == ("age" if kind == "invalid" else None)


def test_only_a_page_that_can_be_loaded_again_loads_itself(failing: Flask) -> None:
    client = failing.test_client()
    assert "data-retry" in client.get("/fail/unavailable").text
    assert "data-retry" not in client.post("/fail/unavailable").text


def test_a_failure_is_logged_without_its_message(failing: Flask, logged: Lines) -> None:
    failing.test_client().get(f"/fail/other?q={SECRET}")
    failure, request = logged
    assert (failure["kind"], request["status"]) == ("KeyError", 500)
    assert "fail:" in str(failure["where"])
    assert SECRET not in str(logged)


def test_an_unknown_address_is_not_repeated(client: FlaskClient, logged: Lines) -> None:
    answer = client.get(f"/{SECRET}?x={SECRET}")
    assert answer.status_code == 404
    assert SECRET not in answer.text
    assert logged[-1]["route"] == "unknown"
    assert SECRET not in str(logged)


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    answer = client.delete("/find")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "text"),
    [
        ("POST", "/api/v1/touch-map", {"data": "x", "content_type": "application/json"}, 400, "gyldig JSON"),
        ("GET", "/api/v1/nope", {}, 404, "openapi.json"),
        ("GET", "/api/v1/touch-map", {}, 405, "Allow"),
        ("POST", "/api/v1/touch-map", {"data": "x" * 70_000}, 415, "Content-Type: application/json"),
        ("POST", "/api/v1/touch-map", {"json": {"q": "x" * 70_000}}, 413, "64 kB"),
    ],
)
def test_a_program_is_told_what_to_send(
    client: FlaskClient, method: str, path: str, body: dict[str, Any], status: int, text: str
) -> None:
    answer = client.open(path, method=method, **body)
    assert answer.json is not None
    assert (answer.status_code, text in answer.json["detail"]) == (status, True)


def test_too_large_a_body_is_refused(client: FlaskClient) -> None:
    assert client.post("/find", data={"q": "x" * 100_000}).status_code in (405, 413)
    answer = client.post(
        "/touch-map", data={"q": "x" * 100_000}, headers={"Sec-Fetch-Site": "same-origin"}
    )  # as a browser says of a form of ours
    assert answer.status_code == 413
