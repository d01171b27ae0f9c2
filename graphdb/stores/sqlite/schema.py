"""The tables of the embedded store. Of the columns that hold ANY ``mapping`` says what lies there."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from graphdb.errors import Refused
from graphdb.message import Text, message
from graphdb.store import SCHEMA
from graphdb.stores.ledger import Ledger
from graphdb.stores.schemas import require_schema

OLDEST_SQLITE: Final = (3, 37, 0)
APPLICATION: Final = 1114795874  # "Brob" as four bytes: marks a file as ours

LAYOUT: Final = SCHEMA + 2
"""What a file is marked with: the tables of schema 4 were laid out anew twice, and hold the same."""

NUMBERED: Final = (
    # An id of a relation is 45 bytes, and stood in each row and index about it.
    "CREATE TABLE target (id TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    # What has a number: a thing by its id, a relation by those of its ends, and by what else its id says.
    """CREATE TABLE number (
        n INTEGER PRIMARY KEY, id TEXT NOT NULL, kind INTEGER, src INTEGER, dst INTEGER) STRICT""",
    "CREATE INDEX number_src ON number (src, kind) WHERE src IS NOT NULL",
    "CREATE INDEX number_dst ON number (dst, kind) WHERE dst IS NOT NULL",
    # Names of sources, and what claims of relations and days of most rows are: a few thousand at most.
    "CREATE TABLE common (number INTEGER PRIMARY KEY, said ANY NOT NULL UNIQUE) STRICT",
    """CREATE TABLE change (
        seq INTEGER NOT NULL, target INTEGER NOT NULL, source INTEGER NOT NULL, body ANY NOT NULL,
        salt ANY NOT NULL, digest ANY NOT NULL, PRIMARY KEY (seq, target, source)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX change_target ON change (target, seq)",
    """CREATE TABLE claim (
        target INTEGER NOT NULL, source INTEGER NOT NULL, version INTEGER NOT NULL,
        body ANY NOT NULL, PRIMARY KEY (target, source)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE edge (
        n INTEGER PRIMARY KEY, props ANY NOT NULL, prov ANY NOT NULL, version INTEGER NOT NULL) STRICT""",
)
"""Tables in which ids are numbers of ``target``, and sources those of ``common``, and their indexes."""

# Only ``match`` asks it, as a search knows the words of the entries itself: no index on how words begin.
WORD: Final = """CREATE VIRTUAL TABLE word USING fts5 (words, content='entry', content_rowid='n',
    detail=none, columnsize=0, tokenize="ascii tokenchars '_'")"""

