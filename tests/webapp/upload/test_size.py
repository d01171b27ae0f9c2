"""How much can be sent at a time."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webapp.upload.conftest import Send, settled
from webapp.entrance import MAX_FILES


@pytest.mark.parametrize("over", [1, MAX_FILES])
def test_too_much_is_refused_in_plain_words(admin: FlaskClient, send: Send, place: Path, over: int) -> None:
    answer = send({"actors.csv": b"x" * (MAX_FILES + 65_536 + over)})
    assert (answer.status_code, "20 MB ad gangen" in answer.text) == (413, True)
    assert list(place.iterdir()) == []


def test_files_of_any_size_below_are_taken(admin: FlaskClient, send: Send) -> None:
    body = b"id;name;kind\n" + b"\n" * 1_000_000
    assert "Sådan ville det gå" in settled(admin, send({"actors.csv": body}, source="horsens"))


def test_elsewhere_a_form_stays_small(admin: FlaskClient) -> None:
    assert admin.post("/indlaesninger/x", data={"csrf": "x" * 100_000}).status_code == 413
