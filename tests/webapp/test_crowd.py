"""Many connections that say nothing, or half of something, do not keep others from a page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.webapp.serving import SERVERS, Serving, ask, crowd, serving
from webapp.server import SILENCE_SECONDS

KEPT: Final = 150
SILENT: Final = 200
SLOW: Final = 12
LITTLE: Final = (
    "from resource import RLIMIT_NOFILE, getrlimit, setrlimit; "
    "setrlimit(RLIMIT_NOFILE, (100, getrlimit(RLIMIT_NOFILE)[1]))"
)
"""Makes a process begin with few files that it may open, but it may have more."""


@pytest.fixture(scope="module", params=SERVERS)
def running(request: pytest.FixtureRequest, demo_file: Path) -> Iterator[Serving]:
    """Each server in turn, on the demo directory."""
    with serving(demo_file, request.param) as started:
        yield started


def test_idle_connections_and_half_sent_forms_do_not_silence_the_site(running: Serving) -> None:
    # Red with granian's default ``backpressure`` over two workers, with few ``blocking_threads``, and with
    # waitress' default ``connection_limit``.
    with crowd(running, kept=KEPT, silent=SILENT, slow=SLOW):
        ask(f"{running.address}/readyz")  # it may still be reading
        for path in ("/healthz", "/find?q=herberg", "/touch-map"):
            assert running.get(path).status == 200, path
        assert running.post("/touch-map", b"acting_municipality=9901").status == 200


@pytest.mark.parametrize("server", SERVERS)
def test_a_low_limit_of_open_files_is_raised(demo_file: Path, server: str) -> None:
    # Red on waitress without ``allow_files``; granian comes round once it has closed what is silent.
    with serving(demo_file, server, workers=1, before=LITTLE) as running, crowd(running, silent=SILENT):
        assert running.get("/find?q=herberg").status == 200


def test_a_connection_that_says_nothing_is_closed(running: Serving) -> None:
    # Red with the defaults: granian's ``header_read_timeout`` of 30 s, waitress' ``channel_timeout`` of 120.
    with crowd(running, kept=1, silent=1) as connections:
        for connection in connections:
            connection.settimeout(4 * SILENCE_SECONDS)
            while connection.recv(1024):
                pass


def test_nobody_speaks_http_2_without_tls(running: Serving) -> None:
    # Red with granian's default ``http``: it answers with a settings frame.
    with running.connect() as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")
        answer = connection.recv(1024)
        assert not answer or answer.startswith((b"HTTP/1.0 4", b"HTTP/1.1 4"))
