"""Constraints and indexes: created by one process at a time, completed where one stopped halfway.

Neo4j makes a constraint in several transactions of its own. Two processes that make the same one at once can
leave its index behind without the constraint: never ready, and in the way of the next attempt. So does a
server that stops in the middle.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, LiteralString

from neo4j import Driver, ManagedTransaction, Session

from graphdb.errors import Refused
from graphdb.message import Text, message
from graphdb.store import SCHEMA
from graphdb.stores.ledger import NOTHING
from graphdb.stores.neo4j.cypher import schema
from graphdb.stores.neo4j.link import Link, row
from graphdb.stores.schemas import require_schema

PREPARE_SECONDS: Final = 300.0
LAYOUT: Final = SCHEMA + 1
"""What a store is marked with. In those of schema 4 that came before, each new claim and its change are two
nodes: they stay so and are read as they are, but who wrote them cannot read what is one node."""


def prepare(link: Link, *, create: bool) -> None:
    """See ``GraphStore.prepare``."""
    if not link.read(_check_schema) and not create:
        raise Refused(message("stores.neo4j_empty"))
    if not link.read(_is_ready):
        link.run(lambda driver, _: _define(driver), seconds=PREPARE_SECONDS)
    link.write(_create_meta)


def schema_of(layout: int) -> int:
    """The schema of what lies in a store with this mark."""
    return layout if layout < LAYOUT else layout - 1


def _check_schema(tx: ManagedTransaction) -> bool:
    """Whether there is a store at all."""
    meta = row(tx, schema.SCHEMA_OF)
    if meta is not None:
        require_schema(schema_of(meta["schema"]))
    return meta is not None


def _create_meta(tx: ManagedTransaction) -> None:
    tx.run(schema.CREATE_META, {"schema": LAYOUT, "fingerprint": secrets.token_hex(8)}).consume()
    tx.run(schema.MARK_LAYOUT, {"schema": LAYOUT}).consume()
    tx.run(schema.CREATE_SEQLOCK).consume()
    tx.run(schema.CREATE_LEDGER, {"sum": NOTHING}).consume()


def _is_ready(tx: ManagedTransaction) -> bool:
    there, useless = _found(tx)
    return (
        not useless and there.keys() >= schema.SCHEMA_STATEMENTS.keys() and set(there.values()) == {"ONLINE"}
    )


def _found(tx: ManagedTransaction) -> tuple[dict[str, str], set[str]]:
    """The state of each index of ours, and those that lost their constraint or are retired."""
    rows = [one for one in tx.run(schema.INDEXES) if one["name"] in schema.DROP]
    there = {one["name"]: one["state"] for one in rows if one["name"] in schema.SCHEMA_STATEMENTS}
    orphans = {one["name"] for one in rows if one["owner"] is None and one["name"] in schema.CONSTRAINTS}
    return there, orphans | {one["name"] for one in rows if one["name"] in schema.RETIRED}


def damage(tx: ManagedTransaction) -> Iterator[Text]:
    """Indexes and constraints of ours that are gone or do not work."""
    there, useless = _found(tx)
    for name in schema.SCHEMA_STATEMENTS:
        if there.get(name) != "ONLINE" or name in useless:
            yield message("stores.neo4j_index", name=name)


def _define(driver: Driver) -> None:
    """Make what is missing. A process that waited for another to do so finds nothing missing."""
    silent = driver.session(notifications_disabled_classifications=["UNRECOGNIZED", "SCHEMA"])
    with _turn(driver), silent as session:
        _, useless = session.execute_read(_found)
        _run(session, [text for name, text in schema.DROP.items() if name in useless])
        there, _ = session.execute_read(_found)
        _run(session, [text for name, text in schema.SCHEMA_STATEMENTS.items() if name not in there])
        session.run(schema.AWAIT, {"names": list(schema.SCHEMA_STATEMENTS)}).consume()


def _run(session: Session, statements: list[LiteralString]) -> None:
    def work(tx: ManagedTransaction) -> None:
        for statement in statements:
            tx.run(statement).consume()

    if statements:
        session.execute_write(work)


@contextmanager
def _turn(driver: Driver) -> Iterator[None]:
    """Wait until no other process makes constraints, and keep others waiting.

    An empty database has nothing unique to lock, so each process adds a node of its own before it locks all
    such nodes: of two that come at once, at least one finds the other's. The server lets go of the locks of a
    process that dies; the node it leaves behind blocks no other process.
    """
    by = {"by": secrets.token_hex(8)}
    with driver.session() as session:
        session.run(schema.COME_IN, by).consume()
        with session.begin_transaction(timeout=PREPARE_SECONDS) as transaction:
            transaction.run(schema.TAKE_TURN, by).consume()
            yield
            transaction.run(schema.LEAVE, by).consume()
            transaction.commit()
