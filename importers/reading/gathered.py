"""All rows of a run, as its files are read one after the other; they are not kept in memory."""

import json
from collections.abc import Iterable, Iterator
from typing import Final

from graphdb.connect import Spool
from importers.reading.rows import Row

AT_ONCE: Final = 500
"""Rows that are handled at a time."""


class Rows:
    """Rows in the order of their rank and then as they were added."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._rows: list[tuple[int, bytes]] = []
        self._flushed = 0

    def add(self, row: Row, rank: int = 0) -> int:
        """Add a row; answers its number, for ``replace``."""
        self._rows.append((rank, row.packed()))
        number = self._flushed + len(self._rows)
        if len(self._rows) >= AT_ONCE:
            self._flush()
        return number

    def replace(self, number: int, row: Row) -> None:
        """Put a row in the place of an earlier one, before any is read again."""
        self._flush()
        self._spool.replace_row(number, row.packed())

    def __len__(self) -> int:
        self._flush()
        return self._spool.count_rows()

    def packed(self) -> Iterator[list[tuple[int, bytes]]]:
        """The rows with their numbers, ``AT_ONCE`` at a time, each as ``Row.of`` takes it."""
        self._flush()
        yield from self._spool.rows(AT_ONCE)

    def get(self, number: int) -> Row:
        """One row."""
        self._flush()
        return Row.of(self._spool.row(number))

    def note_places(self, places: Iterable[tuple[str, int]]) -> None:
        """Remember which places rows name, as (place, number of the row), for ``naming``."""
        self._spool.note_places((_key(place), number) for place, number in places)

    def naming(self, places: set[str]) -> Iterator[Row]:
        """The rows that name one of these places and of which something is taken or set aside."""
        return map(self.get, self._spool.rows_at([_key(place) for place in places]))

    def _flush(self) -> None:
        self._spool.add_rows(self._rows)
        self._flushed += len(self._rows)
        self._rows = []


def places_of(row: Row) -> Iterator[str]:
    """The places that a row points at, as they are written."""
    for text in row.get("place").split("|"):
        if place := text.partition("=")[0].strip():
            yield place


def _key(text: str) -> str:
    """The text in signs that a database takes: cells may hold half of a sign."""
    return json.dumps(text)
