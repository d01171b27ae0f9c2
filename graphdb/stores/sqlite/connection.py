"""Connections to one database file: one for each transaction, one user at a time, none kept over a fork."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from graphdb.deadline import remaining
from graphdb.errors import BrobyggerError, Busy, Refused, Replaced, Unavailable
from graphdb.message import Message, message

PATIENCE: Final = 15.0  # seconds to wait for other writers
_BUSY_WAIT: Final = 0.25  # seconds SQLite itself waits, so that a nearer deadline is noticed soon enough
MOST_IDLE: Final = 8
"""Connections that wait to be used again: each keeps pages of the file, and a new one takes 0.4 ms."""
CACHE: Final = 8000
"""Kilobytes of pages that a connection keeps: what a part of an import changes."""
SERVING: Final = 1000
"""The same where threads answer requests: what it does not keep is 2.5 µs away, in the system's own cache.
What SQLite frees, when another connection has written, leaves holes of a page that are not given back.
"""
_OPERATIONS: Final = 20_000  # virtual machine steps, some milliseconds, between two looks at the deadline

_PRAGMAS: Final = (
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",  # what is erased is overwritten
    "PRAGMA temp_store = MEMORY",
    "PRAGMA journal_size_limit = 67108864",
)

# Errors that may come of a disk that is full or may only be read; which of them comes is chance.
_OF_THE_DISK: Final = (
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
)
_NEEDED_BYTES: Final = 64 * 1024  # what lies beside the file while it is read
_FULL: Final = message("stores.disk_full")

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
FileId = tuple[int, int]
"""Device and inode: what makes a file the same one, whatever its name."""
Begin = Literal["BEGIN", "BEGIN IMMEDIATE"]

_abandoned: list[
    sqlite3.Connection
] = []  # of the parent process: using or closing them here could harm its file


class Connections:
    """Idle connections to one file, opened as they are needed, of this process only.

    To the file that the path led to at first: once it is deleted or replaced, each call raises Replaced until
    ``close``. A connection would go on answering from a file that is gone, and its writes would be lost.
    """

    def __init__(self, path: Path, cache: int = CACHE) -> None:
        self.path = path
        self._cache = cache
        self._file: FileId | None = None
        self._idle: list[sqlite3.Connection] = []
        self._process = os.getpid()
        self._round = 0

    def read(self, work: Work[T]) -> T:
        """Run ``work`` on one consistent picture."""
        return self._patiently(partial(_within, "BEGIN", work))

    def write(self, work: Work[T]) -> T:
        """Run ``work`` as the only writer; all of it is kept, or nothing when it raises. Busy after 15 s."""
        answer = self._patiently(partial(_within, "BEGIN IMMEDIATE", work))
        self._require_same_file()  # else it was kept in a file that went away meanwhile
        return answer

    def rows(self, statement: str, values: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        """One statement's rows as they are asked for, on one consistent picture however long that takes."""
        with self.borrow() as connection:
            connection.execute("BEGIN")
            yield from connection.execute(statement, values)

    def set_up(self, check: Work[None]) -> None:
        """Make the file one that many can read while one writes, once ``check`` has let it pass."""
        self._patiently(partial(_set_up, check=check))

    def empty_log(self) -> bool:
        """Bring all that is in the log into the file, and cut it off; False while others read it."""
        return self._patiently(_checkpoint)

    def give_room_back(self) -> None:
        """Make the file as small as what is in it; that takes as much memory meanwhile."""
        self._patiently(_vacuum)
        self.empty_log()

    @contextmanager
    def pinned(self) -> "Iterator[Pinned]":
        """What is there now, to read from for as long as the block lasts, whatever others write."""
        with self.borrow() as connection:
            connection.execute("BEGIN")
            connection.execute("PRAGMA user_version").fetchone()  # from here on it reads what is there now
            yield Pinned(self.path, connection)

    @contextmanager
    def borrow(self) -> Iterator[sqlite3.Connection]:
        """A connection for the caller alone; database errors leave as those of ``graphdb.errors``."""
        try:
            with self._borrowed() as connection:
                yield connection
        except sqlite3.Error as error:
            raise translated(error, self.path) from error

    def close(self) -> None:
        """Close what is idle now, and what is in use when it comes back; a next call opens the file anew."""
        self._own()
        self._file = None
        self._round += 1
        idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _patiently(self, work: Work[T]) -> T:
        until = time.monotonic() + remaining(PATIENCE)
        while True:
            try:
                with self._borrowed() as connection:
                    return work(connection)
            except sqlite3.Error as error:
                if not _is_locked(error) or time.monotonic() > until:
                    raise translated(error, self.path) from error
                time.sleep(0.005)  # some locks are answered at once, without SQLite's own waiting

    @contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        self._own()
        round_number = self._round
        connection = self._connection()
        try:
            yield connection
        except sqlite3.Error:
            round_number = -1  # a connection that failed is not used again
            raise
        finally:
            self._give_back(connection, round_number)

    def _connection(self) -> sqlite3.Connection:
        if self._file is None:
            self._file = _file_at(self.path)
        self._require_same_file()
        try:
            return self._idle.pop()
        except IndexError:
            connection = _open(self.path, self._cache)
        try:
            self._require_same_file()
        except Replaced:
            connection.close()
            raise
        return connection

    def _require_same_file(self) -> None:
        if self._file is not None and _file_at(self.path) != self._file:
            raise Replaced(message("stores.replaced", path=self.path))

    def _give_back(self, connection: sqlite3.Connection, round_number: int) -> None:
        try:
            if connection.in_transaction:
                connection.rollback()
        except sqlite3.Error:
            round_number = -1
        if round_number == self._round and len(self._idle) < MOST_IDLE:
            self._idle.append(connection)
        else:
            connection.close()

    def _own(self) -> None:
        # After a fork the child has copies of the parent's connections, which SQLite forbids to touch.
        if self._process != os.getpid():
            _abandoned.extend(self._idle)
            self._idle = []
            self._process = os.getpid()


