"""A file of a layout before becomes one of this.

In layout 4 there are ids where the numbers of ``target`` are now. In layout 5 the name of a source stands in
each row, and a relation has its id and its ends besides.
"""

import sqlite3
from typing import Final, LiteralString

from graphdb.store import SCHEMA
from graphdb.stores.sqlite import schema
from graphdb.stores.sqlite.mapping import (
    KIND_NUMBERS,
    begun_digest,
    common_change,
    common_prov,
    leads,
    parts_of,
    props_kept,
)
from graphdb.stores.sqlite.packing import Kept

_NAMED, _NUMBERED = SCHEMA, SCHEMA + 1
"""The marks of those layouts."""
_UNREADABLE: Final = "!"
"""Properties of a relation whose row did not say what its id says: ``check`` names it."""


def _number(said: LiteralString) -> LiteralString:
    return "(SELECT number FROM common WHERE said = " + said + ")"


def _kept(common: LiteralString, column: LiteralString) -> LiteralString:
    """The number of what many rows say alike, and anything else as it is."""
    return "coalesce(" + _number(common) + ", " + column + ")"


_RENAMED: Final = (
    "DROP INDEX IF EXISTS change_target",
    "DROP INDEX IF EXISTS edge_src",
    "DROP INDEX IF EXISTS edge_dst",
    "ALTER TABLE change RENAME TO earlier_change",
    "ALTER TABLE claim RENAME TO earlier_claim",
    "ALTER TABLE edge RENAME TO earlier_edge",
)
_UNNUMBERED: Final = (
    """CREATE TABLE earlier_change (
        seq INTEGER NOT NULL, target TEXT NOT NULL, source TEXT NOT NULL, body ANY NOT NULL,
        salt ANY NOT NULL, digest ANY NOT NULL, PRIMARY KEY (seq, target, source)) STRICT, WITHOUT ROWID""",
    """INSERT INTO earlier_change SELECT seq, id, source, body, salt, digest
        FROM change CROSS JOIN target ON target.n = change.target""",
    """CREATE TABLE earlier_claim (
        target TEXT NOT NULL, source TEXT NOT NULL, version INTEGER NOT NULL,
        body ANY NOT NULL, PRIMARY KEY (target, source)) STRICT, WITHOUT ROWID""",
    # In place of the body may stand the number of the change in which it lies behind a sign.
    """INSERT INTO earlier_claim SELECT id, source, version, coalesce((
            SELECT substr(change.body, 2) FROM change WHERE typeof(claim.body) = 'integer'
                AND seq = claim.body AND change.target = claim.target AND change.source = claim.source),
            claim.body)
        FROM claim CROSS JOIN target ON target.n = claim.target""",
    """CREATE TABLE earlier_edge (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, src TEXT NOT NULL, dst TEXT NOT NULL, props ANY NOT NULL,
        prov ANY NOT NULL, version INTEGER NOT NULL) STRICT""",
    """INSERT INTO earlier_edge
        SELECT target.id, kind_of(kind), coalesce(src.id, ''), coalesce(dst.id, ''), props, prov, version
        FROM edge CROSS JOIN target ON target.n = edge.n
        LEFT JOIN target AS src ON src.n = edge.src LEFT JOIN target AS dst ON dst.n = edge.dst""",
    "DROP TABLE change",
    "DROP TABLE claim",
    "DROP TABLE edge",
    "DROP TABLE target",
)
_STEPS: Final = (
    *schema.NUMBERED,
    """INSERT INTO target (id, n) SELECT id, row_number() OVER (ORDER BY id) FROM (
        WITH spoken AS (SELECT target AS id FROM earlier_change UNION SELECT target FROM earlier_claim
            UNION SELECT id FROM earlier_edge)
        SELECT id FROM spoken UNION SELECT part(id, 2) FROM spoken UNION SELECT part(id, 3) FROM spoken)
        WHERE id IS NOT NULL""",
    """INSERT INTO number (n, id, kind, src, dst)
        SELECT target.n, coalesce(part(target.id, 0), target.id), part(target.id, 1), src.n, dst.n FROM target
        LEFT JOIN target AS src ON src.id = part(target.id, 2)
        LEFT JOIN target AS dst ON dst.id = part(target.id, 3)""",
    "INSERT INTO common (said) SELECT source FROM earlier_change UNION SELECT source FROM earlier_claim",
    """INSERT INTO common (said) SELECT said FROM (
        SELECT common_change(target, body) AS said FROM earlier_change
        UNION SELECT common_prov(prov) FROM node UNION SELECT common_prov(prov) FROM earlier_edge)
        WHERE said IS NOT NULL""",
    "INSERT INTO change (seq, target, source, body, salt, digest) SELECT seq, n, "
    + _number("source")
    + ", "
    + _kept("common_change(id, body)", "body")
    + """, salt, begun_digest(id, body, salt, digest)
        FROM earlier_change CROSS JOIN target ON target.id = earlier_change.target""",
    """INSERT INTO claim (target, source, version, body)
        SELECT n, number, version, coalesce((
            SELECT max(seq) FROM change CROSS JOIN earlier_change AS earlier USING (seq)
            WHERE change.target = n AND change.source = number AND earlier.target = earlier_claim.target
                AND earlier.source = earlier_claim.source
                AND earlier.body = CAST(x'2b' || earlier_claim.body AS BLOB)), earlier_claim.body)
        FROM earlier_claim CROSS JOIN target ON target.id = earlier_claim.target
        CROSS JOIN common ON said = earlier_claim.source""",
    "INSERT INTO edge (n, props, prov, version) SELECT target.n, edge_props(id, kind, src, dst, props), "
    + _kept("common_prov(prov)", "prov")
    + ", version FROM earlier_edge JOIN target USING (id)",
    "UPDATE node SET prov = " + _kept("common_prov(prov)", "prov"),
    "DROP TABLE earlier_change",
    "DROP TABLE earlier_claim",
    "DROP TABLE earlier_edge",
    "DROP TABLE word",
    schema.WORD,
    "INSERT INTO word (word) VALUES ('rebuild')",
    "PRAGMA user_version = 6",
)


def is_due(connection: sqlite3.Connection) -> bool:
    """Whether the file is one of a layout before."""
    return _layout(connection) in (_NAMED, _NUMBERED)


def upgrade(connection: sqlite3.Connection) -> None:
    """Lay the tables out anew inside the caller's transaction, unless another process was quicker."""
    if is_due(connection):
        connection.create_function("part", 2, _part, deterministic=True)
        connection.create_function("kind_of", 1, _kind_of, deterministic=True)
        connection.create_function("begun_digest", 4, begun_digest)
        connection.create_function("common_change", 2, common_change, deterministic=True)
        connection.create_function("common_prov", 1, common_prov, deterministic=True)
        connection.create_function("edge_props", 5, _edge_props, deterministic=True)
        first = _RENAMED if _layout(connection) == _NAMED else _UNNUMBERED
        for statement in (*first, *_STEPS):
            connection.execute(statement)


def _layout(connection: sqlite3.Connection) -> int:
    (layout,) = connection.execute("PRAGMA user_version").fetchone()
    return int(layout)


def _kind_of(number: int) -> str:
    """The kind of relation with this number, "" for a number of none."""
    return next((kind for kind, its_number in KIND_NUMBERS.items() if its_number == number), "")


def _part(target: str, at: int) -> str | int | None:
    parts = parts_of(target)
    return None if parts is None else parts[at]


def _edge_props(edge: str, kind: str, src: str, dst: str, props: Kept) -> Kept:
    return props_kept(props) if leads(edge, kind, src, dst) else _UNREADABLE
