"""Slowing down guesses, by what is guessed at and by where they come from: for minutes, never for good.

An account is guessed at from one network ("account") or from all together ("everywhere"), which takes many
more tries: somebody elsewhere does not make the owner wait. A try is counted before it is looked at, so that
many at once are many. Who must wait is turned away without being counted. Keys are kept as digests, and
forgotten an hour after the last try.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from graphdb.accounts import accounts
from graphdb.codec import Json, canonical
from graphdb.errors import Conflict
from graphdb.records import Record
from graphdb.store import GraphStore

KIND: Final = "throttle"
FREE: Final[Mapping[str, int]] = {
    "account": 5,
    "from": 40,
    "everywhere": 200,
    "doubt": 10,
    "doubted": 20,
    "mailed": 3,
}
"""Tries without a wait. A whole town hall may come from one address. Who says that something is wrong is
slowed down by where it comes from ("doubt"), and by the actor it is about ("doubted"); mails with a link
are by the address that they go to ("mailed").
"""
FIRST: Final = timedelta(seconds=30)
LONGEST: Final = timedelta(minutes=15)
FORGOTTEN: Final = timedelta(hours=1)
_TRIES: Final = 5
_ANY_TIME: Final = ""


def count(store: GraphStore, sort: str, key: str, now: str) -> int:
    """Count a try; answers how many seconds to wait instead of trying, 0 to go on."""
    record_id = accounts.digest(sort, key)
    moment = datetime.fromisoformat(now)
    for _ in range(_TRIES):
        # What has expired may not be purged yet: it is written over, so that it has its version as well.
        record = store.records.get(KIND, record_id, now=_ANY_TIME)
        body: Json = {"tries": 0, "until": now}
        if record is not None and record.there(now):
            body = json.loads(record.body)
        left = (datetime.fromisoformat(body["until"]) - moment).total_seconds()
        if left > 0:
            return int(left)
        tries = body["tries"] + 1
        new = canonical({"tries": tries, "until": _text(moment + wait_after(sort, tries))})
        forgotten = _text(moment + FORGOTTEN)
        try:
            store.records.put(
                Record(KIND, record_id, new, expires=forgotten),
                expect=0 if record is None else record.version,
            )
        except Conflict:
            continue
        return 0
    return 1


def give_back(store: GraphStore, sort: str, key: str, now: str) -> None:
    """The try was no guess: it counts no longer, nor does the wait after it. Earlier ones count as before."""
    for _ in range(_TRIES):
        record = store.records.get(KIND, accounts.digest(sort, key), now=now)
        if record is None:
            return
        body = canonical({"tries": max(0, json.loads(record.body)["tries"] - 1), "until": now})
        try:
            store.records.put(replace(record, body=body), expect=record.version)
        except Conflict:
            continue
        return


def forget(store: GraphStore, sort: str, key: str) -> None:
    """The right one came: earlier tries count no longer."""
    store.records.delete(KIND, accounts.digest(sort, key))


def wait_after(sort: str, tries: int) -> timedelta:
    """How long to wait after so many tries."""
    over = tries - FREE[sort]
    return timedelta(0) if over < 0 else min(FIRST * 2 ** min(over, 10), LONGEST)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
