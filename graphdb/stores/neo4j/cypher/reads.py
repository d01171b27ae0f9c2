"""Statements that read. Lists that are not paged have one row per asked id, or feed ``scan``, which sorts."""

from typing import Final, LiteralString

from graphdb.stores.neo4j.cypher.seqlock import whole

# (:Meta {id: 'meta'})
STATUS: Final[LiteralString] = whole("""
    MATCH (m:Meta {id: 'meta'})
    RETURN collect(m {.version, .schema, .fingerprint, loading: m.loading <> '', .head}) AS collected""")

# (:Meta {id: 'meta'}), (:Record {kind, k2}), (:Commit {seq}), (:Change {seq})
MEANWHILE: Final[LiteralString] = whole("""
    MATCH (m:Meta {id: 'meta'})
    CALL () {
        MATCH (r:Record) USING INDEX SEEK r:Record(kind, k2, id)
        WHERE r.kind = $kind AND r.k2 = $state AND r.id > ''
        RETURN collect(r.id) AS runs
    }
    CALL (runs) {
        MATCH (c:Commit) USING INDEX SEEK c:Commit(seq)
        WHERE c.seq > $after AND size(runs) > 0 AND NOT c.run IN runs
        RETURN collect(c.seq) AS seqs
    }
    CALL (seqs) {
        UNWIND seqs AS seq
        MATCH (x:Change) USING INDEX SEEK x:Change(seq) WHERE x.seq = seq
        RETURN collect(DISTINCT x.target) AS targets
    }
    RETURN collect({
        meta: m {.version, .schema, .fingerprint, loading: m.loading <> '', .head},
        at_work: size(runs) > 0,
        newest: reduce(newest = $after, seq IN seqs | CASE WHEN seq > newest THEN seq ELSE newest END),
        targets: targets
    }) AS collected""")

# (:Thing:Kind {id})
NODES: Final[LiteralString] = whole("""
    UNWIND $ids AS id
    MATCH (n:Thing {id: id}) USING INDEX SEEK n:Thing(id)
    RETURN collect({labels: labels(n), props: n {.*, _n: null, _actor: null, _words: null, _entry: null}})
        AS collected""")

# (:Entry {id})
ENTRIES: Final[LiteralString] = whole("""
    UNWIND $ids AS id
    MATCH (n:Thing {id: id}) USING INDEX SEEK n:Thing(id) WHERE n:Entry
    RETURN collect({id: n.id, actor: n._actor, words: n._words, body: n._entry, n: n._n}) AS collected""")

# (:Thing {id})-[]->(:Thing)
OUT: Final[LiteralString] = whole("""
    UNWIND $ids AS id
    MATCH (a:Thing {id: id})-[r]->(b:Thing) USING INDEX SEEK a:Thing(id)
    WHERE size($kinds) = 0 OR type(r) IN $kinds
    RETURN collect({kind: type(r), src: a.id, dst: b.id, props: properties(r)}) AS collected""")

# (:Thing)-[]->(:Thing {id})
IN: Final[LiteralString] = whole("""
    UNWIND $ids AS id
    MATCH (a:Thing)-[r]->(b:Thing {id: id}) USING INDEX SEEK b:Thing(id)
    WHERE size($kinds) = 0 OR type(r) IN $kinds
    RETURN collect({kind: type(r), src: a.id, dst: b.id, props: properties(r)}) AS collected""")

# (:Thing {id})-[]-(:Thing)
BOTH: Final[LiteralString] = whole("""
    UNWIND $ids AS id
    MATCH (n:Thing {id: id})-[r]-(:Thing) USING INDEX SEEK n:Thing(id)
    WHERE size($kinds) = 0 OR type(r) IN $kinds
    WITH DISTINCT r, startNode(r) AS a, endNode(r) AS b
    RETURN collect({kind: type(r), src: a.id, dst: b.id, props: properties(r)}) AS collected""")

