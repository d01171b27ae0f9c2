"""Who is in a municipality, and for each group how far each of them is cover.

Worked out in memory from the entries, all actors of a municipality at a time; nothing here calls the store.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from graphdb.coverage.state import ORDER, State
from graphdb.fields.registry import FIELDS, family
from graphdb.freshness.shelf_life import ShelfLives, shelf_lives
from graphdb.model import Id, NodeKind
from graphdb.rules.expectations import kinds_of
from graphdb.search.index.columns import CONFIRMED, EXCLUSIONS, NONE, TOWNS, Bools, Ints
from graphdb.search.index.readmodel import Index

_AMONG_OTHERS: Final = 1
"""As ``Index.near`` says it: it serves the municipality by name, and others, and lies in none of it."""
_FOR_GROUP: Final = "group:"
"""How an exclusion names the group that it shuts out."""
_PLACE: Final = {state: place for place, state in enumerate(ORDER)}


@dataclass(frozen=True, slots=True)
class Local:
    """An actor that is here, for one group. ``said``: it names the group itself; ``fresh``: no fact that can
    spoil the call is too old, and it is not closed for a while. A refusal is fresh within its shelf life.
    """

    id: Id
    state: State
    said: bool
    fresh: bool


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """The actors that serve a municipality: ``slots`` in the order of their names, ``places`` among these by
    kind, ``units`` the slots of all that they offer here. ``by_group`` has beside each its state for a group.
    """

    index: Index
    units: Ints
    slots: Ints
    places: Mapping[str, tuple[int, ...]]
    by_group: Mapping[str, "_OfGroup"]

    def of(self, kind: str, group: str) -> tuple[Local, ...]:
        """The actors of a kind that are cover of some sort for a group, or refuse it."""
        states = self.by_group[group]
        return tuple(
            Local(
                self.index.id(int(self.slots[at])),
                ORDER[states.place[at]],
                bool(states.said[at]),
                bool(states.fresh[at]),
            )
            for at in self.places.get(kind, ())
            if states.place[at] != _NOWHERE
        )

    def kinds_that_name(self, group: str) -> tuple[str, ...]:
        """The kinds of the actors that name a group themselves."""
        said = self.by_group[group].said
        return tuple(sorted(kind for kind, places in self.places.items() if said[list(places)].any()))

    def ids(self, kinds: Iterable[str]) -> tuple[Id, ...]:
        """All actors of some kinds, whomever they are for."""
        return tuple(self.index.id(int(self.slots[at])) for kind in kinds for at in self.places.get(kind, ()))

    def by_law(self, kind: str) -> bool:
        """Whether those of a kind are there by law: one's own units, and authorities."""
        return kind in _by_law(self.index)

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

    def overdue(self, today: str) -> Iterator[tuple[Id, str]]:
        """The actors of the place with a fact that can spoil the call past its shelf life, by name, each with
        the oldest day of confirmation, "" for never. Those for the whole country are not the municipality's.
        """
        index, lives = self.index, shelf_lives(self.index.terms, today)
        own = np.zeros(index.size, np.bool_)
        own[self.units] = ~self._wide(self.units)
        pairs = index.columns.lists[CONFIRMED].only(own)
        days: dict[int, str] = {}
        for slot, number in zip(pairs.slots.tolist(), pairs.codes.tolist(), strict=True):
            kind = NodeKind.SERVICE if index.columns.flags["service"][slot] else NodeKind.ACTOR
            if critical := _spoiling(lives, kind, index.code(number)):
                actor = int(index.owner[slot])
                days[actor] = min(*critical, days.get(actor, critical[0]))
        return ((index.id(slot), days[slot]) for slot in self.slots.tolist() if slot in days)

    def _wide(self, units: Ints) -> Bools:
        wide: Bools = self.index.facets["municipality"].wide[units]
        return wide

    def all_ids(self) -> tuple[Id, ...]:
        """Everybody who serves the municipality."""
        return tuple(map(self.index.id, self.slots.tolist()))


@dataclass(frozen=True, slots=True, eq=False)
class _OfGroup:
    """Beside each actor: the place of its state in ``ORDER`` (``_NOWHERE``: it is not for the group at all),
    whether it names the group, and is fresh.
    """

    place: Ints
    said: Bools
    fresh: Bools


