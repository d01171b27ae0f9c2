"""A store that a newer Brobygger has written."""

import sqlite3

import neo4j
import pytest

from graphdb.errors import SchemaTooNew
from graphdb.store import SCHEMA, GraphStore
from tests.conftest import Address
from tests.contract.samples import actor, said, writing


def raise_schema(address: Address) -> None:
    """Say that the next version made it."""
    if address.url.startswith("sqlite"):
        raw = sqlite3.connect(address.url.removeprefix("sqlite:///"))
        raw.execute("PRAGMA user_version = 2")
        raw.close()
    else:
        with neo4j.GraphDatabase.driver(address.url, auth=(address.user, address.password)) as driver:
            driver.execute_query("MATCH (m:Meta) SET m.schema = 2")


def test_a_newer_store_is_refused_and_left_alone(store: GraphStore, address: Address) -> None:
    store.write(writing("one", said(actor("a"))))
    assert store.status().schema == SCHEMA == 1
    raise_schema(address)
    with pytest.raises(SchemaTooNew):
        store.prepare()
    assert (store.status().schema, store.status().version) == (2, 1)
