"""Constraints, indexes and the two ``:Meta`` nodes.

Community Edition has uniqueness constraints on nodes and relationships, no existence constraints and one
database. Names are ours, so that another program's schema in the same database is left alone.
"""

from typing import Final, LiteralString

from graphdb.stores.neo4j.cypher.relations import KINDS

_NODES: Final[dict[LiteralString, LiteralString]] = {
    "brobygger_meta": """
        CREATE CONSTRAINT brobygger_meta IF NOT EXISTS FOR (n:Meta) REQUIRE n.id IS UNIQUE""",
    "brobygger_thing": """
        CREATE CONSTRAINT brobygger_thing IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE""",
    "brobygger_entry": """
        CREATE CONSTRAINT brobygger_entry IF NOT EXISTS FOR (n:Entry) REQUIRE n._n IS UNIQUE""",
    "brobygger_entered": """
        CREATE INDEX brobygger_entered IF NOT EXISTS FOR (n:Entry) ON (n._entered)""",
    "brobygger_claim": """
        CREATE CONSTRAINT brobygger_claim IF NOT EXISTS
        FOR (n:Claim) REQUIRE (n.source, n.target) IS UNIQUE""",
    "brobygger_claim_target": """
        CREATE INDEX brobygger_claim_target IF NOT EXISTS FOR (n:Claim) ON (n.target)""",
    "brobygger_commit": """
        CREATE CONSTRAINT brobygger_commit IF NOT EXISTS FOR (n:Commit) REQUIRE n.seq IS UNIQUE""",
    "brobygger_commit_id": """
        CREATE CONSTRAINT brobygger_commit_id IF NOT EXISTS FOR (n:Commit) REQUIRE n.id IS UNIQUE""",
    "brobygger_commit_run": """
        CREATE INDEX brobygger_commit_run IF NOT EXISTS FOR (n:Commit) ON (n.run, n.seq)""",
    "brobygger_change": """
        CREATE INDEX brobygger_change IF NOT EXISTS FOR (n:Change) ON (n.seq)""",
    "brobygger_change_target": """
        CREATE INDEX brobygger_change_target IF NOT EXISTS FOR (n:Change) ON (n.target, n.seq)""",
    "brobygger_tally": """
        CREATE CONSTRAINT brobygger_tally IF NOT EXISTS FOR (n:Tally) REQUIRE n.name IS UNIQUE""",
    "brobygger_record": """
        CREATE CONSTRAINT brobygger_record IF NOT EXISTS FOR (n:Record) REQUIRE (n.kind, n.id) IS UNIQUE""",
    "brobygger_record_k1": """
        CREATE INDEX brobygger_record_k1 IF NOT EXISTS FOR (n:Record) ON (n.kind, n.k1, n.id)""",
    "brobygger_record_k2": """
        CREATE INDEX brobygger_record_k2 IF NOT EXISTS FOR (n:Record) ON (n.kind, n.k2, n.id)""",
    "brobygger_record_k3": """
        CREATE INDEX brobygger_record_k3 IF NOT EXISTS FOR (n:Record) ON (n.kind, n.k3, n.id)""",
    "brobygger_record_expires": """
        CREATE INDEX brobygger_record_expires IF NOT EXISTS FOR (n:Record) ON (n.expires)""",
    "brobygger_words": """
        CREATE FULLTEXT INDEX brobygger_words IF NOT EXISTS FOR (n:Entry) ON EACH [n._words]
        OPTIONS {indexConfig: {
            `fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}}""",
}

SCHEMA_STATEMENTS: Final[dict[LiteralString, LiteralString]] = _NODES | {
    "brobygger_" + kind: "CREATE CONSTRAINT brobygger_" + kind + " IF NOT EXISTS"
    " FOR ()-[r:" + kind + "]-() REQUIRE r.id IS UNIQUE"
    for kind in KINDS
}  # fmt: skip
"""Per name of an index or constraint the statement that makes it."""

CONSTRAINTS: Final = frozenset(
    name for name, text in SCHEMA_STATEMENTS.items() if "CREATE CONSTRAINT" in text
)

RETIRED: Final[tuple[LiteralString, ...]] = ("brobygger_change_run",)
"""Indexes of earlier versions by which nothing is asked any more: each write would go on filling them."""

DROP: Final[dict[LiteralString, LiteralString]] = {
    name: "DROP INDEX " + name + " IF EXISTS" for name in (*SCHEMA_STATEMENTS, *RETIRED)
}
"""Per name the statement that takes away an index that is retired, or whose constraint was never finished."""

# Every constraint has an index of its name.
INDEXES: Final[LiteralString] = """
    SHOW INDEXES YIELD name, state, owningConstraint AS owner RETURN name, state, owner"""

AWAIT: Final[LiteralString] = "UNWIND $names AS name CALL db.awaitIndex(name, 120) RETURN count(*) AS n"

# (:Preparing {by}): a process that makes constraints or waits to
COME_IN: Final[LiteralString] = "CREATE (:Preparing {by: $by})"

# Held until the transaction ends. In one order, so that no two processes wait for each other.
TAKE_TURN: Final[LiteralString] = "MATCH (p:Preparing) WITH p ORDER BY elementId(p) SET p.turn = $by"

LEAVE: Final[LiteralString] = "MATCH (p:Preparing {by: $by}) DELETE p"

# (:Meta {id: 'meta'})
SCHEMA_OF: Final[LiteralString] = "MATCH (m:Meta {id: 'meta'}) RETURN m.schema AS schema"

# (:Meta {id: 'meta'})
CREATE_META: Final[LiteralString] = """
    MERGE (m:Meta {id: 'meta'})
    ON CREATE SET m.schema = $schema, m.fingerprint = $fingerprint, m.version = 0, m.head = '',
        m.loading = '', m.entries = 0"""

# (:Meta {id: 'meta'})
MARK_LAYOUT: Final[LiteralString] = """
    MATCH (m:Meta {id: 'meta'}) WHERE m.schema < $schema
    SET m.schema = $schema"""

# (:Meta {id: 'meta'}), (:Meta {id: 'seqlock'})
CREATE_SEQLOCK: Final[LiteralString] = """
    MATCH (m:Meta {id: 'meta'})
    MERGE (s:Meta {id: 'seqlock'})
    ON CREATE SET s.begun = m.version, s.done = m.version"""

# (:Meta {id: 'records'})
CREATE_LEDGER: Final[LiteralString] = """
    MERGE (m:Meta {id: 'records'})
    ON CREATE SET m.version = 0, m.sum = $sum"""
