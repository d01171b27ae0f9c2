"""Whether a reading of Neo4j belongs to one version: a sequence lock around the moment a commit is applied.

Neo4j reads what is committed at each moment, and a commit is applied record by record and index by index, in
an order of its own, so two statements, even two rows of one, may show different versions. So a writer that
has done its work, and holds the lock on ``:Meta`` that puts writers in a row, says in a transaction of its
own that commit ``n`` has ``begun``; then it commits; then it says that ``n`` is ``done``. What was read
between two looks at ``begun`` is whole when both saw the number that was ``done`` at the first: had any of a
later commit been there to be read, that commit had begun before.

Only the moment of applying is waited for, never the writer's work before it. Should that take too long, or
the writer have died in it, ``settled`` reads as a writer does, behind the lock on ``:Meta``.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, LiteralString, TypeVar

from neo4j import Driver, ManagedTransaction, Query, unit_of_work
from neo4j.exceptions import DriverError, Neo4jError

from graphdb.errors import Busy, TooLarge, Unavailable
from graphdb.message import message
from graphdb.store import Commit
from graphdb.stores.neo4j.cypher import seqlock
from graphdb.stores.neo4j.link import READ_SECONDS, Link, Moved, Row, in_time, row

T = TypeVar("T")
Read = Callable[[ManagedTransaction], T]

TRIES: Final = 60
ENOUGH: Final = 3
"""Tries of a reading that takes longer than all of ``TRIES`` should."""
PATIENCE: Final = 2.0  # seconds

_CHANGING: Final = message("stores.changing")


class Unsettled(Busy):
    """Commits were being applied each time; read with ``settled``."""


def publish(link: Link, work: Callable[[ManagedTransaction], Commit]) -> Commit:
    """Run ``work`` in a write transaction, and tell readers while it is applied.

    It takes the lock on ``:Meta`` and has let the server do all of it when it answers.
    """

    def run(driver: Driver, left: float) -> Commit:
        wanted_still = in_time(work, left)

        def announced(tx: ManagedTransaction) -> Commit:
            commit = wanted_still(tx)
            _tell(driver, seqlock.BEGIN, commit, left)
            return commit

        with driver.session() as session:
            commit = session.execute_write(unit_of_work(timeout=left)(announced))
        with suppress(Neo4jError, DriverError):  # it is written; the next reader finds out by itself
            _tell(driver, seqlock.END, commit, left)
        return commit

    return link.run(run)


def _tell(driver: Driver, statement: LiteralString, commit: Commit, seconds: float) -> None:
    with driver.session() as session:
        session.run(Query(statement, timeout=seconds), {"seq": commit.seq}).consume()


def read(link: Link, work: Read[T], *, seconds: float = READ_SECONDS) -> T:
    """What ``work``, which is ``consistent`` or reads by ``collected``, answers. Raises Busy."""
    for attempt in range(TRIES):
        try:
            return link.read(work, seconds=seconds)
        except Moved:
            time.sleep(_pause(attempt))
        except Unsettled:
            break
    return settled(link, work, seconds=seconds)


def consistent(work: Read[T]) -> Read[T]:
    """``work``, of several statements, so that all it answers belongs to one version."""

    def guarded(tx: ManagedTransaction) -> T:
        tries = _Tries()
        while tries.go_on():
            before = _applied(tx)
            if before is None:
                continue
            try:
                answer = work(tx)
            except (LookupError, TypeError, ValueError, TooLarge):
                if _applied(tx) == before:  # else half a commit was read: a node without its label
                    raise
            else:
                if _applied(tx) == before:
                    return answer
        raise Unsettled(_CHANGING)

    return guarded


def collected(tx: ManagedTransaction, statement: LiteralString, **values: Any) -> list[Any]:
    """The rows of a statement built by ``seqlock.whole``: one answer instead of three."""
    tries = _Tries()
    while tries.go_on():
        answer = known(row(tx, statement, asked=values))
        if answer["whole"]:
            items: list[Any] = answer["collected"]
            return items
    raise Unsettled(_CHANGING)


def known(meta: Row | None) -> Row:
    """What the store says about itself; Unavailable before ``prepare``."""
    if meta is None:
        raise Unavailable(message("stores.neo4j_not_prepared"))
    return meta


class _Tries:
    """Tries of one reading with pauses between, which end when it is likely that more will not help."""

    def __init__(self) -> None:
        self._began, self._count = time.monotonic(), 0

    def go_on(self) -> bool:
        if self._count >= TRIES or (self._count >= ENOUGH and time.monotonic() - self._began > PATIENCE):
            return False
        if self._count:
            time.sleep(_pause(self._count - 1))
        self._count += 1
        return True


def _pause(attempt: int) -> float:
    return min(0.02, 0.002 * attempt)


def _applied(tx: ManagedTransaction) -> int | None:
    """The number of the last commit, or None while one is being applied."""
    mark = known(row(tx, seqlock.MARK))
    begun: int = mark["begun"]
    return begun if begun == mark["done"] else None


def settled(link: Link, work: Read[T], *, seconds: float) -> T:
    """What ``work`` answers behind all writers; what one that died has begun is done or was never."""

    def locked(tx: ManagedTransaction) -> T:
        tx.run(seqlock.WAIT).consume()
        tx.run(seqlock.SETTLE).consume()
        return work(tx)

    return link.write(locked, seconds=seconds)
