"""Which runs are at work in a store, for those who read while one writes."""

from typing import Final

from graphdb.records import ReadableRecords, Record

KIND: Final = "run"
"""Of records: ``k1`` is the source, ``k2`` the state (open, done, undone)."""
OPEN: Final = "open"
_ANY_TIME: Final = ""
"""As ``now``: no run expires."""


def open_runs(records: ReadableRecords) -> tuple[Record, ...]:
    """The records of the runs that are at work, or were cut short and not taken back yet: one, or none."""
    return records.list(KIND, where={"k2": OPEN}, now=_ANY_TIME).items
