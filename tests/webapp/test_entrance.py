"""Who is let in, on the real servers: known hosts, bodies that are whole. What is refused has all headers."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from tests.webapp.serving import FORM, LIMIT, SERVERS, Answer, Serving, ask, crowd, head, read, serving
from webapp.entrance import BODIES, MAX_BODY
from webapp.headers import HEADERS
from webapp.hosts import is_known

PUBLIC = "brobygger.kommune.dk"
STRANGE = [
    ".", "", "..", "ukendt.dk", "ukendt.dk:8000", "localhost.ukendt.dk", "a@localhost", "localhost:x",
    "localhost/x", "127.0.0.1.ukendt.dk", "192.0.2.1", "[::2]", "[", "[::1", "x" * 300, "localhost:123456",
    "localhost\r\nHost: ukendt.dk", "ukendt.dk\r\nHost: localhost", "brobygger.kommune.dk.",
    "xbrobygger.kommune.dk", "0101901234",
]  # fmt: skip


@pytest.fixture(scope="module", params=SERVERS)
def running(request: pytest.FixtureRequest, demo_file: Path) -> Iterator[Serving]:
    """Each server in turn, on the demo directory, known by a name."""
    with serving(
        demo_file, request.param, workers=1, BROBYGGER_URL=f"https://{PUBLIC.title()}:8443/"
    ) as started:
        ask(f"{started.address}/readyz")
        yield started


def refused(answer: Answer, status: int) -> bool:
    """Whether it is that failure, as a page of ours with every header."""
    ours = {name: answer.headers.get(name.lower()) for name in HEADERS}
    return answer.status == status and ours == HEADERS and "<h1>Det kan vi ikke bruge</h1>" in answer.text


@pytest.mark.parametrize("host", STRANGE)
def test_an_unknown_host_gets_no_page(running: Serving, host: str) -> None:
    # Red without ``Entrance._host``: "." is then a 500 without headers, the others get the page.
    answer = running.send(head("GET", "/find?q=herberg", host=host) + b"\r\n")
    assert refused(answer, 400)
    assert not host.strip(".") or host not in answer.text
    for path in ("/healthz", "/readyz"):
        assert running.send(head("GET", path, host=host) + b"\r\n").status == 200


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.2:80", "[::1]:8000", PUBLIC, f"{PUBLIC}:443"]
)
def test_a_known_host_gets_the_page(running: Serving, host: str) -> None:
    assert running.send(head("GET", "/", host=host) + b"\r\n").status == 200


def test_a_request_without_a_host_gets_no_page(running: Serving) -> None:
    assert running.send(b"GET / HTTP/1.0\r\n\r\n").status == 400
    assert running.send(b"GET /healthz HTTP/1.0\r\n\r\n").status == 200


def test_without_a_public_address_only_this_machine_is_known() -> None:
    assert not is_known("", "")
    assert not is_known(PUBLIC, "")
    assert is_known("localhost", "")


def form(age: int, filling: int) -> bytes:
    """A question for the touch map; the age stands behind ``filling`` bytes of something else."""
    notes = [("note", "x" * 45)] * (filling // 51)  # each field is short: a long text is refused for that
    return urlencode([("acting_municipality", "9901"), *notes, ("age", str(age))]).encode()


def chunked(body: bytes) -> bytes:
    """A body sent in pieces, each with its own length."""
    pieces = [body[at : at + 4096] for at in range(0, len(body), 4096)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize("filling", [0, 100_000])
def test_a_body_in_pieces_is_never_cut(running: Serving, filling: int) -> None:
    # Red without ``NO_LENGTH``: granian's map is 200 and has forgotten the age.
    body = form(17, filling)
    request = head("POST", "/touch-map", FORM, "Transfer-Encoding: chunked") + b"\r\n" + chunked(body)
    answer = running.send(request)
    if running.server == "granian":
        assert refused(answer, 411)
    else:  # waitress puts the pieces together first
        assert answer.status == (200 if filling == 0 else 413)


@pytest.mark.parametrize("filling", [0, 60_000])
def test_a_body_of_known_length_is_whole(running: Serving, filling: int) -> None:
    answer = running.post("/touch-map", form(17, filling))
    assert answer.status == 200
    assert "17 år" in answer.text


def test_a_body_over_the_limit_is_refused(running: Serving) -> None:
    assert refused(running.post("/touch-map", form(17, 2 * MAX_BODY)), 413)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_length_of_thousands_of_digits_is_no_fault_of_ours(client: FlaskClient, method: str) -> None:
    """Seen red: whatever server stands in front, Python reads no number of more than 4,300 digits."""
    answer = client.open("/touch-map", method=method, environ_overrides={"CONTENT_LENGTH": "9" * 5000})
    assert answer.status_code == 411


def test_half_a_body_is_not_answered_as_the_whole(running: Serving) -> None:
    # Red without the comparison of lengths in ``Entrance._body``.
    body = form(17, 0)
    with running.connect() as connection:
        connection.sendall(
            head("POST", "/touch-map", FORM, f"Content-Length: {len(body) + 9}") + b"\r\n" + body
        )
        connection.shutdown(socket.SHUT_WR)
        with suppress(OSError):  # or there is no answer at all: the sender has hung up
            assert read(connection).status == 400


def test_more_slow_bodies_than_there_are_places_leave_the_pages_alone(running: Serving) -> None:
    # Red without ``_places``: every thread of granian's then waits for a body.
    with crowd(running, slow=3 * BODIES):
        for path in ("/healthz", "/find?q=herberg"):
            assert running.get(path).status == 200, path
    until = time.monotonic() + LIMIT
    # The server may take a moment to see that they have hung up.
    while (status := running.post("/touch-map", form(17, 0)).status) == 503:
        assert time.monotonic() < until
    assert status == 200
