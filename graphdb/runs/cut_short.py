"""Which runs were cut short, for whoever opens a store: without what undoing one needs."""

import json
from typing import Final

from graphdb.concurrency.open_runs import open_runs
from graphdb.records import Record
from graphdb.runs import lease
from graphdb.store import GraphStore

SIGN: Final = ("sign_of_life", "run")
"""The record of who is at work, and of how many runs were begun. Of two that begin at once one puts it."""
_ANY_TIME: Final = ""
"""As ``now``: no run expires."""


def dead(store: GraphStore, now: str) -> tuple[Record, ...]:
    """The records of runs whose process has died and that are not undone yet."""
    return tuple(record for record in open_runs(store.records) if _sign_of(store, record).gone(now))


def _sign_of(store: GraphStore, record: Record) -> lease.Sign:
    """The sign of who is at work; without one it is as old as the run."""
    sign = store.records.get(*SIGN, now=_ANY_TIME)
    said = {} if sign is None else json.loads(sign.body)
    if "beat" not in said:
        return lease.Sign("", 0, json.loads(record.body)["at"])
    return lease.Sign(said["machine"], said["process"], said["beat"], said["started"])
