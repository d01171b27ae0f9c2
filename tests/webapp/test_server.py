"""The production server: taken ports, what it says, how it stops."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from graphdb.errors import Refused
from webapp.server import check_free, greeting

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_taken_port_is_said_with_the_way_out() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(Refused) as caught:
            check_free("127.0.0.1", port)
    assert f"PORT={port + 1}" in str(caught.value)
    assert f"--port {port + 1}" in str(caught.value)
    check_free("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_an_address_that_is_not_ours_is_not_blamed_on_the_port(host: str) -> None:
    """Addresses kept for examples, in both families; a machine may lack the second."""
    with pytest.raises(Refused, match="--host 127") as caught:
        check_free(host, free_port())
    assert "--port" not in str(caught.value)


def test_the_greeting_has_the_address_and_three_things_to_try() -> None:
    lines = greeting("127.0.0.1", 8000)
    assert "http://127.0.0.1:8000" in lines[0]
    assert sum("http://127.0.0.1:8000/" in line for line in lines) == 3


def test_an_open_address_is_warned_about() -> None:
    assert "ingen log ind" in greeting("0.0.0.0", 8000)[0]
    assert "[::]" in greeting("::", 8000)[1]


@pytest.mark.parametrize("server", ["granian", "waitress"])
def test_it_serves_until_it_is_interrupted(tmp_path: Path, server: str) -> None:
    port = free_port()
    without = "" if server == "granian" else "import sys; sys.modules['granian'] = None; "
    code = (
        f"{without}from webapp.server import serve; serve('127.0.0.1', {port}, 'brobygger:wsgi', workers=1)"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "BROBYGGER_STORE": f"sqlite:///{tmp_path / 's.db'}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert ask(f"http://127.0.0.1:{port}/healthz") == "ok\n"
    finally:
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)
    assert f"http://127.0.0.1:{port}" in out
    assert "Traceback" not in err
    assert "route=/healthz status=200" in err


def ask(address: str) -> str:
    """The body, as soon as the server answers."""
    until = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