_TABLES: Final = (
    "PRAGMA application_id = 1114795874",
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE commits (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, by TEXT NOT NULL,
        why TEXT NOT NULL, run TEXT NOT NULL, prev TEXT NOT NULL, digest TEXT NOT NULL,
        salt TEXT NOT NULL, sealed TEXT NOT NULL, forgets TEXT NOT NULL) STRICT""",
    "CREATE INDEX commits_run ON commits (run, seq) WHERE run <> ''",
    *NUMBERED,
    """CREATE TABLE node (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, props ANY NOT NULL, prov ANY NOT NULL,
        version INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    # AUTOINCREMENT: no ordinal is given twice, so a cached old one is never taken for a new entry.
    """CREATE TABLE entry (
        n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, actor TEXT NOT NULL,
        words TEXT NOT NULL, body ANY NOT NULL) STRICT""",
    WORD,
    # External content: the index must get the old words before the new ones.
    """CREATE TRIGGER entry_added AFTER INSERT ON entry BEGIN
        INSERT INTO word (rowid, words) VALUES (new.n, new.words); END""",
    """CREATE TRIGGER entry_gone AFTER DELETE ON entry BEGIN
        INSERT INTO word (word, rowid, words) VALUES ('delete', old.n, old.words); END""",
    """CREATE TRIGGER entry_changed AFTER UPDATE OF words ON entry WHEN old.words <> new.words BEGIN
        INSERT INTO word (word, rowid, words) VALUES ('delete', old.n, old.words);
        INSERT INTO word (rowid, words) VALUES (new.n, new.words); END""",
    "CREATE TABLE tally (name TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE record (
        kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, k1 TEXT, k2 TEXT, k3 TEXT,
        expires TEXT NOT NULL, body TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (kind, id))
        STRICT, WITHOUT ROWID""",
    "CREATE INDEX record_k1 ON record (kind, k1, id) WHERE k1 IS NOT NULL",
    "CREATE INDEX record_k2 ON record (kind, k2, id) WHERE k2 IS NOT NULL",
    "CREATE INDEX record_k3 ON record (kind, k3, id) WHERE k3 IS NOT NULL",
    "CREATE INDEX record_expires ON record (expires) WHERE expires <> ''",
    "PRAGMA user_version = 6",
)

EMPTY: Final = (
    "DELETE FROM commits",
    "DELETE FROM change",
    "DELETE FROM claim",
    "DELETE FROM node",
    "DELETE FROM edge",
    "DELETE FROM target",
    "DELETE FROM number",
    "DELETE FROM common",
    "DELETE FROM entry",
    "DELETE FROM tally",
    "DELETE FROM record",
    "DELETE FROM meta WHERE name IN ('records', 'records_sum')",
)
"""Takes everything out but what the store says about itself."""

_PUT_META: Final = (
    "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"
)
_META: Final = """
    SELECT coalesce(CAST((SELECT value FROM meta WHERE name = 'version') AS INTEGER), 0),
        coalesce((SELECT value FROM meta WHERE name = 'head'), ''),
        coalesce((SELECT value FROM meta WHERE name = 'fingerprint'), ''),
        coalesce((SELECT value FROM meta WHERE name = 'loading'), '')"""

_LEDGER: Final = """
    SELECT coalesce(CAST((SELECT value FROM meta WHERE name = 'records') AS INTEGER), 0),
        coalesce((SELECT value FROM meta WHERE name = 'records_sum'), printf('%064d', 0))"""

_FILLED: Final = "SELECT count(*) = 4 FROM meta WHERE name IN ('version', 'head', 'fingerprint', 'loading')"


def create_file(path: Path) -> None:
    """Make an empty file for its owner only, if there is none: it will hold accounts and contacts."""
    if path.exists():
        return
    try:
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise Refused(message("stores.not_created", path=path)) from error


def require_file(path: Path) -> None:
    """Refuse an address where no database is."""
    if not path.exists():
        raise Refused(message("stores.missing", path=path))


def check_file(connection: sqlite3.Connection, path: Path, create: bool) -> None:
    """Refuse an SQLite too old, a file of another program, and a store of another schema.

    Unless one is to be created, a file without a database in it is refused as well.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise Refused(message("stores.old_sqlite", version=sqlite3.sqlite_version))
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if tables and application != APPLICATION:
        raise Refused(message("stores.other_program", path=path))
    if not tables and not create:
        raise Refused(message("stores.missing", path=path))
    (layout,) = connection.execute("PRAGMA user_version").fetchone()
    if tables:
        require_schema(schema_of(layout))


def schema_of(layout: int) -> int:
    """The schema of what lies in a file with this mark."""
    return layout if layout < SCHEMA else max(SCHEMA, layout - (LAYOUT - SCHEMA))


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether the file has no tables yet."""
    (layout,) = connection.execute("PRAGMA user_version").fetchone()
    return bool(layout == 0)


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables inside the caller's transaction, unless another process was quicker."""
    if is_empty(connection):
        for statement in _TABLES:
            connection.execute(statement)
        put_meta(connection, "loading", "")
        put_end(connection, 0, "")
        new_fingerprint(connection)


class Meta(NamedTuple):
    """What the store says about itself.

    ``version`` and ``head`` are those of the newest commit, kept apart from the history, so that a history
    that was cut off is noticed. ``loading`` is the mark of the load under way, "" for none.
    """

    version: int
    head: str
    fingerprint: str
    loading: str


def read_meta(connection: sqlite3.Connection) -> Meta:
    """The store's meta values; those of an empty store where a row was deleted, which ``damage`` names."""
    return Meta(*connection.execute(_META).fetchone())


def put_end(connection: sqlite3.Connection, version: int, head: str) -> None:
    """Note the number and digest of the newest commit."""
    put_meta(connection, "version", str(version))
    put_meta(connection, "head", head)


def new_fingerprint(connection: sqlite3.Connection) -> None:
    """Name this store anew: a cache of its earlier contents must be dropped."""
    put_meta(connection, "fingerprint", secrets.token_hex(8))


def put_meta(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Keep something the store says about itself."""
    connection.execute(_PUT_META, (name, value))


def read_ledger(connection: sqlite3.Connection) -> Ledger:
    """What is noted of the records."""
    return Ledger(*connection.execute(_LEDGER).fetchone())


def put_ledger(connection: sqlite3.Connection, ledger: Ledger) -> None:
    """Note what is there now."""
    put_meta(connection, "records", str(ledger.version))
    put_meta(connection, "records_sum", ledger.sum)


def read_erased(connection: sqlite3.Connection) -> str:
    """What names the newest writing that erased something the log may still tell; "" for none."""
    row = connection.execute("SELECT value FROM meta WHERE name = 'erased'").fetchone()
    return "" if row is None else str(row[0])


def forget_erased(connection: sqlite3.Connection, erased: str) -> None:
    """Note that the log tells nothing of that writing and those before it."""
    connection.execute("DELETE FROM meta WHERE name = 'erased' AND value = ?", (erased,))


def empty(connection: sqlite3.Connection) -> None:
    """Take everything out, inside the caller's transaction."""
    for statement in EMPTY:
        connection.execute(statement)


_OBJECTS: Final = (
    "SELECT name, type, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
)


def damage(connection: sqlite3.Connection) -> Iterator[Text]:
    """What differs from the tables, indexes and triggers that ``create_tables`` makes."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        create_tables(fresh)
        expected = {name: (kind, sql) for name, kind, sql in fresh.execute(_OBJECTS)}
    there = {name: (kind, sql) for name, kind, sql in connection.execute(_OBJECTS)}
    for name, (kind, sql) in expected.items():
        if there.get(name) != (kind, sql):
            yield message("stores.object_missing", kind=kind, name=name)
    for name in sorted(there.keys() - expected.keys()):
        yield message("stores.object_strange", kind=there[name][0], name=name)
    (filled,) = connection.execute(_FILLED).fetchone()
    if not filled:
        yield message("stores.meta_missing")
