"""Use case: taking away what has been kept long enough. Done again it finds nothing more.

What has run out (sessions, links, sign-ins that were begun, waits after guesses, answered proposals, doubts,
notes of mails) goes when its time is over. Of some the time is a setting, and of reasons in the history: they
are erased, and the chain of digests stands. What waits for the coordinator is kept until it is answered.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from graphdb.accounts import credentials, mailed, once, sessions, throttle
from graphdb.accounts import links as one_time
from graphdb.confirming import links
from graphdb.doubts import doubts
from graphdb.history import erased
from graphdb.mailing import post
from graphdb.message import Message, message
from graphdb.page import Page
from graphdb.proposals import disowning, proposals
from graphdb.proposals.proposals import State
from graphdb.records import Record
from graphdb.store import Commit, GraphStore, every
from graphdb.upkeep import reasons

BY: Final = "purge"
_ANY_TIME: Final = ""
SORTS: Final[Mapping[str, Message]] = {
    proposals.KIND: message("retention.proposals"),
    doubts.KIND: message("retention.doubts"),
    links.KIND: message("retention.links"),
    disowning.KIND: message("retention.disowning"),
    post.KIND: message("retention.mails"),
    sessions.KIND: message("retention.sessions"),
    one_time.KIND: message("retention.sign_ins"),
    mailed.KIND: message("retention.sign_ins"),
    once.KIND: message("retention.sign_ins"),
    credentials.KIND: message("retention.sign_ins"),
    throttle.KIND: message("retention.waits"),
}
"""What the kinds of records are called that run out."""
REASONS: Final = message("retention.reasons")


@dataclass(frozen=True, slots=True)
class Kept:
    """How many days answered proposals and doubts are kept, and reasons in the history; 0: for good."""

    proposals: int
    doubts: int
    reasons: int


def purge(store: GraphStore, kept: Kept, now: str, *, dry_run: bool = False) -> Mapping[Message, int]:
    """Take away what is older at a moment (ISO, UTC), by what it is called; ``dry_run`` only counts it.

    Refused, and no reason is erased, where one stands in the chain itself.
    """
    counts: dict[Message, int] = {}
    over = list(_over(store, kept, now))
    old = list(_with_old_reason(store, kept, now))
    if not dry_run:
        reasons.erase_reasons(store, old, now, BY)
        for record in over:
            store.records.delete(record.kind, record.id, expect=record.version)
        store.records.purge(now)
    for record in over:
        counts[SORTS[record.kind]] = counts.get(SORTS[record.kind], 0) + 1
    return counts | ({REASONS: len(old)} if old else {})


def _over(store: GraphStore, kept: Kept, now: str) -> Iterator[Record]:
    """The records whose time is over, and those about a contact point that was erased."""
    erased_points = {one.key for one in erased.about_erased(store, (proposals.KIND, doubts.KIND))}
    for kind in SORTS:
        for record in every(partial(_page, store, kind)):
            if not record.there(now) or _is_old(record, kept, now) or record.key in erased_points:
                yield record


def _page(store: GraphStore, kind: str, after: str) -> Page[Record]:
    return store.records.list(kind, after=after, now=_ANY_TIME)


def _is_old(record: Record, kept: Kept, now: str) -> bool:
    if record.kind == doubts.KIND:
        return str(json.loads(record.body)["at"]) < _before(now, kept.doubts)
    if record.kind == proposals.KIND and record.keys["k2"] != State.WAITING:
        return str(json.loads(record.body)["decided"]) < _before(now, kept.proposals)
    return False


def _with_old_reason(store: GraphStore, kept: Kept, now: str) -> Iterator[Commit]:
    before = _before(now, kept.reasons)
    for commit in every(lambda at: store.commits(after=int(at)), "0") if before else ():
        if commit.at < before and commit.why and commit.by != BY:
            yield commit


def _before(now: str, days: int) -> str:
    """The moment before which something is too old, "" where it is kept for good."""
    return (datetime.fromisoformat(now) - timedelta(days=days)).isoformat(timespec="seconds") if days else ""
