"""The demo directory in a store of its own, an application on it, and a server for the browser."""

import threading
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar, Final

import pytest
import structlog
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from waitress import wasyncore
from waitress.server import create_server
from werkzeug.routing import Rule

import webapp.app
from graphdb.accounts import credentials
from graphdb.connect import open_store
from graphdb.store import GraphStore
from tests.files import opened
from tests.graphdb.world import NOW
from webapp import bytecode
from webapp.app import create_app
from webapp.settings import Settings

Lines = list[MutableMapping[str, Any]]
"""What was logged."""
UNHURRIED: Final = 240.0
"""Seconds, below the limit for a test."""
QUICK: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Compiled(BytecodeCache):
    """Templates as Jinja compiled them for the first application of the process, by name and source."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


class Known(Rule):
    """A route whose address is put together by what Werkzeug compiled for the first application."""

    _builders: ClassVar[dict[object, Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, str(self._trace), str(self.defaults), append_unknown)
        if key not in self._builders:
            self._builders[key] = super()._compile_builder(append_unknown)
        return self._builders[key]


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Hundreds of tests have an application of their own: to compile all templates and routes again took
    most of it."""
    compiled = Compiled()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bytecode, "templates", lambda: compiled)
        patch.setattr(Flask, "url_rule_class", Known)
        yield


@pytest.fixture(scope="session")
def demo_store(demo_file: Path) -> Iterator[GraphStore]:
    """A SQLite store with the demo directory. Only read it."""
    yield from opened(demo_file)


def application(store: GraphStore) -> Flask:
    """The application on a store, on the morning of ``world.NOW``."""
    return create_app(Settings(), store, clock=lambda: NOW)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page may take its time on a busy machine; that there is a limit, and what it does, is seen apart."""
    monkeypatch.setattr(webapp.app, "DEADLINE_SECONDS", UNHURRIED)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are digested at once: that it takes its time is seen in ``tests/graphdb/accounts``."""
    monkeypatch.setattr(credentials, "_hasher", lambda: QUICK)


@pytest.fixture(scope="session")
def app(demo_store: GraphStore) -> Flask:
    """The application on the demo directory."""
    return application(demo_store)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts."""
    return app.test_client()


@pytest.fixture
def away(tmp_path: Path) -> FlaskClient:
    """A client of an application whose database cannot be reached."""
    store = open_store(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}")
    return application(store).test_client()


@pytest.fixture
def logged() -> Iterator[Lines]:
    """What the access log says during the test."""
    with structlog.testing.capture_logs() as lines:
        yield lines


def served(app: Flask, host: str = "127.0.0.1", threads: int = 4) -> Iterator[str]:
    """The address of a server on an application; browsers call the one of ``localhost`` safe."""
    sockets: dict[int, Any] = {}
    server: Any = create_server(app, host="127.0.0.1", port=0, threads=threads, map=sockets)
    over = threading.Event()
    # A test that fails in a loop over this generator does not come back, and Python waits for other threads.
    thread = threading.Thread(target=serve_until, args=(over, sockets), daemon=True)
    thread.start()
    yield f"http://{host}:{server.effective_port}"
    server.task_dispatcher.shutdown()
    over.set()
    server.trigger.pull_trigger()
    thread.join()
    wasyncore.close_all(sockets)  # now that nobody waits on them; a browser keeps its own open


def serve_until(over: threading.Event, sockets: dict[int, Any]) -> None:
    """Answer, until it is over. Seen red where the thread closed what it is woken by, before it was woken."""
    while not over.is_set():
        wasyncore.loop(map=sockets, count=1)


@pytest.fixture(scope="session")
def live(app: Flask) -> Iterator[str]:
    """The address of a server on the demo directory."""
    yield from served(app)
