"""How often what people typed without seeing it was what stood there: counted by field, tied to nobody."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from graphdb.model import Id
from graphdb.store import GraphStore

_PREFIX: Final = "blind:"
_SAME, _OTHER = "same", "other"
ENOUGH: Final = 5
"""Answers from which the share says something."""


def count(store: GraphStore, row: Id, same: bool) -> None:
    """Count an answer to a question of this row of the table."""
    store.records.add(f"{_PREFIX}{row} {_SAME if same else _OTHER}")


def agreement(store: GraphStore) -> Mapping[Id, tuple[int, int]]:
    """By row of the table how many answers were the same, of how many."""
    counts: defaultdict[Id, dict[str, int]] = defaultdict(dict)
    for name, number in store.records.counters(_PREFIX).items():
        row, _, which = name.removeprefix(_PREFIX).partition(" ")
        counts[row][which] = number
    return {row: (by.get(_SAME, 0), sum(by.values())) for row, by in counts.items()}


def shares(store: GraphStore) -> Mapping[Id, float]:
    """By row the share of answers that were another, where enough were given."""
    counted = agreement(store).items()
    return {row: (total - same) / total for row, (same, total) in counted if total >= ENOUGH}
