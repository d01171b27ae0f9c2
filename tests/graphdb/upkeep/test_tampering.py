"""What somebody with a database tool can do to a store: ``check`` names each, and readers pass it over.

What no check of the store alone can find stands at the head of ``graphdb.upkeep.check``.
"""

from pathlib import Path
from typing import LiteralString

import neo4j
import pytest

from graphdb.message import say
from graphdb.model import EdgeKind
from graphdb.store import GraphStore, Term, What
from graphdb.upkeep.check import check
from tests import sqlite_by_hand
from tests.conftest import Address
from tests.graphdb.upkeep.sound import GROUP, HELP, HOME, OFFICE, A, B, fill

NEWEST_OF_HOME = "seq = 4 AND target = number('place:x:home')"
IN_SQLITE: list[tuple[str, str]] = [
    # history
    (
        "UPDATE change SET body = '', salt = '' WHERE target = number('actor:x:b') AND seq = 1",
        "men ikke for at skjule",
    ),
    ("UPDATE change SET body = '', salt = '' WHERE target = number('actor:x:b')", "Det nyeste"),
    (f"UPDATE change SET body = '', salt = '' WHERE {NEWEST_OF_HOME}", "Det nyeste"),
    ("UPDATE change SET body = '' WHERE target = number('place:x:office')", "Det nyeste"),
    ("UPDATE change SET body = '' WHERE target_id(target) LIKE 'PART_OF%'", "men ikke for at skjule"),
    ("UPDATE change SET body = '', salt = '' WHERE target = number('place:x:office')", "Det nyeste"),
    ("UPDATE change SET body = '', salt = '' WHERE seq < 5 AND target = number('actor:x:a')", "Det nyeste"),
    ("UPDATE change SET body = 'x' WHERE target = number('actor:x:b')", "kan ikke læses"),
    ("UPDATE change SET body = '[]' WHERE target = number('actor:x:b')", "kan ikke læses"),
    ('UPDATE change SET body = \'{"before":1,"after":2}\' WHERE seq = 2', "kan ikke læses"),
    ("UPDATE change SET body = replace(change_unpacked(target, body), 'Seng', 'Sofa')", "er ændret, siden"),
    (
        "UPDATE change SET body = x'2b00' WHERE target = number('actor:x:b')",
        "change actor:x:b demo kan ikke læses",
    ),
    ("UPDATE change SET salt = 'x' WHERE seq = 2", "er ændret, siden"),
    ("UPDATE change SET digest = 'x' WHERE seq = 2", "er ændret, siden"),
    ("UPDATE change SET digest = x'00000000' WHERE seq = 2", "er ændret, siden"),
    (
        "UPDATE change SET source = source_number('other') WHERE seq = 2",
        "hænger ikke sammen|ikke er gemt|et andet sted",
    ),
    ("UPDATE change SET source = 999 WHERE seq = 2", "change actor:x:a None kan ikke læses"),
    (
        "UPDATE change SET body = 999 WHERE target = number('actor:x:b')",
        "change actor:x:b demo kan ikke læses",
    ),
    ("UPDATE change SET target = 999 WHERE target = number('actor:x:b')", "change 999 kan ikke læses"),
    ("UPDATE change SET seq = 5 WHERE seq = 4", "er ændret, siden"),
    ("DELETE FROM change WHERE seq = 1 AND target = number('actor:x:a')", "er ændret, siden"),
    ("DELETE FROM change", "er ændret, siden"),
    ("DELETE FROM commits WHERE seq = 1", "følger ikke efter"),
    ("DELETE FROM commits WHERE seq = 3", "følger ikke efter"),
    ("DELETE FROM commits WHERE seq >= 4", "uden en gemt handling"),
    ("DELETE FROM commits", "uden en gemt handling"),
    ("DELETE FROM commits WHERE seq = 5", "skåret af"),  # it wrote nothing
    ("UPDATE meta SET value = '9' WHERE name = 'version'", "skåret af"),
    ("UPDATE meta SET value = 'x' WHERE name = 'version'", "seneste nøgle"),
    ("UPDATE meta SET value = 'x' WHERE name = 'head'", "seneste nøgle"),
    ("DELETE FROM meta WHERE name = 'version'", "om sig selv"),
    ("DELETE FROM meta", "om sig selv"),
    ("UPDATE commits SET at = '2020-01-01' WHERE seq = 2", "er ændret, siden"),
    ("UPDATE commits SET by = 'x' WHERE seq = 2", "er ændret, siden"),
    ("UPDATE commits SET why = 'x' WHERE seq = 2", "er ændret, siden"),
    ("UPDATE commits SET run = 'x' WHERE seq = 2", "er ændret, siden"),
    ("UPDATE commits SET id = 'x' WHERE seq = 2", "er ændret, siden"),
    ("UPDATE commits SET prev = 'x' WHERE seq = 2", "følger ikke efter"),
    ("UPDATE commits SET digest = 'x' WHERE seq = 2", "er ændret, siden"),
    ("UPDATE commits SET seq = 9 WHERE seq = 5", "følger ikke efter"),
    # claims
    ("UPDATE claim SET body = '{' WHERE target = number('actor:x:b')", "claim actor:x:b demo kan ikke læses"),
    (
        "UPDATE claim SET body = '[]' WHERE target = number('actor:x:b')",
        "claim actor:x:b demo kan ikke læses",
    ),
    (
        "UPDATE claim SET body = x'00' WHERE target = number('actor:x:b')",
        "claim actor:x:b demo kan ikke læses",
    ),
    ("UPDATE claim SET body = replace(unpacked(body, target), 'Seng', 'Sofa')", "ender et andet sted"),
    (
        "UPDATE claim SET body = json_set(unpacked(body), '$.run', 'x') WHERE target = number('actor:x:b')",
        "ender et andet sted",
    ),
    (
        "UPDATE claim SET source = source_number('other') WHERE target = number('actor:x:b')",
        "ender et andet sted|ikke er gemt",
    ),
    (
        "UPDATE claim SET source = 999 WHERE target = number('actor:x:b')",
        "claim actor:x:b None kan ikke læses",
    ),
    ("UPDATE claim SET version = 99 WHERE target = number('actor:x:b')", "Udgaven af actor:x:b"),
    ("UPDATE claim SET version = 0 WHERE target = number('actor:x:b')", "Udgaven af actor:x:b"),
    ("DELETE FROM claim WHERE target = number('actor:x:b')", "ikke er gemt"),
    (
        "INSERT INTO claim SELECT 999, source, version, body FROM claim LIMIT 1",
        "claim 999 kan ikke læses",
    ),
    ("UPDATE claim SET body = 1 WHERE target = number('actor:x:b')", "ender et andet sted"),  # as it was
    ("UPDATE claim SET body = 2 WHERE target = number('actor:x:b')", "claim actor:x:b demo kan ikke læses"),
    ("UPDATE claim SET body = 99 WHERE target = number('place:x:office')", "claim place:x:office demo kan"),
    # view
    ("UPDATE node SET props = '{' WHERE id = 'actor:x:b'", "node actor:x:b Actor kan ikke læses"),
    ("UPDATE node SET prov = '[]' WHERE id = 'actor:x:b'", "node actor:x:b Actor kan ikke læses"),
    ("UPDATE node SET kind = 'Spaceship' WHERE id = 'actor:x:b'", "kan ikke læses"),
    ("UPDATE node SET kind = 'Area' WHERE id = 'actor:x:b'", "må findes"),
    ("UPDATE node SET props = '{}' WHERE id = 'actor:x:b'", "vises anderledes"),
    ("UPDATE node SET version = 99 WHERE id = 'actor:x:b'", "Udgaven af actor:x:b"),
    ("DELETE FROM node WHERE id = 'actor:x:b'", "mangler en ende"),
    ("INSERT INTO node VALUES ('actor:x:z', 'Actor', '{}', '{}', 1)", "actor:x:z vises anderledes"),
    ("UPDATE edge SET props = '{' WHERE kind_of(n) = 'OFFERS'", "kan ikke læses"),
    ("UPDATE edge SET n = 999 WHERE kind_of(n) = 'OFFERS'", "edge 999 kan ikke læses"),
    # names of targets
    (
        "UPDATE number SET kind = 99 WHERE kind = kind_number('OFFERS')",
        "edge OFFERS|actor:x:a|service:x:s kan",
    ),
    ("UPDATE number SET dst = 999 WHERE kind_of(n) = 'PART_OF'", "edge PART_OF|actor:x:a|actor:x:b kan"),
    ("UPDATE number SET src = dst WHERE kind_of(n) = 'PART_OF'", "edge PART_OF|actor:x:a|actor:x:b kan"),
    ("UPDATE number SET id = '|x' WHERE kind_of(n) = 'PART_OF'", "edge PART_OF|actor:x:a|actor:x:b kan"),
    ("UPDATE number SET n = 999 WHERE kind_of(n) = 'PART_OF'", "edge PART_OF|actor:x:a|actor:x:b kan"),
    ("DELETE FROM number WHERE kind_of(n) = 'PART_OF'", "edge PART_OF|actor:x:a|actor:x:b kan"),
    ("UPDATE number SET id = 'actor:x:z' WHERE id = 'actor:x:b'", "node actor:x:b kan ikke læses"),
    ("INSERT INTO number (n, id) VALUES (999, 'actor:x:z')", "node 999 kan ikke læses"),
    ("INSERT INTO target (id, n) VALUES ('actor:x:z', 999)", "node actor:x:z kan ikke læses"),
    ("DELETE FROM number WHERE id = 'actor:x:b'", "node actor:x:b kan ikke læses"),
    ("UPDATE target SET id = 'actor:x:z' WHERE id = 'actor:x:b'", "actor:x:z vises anderledes"),
    ("UPDATE target SET n = 999 WHERE id = 'actor:x:b'", "kan ikke læses"),
    ("DELETE FROM target WHERE id = 'actor:x:b'", "kan ikke læses"),
    ("DELETE FROM target WHERE id LIKE 'OFFERS%'", "kan ikke læses"),
    # what many rows say alike
    ("UPDATE common SET said = 'x' WHERE said = 'demo'", "vises anderledes"),
    ("UPDATE common SET number = 999 WHERE said = 'demo'", "kan ikke læses"),
    ("DELETE FROM common WHERE said = 'demo'", "kan ikke læses"),
    ("UPDATE common SET said = '{}' WHERE number IN (SELECT body FROM change)", "er ændret, siden"),
    ("DELETE FROM common WHERE number IN (SELECT body FROM change)", "kan ikke læses"),
    (
        "UPDATE common SET said = json_array('x', '', '') WHERE number IN (SELECT prov FROM edge)",
        "vises anderledes",
    ),
    ("DELETE FROM common WHERE number IN (SELECT prov FROM edge)", "edge LOCATED_AT"),
    ("DELETE FROM common WHERE number IN (SELECT prov FROM node)", "node actor:x:a Actor kan ikke læses"),
    ("UPDATE edge SET version = 99 WHERE kind_of(n) = 'OFFERS'", "Udgaven af OFFERS"),
    ("DELETE FROM edge WHERE kind_of(n) = 'OFFERS'", "vises anderledes"),
    # secrets
    ("DELETE FROM record WHERE kind = 'secret_place'", "mangler det mærke"),
    ("UPDATE record SET body = '{' WHERE kind = 'secret_place'", "kan ikke læses"),
    ("UPDATE record SET id = 'x' WHERE kind = 'secret_place'", "mangler det mærke"),
    (
        "UPDATE node SET props = '{\"address\":\"Lindevej 7\"}' WHERE id = 'place:x:home'",
        "er eller var hemmelig",
    ),
    # search, records, tallies
    ("UPDATE entry SET words = 'x' WHERE id = 'actor:x:b'", "Søgningen kender ikke"),
    ("UPDATE entry SET body = '{' WHERE id = 'actor:x:b'", "Søgningen kender ikke"),
    ("DELETE FROM entry WHERE id = 'actor:x:b'", "Søgningen kender ikke"),
    ("DELETE FROM word WHERE rowid = 1", "Søgeregistret"),
    ("UPDATE record SET body = 'x' WHERE kind = 'note'", "record note å kan ikke læses"),
    ("UPDATE record SET version = 99 WHERE kind = 'note'", "record note å kan ikke læses"),
    ("UPDATE tally SET count = -1", "under nul"),
    # the database itself
    ("DROP TRIGGER entry_added", "trigger entry_added mangler"),
    ("DROP TRIGGER entry_changed", "trigger entry_changed mangler"),
    ("DROP INDEX change_target", "index change_target mangler"),
    ("DROP INDEX number_src", "index number_src mangler"),
    ("CREATE TRIGGER x AFTER INSERT ON claim BEGIN DELETE FROM claim; END", "som ikke er vores"),
    ("CREATE TABLE x (y)", "som ikke er vores"),
    ("ALTER TABLE tally ADD COLUMN x TEXT", "table tally mangler eller er ændret"),
]
IN_NEO4J: list[tuple[LiteralString, str]] = [
    (
        "MATCH (a:Actor)-[:PART_OF]->(b:Actor) CREATE (a)-[:OFFERS]->(b)",
        "ikke vores",
    ),
    ("MATCH (a:Actor)-[:PART_OF]->(b:Actor) CREATE (a)-[:KNOWS]->(b)", "ikke vores"),
    ("MATCH (a:Actor {id: 'actor:x:a'}) CREATE (a)-[:OFFERS {id: 'x'}]->(:Person)", "ikke vores"),
    ("MATCH ()-[r:OFFERS]->() REMOVE r._prov", "ikke vores"),
    ("MATCH ()-[r:OFFERS]->() REMOVE r.id", "ikke vores"),
    ("MATCH ()-[r:OFFERS]->() SET r._prov = '{'", "kan ikke læses"),
    ("MATCH ()-[r:OFFERS]->() SET r._version = 99", "Udgaven af OFFERS"),
    ("MATCH ()-[r:OFFERS]->() DELETE r", "vises anderledes"),
    ("CREATE (:Thing:Actor {name: 'x'})", "ændret uden om"),
    ("CREATE (:Thing:Actor {id: 'actor:x:z', name: 'x'})", "ændret uden om"),
    ("CREATE (:Thing {id: 'actor:x:z'})", "ændret uden om"),
    ("CREATE (:Actor {id: 'actor:x:z'})", "ændret uden om"),
    (
        "CREATE (:Thing:Actor {id: 7, _prov: '{}', _version: 1})",
        "ændret uden om",
    ),
    ("MATCH (n:Actor {id: 'actor:x:b'}) SET n.id = [n.id]", "ændret uden om"),
    ("MATCH (n:Actor {id: 'actor:x:b'}) SET n:Person", "ændret uden om"),
    ("MATCH (n:Actor {id: 'actor:x:b'}) SET n:Service", "ændret uden om"),
    ("MATCH (n:Actor {id: 'actor:x:b'}) REMOVE n:Actor", "ændret uden om"),
    ("MATCH (n:Actor {id: 'actor:x:b'}) REMOVE n:Thing", "ændret uden om"),
    ("MATCH (n:Actor {id: 'actor:x:b'}) REMOVE n:Entry", "ændret uden om"),
    ("MATCH (n:Actor {id: 'actor:x:b'}) REMOVE n._prov", "ændret uden om"),
    ("MATCH (n:Actor {id: 'actor:x:b'}) SET n._prov = '{'", "node actor:x:b kan ikke læses"),
    ("MATCH (n:Actor {id: 'actor:x:b'}) SET n._version = 'x'", "node actor:x:b kan ikke læses"),
    ("MATCH (n:Actor {id: 'actor:x:b'}) SET n.name = date()", "node actor:x:b kan ikke læses"),
    ("MATCH (n:Actor {id: 'actor:x:b'}) SET n.name = 'x'", "vises anderledes"),
    ("MATCH (n:Actor {id: 'actor:x:b'}) DETACH DELETE n", "vises anderledes|Søgningen kender ikke"),
    ("MATCH (n:Entry {id: 'actor:x:b'}) SET n._words = 'x'", "Søgningen kender ikke"),
    ("MATCH (c:Claim {target: 'actor:x:b'}) SET c.body = '{'", "claim actor:x:b kan ikke læses"),
    ("MATCH (c:Claim {target: 'actor:x:b'}) REMOVE c.source", "claim actor:x:b kan ikke læses"),
    ("MATCH (c:Claim {target: 'actor:x:b'}) REMOVE c:Claim", "ikke er gemt"),
    ("MATCH (x:Change {target: 'actor:x:b'}) SET x.body = '', x.salt = ''", "men ikke for at skjule"),
    ("MATCH (x:Change {target: 'actor:x:b'}) SET x.body = 'x'", "kan ikke læses"),
    ("MATCH (x:Change {target: 'actor:x:b'}) REMOVE x.salt", "change actor:x:b kan ikke læses"),
    ("MATCH (c:Commit) WHERE c.seq = 5 DELETE c", "skåret af"),
    ("MATCH (c:Commit) WHERE c.seq = 3 DELETE c", "følger ikke efter"),
    ("MATCH (c:Commit) WHERE c.seq = 3 REMOVE c.by", "commit 3 kan ikke læses"),
    ("MATCH (c:Commit) WHERE c.seq = 3 SET c.at = 7", "commit 3 kan ikke læses"),
    ("MATCH (c:Commit) WHERE c.seq = 3 SET c.seq = 'x'", "commit x kan ikke læses"),
    ("MATCH (c:Commit) WHERE c.seq = 5 SET c.seq = 5.5", "commit 5.5 kan ikke læses"),
    ("MATCH (x:Change {target: 'actor:x:b'}) SET x.seq = date()", "change actor:x:b kan ikke læses"),
    ("MATCH (x:Change {target: 'actor:x:b'}) SET x.target = 7", "change 7 kan ikke læses"),
    ("MATCH (n:Entry {id: 'actor:x:b'}) SET n._n = 'x'", "entry actor:x:b kan ikke læses"),
    ("MATCH (d:Record {kind: 'note'}) SET d.body = 7", "record note å kan ikke læses"),
    ("MATCH (d:Record {kind: 'note'}) REMOVE d.version", "record note å kan ikke læses"),
    ("MATCH (m:Meta {id: 'meta'}) SET m.head = 'x'", "seneste nøgle"),
    ("MATCH (d:Record {kind: 'secret_place'}) DELETE d", "mangler det mærke"),
    ("MATCH (d:Record {kind: 'note'}) SET d.body = 'x'", "record note å kan ikke læses"),
    ("MATCH (t:Tally) SET t.count = 'x'", "tally t kan ikke læses"),
    ("DROP INDEX brobygger_words", "brobygger_words mangler"),
    ("DROP CONSTRAINT brobygger_thing", "brobygger_thing mangler"),
]