_NOWHERE: Final = NONE


@dataclass(frozen=True, slots=True, eq=False)
class _Units:
    """Masks of all units of an index, worked out once: what does not hang on the municipality."""

    names_group: Bools
    granted: Bools
    good: Bools
    no_longer_asked: Bools
    reaching: Mapping[str, Bools]
    refusing: Mapping[str, Bools]
    by_law: Bools
    of_state: Bools
    must_belong: Bools


_units: WeakKeyDictionary[Index, _Units] = WeakKeyDictionary()
_presences: WeakKeyDictionary[Index, dict[str, Presence]] = WeakKeyDictionary()


def presence(index: Index, municipality: str) -> Presence:
    """Who is there; worked out once for each version of the entries."""
    known = _presences.setdefault(index, {})
    if municipality not in known:
        known[municipality] = _presence(index, municipality)
    return known[municipality]


def presence_without(index: Index, municipality: str, gone: frozenset[Id]) -> Presence:
    """Who would be there without some actors."""
    slots = [slot for one in gone if (slot := index.columns.find(one)) != NONE]
    return _presence(index, municipality, ~np.isin(index.owner, slots))


def _presence(index: Index, municipality: str, among: Bools | None = None) -> Presence:
    here = index.shown & index.with_any("municipality", [municipality])
    if among is not None:
        here &= among
    units: Ints = np.flatnonzero(here).astype(np.int32)
    unsorted, actor = np.unique(index.owner[units], return_inverse=True)
    order = np.argsort(index.rank[unsorted], kind="stable")
    slots: Ints = unsorted[order].astype(np.int32)
    owner: Ints = np.argsort(order)[actor].astype(np.int32)
    masks = _masks(index)
    offered = index.columns.flags["service"][units]
    outside = _outside(index, municipality, slots)
    by_group = {
        group: _of_group(masks, group, units, slots, owner, offered, outside) for group in masks.reaching
    }
    return Presence(index, units, slots, _by_kind(index, slots), by_group)


def _of_group(
    masks: _Units, group: str, units: Ints, slots: Ints, owner: Ints, offered: Bools, outside: Bools
) -> _OfGroup:
    """The states of all actors for a group: what they are comes first, then how sure it is."""

    def actors_with(chosen: Bools) -> Ints:
        counts: Ints = np.bincount(owner, weights=chosen, minlength=slots.size).astype(np.int32)
        return counts

    reaching, names = masks.reaching[group][units], masks.names_group[units]
    said, silent = actors_with(reaching) > 0, actors_with(names) == 0
    for_group = offered & (reaching | ~names)
    services = actors_with(for_group)

    def all_of(mask: Bools) -> Bools:
        every: Bools = (services > 0) & (actors_with(for_group & mask[units]) == services)
        return every

    by_law = masks.by_law[slots]
    fresh = masks.good[slots] & ((services == 0) | (actors_with(for_group & masks.good[units]) > 0))
    place = np.full(slots.size, _PLACE[State.COVERED], np.int32)
    place[~fresh | ~(said | by_law)] = _PLACE[State.UNCONFIRMED]
    place[outside & ~masks.of_state[slots]] = _PLACE[State.OUTSIDE]
    place[all_of(masks.granted) & ~by_law] = _PLACE[State.BY_DECISION]
    refused = all_of(masks.refusing[group])
    place[refused] = _PLACE[State.REFUSES]
    fresh = np.where(refused, actors_with(for_group & masks.no_longer_asked[units]) == 0, fresh)
    place[masks.must_belong[slots] & ~said & ~silent] = _NOWHERE
    return _OfGroup(place, said, fresh)


def _masks(index: Index) -> _Units:
    if index not in _units:
        _units[index] = _read_masks(index)
    return _units[index]


