"""Reading several times what belongs to one version of a store."""

from collections.abc import Callable
from typing import TypeVar

from graphdb.errors import Busy, NotFound
from graphdb.message import message
from graphdb.store import GraphStore, Status

T = TypeVar("T")


def stable(store: GraphStore, read: Callable[[Status], T], *, strict: bool = True) -> T:
    """Run ``read`` so that all it reads belongs to one version of the store; it is given that version.

    After a commit meanwhile it runs again, three times from a version that was asked for, then Busy. For
    people, not ``strict``, the last answer will do then: a large import must not close the pages, which say
    that it is at work.

    The first time may begin with a version that is remembered: when it is the one after, too, nothing was
    written since.
    """
    remembered = store.remembered()
    if remembered is not None:
        try:
            answer = read(remembered)
        except (NotFound, LookupError, TypeError, ValueError):
            if _same(remembered, store.status()):
                raise
        else:
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
