"""Who there is: the actors that serve the municipalities of action and of stay, chosen in memory.

Authorities come from the municipality of action, services from both. Nothing here calls the store.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from graphdb.fields.schedules import Schedule
from graphdb.model import Edge, Id, NodeKind, code_of
from graphdb.rules.expectations import Kinds
from graphdb.rules.situation import Situation
from graphdb.search.index.columns import NONE, Bools, Ints
from graphdb.search.index.readmodel import Index
from graphdb.touchmap.fitting import fit, groups_of, lapsed, lawful_on, outside_law
from graphdb.touchmap.near import Near


@dataclass(frozen=True, slots=True)
class Candidate:
    """An actor that serves here. ``reaches`` are ticked risk groups, ``meets`` ticked needs, ``serves`` those
    of the municipalities of action and of stay that it is for.
    """

    slot: int
    id: Id
    kind: str
    stale: bool
    related: bool
    reaches: tuple[str, ...]
    meets: tuple[str, ...]
    serves: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """The actors here for one situation. Its columns and numbers are of ``near``: the actors that serve here,
    and the known ones, with what they offer.

    ``ranked`` are the actors, best first: related to a known actor, fresh, reaching many ticked groups, then
    groups that ticked factors point to, meeting many needs, by name; ``belongs`` runs beside it and says
    which are related or reach a group. ``here`` is the same by kind, ``others`` those here for others only,
    ``authorities`` the units of the authorities that are here, whatever they offer (ages do not exclude
    them), ``reached`` the actors that reach any of those groups, ``of_age`` the actors that take in the age.
    ``units`` is a mask of what they offer that fits (of an actor itself without services), ``for_child`` what
    goes by the child's age, ``for_few`` what is for a minority or against violence that is not ticked;
    ``lapsed`` one of services, and of actors with no others, whose legal basis has ended.
    """

    index: Index
    near: Near
    situation: Situation
    kinds: Kinds
    units: Bools
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
        return tuple(map(self._candidate, self.places(kind)[:most]))

    def ids(self, kind: str, most: int) -> list[Id]:
        """The ids of the best of a kind."""
        return self.near.ids(self.places(kind)[:most])

    def places(self, kind: str) -> list[int]:
        """All of a kind, best first."""
        places = self.here.get(kind)
        return [] if places is None else places.tolist()

    def others_only(self, kind: str) -> list[int]:
        """The actors of a kind that are here for others only."""
        return np.flatnonzero(self.others & self.near.of_kinds([kind])).tolist()

    def sinks_or_misses(self, place: int, group: str) -> tuple[bool, bool, bool]:
        """How far an actor of a kind stands from a ticked group, the nearer the smaller: related to a
        known actor before fresh before reaching it.
        """
        return place not in self.related, bool(self.stale[place]), not self.reaching[group][place]

    def can_sleep(self, situation: Situation) -> Bools:
        """The units that are for citizens like this one; when it is for tonight without a referral."""
        fits = self._for_somebody_like_this()
        if not situation.acute:
            return fits
        near = self.near
        return fits & (near.with_flag("access", "at_night") | ~near.with_flag("access", "referral"))

    def count(self, kind: str) -> int:
        """How many there are of a kind."""
        places = self.here.get(kind)
        return 0 if places is None else int(places.size)

    def others_of(self, but: Collection[str], most: int) -> tuple[Candidate, ...]:
        """Of other kinds than these: actors related to a known actor, or reaching a ticked group themselves.

        Never those who only pay.
        """
        left_out = self.near.of_kinds({*but, *self.kinds.financing})
        places = self.ranked[self.belongs]
        return tuple(map(self._candidate, places[~left_out[places]][:most].tolist()))

    def kind_of(self, actor: Id) -> str:
        """The kind of an actor, "" when it is not in the index."""
        return kind_of(self.index, actor)

    def place_of(self, slot: int) -> int:
        """Where an actor or service of the index stands here. Raises KeyError for one elsewhere."""
        return self.near.place_of(slot)

    def has_lapsed(self, slot: int) -> bool:
        """Whether the legal basis has ended of an actor or service of the index."""
        return bool(self.lapsed[self.place_of(slot)])

    def hours(self, slot: int) -> tuple[Schedule, ...]:
        """The opening hours of a service of the index, or of an actor itself; none while they do not hold."""
        altered = self.altered[[self.place_of(one) for one in (slot, int(self.index.owner[slot]))]].any()
        return () if altered else self.index.schedules(slot)

    def units_of(self, slot: int) -> list[int]:
        """The slots of what an actor of the index offers that fits."""
        own = self.near.slots[self.units & (self.near.owner == self.place_of(slot))]
        return cast("list[int]", own.tolist())

    def services_of(self, actors: Iterable[Id]) -> frozenset[Id]:
        """The ids of what these actors offer that fits."""
        chosen = np.zeros(self.near.size, np.bool_)
        chosen[self.near.places_of(map(self.index.columns.find, actors))] = True
        return frozenset(self.near.ids(np.flatnonzero(self.units & chosen[self.near.owner])))

    def elsewhere(self, kind: str) -> Ints:
        """Slots of all actors of a kind in the country that fit the person and whose address is no secret."""
        index = self.index
        number = index.columns.codes.find(kind)
        if number == NONE or kind in self.kinds.secret:
            return np.zeros(0, np.int32)
        every = Near.of(index, index.shown & (index.columns.numbers["type"] == number)[index.owner])
        # Far away only what surely holds: nothing beside the name could say that its law has ended.
        fits = fit(every, self.situation, self.kinds).all & lawful_on(every, self.situation.today)
        return every.slots[every.actors_of(fits) & ~index.secret()[every.slots]]

    def tonight(self) -> tuple[int, ...]:
        """Slots of services with a place to sleep (or safety from violence) that fit, fresh ones first."""
        near = self.near
        wanted = near.with_flag("need", "bed")
        if self.situation.violence:
            wanted = wanted | near.with_flag("need", "safety")
        units = self.units & ~self.for_child & wanted & ~self.altered & ~self.altered[near.owner]
        units &= self._for_somebody_like_this()
        return tuple(sorted(near.slots[units].tolist(), key=self._night_rank))

    def _for_somebody_like_this(self) -> Bools:
        """Units that name no group, a ticked one, or homelessness, which a citizen without a bed is in."""
        named = groups_of(self.index).named[self.near.slots]
        homeless = self.index.terms.marked(NodeKind.RISK_GROUP, "without_home")
        return ~named | self.near.with_any("risk_group", {*self.situation.groups, *homeless})

    def _night_rank(self, slot: int) -> tuple[object, ...]:
        """Fresh before stale or under a law that has ended, local before nationwide."""
        index = self.index
        far = bool(index.facets["municipality"].wide[slot])
        return (
            bool(index.stale()[slot]) or self.has_lapsed(slot),
            far,
            int(index.rank[index.owner[slot]]),
            index.id(slot),
        )

    def _candidate(self, place: int) -> Candidate:
        slot = int(self.near.slots[place])
        return Candidate(
            slot,
            self.index.id(slot),
            kind_at(self.index, slot),
            bool(self.stale[place]),
            place in self.related,
            tuple(code for code, mask in self.reaching.items() if mask[place]),
            tuple(code for code, mask in self.meeting.items() if mask[place]),
            tuple(code for code, mask in self.serving.items() if mask[place]),
        )


def gather(index: Index, situation: Situation, kinds: Kinds, related: Iterable[Id]) -> Pool:
    """The pool for a situation; ``related`` are the actors with a relation to a known actor."""
    near = Near.serving(index, (situation.acting, situation.staying), situation.known_actors)
    acting = near.shown & near.with_any("municipality", [situation.acting])
    both = near.shown & near.with_any("municipality", [situation.acting, situation.staying])
    fits = fit(near, situation, kinds)
    fitting = both & fits.all
    authority = near.of_kinds(kinds.authority)
    never = near.of_kinds(kinds.tick_only | outside_law(situation, kinds))
    present = np.where(authority, near.actors_of(acting), near.actors_of(fitting)) & ~never
    present &= ~near.of_kinds(kinds.various) | _belonging(near, fitting, situation)
    units = fitting & present[near.owner]
    others = near.actors_of(both) & ~present & ~authority

    def actors_with(name: str, codes: Iterable[str], kind: NodeKind) -> dict[str, Bools]:
        # What a child's service does for other than families, it does for children.
        family = index.terms.marked(kind, "with_child")
        counted = {code: units if code in family else units & ~fits.for_child for code in codes}
        return {code: near.actors_of(mask & near.with_any(name, [code])) for code, mask in counted.items()}

    stale = index.stale()[near.slots]
    beside = set(near.places_of(map(index.columns.find, related)).tolist())
    reaching = actors_with("risk_group", situation.groups, NodeKind.RISK_GROUP)
    pointed = actors_with("risk_group", map(_end, situation.pointed), NodeKind.RISK_GROUP)
    meeting = actors_with("need", situation.needs, NodeKind.NEED)
    ended = lapsed(near, situation.today, units)
    sinks = (stale | ended) & ~near.of_kinds(kinds.statutory)
    ranked, belongs = _ranked(near, present, beside, sinks, (reaching, pointed, meeting))
    return Pool(
        index=index,
        near=near,
        situation=situation,
        kinds=kinds,
        units=units,
        for_child=fits.for_child,
        # For none of the ticked groups, and of the others for few alone.
        for_few=groups_of(index).for_few[near.slots] & ~near.with_any("risk_group", situation.groups),
        ranked=ranked,
        belongs=belongs,
        here=_by_kind(near, ranked),
        others=others,
        authorities=near.shown & (present & authority)[near.owner],
        of_age=near.actors_of(both & fits.of_age),
        stale=stale,
        lapsed=ended,
        altered=index.altered()[near.slots],
        reached=any_of(near.size, (*reaching.values(), *pointed.values())),
        related=frozenset(beside),
        reaching=reaching,
        pointed=pointed,
        meeting=meeting,
        serving={
            code: near.actors_of(near.with_any("municipality", [code]))
            for code in (situation.acting, situation.staying)
        },
    )


def _belonging(near: Near, fitting: Bools, situation: Situation) -> Bools:
    """The actors that reach a ticked group or meet a ticked need themselves."""
    reaching = near.with_any("risk_group", situation.groups)
    return near.actors_of(fitting & (reaching | near.with_any("need", situation.needs)))


def _end(edge: Edge) -> str:
    return code_of(edge.dst)


def _ranked(
    near: Near,
    present: Bools,
    beside: Collection[int],
    sinks: Bools,
    does: tuple[Mapping[str, Bools], ...],
) -> tuple[Ints, Bools]:
    """The actors, best first, and beside each whether it is related or reaches a ticked group."""
    places = np.flatnonzero(present).astype(np.int32)
    reaches, pointed, meets = (_sum(places, masks.values()) for masks in does)
    apart = ~np.isin(places, list(beside))
    by_name = near.index.rank[near.slots[places]]
    order = np.lexsort((by_name, -meets, -pointed, -reaches, sinks[places], apart))
    return places[order], (~apart | (reaches > 0))[order]


def any_of(size: int, masks: Iterable[Bools]) -> Bools:
    """Where any of the masks holds."""
    combined = np.zeros(size, np.bool_)
    for mask in masks:
        combined |= mask
    return combined


def _sum(places: Ints, masks: Iterable[Bools]) -> Ints:
    counts = np.zeros(places.size, np.int32)
    for mask in masks:
        counts += mask[places]
    return counts


def kind_at(index: Index, slot: int) -> str:
    """The kind of the actor in a slot, "" when it has none."""
    number = int(index.columns.numbers["type"][slot])
    return "" if number == NONE else index.code(number)


def kind_of(index: Index, actor: Id) -> str:
    """The kind of an actor, "" when it is not in the index."""
    slot = index.columns.find(actor)
    return "" if slot == NONE else kind_at(index, slot)


def _by_kind(near: Near, places: Ints) -> dict[str, Ints]:
    """Actors by kind, each kind in the order given."""
    types = near.numbers("type")[places]
    order = np.argsort(types, kind="stable")
    places, kinds = places[order], types[order]
    bounds = np.flatnonzero(kinds[1:] != kinds[:-1]) + 1
    runs = (run for run in np.split(places, bounds) if run.size)
    return {kind: run for run in runs if (kind := kind_at(near.index, int(near.slots[run[0]])))}
