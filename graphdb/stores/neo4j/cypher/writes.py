"""Statements of a commit and of a load; each takes its rows as a list in a map (see ``seqlock.whole``)."""

from typing import Final, LiteralString

from graphdb.stores.neo4j.cypher.planning import COUNT, ONCE

# (:Meta {id: 'meta'}), (:Commit {id})
OPEN: Final[LiteralString] = (
    ONCE
    + """
    MATCH (m:Meta {id: 'meta'})
    SET m.version = m.version + 1
    WITH m
    OPTIONAL MATCH (c:Commit {id: $id}) USING INDEX SEEK c:Commit(id)
    RETURN m.version AS seq, m.head AS head, m.loading AS loading, m.entries AS entries,
        properties(c) AS done"""
)
"""Bumps the version before anything is read: the lock on this node puts writers in a row."""

# (:Meta {id: 'meta'})
RELEASE: Final[LiteralString] = ONCE + "MATCH (m:Meta {id: 'meta'}) SET m.version = m.version - 1"
"""Takes the bump back when the commit is there already."""

# (:Claim {target})
VERSIONS: Final[LiteralString] = (
    ONCE
    + """
    MATCH (c:Claim) USING INDEX SEEK c:Claim(target) WHERE c.target IN $asked.ids
    RETURN c.target AS target, max(c.version) AS version"""
)

# (:Meta {id: 'meta'}), (:Commit)
CLOSE: Final[LiteralString] = (
    ONCE
    + """
    MATCH (m:Meta {id: 'meta'})
    SET m.head = $commit.digest, m.entries = $entries
    CREATE (c:Commit) SET c = $commit"""
)

# (:Commit)
PUT_COMMITS: Final[LiteralString] = ONCE + "UNWIND $asked.rows AS row CREATE (c:Commit) SET c = row" + COUNT

# (:Change)
PUT_CHANGES: Final[LiteralString] = ONCE + "UNWIND $asked.rows AS row CREATE (x:Change) SET x = row" + COUNT

# (:Change {target})
ERASE: Final[LiteralString] = (
    ONCE
    + """
    UNWIND $asked.rows AS id
    MATCH (x:Change {target: id}) USING INDEX SEEK x:Change(target, seq) WHERE x.seq < $seq
    SET x.body = '', x.salt = ''"""
    + COUNT
)

# (:Commit {seq})
FORGET: Final[LiteralString] = (
    ONCE
    + """
    UNWIND $asked.rows AS seq
    MATCH (c:Commit {seq: seq}) USING INDEX SEEK c:Commit(seq) WHERE c.sealed <> ''
    SET c.why = '', c.salt = ''"""
    + COUNT
)

# (:Claim:Change)
CREATE_CLAIMS: Final[LiteralString] = (
    ONCE
    + """
    UNWIND $asked.rows AS row
    CREATE (:Claim:Change {target: row[0], source: row[1], version: $seq, body: row[2],
        seq: $seq, salt: row[3], digest: row[4]})"""
    + COUNT
)
"""What a source says first of a thing, and the change that says so, are one node until either is changed.

The rows are lists, as a map is sent with its keys each time.
"""

# (:Claim {target})
PART_CLAIMS: Final[LiteralString] = (
    ONCE
    + """
    UNWIND $asked.rows AS id
    MATCH (x:Claim {target: id}) USING INDEX SEEK x:Claim(target) WHERE x:Change
    WITH x, x {.target, .source, .run, .version, .body} AS claim
    REMOVE x:Claim, x.run, x.version
    CREATE (c:Claim) SET c = claim"""
    + COUNT
)
"""What is said otherwise, dropped or erased is no longer one node with the change that it came with."""

# (:Claim {source, target})
PUT_CLAIMS: Final[LiteralString] = (
    ONCE
    + """
    UNWIND $asked.rows AS row
    MERGE (c:Claim {source: row.source, target: row.target})
    SET c.run = row.run, c.version = row.version, c.body = row.body"""
    + COUNT
)

# (:Claim {source, target})
DROP_CLAIMS: Final[LiteralString] = (
    ONCE
    + """
    UNWIND $asked.rows AS row
    MATCH (c:Claim {source: row.source, target: row.target}) USING INDEX SEEK c:Claim(source, target)
    DELETE c"""
    + COUNT
)

