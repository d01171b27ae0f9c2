"""Reading several times what belongs to one version of a store."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from graphdb.errors import Busy, NotFound
from graphdb.message import message
from graphdb.store import GraphStore, Status

T = TypeVar("T")


def stable(store: GraphStore, read: Callable[[Status], T], *, strict: bool = True) -> T:
    """Run ``read`` so that all it reads belongs to one version of the store; it is given that version.

    After a commit meanwhile it runs again, three times in all, then Busy. For people, not ``strict``, the
    last answer will do then: a large import must not close the pages, which say that it is at work.

    The version before may be one that is remembered: nothing was written since when it is the one after, too.
    """
    remembered = store.remembered()
    if remembered is not None:
        with suppress(NotFound, LookupError, TypeError, ValueError):  # it was so in a version that is gone
            answer = read(remembered)
            if _same(remembered, store.status()):
                return answer
    for tries_left in (2, 1, 0):
        before = store.status()
        answer = read(before)
        if _same(before, store.status()) or not (tries_left or strict):
            return answer
    raise Busy(message("stores.changing"))


def _same(before: Status, after: Status) -> bool:
    return (before.version, before.fingerprint) == (after.version, after.fingerprint)