COMPARED = {
    "vises anderledes",
    "vises anderledes|Søgningen kender ikke",
    "Søgningen kender ikke",
    "Udgaven af OFFERS",
    "men ikke for at skjule",
    "skåret af",
    "følger ikke efter",
    "seneste nøgle",
    "mangler det mærke",
}
"""What ``check`` finds when it compares what it has read, from whichever store."""


NODES: LiteralString = "MATCH (n) RETURN elementId(n) AS key, labels(n) AS labels, properties(n) AS props"
RELATIONS: LiteralString = """
    MATCH (a)-[r]->(b)
    RETURN elementId(a) AS src, elementId(b) AS dst, type(r) AS type, properties(r) AS props"""
PUT_NODES: LiteralString = """
    UNWIND $rows AS row CREATE (n:Copy) SET n = row.props, n:$(row.labels), n._copy = row.key"""
PUT_RELATIONS: LiteralString = """
    CALL () {
        UNWIND $rows AS row
        MATCH (a:Copy {_copy: row.src}) MATCH (b:Copy {_copy: row.dst})
        CREATE (a)-[r:$(row.type)]->(b) SET r = row.props
        RETURN count(*) AS created
    }
    MATCH (n:Copy) REMOVE n:Copy, n._copy"""


def assert_readable(store: GraphStore) -> None:
    """No reader stumbles: what cannot be read is passed over."""
    everyone = [A, B, HELP, GROUP, HOME, OFFICE]
    store.get(everyone)
    store.claims(everyone)
    store.claims_of("demo")
    store.entries(everyone)
    store.records.counters("")
    store.records.list("note", now="")
    store.match([((Term("bolig"),),)])
    store.commits()
    store.changes()
    store.status()
    for relation in store.edges(everyone):
        assert relation.kind in EdgeKind
    for what in What:
        list(store.scan(what))


