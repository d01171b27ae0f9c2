"""What is kept in memory for each store of a process: a cache that may be dropped at any time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final, Generic, TypeVar
from weakref import WeakKeyDictionary

from graphdb.deadline import remaining, waiting
from graphdb.errors import Busy
from graphdb.message import message
from graphdb.store import GraphStore

T = TypeVar("T")
PATIENCE: Final = 60.0
"""Seconds to wait for another thread's reading when there is no deadline."""


class PerStore(Generic[T]):
    """One thing for each store, as ``make`` makes it empty, in the hands of one thread at a time."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = Lock()
        self._kept: WeakKeyDictionary[GraphStore, tuple[Lock, T]] = WeakKeyDictionary()

    @contextmanager
    def of(self, store: GraphStore) -> Iterator[T]:
        """What is kept for a store. Busy when another thread has it longer than the caller's time."""
        with self._lock:
            lock, kept = self._kept.get(store) or self._kept.setdefault(store, (Lock(), self._make()))
        if not lock.acquire(blocking=False):
            with waiting():
                mine = lock.acquire(timeout=remaining(PATIENCE))
            if not mine:
                raise Busy(message("stores.loading"))
        try:
            yield kept
        finally:
            lock.release()

    def peek(self, store: GraphStore) -> T | None:
        """What is kept for a store, also while another thread has it: to look at what is put there whole."""
        with self._lock:
            kept = self._kept.get(store)
        return None if kept is None else kept[1]

    def forget(self, store: GraphStore) -> None:
        """Begin anew for a store."""
        with self._lock:
            self._kept.pop(store, None)
