"""Which confirmations make an entry stale, by their numbers: looked at once, not again after each edit.

At country size there are seventy thousand. The search after an edit asked about each of them.
"""

from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from graphdb.freshness.shelf_life import ShelfLives
from graphdb.model import NodeKind
from graphdb.search.index.columns import Bools, Ints, Names


@dataclass(frozen=True, slots=True)
class _Known:
    """Of each number whether it was asked about, and whether it makes stale."""

    asked: Bools
    stale: Bools


@dataclass(slots=True)
class _OnDay:
    lives: ShelfLives
    by_kind: dict[NodeKind, _Known] = field(default_factory=dict)


_days: Final[WeakKeyDictionary[Names, _OnDay]] = WeakKeyDictionary()


def making_stale(codes: Names, numbers: Ints, lives: ShelfLives, kind: NodeKind) -> Bools:
    """For each number of ``codes`` whether it makes an entry of that kind stale; of others False."""
    on_day = _days.get(codes)
    if on_day is None or on_day.lives is not lives:
        on_day = _days[codes] = _OnDay(lives)
    known = on_day.by_kind.get(kind)
    size = len(codes)
    asked, stale = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    if known is not None:  # the arrays are never changed: another thread may read them
        asked[: known.asked.size], stale[: known.stale.size] = known.asked, known.stale
    wanted = np.zeros(size, np.bool_)
    wanted[numbers] = True
    for number in np.flatnonzero(wanted & ~asked).tolist():
        stale[number] = lives.makes_stale(kind, codes[number])
    on_day.by_kind[kind] = _Known(asked | wanted, stale)
    return stale