# (:Thing {id})-[]->(:Thing {id})
AMONG: Final[LiteralString] = whole("""
    UNWIND $ids AS id
    MATCH (a:Thing {id: id})-[r]->(b:Thing) USING INDEX SEEK a:Thing(id)
    WHERE b.id IN $ids AND (size($kinds) = 0 OR type(r) IN $kinds)
    RETURN collect({kind: type(r), src: a.id, dst: b.id, props: properties(r)}) AS collected""")

# (:Entry)
MATCH: Final[LiteralString] = whole("""
    UNWIND range(0, size($queries) - 1) AS i
    CALL (i) {
        CALL db.index.fulltext.queryNodes('brobygger_words', $queries[i]) YIELD node
        WHERE node._n IS :: INTEGER NOT NULL
        RETURN collect(node._n) AS hits
    }
    WITH i, hits ORDER BY i
    RETURN collect(hits) AS collected""")

# (:Claim {target})
CLAIMS: Final[LiteralString] = whole("""
    MATCH (c:Claim) USING INDEX SEEK c:Claim(target) WHERE c.target IN $ids
    WITH c ORDER BY c.target, c.source
    RETURN collect(c {.target, .source, .run, .version, .body}) AS collected""")

# (:Claim {target, source})
SAID_ELSEWHERE: Final[LiteralString] = whole("""
    MATCH (c:Claim) USING INDEX SEEK c:Claim(target) WHERE c.target IN $ids AND c.source <> $source
    RETURN collect(DISTINCT c.target) AS collected""")

# (:Claim {source, target})
CLAIMS_OF: Final[LiteralString] = whole("""
    MATCH (c:Claim) USING INDEX SEEK c:Claim(source, target)
    WHERE c.source = $source AND c.target > $after
    WITH c ORDER BY c.source, c.target LIMIT $most
    RETURN collect(c {.target, .source, .run, .version, .body}) AS collected""")
"""The source is always the same, but the server takes the order of the index only when all of its key is
asked for, and else goes through all that the source says for each page of it."""

# (:Commit {seq})
COMMITS: Final[LiteralString] = whole("""
    MATCH (c:Commit) USING INDEX SEEK c:Commit(seq) WHERE c.seq > $after
    WITH c ORDER BY c.seq LIMIT $most
    RETURN collect(c {.seq, .id, .at, .by, .why, .run, .prev, .digest, .salt, .sealed, .forgets})
        AS collected""")

# (:Commit {run, seq})
COMMITS_OF_RUN: Final[LiteralString] = whole("""
    MATCH (c:Commit) USING INDEX SEEK c:Commit(run, seq)
    WHERE c.run = $run AND c.seq > $after AND c.run <> ''
    WITH c ORDER BY c.run, c.seq LIMIT $most
    RETURN collect(c {.seq, .id, .at, .by, .why, .run, .prev, .digest, .salt, .sealed, .forgets})
        AS collected""")

# (:Commit {seq})
ALL_COMMITS: Final[LiteralString] = """
    MATCH (c:Commit) WHERE c.seq > $after
    RETURN c.seq AS seq, c.id AS id, c.at AS at, c.by AS by, c.why AS why, c.run AS run, c.prev AS prev,
        c.digest AS digest, c.salt AS salt, c.sealed AS sealed, c.forgets AS forgets
    ORDER BY c.seq"""

# (:Change {seq})
PAGE_OF_CHANGES: Final[LiteralString] = whole("""
    CALL () {
        MATCH (x:Change) USING INDEX SEEK x:Change(seq) WHERE x.seq > $after
        WITH x.seq AS seq ORDER BY x.seq SKIP $skip LIMIT 1
        RETURN coalesce(max(seq), $every) AS end
    }
    CALL (end) {
        MATCH (x:Change) USING INDEX SEEK x:Change(seq) WHERE x.seq > $after AND x.seq <= end
        RETURN collect(x {.target, .source, .body, .salt, .digest, .seq}) AS changes
    }
    CALL (end) {
        OPTIONAL MATCH (x:Change) USING INDEX SEEK x:Change(seq) WHERE x.seq > end
        WITH x LIMIT 1
        RETURN x IS NOT NULL AS more
    }
    RETURN collect({end: end, changes: changes, more: more}) AS collected""")
"""The changes up to the commit that passes the wished number of them, and whether there are more."""

