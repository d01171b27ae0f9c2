"""The rows of a directory on their way in: what a source makes of its files, in the order they are needed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from graphdb.language.danish import fold
from graphdb.model import LONGEST_TEXT
from importers.directory.columns import CONTACTS
from importers.importer import Batch
from importers.problems import Layout, Problem
from importers.reading.cleaning import clean
from importers.reading.gathered import Rows
from importers.reading.rows import Row

ORDER: Final = ("places", "actors", "services", CONTACTS, "relations")
"""Those first that others belong to."""
OWNERS: Final = ("actor", "service", "place")
POSITION: Final = "#position"
AGAIN: Final = "#again"
"""Cells that no file has: which of its owner's contact points it is, and of those in the same role."""


@dataclass(slots=True)
class DirectoryRows:
    """What the files hold; ``unread`` are the groups of rows that could not be read, ``lost`` their words.

    ``contacts`` counts contact points by their owner, and by owner and role.
    """

    rows: Rows
    contacts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    groups: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    unread: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    layout: Layout = field(default_factory=Layout)
    _owners: dict[int, int] = field(default_factory=dict)

    def add(self, row: Row) -> int:
        """Take a row to the others; a contact point with its place among its owner's. Answers its number."""
        if row.group == CONTACTS:
            owner = tuple(row.get(column) for column in OWNERS)
            role = (*owner, fold(row.get("role")[:LONGEST_TEXT]))
            self.contacts.update((owner, role))
            self.belong(row, *owner)
            place = {POSITION: str(self.contacts[owner]), AGAIN: str(self.contacts[role] - 1)}
            row = replace(row, cells={**row.cells, **place})
        return self.rows.add(row, ORDER.index(row.group))

    def belong(self, row: Row, *owner: str) -> None:
        """Note that a row belongs to the first one of its sheet that names this owner."""
        first = self._owners.setdefault(hash((row.file, row.sheet, owner)), row.number)
        self.layout.belong(row.file, row.sheet, first, row.number)

    def supply(self, groups: Iterable[str]) -> None:
        """Say that the files hold all that there is in these groups, if only nothing: they are pruned."""
        self.groups.update(groups)

    def batch(self) -> Batch:
        """All this as the frame takes it."""
        return Batch(frozenset(self.groups), tuple(self.problems), self.unread, self.lost, self.layout)


def cells(values: Mapping[str, object]) -> dict[str, str]:
    """The cells of a row, cleaned, without the empty ones; lists become text with ``|`` between.

    Those that no file has ("#...") stay as they are.
    """
    texts = {
        name: _text(value) if name.startswith("#") else clean(_text(value)) for name, value in values.items()
    }
    return {name: text for name, text in texts.items() if text}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list | tuple):
        return "|".join(filter(None, map(_text, value)))
    return str(value).strip()
