"""Every answer tells the browser to load nothing from elsewhere and to keep nothing."""

import pytest
from flask.testing import FlaskClient

from webapp.headers import HEADERS, POLICY

PATHS = [
    "/", "/find", "/find?q=herberg", "/find?q=010190-1234", "/find?age=x", "/about", "/healthz", "/readyz",
    "/actors/actor:demo:nobody", "/actors/actor:demo:nobody/network.json", "/nowhere",
    "/static/x/brobygger.css", "/static/x/nowhere.css", "/en/", "/en/find", "/en/nowhere",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
def test_every_answer_is_protected(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method, buffered=True)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "Set-Cookie" not in answer.headers
    if "static" not in path or answer.status_code >= 400:
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_policy_is_as_strict_as_promised() -> None:
    assert POLICY.startswith("default-src 'none'; ")
    assert "unsafe" not in POLICY
    assert {part.split()[0] for part in POLICY.split("; ")} == {
        "default-src", "script-src", "style-src", "img-src", "font-src", "connect-src", "form-action",
        "base-uri", "frame-ancestors",
    }  # fmt: skip


def test_pages_of_a_database_that_is_away_are_protected(away: FlaskClient) -> None:
    answer = away.get("/find")
    assert answer.status_code == 503
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Cache-Control"] == "no-store"
