"""How many distinct actors there are for each value of a filter, counted without visiting one by one.

A *unit* is an actor or one of its services: what a set of filters must hold on. Masks are over slots.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from graphdb.search.index.columns import Bools, Ints, Pairs, Places, distinct
from graphdb.search.index.words import Numbers, width


@dataclass(frozen=True, slots=True)
class Facet:
    """Units by value. ``units`` are sorted by (value, actor); equal value and actor make one group.

    ``places`` is each value's part of ``units``; ``group`` is a unit's group, ``groups`` the part of the
    groups that each of ``values`` has, ``actors`` each group's actor. ``wide`` units stand for every value (a
    service for the whole country). Units and actors take two bytes where that is enough, and are gathered by
    ``take``, which is as quick with these as brackets are with numpy's own numbers of eight.
    """

    values: Ints
    places: Mapping[int, slice]
    units: Numbers
    group: Ints
    actors: Numbers
    groups: tuple[slice, ...]
    owner: Places
    wide: Bools

    @classmethod
    def build(
        cls, pairs: Pairs, owner: Places, *, values: Ints | None = None, wide: Bools | None = None
    ) -> "Facet":
        """A facet of pairs of unit and value; ``values`` are those counted even when no actor has them."""
        actors = owner[pairs.slots]
        order = np.argsort(pairs.codes.astype(np.int64) * owner.size + actors)
        codes, actors, units = pairs.codes[order], actors[order], pairs.slots[order]
        if codes.size:
            fresh = np.ones(codes.size, np.bool_)
            fresh[1:] = (codes[1:] != codes[:-1]) | (actors[1:] != actors[:-1])
        else:
            fresh = np.zeros(0, np.bool_)
        counted = np.array(distinct(codes), np.int32) if values is None else np.sort(values)
        places, groups = _parts(codes, counted), _parts(codes[fresh], counted)
        return cls(
            counted,
            dict(zip(counted.tolist(), places, strict=True)),
            units.astype(width(owner.size)),
            np.cumsum(fresh, dtype=np.int32) - 1,
            actors[fresh].astype(width(owner.size)),
            groups,
            owner,
            np.zeros(owner.size, np.bool_) if wide is None else wide,
        )

    def mask(self, codes: Iterable[int]) -> Bools:
        """The units that have any of these values."""
        units = [self.units[self.places[code]] for code in codes if code in self.places]
        if not units:
            return np.zeros(self.owner.size, np.bool_)
        mask = self.wide.copy()
        mask[units[0] if len(units) == 1 else np.concatenate(units)] = True
        return mask

    def values_of(self, units: Bools) -> list[tuple[int, int]]:
        """Unit and value of all that these units have."""
        at = np.flatnonzero(units.take(self.units))
        starts = [place.start for place in self.places.values()]
        values = self.values[np.searchsorted(starts, at, "right") - 1]
        return list(zip(self.units[at].tolist(), values.tolist(), strict=True))

    def counts(self, mask: Bools) -> Ints:
        """For each of ``values`` the number of distinct actors among the units of the mask."""
        everywhere = np.zeros(self.owner.size, np.bool_)
        everywhere[self.owner[mask & self.wide]] = True
        counted = mask & ~everywhere[self.owner] if everywhere.any() else mask
        hit = np.zeros(self.actors.size, np.bool_)
        hit[self.group[np.flatnonzero(counted.take(self.units))]] = True
        return self._totals(hit, everywhere)

    def counts_of(self, actors: Bools) -> Ints:
        """As ``counts``, of all units that these actors have: a tenth of the time, without filters."""
        everywhere = np.zeros(self.owner.size, np.bool_)
        everywhere[self.owner[self.wide]] = True
        everywhere &= actors
        return self._totals((actors & ~everywhere).take(self.actors), everywhere)

    def _totals(self, hit: Bools, everywhere: Bools) -> Ints:
        """For each of ``values`` how many of its groups are hit, and the actors that have all of them."""
        counts = np.array([np.count_nonzero(hit[part]) for part in self.groups], np.int32)
        return counts + np.int32(np.count_nonzero(everywhere))


def _parts(codes: Ints, values: Ints) -> tuple[slice, ...]:
    """The part of the codes, which are in order, that each of the values has."""
    starts = np.append(np.searchsorted(codes, values, "left"), codes.size).tolist()
    return tuple(slice(*ends) for ends in pairwise(starts))
