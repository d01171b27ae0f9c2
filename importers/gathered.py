"""All rows of a run, as its files are read one after the other; they are not kept in memory."""

import json
from collections.abc import Iterable, Iterator
from typing import Final

from graphdb.connect import Spool
from importers.rows import Row

AT_ONCE: Final = 500
"""Rows that are handled at a time."""


class Rows:
    """Rows in the order of their rank and then as they were added, each with the parts that belong to it."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._rows: list[tuple[int, str, str]] = []
        self._parts: list[tuple[str, str]] = []

    def add(self, row: Row, rank: int = 0) -> None:
        """Add a row."""
        self._rows.append((rank, _key(row.get("id")), row.text()))
        if len(self._rows) >= AT_ONCE:
            self._flush()

    def add_part(self, row: Row, whose: str) -> None:
        """Add a row that is a part of the row whose ``id`` cell this is; see ``join``."""
        self._parts.append((_key(whose), row.text()))
        if len(self._parts) >= AT_ONCE:
            self._flush()

    def join(self, rank: int) -> Iterator[Row]:
        """Give the parts to the rows of this rank, the first of an id; those whose row is not there."""
        self._flush()
        lost: dict[str, list[str]] = {}
        for key, text in self._spool.join_parts(rank):
            lost.setdefault(key, []).append(text)
        return (Row.of(text) for texts in lost.values() for text in texts)

    def __len__(self) -> int:
        self._flush()
        return self._spool.count_rows()

    def __iter__(self) -> Iterator[list[tuple[int, Row]]]:
        """The rows with their numbers, ``AT_ONCE`` at a time."""
        self._flush()
        for chunk in self._spool.rows(AT_ONCE):
            yield [(number, Row.of(text, parts)) for number, text, parts in chunk]

    def get(self, number: int) -> Row:
        """One row."""
        text, parts = self._spool.row(number)
        return Row.of(text, parts)

    def note_places(self, rows: Iterable[tuple[int, Row]]) -> None:
        """Remember which places these rows name, for ``naming``."""
        self._spool.note_places((_key(place), number) for number, row in rows for place in places_of(row))

    def naming(self, places: set[str]) -> Iterator[Row]:
        """The rows that name one of these places and of which something is taken or set aside."""
        return map(self.get, self._spool.rows_at([_key(place) for place in places]))

    def _flush(self) -> None:
        self._spool.add_rows(self._rows)
        self._spool.add_parts(self._parts)
        self._rows, self._parts = [], []


def places_of(row: Row) -> Iterator[str]:
    """The places that a row points at, as they are written."""
    ids = (text.partition("=")[0].strip() for text in row.get("place").split("|"))
    return (text for text in ids if text)


def _key(text: str) -> str:
    """The text in signs that a database takes: cells may hold half of a sign."""
    return json.dumps(text)
