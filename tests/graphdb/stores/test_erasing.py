"""What was erased is in none of the database's files, also when others were reading meanwhile."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from graphdb.connect import open_store
from graphdb.model import NodeKind
from graphdb.records import Record
from graphdb.store import GraphStore, What
from graphdb.upkeep.reasons import erase_reasons, with_reason
from graphdb.writing.plan import Stamp, commit
from tests.conftest import Address
from tests.contract.conftest import ROOT
from tests.graphdb.world import NOW
from tests.graphdb.writing.test_plan import AT, HERBERG, PLACE, node, small
from webapp.warming import keep_warm

STREET = "Dybkærbakken 117"
READS = """
import sys
from graphdb.connect import open_store
from graphdb.store import What
store = open_store(sys.argv[1])
items = store.scan(What.NODES)
next(items)
print("reading", flush=True)
sys.stdin.read()
"""
LOOKS = """
import pathlib, sys
from tests.sqlite_by_hand import holds
for name in sys.argv[2:]:
    path = pathlib.Path(name)
    if path.exists() and holds(path, sys.argv[1]):
        print(path.name)
"""
"""Prints the files that hold a text."""


@pytest.fixture
def store(sqlite_store: GraphStore) -> GraphStore:
    """A hostel whose street is known."""
    edits = [*small(), node(PLACE, NodeKind.PLACE, address=STREET)]
    commit(sqlite_store, edits, Stamp(AT, "test", "prøve"))
    return sqlite_store


@contextmanager
def reader(address: Address) -> Iterator[None]:
    """A process in the middle of a long reading, until the block ends."""
    command = [sys.executable, "-c", READS, address.url]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "reading\n"
        yield
        process.communicate("")


def make_secret(store: GraphStore) -> None:
    flagged = node(HERBERG, NodeKind.ACTOR, name="Krisecenteret", kind="bo_109", secret_address=True)
    commit(store, [flagged], Stamp(AT, "test", "prøve"))


def tell(folder: Path) -> list[str]:
    """The files that hold the street; another process looks, as closing a file here would drop our locks."""
    command = [sys.executable, "-c", LOOKS, STREET, *map(str, folder.iterdir())]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return said.split()


def test_a_street_erased_beside_a_long_reading_is_gone_soon_after_it(
    store: GraphStore, sqlite_address: Address, tmp_path: Path
) -> None:
    with reader(sqlite_address):
        make_secret(store)
        assert tell(tmp_path), "or this test proves nothing"
        assert not store.finish_erasing()
    stop = Event()
    thread = keep_warm(store, lambda: NOW, pause=0.05, stop=stop)
    until = time.monotonic() + 60
    while tell(tmp_path):
        assert time.monotonic() < until, tell(tmp_path)
        time.sleep(0.05)
    stop.set()
    thread.join()
    assert store.finish_erasing()
    assert tell(tmp_path) == []


def test_a_reason_is_in_no_file_either(sqlite_store: GraphStore, tmp_path: Path) -> None:
    """Seen red when only what a secret address erased was taken out of the log."""
    commit(sqlite_store, small(), Stamp(AT, "test", f"Flyttet til {STREET}"))
    assert tell(tmp_path)
    erase_reasons(sqlite_store, list(with_reason(sqlite_store, STREET)), AT, "test")
    assert tell(tmp_path) == []


def test_a_deleted_record_is_in_no_file_either(
    store: GraphStore, sqlite_address: Address, tmp_path: Path
) -> None:
    """Seen red: what is known of a person stood in the log for as long as the pages ran."""
    make_secret(store)
    assert tell(tmp_path) == []
    body = json.dumps({"text": STREET}, ensure_ascii=False)
    store.records.put(Record("doubt", "a", body))
    store.records.put(Record("doubt", "b", body, expires="2026-01-01T00:00:00+00:00"))
    store.records.delete("doubt", "a")
    assert store.records.purge("2026-01-02T00:00:00+00:00") == 1
    assert tell(tmp_path), "or this test proves nothing"
    with reader(sqlite_address):
        assert not store.finish_erasing()
    assert store.finish_erasing()
    assert tell(tmp_path) == []


def test_it_is_remembered_by_the_store_when_the_process_that_erased_is_gone(
    store: GraphStore, sqlite_address: Address, tmp_path: Path
) -> None:
    keeper = sqlite3.connect(tmp_path / "store.db")  # the last to close would empty the log
    keeper.execute("SELECT * FROM meta").fetchall()
    with reader(sqlite_address):
        make_secret(store)
        store.close()
    assert tell(tmp_path)
    later = open_store(sqlite_address.url)
    assert later.finish_erasing()
    assert tell(tmp_path) == []
    later.close()
    keeper.close()


def test_what_was_erased_while_nobody_read_is_gone_at_once(store: GraphStore, tmp_path: Path) -> None:
    make_secret(store)
    assert tell(tmp_path) == []
    version = store.status().version
    assert store.finish_erasing()
    assert store.status().version == version
    assert list(store.scan(What.NODES))
