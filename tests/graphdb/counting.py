"""A store that counts what is asked of it."""

from collections import Counter
from typing import Any

from graphdb.store import GraphStore


class Counting:
    """A store that counts the calls that read; the status and records are not counted."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._store, name)
        if name in ("status", "remembered", "records", "prepare", "close"):
            return attribute

        def call(*args: Any, **values: Any) -> Any:
            self.calls[name] += 1
            return attribute(*args, **values)

        return call
