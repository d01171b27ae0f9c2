"""Who is in a municipality, and for each group how far each of them is cover.

Worked out in memory from the entries, all actors of a municipality and all groups at a time; nothing here
calls the store.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from graphdb.coverage.state import ORDER, State
from graphdb.coverage.units import READINESS, Units, by_law, spoils_before, units_of
from graphdb.freshness.shelf_life import shelf_lives
from graphdb.model import Id, NodeKind
from graphdb.search.index.columns import CONFIRMED, NONE, Bools, Ints, iso_day
from graphdb.search.index.confirmations import confirmations
from graphdb.search.index.readmodel import Index

_PLACE: Final = {state: place for place, state in enumerate(ORDER)}
_FAR_AHEAD: Final = 99991231
NOWHERE: Final = len(ORDER)
"""The place of an actor that is not for the group at all: behind every state."""


@dataclass(frozen=True, slots=True)
class Local:
    """An actor that is here, for one group. ``said``: it names the group itself; ``fresh``: no fact that can
    spoil the call is too old, and it is not closed for a while. A refusal is fresh within its shelf life.
    ``ready``: all of ``READINESS`` is confirmed.
    """

    id: Id
    state: State
    said: bool
    fresh: bool
    ready: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """The actors that serve a municipality: ``slots`` in the order of their names, ``places`` among these by
    kind, ``units`` the slots of all that they offer here.

    ``state`` (a place in ``ORDER``, or NOWHERE), ``said`` and ``fresh`` are actors × groups, ``confirmed`` is
    actors × ``READINESS``.
    """

    index: Index
    units: Ints
    slots: Ints
    places: Mapping[str, tuple[int, ...]]
    state: Ints
    said: Bools
    fresh: Bools
    confirmed: Bools

    def of(self, kind: str, group: str) -> tuple[Local, ...]:
        """The actors of a kind that are cover of some sort for a group, or refuse it."""
        column = self.column(group)
        return tuple(
            Local(
                self.index.id(int(self.slots[at])),
                ORDER[self.state[at, column]],
                bool(self.said[at, column]),
                bool(self.fresh[at, column]),
                bool(self.confirmed[at].all()),
            )
            for at in self.places.get(kind, ())
            if self.state[at, column] != NOWHERE
        )

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the arrays, in their order."""
        return tuple(units_of(self.index).groups)

    def column(self, group: str) -> int:
        """Where a group stands in the arrays."""
        return units_of(self.index).groups[group]

    def place(self, kind: str, group: str) -> tuple[int, int]:
        """Where a kind and a group stand in arrays of kinds × groups."""
        units = units_of(self.index)
        return bisect_left(units.kinds, kind), units.groups[group]

    def kinds_that_name(self, group: str) -> tuple[str, ...]:
        """The kinds of the actors that name a group themselves."""
        said = self.said[:, self.column(group)]
        return tuple(sorted(kind for kind, places in self.places.items() if said[list(places)].any()))

    def ids(self, kinds: Iterable[str]) -> tuple[Id, ...]:
        """All actors of some kinds, whomever they are for."""
        return tuple(map(self.index.id, self.slots_of(kinds).tolist()))

    def slots_of(self, kinds: Iterable[str]) -> Ints:
        """The slots of all actors of some kinds."""
        return self.slots[[at for kind in kinds for at in self.places.get(kind, ())]]

    def lacking(self, actor: Id) -> tuple[str, ...]:
        """Of what has to be confirmed before one sends a citizen to an actor here, what is not."""
        at = int(np.flatnonzero(self.slots == self.index.columns.find(actor))[0])
        return tuple(name for name, holds in zip(READINESS, self.confirmed[at], strict=True) if not holds)

    def by_law(self, kind: str) -> bool:
        """Whether those of a kind are there by law: one's own units, and authorities."""
        return kind in by_law(self.index)

    def kind_of(self, actor: Id) -> str:
        """The kind of an actor, "" when it has none."""
        slot = self.index.columns.find(actor)
        number = NONE if slot == NONE else int(self.index.columns.numbers["type"][slot])
        return "" if number == NONE else self.index.code(number)

    def services(self) -> tuple[Id, ...]:
        """What is offered here, but for the whole country."""
        index = self.index
        own = self.units[index.columns.flags["service"][self.units] & ~self._wide(self.units)]
        return tuple(map(index.id, own.tolist()))

    def offered_by(self, kinds: Iterable[str]) -> tuple[Id, ...]:
        """What actors of some kinds offer here, for the whole country too."""
        index, owners = self.index, self.slots_of(kinds)
        offered = np.isin(index.owner[self.units], owners) & index.columns.flags["service"][self.units]
        return tuple(map(index.id, self.units[offered].tolist()))

    def overdue(self, today: str) -> Iterator[tuple[Id, str]]:
        """The actors of the place with a fact that can spoil the call past its shelf life, by name, each with
        the oldest day of confirmation, "" for never. Those for the whole country are not the municipality's.
        """
        index, lives = self.index, shelf_lives(self.index.terms, today)
        own = np.zeros(index.size, np.bool_)
        own[self.units] = ~self._wide(self.units)
        pairs, said = index.columns.lists[CONFIRMED].only(own), confirmations(index.columns)
        of_actor, of_service = (
            said.before(partial(spoils_before, lives, kind))[pairs.codes]
            for kind in (NodeKind.ACTOR, NodeKind.SERVICE)
        )
        late = np.where(index.columns.flags["service"][pairs.slots], of_service, of_actor)
        oldest = np.full(index.size, _FAR_AHEAD, np.int32)
        np.minimum.at(oldest, index.owner[pairs.slots[late]], said.days[pairs.codes[late]])
        overdue = self.slots[oldest[self.slots] != _FAR_AHEAD].tolist()
        return ((index.id(slot), iso_day(int(oldest[slot]))) for slot in overdue)

    def wide_ids(self) -> frozenset[Id]:
        """The actors that are here because they serve the whole country."""
        return frozenset(map(self.index.id, self.slots[self._wide(self.slots)].tolist()))

    def _wide(self, units: Ints) -> Bools:
        wide: Bools = self.index.facets["municipality"].wide[units]
        return wide

    def groups_named(self) -> tuple[tuple[str, ...], ...]:
        """Beside each of ``all_ids`` the groups that it names itself."""
        codes = self.groups
        return tuple(tuple(codes[at] for at in np.flatnonzero(row).tolist()) for row in self.said)

    def all_ids(self) -> tuple[Id, ...]:
        """Everybody who serves the municipality."""
        return tuple(map(self.index.id, self.slots.tolist()))


