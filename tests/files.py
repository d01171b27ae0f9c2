"""SQLite files that tests begin with: filled once, opened to read or copied to write in."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from shutil import copyfile

import pytest

from graphdb.connect import open_store
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue


def filled(path: Path, fill: Callable[[GraphStore], object]) -> Path:
    """A new file with what ``fill`` puts into its prepared store."""
    with closing(open_store(f"sqlite:///{path}")) as store:
        store.prepare()
        fill(store)
    return path


def filled_once(factory: pytest.TempPathFactory, name: str, fill: Callable[[GraphStore], object]) -> Path:
    """The file of that name, filled by the first of the processes side by side that asks. Only read it."""
    own = factory.getbasetemp()
    path = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    with closing(sqlite3.connect(path.with_suffix(".lock"), timeout=250, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")  # the others wait; the lock of a process that dies is let go of
        if not path.exists():
            filled(path.with_name(f"{os.getpid()}-{name}"), fill).replace(path)
    return path


def opened(path: Path) -> Iterator[GraphStore]:
    """The store in a file, closed in the end."""
    with closing(open_store(f"sqlite:///{path}")) as store:
        yield store


def copied(source: Path, folder: Path) -> Iterator[GraphStore]:
    """A store of one's own with the same contents.

    What the copy's vocabulary was when it was copied is known already: to read all terms again for each test,
    and to work out their words, is nine tenths of the time of a test that asks for a touch map. The copy has
    the fingerprint and the version of its source, so that what the test changes is seen as it always is.
    """
    path = folder / source.name
    copyfile(source, path)  # not through memory of ours, which takes five times the processor
    for store in opened(path):
        catalogue._cache[store] = _vocabulary(source)
        yield store


@contextmanager
def unwritten(path: Path) -> Iterator[None]:
    """SQLite itself says that nobody wrote into the file; to compare all that is in it takes far longer."""
    with closing(sqlite3.connect(path)) as watch:
        before = watch.execute("PRAGMA data_version").fetchone()
        yield
        assert watch.execute("PRAGMA data_version").fetchone() == before, "somebody wrote"


@cache
def _vocabulary(source: Path) -> tuple[str, catalogue.Vocabulary, int]:
    for store in opened(source):
        catalogue.read(store)
        return catalogue._cache[store]
    raise AssertionError
