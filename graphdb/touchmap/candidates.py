"""Who there is: the actors that serve the municipalities of action and of stay, chosen in memory.

Authorities come from the municipality of action, services from both. Nothing here calls the store.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np

from graphdb.fields.schedules import Schedule
from graphdb.model import Edge, Id, NodeKind, code_of
from graphdb.rules.expectations import Kinds
from graphdb.rules.situation import Situation
from graphdb.search.index.columns import NONE, Bools, Ints
from graphdb.search.index.readmodel import Index
from graphdb.touchmap.fitting import fit, lapsed, of_kinds, outside_law


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
    """The actors here for one situation. ``ranked`` are their slots, best first: related to a known actor,
    fresh, reaching many ticked groups, then groups that ticked factors point to, meeting many needs,
    by name; ``belongs`` runs beside it and says which are related or reach a group. ``here`` is the same by
    kind, ``others`` those here for others only, ``authorities`` the units of the authorities that are here,
    whatever they offer (ages do not exclude them), ``reached`` the actors that reach any of those groups,
    ``of_age`` the actors that take in the age. ``units`` is a mask of what they offer that fits (of an actor
    itself without services), ``anywhere`` the same of the whole country, ``for_child`` what goes by the
    child's age, ``for_few`` what is for a minority or against violence that is not ticked; ``lapsed`` one of
    services, and of actors with no others, whose legal basis has ended.
    """

    index: Index
    situation: Situation
    kinds: Kinds
    units: Bools
    anywhere: Bools
    for_child: Bools
    for_few: Bools
    ranked: Ints
    belongs: Bools
    here: Mapping[str, Ints]
    others: Bools
    authorities: Bools
    reached: Bools
    of_age: Bools
    stale: Bools
    lapsed: Bools
    altered: Bools
    related: frozenset[int]
    reaching: Mapping[str, Bools]
    pointed: Mapping[str, Bools]
    meeting: Mapping[str, Bools]
    serving: Mapping[str, Bools]

    def of_kind(self, kind: str, most: int) -> tuple[Candidate, ...]:
        """The best of a kind."""
        slots = self.here.get(kind)
        return () if slots is None else tuple(map(self._candidate, slots[:most].tolist()))

    def ids(self, kind: str, most: int) -> list[Id]:
        """The ids of the best of a kind."""
        slots = self.here.get(kind)
        return [] if slots is None else [self.index.id(slot) for slot in slots[:most].tolist()]

    def slots(self, kind: str) -> list[int]:
        """The slots of all of a kind, best first."""
        slots = self.here.get(kind)
        return [] if slots is None else slots.tolist()

    def others_only(self, kind: str) -> list[int]:
        """The slots of the actors of a kind that are here for others only."""
        number = self.index.columns.codes.find(kind)
        if number == NONE:
            return []
        return np.flatnonzero(self.others & (self.index.columns.numbers["type"] == number)).tolist()

    def sinks_or_misses(self, slot: int, group: str) -> tuple[bool, bool, bool]:
        """How far an actor of a kind stands from a ticked group, the nearer the smaller: related to a
        known actor before fresh before reaching it.
        """
        return slot not in self.related, bool(self.stale[slot]), not self.reaching[group][slot]

    def can_sleep(self, situation: Situation) -> Bools:
        """The units that are for citizens like this one; when it is for tonight without a referral."""
        fits = self._for_somebody_like_this()
        if not situation.acute:
            return fits
        index = self.index
        return fits & (index.with_flag("access", "at_night") | ~index.with_flag("access", "referral"))

    def count(self, kind: str) -> int:
        """How many there are of a kind."""
        slots = self.here.get(kind)
        return 0 if slots is None else int(slots.size)

    def others_of(self, but: Collection[str], most: int) -> tuple[Candidate, ...]:
        """Of other kinds than these: actors related to a known actor, or reaching a ticked group themselves.

        Never those who only pay.
        """
        left_out = {*but, *self.kinds.financing}
        slots = self.ranked[self.belongs].tolist()
        return tuple(
            self._candidate(slot)
            for slot in islice((slot for slot in slots if kind_at(self.index, slot) not in left_out), most)
        )

    def kind_of(self, actor: Id) -> str:
        """The kind of an actor, "" when it is not in the index."""
        return kind_of(self.index, actor)

    def hours(self, slot: int) -> tuple[Schedule, ...]:
        """The opening hours of a service, or of an actor itself; none while they do not hold."""
        altered = self.altered[slot] or self.altered[self.index.owner[slot]]
        return () if altered else self.index.schedules(slot)

    def units_of(self, slot: int) -> list[int]:
        """The slots of what an actor offers that fits."""
        return np.flatnonzero(self.units & (self.index.owner == slot)).tolist()

    def services_of(self, actors: Iterable[Id]) -> frozenset[Id]:
        """The ids of what these actors offer that fits."""
        index = self.index
        chosen = np.zeros(index.size, np.bool_)
        chosen[[slot for actor in actors if (slot := index.columns.find(actor)) != NONE]] = True
        units = np.flatnonzero(self.units & chosen[index.owner])
        return frozenset(index.id(slot) for slot in units.tolist())

    def elsewhere(self, kind: str) -> Ints:
        """Slots of all actors of a kind in the country that fit the person and whose address is no secret."""
        index = self.index
        number = index.columns.codes.find(kind)
        if number == NONE or kind in self.kinds.secret:
            return np.zeros(0, np.int32)
        return np.flatnonzero(self.anywhere & (index.columns.numbers["type"] == number)).astype(np.int32)

    def tonight(self) -> tuple[int, ...]:
        """Slots of services with a place to sleep (or safety from violence) that fit, fresh ones first."""
        index = self.index
        wanted = index.with_flag("need", "bed")
        if self.situation.violence:
            wanted = wanted | index.with_flag("need", "safety")
        units = self.units & ~self.for_child & wanted & ~self.altered & ~self.altered[index.owner]
        units &= self._for_somebody_like_this()
        slots = (int(slot) for slot in np.flatnonzero(units))
        return tuple(sorted(slots, key=self._night_rank))

    def _for_somebody_like_this(self) -> Bools:
        """Units that name no group, a ticked one, or homelessness, which a citizen without a bed is in."""
        codes = self.index.facets["risk_group"]
        says = np.zeros(self.index.size, np.bool_)
        says[codes.units] = True
        homeless = self.index.terms.marked(NodeKind.RISK_GROUP, "without_home")
        return ~says | self.index.with_any("risk_group", {*self.situation.groups, *homeless})

    def _night_rank(self, slot: int) -> tuple[object, ...]:
        """Fresh before stale or under a law that has ended, local before nationwide."""
        index = self.index
        far = bool(index.facets["municipality"].wide[slot])
        return (
            bool(self.stale[slot] or self.lapsed[slot]),
            far,
            int(index.rank[index.owner[slot]]),
            index.id(slot),
        )

    def _candidate(self, slot: int) -> Candidate:
        return Candidate(
            slot,
            self.index.id(slot),
            kind_at(self.index, slot),
            bool(self.stale[slot]),
            slot in self.related,
            tuple(code for code, mask in self.reaching.items() if mask[slot]),
            tuple(code for code, mask in self.meeting.items() if mask[slot]),
        )


def gather(index: Index, situation: Situation, kinds: Kinds, related: Iterable[Id]) -> Pool:
    """The pool for a situation; ``related`` are the actors with a relation to a known actor."""
    acting = index.shown & index.with_any("municipality", [situation.acting])
    both = index.shown & index.with_any("municipality", [situation.acting, situation.staying])
    fits = fit(index, situation, kinds)
    fitting = both & fits.all
    authority = of_kinds(index, kinds.authority)
    never = of_kinds(index, kinds.tick_only | outside_law(situation, kinds))
    present = np.where(authority, index.actors_of(acting), index.actors_of(fitting)) & ~never
    present &= ~of_kinds(index, kinds.various) | _belonging(index, fitting, situation)
    units = fitting & present[index.owner]
    others = index.actors_of(both) & ~present & ~authority

    def actors_with(name: str, codes: Iterable[str], kind: NodeKind) -> dict[str, Bools]:
        # What a child's service does for other than families, it does for children.
        family = index.terms.marked(kind, "with_child")
        counted = {code: units if code in family else units & ~fits.for_child for code in codes}
        return {code: index.actors_of(mask & index.with_any(name, [code])) for code, mask in counted.items()}

    stale = index.stale()
    beside = {slot for one in related if (slot := index.columns.find(one)) != NONE}
    reaching = actors_with("risk_group", situation.groups, NodeKind.RISK_GROUP)
    pointed = actors_with("risk_group", map(_end, situation.pointed), NodeKind.RISK_GROUP)
    meeting = actors_with("need", situation.needs, NodeKind.NEED)
    ended = lapsed(index, situation.today, units)
    sinks = (stale | ended) & ~of_kinds(index, kinds.statutory)
    ranked, belongs = _ranked(index, present, beside, sinks, (reaching, pointed, meeting))
    return Pool(
        index=index,
        situation=situation,
        kinds=kinds,
        units=units,
        # Far away only what surely holds: nothing beside the name could say that its law has ended.
        anywhere=index.actors_of(fits.all & ~ended) & ~index.secret(),
        for_child=fits.for_child,
        for_few=_for_few(index, situation),
        ranked=ranked,
        belongs=belongs,
        here=_by_kind(index, ranked),
        others=others,
        authorities=index.shown & (present & authority)[index.owner],
        of_age=index.actors_of(both & fits.of_age),
        stale=stale,
        lapsed=ended,
        altered=index.altered(),
        reached=any_of(index.size, (*reaching.values(), *pointed.values())),
        related=frozenset(beside),
        reaching=reaching,
        pointed=pointed,
        meeting=meeting,
        serving={
            code: index.actors_of(index.with_any("municipality", [code]))
            for code in (situation.acting, situation.staying)
        },
    )


def _for_few(index: Index, situation: Situation) -> Bools:
    """Units that are for a minority, or against violence, and for none of the ticked groups."""
    terms = index.terms
    few = terms.marked(NodeKind.RISK_GROUP, "minority") | terms.marked(NodeKind.RISK_GROUP, "violence")
    rest = {*terms.terms.get(NodeKind.RISK_GROUP, {})} - few
    return index.with_any("risk_group", few) & ~index.with_any("risk_group", {*rest, *situation.groups})


def _belonging(index: Index, fitting: Bools, situation: Situation) -> Bools:
    """The actors that reach a ticked group or meet a ticked need themselves."""
    reaching = index.with_any("risk_group", situation.groups)
    return index.actors_of(fitting & (reaching | index.with_any("need", situation.needs)))


def _end(edge: Edge) -> str:
    return code_of(edge.dst)


def _ranked(
    index: Index,
    present: Bools,
    beside: Collection[int],
    sinks: Bools,
    does: tuple[Mapping[str, Bools], ...],
) -> tuple[Ints, Bools]:
    """The actors, best first, and beside each whether it is related or reaches a ticked group."""
    slots = np.flatnonzero(present).astype(np.int32)
    reaches, pointed, meets = (_sum(slots, masks.values()) for masks in does)
    apart = ~np.isin(slots, list(beside))
    order = np.lexsort((index.rank[slots], -meets, -pointed, -reaches, sinks[slots], apart))
    return slots[order], (~apart | (reaches > 0))[order]


def any_of(size: int, masks: Iterable[Bools]) -> Bools:
    """Where any of the masks holds."""
    combined = np.zeros(size, np.bool_)
    for mask in masks:
        combined |= mask
    return combined


def _sum(slots: Ints, masks: Iterable[Bools]) -> Ints:
    counts = np.zeros(slots.size, np.int32)
    for mask in masks:
        counts += mask[slots]
    return counts


def kind_at(index: Index, slot: int) -> str:
    """The kind of the actor in a slot, "" when it has none."""
    number = int(index.columns.numbers["type"][slot])
    return "" if number == NONE else index.code(number)


def kind_of(index: Index, actor: Id) -> str:
    """The kind of an actor, "" when it is not in the index."""
    slot = index.columns.find(actor)
    return "" if slot == NONE else kind_at(index, slot)


def _by_kind(index: Index, slots: Ints) -> dict[str, Ints]:
    """Actors by kind, each kind in the order given."""
    order = np.argsort(index.columns.numbers["type"][slots], kind="stable")
    slots = slots[order]
    kinds = index.columns.numbers["type"][slots]
    bounds = np.flatnonzero(kinds[1:] != kinds[:-1]) + 1
    runs = (run for run in np.split(slots, bounds) if run.size)
    return {kind: run for run in runs if (kind := kind_at(index, int(run[0])))}
