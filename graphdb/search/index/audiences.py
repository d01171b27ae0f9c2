"""The index as an audience sees it: that of all, with what more is for it laid over.

It shares with the other each column and each facet that is the same for both, and all who see the same of
every entry share one.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final, TypeVar, cast

import numpy as np

from graphdb.codec import canonical
from graphdb.model import Entry, Id
from graphdb.search.entries import NARROWER, UNTIL
from graphdb.search.index.assembly import assembled, on_day
from graphdb.search.index.columns import AREAS, NONE, TOWNS, Columns
from graphdb.search.index.facets import Facet
from graphdb.search.index.readmodel import Index
from graphdb.visibility.audience import AT_HOME, OPEN, Audience
from graphdb.visibility.seen import has_marks, words_at

_ASKED_BY, _OPENED = "asked by", "opened"
_MOST: Final = 8
"""Indexes of audiences that are kept of one index."""
_TELLING: Final = ("values", "units", "group", "owner", "wide")
"""What tells a facet from another; the rest follows from it."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Homes:
    """Where actors and services have their home, by the index of all there is for visitors."""

    index: Index

    def of(self, ids: Collection[Id]) -> Mapping[Id, frozenset[str]]:
        """The municipalities and other areas that they serve or stand in; a service without its actor's."""
        slots = {one: self.index.columns.find(one) for one in ids}
        return {one: self._home(slot) for one, slot in slots.items() if slot != NONE}

    def _home(self, slot: int) -> frozenset[str]:
        said = frozenset(self._said(slot))
        owner = int(self.index.owner[slot])
        return said if said or owner == slot else frozenset(self._said(owner))

    def _said(self, slot: int) -> Iterator[str]:
        columns = self.index.columns
        entry = columns.narrower.get(slot)
        if entry is not None:
            body = at_level(json.loads(entry.body), AT_HOME)
            codes = [*body.get(AREAS, ()), *body.get(TOWNS, ())]
        else:
            pairs = (columns.lists[name] for name in (AREAS, TOWNS))
            codes = [
                columns.codes[number] for one in pairs for number in one.codes[one.slots == slot].tolist()
            ]
        for code in codes:
            area, dated, until = code.partition(UNTIL)
            if not dated or until >= self.index.today:
                yield area


def at_level(body: Mapping[str, Any], level: int) -> dict[str, Any]:
    """The body of an entry as those of a level see it."""
    narrower = body.get(NARROWER, {})
    seen = next((narrower[str(at)] for at in range(level, OPEN, -1) if str(at) in narrower), body)
    return {name: value for name, value in seen.items() if name != NARROWER}


def as_seen(index: Index, entries: Iterable[Entry], audience: Audience) -> Iterator[Entry]:
    """The entries as they are for an audience; ``index`` knows their homes."""
    homes = Homes(index)
    for entry in entries:
        body = json.loads(entry.body)
        if NARROWER in body or has_marks(entry.words):
            level = audience.level(homes.of([entry.id]).get(entry.id, frozenset()))
            seen = words_at(entry.words, level)
            yield replace(entry, words=seen, body=canonical(at_level(body, level)))
        else:
            yield entry


def for_audience(index: Index, audience: Audience) -> Index:
    """The index of what is for an audience; ``index`` is that of visitors, and keeps it.

    In the hands of one thread at a time: it adds to the names that all columns of a store share.
    """
    asked_by = (_ASKED_BY, *audience.key)
    known = index.memo.get(asked_by)
    if known is None:
        entries = list(as_seen(index, index.columns.narrower.values(), audience))
        opened = (_OPENED, *chain.from_iterable((entry.words, entry.body) for entry in entries))
        known = index.memo.get(opened)
        if known is None:
            _make_room(index)
            known = index.memo[opened] = _opened(index, entries) if entries else index
        index.memo[asked_by] = known
    return cast("Index", known)


def _make_room(index: Index) -> None:
    """Forget what was worked out for audiences when it is much: each has some megabytes of its own."""
    keys = list(index.memo)  # at once: others add to it meanwhile, and wait for nobody
    if sum(key[0] == _OPENED for key in keys) >= _MOST:
        for key in keys:
            if key[0] in (_ASKED_BY, _OPENED):
                index.memo.pop(key, None)


def _opened(index: Index, entries: Collection[Entry]) -> Index:
    """The index with these entries in place of what visitors see of them."""
    columns = _sharing(index.columns, index.columns.changed(entries))
    touched = {entry.id for entry in entries}
    other = on_day(
        assembled(columns, index, index.terms, index.titles, index.today, index, touched),
        index.terms,
        index.today,
    )
    facets = {name: _same(index.facets[name], facet) for name, facet in other.facets.items()}
    return replace(other, facets=facets, folded=_same(index.folded, other.folded))


def _sharing(columns: Columns, other: Columns) -> Columns:
    """The other columns, with each of these in its place that is the same."""
    return replace(
        other,
        numbers={name: _same(columns.numbers[name], column) for name, column in other.numbers.items()},
        flags={name: _same(columns.flags[name], column) for name, column in other.flags.items()},
        actor_names=_same(columns.actor_names, other.actor_names),
    )


def _same(mine: T, other: T) -> T:
    """Mine, where the other is no different: then one is kept for both."""
    if isinstance(mine, np.ndarray) and isinstance(other, np.ndarray):
        return mine if np.array_equal(mine, other) else other
    if isinstance(mine, Facet) and isinstance(other, Facet):
        alike = all(np.array_equal(getattr(mine, name), getattr(other, name)) for name in _TELLING)
        return mine if alike else other
    return mine if mine == other else other
