"""The production server: taken ports, what it says, how it stops."""

import re
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graphdb.errors import Refused
from graphdb.message import say
from tests.ports import free_port
from tests.webapp.serving import SERVERS, serving
from webapp.server import check, check_free, greeting


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
    lines = [*map(say, greeting("127.0.0.1", 8000))]
    assert "http://127.0.0.1:8000" in lines[0]
    assert [*map(say, greeting("127.0.0.1", 8000, "https://brobygger.kommune.dk"))] == lines
    assert "http://[::1]:8000" in say(greeting("::1", 8000)[0])
    assert sum("http://127.0.0.1:8000/" in line for line in lines) == 3
    assert "http://127.0.0.1:8000/proev" in say(greeting("127.0.0.1", 8000, examples=True)[-1])


def test_an_open_address_is_warned_about() -> None:
    lines = [*map(say, greeting("0.0.0.0", 8000, "https://brobygger.kommune.dk"))]
    assert "kan læse kataloget" in lines[0]
    assert sum("https://brobygger.kommune.dk/" in line for line in lines) == 3


@pytest.mark.parametrize("server", SERVERS)
def test_it_serves_until_it_is_interrupted(tmp_path: Path, server: str) -> None:
    with serving(tmp_path / "s.db", server, workers=1) as running:
        assert running.get("/healthz").text == "ok\n"
    assert running.address in running.out
    assert "Traceback" not in running.err
    assert "route=/healthz status=200" in running.err


def test_each_line_of_two_processes_is_whole(tmp_path: Path) -> None:
    # As in the image; red with a logger that writes a line in two goes.
    with serving(tmp_path / "s.db", PYTHONUNBUFFERED="1") as running, ThreadPoolExecutor(8) as people:
        assert {answer.status for answer in people.map(running.get, ["/healthz"] * 400)} == {200}
    lines = [line for line in running.err.splitlines() if "event=request" in line]
    assert len(lines) == 401
    assert all(re.fullmatch(r"at=\S+ level=info event=request .* ms=[0-9]+", line) for line in lines)
    assert not any(line.count("at=") > 1 for line in lines)


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc has heaps to share")
def test_all_threads_take_memory_from_one_heap() -> None:
    """Seen red without the call: each of the four threads had its own."""
    code = (
        "import ctypes; from threading import Barrier, Thread; from webapp import server;"
        "server.share_one_heap(); c = ctypes.CDLL(None); all_there = Barrier(4);"
        "take = lambda: (all_there.wait(), c.malloc(1000), all_there.wait());"
        "threads = [Thread(target=take) for _ in range(4)];"
        "[one.start() for one in threads]; [one.join() for one in threads];"
        "c.fdopen.restype = ctypes.c_void_p; out = ctypes.c_void_p(c.fdopen(1, b'w'));"
        "c.malloc_info(0, out); c.fflush(out)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert re.findall("<heap nr=", done.stdout) == ["<heap nr="]


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps what is given back to it")
def test_memory_that_was_needed_once_is_given_back() -> None:
    """Seen red without the call: as much is taken as before, for one small piece lies behind it."""
    code = (
        "import ctypes, psutil; from webapp import server; c = ctypes.CDLL(None);"
        "c.malloc.restype, c.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p];"
        "taken = lambda: psutil.Process().memory_info().rss // 2**20;"
        "pieces = [c.malloc(4000) for _ in range(10_000)]; last = c.malloc(4000);"
        "[ctypes.memset(piece, 1, 4000) for piece in pieces]; [c.free(piece) for piece in pieces];"
        "before = taken(); server.give_back_memory(); print(before - taken())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 20


def test_others_reach_it_under_the_name_they_were_given() -> None:
    check("0.0.0.0", free_port(), "https://brobygger.kommune.dk")
    for host in ("127.0.0.1", "localhost"):
        check(host, free_port(), "")
