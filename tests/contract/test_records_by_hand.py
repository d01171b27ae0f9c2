"""Records that somebody changed with a database tool: ``check`` names them, and nobody is answered them."""

import sqlite3
from contextlib import closing
from typing import LiteralString

import neo4j
import pytest

from graphdb.message import say
from graphdb.store import GraphStore
from graphdb.stores.sqlite.store import SqliteStore
from graphdb.upkeep.check import check
from tests.conftest import Address
from tests.contract.test_records import NOW, ids, record


def by_hand(address: Address, sql: str, cypher: LiteralString) -> None:
    """Change something in the database behind the store's back."""
    if address.url.startswith("sqlite"):
        with closing(sqlite3.connect(address.url.removeprefix("sqlite:///"))) as connection, connection:
            assert connection.execute(sql).rowcount == 1
    else:
        login = (address.user, address.password)
        with neo4j.GraphDatabase.driver(address.url, auth=login, telemetry_disabled=True) as driver:
            assert driver.execute_query(cypher).summary.counters.properties_set == 1


DIGEST = "UPDATE record SET digest = 'zz' WHERE id = 'a'", "MATCH (r:Record {id: 'a'}) SET r.digest = 'zz'"
SUM = (
    "UPDATE meta SET value = 'zz' WHERE name = 'records_sum'",
    "MATCH (m:Meta {id: 'records'}) SET m.sum = 'zz'",
)


def test_a_digest_that_is_none_is_named_and_the_sum_stays_wrong(store: GraphStore, address: Address) -> None:
    """Seen red in SQLite without ``UNREADABLE`` in ``damage``, in Neo4j without the kind beside the id."""
    store.records.put(record("a"))
    by_hand(address, *DIGEST)
    assert any("record account a kan ikke" in fault for fault in faults(store)), faults(store)
    store.records.put(record("a"))
    assert store.records.get("account", "a", now=NOW) is not None
    assert any("med håndkraft" in fault for fault in faults(store)), faults(store)


def test_a_sum_that_is_none_hinders_no_writing_and_stays_wrong(store: GraphStore, address: Address) -> None:
    """Seen red without ``UNREADABLE`` in ``Ledger``: every write was a bare ValueError."""
    store.records.put(record("a"))
    by_hand(address, *SUM)
    for name in ("b", "a"):
        assert any("med håndkraft" in fault for fault in faults(store)), faults(store)
        store.records.put(record(name))
    assert any("med håndkraft" in fault for fault in faults(store)), faults(store)
    assert ids(store.records.list("account", now=NOW)) == ["a", "b"]


def faults(store: GraphStore) -> list[str]:
    return [say(fault) for fault in check(store).faults]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "UPDATE record SET body = '{\"rolle\":\"administrator\"}' WHERE id = 'a'",
            "record account a kan ikke",
        ),
        ("UPDATE record SET expires = '9999' WHERE id = 'a'", "record account a kan ikke"),
        ("DELETE FROM record WHERE id = 'a'", "med håndkraft"),
        (
            "INSERT INTO record SELECT kind, 'x', version, k1, k2, k3, expires, body, digest FROM record",
            "håndkraft",
        ),
        ("UPDATE meta SET value = '00' WHERE name = 'records_sum'", "med håndkraft"),
    ],
)
def test_check_finds_what_was_changed_by_hand(sqlite_store: SqliteStore, statement: str, fault: str) -> None:
    sqlite_store.records.put(record("a", k1="x"))
    assert check(sqlite_store).faults == ()
    with sqlite_store._connections.borrow() as connection:
        connection.execute(statement)
    assert any(fault in one for one in faults(sqlite_store)), faults(sqlite_store)


def test_a_record_changed_by_hand_is_not_answered(sqlite_store: SqliteStore) -> None:
    sqlite_store.records.put(record("a", k1="x"))
    with sqlite_store._connections.borrow() as connection:
        connection.execute("UPDATE record SET k1 = 'administrator'")
    assert sqlite_store.records.get("account", "a", now=NOW) is None
    assert sqlite_store.records.list("account", now=NOW).items == ()
