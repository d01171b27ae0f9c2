"""The bare floor: the cheapest statements that move the same rows, with nothing of ours around them."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, LiteralString, Protocol

import neo4j

from graphdb.claims import Claim
from graphdb.codec import canonical, claim_body
from graphdb.model import Edge, Entry, Node
from graphdb.store import Change
from graphdb.stores.neo4j import mapping

ROWS: Final = 5_000
KEYS: Final[tuple[LiteralString, ...]] = (
    "CREATE CONSTRAINT floor IF NOT EXISTS FOR (n:Floor) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT floor_n IF NOT EXISTS FOR (n:Floor) REQUIRE n.n IS UNIQUE",
    "CREATE CONSTRAINT floor_edge IF NOT EXISTS FOR ()-[r:FLOOR]-() REQUIRE r.id IS UNIQUE",
    "CREATE CONSTRAINT floor_claim IF NOT EXISTS FOR (n:FloorClaim) REQUIRE (n.source, n.target) IS UNIQUE",
    "CREATE INDEX floor_target IF NOT EXISTS FOR (n:FloorClaim) ON (n.target)",
    "CREATE INDEX floor_seq IF NOT EXISTS FOR (n:FloorChange) ON (n.seq)",
    "CREATE INDEX floor_changed IF NOT EXISTS FOR (n:FloorChange) ON (n.target, n.seq)",
    """CREATE FULLTEXT INDEX floor_words IF NOT EXISTS FOR (n:Floor) ON EACH [n.words]
    OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}""",
)
"""What a store must be able to find its rows by, whoever writes them."""

TABLES: Final = """
    CREATE TABLE IF NOT EXISTS node (id TEXT PRIMARY KEY, kind TEXT, props TEXT) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS edge (id TEXT PRIMARY KEY, kind TEXT, src TEXT, dst TEXT) WITHOUT ROWID;
    CREATE VIRTUAL TABLE IF NOT EXISTS word USING fts5 (words, detail=none, columnsize=0);
    CREATE TABLE IF NOT EXISTS claim (target TEXT, source TEXT, body TEXT, PRIMARY KEY (target, source));
    CREATE TABLE IF NOT EXISTS change (seq INTEGER, target TEXT, body TEXT, PRIMARY KEY (seq, target));
"""


@dataclass(frozen=True, slots=True)
class Contents:
    """The rows an import leaves behind."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]
    entries: Sequence[Entry]
    claims: Sequence[Claim]
    changes: Sequence[Change]


class Floor(Protocol):
    """What the cheapest way to the same rows costs in one kind of store."""

    def words(self, words: Sequence[str]) -> Callable[[], object]:
        """Reads the ordinals of entries with all the words."""
        ...

    def near(self, actor: str) -> Callable[[], object]:
        """Reads a node and what is one relation away."""
        ...

    def fill(self, contents: Contents) -> None:
        """Writes the rows of an import and nothing else: no reading, no diff, no merging."""
        ...


class SqliteFloor:
    """The same file, read by plain statements; writes go to a file beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(path)

    def words(self, words: Sequence[str]) -> Callable[[], object]:
        expression = " AND ".join(f'"{word}"' for word in words)
        return self._asked("SELECT rowid FROM word WHERE word MATCH ?", expression)

    def near(self, actor: str) -> Callable[[], object]:
        return self._asked(
            "SELECT node.* FROM target JOIN number AS edge ON edge.src = target.n"
            " JOIN number AS other ON other.n = edge.dst JOIN node ON node.id = other.id WHERE target.id = ?"
            " UNION ALL SELECT node.* FROM target JOIN number AS edge ON edge.dst = target.n"
            " JOIN number AS other ON other.n = edge.src JOIN node ON node.id = other.id WHERE target.id = ?",
            actor,
            actor,
        )

    def fill(self, contents: Contents) -> None:
        with closing(sqlite3.connect(self._path.with_suffix(".floor"))) as bare, bare:
            bare.executescript(TABLES)
            rows = ((node.id, node.kind, json.dumps(dict(node.props))) for node in contents.nodes)
            bare.executemany("INSERT INTO node VALUES (?, ?, ?)", rows)
            ends = ((edge.id, edge.kind, edge.src, edge.dst) for edge in contents.edges)
            bare.executemany("INSERT INTO edge VALUES (?, ?, ?, ?)", ends)
            bare.executemany(
                "INSERT INTO word (words) VALUES (?)", ((entry.words,) for entry in contents.entries)
            )
            claims = ((one.target, one.source, canonical(claim_body(one))) for one in contents.claims)
            bare.executemany("INSERT INTO claim VALUES (?, ?, ?)", claims)
            done = ((one.seq, one.target, one.body) for one in contents.changes)
            bare.executemany("INSERT INTO change VALUES (?, ?, ?)", done)

    def _asked(self, statement: str, *values: str) -> Callable[[], object]:
        return lambda: self._connection.execute(statement, values).fetchall()


class Neo4jFloor:
    """The same server, asked by plain statements; writes use labels of their own with the same keys."""

    def __init__(self, driver: neo4j.Driver) -> None:
        self._driver = driver

    def words(self, words: Sequence[str]) -> Callable[[], object]:
        query = " AND ".join(words)
        return lambda: self._driver.execute_query(
            "CALL db.index.fulltext.queryNodes('brobygger_words', $query) YIELD node"
            " RETURN collect(node._n) AS result",
            query=query,
        )

    def near(self, actor: str) -> Callable[[], object]:
        return lambda: self._driver.execute_query(
            "MATCH (a:Thing {id: $id})--(b) RETURN properties(b) AS result", id=actor
        )

    def fill(self, contents: Contents) -> None:
        run = self._driver.execute_query
        for statement in KEYS:
            run(statement)
        words = {one.id: {"words": one.words, "entry": one.body, "n": one.n} for one in contents.entries}
        rows: Iterable[Mapping[str, object]]
        rows = (mapping.node_row(one, 1)["props"] | words.get(one.id, {}) for one in contents.nodes)
        for part in _parts(rows):
            run("UNWIND $rows AS row CREATE (n:Floor) SET n = row", rows=part)
        for part in _parts(mapping.edge_row(one, 1) for one in contents.edges):
            run(
                "UNWIND $rows AS row MATCH (a:Floor {id: row.src}) MATCH (b:Floor {id: row.dst})"
                " CREATE (a)-[r:FLOOR]->(b) SET r = row.props",
                rows=part,
            )
        for part in _parts(mapping.claim_row(one, 1) for one in contents.claims):
            run("UNWIND $rows AS row CREATE (n:FloorClaim) SET n = row", rows=part)
        for part in _parts(mapping.change_row(one, one.seq) for one in contents.changes):
            run("UNWIND $rows AS row CREATE (n:FloorChange) SET n = row", rows=part)


def _parts(rows: Iterable[Mapping[str, object]]) -> Iterator[list[Mapping[str, object]]]:
    left = iter(rows)
    while part := list(islice(left, ROWS)):
        yield part
