"""A place for uploads, an application with imports, and an administrator's browser."""

import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from commands.uploading import Processes
from graphdb.store import GraphStore
from tests.test_interrupted import patiently
from tests.webapp.own import admin, administrator
from tests.webapp.signin.people import Clock, csrf
from webapp.app import create_app
from webapp.entrance import FILES_PATH
from webapp.settings import Settings

__all__ = ["admin", "administrator", "patiently"]

ACTORS: Final = "id;name;kind;phone\nprov1;Prøvehuset;civ_ngo;70 10 20 30\nprov2;;civ_ngo;\n"
"""One actor, and a row without a name."""
_PATIENCE: Final = 60.0
Send = Callable[..., TestResponse]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that uploads are put in."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.fixture
def clock() -> Clock:
    """A clock that starts at ``NOW``."""
    return Clock()


@pytest.fixture
def app(demo_copy: GraphStore, tmp_path: Path, place: Path, clock: Clock) -> Flask:
    """The application on a directory of one's own, that imports into it."""
    importing = Processes({"BROBYGGER_STORE": f"sqlite:///{tmp_path / 'demo.db'}"})
    return create_app(Settings(staff_passwords=True), demo_copy, clock=clock, importing=importing)


@pytest.fixture
def send(admin: FlaskClient) -> Send:
    """Sends files by name, as the form does."""

    def sent(files: dict[str, bytes | str], form: str = "directory", **fields: object) -> TestResponse:
        token = csrf(admin.get(FILES_PATH).text)
        bodies = [as_file(name, body) for name, body in files.items()]
        boundary, body = encode_multipart({"csrf": token, "form": form, "files": bodies, **fields})
        # What the client would make of a long body itself is left open.
        return admin.post(
            FILES_PATH,
            input_stream=BytesIO(body),
            content_length=len(body),
            content_type=f"multipart/form-data; boundary={boundary}",
        )

    return sent


def as_file(name: str, body: bytes | str) -> FileStorage:
    """A file that is sent with a form."""
    return FileStorage(BytesIO(body.encode() if isinstance(body, str) else body), filename=name)


def settled(client: FlaskClient, answer: TestResponse) -> str:
    """The page of an upload once its process has ended."""
    assert answer.status_code == 303, answer.text
    end = time.monotonic() + _PATIENCE
    while "data-work" in (page := client.get(answer.location).text):
        assert time.monotonic() < end
        time.sleep(0.1)
    return page
