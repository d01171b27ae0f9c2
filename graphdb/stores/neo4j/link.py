"""The line to a Neo4j server: one driver per process, one deadline per call, and our own errors.

The driver has no time limit on reading from a socket, so a frozen server would hold its caller for minutes.
Each call therefore runs in a worker thread and the caller waits no longer than its deadline; a line that did
not answer in time is cut and the next call gets a new one.
"""

import logging
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Lock, Thread
from typing import Any, Final, LiteralString, TypeVar, cast
from urllib.parse import urlsplit
from weakref import WeakSet

from neo4j import (
    READ_ACCESS,
    Address,
    Driver,
    GraphDatabase,
    ManagedTransaction,
    Query,
    Result,
    Session,
    unit_of_work,
)
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    Neo4jError,
    TransientError,
)

from graphdb.deadline import remaining
from graphdb.errors import Busy, Refused, StoreError, TooLarge, Unavailable
from graphdb.message import Message, message
from graphdb.page import in_pieces

READ_SECONDS: Final = 30.0
"""How long a call may take when its thread has no deadline of its own."""
WRITE_SECONDS: Final = 120.0
PORTION: Final = 1000
"""Rows of one statement, that the server's memory can hold."""
OPEN_SECONDS: Final = 3
_THREADS: Final = 64
SETTINGS: Final[dict[str, Any]] = {
    "max_transaction_retry_time": 2,
    "connection_timeout": 2,
    "connection_acquisition_timeout": OPEN_SECONDS,
    "liveness_check_timeout": 30,
    "telemetry_disabled": True,
    "user_agent": "brobygger",
    # Labels and properties that no data uses yet are normal in a new store. Anything else the server remarks
    # is our mistake; the driver logs it, and a test that sees it logged fails.
    "notifications_disabled_classifications": ["UNRECOGNIZED"],
}

_LOGIN: Final = message("stores.neo4j_login")
_ADDRESS: Final = message("stores.neo4j_address")
_MEMORY: Final = message("stores.neo4j_memory")
_WRITING: Final = message("stores.neo4j_busy")

Work = Callable[[ManagedTransaction], "T"]
Row = dict[str, Any]
T = TypeVar("T")


class Moved(Busy):
    """What was being read was taken away meanwhile; read again."""


def rows(tx: ManagedTransaction, statement: LiteralString, **values: Any) -> Iterator[Row]:
    """The records of one statement, as they arrive."""
    return (dict(record) for record in tx.run(statement, values))


def row(tx: ManagedTransaction, statement: LiteralString, **values: Any) -> Row | None:
    """The only record, if there is one."""
    record = tx.run(statement, values).single()
    return None if record is None else dict(record)


class Unspelt(list[Any]):
    """Rows that the driver does not spell out for its log, which it does also when nobody keeps one."""

    def __repr__(self) -> str:
        return f"<{len(self)} rows>"


def put(
    tx: ManagedTransaction, statement: LiteralString, items: Iterable[Any], **values: Any
) -> list[Result]:
    """Run a statement on the items, in portions as ``$asked.rows``.

    No answer is waited for here: the server works on one portion while the next is prepared.
    """
    return [
        tx.run(statement, {"asked": {"rows": Unspelt(some)}, **values}) for some in in_pieces(items, PORTION)
    ]


def in_time(work: "Work[T]", seconds: float) -> "Work[T]":
    """``work``, refused when it ends later than so many seconds from now.

    The caller has given it up by then; a server that was frozen would go on with it all the same.
    """
    until = time.monotonic() + seconds

    def refused_late(tx: ManagedTransaction) -> T:
        answer = work(tx)
        if time.monotonic() > until:
            raise Busy(_WRITING)
        return answer

    return refused_late


@dataclass(frozen=True, slots=True)
class _Statements:
    """Runs each statement by itself, with the method that a transaction has for it."""

    session: Session
    seconds: float

    def run(self, statement: LiteralString, values: Row | None = None) -> Result:
        """As ``ManagedTransaction.run``."""
        return self.session.run(Query(statement, timeout=self.seconds), values)


@dataclass(frozen=True, slots=True)
class _Wait:
    """Seconds to wait for an answer, and then for a sign of life."""

    answer: float
    sign: float

    @classmethod
    def of(cls, seconds: float) -> "_Wait":
        left = remaining(seconds)
        sign = min(1.0, left * 0.15)
        return cls(left - sign, sign)


class _Line:
    """A driver and the threads that wait for it; they live and are given up together."""

    def __init__(self, uri: str, auth: tuple[str, str], silent: Message) -> None:
        _ = urlsplit(uri).port  # the driver itself notices a port that is none only when it connects
        self._silent = silent
        self._threads = ThreadPoolExecutor(_THREADS, "neo4j")
        self._waiting: set[Future[Any]] = set()
        self._is_cut = False
        self.driver = GraphDatabase.driver(uri, auth=auth, resolver=self._resolve, **SETTINGS)

    def submit(self, run: "Callable[[Driver], T]") -> "Future[T]":
        """Begin a call."""
        try:
            future = self._threads.submit(run, self.driver)
        except RuntimeError as error:  # closed by another thread a moment ago
            raise Unavailable(self._silent) from error
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        return future

    def is_alive(self, seconds: float) -> bool:
        """Whether the server answers anything at all: then only this call was slow, and others go on."""
        sign = self.submit(Driver.verify_connectivity)
        return sign in futures.wait([sign], seconds).done and sign.exception() is None

    def cut(self, *, patience: float = 0.0) -> None:
        """Close all sockets, which wakes the threads that wait on them.

        A connection that is opening now would outlive its closed driver: no new ones are begun, and those
        under way are given ``patience`` seconds.
        """
        self._is_cut = True
        if futures.wait(set(self._waiting), patience).not_done:
            self._drop_connections()
        self.driver.close()
        self._threads.shutdown(wait=False)

    def _drop_connections(self) -> None:
        # The driver's own close says goodbye, also on a connection that a thread is writing to just then, and
        # fails, which leaves the others open. It has no public way to drop a connection.
        for pool in list(self.driver._pool.connections.values()):
            for connection in list(pool):
                connection.kill()

    def _resolve(self, address: Address) -> list[Address]:
        if self._is_cut:
            raise Unavailable(self._silent)
        return [address]