def presence(index: Index, municipality: str) -> Presence:
    """Who is there; worked out once for each version of the entries."""
    known = index.memo.get(("presence", municipality))
    if not isinstance(known, Presence):
        known = index.memo["presence", municipality] = _presence(index, municipality)
    return known


def presence_without(
    index: Index, municipality: str, gone: frozenset[Id], coming: frozenset[Id] = frozenset()
) -> Presence:
    """Who would be there without some actors, and with some that serve others."""
    return _presence(index, municipality, _slots(index, gone), _slots(index, coming))


def _slots(index: Index, actors: frozenset[Id]) -> list[int]:
    return [slot for one in actors if (slot := index.columns.find(one)) != NONE]


def _presence(
    index: Index, municipality: str, gone: Collection[int] = (), coming: Collection[int] = ()
) -> Presence:
    here = index.with_any("municipality", [municipality])
    if gone or coming:
        here = (here | np.isin(index.owner, [*coming])) & ~np.isin(index.owner, [*gone])
    here &= index.shown
    units: Ints = np.flatnonzero(here).astype(np.int32)
    unsorted, actor = np.unique(index.owner[units], return_inverse=True)
    order = np.argsort(index.rank[unsorted], kind="stable")
    slots: Ints = unsorted[order].astype(np.int32)
    owner = np.argsort(order)[actor]
    by_owner = np.argsort(owner, kind="stable")
    units = units[by_owner]
    all_units = units_of(index)
    starts: Ints = np.searchsorted(owner[by_owner], np.arange(slots.size)).astype(np.int32)
    offers = _Offers(index, all_units, units, starts)
    outside = all_units.from_outside(municipality)[slots]
    outside |= np.isin(slots, [*coming]) & all_units.somewhere[slots]
    states = _states(all_units, offers, slots, outside)
    confirmed = offers.any(all_units.confirmed[units])
    return Presence(index, units, slots, _by_kind(all_units, slots), *states, confirmed=confirmed)


