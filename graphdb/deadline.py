"""One deadline for a whole request: code that waits for a database asks how long it still may wait.

A thread with a deadline has somebody waiting for it. Python lets one thread of a process work at a time, so
work that nobody waits for is done in small pieces, and gives way before each.
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

_until: ContextVar[float | None] = ContextVar("until", default=None)
_back: ContextVar[float] = ContextVar("back", default=0.0)
"""Until when, in seconds of the same clock, this thread's work gives way."""
_MOST: Final = 0.02
"""Seconds that one piece of such work stands back: requests without a pause must not stop it."""


class _Urgent:
    """How many threads somebody waits for: those at work, and those that wait for other threads themselves.

    ``none``: nobody needs to stand back. So it is too while one of them waits: who stands back may be the one
    that it waits for.
    """

    def __init__(self) -> None:
        self._lock, self._at_work, self._waiting = Lock(), 0, 0
        self.none = Event()
        self.none.set()

    def add(self, at_work: int, waiting: int = 0) -> None:
        with self._lock:
            self._at_work += at_work
            self._waiting += waiting
            if self._at_work and not self._waiting:
                self.none.clear()
            else:
                self.none.set()


_urgent = _Urgent()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Everything inside has this many seconds in all; an outer, nearer deadline stays."""
    until, outer = time.monotonic() + seconds, _until.get()
    token = _until.set(until if outer is None else min(until, outer))
    newly = int(outer is None)
    _urgent.add(newly)
    try:
        yield
    finally:
        _urgent.add(-newly)
        _until.reset(token)


@contextmanager
def waiting() -> Iterator[None]:
    """Inside, this thread waits for another one: if somebody waits for this, nobody stands back meanwhile."""
    urgent = int(_until.get() is not None)
    _urgent.add(-urgent, urgent)
    try:
        yield
    finally:
        _urgent.add(urgent, -urgent)


@contextmanager
def standing_back(seconds: float) -> Iterator[None]:
    """Nobody waits for what is inside: it gives way, but no longer than for so many seconds in all."""
    token = _back.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _back.reset(token)


def give_way() -> None:
    """Let threads go first that somebody waits for, a moment at most; nothing outside ``standing_back``."""
    left = _back.get() - time.monotonic()
    if left > 0:
        _urgent.none.wait(min(_MOST, left))


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
    urgent = int(until is not None)
    _urgent.add(-urgent)
    _until.set(None)
    try:
        yield
    finally:
        _until.set(None if until is None else until + time.monotonic() - began)
        _urgent.add(urgent)


def remaining(default: float) -> float:
    """Seconds left, at most ``default``; Unavailable when the time is used up."""
    until = _until.get()
    if until is None:
        return default
    left = until - time.monotonic()
    if left <= 0:
        raise Unavailable(message("stores.not_in_time"))
    return min(left, default)