class Link:
    """Runs work in managed transactions; safe to share between threads and across a fork."""

    def __init__(self, uri: str, user: str, password: str) -> None:
        self._uri, self._auth = uri, (user, password)
        self._silent = message("stores.neo4j_silent", address=uri.partition("://")[2].rpartition("@")[2])
        self._lock = Lock()
        self._line: _Line | None = None
        _links.add(self)

    def read(self, work: Callable[[ManagedTransaction], T], *, seconds: float = READ_SECONDS) -> T:
        """What ``work`` answers, which only runs statements that read; it may be run more than once.

        A read transaction of Neo4j's is no snapshot, so the first try does without: a statement goes to the
        server and back once, where a transaction goes four times. What fails and may succeed when it is tried
        again, as on a connection that the server closed, is left to the driver, which waits and tries again.
        """
        wait = _Wait.of(seconds)

        def run(driver: Driver) -> T:
            with driver.session(default_access_mode=READ_ACCESS) as session:
                try:
                    return work(cast("ManagedTransaction", _Statements(session, wait.answer)))
                except (Neo4jError, DriverError) as error:
                    if not error.is_retryable():
                        raise
                return session.execute_read(unit_of_work(timeout=wait.answer)(work))

        return self._call(run, wait, Unavailable(self._silent))

    def write(self, work: Callable[[ManagedTransaction], T], *, seconds: float = WRITE_SECONDS) -> T:
        """What ``work`` answers inside a write transaction, committed; it may be run more than once.

        Busy when the time was used up waiting for other writers. A write that was given up is not done; only
        of one that was being applied just then it is not known. To repeat it with the same commit id is right
        either way.
        """

        def run(driver: Driver, left: float) -> T:
            with driver.session() as session:
                return session.execute_write(unit_of_work(timeout=left)(in_time(work, left)))

        return self.run(run, seconds=seconds)

    def run(self, work: Callable[[Driver, float], T], *, seconds: float = WRITE_SECONDS) -> T:
        """What ``work`` answers with sessions of its own, for what is more than one transaction.

        It gets the seconds it has.
        """
        wait = _Wait.of(seconds)
        until = time.monotonic() + wait.answer
        return self._call(lambda driver: work(driver, until - time.monotonic()), wait, Busy(_WRITING))

    def close(self) -> None:
        """Let go of the connections; the next call makes new ones."""
        with self._lock:
            line, self._line = self._line, None
        if line is not None:
            line.cut()

    def forget(self) -> None:
        """After a fork: the sockets are the parent's, so leave them alone and begin anew."""
        if self._line is not None:
            _inherited.append(self._line)
        self._lock, self._line = Lock(), None

    def _call(self, run: Callable[[Driver], T], wait: _Wait, late: StoreError) -> T:
        with _translated(late, self._silent):
            line = self._connected()
            future = line.submit(run)
            try:
                return future.result(wait.answer)
            except TimeoutError:
                if future.done():  # the work itself said so
                    raise
                future.cancel()  # or it would begin when a thread is free
            if line.is_alive(wait.sign):
                raise late
            self._give_up(line)
            raise Unavailable(self._silent)

    def _connected(self) -> _Line:
        with self._lock:
            if self._line is None:
                try:
                    self._line = _Line(self._uri, self._auth, self._silent)
                except ValueError as error:  # a port that is no number
                    raise Refused(_ADDRESS) from error
            return self._line

    def _give_up(self, line: _Line) -> None:
        with self._lock:
            if self._line is not line:
                return
            self._line = None
        Thread(target=partial(line.cut, patience=OPEN_SECONDS + 1), daemon=True).start()


@contextmanager
def _translated(late: StoreError, silent: Message) -> Iterator[None]:
    try:
        yield
    except (Neo4jError, DriverError, ConfigurationError, OSError) as error:
        raise _ours(error, late, silent) from error


def _ours(error: Exception, late: StoreError, silent: Message) -> Exception:
    """The error of ours that says what the caller does next; ``late`` when the server ran out of time."""
    code = (error.code or "") if isinstance(error, Neo4jError) else ""
    if isinstance(error, AuthError) or ".Security." in code:
        return Unavailable(_LOGIN)
    if "OutOfMemory" in code or "MemoryPool" in code:
        return TooLarge(_MEMORY)
    if "EntityNotFound" in code:  # what was being read was taken away meanwhile
        return Moved(_WRITING)
    if "TransactionTimedOut" in code or "LockAcquisitionTimeout" in code or "Terminated" in code:
        return late
    if isinstance(error, TransientError):
        return Unavailable(silent) if "DatabaseUnavailable" in code else Busy(_WRITING)
    if isinstance(error, ConstraintError):
        return Busy(_WRITING)
    if isinstance(error, ConfigurationError):
        return Refused(_ADDRESS)
    if isinstance(error, ClientError):
        return StoreError(message("stores.neo4j_rejected"))
    return Unavailable(silent)


# What the driver would tell on stderr by itself, we say in our own errors.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

_links: "WeakSet[Link]" = WeakSet()
_inherited: list[_Line] = []


def _forget_all() -> None:
    for link in _links:
        link.forget()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_forget_all)
