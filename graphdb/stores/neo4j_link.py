"""The line to a Neo4j server: one driver per process, one deadline per call, and our own errors.

The driver has no time limit on reading from a socket, so a frozen server would hold its caller for minutes.
Each call therefore runs in a worker thread and the caller waits no longer than its deadline; a line that did
not answer in time is cut and the next call gets a new one.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Final, LiteralString, TypeVar
from weakref import WeakSet

from neo4j import Driver, GraphDatabase, ManagedTransaction, unit_of_work
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

READ_SECONDS: Final = 30.0
"""How long a call may take when its thread has no deadline of its own."""
WRITE_SECONDS: Final = 120.0
_THREADS: Final = 64
_HEADSTART: Final = 0.9  # the server gives up a little before the caller, so the caller hears why

_NO_ANSWER: Final = "Databasen svarer ikke. Prøv igen om lidt."
_LOGIN: Final = (
    "Neo4j afviste brugernavn eller adgangskode. "
    "Tjek BROBYGGER_NEO4J_USER og BROBYGGER_NEO4J_PASSWORD."
)  # fmt: skip
_MEMORY: Final = "Der er for meget på én gang til databasens hukommelse. Del det op."
_WRITING: Final = "Andre skriver i databasen lige nu. Prøv igen om lidt."

Work = Callable[[ManagedTransaction], "T"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Line:
    """A driver and the threads that wait for it; they live and are given up together."""

    driver: Driver
    threads: ThreadPoolExecutor

    def cut(self) -> None:
        """Close all sockets, which wakes the threads that wait on them."""
        self.threads.shutdown(wait=False, cancel_futures=True)
        self.driver.close()


class Link:
    """Runs work in managed transactions; safe to share between threads and across a fork."""

    def __init__(self, uri: str, user: str, password: str) -> None:
        self._uri, self._auth = uri, (user, password)
        self._lock = Lock()
        self._line: _Line | None = None
        _links.add(self)

    def read(self, work: Callable[[ManagedTransaction], T], *, seconds: float = READ_SECONDS) -> T:
        """What ``work`` answers inside a read transaction; it may be run more than once."""
        left = remaining(seconds)

        def run(driver: Driver) -> T:
            with driver.session() as session:
                return session.execute_read(unit_of_work(timeout=left * _HEADSTART)(work))

        return self._call(run, left)

    def write(self, work: Callable[[ManagedTransaction], T], *, seconds: float = WRITE_SECONDS) -> T:
        """What ``work`` answers inside a write transaction, committed; it may be run more than once."""
        left = remaining(seconds)

        def run(driver: Driver) -> T:
            with driver.session() as session:
                return session.execute_write(unit_of_work(timeout=left * _HEADSTART)(work))

        return self._call(run, left)

    def define(self, statements: Sequence[LiteralString], *, seconds: float = WRITE_SECONDS) -> None:
        """Make constraints and indexes. Another process may be making the same: no news, then."""

        def work(tx: ManagedTransaction) -> None:
            for statement in statements:
                tx.run(statement).consume()

        def run(driver: Driver) -> None:
            with driver.session(notifications_disabled_classifications=["UNRECOGNIZED", "SCHEMA"]) as session:
                session.execute_write(work)

        self._call(run, remaining(seconds))

    def close(self) -> None:
        """Let go of the connections; the next call makes new ones."""
        with self._lock:
            line, self._line = self._line, None
        if line is not None:
            line.threads.shutdown(wait=False, cancel_futures=True)
            line.driver.close()

    def forget(self) -> None:
        """After a fork: the sockets are the parent's, so leave them alone and begin anew."""
        if self._line is not None:
            _inherited.append(self._line)
        self._lock, self._line = Lock(), None

    def _call(self, run: Callable[[Driver], T], seconds: float) -> T:
        with _translated():
            line = self._connected()
            future = line.threads.submit(run, line.driver)
        return self._answer(line, future, seconds)

    def _answer(self, line: _Line, future: "Future[T]", seconds: float) -> T:
        with _translated():
            try:
                return future.result(seconds)
            except TimeoutError:
                if future.done():  # the work itself said so
                    raise
        self._give_up(line)
        raise Unavailable(_NO_ANSWER)

    def _connected(self) -> _Line:
        with self._lock:
            if self._line is None:
                self._line = _Line(_driver(self._uri, self._auth), ThreadPoolExecutor(_THREADS, "neo4j"))
            return self._line

    def _give_up(self, line: _Line) -> None:
        with self._lock:
            if self._line is line:
                self._line = None
        Thread(target=line.cut, name="neo4j-cut", daemon=True).start()


def _driver(uri: str, auth: tuple[str, str]) -> Driver:
    return GraphDatabase.driver(
        uri,
        auth=auth,
        max_transaction_retry_time=2,
        connection_timeout=2,
        connection_acquisition_timeout=3,
        liveness_check_timeout=30,
        keep_alive=True,
        telemetry_disabled=True,
        user_agent="brobygger",
        # Labels and properties that no data uses yet are normal in a new store. Anything else the server remarks
        # is our mistake; the driver logs it, and a test that sees it logged fails.
        notifications_disabled_classifications=["UNRECOGNIZED"],
    )


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (Neo4jError, DriverError, ConfigurationError, OSError) as error:
        raise _ours(error) from error


def _ours(error: Exception) -> Exception:
    """The error of ours that says what the caller does next."""
    code = (error.code or "") if isinstance(error, Neo4jError) else ""
    if isinstance(error, AuthError) or ".Security." in code:
        return Unavailable(_LOGIN)
    if "OutOfMemory" in code or "MemoryPool" in code:
        return TooLarge(_MEMORY)
    if "TransactionTimedOut" in code or "LockAcquisitionTimeout" in code or "Terminated" in code:
        return Busy(_WRITING)
    if isinstance(error, TransientError):
        return Unavailable(_NO_ANSWER) if "DatabaseUnavailable" in code else Busy(_WRITING)
    if isinstance(error, ConstraintError):
        return Busy(_WRITING)
    if isinstance(error, ConfigurationError):
        return Refused("Adressen på Neo4j kan ikke bruges. Skriv den som bolt://VÆRT:PORT.")
    if isinstance(error, ClientError):
        return StoreError("Databasen afviste forespørgslen. Det er en fejl i programmet.")
    return Unavailable(_NO_ANSWER)


_links: "WeakSet[Link]" = WeakSet()
_inherited: list[_Line] = []


def _forget_all() -> None:
    for link in _links:
        link.forget()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_forget_all)
