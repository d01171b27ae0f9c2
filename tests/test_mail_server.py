"""The mail server of the tests leaves nothing behind for the test after."""

import gc
import socket
import sys
from threading import Thread

import pytest

from tests.mail_server import mail_server


def _call_until_nobody_answers(port: int) -> None:
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as line:
                line.recv(1)
        except OSError:
            return


def test_lines_that_come_while_it_stops_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    left_open: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda problem: left_open.append(problem.exc_value))
    for _time in range(20):
        with mail_server() as (_kept, address):
            port = int(address.rpartition(":")[2])
            callers = [Thread(target=_call_until_nobody_answers, args=(port,)) for _caller in range(2)]
            for caller in callers:
                caller.start()
        for caller in callers:
            caller.join(60)
    gc.collect()
    assert left_open == []
