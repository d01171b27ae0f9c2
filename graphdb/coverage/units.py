"""The units of an index as masks: whom each is for, and how far it may be relied on, wherever one asks.

A *unit* is an actor or one of its services. Worked out once for each index.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from graphdb.fields.registry import FIELDS, family
from graphdb.freshness.shelf_life import ShelfLives, shelf_lives
from graphdb.model import NodeKind
from graphdb.rules.expectations import kinds_of
from graphdb.search.index.columns import CONFIRMED, EXCLUSIONS, NONE, TOWNS, Bools, Ints, Pairs, Places
from graphdb.search.index.confirmations import confirmations
from graphdb.search.index.readmodel import Index

READINESS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("phone",),
    "hours": ("opening_hours", "phone_hours"),
    "entry": ("access_routes", "how_to_apply"),
    "exclusions": (EXCLUSIONS,),
}
"""What has to be confirmed before one can send a citizen to an actor that is there, and the fields of it."""
_FOR_GROUP: Final = "group:"
"""How an exclusion names the group that it shuts out."""
_NOBODY: Final = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Masks over all slots. ``reaching`` and ``refusing`` are slots × ``groups``, ``groups`` by code.

    ``kinds`` are all codes of kinds of actors, ``kind`` a slot's place among them (NONE: none, or one that is
    ticked only). ``confirmed`` is slots × ``READINESS``. ``several`` are the actors that say more than one
    area, ``somewhere`` those with an address.
    """

    groups: Mapping[str, int]
    kinds: tuple[str, ...]
    kind: Ints
    names_group: Bools
    granted: Bools
    good: Bools
    no_longer_asked: Bools
    reaching: Bools
    refusing: Bools
    by_law: Bools
    of_state: Bools
    must_belong: Bools
    confirmed: Bools
    several: Bools
    somewhere: Bools
    saying: Mapping[str, Places]
    located: Mapping[str, Places]

    def from_outside(self, municipality: str) -> Bools:
        """The actors that come from another municipality: they have an address, and none here, and serve it
        by name, among others.
        """
        mask = np.zeros(self.several.size, np.bool_)
        mask[self.saying.get(municipality, _NOBODY)] = True
        mask &= self.several & self.somewhere
        mask[self.located.get(municipality, _NOBODY)] = False
        return mask


_kept: WeakKeyDictionary[Index, Units] = WeakKeyDictionary()


def units_of(index: Index) -> Units:
    """What does not hang on the municipality."""
    if index not in _kept:
        _kept[index] = _read(index)
    return _kept[index]


def worked_out(index: Index) -> bool:
    """Whether that has been worked out."""
    return index in _kept


def _read(index: Index) -> Units:
    terms = index.terms
    groups = tuple(terms.terms.get(NodeKind.RISK_GROUP, {}))
    routes = terms.terms.get(NodeKind.ACCESS_ROUTE, {}).keys()
    granted = terms.marked(NodeKind.ACCESS_ROUTE, "by_decision")
    names_group = np.zeros(index.size, np.bool_)
    names_group[index.facets["risk_group"].units] = True
    somewhere = np.zeros(index.size, np.bool_)
    somewhere[index.owner[index.columns.lists[TOWNS].slots]] = True
    kinds, kind = _kinds(index)
    return Units(
        groups={group: at for at, group in enumerate(groups)},
        kinds=kinds,
        kind=kind,
        names_group=names_group,
        granted=index.with_any("access", granted) & ~index.with_any("access", routes - granted),
        good=~index.stale() & ~_overdue(index) & ~index.columns.flags["closed"],
        no_longer_asked=_answered_long_ago(index),
        reaching=_beside([index.with_any("risk_group", [group]) for group in groups], index.size),
        refusing=_beside([_refusing(index, group) for group in groups], index.size),
        by_law=_of_kinds(index, by_law(index)),
        of_state=_of_kinds(index, by_law(index) - _own_units(index)),
        must_belong=_of_kinds(index, terms.marked(NodeKind.ACTOR_TYPE, "must_belong")),
        confirmed=_confirmed(index),
        several=_several(index),
        somewhere=somewhere,
        saying=_actors_by_code(index, index.areas),
        located=_actors_by_code(index, index.columns.lists[TOWNS]),
    )


def _beside(masks: list[Bools], size: int) -> Bools:
    return np.ascontiguousarray(np.stack(masks, axis=1)) if masks else np.zeros((size, 0), np.bool_)


