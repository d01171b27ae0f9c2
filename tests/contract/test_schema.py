"""A store that a newer Brobygger has written, or an older one."""

import sqlite3

import neo4j
import pytest

from graphdb.errors import SchemaTooNew, SchemaTooOld
from graphdb.store import SCHEMA, GraphStore
from graphdb.stores.neo4j import schema as neo4j_schema
from graphdb.stores.sqlite.schema import LAYOUT
from tests.conftest import Address
from tests.contract.samples import actor, said, writing


def set_schema(address: Address, schema: int) -> None:
    """Mark the store as written by a version with another schema."""
    if address.url.startswith("sqlite"):
        raw = sqlite3.connect(address.url.removeprefix("sqlite:///"))
        raw.execute(f"PRAGMA user_version = {schema if schema < SCHEMA else LAYOUT + schema - SCHEMA}")
        raw.close()
    else:
        with neo4j.GraphDatabase.driver(address.url, auth=(address.user, address.password)) as driver:
            mark = schema if schema < neo4j_schema.LAYOUT - 1 else schema + 1
            driver.execute_query("MATCH (m:Meta {id: 'meta'}) SET m.schema = $mark", mark=mark)


def test_a_newer_store_is_refused_and_left_alone(store: GraphStore, address: Address) -> None:
    store.write(writing("one", said(actor("a"))))
    assert store.status().schema == SCHEMA == 4
    set_schema(address, SCHEMA + 1)
    with pytest.raises(SchemaTooNew):
        store.prepare()
    assert (store.status().schema, store.status().version) == (SCHEMA + 1, 1)


def test_an_older_store_is_left_alone_and_says_how_to_move_it(store: GraphStore, address: Address) -> None:
    """Red without the second half of ``require_schema``."""
    store.write(writing("one", said(actor("a"))))
    set_schema(address, SCHEMA - 1)
    with pytest.raises(SchemaTooOld, match=r"brobygger export FIL.*brobygger restore FIL"):
        store.prepare()
    assert (store.status().schema, store.status().version) == (SCHEMA - 1, 1)
