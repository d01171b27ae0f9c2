"""The part of an index that one map is about: what the actors offer that serve its municipalities."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import numpy as np

from graphdb.model import Id
from graphdb.search.index.columns import NONE, Bools, Ints, Places
from graphdb.search.index.readmodel import Index


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """Some actors with all that they offer, as the index has them, but only these: a twentieth of a country.

    Masks and columns run beside ``slots``, which are in order; a number below ``size`` is a place among them.
    ``owner`` is each one's actor. ``_place`` is the way back from a slot, NONE for one that is not among them
    and, at its end, for the slot NONE.
    """

    index: Index
    slots: Ints
    owner: Places
    _place: Ints
    shown: Bools
    _pairs: dict[str, tuple[Ints, Ints]] = field(default_factory=dict)

    @classmethod
    def serving(cls, index: Index, municipalities: Collection[str], also: Iterable[Id]) -> "Near":
        """The actors that serve any of the municipalities, and these, wherever they are."""
        chosen = np.zeros(index.size, np.bool_)
        chosen[index.owner[index.shown & index.with_any("municipality", municipalities)]] = True
        known = [slot for one in also if (slot := index.columns.find(one)) != NONE]
        chosen[known] = True
        units = index.shown & chosen[index.owner]
        units[known] = True  # also one that no search may find
        return cls.of(index, units)

    @classmethod
    def of(cls, index: Index, units: Bools) -> "Near":
        """These units, with their actors among them."""
        slots = np.flatnonzero(units).astype(np.int32)
        place = np.full(index.size + 1, NONE, np.int32)
        place[slots] = np.arange(slots.size, dtype=np.int32)
        return cls(index, slots, place[index.owner[slots]].astype(np.intp), place, index.shown[slots])

    @property
    def size(self) -> int:
        """How many there are."""
        return self.slots.size

    def place_of(self, slot: int) -> int:
        """Where one of them stands. Raises KeyError for any other, as numpy takes -1 for the last place."""
        place = int(self._place[slot])
        if place == NONE:
            raise KeyError(slot)
        return place

    def places_of(self, slots: Iterable[int]) -> Ints:
        """Where those of the slots stand that are among them."""
        places = self._place[np.fromiter(slots, np.intp)]
        known: Ints = places[places != NONE]
        return known

    def ids(self, places: Iterable[int]) -> list[Id]:
        """The ids at these places."""
        return [self.index.id(slot) for slot in self.slots[np.fromiter(places, np.intp)].tolist()]

    def with_any(self, name: str, codes: Iterable[str]) -> Bools:
        """Those that have any of these codes in a facet."""
        units: Bools = self.index.with_any(name, codes)[self.slots]
        return units

    def with_flag(self, name: str, flag: str) -> Bools:
        """Those that have any code of a facet whose row has the flag."""
        units: Bools = self.index.with_flag(name, flag)[self.slots]
        return units

    def actors_of(self, units: Bools) -> Bools:
        """The actors of the units."""
        mask = np.zeros(self.size, np.bool_)
        mask[self.owner[units & self.shown]] = True
        return mask

    def numbers(self, name: str) -> Ints:
        """A column of numbers."""
        column: Ints = self.index.columns.numbers[name][self.slots]
        return column

    def pairs(self, name: str) -> tuple[Ints, Ints]:
        """A list of codes as two columns, places and numbers of codes."""
        if name not in self._pairs:
            pairs = self.index.columns.lists[name]
            places = self._place[pairs.slots]
            here = places != NONE
            self._pairs[name] = places[here], pairs.codes[here]
        return self._pairs[name]

    def of_kinds(self, kinds: Iterable[str]) -> Bools:
        """The actors of these kinds."""
        wanted = np.zeros(len(self.index.columns.codes) + 1, np.bool_)  # the last place is for NONE, -1
        for kind in kinds:
            number = self.index.columns.codes.find(kind)
            if number != NONE:
                wanted[number] = True
        mask: Bools = wanted[self.numbers("type")]
        return mask
