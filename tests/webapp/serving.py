"""The real server in processes of its own, and raw connections to it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, NamedTuple

from tests.ports import free_port

ROOT: Final = Path(__file__).parents[2]
LIMIT: Final = 25.0
"""Seconds in which a page answers, whoever else is connected: fewer than a body may take to come."""
SERVERS: Final = ("granian", "waitress")
FORM: Final = "Content-Type: application/x-www-form-urlencoded"


class Answer(NamedTuple):
    """What came back; names of ``headers`` are in small letters."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass
class Serving:
    """A running server. ``out`` and ``err`` are there once it has been stopped."""

    server: str
    port: int
    process: "subprocess.Popen[bytes]"
    out: str = field(default="", init=False)
    err: str = field(default="", init=False)

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> socket.socket:
        """A connection on which nothing has been said yet."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=LIMIT)

    def send(self, request: bytes) -> Answer:
        """The answer to raw bytes, on a connection of their own."""
        with self.connect() as connection:
            connection.sendall(request)
            return read(connection)

    def get(self, path: str) -> Answer:
        """A page, as a browser asks for it."""
        return self.send(head("GET", path) + b"\r\n")

    def post(self, path: str, body: bytes) -> Answer:
        """The answer to a form, as a browser sends it."""
        return self.send(head("POST", path, FORM, f"Content-Length: {len(body)}") + b"\r\n" + body)

    def stop(self) -> None:
        """End it with Ctrl-C."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)

    def keep(self, out: IO[bytes], err: IO[bytes]) -> None:
        """What it wrote into these files."""
        for file in (out, err):
            file.seek(0)
        self.out, self.err = out.read().decode(), err.read().decode()


def head(method: str, path: str, *lines: str, host: str = "127.0.0.1") -> bytes:
    """The beginning of a request, without the empty line that ends it."""
    return "".join(f"{line}\r\n" for line in (f"{method} {path} HTTP/1.1", f"Host: {host}", *lines)).encode()


def read(connection: socket.socket) -> Answer:
    """The next answer on a connection; OSError after ``LIMIT`` seconds without one."""
    with closing(http.client.HTTPResponse(connection)) as response:  # or the socket outlives a failed answer
        response.begin()
        text = response.read().decode()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, text)


@contextmanager
def crowd(
    running: Serving, *, kept: int = 0, silent: int = 0, slow: int = 0
) -> Iterator[list[socket.socket]]:
    """Connections kept after a page, connections that say nothing, and forms that never end.

    Each says at once what it says: servers close one that is silent for long, and machines may be slow.
    """
    with ExitStack() as open_connections:
        connections = list[socket.socket]()
        for number in range(kept + silent + slow):
            connections.append(connection := open_connections.enter_context(running.connect()))
            if number < kept:
                connection.sendall(head("GET", "/healthz") + b"\r\n")
                assert read(connection).status == 200
            elif number >= kept + silent:
                connection.sendall(head("POST", "/touch-map", FORM, "Content-Length: 4000") + b"\r\nmunicip")
        yield connections


@contextmanager
def serving(
    database: Path, server: str = "granian", *, workers: int = 2, before: str = "", **env: str
) -> Iterator[Serving]:
    """A server on a prepared database, from its first answer until the block ends; ``before`` is Python."""
    port = free_port()
    without = "" if server == "granian" else "import sys; sys.modules['granian'] = None"
    start = (
        f"from webapp.server import serve; serve('127.0.0.1', {port}, 'brobygger:wsgi', workers={workers})"
    )
    # As the command has it, before it becomes several processes.
    loaded = f"""import brobygger, commands.opening, commands.serving, webapp.server
if webapp.server.forks({workers}): commands.serving.read_before_the_forks(examples=False)"""
    code = "\n".join((before, without, loaded, start))
    # Into files: a pipe that nobody reads is full after some hundred requests, and the server waits.
    with ExitStack() as last:
        out, err = (last.enter_context(tempfile.TemporaryFile()) for _ in range(2))
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "BROBYGGER_STORE": f"sqlite:///{database}", **env},
            stdout=out,
            stderr=err,
        )
        running = Serving(server, port, process)
        last.callback(lambda: running.keep(out, err))
        last.callback(running.stop)
        ask(f"{running.address}/healthz")
        yield running


def ask(address: str) -> str:
    """The body, as soon as the server answers; the last error when it does not within a minute."""
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=LIMIT) as answer:
                return str(answer.read().decode())
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)  # how soon it answers is measured by this, too
