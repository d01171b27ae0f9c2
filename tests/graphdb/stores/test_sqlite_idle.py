"""How many connections stay open after many at once: each keeps pages of the file in memory."""

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from graphdb.connect import open_store
from graphdb.stores.sqlite.connection import CACHE, MOST_IDLE, SERVING, Connections
from graphdb.stores.sqlite.store import SqliteStore


def test_of_many_connections_at_once_some_stay_and_all_others_are_closed(tmp_path: Path) -> None:
    """Seen red with all kept: 32 of a country took 110 MB."""
    path = tmp_path / "s.db"
    store = open_store(f"sqlite:///{path}")
    store.prepare()
    store.close()
    connections = Connections(path)
    with ExitStack() as used:
        borrowed = [used.enter_context(connections.borrow()) for _ in range(2 * MOST_IDLE)]
        assert all(map(_is_open, borrowed))
    assert [*map(_is_open, borrowed)].count(True) == MOST_IDLE
    with connections.borrow() as again:
        assert any(again is one for one in borrowed)
    connections.close()
    assert not any(map(_is_open, borrowed))


def test_threads_that_serve_keep_fewer_pages_than_an_import(tmp_path: Path) -> None:
    """Seen red with one size for both."""
    path = tmp_path / "s.db"
    open_store(f"sqlite:///{path}").prepare()
    kept = {serving: _pages_kept(f"sqlite:///{path}", serving=serving) for serving in (True, False)}
    assert kept == {True: -SERVING, False: -CACHE}
    assert SERVING < CACHE


def _pages_kept(address: str, *, serving: bool) -> int:
    """Below nought: in kilobytes."""
    store = open_store(address, serving=serving)
    assert isinstance(store, SqliteStore)
    with closing(store), store._connections.borrow() as connection:
        return int(connection.execute("PRAGMA cache_size").fetchone()[0])


def _is_open(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return False
    return True
