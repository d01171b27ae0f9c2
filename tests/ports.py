"""Ports for servers that tests start in other processes."""

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle, islice
from typing import Final

_FIRST: Final = 20_000
_COUNT: Final = 12_000
_APART: Final = 97
"""More than a process asks for, so that processes with numbers in a row do not meet."""


def _in_turn() -> Iterator[int]:
    start = os.getpid() * _APART % _COUNT
    return islice(cycle(range(_FIRST, _FIRST + _COUNT)), start, None)


_PORTS: Final = _in_turn()


def free_port() -> int:
    """A port that nobody listens on, another one each time.

    Below those that a system gives of itself: until the server listens, no connection or test beside gets it.
    """
    for port in _PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("the ports have no end")
