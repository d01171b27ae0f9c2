"""Which units are for the citizen: by age and by law, and a family's services by the child's age."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from graphdb.model import NodeKind
from graphdb.rules.expectations import Kinds
from graphdb.rules.person import ADULT, OLDEST, Ages
from graphdb.rules.situation import Situation, number
from graphdb.search.index.columns import NONE, Bools, Ints, day_number
from graphdb.search.index.readmodel import Index
from graphdb.touchmap.near import Near

_NO_LIMIT: Final = OLDEST + 1
"""Above every age."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Masks of units: ``all`` that fit, ``for_child`` those of them that fit only because a family's service
    goes by the child, ``of_age`` those whose age limits fit, whatever else shuts the citizen out.
    """

    all: Bools
    for_child: Bools
    of_age: Bools


def fit(near: Near, situation: Situation, kinds: Kinds) -> Fit:
    """The actors that take in citizens like this one, of those that are near."""
    citizen = _of_age(near, situation)
    child = _family(near, kinds) & _of_the_child(near, situation)
    laws = _laws_of(near.index)
    begun = laws.since <= day_number(situation.today)
    # One that has ended still counts: a service that runs does not vanish with it (see ``lapsed``).
    lawful = _under(near, begun & laws.for_ages(situation.person.ages))
    by_citizen = citizen & lawful & ~_beds_without_children(near, situation)
    by_child = child & _under(near, begun & laws.for_child(_child_ages(situation)))
    return Fit(by_citizen | by_child, by_child & ~by_citizen, citizen | child)


def outside_law(situation: Situation, kinds: Kinds) -> set[str]:
    """The kinds that by law are neither for the citizen's age nor for that of a child along."""
    person = situation.person
    return {
        kind
        for kind, (low, high) in kinds.ages.items()
        if not person.fits_today(low, high) and not _fits_child(situation, low, high)
    }


def lapsed(near: Near, today: str, units: Bools) -> Bools:
    """Services of which every legal basis has ended, and the actors that have no other unit that fits."""
    holding = lawful_on(near, today)
    actors = near.actors_of(units & ~holding) & ~near.actors_of(units & holding)
    return ~holding | actors


def lawful_on(near: Near, today: str) -> Bools:
    """Units without a legal basis, and those with one that has not ended."""
    until = _laws_of(near.index).until
    return _under(near, (until == 0) | (day_number(today) <= until))


@dataclass(frozen=True, slots=True, eq=False)
class _Laws:
    """The legal bases that entries name, as columns side by side: their numbers in the index, first and last
    day as numbers (0: none), youngest and oldest age (``_NO_LIMIT``: any).
    """

    numbers: Ints
    since: Ints
    until: Ints
    youngest: Ints
    oldest: Ints

    def for_ages(self, ages: Iterable[Ages]) -> Bools:
        """Those that are for somebody of these ages."""
        fits = np.ones(self.numbers.size, np.bool_)
        for low, high in ages:
            fits &= (low <= self.oldest) & (self.youngest <= high)
        return fits

    def for_child(self, ages: Ages | None) -> Bools:
        """Those without an upper limit, and those for children that let a child of the ages in."""
        fits: Bools = self.oldest == _NO_LIMIT
        if ages is not None:
            fits |= (self.oldest < ADULT) & (self.youngest <= ages[1]) & (ages[0] <= self.oldest)
        return fits


_laws: WeakKeyDictionary[Index, _Laws] = WeakKeyDictionary()


def _laws_of(index: Index) -> _Laws:
    """Worked out once for each version of the entries: a map asks three times of every law."""
    if index not in _laws:
        rows = index.terms.terms.get(NodeKind.LEGAL_BASIS, {})
        places = ((index.columns.codes.find(code), law) for code, law in rows.items())
        named = {place: law for place, law in places if place != NONE}
        ages = [(number(law, "min_age"), number(law, "max_age")) for law in named.values()]
        _laws[index] = _Laws(
            np.array(list(named), np.int32),
            np.array([day_number(law.text("valid_from")) for law in named.values()], np.int32),
            np.array([day_number(law.text("valid_to")) for law in named.values()], np.int32),
            np.array([low or 0 for low, _ in ages], np.int32),
            np.array([_NO_LIMIT if high is None else high for _, high in ages], np.int32),
        )
    return _laws[index]


