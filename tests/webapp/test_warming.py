"""The directory is read beside the requests, and read again when the store comes back or changes."""

import math
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from threading import Event
from typing import Any

import pytest
import structlog

from graphdb.concurrency.open_runs import open_runs
from graphdb.connect import open_store
from graphdb.coverage.units import worked_out
from graphdb.records import ReadableRecords, Record
from graphdb.runs import runs
from graphdb.search import index as indexes
from graphdb.search.index import cache
from graphdb.search.index.readmodel import Filters, Index
from graphdb.search.search import search
from graphdb.store import GraphStore
from graphdb.writing.plan import Put, Stamp, commit
from tests.contract.samples import actor, said
from tests.graphdb.world import NOW, load_demo
from tests.webapp.conftest import UNHURRIED, application
from webapp import warming
from webapp.warming import is_reading, keep_warm


def test_a_store_that_is_empty_and_later_full_is_read_by_itself(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'later.db'}")
    stop = Event()
    thread = keep_warm(store, lambda: NOW, pause=0.05, stop=stop)
    assert thread.daemon
    assert thread.is_alive(), "a database that is not there yet does not end it"
    store.prepare()
    load_demo(store)
    today = NOW.date().isoformat()
    until = time.monotonic() + UNHURRIED
    while indexes.current(store, today).version != store.status().version:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert search(store, Filters(), now=NOW).total > 100
    while not worked_out(indexes.current(store, today)):
        assert time.monotonic() < until, "no first page of a coordinator waits for it"
        time.sleep(0.05)
    assert thread.is_alive()
    stop.set()
    thread.join()
    store.close()


def test_who_asks_while_it_is_first_read_waits_for_it(
    demo_copy: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red without the longer time: the search was refused, as if the database were busy."""
    app, going, asked, stop = application(demo_copy), Event(), Event(), Event()
    app.before_request(asked.set)
    build = cache.build

    def waiting(store: GraphStore, *what: Any) -> Index:
        going.wait(UNHURRIED)
        return build(store, *what)

    monkeypatch.setattr(cache, "build", waiting)
    monkeypatch.setattr("webapp.app.DEADLINE_SECONDS", 0.0)
    thread = keep_warm(demo_copy, lambda: NOW, pause=0.05, stop=stop)
    until = time.monotonic() + UNHURRIED
    while not is_reading(demo_copy):
        assert time.monotonic() < until
    with ThreadPoolExecutor() as people:
        answer = people.submit(app.test_client().get, "/find?q=bolig")
        assert asked.wait(UNHURRIED)
        going.set()
        assert answer.result().status_code == 200
    stop.set()
    thread.join()
    assert not is_reading(demo_copy)


def test_it_is_said_once_that_it_was_read(sqlite_store: GraphStore) -> None:
    """Also of a store in which there is nothing to read yet; and before each pause that there is one."""
    times, idle, looks, stop = list[str](), list[int](), 0, Event()

    def clock() -> datetime:
        nonlocal looks
        looks += 1
        return NOW

    thread = keep_warm(
        sqlite_store,
        clock,
        pause=0.01,
        stop=stop,
        when_read=lambda: times.append("read"),
        when_idle=lambda: idle.append(looks),
    )
    until = time.monotonic() + UNHURRIED
    while looks < 60:
        assert time.monotonic() < until
        time.sleep(0.01)
    stop.set()
    thread.join()
    assert times == ["read"]
    assert len({*idle}) == len(idle) > 1


def test_half_an_import_whose_process_died_is_taken_back(store: GraphStore) -> None:
    """The pages become whole without a restart; an import that is at work goes on."""
    dead, alive = (one.astimezone(UTC).isoformat() for one in (NOW - timedelta(minutes=6), NOW))
    runs.begin(store, "dead", dead, "import")
    stop = Event()
    thread = keep_warm(store, lambda: NOW, pause=0.05, stop=stop)
    until = time.monotonic() + UNHURRIED
    while runs.unfinished(store):
        assert time.monotonic() < until
        time.sleep(0.05)
    runs.begin(store, "alive", alive, "import")
    time.sleep(0.2)  # several looks
    stop.set()
    thread.join()
    states = {one["source"]: one["state"] for one in runs.list_runs(store)}
    assert states == {"dead": "undone", "alive": "open"}


def test_the_index_is_kept_young_while_an_import_writes(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red without the renewals: it was as old as the thread's last look, and the next search paid."""
    looked, stop = Event(), Event()

    def open_runs_seen(records: ReadableRecords) -> tuple[Record, ...]:
        looked.set()
        return open_runs(records)

    monkeypatch.setattr(warming, "RENEWAL", 0.02)
    monkeypatch.setattr(warming, "open_runs", open_runs_seen)
    monkeypatch.setattr(cache, "_YOUNG", math.inf)  # no search brings it up to date
    monkeypatch.setattr(cache, "_OLDEST", math.inf)
    today, began = NOW.date().isoformat(), NOW.astimezone(UTC).isoformat()
    run = runs.begin(store, "x", began, "import")
    version = indexes.current(store, today).version
    thread = keep_warm(store, lambda: NOW, pause=600, stop=stop)
    assert looked.wait(UNHURRIED)
    claim = said(actor("new"), name="Nyt sted", kind="civ_vaerested")
    commit(store, [Put(claim)], Stamp(began, "import", "Indlæsning", run=run.id))
    assert store.status().version > version
    until = time.monotonic() + UNHURRIED
    while indexes.recent(store, today).version < store.status().version:
        assert time.monotonic() < until
        time.sleep(0.02)
    stop.set()
    thread.join()


def test_a_program_that_answers_rubbish_is_said_once_and_does_not_end_it(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red: the thread ended, without a word."""
    monkeypatch.setattr(subprocess, "run", lambda command, **_: CompletedProcess(command, 0, b"rubbish"))
    looks, stop = 0, Event()

    def clock() -> datetime:
        nonlocal looks
        looks += 1
        return NOW

    with structlog.testing.capture_logs() as lines:
        thread = keep_warm(store, clock, pause=0.01, stop=stop)
        until = time.monotonic() + UNHURRIED
        while looks < 60 and thread.is_alive():
            assert time.monotonic() < until
            time.sleep(0.05)
        assert thread.is_alive()
        stop.set()
        thread.join()
    assert [(line["event"], line["kind"]) for line in lines] == [
        ("whole net not worked out", "JSONDecodeError")
    ]
