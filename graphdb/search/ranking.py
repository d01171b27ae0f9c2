"""Who a search finds, how many of each value, and in which order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from graphdb.fields.facets import MUNICIPALITY, offered
from graphdb.model import EdgeKind, NodeKind, code_of
from graphdb.search.index.columns import Bools, Ints, Places
from graphdb.search.index.readmodel import Filters, Index
from graphdb.search.matching import ANYWHERE, FARTHEST, Asked, Levels
from graphdb.vocabulary.catalogue import Vocabulary

_COUNTED: Final = "counts of facets"
_WIDER: Final = 2
"""The farthest of ``Index.near``."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a search found. ``parts`` has the units of each filter that is set, ``actors`` all that is found.

    ``tiers`` is how well each actor fits the words, ``text`` which do at all (None without words), ``opened``
    which are open now (not asked when there are no words).
    """

    index: Index
    filters: Filters
    asked: Asked | None
    tiers: Levels
    text: Bools | None
    parts: Mapping[str, Bools]
    actors: Bools
    opened: Bools

    @property
    def total(self) -> int:
        """How many actors."""
        return int(np.count_nonzero(self.actors))

    def units(self, but: str = "") -> Bools:
        """The units on which every filter holds; ``but``: that filter aside."""
        return _units(self.index, self.text, self.parts, but)

    def facets(self, *, municipalities: bool = True) -> Mapping[str, Mapping[str, int]]:
        """For each value the number of actors that match every other filter and have it.

        ``municipalities``: of these too, a third of the work at country size.

        Without words and in one municipality, or all of them, it is counted once for each version of the
        entries: nothing is asked for as often.
        """
        towns = self.filters.municipality
        names = ((MUNICIPALITY,) if municipalities else ()) + tuple(facet.name for facet in offered())
        rare = self.text is not None or self.parts.keys() - {MUNICIPALITY} or len(towns) > 1
        if rare or not self.index.terms.areas.keys() >= {*towns}:
            return self._counted(names)
        key = (_COUNTED, *names, *towns)
        if key not in self.index.memo:
            self.index.memo[key] = self._counted(names)
        return cast("Mapping[str, Mapping[str, int]]", self.index.memo[key])

    def _counted(self, names: Iterable[str]) -> dict[str, dict[str, int]]:
        if not self.parts:
            return {name: self.index.count_of(self.actors, name) for name in names}
        plain = self.units()
        units = {name: self.units(name) if name in self.parts else plain for name in names}
        return {name: self.index.count(matching, name) for name, matching in units.items()}

    def ordered(self, first: int, count: int) -> list[int]:
        """The slots of some of the actors, in order.

        Tier, stale, own municipality, kind of help before group, who is rung or expected, open, name.
        """
        index = self.index
        slots = np.flatnonzero(self.actors)
        keys = self._keys(slots) * index.size + index.rank[slots]
        if first + count < slots.size:
            nearest = np.argpartition(keys, first + count)[: first + count]
            slots, keys = slots[nearest], keys[nearest]
        ordered: list[int] = slots[np.argsort(keys)][first : first + count].tolist()
        return ordered

    def _keys(self, slots: Places) -> npt.NDArray[np.int64]:
        """The order of these actors but for their names."""
        sinks, tiers = sinking(self.index)[slots], self.tiers[slots]
        if self.asked is None:
            return (tiers.astype(np.int64) * 2 + sinks) * (_WIDER + 1) + self._near(slots)
        keys = self.asked.order(slots, tiers).astype(np.int64) * 2 + sinks
        keys = keys * (_WIDER + 1) + self._near(slots)
        keys = keys * (ANYWHERE + 1) + tiers
        keys = keys * (FARTHEST + 1) + self.asked.partners[slots]
        return keys * 2 + ~self.opened[slots]

    def _near(self, slots: Places) -> Ints:
        """How far each of them is from the municipalities that are asked for; all alike without any."""
        towns = self.filters.municipality
        return self.index.near(towns)[slots] if towns else np.zeros(slots.size, np.int32)


def select(
    index: Index, filters: Filters, now: datetime, asked: Asked | None, *, text: Bools | None = None
) -> Selection:
    """The actors that match the words and every filter. ``text``: other actors than all words match."""
    matched = text if text is not None or asked is None else asked.matched()
    parts = index.filtered(filters, now)
    actors = index.actors_of(_units(index, matched, parts))
    tiers = np.full(index.size, ANYWHERE, np.int8) if asked is None else asked.tiers()
    opened = np.zeros(index.size, np.bool_)
    if asked is not None:
        opened = index.actors_of(index.open_at(now, actors[index.owner]))
    return Selection(index, filters, asked, tiers, matched, parts, actors, opened)


def sinking(index: Index) -> Bools:
    """Actors placed last in their tier: unconfirmed for a year, except those that owe duties by law.

    Worked out once for each version of the entries.
    """
    if index not in _sinking:
        _sinking[index] = index.stale() & ~index.with_any("kind", duty_holders(index.terms))
    return _sinking[index]


_sinking: WeakKeyDictionary[Index, Bools] = WeakKeyDictionary()


def duty_holders(terms: Vocabulary) -> frozenset[str]:
    """The types of actors that every municipality has by law and that owe a duty."""
    owing = {code_of(edge.dst) for edges in terms.relations[EdgeKind.OWED_BY].values() for edge in edges}
    kinds = terms.terms[NodeKind.ACTOR_TYPE]
    return frozenset(code for code in owing if code in kinds and kinds[code].flag("statutory"))


def _units(index: Index, text: Bools | None, parts: Mapping[str, Bools], but: str = "") -> Bools:
    units = index.shown.copy()
    if text is not None:
        units &= text[index.owner]
    for name, mask in parts.items():
        if name != but:
            units &= mask
    return units
