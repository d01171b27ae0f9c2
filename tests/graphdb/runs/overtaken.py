"""A store in which another process is quicker."""

from collections.abc import Callable, Mapping

from graphdb.records import NOTHING_EXPECTED, Record, RecordKey, Records, RecordWrite
from graphdb.store import Commit, GraphStore, WriteSet


class Overtaken:
    """The store, but the ``other`` does its work once, just before something is first written here."""

    def __init__(self, store: GraphStore, other: Callable[[], object]) -> None:
        self._store, self._others = store, [other]
        self.records = _Overtaken(store.records, self._others)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def write(self, change: WriteSet) -> Commit:
        if self._others:
            self._others.pop()()
        return self._store.write(change)


class _Overtaken:
    def __init__(self, records: Records, others: list[Callable[[], object]]) -> None:
        self._records = records
        self._others = others

    def __getattr__(self, name: str) -> object:
        return getattr(self._records, name)

    def write(
        self, *writes: RecordWrite, expect: Mapping[RecordKey, int] = NOTHING_EXPECTED
    ) -> tuple[Record, ...]:
        if self._others:
            self._others.pop()()
        return self._records.write(*writes, expect=expect)
