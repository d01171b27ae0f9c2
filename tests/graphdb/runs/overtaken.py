"""A store in which another process is quicker."""

from collections.abc import Callable, Mapping

from graphdb.records import NOTHING_EXPECTED, Record, RecordKey, Records, RecordWrite
from graphdb.store import GraphStore


class Overtaken:
    """The store, but the ``other`` does its work once, just before records are first written here."""

    def __init__(self, store: GraphStore, other: Callable[[], object]) -> None:
        self._store = store
        self.records = _Overtaken(store.records, other)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


class _Overtaken:
    def __init__(self, records: Records, other: Callable[[], object]) -> None:
        self._records = records
        self._others = [other]

    def __getattr__(self, name: str) -> object:
        return getattr(self._records, name)

    def write(
        self, *writes: RecordWrite, expect: Mapping[RecordKey, int] = NOTHING_EXPECTED
    ) -> tuple[Record, ...]:
        if self._others:
            self._others.pop()()
        return self._records.write(*writes, expect=expect)
