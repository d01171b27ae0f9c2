"""Who there is: the actors that serve the municipalities of action and of stay, chosen in memory.

Authorities come from the municipality of action, services from both. No call to the store is made here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from graphdb.columns import NONE, Bools, Ints
from graphdb.model import Id
from graphdb.readmodel import Index
from graphdb.situation import ADULT, VIOLENCE, Situation
from graphdb.touchmap.expected import Kinds

BED: Final = "need_akutbolig"
HOMELESS: Final = "rg_hjemloes"
SAFETY: Final = "need_vold"
_WITH_CHILDREN: Final = ("need_familie", SAFETY)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An actor that serves here. ``reaches`` are ticked risk groups, ``meets`` ticked needs."""

    slot: int
    id: Id
    kind: str
    stale: bool
    related: bool
    reaches: tuple[str, ...]
    meets: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Who is here for one situation. ``here`` is kind -> slots of actors, ``other_ages`` kinds that are here
    for others only; ``units`` is a mask of what they offer that fits (of an actor itself without services).
    """

    index: Index
    situation: Situation
    kinds: Kinds
    units: Bools
    here: Mapping[str, tuple[int, ...]]
    other_ages: frozenset[str]
    stale: Bools
    related: frozenset[Id]
    reaching: Mapping[str, Bools]
    meeting: Mapping[str, Bools]
    serving: Mapping[str, Bools]

    def of_kind(self, kind: str) -> tuple[Candidate, ...]:
        """Everybody of a kind: related to somebody known first, then the fresh, then by whom they reach."""
        return self._ranked(self.here.get(kind, ()))

    def others(self, but: Collection[str]) -> tuple[Candidate, ...]:
        """Of other kinds than these: who is related to somebody known, or reaches a ticked group itself.

        Never those who only pay.
        """
        left_out = {*but, *self.kinds.financing}
        found = self._ranked(
            slot for kind, slots in self.here.items() if kind not in left_out for slot in slots
        )
        return tuple(one for one in found if one.related or one.reaches)

    def kind_of(self, actor: Id) -> str:
        """The kind of an actor, "" when it is not in the index."""
        slot = self.index.columns.find(actor)
        return "" if slot == NONE else kind_at(self.index, slot)

    def elsewhere(self, kind: str) -> Ints:
        """Slots of all actors of a kind in the country that fit the person and whose address is no secret."""
        index = self.index
        number = index.columns.codes.find(kind)
        if number == NONE or kind in self.kinds.secret:
            return np.zeros(0, np.int32)
        fitting = index.actors_of(_of_age(index, self.situation) & index.shown)
        slots = np.flatnonzero(fitting & (index.columns.numbers["type"] == number)).tolist()
        return np.array([slot for slot in slots if not index.is_secret(index.id(slot))], np.int32)

    def tonight(self) -> tuple[int, ...]:
        """Slots of services with a place to sleep (or safety from violence) that fit, fresh ones first."""
        index = self.index
        wanted = [BED, SAFETY] if VIOLENCE in self.situation.groups else [BED]
        altered = index.altered()
        units = self.units & index.with_any("need", wanted) & ~altered & ~altered[index.owner]
        units &= self._for_somebody_like_this()
        slots = (int(slot) for slot in np.flatnonzero(units))
        return tuple(sorted(slots, key=self._night_rank))

    def _for_somebody_like_this(self) -> Bools:
        """What says for whom it is must be for a ticked group; without a bed everybody is in homelessness."""
        codes = self.index.facets["risk_group"]
        says = np.zeros(self.index.size, np.bool_)
        says[codes.units] = True
        return ~says | self.index.with_any("risk_group", {*self.situation.groups, HOMELESS})

    def _night_rank(self, slot: int) -> tuple[object, ...]:
        """Fresh before stale, local before nationwide."""
        index = self.index
        far = bool(index.facets["municipality"].wide[slot])
        return bool(self.stale[slot]), far, int(index.rank[index.owner[slot]]), index.id(slot)

    def _ranked(self, slots: Iterable[int]) -> tuple[Candidate, ...]:
        return tuple(sorted(map(self._candidate, slots), key=self._rank))

    def _rank(self, one: Candidate) -> tuple[object, ...]:
        sinks = one.stale and one.kind not in self.kinds.statutory
        weight = -len(one.reaches), -len(one.meets)
        return not one.related, sinks, weight, int(self.index.rank[one.slot]), one.id

    def _candidate(self, slot: int) -> Candidate:
        one = self.index.id(slot)
        return Candidate(
            slot,
            one,
            kind_at(self.index, slot),
            bool(self.stale[slot]),
            one in self.related,
            tuple(code for code, mask in self.reaching.items() if mask[slot]),
            tuple(code for code, mask in self.meeting.items() if mask[slot]),
        )


def gather(index: Index, situation: Situation, kinds: Kinds, related: Iterable[Id]) -> Pool:
    """The pool for a situation; ``related`` are the actors with a relation to somebody known."""
    acting = index.shown & index.with_any("municipality", [situation.acting])
    both = index.shown & index.with_any("municipality", [situation.acting, situation.staying])
    fitting = both & _of_age(index, situation) & ~_beds_without_children(index, situation)
    authority = _of_kinds(index, kinds.authority)
    never = _of_kinds(index, kinds.tick_only | _outside_law(situation, kinds))
    present = np.where(authority, index.actors_of(acting), index.actors_of(fitting)) & ~never
    units = fitting & present[index.owner]
    others = index.actors_of(both) & ~present & ~authority

    def actors_with(name: str, code: str) -> Bools:
        return index.actors_of(units & index.with_any(name, [code]))

    return Pool(
        index=index,
        situation=situation,
        kinds=kinds,
        units=units,
        here=_by_kind(index, present),
        other_ages=frozenset(_by_kind(index, others)),
        stale=index.stale(),
        related=frozenset(related),
        reaching={code: actors_with("risk_group", code) for code in situation.groups},
        meeting={code: actors_with("need", code) for code in situation.needs},
        serving={
            code: index.actors_of(index.with_any("municipality", [code]))
            for code in (situation.acting, situation.staying)
        },
    )


def kind_at(index: Index, slot: int) -> str:
    """The kind of the actor in a slot, "" when it has none."""
    number = int(index.columns.numbers["type"][slot])
    return "" if number == NONE else index.code(number)


def _by_kind(index: Index, actors: Bools) -> dict[str, tuple[int, ...]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for slot in np.flatnonzero(actors).tolist():
        found[kind_at(index, slot)].append(slot)
    return {kind: tuple(slots) for kind, slots in found.items() if kind}


def _of_kinds(index: Index, kinds: Iterable[str]) -> Bools:
    found = (index.columns.codes.find(kind) for kind in sorted(kinds))
    return np.isin(index.columns.numbers["type"], [number for number in found if number != NONE])


def _of_age(index: Index, situation: Situation) -> Bools:
    numbers = index.columns.numbers
    fits = ~index.offers
    for youngest, oldest in situation.ages:
        fits = fits & (numbers["min_age"] <= oldest) & (youngest <= numbers["max_age"])
    return fits


def _beds_without_children(index: Index, situation: Situation) -> Bools:
    """Where only adults sleep is nothing with a child along; after violence a child may come."""
    if not situation.child:
        return np.zeros(index.size, np.bool_)
    adults_only = index.columns.numbers["min_age"] >= ADULT
    return adults_only & index.with_any("need", [BED]) & ~index.with_any("need", _WITH_CHILDREN)


def _outside_law(situation: Situation, kinds: Kinds) -> set[str]:
    return {kind for kind, (low, high) in kinds.ages.items() if not situation.fits_today(low, high)}
