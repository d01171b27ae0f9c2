"""When the fields of all entries were confirmed, as columns: what is past is asked of every entry at once.

An entry says "2026-05-03:name,phone" once for each day. There are thousands of such texts, a country has two
thousand sets of fields among them, and few fields: from which day on one is good is worked out once for each.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from graphdb.freshness.shelf_life import read_confirmed
from graphdb.search.index.columns import CONFIRMED, Bools, Columns, Ints, Places, day_number
from graphdb.search.index.names import Names

Fields = tuple[str, ...]
"""Fields of an entry and what it is related to, that were confirmed on one day."""
_UNREAD: Final = -2
_NEVER: Final = np.int32(99_999_999)
"""A day that none is behind."""


@dataclass(frozen=True, slots=True, eq=False)
class FieldSets:
    """Sets of fields by number. ``members`` are the numbers of the ``fields`` of each set, in a row."""

    numbers: dict[Fields, int]
    fields: tuple[str, ...]
    members: Ints
    starts: Places

    @classmethod
    def of(cls, numbers: dict[Fields, int]) -> "FieldSets":
        """The sets of these numbers, which stand in order."""
        fields = {name: number for number, name in enumerate(dict.fromkeys(chain.from_iterable(numbers)))}
        members = np.array([fields[name] for one in numbers for name in one], np.int32)
        sizes = np.array([0, *map(len, numbers)], np.intp)
        return cls(numbers, tuple(fields), members, np.cumsum(sizes)[:-1])

    def limits(self, limit: Callable[[str], str], latest: bool) -> Ints:
        """For each set the latest limit of its fields or the earliest, and behind them that of no set."""
        days = np.array([day_number(limit(name)) for name in self.fields], np.int32)
        none = np.int32(0) if latest else _NEVER
        each = np.where(days == 0, none, days)[self.members]
        chosen = np.maximum if latest else np.minimum
        of_set = chosen.reduceat(each, self.starts) if self.starts.size else each
        return np.append(of_set, none)


@dataclass(frozen=True, slots=True, eq=False)
class Confirmations:
    """Beside each code of an index the day it says (20260503, 0 for never) and which of ``sets`` of fields it
    says it of, NONE or less for codes that say no such thing.
    """

    days: Ints
    fields: Ints
    sets: FieldSets

    def before(self, limit: Callable[[str], str]) -> Bools:
        """The codes whose day is before the limit of any of their fields (ISO; "" for none)."""
        before: Bools = self.days < self._by_code(limit, latest=True)
        return before

    def since(self, limit: Callable[[str], str]) -> Bools:
        """The codes whose day is not before the limit of one of their fields that have any."""
        since: Bools = self.days >= self._by_code(limit, latest=False)
        return since

    def _by_code(self, limit: Callable[[str], str], *, latest: bool) -> Ints:
        of_set = self.sets.limits(limit, latest)
        return of_set[np.where(self.fields < 0, of_set.size - 1, self.fields)]


_kept: WeakKeyDictionary[Names, Confirmations] = WeakKeyDictionary()
"""By the codes of an index, which only grow: an edit adds few that have to be read."""


def confirmations(columns: Columns) -> Confirmations:
    """What the codes of all entries say."""
    known = _kept.get(columns.codes)
    size = len(columns.codes)  # counted last: other threads add codes and keep what they know of them
    days, fields = np.zeros(size, np.int32), np.full(size, _UNREAD, np.int32)
    if known is not None:
        days[: known.days.size], fields[: known.fields.size] = known.days, known.fields
    said = np.zeros(size, np.bool_)
    said[columns.lists[CONFIRMED].codes] = True
    unread = np.flatnonzero(said & (fields == _UNREAD)).tolist()
    if known is not None and not unread and known.days.size == size:
        return known
    sets = FieldSets.of({}) if known is None else known.sets
    numbers = dict(sets.numbers)
    for number in unread:
        day, names = read_confirmed(columns.codes[number])
        days[number], fields[number] = day_number(day), numbers.setdefault(tuple(names), len(numbers))
    if len(numbers) > len(sets.numbers):
        sets = FieldSets.of(numbers)
    _kept[columns.codes] = answer = Confirmations(days, fields, sets)
    return answer
