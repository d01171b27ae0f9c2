"""What a commit's promise rests on: how each connection is set up. Red when a pragma is gone or weakened."""

from pathlib import Path

import pytest

from graphdb.store import GraphStore
from graphdb.stores.sqlite.connection import Connections
from tests.contract.samples import actor, said, writing

FULL = 2


@pytest.mark.parametrize(
    ("pragma", "wanted"),
    [("synchronous", FULL), ("journal_mode", "wal"), ("secure_delete", 1), ("temp_store", 2)],
)
def test_a_connection_keeps_what_it_was_told(
    sqlite_store: GraphStore, tmp_path: Path, pragma: str, wanted: str | int
) -> None:
    sqlite_store.write(writing("one", said(actor("a"))))
    with Connections(tmp_path / "store.db").borrow() as connection:
        assert connection.execute(f"PRAGMA {pragma}").fetchone() == (wanted,)