def _under(near: Near, counts: Bools) -> Bools:
    """Units without a legal basis, and those with one that counts; ``counts`` runs beside ``_laws_of``."""
    gives = np.zeros(len(near.index.columns.codes), np.bool_)
    gives[_laws_of(near.index).numbers] = counts
    units, laws = near.pairs("law")
    allowed = np.ones(near.size, np.bool_)
    allowed[units] = False
    allowed[units[gives[laws]]] = True
    return allowed


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """What the units of the index say of risk groups, as columns: the highest age of any of them, which is
    ``_NO_LIMIT`` where they name none; whether they name any; and whether all that they name are for few: a
    minority, or who must get away from violence.
    """

    oldest: Ints
    named: Bools
    for_few: Bools


_groups: WeakKeyDictionary[Index, Groups] = WeakKeyDictionary()


def groups_of(index: Index) -> Groups:
    """Worked out once for each version of the entries, for it goes through all that they name."""
    if index not in _groups:
        facet, terms = index.facets["risk_group"], index.terms
        groups = terms.terms.get(NodeKind.RISK_GROUP, {})
        few = terms.marked(NodeKind.RISK_GROUP, "minority") | terms.marked(NodeKind.RISK_GROUP, "violence")
        oldest, named = np.full(index.size, NONE, np.int32), np.zeros(index.size, np.bool_)
        for code, group in groups.items():
            units = facet.units[facet.places.get(index.columns.codes.find(code), slice(0))]
            oldest[units] = np.maximum(oldest[units], number(group, "max_age") or OLDEST)
        oldest[oldest == NONE] = _NO_LIMIT
        named[facet.units] = True
        for_few = index.with_any("risk_group", few) & ~index.with_any("risk_group", {*groups} - few)
        _groups[index] = Groups(oldest, named, for_few)
    return _groups[index]


def _of_age(near: Near, situation: Situation) -> Bools:
    youngest_of, oldest_of = near.numbers("min_age"), near.numbers("max_age")
    fits = ~near.index.offers[near.slots]
    for youngest, oldest in situation.person.ages:
        fits &= (youngest_of <= oldest) & (youngest <= oldest_of)
    # For a group possible at the citizen's age, or for none that is named.
    youngest = max((low for low, _ in situation.person.ages[:1]), default=0)
    of_age: Bools = fits & (groups_of(near.index).oldest[near.slots] >= youngest)
    return of_age


def _family(near: Near, kinds: Kinds) -> Bools:
    """A family's services: they say that a child may come along, or their kind is there for children."""
    children = {kind for kind, (_, high) in kinds.ages.items() if high is not None and high < ADULT}
    of_kind = near.of_kinds(children)[near.owner]
    said = near.with_flag("need", "with_child") | near.with_flag("risk_group", "with_child")
    family: Bools = said | of_kind
    return family


def _of_the_child(near: Near, situation: Situation) -> Bools:
    """The units whose limits fit the child in the household; of an unknown age any child's."""
    ages = _child_ages(situation)
    if ages is None:
        return np.zeros(near.size, np.bool_)
    low, high = near.numbers("min_age"), near.numbers("max_age")
    # Limits that let grown-ups in are about the grown-up: a home from 15 years is not for the child along.
    about_children = (high < ADULT) | (low <= 0)
    fits: Bools = ~near.index.offers[near.slots] & about_children & (low <= ages[1]) & (ages[0] <= high)
    return fits


def _child_ages(situation: Situation) -> tuple[int, int] | None:
    if not situation.person.with_child:
        return None
    age = situation.child_age
    return (0, ADULT - 1) if age is None else (age, age)


def _fits_child(situation: Situation, low: int | None, high: int | None) -> bool:
    """Whether limits that are for children let the child in the household in."""
    ages = _child_ages(situation)
    return (
        ages is not None and high is not None and high < ADULT and (low or 0) <= ages[1] and ages[0] <= high
    )


def _beds_without_children(near: Near, situation: Situation) -> Bools:
    """Where only adults sleep is nothing with a child along; after violence a child may come."""
    if not situation.person.child:
        return np.zeros(near.size, np.bool_)
    adults_only = near.numbers("min_age") >= ADULT
    return adults_only & near.with_flag("need", "bed") & ~near.with_flag("need", "with_child")
