"""granian in the process that was started: who listens, and what ends it."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import psutil
import pytest

from tests.ports import free_port
from tests.webapp.serving import ROOT, crowd, serving

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes of their own answer there")

ALONE: Final = """
import os, signal, socket, sys, time
from threading import Thread
from granian.constants import Interfaces
from webapp import one_process

def load():
    {load}
    return lambda environ, start: start("204 No Content", [])

def when_it_listens(*numbers):
    while socket.socket().connect_ex(("127.0.0.1", {port})) != 0:
        time.sleep(0.01)
    for number in numbers:
        os.kill(os.getpid(), number)

def then(*numbers):
    Thread(target=when_it_listens, args=numbers, daemon=True).start()

{before}
one_process.serve(
    load, "nothing", address="127.0.0.1", port={port}, interface=Interfaces.WSGI, log_level="error"
)
"""


def alone(*, load: str = "pass", before: str = "") -> "subprocess.CompletedProcess[str]":
    """What a process does that serves an application of no pages; ``load`` and ``before`` are Python."""
    code = ALONE.format(load=load, before=before, port=free_port())
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_the_process_that_was_started_listens_itself(demo_file: Path) -> None:
    """Seen red with granian's usual server; with granian's check of Python's lock it does not start."""
    with serving(demo_file, workers=1) as running:
        listening = psutil.Process(running.process.pid).net_connections("tcp4")
        assert running.port in {one.laddr.port for one in listening if one.status == psutil.CONN_LISTEN}
    assert running.process.returncode == 0


def test_a_body_that_never_ends_does_not_keep_it(demo_file: Path) -> None:
    """Seen red with granian's own way to end: it has nothing that kills a thread."""
    with serving(demo_file, workers=1) as running, crowd(running, slow=2):
        running.get("/healthz")
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=60) == 0
    assert "Traceback" not in running.err


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"])
def test_while_it_loads_a_signal_ends_it(number: str) -> None:
    """Seen red without the handlers: a traceback, and an exit code that says failure."""
    done = alone(load=f"os.kill(os.getpid(), signal.{number}); time.sleep(50)")
    assert (done.returncode, done.stderr) == (0, "")


def test_an_application_that_does_not_load_is_a_failure() -> None:
    done = alone(load="raise OSError('no store')")
    assert done.returncode == 1
    assert done.stderr.endswith("OSError: no store\n")


def test_a_thread_that_ends_by_itself_ends_the_process_with_a_failure() -> None:
    """What started it is to start it again. Seen red with the code 0 in any case."""
    gone = "one_process.OneProcess._spawn_wsgi_worker = staticmethod(lambda *given: None)"
    assert alone(before=gone).returncode == 1


@pytest.mark.parametrize(("hangup", "code"), [("SIG_IGN", 0), ("SIG_DFL", -signal.SIGHUP)])
def test_a_terminal_that_is_closed_ends_it_but_for_nohup(hangup: str, code: int) -> None:
    """Seen red with granian's handler, which starts its thread anew."""
    before = f"signal.signal(signal.SIGHUP, signal.{hangup}); then(signal.SIGHUP, signal.SIGTERM)"
    assert alone(before=before).returncode == code


def test_a_signal_that_comes_while_it_is_about_to_wait_ends_it() -> None:
    """Seen red with granian's handler, which waits for a lock that its own thread has.

    A signal right after the last look of the main thread was not handled in one of some hundred runs.
    """
    waits = (
        "class Waits(threading.Event):\n"
        "    def wait(self, timeout=None):\n"
        "        with self._cond: os.kill(os.getpid(), signal.SIGTERM)\n"
        "        return super().wait(timeout)\n"
        "def at_first(self): self.main_loop_interrupt = Waits()\n"
        "one_process.OneProcess.on_startup = lambda self, hook: at_first(self)"
    )
    assert alone(before=f"import threading\n{waits}").returncode == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the lock is not looked for")
def test_the_system_ends_what_cannot_end_itself() -> None:
    """Seen red without the alarm. A thread of Rust may wait for another while it has Python's lock."""
    stuck = (
        "one_process.SECONDS_TO_END = 0; import ctypes; "
        "one_process._end = lambda code: ctypes.PyDLL(None).pause(); then(signal.SIGTERM)"
    )
    assert alone(before=stuck).returncode == -signal.SIGALRM