def _kinds(index: Index) -> tuple[tuple[str, ...], Ints]:
    """All kinds, and each slot's place among them; those that are ticked only are none."""
    types = index.columns.numbers["type"]
    said = {index.code(number) for number in np.unique(types).tolist() if number != NONE}
    kinds = tuple(sorted(said | index.terms.terms.get(NodeKind.ACTOR_TYPE, {}).keys()))
    place = np.full(len(index.columns.codes) + 1, NONE, np.int32)  # the last place is that of NONE
    never = kinds_of(index.terms).tick_only
    for at, kind in enumerate(kinds):
        if kind not in never and (number := index.columns.codes.find(kind)) != NONE:
            place[number] = at
    return kinds, place[types]


def _several(index: Index) -> Bools:
    """The actors that say more than one area, themselves or by what they offer."""
    actors, codes = index.owner[index.areas.slots], index.areas.codes
    first = np.full(index.size, NONE, np.int32)
    first[actors] = codes
    several = np.zeros(index.size, np.bool_)
    several[actors[codes != first[actors]]] = True
    return several


def _actors_by_code(index: Index, pairs: Pairs) -> Mapping[str, Places]:
    """The actors of the units that have a code, by code."""
    order = np.argsort(pairs.codes, kind="stable")
    codes, actors = pairs.codes[order], index.owner[pairs.slots[order]]
    values, starts = np.unique(codes, return_index=True)
    parts = np.split(actors, starts[1:])
    return {index.code(int(value)): part for value, part in zip(values, parts, strict=False)}


def _own_units(index: Index) -> frozenset[str]:
    return kinds_of(index.terms).municipal | index.terms.marked(NodeKind.ACTOR_TYPE, "own_unit")


def by_law(index: Index) -> frozenset[str]:
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
    good_since = shelf_lives(index.terms, index.today).of(NodeKind.SERVICE, EXCLUSIONS).good_since
    said, pairs = confirmations(index.columns), index.columns.lists[CONFIRMED]
    past = said.before(lambda name: good_since if name == EXCLUSIONS else "")
    return _with(index, pairs.only(index.columns.flags["service"]), past)


def _overdue(index: Index) -> Bools:
    """The units with a fact that can spoil the call past its shelf life: they are no cover to rely on."""
    lives, service = shelf_lives(index.terms, index.today), index.columns.flags["service"]
    said, overdue = confirmations(index.columns), np.zeros(index.size, np.bool_)
    for kind, units in ((NodeKind.ACTOR, ~service), (NodeKind.SERVICE, service)):
        pairs = index.columns.lists[CONFIRMED].only(units)
        overdue |= _with(index, pairs, said.before(partial(spoils_before, lives, kind)))
    return overdue


def _confirmed(index: Index) -> Bools:
    """The units of which each of ``READINESS`` is confirmed within its shelf life."""
    lives, service = shelf_lives(index.terms, index.today), index.columns.flags["service"]
    said, confirmed = confirmations(index.columns), np.zeros((index.size, len(READINESS)), np.bool_)
    for kind, units in ((NodeKind.ACTOR, ~service), (NodeKind.SERVICE, service)):
        pairs = index.columns.lists[CONFIRMED].only(units)
        for at, wanted in enumerate(READINESS.values()):
            confirmed[:, at] |= _with(index, pairs, said.since(partial(_good_since, lives, kind, wanted)))
    return confirmed


def _good_since(lives: ShelfLives, kind: NodeKind, wanted: Collection[str], name: str) -> str:
    """The day from which on a field holds, "" for one that is not wanted."""
    return lives.of(kind, name).good_since if name in wanted else ""


def _with(index: Index, pairs: Pairs, asked: Bools) -> Bools:
    """The units with any of the codes that are marked."""
    mask = np.zeros(index.size, np.bool_)
    mask[pairs.slots[asked[pairs.codes]]] = True
    return mask


def spoils_before(lives: ShelfLives, kind: NodeKind, name: str) -> str:
    """A field that was confirmed before this day spoils the call; "" where it cannot."""
    life = lives.of(kind, name)
    return life.good_since if life.call_critical and not _perishes(kind, name) else ""


def _perishes(kind: NodeKind, name: str) -> bool:
    """Whether a field past its shelf life is not shown at all: then it spoils no call."""
    row = FIELDS[kind].get(family(name))
    return row is not None and row.perishes


def _of_kinds(index: Index, kinds: Iterable[str]) -> Bools:
    numbers = [number for kind in kinds if (number := index.columns.codes.find(kind)) != NONE]
    mask: Bools = np.isin(index.columns.numbers["type"], numbers)
    return mask
