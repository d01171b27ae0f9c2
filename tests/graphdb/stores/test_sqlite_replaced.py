"""A database file that is deleted or replaced while it is open: nothing is read from it or kept in it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from graphdb.connect import open_store
from graphdb.errors import Replaced
from graphdb.store import GraphStore, What
from graphdb.stores.sqlite.connection import Connections
from graphdb.writing.plan import Stamp, commit
from tests.conftest import Address
from tests.graphdb.writing.test_plan import AT, HERBERG, small

CALLS: dict[str, Callable[[GraphStore], object]] = {
    "status": lambda store: store.status(),
    "get": lambda store: store.get([HERBERG]),
    "scan": lambda store: list(store.scan(What.NODES)),
    "write": lambda store: commit(store, small(), Stamp(by="x", at=AT, why="y")),
}


@pytest.fixture
def file(sqlite_address: Address) -> Path:
    """Where the store of this test is."""
    return Path(sqlite_address.url.removeprefix("sqlite:///"))


@pytest.fixture
def store(sqlite_store: GraphStore) -> GraphStore:
    """A store with a hostel, whose connections are open."""
    commit(sqlite_store, small(), Stamp(by="x", at=AT, why="y"))
    return sqlite_store


def other(folder: Path) -> Path:
    """A file with an empty store, closed."""
    path = folder / "other.db"
    empty = open_store(f"sqlite:///{path}")
    empty.prepare()
    empty.close()
    return path


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("how", ["deleted", "moved", "replaced"])
def test_it_is_noticed_by_every_call(store: GraphStore, file: Path, call: str, how: str) -> None:
    # Red without ``_require_same_file`` in ``_connection``: idle connections answer from the old file.
    match how:
        case "deleted":
            file.unlink()
        case "moved":
            file.rename(file.with_name("moved.db"))
        case _:
            other(file.parent).replace(file)
    for _ in range(2):
        with pytest.raises(Replaced, match="slettet eller byttet ud"):
            CALLS[call](store)
    assert file.exists() == (how == "replaced")


def test_the_new_file_is_left_alone_and_opened_anew(store: GraphStore, file: Path) -> None:
    # Red when ``close`` does not forget the file.
    other(file.parent).replace(file)
    with pytest.raises(Replaced):
        CALLS["write"](store)
    for log in ("-wal", "-shm"):  # as the sentence says: SQLite takes them for the new file's
        file.with_name(f"{file.name}{log}").unlink()
    store.close()
    assert store.get([HERBERG]) == {}
    assert list(sqlite3.connect(file).execute("SELECT count(*) FROM claim")) == [(0,)]


def test_preparing_opens_it_anew(store: GraphStore, file: Path) -> None:
    # Red without ``close`` in ``prepare``.
    file.unlink()
    store.prepare()
    assert store.get([HERBERG]) == {}


def test_the_same_file_back_in_its_place_is_used_again(store: GraphStore, file: Path) -> None:
    moved = file.rename(file.with_name("moved.db"))
    with pytest.raises(Replaced):
        store.status()
    moved.rename(file)
    assert store.get([HERBERG])


def test_a_file_that_goes_away_during_a_write_is_not_said_to_keep_it(store: GraphStore, file: Path) -> None:
    # Red without the last look in ``Connections.write``.
    connections = Connections(file)
    with pytest.raises(Replaced):
        connections.write(lambda _: file.unlink())
    connections.close()
