"""Statements that need a relationship type in their text: one constant per kind.

Neo4j finds a relationship by its ``id`` through an index only when the type stands in the statement. (A
dynamic type, ``-[:$(kind)]->``, is as fast when creating and is used there.)
"""

from typing import Final, LiteralString

from graphdb.stores.neo4j.cypher.planning import COUNT, ONCE

KINDS: Final[tuple[LiteralString, ...]] = (
    "PART_OF",
    "OFFERS",
    "LOCATED_AT",
    "CONTACTED_AT",
    "IN",
    "SERVES",
    "REACHES",
    "MEETS",
    "USES",
    "UNDER",
    "VIA",
    "RELATES",
    "RAISES",
    "EXPECTS",
    "EXPECTS_AT",
    "NEEDED_AT",
    "OWED_BY",
    "OWED_TO",
    "ABOUT",
    "ASKED",
    "SAME",
)
"""Every ``EdgeKind``; a test compares the two."""

# ()-[:KIND {id}]->()
UPDATE: Final[dict[str, LiteralString]] = {
    kind: ONCE + "UNWIND $asked.rows AS row MATCH ()-[r:" + kind + " {id: row.id}]->()"
    " USING INDEX SEEK r:" + kind + "(id)"
    " SET r = row.props RETURN collect(row.id) AS ids"
    for kind in KINDS
}  # fmt: skip
"""Replaces the properties of those ``$asked.rows`` that are there; answers their ids."""

# ()-[:KIND {id}]->()
DELETE: Final[dict[str, LiteralString]] = {
    kind: ONCE + "UNWIND $asked.rows AS id MATCH ()-[r:" + kind + " {id: id}]->()"
    " USING INDEX SEEK r:" + kind + "(id) DELETE r" + COUNT
    for kind in KINDS
}  # fmt: skip

# ()-[:KIND {id}]->()
BY_ID: Final[dict[str, LiteralString]] = {
    kind: ONCE + "UNWIND $asked.ids AS id MATCH (a)-[r:" + kind + " {id: id}]->(b)"
    " USING INDEX SEEK r:" + kind + "(id)"
    " RETURN type(r) AS kind, a.id AS src, b.id AS dst, properties(r) AS props"
    for kind in KINDS
}  # fmt: skip

# (:Thing)-[:KIND]->(:Thing)
SCAN_OF: Final[dict[str, LiteralString]] = {
    kind: "MATCH (a:Thing)-[r:" + kind + "]->(b:Thing) WHERE r.id > $after AND r.id < $until"
    " RETURN type(r) AS kind, a.id AS src, b.id AS dst, properties(r) AS props"
    for kind in KINDS
}  # fmt: skip

# (:Thing)-[:KIND]->(:Thing)
SCAN: Final[LiteralString] = " UNION ALL ".join(SCAN_OF[kind] for kind in KINDS)
"""One statement, so that who reads a whole store does not ask twenty times for what is mostly nothing. The
server needs up to a second to plan it, so those who read one kind have a statement of its own."""

_ENDS: Final[LiteralString] = (
    ONCE
    + """
    UNWIND $asked.rows AS row
    MATCH (a:Thing {id: row[1]}) USING INDEX SEEK a:Thing(id)
    MATCH (b:Thing {id: row[2]}) USING INDEX SEEK b:Thing(id)"""
)

# (:Thing)-[:KIND]->(:Thing)
CREATE: Final[LiteralString] = (
    _ENDS
    + """
    CREATE (a)-[r:$(row[0]) {id: row[3], _version: row[4], _prov: row[5]}]->(b)
    RETURN count(*) AS created"""
)
"""Answers how many it created; a row whose end is not there creates none."""

# (:Thing)-[:KIND]->(:Thing)
CREATE_SAYING_MORE: Final[LiteralString] = (
    _ENDS
    + """
    CREATE (a)-[r:$(row[0]) {id: row[3], _version: row[4], _prov: row[5]}]->(b)
    SET r += row[6]
    RETURN count(*) AS created"""
)
"""As ``CREATE``, for relations with properties of their own. Most have none, and to set none takes the server
half of what sending a list in the place of a map saves it."""

# (:Thing {id})
LOOSE: Final[LiteralString] = (
    ONCE
    + """
    UNWIND $asked.rows AS row
    OPTIONAL MATCH (a:Thing {id: row[1]}) USING INDEX SEEK a:Thing(id)
    OPTIONAL MATCH (b:Thing {id: row[2]}) USING INDEX SEEK b:Thing(id)
    WITH row WHERE a IS NULL OR b IS NULL
    RETURN collect(row[3]) AS ids"""
)
"""Those that ``CREATE``, or the other, created none of."""
