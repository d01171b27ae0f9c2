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


def fit(index: Index, situation: Situation, kinds: Kinds) -> Fit:
    """The actors that take in citizens like this one, wherever they are."""
    citizen = _of_age(index, situation)
    child = _family(index, kinds) & _of_the_child(index, situation)
    laws = _laws_of(index)
    begun = laws.since <= day_number(situation.today)
    # One that has ended still counts: a service that runs does not vanish with it (see ``lapsed``).
    lawful = _under(index, begun & laws.for_ages(situation.person.ages))
    by_citizen = citizen & lawful & ~_beds_without_children(index, situation)
    by_child = child & _under(index, begun & laws.for_child(_child_ages(situation)))
    return Fit(by_citizen | by_child, by_child & ~by_citizen, citizen | child)


def of_kinds(index: Index, kinds: Iterable[str]) -> Bools:
    """The actors of these kinds."""
    wanted = np.zeros(len(index.columns.codes) + 1, np.bool_)  # the last place is for NONE, which is -1
    for kind in kinds:
        number = index.columns.codes.find(kind)
        if number != NONE:
            wanted[number] = True
    mask: Bools = wanted[index.columns.numbers["type"]]
    return mask


def outside_law(situation: Situation, kinds: Kinds) -> set[str]:
    """The kinds that by law are neither for the citizen's age nor for that of a child along."""
    person = situation.person
    return {
        kind
        for kind, (low, high) in kinds.ages.items()
        if not person.fits_today(low, high) and not _fits_child(situation, low, high)
    }


def lapsed(index: Index, today: str, units: Bools) -> Bools:
    """Services of which every legal basis has ended, and the actors that have no other unit that fits."""
    until = _laws_of(index).until
    holding = _under(index, (until == 0) | (day_number(today) <= until))
    actors = index.actors_of(units & ~holding) & ~index.actors_of(units & holding)
    return ~holding | actors


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


def _under(index: Index, counts: Bools) -> Bools:
    """Units without a legal basis, and those with one that counts; ``counts`` runs beside ``_laws_of``."""
    gives = np.zeros(len(index.columns.codes), np.bool_)
    gives[_laws_of(index).numbers] = counts
    laws = index.columns.lists["law"]
    allowed = np.ones(index.size, np.bool_)
    allowed[laws.slots] = False
    allowed[laws.slots[gives[laws.codes]]] = True
    return allowed


def _of_age(index: Index, situation: Situation) -> Bools:
    numbers = index.columns.numbers
    fits = ~index.offers
    for youngest, oldest in situation.person.ages:
        fits = fits & (numbers["min_age"] <= oldest) & (youngest <= numbers["max_age"])
    return fits & _for_the_grown(index, situation)


def _for_the_grown(index: Index, situation: Situation) -> Bools:
    """The units that are for a group possible at the citizen's age, or that name no group."""
    youngest = max((low for low, _ in situation.person.ages[:1]), default=0)
    groups = index.terms.terms.get(NodeKind.RISK_GROUP, {})
    older = {code for code, group in groups.items() if (number(group, "max_age") or OLDEST) >= youngest}
    says = index.with_any("risk_group", groups)
    return ~says | index.with_any("risk_group", older)


def _family(index: Index, kinds: Kinds) -> Bools:
    """A family's services: they say that a child may come along, or their kind is there for children."""
    children = {kind for kind, (_, high) in kinds.ages.items() if high is not None and high < ADULT}
    of_kind = of_kinds(index, children)[index.owner]
    return index.with_flag("need", "with_child") | index.with_flag("risk_group", "with_child") | of_kind


def _of_the_child(index: Index, situation: Situation) -> Bools:
    """The units whose limits fit the child in the household; of an unknown age any child's."""
    ages = _child_ages(situation)
    if ages is None:
        return np.zeros(index.size, np.bool_)
    low, high = index.columns.numbers["min_age"], index.columns.numbers["max_age"]
    # Limits that let grown-ups in are about the grown-up: a home from 15 years is not for the child along.
    about_children = (high < ADULT) | (low <= 0)
    return ~index.offers & about_children & (low <= ages[1]) & (ages[0] <= high)


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


def _beds_without_children(index: Index, situation: Situation) -> Bools:
    """Where only adults sleep is nothing with a child along; after violence a child may come."""
    if not situation.person.child:
        return np.zeros(index.size, np.bool_)
    adults_only = index.columns.numbers["min_age"] >= ADULT
    return adults_only & index.with_flag("need", "bed") & ~index.with_flag("need", "with_child")
