"""One deadline for a whole request: code that waits for a database asks how long it still may wait.

A thread with a deadline answers a request. Python lets one thread of a process work at a time, so work beside
the requests, inside ``standing_back``, is done in small pieces, and gives way to them before each.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event, Lock
from typing import Final, TypeVar

from graphdb.errors import Unavailable
from graphdb.message import message

T = TypeVar("T")
TURN: Final = 0.0001
"""Seconds that a thread works in Python before another gets its turn, where threads wait for each other."""

_until: ContextVar[float | None] = ContextVar("until", default=None)
_back: ContextVar[float] = ContextVar("back", default=0.0)
"""Until when this thread gives way to requests. Both are seconds of ``time.monotonic``."""
_MOST: Final = 0.02
"""Seconds that one piece of such work gives way at most: requests without a pause must not stop it."""


class _Requests:
    """How many threads answer a request: those at work, and those that wait for another thread.

    ``let_go_on``: set unless other work is to give way. It is set while a request waits, too, as it may wait
    for the very thread that gives way.
    """

    def __init__(self) -> None:
        self._lock, self._at_work, self._waiting = Lock(), 0, 0
        self.let_go_on = Event()
        self.let_go_on.set()

    def add(self, at_work: int, waiting: int = 0) -> None:
        with self._lock:
            self._at_work += at_work
            self._waiting += waiting
            if self._at_work and not self._waiting:
                self.let_go_on.clear()
            else:
                self.let_go_on.set()


_requests = _Requests()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Everything inside has this many seconds in all; an outer, nearer deadline stays."""
    until, outer = time.monotonic() + seconds, _until.get()
    token = _until.set(until if outer is None else min(until, outer))
    is_first = int(outer is None)
    _requests.add(is_first)
    try:
        yield
    finally:
        _requests.add(-is_first)
        _until.reset(token)


@contextmanager
def waiting() -> Iterator[None]:
    """Inside, this thread waits for another one: while a request does, no thread gives way."""
    is_request = int(_until.get() is not None)
    _requests.add(-is_request, is_request)
    try:
        yield
    finally:
        _requests.add(is_request, -is_request)


@contextmanager
def standing_back(seconds: float) -> Iterator[None]:
    """No request waits for what is inside: it gives way to them, for so many seconds in all at most."""
    token = _back.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _back.reset(token)


def give_way() -> None:
    """Let requests go first, a moment at most; outside ``standing_back`` this does nothing."""
    left = _back.get() - time.monotonic()
    if left > 0:
        _requests.let_go_on.wait(min(_MOST, left))


def giving_way(items: Iterable[T], every: int) -> Iterator[T]:
    """The items; before each so many of them it gives way."""
    for number, item in enumerate(items):
        if number % every == 0:
            give_way()
        yield item


@contextmanager
def standing_still() -> Iterator[None]:
    """What is inside may take its time: the deadline comes as much later."""
    until, began = _until.get(), time.monotonic()
    is_request = int(until is not None)
    _requests.add(-is_request)
    _until.set(None)
    try:
        yield
    finally:
        _until.set(None if until is None else until + time.monotonic() - began)
        _requests.add(is_request)


def remaining(default: float) -> float:
    """Seconds left, at most ``default``; Unavailable when the time is used up."""
    until = _until.get()
    if until is None:
        return default
    left = until - time.monotonic()
    if left <= 0:
        raise Unavailable(message("stores.not_in_time"))
    return min(left, default)
