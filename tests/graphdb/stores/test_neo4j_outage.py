"""A Neo4j that is frozen, busy or out of reach: every call ends in time, and all is well afterwards.

One that is killed is met in ``tests/contract/test_kill.py``: to start it again is half a minute's work.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from threading import Event

import neo4j
import pytest

from graphdb.deadline import within
from graphdb.errors import Busy, Refused, StoreError, Unavailable
from graphdb.store import Editable, GraphStore, Readable, Term, What
from graphdb.stores.neo4j.store import Neo4jStore
from tests.conftest import Address
from tests.contract.samples import actor, bare, everything, graph, writing
from tests.neo4j_server import Server, answers, wait_for
from tests.neo4j_waits import sign_of_life, waits

__all__ = ["sign_of_life", "waits"]
A = actor("a")
CALLS: dict[str, Callable[[GraphStore], object]] = {
    "prepare": lambda store: store.prepare(),
    "status": lambda store: store.status(),
    "meanwhile": lambda store: store.meanwhile(0),
    "write": lambda store: store.write(bare("frozen")),
    "load": lambda store: store.load([]),
    "damage": lambda store: store.damage(),
    "claims": lambda store: store.claims([A]),
    "said_elsewhere": lambda store: store.said_elsewhere([A], "x"),
    "claims_of": lambda store: store.claims_of("demo"),
    "changes": lambda store: store.changes(),
    "changes_about": lambda store: store.changes_about([A], after=0, most=1),
    "ties": lambda store: store.ties([A]),
    "commits": lambda store: store.commits(),
    "get": lambda store: store.get([A]),
    "edges": lambda store: store.edges([A]),
    "scan": lambda store: list(store.scan(What.NODES)),
    "entries": lambda store: store.entries([A]),
    "match": lambda store: store.match([((Term("a"),),)]),
    "snapshot": lambda store: store.snapshot(lambda moment: moment.status()),
    "records.counters": lambda store: store.records.counters(""),
    "records.list": lambda store: store.records.list("note", now=""),
    "records.get": lambda store: store.records.get("note", "a", now=""),
}
DEADLINE = 1.0
"""Seconds for each frozen call: without a deadline it waits for 30."""


@contextmanager
def opened(server: Server) -> Iterator[GraphStore]:
    """A store of its own on the server."""
    store = Address(server.uri, server.user, server.password).open()
    try:
        yield store
    finally:
        store.close()


def test_every_method_is_called_here() -> None:
    named = {
        name for part in (Readable, Editable, GraphStore) for name in vars(part) if not name.startswith("_")
    }
    without_a_server = {"close", "finish_erasing", "remembered"}  # a server cares for its files itself
    assert {name.partition(".")[0] for name in CALLS} == named - without_a_server


@pytest.mark.usefixtures("neo4j_store")
def test_a_frozen_server_is_given_up_in_time_and_found_again(
    neo4j_to_freeze: Server, waits: list[float]
) -> None:
    """Seen red with a wait that asks nobody how much time is left."""
    others = set(threading.enumerate())
    with opened(neo4j_to_freeze) as store, opened(neo4j_to_freeze) as fresh:
        store.write(writing("one", *graph()))
        before = everything(store)
        waits.clear()
        neo4j_to_freeze.freeze()
        try:
            assert not answers(neo4j_to_freeze)
            with ThreadPoolExecutor(len(CALLS)) as threads:
                list(threads.map(partial(given_up, store), CALLS.values()))
            given_up(fresh, CALLS["status"])  # it has no connection: the port answers, the server does not
            with ThreadPoolExecutor() as threads:
                for waiting in [threads.submit(given_up_one_by_one, store) for _ in range(5)]:
                    waiting.result()
            assert waits
            assert max(waits) <= DEADLINE
        finally:
            given_up_on = set(threading.enumerate()) - others
            neo4j_to_freeze.thaw()
        wait_for(neo4j_to_freeze)
        for thread in given_up_on:
            thread.join(60)
            assert not thread.is_alive()
        assert store.write(writing("two")).seq == 2  # not behind what was given up
        assert set(before) <= set(everything(store)) == set(everything(fresh))


def given_up(store: GraphStore, call: Callable[[GraphStore], object]) -> None:
    """The call ends with its deadline; others wait beside it."""
    with within(DEADLINE), pytest.raises(Unavailable):
        call(store)


def given_up_one_by_one(store: GraphStore) -> None:
    """In a thread of its own, many calls and one deadline for them all."""
    with within(DEADLINE):
        for call in CALLS.values():
            with pytest.raises(Unavailable):
                call(store)


@pytest.mark.usefixtures("clock_stands_still", "sign_of_life")
def test_a_writer_that_waits_too_long_is_busy_and_readers_go_on(
    neo4j_store: GraphStore, neo4j_address: Address
) -> None:
    neo4j_store.write(writing("one", *graph()))
    over, is_read, errors = Event(), Event(), list[StoreError]()

    def keep_reading() -> None:
        while not over.is_set():
            try:
                neo4j_store.get([A])
                is_read.set()
            except StoreError as error:
                errors.append(error)

    login = (neo4j_address.user, neo4j_address.password)
    with (
        neo4j.GraphDatabase.driver(neo4j_address.url, auth=login) as driver,
        driver.session() as session,
        ThreadPoolExecutor() as threads,
        session.begin_transaction() as other,
    ):
        other.run("MATCH (m:Meta) SET m.turn = 'min'").consume()
        threads.submit(keep_reading)
        with pytest.raises(Busy), within(2.0):
            neo4j_store.write(writing("two"))
        assert is_read.wait(60)
        over.set()
    assert errors == []
    assert neo4j_store.write(writing("two")).seq == 2


@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")
def test_a_forked_process_makes_connections_of_its_own(neo4j_store: GraphStore) -> None:
    neo4j_store.write(writing("one", *graph()))
    fork = get_context("fork")
    answers = fork.SimpleQueue()
    children = [fork.Process(target=write_some, args=(neo4j_store, n, answers)) for n in range(2)]
    for child in children:
        child.start()
    for n in range(20):
        neo4j_store.write(writing(f"parent{n}"))
        assert set(neo4j_store.get([A])) == {A}
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0]
    assert neo4j_store.status().version == 61


def write_some(store: GraphStore, n: int, answers: object) -> None:
    """In a forked process, through the store its parent used."""
    for m in range(20):
        store.write(writing(f"child{n}.{m}"))
        assert set(store.get([A])) == {A}
    store.close()


@pytest.mark.parametrize(
    "address", ["bolt://127.0.0.1:port", "bolt://127.0.0.1:99999", "redis://127.0.0.1:7687"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    store = Neo4jStore(address, "neo4j", "x")
    with pytest.raises(Refused):
        store.status()


def test_no_server_at_all_is_unavailable() -> None:
    store = Neo4jStore("bolt://127.0.0.1:1", "neo4j", "x")
    with pytest.raises(Unavailable):
        store.status()
    store.close()
