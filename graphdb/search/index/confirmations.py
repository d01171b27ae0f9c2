"""When the fields of all entries were confirmed, as columns: what is past is asked of every entry at once.

An entry says "2026-05-03:name,phone" once for each day. There are thousands of such texts, and few sets of
fields among them: from which day on a set of fields is good is worked out once for each set.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from graphdb.freshness.shelf_life import read_confirmed
from graphdb.search.index.columns import CONFIRMED, Bools, Columns, Ints, Names, day_number

Fields = tuple[str, ...]
"""Fields of an entry and what it is related to, that were confirmed on one day."""
_UNREAD: Final = -2


@dataclass(frozen=True, slots=True, eq=False)
class Confirmations:
    """Beside each code of an index the day it says (20260503, 0 for never) and which of ``sets`` of fields it
    says it of, NONE or less for codes that say no such thing.
    """

    days: Ints
    fields: Ints
    sets: tuple[Fields, ...]

    def before(self, limit: Callable[[Fields], str]) -> Bools:
        """The codes whose day is before the limit of their fields (ISO; "" for none)."""
        limits = self._by_code(limit)
        before: Bools = self.days < limits
        return before

    def since(self, limit: Callable[[Fields], str]) -> Bools:
        """The codes whose day is not before the limit of their fields, where there is one."""
        limits = self._by_code(limit)
        since: Bools = (limits > 0) & (self.days >= limits)
        return since

    def _by_code(self, limit: Callable[[Fields], str]) -> Ints:
        of_set = np.array([*(day_number(limit(fields)) for fields in self.sets), 0], np.int32)
        return of_set[np.where(self.fields < 0, len(self.sets), self.fields)]


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
    numbers = {} if known is None else {of_set: number for number, of_set in enumerate(known.sets)}
    for number in unread:
        day, names = read_confirmed(columns.codes[number])
        days[number], fields[number] = day_number(day), numbers.setdefault(tuple(names), len(numbers))
    _kept[columns.codes] = answer = Confirmations(days, fields, tuple(numbers))
    return answer