# (:Change {target, seq})
CHANGES_END_OF_TARGET: Final[LiteralString] = """
    MATCH (x:Change) WHERE x.target = $target AND x.seq > $after
    RETURN x.seq AS seq ORDER BY x.seq SKIP $skip LIMIT 1"""
"""The commit that passes the wished number of changes. Its siblings ask the same of a run."""

# (:Commit {run, seq}), (:Change {seq})
CHANGES_END_OF_RUN: Final[LiteralString] = """
    MATCH (c:Commit) WHERE c.run = $run AND c.seq > $after AND c.run <> ''
    WITH c.seq AS seq ORDER BY seq
    MATCH (x:Change {seq: seq})
    RETURN seq ORDER BY seq SKIP $skip LIMIT 1"""
"""The commits tell the run: to find each change by it, too, a write would keep one more index. They are put
in order first, so that no more changes are looked at than are skipped."""

# (:Change {target, seq}), (:Commit {seq})
CHANGES_END_OF_BOTH: Final[LiteralString] = """
    MATCH (x:Change) WHERE x.target = $target AND x.seq > $after
    MATCH (c:Commit {seq: x.seq}) WHERE c.run = $run AND c.run <> ''
    RETURN x.seq AS seq ORDER BY x.seq SKIP $skip LIMIT 1"""

# (:Change {seq})
CHANGES: Final[LiteralString] = """
    MATCH (x:Change) WHERE x.seq > $after AND x.seq <= $end
    RETURN x.target AS target, x.source AS source, x.body AS body, x.salt AS salt, x.digest AS digest,
        x.seq AS seq
    ORDER BY x.seq, x.target, x.source"""

# (:Change {target, seq})
CHANGES_OF_TARGET: Final[LiteralString] = """
    MATCH (x:Change) WHERE x.target = $target AND x.seq > $after AND x.seq <= $end
    RETURN x.target AS target, x.source AS source, x.body AS body, x.salt AS salt, x.digest AS digest,
        x.seq AS seq
    ORDER BY x.seq, x.source"""

# (:Change {target, seq})
FIRST_CHANGES_OF_TARGET: Final[LiteralString] = whole("""
    MATCH (x:Change) USING INDEX SEEK x:Change(target, seq)
    WHERE x.target = $target AND x.seq > $after
    WITH x ORDER BY x.seq, x.source LIMIT $most
    RETURN collect(x {.target, .source, .body, .salt, .digest, .seq}) AS collected""")

# (:Commit {run, seq}), (:Change {seq})
CHANGES_OF_RUN: Final[LiteralString] = """
    MATCH (c:Commit) WHERE c.run = $run AND c.seq > $after AND c.seq <= $end AND c.run <> ''
    MATCH (x:Change {seq: c.seq})
    RETURN x.target AS target, x.source AS source, x.body AS body, x.salt AS salt, x.digest AS digest,
        x.seq AS seq
    ORDER BY x.seq, x.target, x.source"""

# (:Change {target, seq}), (:Commit {seq})
CHANGES_OF_BOTH: Final[LiteralString] = """
    MATCH (x:Change) WHERE x.target = $target AND x.seq > $after AND x.seq <= $end
    MATCH (c:Commit {seq: x.seq}) WHERE c.run = $run AND c.run <> ''
    RETURN x.target AS target, x.source AS source, x.body AS body, x.salt AS salt, x.digest AS digest,
        x.seq AS seq
    ORDER BY x.seq, x.source"""

# (:Change {seq})
CHANGES_ABOUT: Final[LiteralString] = """
    MATCH (x:Change)
    WHERE x.seq > $after AND ($until IS NULL OR x.seq <= $until)
        AND ($asked[x.target] OR any(end IN split(x.target, '|')[1..3] WHERE $asked[end]))
    RETURN x.target AS target, x.source AS source, x.body AS body, x.salt AS salt, x.digest AS digest,
        x.seq AS seq
    LIMIT $most"""
"""The ids are the keys of a map: a list would be gone through for each change."""