def assert_named(store: GraphStore, fault: str) -> None:
    faults = check(store).faults
    assert any(part in said for part in fault.split("|") for said in map(say, faults)), faults


def test_there_are_sixty() -> None:
    assert len(IN_SQLITE) >= 60


@pytest.mark.parametrize(("tampering", "fault"), IN_SQLITE, ids=range(len(IN_SQLITE)))
def test_sqlite(sqlite_store: GraphStore, tmp_path: Path, tampering: str, fault: str) -> None:
    fill(sqlite_store)
    assert check(sqlite_store).faults == ()
    raw = sqlite_by_hand.opened(tmp_path / "store.db")
    assert raw.execute(tampering).rowcount
    raw.commit()
    raw.close()
    assert_named(sqlite_store, fault)
    assert_readable(sqlite_store)


@pytest.mark.sweep
@pytest.mark.changes_schema
def test_neo4j(neo4j_store: GraphStore, neo4j_address: Address, whole: bool) -> None:
    """All in one test, as each needs the same store anew: ``missed`` names the undetected ones.

    In the gate without those of ``COMPARED``, which are seen on SQLite.
    """
    login = (neo4j_address.user, neo4j_address.password)
    missed = []
    fill(neo4j_store)
    with neo4j.GraphDatabase.driver(neo4j_address.url, auth=login, telemetry_disabled=True) as driver:
        nodes = [dict(row) for row in driver.execute_query(NODES).records]
        relations = [dict(row) for row in driver.execute_query(RELATIONS).records]
        for tampering, fault in IN_NEO4J:
            if fault in COMPARED and not whole:
                continue
            driver.execute_query(tampering)
            faults = check(neo4j_store).faults
            if not any(part in said for part in fault.split("|") for said in map(say, faults)):
                missed.append((tampering, faults))
            if tampering.startswith("DROP"):
                neo4j_store.prepare()
            else:
                assert_readable(neo4j_store)
            driver.execute_query("MATCH (n) DETACH DELETE n")
            driver.execute_query(PUT_NODES, rows=nodes)
            driver.execute_query(PUT_RELATIONS, rows=relations)
    assert missed == []
    assert check(neo4j_store).faults == ()
