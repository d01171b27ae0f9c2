"""The directory is read beside the requests, and read again when the store comes back or changes."""

import time
from pathlib import Path

from graphdb import directory
from graphdb import index as indexes
from graphdb.connect import open_store
from graphdb.deadline import within
from graphdb.directory import Filters
from tests.webapp.conftest import NOW, load_demo
from webapp.warming import keep_warm


def test_a_store_that_is_empty_and_later_full_is_read_by_itself(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'later.db'}")
    thread = keep_warm(store, lambda: NOW, pause=0.05)
    assert thread.daemon
    assert thread.is_alive(), "a database that is not there yet does not end it"
    store.prepare()
    load_demo(store)
    today = NOW.date().isoformat()
    until = time.monotonic() + 60
    while indexes.current(store, today).version != store.status().version:
        assert time.monotonic() < until
        time.sleep(0.05)
    with within(3.5):
        assert directory.search(store, Filters(), now=NOW).total > 100
    assert thread.is_alive()