class _Offers:
    """What the actors offer, for each group: ``units`` by actor, each begins at its place of ``starts``."""

    def __init__(self, index: Index, units_of_all: Units, units: Ints, starts: Ints) -> None:
        self._units, self._bounds = units, np.append(starts, units.size)
        reaching, names = units_of_all.reaching[units], units_of_all.names_group[units, None]
        self._for_group: Bools = index.columns.flags["service"][units, None] & (reaching | ~names)
        self.said: Bools = self.any(reaching)
        self.silent: Bools = ~self.any(names)
        self.services: Ints = self._count(self._for_group)

    def count(self, chosen: Bools) -> Ints:
        """How many of the services for the group are among these, by actor and group."""
        mask = chosen[self._units]
        return self._count(self._for_group & (mask if mask.ndim == 2 else mask[:, None]))

    def all_of(self, chosen: Bools) -> Bools:
        """Whether there are any, and all of them are among these."""
        every: Bools = (self.services > 0) & (self.count(chosen) == self.services)
        return every

    def _count(self, mask: Bools) -> Ints:
        """By actor and column how many units are marked. Sums up to each unit and their differences take half
        of the time of ``reduceat``.
        """
        sums = np.zeros((mask.shape[0] + 1, mask.shape[1]), np.int32)
        np.cumsum(mask, axis=0, out=sums[1:])
        counts: Ints = np.diff(sums[self._bounds], axis=0)
        return counts

    def any(self, mask: Bools) -> Bools:
        """By actor and column whether any unit is marked; ``mask`` is beside ``units``."""
        marked: Bools = self._count(mask) > 0
        return marked


def _states(units: Units, offers: _Offers, slots: Ints, outside: Bools) -> tuple[Ints, Bools, Bools]:
    """The states of all actors for all groups: what they are comes first, then how sure it is."""
    by_law, good = units.by_law[slots, None], units.good[slots, None]
    fresh = good & ((offers.services == 0) | (offers.count(units.good) > 0))
    state = np.full(offers.said.shape, _PLACE[State.COVERED], np.int32)
    state[~fresh | ~(offers.said | by_law)] = _PLACE[State.UNCONFIRMED]
    state[outside & ~units.of_state[slots]] = _PLACE[State.OUTSIDE]
    state[offers.all_of(units.granted) & ~by_law] = _PLACE[State.BY_DECISION]
    refused = offers.all_of(units.refusing)
    state[refused] = _PLACE[State.REFUSES]
    fresh = np.where(refused, offers.count(units.no_longer_asked) == 0, fresh)
    state[units.must_belong[slots, None] & ~offers.said & ~offers.silent] = NOWHERE
    return state, offers.said, fresh


def _by_kind(units: Units, slots: Ints) -> dict[str, tuple[int, ...]]:
    """The actors of each kind, in the order of their names; those of kinds that are ticked only are none."""
    kinds = units.kind[slots]
    order = np.argsort(kinds, kind="stable")
    values, starts = np.unique(kinds[order], return_index=True)
    parts = np.split(order, starts[1:])
    return {
        units.kinds[value]: tuple(part.tolist())
        for value, part in zip(values.tolist(), parts, strict=False)
        if value != NONE
    }
