"""How the columns of all entries become an index: who is shown, in which order, where, with which codes."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from graphdb.fields.facets import FACETS
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
    no_pairs,
)
from graphdb.search.index.facets import Facet
from graphdb.search.index.readmodel import Index
from graphdb.store import Status
from graphdb.vocabulary.catalogue import Vocabulary

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
    slots = np.arange(flags["present"].size, dtype=np.int32)  # later columns may have given more ids a slot
    owner = np.where(flags["present"], numbers["owner"], slots).astype(np.intp)
    usable = flags["present"] & ~flags["hidden"] & columns.running(today)
    shown = usable & usable[owner] & ~flags["service"][owner]
    offers = np.zeros(slots.size, np.bool_)
    # An ended service counts too: without its limits its actor would seem to take in every citizen.
    offers[owner[flags["present"] & flags["service"] & ~flags["withheld"]]] = True
    names, folded, folded_slots = _orders(columns, previous, touched)
    order = np.array(names, np.int32)
    rank = np.full(slots.size, NONE, np.int32)
    rank[order] = np.arange(order.size, dtype=np.int32)
    areas, facets = _unit_pairs(columns, owner, shown, today)
    return Index(
        version=status.version,
        fingerprint=status.fingerprint,
        terms=terms,
        columns=columns,
        owner=owner,
        shown=shown,
        offers=offers,
        rank=rank,
        order=order,
        folded=tuple(folded),
        folded_slots=np.array(folded_slots, np.int32),
        slot_of=_slot_of(numbers["n"]),
        areas=areas,
        facets={name: Facet.build(pairs, owner) for name, pairs in facets.items()},
        titles=titles,
    )


def _orders(
    columns: Columns, previous: Index | None, touched: Collection[Id]
) -> tuple[list[int], list[str], list[int]]:
    """The actors by Danish name and id; their folded names in order, and whose those are."""
    names = columns.actor_names
    slots = {columns.ids.find(one) for one in touched}
    moved = {slot for slot in slots if slot in names or (previous and slot in previous.columns.actor_names)}
    if previous is None or len(moved) > _SORT_AT:
        by_fold = sorted((fold(name), slot) for slot, name in names.items())
        order = sorted(names, key=lambda slot: _danish(columns, slot))
        return order, [name for name, _ in by_fold], [slot for _, slot in by_fold]
    orders = previous.order.tolist(), list(previous.folded), previous.folded_slots.tolist()
    for slot in sorted(moved & previous.columns.actor_names.keys(), key=lambda slot: -previous.rank[slot]):
        _take_out(previous, slot, *orders)
    for slot in sorted(moved & columns.actor_names.keys()):
        _put_in(columns, slot, *orders)
    return orders


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


def _unit_pairs(columns: Columns, owner: Places, shown: Bools, today: str) -> tuple[Pairs, dict[str, Pairs]]:
    """Areas and the codes of every facet of every unit, with what a service takes over from its actor."""
    lists, service = columns.lists, columns.flags["service"] & shown
    said = lists[AREAS].only(shown)
    unsaid = ~_having(said, shown.size)
    own = _served(columns, said, today).plus(lists[TOWNS].only(shown & ~service & unsaid))
    codes = {
        name: _units_of(facet, lists[name].only(shown), service, owner) for name, facet in FACETS.items()
    }
    return _inherited(own, service & unsaid, owner), codes


def _served(columns: Columns, said: Pairs, today: str) -> Pairs:
    """The areas served on that day: an agreement that has ended counts no more, and nothing in its place."""
    bare = np.arange(len(columns.codes), dtype=np.int32)
    for number, area, until in columns.agreements():
        bare[number] = columns.codes.add(area) if until >= today else NONE
    codes = bare[said.codes]
    return Pairs(said.slots[codes != NONE], codes[codes != NONE])


def _units_of(facet: Row, pairs: Pairs, service: Bools, owner: Places) -> Pairs:
    """The units that a facet's codes hold on."""
    if facet.of_actor:
        units = np.flatnonzero(service).astype(np.int32)
        return pairs.only(~service).plus(pairs.lent(owner[units], units))
    return _inherited(pairs, service, owner) if facet.inherited else pairs


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
    spread = _spread(terms, today)
    if index.terms is terms and index.today and index.spread == spread:
        return replace(index, today=today, terms=terms)
    facets = {**index.facets, "municipality": _municipalities(index, spread)}
    return replace(index, today=today, terms=terms, spread=spread, facets=facets)


def _turns(columns: Columns, before: str, today: str) -> bool:
    """Whether anything begins or ends between the two days."""
    if (columns.running(before) != columns.running(today)).any():
        return True
    return any((until < before) != (until < today) for _, _, until in columns.agreements())


def _spread(terms: Vocabulary, today: str) -> dict[str, tuple[str, ...]]:
    """Area code -> the codes of the municipalities in it on that day."""
    towns_by_area: dict[str, list[str]] = {}
    for town in sorted(area.text("code") for area in terms.municipalities(today)):
        for area in terms.covering(town, today):
            towns_by_area.setdefault(area, []).append(town)
    return {area: tuple(towns) for area, towns in towns_by_area.items()}


def _municipalities(index: Index, spread: Mapping[str, tuple[str, ...]]) -> Facet:
    codes = index.columns.codes
    all_towns = max(spread.values(), key=len, default=())
    wide = np.zeros(index.size, np.bool_)
    pairs = no_pairs()
    for number in distinct(index.areas.codes):
        slots = index.areas.slots[index.areas.codes == number]
        towns = spread.get(codes[number], ())
        if towns and towns == all_towns:
            wide[slots] = True
            continue
        for town in towns:
            pairs = pairs.plus(Pairs(slots, np.full(slots.size, codes.add(town), np.int32)))
    numbers = np.array([codes.add(town) for town in all_towns], np.int32)
    return Facet.build(pairs, index.owner, values=numbers, wide=wide)
