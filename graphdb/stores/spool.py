"""The rows and claims of one import while it is worked out, in a private file that goes with the process."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

from graphdb.claims import Claim, Rank
from graphdb.codec import facts_packed, facts_unpacked
from graphdb.model import EdgeKind, Id, NodeKind, is_edge
from graphdb.stores.private_file import open_private
from graphdb.stores.sqlite.connection import translated

PAGE: Final = 2000
"""Claims that are read at a time."""
_KINDS: Final[Mapping[str, NodeKind | EdgeKind]] = {str(kind): kind for kind in (*NodeKind, *EdgeKind)}
_NAMES: Final[Mapping[NodeKind | EdgeKind, str]] = {kind: name for name, kind in _KINDS.items()}
"""Quicker than asking the enum each time, and as plain text: SQLite looks longer at what is only like it."""

# A claim is taken, or set aside (``aside`` says in which order), or no longer either. ``came`` is 1 for those
# that were taken at first: no two of them have one target, and they tell where a target came from.
_TABLES: Final = """
CREATE TABLE row (n INTEGER PRIMARY KEY, rank INTEGER, body BLOB);
CREATE TABLE place (name TEXT, row INTEGER);
CREATE TABLE claim (
    n INTEGER PRIMARY KEY, target TEXT, kind TEXT, src TEXT, dst TEXT, about TEXT,
    row INTEGER, cell TEXT, left_out TEXT, stage INTEGER, flagged INTEGER, unsettled INTEGER,
    taken INTEGER, came INTEGER, aside INTEGER, same INTEGER DEFAULT 0, facts BLOB
);
CREATE UNIQUE INDEX claim_target ON claim (target) WHERE came;
CREATE INDEX claim_flagged ON claim (n) WHERE flagged;
CREATE INDEX claim_unsettled ON claim (n) WHERE unsettled;
CREATE INDEX claim_parent ON claim (n) WHERE kind = 'PART_OF';
CREATE INDEX claim_aside ON claim (aside) WHERE aside IS NOT NULL;
CREATE TABLE endpoint (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE gone (node INTEGER, target TEXT, PRIMARY KEY (node, target)) WITHOUT ROWID;
CREATE TABLE level (owner TEXT PRIMARY KEY, level INTEGER) WITHOUT ROWID;
CREATE TABLE sequence (k INTEGER PRIMARY KEY, n INTEGER);
"""
# Made when they are first needed: most files have nothing secret and no row that is refused.
_INDEXES: Final = """
CREATE INDEX IF NOT EXISTS claim_src ON claim (src);
CREATE INDEX IF NOT EXISTS claim_dst ON claim (dst);
CREATE INDEX IF NOT EXISTS claim_about ON claim (about);
CREATE INDEX IF NOT EXISTS claim_aside_target ON claim (target) WHERE aside IS NOT NULL;
CREATE INDEX IF NOT EXISTS claim_row ON claim (row);
CREATE INDEX IF NOT EXISTS place_name ON place (name);
"""
_SRC: Final = itemgetter(3)
_DST: Final = itemgetter(4)
"""The ends of a relation, in a row that ``_PUT`` takes: "" for a thing."""
_IDS: Final = "(SELECT value FROM json_each(?1))"
_CLAIM: Final = "SELECT n, target, kind, src, dst, facts, row, cell, left_out FROM claim "
_SPOKEN: Final = "(taken OR aside IS NOT NULL)"
_AS_SPOKEN: Final = " ORDER BY aside IS NOT NULL, aside, n"
_TOUCHING: Final = (
    f"n IN (SELECT n FROM claim WHERE came AND target IN {_IDS} UNION"
    f" SELECT n FROM claim WHERE src IN {_IDS} UNION SELECT n FROM claim WHERE dst IN {_IDS})"
)
_PUT: Final = (
    "INSERT INTO claim (n, target, kind, src, dst, facts, about, row, cell, left_out, stage, flagged,"
    " unsettled, taken, came, aside) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LOOSE: Final = (
    f"SELECT id FROM endpoint WHERE substr(id, 1, instr(id, ':')) IN {_IDS}"
    " AND NOT EXISTS (SELECT 1 FROM claim WHERE came AND taken AND target = id) ORDER BY id"
)
_SEQUENCE: Final = (
    "INSERT INTO sequence (n) SELECT n FROM claim"
    " LEFT JOIN level ON owner = about AND stage < ?1 WHERE taken AND NOT same"
    " ORDER BY stage, coalesce(level, 0), CASE WHEN stage < ?1 THEN about ELSE '' END, src <> '', n"
)


Entry = tuple[Any, ...]
"""A claim as it is put into the spool: see ``entry``."""


class Said(NamedTuple):
    """A claim in the spool with its number there; the rest as in ``entry``."""

    n: int
    claim: Claim
    row: int
    cell: str
    left_out: frozenset[str]


class Spool:
    """What one source says in one run, with one rank; for one thread. ``close`` frees the file."""

    def __init__(self, folder: Path, source: str, rank: Rank) -> None:
        self._source, self._rank = source, rank
        self._count = 0
        self._path, self._connection = open_private(folder)
        self._script(_TABLES)
        self._ask("BEGIN")

    def close(self) -> None:
        """Free the file."""
        self._connection.close()
        self._path.unlink(missing_ok=True)

    # Rows: as the caller packs them, in the order of ``rank`` and then as they came.

    def add_rows(self, rows: Iterable[tuple[int, bytes]]) -> None:
        """Rows as (rank, packed)."""
        self._put("INSERT INTO row (rank, body) VALUES (?, ?)", rows)

    def replace_row(self, n: int, packed: bytes) -> None:
        """Another row in the place of one."""
        self._put("UPDATE row SET body = ?2 WHERE n = ?1", [(n, packed)])

    def count_rows(self) -> int:
        """How many rows there are."""
        return self._numbers("SELECT count(*) FROM row")[0]

    def rows(self, size: int) -> Iterator[list[tuple[int, bytes]]]:
        """All rows in order, so many at a time, as (number, packed)."""
        self._script("CREATE INDEX row_rank ON row (rank, n)")
        statement = "SELECT rank, n, body FROM row WHERE (rank, n) > (?, ?) ORDER BY rank, n LIMIT ?"
        at = (-1, 0)
        while rows := self._ask(statement, *at, size):
            at = rows[-1][:2]
            yield [(n, body) for _, n, body in rows]

    def row(self, n: int) -> bytes:
        """One row."""
        ((body,),) = self._ask("SELECT body FROM row WHERE n = ?", n)
        return bytes(body)

    def note_places(self, places: Iterable[tuple[str, int]]) -> None:
        """Which places rows name, as (text, number of the row)."""
        self._put("INSERT INTO place (name, row) VALUES (?, ?)", places)

    def rows_at(self, places: Collection[str]) -> list[int]:
        """The rows that name one of these and of which something is taken or set aside."""
        spoken = f"EXISTS (SELECT 1 FROM claim WHERE claim.row = place.row AND {_SPOKEN})"
        rows = self._indexed(f"SELECT DISTINCT row FROM place WHERE name IN {_IDS} AND {spoken}", places)
        return [row for (row,) in rows]

    # Claims, in the order they came where nothing else is said.

    def put(self, entries: Iterable[Entry], *, taken: bool = True) -> None:
        """Take these claims, or set them aside from the start."""
        rows = [self._row_of(one, taken) for one in entries]
        self._put(_PUT, rows)
        if taken:
            ends = {*map(_SRC, rows), *map(_DST, rows)}
            self._put("INSERT OR IGNORE INTO endpoint (id) VALUES (?)", zip(ends))

    def rewrite(self, claims: Iterable[tuple[int, Claim, bool]]) -> None:
        """Give claims other facts, as (number, claim, whether its target is said to be secret)."""
        rows = [(facts_packed(claim.facts), flagged, n) for n, claim, flagged in claims]
        self._put("UPDATE claim SET facts = ?, flagged = ? WHERE n = ?", rows)

    def set_aside(self, numbers: Iterable[int]) -> None:
        """Take these claims no more, and set them aside."""
        rows = [(self._next(), n) for n in numbers]
        self._put("UPDATE claim SET taken = 0, aside = ? WHERE n = ?", rows)

    def leave_out(self, numbers: Iterable[int]) -> None:
        """Take these claims no more."""
        self._put("UPDATE claim SET taken = 0 WHERE n = ?", [(n,) for n in numbers])

    def present(self, targets: Collection[Id]) -> set[Id]:
        """Those of them that a claim that is taken speaks of."""
        statement = f"SELECT target FROM claim WHERE came AND taken AND target IN {_IDS}"
        return {target for (target,) in self._ask(statement, targets)}

    def taken(self, targets: Collection[Id]) -> dict[Id, Said]:
        """The claims that are taken, by target."""
        rows = self._ask(f"{_CLAIM} WHERE came AND taken AND target IN {_IDS}", targets)
        return {said.claim.target: said for said in self._said(rows)}

    def origin(self, target: Id) -> tuple[int, str] | None:
        """The row and the column that a target which was taken at first came from."""
        rows = self._ask("SELECT row, cell FROM claim WHERE came AND target = ?", target)
        return rows[0] if rows else None

    def of_kinds(self, kinds: Collection[str], *, unsettled: bool = False) -> Iterator[list[Said]]:
        """All that are taken of these kinds, page by page; ``unsettled``: and those, of whatever kind."""
        those = f"kind IN {_IDS}" if kinds else "0"
        wanted = f"({those} OR unsettled)" if unsettled and kinds else "unsettled" if unsettled else those
        statement = f"{_CLAIM} WHERE taken AND {wanted} AND n > ?2 ORDER BY n LIMIT ?3"
        at = 0
        while page := self._said(self._ask(statement, kinds, at, PAGE)):
            at = page[-1].n
            yield page

    def numbered(self, numbers: Collection[int]) -> list[Said]:
        """The claims with these numbers."""
        return self._said(self._ask(f"{_CLAIM} WHERE n IN {_IDS} ORDER BY n", numbers))

    def kinds(self) -> list[str]:
        """The kinds of the claims that are taken."""
        return [kind for (kind,) in self._ask("SELECT DISTINCT kind FROM claim WHERE taken ORDER BY kind")]

    def parents(self) -> list[tuple[int, Id, Id]]:
        """(number, unit, what it is part of) of the claims taken that are to be written."""
        return self._ask("SELECT n, src, dst FROM claim WHERE kind = 'PART_OF' AND taken AND NOT same")

    def flagged(self) -> Iterator[Claim]:
        """The claims that call their target secret: those taken, then those set aside."""
        statement = f"{_CLAIM} WHERE flagged AND {_SPOKEN}{_AS_SPOKEN}"
        return (said.claim for said in self._said(self._ask(statement)))

    def places(self) -> list[Id]:
        """The places that claims speak of, taken or set aside."""
        asked = f"SELECT DISTINCT target FROM claim WHERE kind = ? AND {_SPOKEN}"
        return [target for (target,) in self._ask(asked, str(NodeKind.PLACE))]

    def about(self, ids: Collection[Id]) -> list[Said]:
        """All from rows of these, taken and then set aside."""
        return self._said(self._indexed(f"{_CLAIM} WHERE about IN {_IDS} AND {_SPOKEN}{_AS_SPOKEN}", ids))

    def touching(self, ids: Collection[Id], *, aside: bool = False) -> list[Said]:
        """What is taken about these and their relations; ``aside``: also what is set aside."""
        state = _SPOKEN if aside else "taken"
        return self._said(self._indexed(f"{_CLAIM} WHERE {state} AND {_TOUCHING} ORDER BY n", ids))

    def rows_set_aside(self, ids: Collection[Id]) -> list[tuple[int, Id, Id]]:
        """(row, target, about) of claims set aside that speak of these or come from their rows."""
        if not self._numbers("SELECT EXISTS (SELECT 1 FROM claim WHERE aside IS NOT NULL)")[0]:
            return []
        asked = "SELECT row, target, about FROM claim WHERE aside IS NOT NULL AND"
        return self._indexed(f"{asked} target IN {_IDS} UNION {asked} about IN {_IDS}", ids)

    def loose_ends(self, prefixes: Collection[str]) -> list[Id]:
        """The ends, of these kinds of ids, of relations that were taken at first, of which no claim taken
        speaks; in id order.
        """
        return [end for (end,) in self._ask(_LOOSE, prefixes)]

    # Writing: what is gone, and what is new, in an order in which each finds what it needs.

    def say_again(self, stored: Sequence[Claim]) -> list[Claim]:
        """Those of the source's claims in the store that are taken word for word: they are not written."""
        targets = [one.target for one in stored]
        rows = self._ask(f"{_CLAIM} WHERE came AND taken AND target IN {_IDS}", targets)
        said = {row[1]: row for row in rows}
        again = [one for one in stored if one.target in said and self._says(said[one.target], one)]
        self._put("UPDATE claim SET same = 1 WHERE n = ?", [(said[one.target][0],) for one in again])
        return again

    def add_gone(self, targets: Iterable[Id]) -> None:
        """The source no longer speaks of these."""
        self._put(
            "INSERT INTO gone (node, target) VALUES (?, ?)", [(not is_edge(one), one) for one in targets]
        )

    def put_in_order(self, levels: Mapping[Id, int], stages: int) -> int:
        """Order what is to be written; how many claims that is.

        By stage, in the first ``stages`` then by the level and the id of whose they are, things before their
        relations.
        """
        self._put("INSERT INTO level (owner, level) VALUES (?, ?)", levels.items())
        self._ask(_SEQUENCE, stages)
        return self._numbers("SELECT count(*) FROM sequence")[0]

    def in_order(self, run: str = "") -> Iterator[Claim]:
        """What is to be written, in that order, as said in a run."""
        statement = f"{_CLAIM} JOIN sequence USING (n) WHERE k > ? AND k <= ? ORDER BY k"
        at = 0
        while rows := self._ask(statement, at, at + PAGE):
            at += PAGE
            yield from (self._claim(row, run) for row in rows)

    def count_gone(self) -> int:
        """How many targets are gone."""
        return self._numbers("SELECT count(*) FROM gone")[0]

    def gone(self) -> Iterator[Id]:
        """What is gone, relations before things."""
        statement = (
            "SELECT node, target FROM gone WHERE (node, target) > (?, ?) ORDER BY node, target LIMIT ?"
        )
        at: tuple[int, Id] = (0, "")
        while page := self._ask(statement, *at, PAGE):
            at = page[-1]
            yield from (target for _, target in page)

    def _row_of(self, entry: Entry, taken: bool) -> tuple[Any, ...]:
        n = self._next()
        return (n, *entry, taken, taken, None if taken else n)

    def _says(self, row: tuple[Any, ...], stored: Claim) -> bool:
        return self._rank is stored.rank and row[2:6] == words(stored)

    def _said(self, rows: Iterable[tuple[Any, ...]]) -> list[Said]:
        return [
            Said(row[0], self._claim(row), row[6], row[7], frozenset(filter(None, row[8].split("|"))))
            for row in rows
        ]

    def _claim(self, row: tuple[Any, ...], run: str = "") -> Claim:
        target, kind, src, dst, facts = row[1:6]
        return Claim(target, self._source, self._rank, _KINDS[kind], facts_unpacked(facts), src, dst, run)

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _numbers(self, statement: str, *values: object) -> list[int]:
        return [number for (number,) in self._ask(statement, *values)]

    def _ask(self, statement: str, *values: object) -> list[Any]:
        """All rows of the answer; lists go in as JSON arrays."""
        bound = [
            json.dumps(list(one)) if isinstance(one, Collection) and not isinstance(one, str) else one
            for one in values
        ]
        with self._reported():
            return self._connection.execute(statement, bound).fetchall()

    def _indexed(self, statement: str, ids: Collection[str]) -> list[Any]:
        """The same of a question about some ids: one about none needs no index."""
        if not ids:
            return []
        self._script(_INDEXES)
        return self._ask(statement, ids)

    def _put(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        with self._reported():
            self._connection.executemany(statement, rows)

    def _script(self, statements: str) -> None:
        with self._reported():
            for statement in filter(str.strip, statements.split(";")):
                self._connection.execute(statement)

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise translated(error, self._path) from error


def entry(
    claim: Claim,
    about: Id,
    row: int,
    cell: str,
    left_out: Collection[str],
    stage: int,
    flagged: bool,
    unsettled: bool,
) -> Entry:
    """What ``Spool.put`` takes, first the target and then its ``words``: texts and numbers alone, so that
    another process may work it out.

    ``about`` is whose row it is, ``row`` that row's number and ``cell`` the column it comes from;
    ``left_out`` are fields of the row that could not be read. ``stage`` is where it comes in the order of
    writing. ``flagged``: its target is said to be secret. ``unsettled``: something in it may stand as before.
    """
    fields = "|".join(sorted(left_out)) if left_out else ""
    return (claim.target, *words(claim), about, row, cell, fields, stage, flagged, unsettled)


def words(claim: Claim) -> tuple[str, str, str, bytes]:
    """What a claim says of its target, (kind, src, dst, facts): equal for equal claims."""
    return _NAMES[claim.kind], claim.src, claim.dst, facts_packed(claim.facts)
