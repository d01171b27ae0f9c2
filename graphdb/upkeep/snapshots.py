"""Long readings of a store while people write to it."""

from collections.abc import Callable
from typing import Final, TypeVar

from graphdb.errors import Busy
from graphdb.history import chain
from graphdb.message import message
from graphdb.store import GraphStore, every

T = TypeVar("T")
_TRIES: Final = 20
"""So many, since an import may erase something in each of its parts; other writes cost none."""


def at_one_moment(store: GraphStore, work: Callable[[GraphStore], T]) -> T:
    """What ``work`` answers of the store at one moment, from which nothing was erased before it was done.

    An address that becomes secret meanwhile, or a reason that is erased, must not be in a file that is
    written now: then it runs again. Raises Busy when something is erased each time, and what ``work`` raises.
    """

    def dated(frozen: GraphStore) -> tuple[int, T]:
        return frozen.status().version, work(frozen)

    for _ in range(_TRIES):
        version, answer = store.snapshot(dated)
        if not _erased_since(store, version):
            return answer
    raise Busy(message("stores.changing"))


def _erased_since(store: GraphStore, version: int) -> bool:
    if store.status().version == version:
        return False
    commits = every(lambda at: store.commits(after=int(at)), str(version))
    changes = every(lambda at: store.changes(after=int(at)), str(version))
    return any(commit.forgets for commit in commits) or any(
        change.body and chain.erases(change) is not None for change in changes
    )