# (:Change {seq})
TIES: Final[LiteralString] = """
    MATCH (x:Change)
    WHERE x.seq > 0 AND any(end IN split(x.target, '|')[1..3] WHERE $asked[end])
    RETURN DISTINCT x.target AS target"""

# (:Tally {name})
TALLIES: Final[LiteralString] = """
    MATCH (t:Tally) WHERE t.name STARTS WITH $prefix
    RETURN t.name AS name, t.count AS count ORDER BY t.name"""

# (:Thing:Kind {id})
SCAN_NODES: Final[LiteralString] = """
    MATCH (n:Thing) WHERE n.id > $after AND n.id < $until
    RETURN labels(n) AS labels, n {.*, _n: null, _actor: null, _words: null, _entry: null} AS props"""

# (:Entry {id})
SCAN_ENTRIES: Final[LiteralString] = """
    MATCH (n:Entry) WHERE n.id > $after AND n.id < $until
    RETURN n.id AS id, n._actor AS actor, n._words AS words, n._entry AS body, n._n AS n"""

# (:Claim)
SCAN_CLAIMS: Final[LiteralString] = """
    MATCH (c:Claim)
    RETURN c.target AS target, c.source AS source, c.run AS run, c.version AS version, c.body AS body"""

# (:Entry {_entered})
ENTERED: Final[LiteralString] = "MATCH (n:Entry) WHERE n._entered > $after RETURN n.id AS target"
"""Not to be found by the changes alone: another thing that a search entry consists of may have changed. The
claims on its node are stamped then, and no others are."""

# (:Tally)
SCAN_TALLIES: Final[LiteralString] = "MATCH (t:Tally) RETURN t.name AS name, t.count AS count"

# every node, but those of other programs
STRAY_NODES: Final[LiteralString] = """
    MATCH (n)
    WITH n, labels(n) AS labels, [label IN labels(n) WHERE label IN $kinds] AS kinds
    WHERE n:Thing AND (NOT n.id IS :: STRING NOT NULL OR n._prov IS NULL OR n._version IS NULL
            OR size(kinds) <> 1
            OR any(label IN labels WHERE NOT label IN $ours)
            OR (n._words IS NOT NULL OR n._entry IS NOT NULL) <> (n:Entry))
        OR NOT n:Thing AND (size(kinds) > 0 OR n:Entry OR n._prov IS NOT NULL)
    RETURN coalesce(toStringOrNull(n.id), elementId(n)) AS name, labels"""

# (:Thing)-[]-(), and whatever has our types or provenance
STRAY_RELATIONS: Final[LiteralString] = """
    MATCH (a)-[r]->(b)
    WHERE (a:Thing OR b:Thing OR r._prov IS NOT NULL)
        AND (NOT r.id IS :: STRING NOT NULL OR r._prov IS NULL OR r._version IS NULL OR NOT type(r) IN $kinds
            OR NOT a:Thing OR NOT b:Thing OR a.id IS NULL OR b.id IS NULL)
    RETURN type(r) + ' ' + coalesce(toStringOrNull(r.id), elementId(r)) AS name,
        coalesce(toStringOrNull(a.id), elementId(a)) AS src,
        coalesce(toStringOrNull(b.id), elementId(b)) AS dst"""

# (:Commit), (:Change)
STRAY_HISTORY: Final[LiteralString] = """
    MATCH (c:Commit)
    WHERE NOT c.seq IS :: INTEGER NOT NULL
        OR any(text IN [c.id, c.at, c.by, c.why, c.run, c.prev, c.digest, c.salt, c.sealed, c.forgets]
            WHERE NOT text IS :: STRING NOT NULL)
    RETURN 'commit' AS what, coalesce(toStringOrNull(c.seq), elementId(c)) AS name
    UNION ALL
    MATCH (x:Change)
    WHERE NOT x.seq IS :: INTEGER NOT NULL
        OR any(text IN [x.target, x.source, x.body, x.salt, x.digest] WHERE NOT text IS :: STRING NOT NULL)
    RETURN 'change' AS what, coalesce(toStringOrNull(x.target), elementId(x)) AS name"""
"""Rows of the history that lack something or hold values of another type."""
