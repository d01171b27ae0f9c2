"""How many connections stay open after many at once: each keeps pages of the file in memory."""

import sqlite3
from contextlib import ExitStack
from pathlib import Path

from graphdb.connect import open_store
from graphdb.stores.sqlite.connection import MOST_IDLE, Connections


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


def _is_open(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return False
    return True