# (:Claim {target})
STAMP_CLAIMS: Final[LiteralString] = (
    ONCE
    + """
    UNWIND $asked.rows AS id
    MATCH (c:Claim {target: id}) USING INDEX SEEK c:Claim(target)
    SET c.version = $seq"""
    + COUNT
)
"""What is left of a target after one source's claim went is a new version of it, too."""

# (:Thing)-[]-()
ATTACHED: Final[LiteralString] = (
    ONCE
    + """
    UNWIND $asked.rows AS id
    MATCH (n:Thing {id: id})-[r]-() USING INDEX SEEK n:Thing(id)
    WHERE r._prov IS NOT NULL AND r.id IS :: STRING NOT NULL
    RETURN collect(DISTINCT r.id) AS ids"""
)
"""Relations of ours that still need a node."""

# (:Thing {id})
DELETE_NODES: Final[LiteralString] = (
    ONCE
    + "UNWIND $asked.rows AS id MATCH (n:Thing {id: id}) USING INDEX SEEK n:Thing(id) DETACH DELETE n"
    + COUNT
)
"""With the relations tied to it by hand: no source claims the node, so it must not stay for them."""

# (:Thing:Kind {id})
PUT_NODES: Final[LiteralString] = (
    ONCE
    + """
    UNWIND $asked.rows AS row
    MERGE (n:Thing {id: row.id})
    WITH n, row, n {._n, ._actor, ._words, ._entry, ._entered} AS entry,
        [label IN labels(n) WHERE NOT label IN ['Thing', 'Entry', row.kind]] AS former
    SET n = row.props
    SET n += entry
    REMOVE n:$(former)
    SET n:$(row.kind)"""
    + COUNT
)
"""Replaces all properties but the entry's, which are changed by ``PUT_ENTRIES``."""

# (:Thing:Kind)
CREATE_NODES: Final[LiteralString] = (
    ONCE + "UNWIND $asked.rows AS row CREATE (n:Thing:$(row.labels)) SET n = row.props" + COUNT
)

# (:Thing:Entry {id})
PUT_ENTRIES: Final[LiteralString] = (
    ONCE
    + """
    UNWIND $asked.rows AS row
    MATCH (n:Thing {id: row.id}) USING INDEX SEEK n:Thing(id)
    SET n:Entry, n._n = coalesce(n._n, row.n), n._actor = row.actor, n._words = row.words,
        n._entry = row.body, n._entered = $seq
    RETURN collect(row.id) AS ids"""
)

# (:Tally {name})
ADD_TALLIES: Final[LiteralString] = (
    ONCE
    + """
    UNWIND $asked.rows AS row
    MERGE (t:Tally {name: row.name})
    SET t.count = coalesce(t.count, 0) + row.count"""
    + COUNT
)

# (:Meta {id: 'meta'})
START_LOAD: Final[LiteralString] = (
    ONCE
    + """
    MATCH (m:Meta {id: 'meta'})
    SET m.version = 0, m.head = '', m.entries = 0, m.loading = $mark, m.fingerprint = $mark"""
)

# (:Meta {id: 'meta'})
LOCK_LOAD: Final[LiteralString] = (
    ONCE
    + """
    MATCH (m:Meta {id: 'meta'})
    SET m.turn = $mark
    WITH m
    RETURN m.loading AS loading, m.version AS version, m.entries AS entries"""
)

# (:Meta {id: 'meta'})
COUNT_LOADED: Final[LiteralString] = ONCE + "MATCH (m:Meta {id: 'meta'}) SET m.entries = $entries"

# (:Commit)
LAST_COMMIT: Final[LiteralString] = """
    MATCH (c:Commit) WHERE c.seq > 0
    RETURN properties(c) AS row ORDER BY c.seq DESC LIMIT 1"""

# (:Meta {id: 'meta'})
END_LOAD: Final[LiteralString] = (
    ONCE
    + """
    MATCH (m:Meta {id: 'meta'})
    SET m.version = $seq, m.head = $head, m.loading = ''"""
)

# (:Thing)-[]-(:Thing), and all other nodes of ours but (:Meta)
EMPTY: Final[LiteralString] = """
    MATCH (n:Thing|Claim|Commit|Change|Tally|Record)
    WITH n LIMIT 2000
    DETACH DELETE n
    RETURN count(*) AS gone"""
