"""One deadline for a whole request: code that waits for a database asks how long it still may wait."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from graphdb.errors import Unavailable
from graphdb.message import message

_until: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Everything inside has this many seconds in all; an outer, nearer deadline stays."""
    until, outer = time.monotonic() + seconds, _until.get()
    token = _until.set(until if outer is None else min(until, outer))
    try:
        yield
    finally:
        _until.reset(token)


@contextmanager
def standing_still() -> Iterator[None]:
    """What is inside may take its time: the deadline comes as much later."""
    until, began = _until.get(), time.monotonic()
    _until.set(None)
    try:
        yield
    finally:
        _until.set(None if until is None else until + time.monotonic() - began)


def remaining(default: float) -> float:
    """Seconds left, at most ``default``; Unavailable when the time is used up."""
    until = _until.get()
    if until is None:
        return default
    left = until - time.monotonic()
    if left <= 0:
        raise Unavailable(message("stores.not_in_time"))
    return min(left, default)