def _read_masks(index: Index) -> _Units:
    terms = index.terms
    groups = terms.terms.get(NodeKind.RISK_GROUP, {})
    routes = terms.terms.get(NodeKind.ACCESS_ROUTE, {}).keys()
    granted = terms.marked(NodeKind.ACCESS_ROUTE, "by_decision")
    names_group = np.zeros(index.size, np.bool_)
    names_group[index.facets["risk_group"].units] = True
    return _Units(
        names_group=names_group,
        granted=index.with_any("access", granted) & ~index.with_any("access", routes - granted),
        good=~index.stale() & ~_overdue(index) & ~index.columns.flags["closed"],
        no_longer_asked=_answered_long_ago(index),
        reaching={group: index.with_any("risk_group", [group]) for group in groups},
        refusing={group: _refusing(index, group) for group in groups},
        by_law=_of_kinds(index, _by_law(index)),
        of_state=_of_kinds(index, _by_law(index) - _own_units(index)),
        must_belong=_of_kinds(index, terms.marked(NodeKind.ACTOR_TYPE, "must_belong")),
    )


def _own_units(index: Index) -> frozenset[str]:
    return kinds_of(index.terms).municipal | index.terms.marked(NodeKind.ACTOR_TYPE, "own_unit")


def _by_law(index: Index) -> frozenset[str]:
    """Whom the law obliges is for whomever the law says, granted or not; courts and police have no border."""
    return kinds_of(index.terms).authority | _own_units(index)


def _refusing(index: Index, group: str) -> Bools:
    """The services with an answer that shuts the group out; not asked is not no."""
    refusing = np.zeros(index.size, np.bool_)
    for row in index.terms.terms.get(NodeKind.EXCLUSION, {}).values():
        if f"{_FOR_GROUP}{group}" in row.items("follows_from"):
            refusing |= index.answered(row.text("code"), row.text("blocks_on"))
    return refusing


def _answered_long_ago(index: Index) -> Bools:
    """The services with an answer about whom they shut out that is past its shelf life."""
    lives = shelf_lives(index.terms, index.today)
    pairs = index.columns.lists[CONFIRMED].only(index.columns.flags["service"])
    past = [
        number
        for number in np.unique(pairs.codes).tolist()
        if EXCLUSIONS in lives.past_of(NodeKind.SERVICE, index.code(number))
    ]
    long_ago = np.zeros(index.size, np.bool_)
    long_ago[pairs.slots[np.isin(pairs.codes, past)]] = True
    return long_ago


def _overdue(index: Index) -> Bools:
    """The units with a fact that can spoil the call past its shelf life: they are no cover to rely on."""
    lives, service = shelf_lives(index.terms, index.today), index.columns.flags["service"]
    overdue = np.zeros(index.size, np.bool_)
    for kind, units in ((NodeKind.ACTOR, ~service), (NodeKind.SERVICE, service)):
        pairs = index.columns.lists[CONFIRMED].only(units)
        numbers = np.unique(pairs.codes).tolist()
        past = [number for number in numbers if _spoiling(lives, kind, index.code(number))]
        overdue[pairs.slots[np.isin(pairs.codes, past)]] = True
    return overdue


def _spoiling(lives: ShelfLives, kind: NodeKind, confirmed: str) -> list[str]:
    """The days of those of an entry's fields that can spoil the call and are past their shelf life."""
    past = lives.past_of(kind, confirmed)
    critical = (name for name in past if lives.of(kind, name).call_critical)
    return [past[name] for name in critical if not _perishes(kind, name)]


def _outside(index: Index, municipality: str, slots: Ints) -> Bools:
    """The actors that come from another municipality: they have an address, and none here."""
    located = index.columns.lists[TOWNS]
    somewhere = np.zeros(index.size, np.bool_)
    somewhere[index.owner[located.slots]] = True
    outside: Bools = somewhere[slots] & (index.near([municipality])[slots] == _AMONG_OTHERS)
    return outside


def _perishes(kind: NodeKind, name: str) -> bool:
    """Whether a field past its shelf life is not shown at all: then it spoils no call."""
    row = FIELDS[kind].get(family(name))
    return row is not None and row.perishes


def _of_kinds(index: Index, kinds: Iterable[str]) -> Bools:
    numbers = [number for kind in kinds if (number := index.columns.codes.find(kind)) != NONE]
    mask: Bools = np.isin(index.columns.numbers["type"], numbers)
    return mask


def _by_kind(index: Index, slots: Ints) -> dict[str, tuple[int, ...]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    never = kinds_of(index.terms).tick_only
    for at, number in enumerate(index.columns.numbers["type"][slots].tolist()):
        if number != NONE and index.code(number) not in never:
            places[index.code(number)].append(at)
    return {kind: tuple(places_of_kind) for kind, places_of_kind in places.items()}
