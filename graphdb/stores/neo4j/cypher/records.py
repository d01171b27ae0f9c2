"""Statements about records, which are no part of the graph."""

from typing import Final, LiteralString

from graphdb.stores.neo4j.cypher.planning import COUNT, ONCE

# (:Meta {id: 'records'}), (:Meta {id: 'meta'})
LOCK: Final[LiteralString] = (
    ONCE
    + """
    MATCH (m:Meta {id: 'records'})
    SET m.turn = ''
    WITH m
    MATCH (store:Meta {id: 'meta'})
    RETURN m.version AS version, m.sum AS sum, store.loading AS loading"""
)
"""Takes the lock of those who write records before anything is read."""

# (:Meta {id: 'records'})
NOTE: Final[LiteralString] = ONCE + "MATCH (m:Meta {id: 'records'}) SET m.version = $version, m.sum = $sum"

_PRESENT: Final[LiteralString] = """
    UNWIND $asked.rows AS row
    MATCH (r:Record {kind: row.kind, id: row.id}) USING INDEX SEEK r:Record(kind, id)
    RETURN r.kind AS kind, r.id AS id, r.version AS version, r.digest AS digest"""

# (:Record {kind, id})
PRESENT: Final[LiteralString] = ONCE + _PRESENT

# (:Meta {id: 'records'}), (:Record {kind, id})
LOCK_PRESENT: Final[LiteralString] = ONCE + "MATCH (m:Meta {id: 'records'}) SET m.turn = '' WITH m" + _PRESENT
"""As ``LOCK`` and then ``PRESENT``."""

# (:Record {kind, id})
GET: Final[LiteralString] = (
    ONCE
    + """
    MATCH (r:Record {kind: $kind, id: $id}) USING INDEX SEEK r:Record(kind, id)
    RETURN properties(r) AS row"""
)

_ROW: Final[LiteralString] = """
        AND r.id > $after AND (r.expires = '' OR r.expires > $now)
    RETURN properties(r) AS row ORDER BY r.id LIMIT $most"""

# (:Record {kind})
_LIST: Final[LiteralString] = (
    ONCE + "MATCH (r:Record) USING INDEX SEEK r:Record(kind, id) WHERE r.kind = $kind" + _ROW
)

# (:Record {kind, k1})
_BY_K1: Final[LiteralString] = (
    ONCE + "MATCH (r:Record) USING INDEX SEEK r:Record(kind, k1, id) WHERE r.kind = $kind AND r.k1 = $k1"
    " AND ($k2 IS NULL OR r.k2 = $k2) AND ($k3 IS NULL OR r.k3 = $k3)" + _ROW
)

# (:Record {kind, k2})
_BY_K2: Final[LiteralString] = (
    ONCE + "MATCH (r:Record) USING INDEX SEEK r:Record(kind, k2, id) WHERE r.kind = $kind AND r.k2 = $k2"
    " AND ($k3 IS NULL OR r.k3 = $k3)" + _ROW
)

# (:Record {kind, k3})
_BY_K3: Final[LiteralString] = (
    ONCE
    + "MATCH (r:Record) USING INDEX SEEK r:Record(kind, k3, id) WHERE r.kind = $kind AND r.k3 = $k3"
    + _ROW
)

LISTS: Final[dict[str, LiteralString]] = {"": _LIST, "k1": _BY_K1, "k2": _BY_K2, "k3": _BY_K3}
"""By the first key that is asked for: each has an index of its own, which ends in the id.

Only an index compares ids by code point; a filter compares UTF-16, and passes over an emoji after "ﬁ". So the
index is named: a server that plans them while it holds few records takes another one.
"""

# (:Record {expires})
EXPIRED: Final[LiteralString] = """
    MATCH (r:Record) WHERE r.expires > '' AND r.expires <= $now
    RETURN r.kind AS kind, r.id AS id ORDER BY r.expires, r.kind, r.id LIMIT $most"""

# (:Record {kind, id})
PUT: Final[LiteralString] = (
    ONCE
    + """
    UNWIND $asked.rows AS row
    MERGE (r:Record {kind: row.kind, id: row.id})
    SET r = row"""
    + COUNT
)

# (:Record {kind, id})
DELETE: Final[LiteralString] = (
    ONCE
    + """
    UNWIND $asked.rows AS row
    MATCH (r:Record {kind: row.kind, id: row.id}) USING INDEX SEEK r:Record(kind, id)
    DELETE r"""
    + COUNT
)

# (:Record)
SCAN: Final[LiteralString] = "MATCH (r:Record) RETURN properties(r) AS row"
