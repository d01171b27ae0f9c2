"""How the columns of all entries become an index: who is shown, in which order, where, with which codes."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from graphdb.deadline import give_way, giving_way
from graphdb.fields.facets import FACETS, MUNICIPALITY
from graphdb.fields.facets import Facet as Row
from graphdb.language.text import danish_sort_key, fold
from graphdb.model import Id
from graphdb.search.index.columns import (
    AREAS,
    NONE,
    TOWNS,
    Bools,
    Columns,
    Ints,
    Pairs,
    Places,
    distinct,
)
from graphdb.search.index.facets import Facet
from graphdb.search.index.readmodel import Index
from graphdb.store import Status
from graphdb.vocabulary.catalogue import Vocabulary

_AT_ONCE: Final = 200
"""The keys of so many names are worked out between two pauses: a millisecond or two."""
_SORT_AT: Final = 500
"""This many names are put in order faster by sorting all."""


def assembled(
    columns: Columns,
    status: Status | Index,
    terms: Vocabulary,
    titles: Mapping[Id, str],
    today: str,
    previous: Index | None = None,
    touched: Collection[Id] = (),
) -> Index:
    """The index of these columns; in the order of ``previous``, but for those that were touched since."""
    flags, numbers = columns.flags, columns.numbers
    units = _Units.of(columns, today).like(previous)
    give_way()
    offers = np.zeros(units.owner.size, np.bool_)
    # An ended service counts too: without its limits its actor would seem to take in every citizen.
    offers[units.owner[flags["present"] & flags["service"] & ~flags["withheld"]]] = True
    order, folded, folded_slots = _orders(columns, previous, touched)
    give_way()
    rank = np.full(units.owner.size, NONE, np.int32)
    rank[order] = np.arange(order.size, dtype=np.int32)
    index = Index(
        version=status.version,
        fingerprint=status.fingerprint,
        terms=terms,
        columns=columns,
        owner=units.owner,
        shown=units.shown,
        offers=offers,
        rank=rank,
        order=order,
        folded=folded,
        folded_slots=folded_slots,
        slot_of=_slot_of(numbers["n"]),
        areas=_areas(columns, units, today, previous),
        facets=_facets(columns, units, previous),
        titles=titles,
    )
    return index if previous is None else _with_municipalities_of(previous, index, today)


@dataclass(frozen=True, slots=True)
class _Units:
    """Whose each unit is, which are shown, and which of these are services."""

    owner: Places
    shown: Bools
    service: Bools

    @classmethod
    def of(cls, columns: Columns, today: str) -> "_Units":
        flags = columns.flags
        slots = np.arange(flags["present"].size)  # later columns may have given more ids a slot
        owner = np.where(flags["present"], columns.numbers["owner"], slots).astype(np.intp)
        usable = flags["present"] & ~flags["hidden"] & columns.running(today)
        shown = usable & usable[owner] & ~flags["service"][owner]
        return cls(owner, shown, flags["service"] & shown)

    def like(self, index: Index | None) -> "_Units":
        """With the very columns of an index where it has the same units, which ``are_of`` then says."""
        if index is None or not np.array_equal(self.owner, index.owner):
            return self
        same = np.array_equal(self.shown, index.shown) and np.array_equal(
            self.service, index.columns.flags["service"] & index.shown
        )
        return replace(self, owner=index.owner, shown=index.shown) if same else self

    def are_of(self, index: Index) -> bool:
        return self.owner is index.owner


def _orders(
    columns: Columns, previous: Index | None, touched: Collection[Id]
) -> tuple[Ints, tuple[str, ...], Ints]:
    """The actors by Danish name and id; their folded names in order, and whose those are."""
    names = columns.actor_names
    before = {} if previous is None else previous.columns.actor_names
    slots = {columns.ids.find(one) for one in touched}
    moved = {slot for slot in slots if names.get(slot) != before.get(slot)}
    if previous is None or len(moved) > _SORT_AT:
        by_fold = sorted((fold(name), slot) for slot, name in giving_way(names.items(), _AT_ONCE))
        danish = [(_danish(columns, slot), slot) for slot in giving_way(names, _AT_ONCE)]
        order = [slot for _, slot in sorted(danish)]
        give_way()
        return _column(order), tuple(name for name, _ in by_fold), _column([slot for _, slot in by_fold])
    if not moved:
        return previous.order, previous.folded, previous.folded_slots
    order, folded, owners = previous.order.tolist(), list(previous.folded), previous.folded_slots.tolist()
    for slot in sorted(moved & before.keys(), key=lambda slot: -previous.rank[slot]):
        _take_out(previous, slot, order, folded, owners)
    for slot in sorted(moved & names.keys()):
        _put_in(columns, slot, order, folded, owners)
    return _column(order), tuple(folded), _column(owners)


def _column(slots: list[int]) -> Ints:
    return np.array(slots, np.int32)


def _danish(columns: Columns, slot: int) -> tuple[str, Id]:
    return danish_sort_key(columns.actor_names[slot]), columns.ids[slot]


def _take_out(previous: Index, slot: int, order: list[int], folded: list[str], slots: list[int]) -> None:
    del order[int(previous.rank[slot])]
    at = slots.index(slot, bisect_left(folded, fold(previous.columns.actor_names[slot])))
    del folded[at], slots[at]


def _put_in(columns: Columns, slot: int, order: list[int], folded: list[str], slots: list[int]) -> None:
    insort(order, slot, key=lambda one: _danish(columns, one))
    name = fold(columns.actor_names[slot])
    first = bisect_left(folded, name)
    at = bisect_left(slots, slot, first, bisect_right(folded, name, first))
    folded.insert(at, name)
    slots.insert(at, slot)


def _slot_of(ordinals: Ints) -> Ints:
    slots = np.flatnonzero(ordinals != NONE)
    slot_of = np.full(int(ordinals.max(initial=NONE)) + 1, NONE, np.int32)
    slot_of[ordinals[slots]] = slots
    return slot_of


def _areas(columns: Columns, units: _Units, today: str, previous: Index | None) -> Pairs:
    """The areas of every unit, with what a service takes over from its actor."""
    lists = columns.lists
    if previous is not None and previous.today == today and units.are_of(previous):
        before = previous.columns.lists
        if lists[AREAS] is before[AREAS] and lists[TOWNS] is before[TOWNS]:
            return previous.areas
    said = lists[AREAS].only(units.shown)
    unsaid = ~_having(said, units.shown.size)
    own = _served(columns, said, today).plus(lists[TOWNS].only(units.shown & ~units.service & unsaid))
    return _inherited(own, units.service & unsaid, units.owner)


def _facets(columns: Columns, units: _Units, previous: Index | None) -> dict[str, Facet]:
    """Each facet; that of ``previous`` where nothing that it counts is another."""
    alike = previous if previous is not None and units.are_of(previous) else None
    return {
        name: alike.facets[name]
        if alike is not None and columns.lists[name] is alike.columns.lists[name]
        else Facet.build(_units_of(row, columns.lists[name].only(units.shown), units), units.owner)
        for name, row in giving_way(FACETS.items(), 1)
    }


def _served(columns: Columns, said: Pairs, today: str) -> Pairs:
    """The areas served on that day: an agreement that has ended counts no more, and nothing in its place."""
    bare = np.arange(len(columns.codes), dtype=np.int32)
    for number, area, until in columns.agreements():
        bare[number] = columns.codes.add(area) if until >= today else NONE
    codes = bare[said.codes]
    return Pairs(said.slots[codes != NONE], codes[codes != NONE])


def _units_of(facet: Row, pairs: Pairs, units: _Units) -> Pairs:
    """The units that a facet's codes hold on."""
    if facet.of_actor:
        services = np.flatnonzero(units.service).astype(np.int32)
        return pairs.only(~units.service).plus(pairs.lent(units.owner[services], services))
    return _inherited(pairs, units.service, units.owner) if facet.inherited else pairs


