"""The questions a search asks of the entries in memory: who matches, how many in each facet, in which order.

An index is frozen: a newer version of the store is a new one. ``graphdb.search.index`` makes and keeps them.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import cast
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from graphdb.fields.facets import FACETS, MUNICIPALITY
from graphdb.fields.schedules import Schedule, from_text, opening, opens_on
from graphdb.freshness.shelf_life import shelf_lives
from graphdb.language.text import fold
from graphdb.model import Id, NodeKind
from graphdb.search.index.columns import (
    CONFIRMED,
    EXCLUSIONS,
    NONE,
    TOWNS,
    Bools,
    Columns,
    Ints,
    Pairs,
    Places,
    day_number,
    distinct,
)
from graphdb.search.index.confirmations import confirmations
from graphdb.search.index.facets import Facet
from graphdb.store import Term
from graphdb.vocabulary.catalogue import Vocabulary


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for. Several codes in one filter mean any of them; different filters must all hold.

    ``codes`` are those asked for by the name of the facet (``graphdb.fields.facets``). What is not about the
    actor must hold on one and the same service (or on the actor itself). ``age`` in years.
    """

    q: str = ""
    municipality: tuple[str, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    age: int | None = None
    open_now: bool = False

    def of(self, name: str) -> tuple[str, ...]:
        """The codes asked for in one facet; the municipality is one too here."""
        return self.municipality if name == MUNICIPALITY else self.codes.get(name, ())

    def chosen(self) -> frozenset[str]:
        """All codes asked for, the municipalities aside."""
        return frozenset(code for codes in self.codes.values() for code in codes)

    def without(self, name: str, code: str = "") -> "Filters":
        """The same filters but for a facet, or for one of its codes."""
        left = tuple(other for other in self.of(name) if code and other != code)
        if name == MUNICIPALITY:
            return replace(self, municipality=left)
        return replace(self, codes={**self.codes, name: left})


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Index:
    """One version of the entries, on one day. Masks are boolean arrays over the slots of ``columns``.

    ``owner`` is each slot's actor, ``shown`` what a search may find, ``order`` the actors by Danish name and
    id, ``rank`` an actor's place there. ``offers`` are the actors with services, running or ended: only the
    services say for which groups. ``areas`` are pairs of unit and area code before regions are spread
    out, ``titles`` those of the sources, ``spread`` is area code -> municipalities on ``today``.
    ``memo`` is for what is worked out of it and leads back to it: in a weak dictionary neither would ever go.
    """

    version: int
    fingerprint: str
    terms: Vocabulary
    columns: Columns
    owner: Places
    shown: Bools
    offers: Bools
    rank: Ints
    order: Ints
    folded: tuple[str, ...]
    folded_slots: Ints
    slot_of: Ints
    areas: Pairs
    facets: Mapping[str, Facet]
    titles: Mapping[Id, str]
    spread: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    today: str = ""
    memo: dict[tuple[str, ...], object] = field(default_factory=dict, init=False, repr=False)

    @property
    def size(self) -> int:
        """Number of slots."""
        return self.owner.size

    def id(self, slot: int) -> Id:
        """The id of the actor or service in a slot."""
        return self.columns.ids[slot]

    def code(self, number: int) -> str:
        """The vocabulary code behind a number of ``columns.codes``."""
        return self.columns.codes[number]

    def having(self, terms: Iterable[Term]) -> Bools:
        """The entries with any of these words."""
        return self.columns.words.having(terms, self.size)

    def actors_of(self, units: Bools) -> Bools:
        """The actors of the units."""
        mask = np.zeros(self.size, np.bool_)
        mask[self.owner[units & self.shown]] = True
        return mask

    def with_any(self, name: str, codes: Iterable[str]) -> Bools:
        """The units that have any of these codes in a facet."""
        return self.facets[name].mask(self._numbers(codes))

    def with_flag(self, name: str, flag: str) -> Bools:
        """The units that have any code of a facet whose row has the flag. Worked out once; never changed."""
        masks = _with_flag.setdefault(self, {})
        known = masks.get((name, flag))
        if known is None:
            codes = self.terms.marked(FACETS[name].terms, flag)
            known = masks[name, flag] = self.with_any(name, codes)
        return known

    def filtered(self, filters: Filters, now: datetime) -> dict[str, Bools]:
        """For each filter that is set the units it holds on."""
        masks = {name: self.with_any(name, codes) for name in self.facets if (codes := filters.of(name))}
        if filters.age is not None:
            masks["age"] = self.fits_age(filters.age)
        if filters.open_now:
            masks["open_now"] = self.open_at(now)
        return masks

    def fits_age(self, age: int) -> Bools:
        """The services for that age, and actors without any service of their own."""
        numbers = self.columns.numbers
        fits = (numbers["min_age"] <= age) & (age <= numbers["max_age"])
        return fits & ~self.offers

    def open_at(self, now: datetime, among: Bools | None = None) -> Bools:
        """The units known to be open at that moment; none that is changed for now, itself or its actor.

        ``among``: only these are asked about, for a country has many opening hours.
        """
        minute = now.replace(second=0, microsecond=0)
        known = _opened.get(self)
        if (
            known is None or known[0] != minute
        ):  # read once: another thread may begin the next minute meanwhile
            known = _opened[self] = (minute, self._unasked())
        return self._open(lambda schedules: bool(opening(schedules, now).open_now), known[1], among)

    def open_on(self, day: date, among: Bools) -> Bools:
        """Those of the units that are known to be open at some time of the day."""
        return self._open(lambda schedules: opens_on(schedules, day), self._unasked(), among)

    def _unasked(self) -> npt.NDArray[np.int8]:
        """For each number of a code what is known of it as opening hours: nothing yet."""
        return np.full(len(self.columns.codes), NONE, np.int8)

    def _open(
        self,
        is_open: Callable[[tuple[Schedule, ...]], bool],
        known: npt.NDArray[np.int8],
        among: Bools | None,
    ) -> Bools:
        slots, hours = self._timed()
        if among is not None:
            chosen = among[slots]
            slots, hours = slots[chosen], hours[chosen]
        for kind in distinct(hours[known[hours] == NONE]):
            known[kind] = is_open(from_text(self.code(kind)))
        units = np.zeros(self.size, np.bool_)
        units[slots[known[hours] == 1]] = True
        return units

    def _timed(self) -> tuple[Ints, Ints]:
        """The units whose opening hours hold today, by slot, and these hours by number."""
        if self not in _timed:
            hours, altered = self.columns.numbers["hours"], self.altered()
            slots = np.flatnonzero((hours != NONE) & ~altered & ~altered[self.owner]).astype(np.int32)
            _timed[self] = (slots, hours[slots])
        return _timed[self]

    def answered(self, exclusion: str, answer: str) -> Bools:
        """The services that answer the question of an exclusion so, yes or no; not asked is neither."""
        pairs = self.columns.lists[EXCLUSIONS]
        units = np.zeros(self.size, np.bool_)
        units[pairs.slots[np.isin(pairs.codes, self._numbers([f"{exclusion}={answer}"]))]] = True
        return units & self.shown

    def schedules(self, slot: int) -> tuple[Schedule, ...]:
        """The opening hours of a unit: its own, and those of its places."""
        number = NONE if slot == NONE else int(self.columns.numbers["hours"][slot])
        return () if number == NONE else from_text(self.code(number))

    def altered(self) -> Bools:
        """The units that are temporarily closed or have a temporary change that holds today."""
        numbers, day = self.columns.numbers, day_number(self.today)
        change = (numbers["other_from"] <= day) & (day <= numbers["other_to"])
        return change | self.columns.flags["closed"]

    def is_secret(self, actor: Id) -> bool:
        """True when the address of the actor, or of one it is part of, is secret."""
        slot = self.columns.find(actor)
        return slot != NONE and bool(self.secret()[slot])

    def secret(self) -> Bools:
        """The units with a secret address, or that are part of one."""
        if self not in _secret:
            _secret[self] = self._below_secret()
        return _secret[self]

    def _below_secret(self) -> Bools:
        secret, before = self.columns.flags["secret"], -1
        uppers = [self.columns.numbers[name] for name in ("parent", "above")]
        while before != (count := int(np.count_nonzero(secret))):
            before = count
            for upper in uppers:
                secret = secret | ((upper != NONE) & secret[upper])
        return secret

    def is_placeholder(self, actor: Id) -> bool:
        """Whether the start kit alone names the actor."""
        slot = self.columns.find(actor)
        return slot != NONE and bool(self.columns.flags["placeholder"][slot])

    def stale(self) -> Bools:
        """The units with a fact that can spoil the call and is past twice its shelf life."""
        if self not in _stale:
            _stale[self] = self._spoilt()
        return _stale[self]

    def is_stale(self, one: Id) -> bool:
        """Whether an actor or service is."""
        slot = self.columns.find(one)
        return slot != NONE and bool(self.stale()[slot])

    def _spoilt(self) -> Bools:
        lives = shelf_lives(self.terms, self.today)
        pairs, service = self.columns.lists[CONFIRMED], self.columns.flags["service"]
        said, stale = confirmations(self.columns), np.zeros(self.size, np.bool_)
        for kind, units in ((NodeKind.ACTOR, ~service), (NodeKind.SERVICE, service)):
            spoilt, mine = said.before(partial(lives.stale_before, kind)), pairs.only(units)
            stale[mine.slots[spoilt[mine.codes]]] = True
        return stale

    def count(self, units: Bools, name: str) -> dict[str, int]:
        """For each code of a facet the number of distinct actors among the units; zeros left out."""
        return self._named(name, self.facets[name].counts(units))

    def count_of(self, actors: Bools, name: str) -> dict[str, int]:
        """As ``count``, of all units that these actors have."""
        return self._named(name, self.facets[name].counts_of(actors))

    def _named(self, name: str, counts: Ints) -> dict[str, int]:
        present, codes = np.flatnonzero(counts), self._codes(name)
        values, numbers = self.facets[name].values[present].tolist(), counts[present].tolist()
        return {codes[value]: number for value, number in zip(values, numbers, strict=True)}

    def _codes(self, name: str) -> Mapping[int, str]:
        """The codes of a facet by number: few, and asked for in each search."""
        codes_by_facet = _codes.setdefault(self, {})
        if name not in codes_by_facet:
            values = self.facets[name].values.tolist()
            codes_by_facet[name] = {number: self.code(number) for number in values}
        return codes_by_facet[name]

    def codes_of(self, name: str, units: Bools) -> dict[int, tuple[str, ...]]:
        """The codes of a facet that each of the units has; those without are left out."""
        codes, codes_by_unit = self._codes(name), dict[int, list[str]]()
        for unit, number in self.facets[name].values_of(units):
            codes_by_unit.setdefault(unit, []).append(codes[number])
        return {unit: tuple(codes) for unit, codes in codes_by_unit.items()}

    def ordered(self, actors: Bools) -> list[int]:
        """The actors in the order of their names."""
        return cast("list[int]", self.order[actors[self.order]].tolist())

    def named(self, text: str) -> tuple[Bools, Bools]:
        """The actors whose name is the text, and those whose name begins with it; signs and case aside."""
        begun, whole = np.zeros(self.size, np.bool_), np.zeros(self.size, np.bool_)
        if asked := fold(text):
            first = bisect_left(self.folded, asked)
            begun[self.folded_slots[first : bisect_left(self.folded, asked + "~")]] = True
            whole[self.folded_slots[first : bisect_left(self.folded, asked + "!")]] = True
        return whole, begun

    def shares_name(self, name: str) -> bool:
        """Whether several actors that are shown are called so; signs and case aside."""
        folded = fold(name)
        first, last = bisect_left(self.folded, folded), bisect_left(self.folded, folded + "!")
        several = bool(folded) and last - first > 1
        return several and int(np.count_nonzero(self.shown[self.folded_slots[first:last]])) > 1

    def near(self, towns: Collection[str]) -> Ints:
        """How far each actor is: 0 in the towns or for them alone, 1 for them among others, 2 wider."""
        far = np.full(self.size, 2, np.int32)
        numbers = self._numbers(towns)
        pairs, located = self.areas, self.columns.lists[TOWNS]
        here = np.isin(pairs.codes, numbers)
        serving = self.owner[pairs.slots[here]]
        far[serving] = 0
        elsewhere = np.zeros(self.size, np.bool_)
        elsewhere[self.owner[pairs.slots[~here]]] = True
        far[serving[elsewhere[serving]]] = 1
        far[self.owner[located.slots[np.isin(located.codes, numbers)]]] = 0
        return far

    def reach(self, municipality: str, risk_group: str = "", need: str = "") -> tuple[Id, ...]:
        """Who covers the municipality for the group and the need on one and the same service, by name."""
        units = self.shown & self.with_any("municipality", [municipality])
        for name, code in (("risk_group", risk_group), ("need", need)):
            if code:
                units &= self.with_any(name, [code])
        return tuple(self.id(slot) for slot in self.ordered(self.actors_of(units)))

    def actors(self, municipality: str, kinds: Collection[str] = ()) -> tuple[Id, ...]:
        """Who covers the municipality, of these kinds (none named: all), by name."""
        units = self.shown & self.with_any("municipality", [municipality])
        if kinds:
            units &= self.with_any("kind", kinds)
        return tuple(self.id(slot) for slot in self.ordered(self.actors_of(units)))

    def coverage(self, name: str = "risk_group") -> Mapping[str, Mapping[str, int]]:
        """Municipality -> code -> number of distinct actors, for the codes of a facet (``kind`` too)."""
        coverage_by_facet = _coverages.setdefault(self, {})
        if name not in coverage_by_facet:
            coverage_by_facet[name] = self._covered(name)
        return coverage_by_facet[name]

    def _covered(self, name: str) -> dict[str, dict[str, int]]:
        facet, towns = self.facets[name], self.facets["municipality"]
        coverage: dict[str, dict[str, int]] = {self.code(int(town)): {} for town in towns.values}
        for number in facet.values:
            counts = towns.counts(self.shown & facet.mask([int(number)]))
            for at in np.flatnonzero(counts):
                coverage[self.code(int(towns.values[at]))][self.code(int(number))] = int(counts[at])
        return coverage

    def _numbers(self, codes: Iterable[str]) -> list[int]:
        numbers = (self.columns.codes.find(code) for code in codes)
        return [number for number in numbers if number != NONE]


_codes: WeakKeyDictionary[Index, dict[str, Mapping[int, str]]] = WeakKeyDictionary()
_coverages: WeakKeyDictionary[Index, dict[str, Mapping[str, Mapping[str, int]]]] = WeakKeyDictionary()
_opened: WeakKeyDictionary[Index, tuple[datetime, npt.NDArray[np.int8]]] = WeakKeyDictionary()
_timed: WeakKeyDictionary[Index, tuple[Ints, Ints]] = WeakKeyDictionary()
_stale: WeakKeyDictionary[Index, Bools] = WeakKeyDictionary()
_with_flag: WeakKeyDictionary[Index, dict[tuple[str, str], Bools]] = WeakKeyDictionary()
_secret: WeakKeyDictionary[Index, Bools] = WeakKeyDictionary()