class Pinned(Connections):
    """One connection in one read transaction; nothing can be written through it."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        super().__init__(path)
        self._pinned = connection

    def read(self, work: Work[T]) -> T:
        """Run ``work`` on what was there when the transaction began."""
        return work(self._pinned)

    def rows(self, statement: str, values: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        """One statement's rows, of that moment too."""
        yield from self._pinned.execute(statement, values)

    def write(self, work: Work[T]) -> T:
        """Not from here."""
        raise TypeError("a snapshot is only read")


def _within(begin: Begin, work: Work[T], connection: sqlite3.Connection) -> T:
    connection.execute(begin)
    answer = work(connection)
    connection.execute("COMMIT")
    return answer


def _set_up(connection: sqlite3.Connection, check: Work[None]) -> None:
    check(connection)
    connection.execute("PRAGMA journal_mode = WAL")


def _checkpoint(connection: sqlite3.Connection) -> bool:
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _vacuum(connection: sqlite3.Connection) -> None:
    connection.execute("VACUUM")


def _file_at(path: Path) -> FileId | None:
    try:
        status = path.stat()
    except OSError:  # not there, or not to be seen: opening it says which
        return None
    return status.st_dev, status.st_ino


def _open(path: Path, cache: int) -> sqlite3.Connection:
    # mode=rw: a file that is not there is an error here, never a new empty database.
    address = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(
        address, timeout=_BUSY_WAIT, isolation_level=None, check_same_thread=False, uri=True
    )
    try:
        for pragma in (*_PRAGMAS, f"PRAGMA cache_size = -{cache:d}"):
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise
    connection.set_progress_handler(_out_of_time, _OPERATIONS)
    return connection


def _out_of_time() -> int:
    try:
        remaining(PATIENCE)
    except Unavailable:
        return 1
    return 0


def _is_locked(error: sqlite3.Error) -> bool:
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _code(error: sqlite3.Error) -> int:
    # The low byte is the kind of error; errors of the Python module itself have no code.
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def translated(error: sqlite3.Error, path: Path) -> BrobyggerError:
    """What a database error means to the caller, in a sentence or two for people."""
    if (obstacle := _obstacle(error, path)) is not None:
        return Unavailable(obstacle)
    match _code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Busy(message("stores.busy"))
        case sqlite3.SQLITE_INTERRUPT:
            return Unavailable(message("stores.not_in_time"))
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return Unavailable(message("stores.not_allowed", path=path))
        case sqlite3.SQLITE_CANTOPEN:
            return Unavailable(message("stores.not_opened", path=path))
        case sqlite3.SQLITE_NOTADB:
            return Refused(message("stores.no_database", path=path))
        case sqlite3.SQLITE_CORRUPT:
            return Unavailable(message("stores.damaged", path=path))
        case sqlite3.SQLITE_IOERR:
            return Unavailable(message("stores.disk_silent", path=path))
        case _:
            return Unavailable(message("stores.unusable", path=path))


def _obstacle(error: sqlite3.Error, path: Path) -> Message | None:
    """What is in the way of the database there, as far as the disk can tell."""
    if _code(error) not in _OF_THE_DISK:
        return None
    if _code(error) == sqlite3.SQLITE_FULL:
        return _FULL
    folder = path.absolute().parent
    try:
        if hasattr(os, "statvfs") and os.statvfs(folder).f_flag & os.ST_RDONLY:
            return message("stores.read_only", path=path)
        if shutil.disk_usage(folder).free < _NEEDED_BYTES:
            return _FULL
    except OSError:
        return None
    return None