def _inherited(pairs: Pairs, service: Bools, owner: Places) -> Pairs:
    lacking = np.flatnonzero(service & ~_having(pairs, service.size)).astype(np.int32)
    return pairs.plus(pairs.lent(owner[lacking], lacking))


def _having(pairs: Pairs, size: int) -> Bools:
    mask = np.zeros(size, np.bool_)
    mask[pairs.slots] = True
    return mask


def on_day(index: Index, terms: Vocabulary, today: str) -> Index:
    """The index with municipalities as they are on that day; regions change, and then so do the counts.

    What begins or ends between the day that the index is of and this one has it assembled anew.
    """
    if index.today == today and index.terms is terms:
        return index
    if index.today and _turns(index.columns, index.today, today):
        index = assembled(index.columns, index, terms, index.titles, today, index)
    give_way()
    spread = _spread(terms, today)
    if index.terms is terms and index.today and index.spread == spread:
        return replace(index, today=today, terms=terms)
    facets = {**index.facets, MUNICIPALITY: _municipalities(index, spread)}
    return replace(index, today=today, terms=terms, spread=spread, facets=facets)


def _turns(columns: Columns, before: str, today: str) -> bool:
    """Whether anything begins or ends between the two days."""
    if (columns.running(before) != columns.running(today)).any():
        return True
    return any((until < before) != (until < today) for _, _, until in columns.agreements())


def _with_municipalities_of(previous: Index, index: Index, today: str) -> Index:
    """The index, of the day already where another has the same units in the same areas on that day."""
    if index.areas is not previous.areas or index.terms is not previous.terms:
        return index
    facets = {**index.facets, MUNICIPALITY: previous.facets[MUNICIPALITY]}
    return replace(index, today=today, spread=previous.spread, facets=facets)


def _spread(terms: Vocabulary, today: str) -> dict[str, tuple[str, ...]]:
    """Area code -> the codes of the municipalities in it on that day."""
    towns_by_area: dict[str, list[str]] = {}
    for town in sorted(area.text("code") for area in terms.municipalities(today)):
        for area in terms.covering(town, today):
            towns_by_area.setdefault(area, []).append(town)
    return {area: tuple(towns) for area, towns in towns_by_area.items()}


def _municipalities(index: Index, spread: Mapping[str, tuple[str, ...]]) -> Facet:
    codes, areas = index.columns.codes, index.areas
    all_towns = max(spread.values(), key=len, default=())
    towns_by_area = {area: spread.get(codes[area], ()) for area in distinct(areas.codes)}
    wide = np.zeros(index.size, np.bool_)
    if all_towns:
        everywhere = [area for area, towns in towns_by_area.items() if towns == all_towns]
        wide[areas.slots[np.isin(areas.codes, everywhere)]] = True
    inside = [
        (area, codes.add(town))
        for area, towns in towns_by_area.items()
        if towns != all_towns
        for town in towns
    ]
    towns_of = Pairs(*np.array(inside, np.int32).reshape(-1, 2).T)
    pairs = towns_of.lent(areas.codes, areas.slots)
    numbers = np.array([codes.add(town) for town in all_towns], np.int32)
    return Facet.build(pairs, index.owner, values=numbers, wide=wide)
