"""The places in which the bodies of requests are waited for.

A server's read ends when all that was asked for has come, and nothing interrupts it: granian's waits, and its
thread with it, as long as the sender holds the connection. What can be taken back from one that sends
nothing more is its place, so that it keeps nobody else out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic
from typing import Final

_GRACE: Final = 30.0
"""Seconds that any body may take."""
_SLOWEST: Final = 64 * 1024
"""Bytes a second that a long one must come at besides: half a megabit, the least of a telephone's."""


def seconds_for(length: int) -> float:
    """How long a body of so many bytes has its place for itself."""
    return _GRACE + length / _SLOWEST


class Places:
    """Places for ``count`` bodies that are within their time; ``overdue``: how many more threads may wait for
    those that are not, in one process.
    """

    def __init__(self, count: int, overdue: int) -> None:
        self._count = count
        self._most = count + overdue
        self._lock = Lock()
        self._until: dict[object, float] = {}

    @contextmanager
    def place(self, seconds: float) -> Iterator[bool]:
        """Whether there is a place, for so many seconds: after that it may be another's, too."""
        body = object()
        with self._lock:
            now = monotonic()
            in_time = sum(until > now for until in self._until.values())
            is_free = in_time < self._count and len(self._until) < self._most
            if is_free:
                self._until[body] = now + seconds
        try:
            yield is_free
        finally:
            with self._lock:
                self._until.pop(body, None)
