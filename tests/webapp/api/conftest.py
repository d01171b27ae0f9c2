"""Short ways to call the API."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Get = Callable[[str], Any]
Ask = Callable[..., Any]
PREFIX = "/api/v1"


@pytest.fixture
def get(client: FlaskClient) -> Get:
    """The JSON of a good answer to a path under the prefix."""

    def call(path: str) -> Any:
        answer = client.get(PREFIX + path)
        assert (answer.status_code, answer.content_type) == (200, "application/json"), answer.text
        return answer.json

    return call


@pytest.fixture
def ask(client: FlaskClient) -> Ask:
    """The touch map of a situation in Brostad."""

    def call(**asked: Any) -> Any:
        answer = client.post(f"{PREFIX}/touch-map", json={"acting_municipality": "9901", **asked})
        assert (answer.status_code, answer.content_type) == (200, "application/json"), answer.text
        return answer.json

    return call


def problem(answer: TestResponse, status: int, parameter: str | None = None) -> None:
    """The answer is a problem document (RFC 9457) with that status, about that parameter."""
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json"), answer.text
    document = answer.json
    assert document is not None
    assert document["status"] == status
    assert document.get("parameter") == parameter
    assert set(document) <= {"type", "title", "status", "detail", "parameter"}
    assert document["detail"]
