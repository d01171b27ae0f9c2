"""Which units are for the citizen: by age and by law, and a family's services by the child's age."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from graphdb.model import Node, NodeKind
from graphdb.rules.expectations import Kinds
from graphdb.rules.person import ADULT, OLDEST
from graphdb.rules.situation import Situation, number
from graphdb.search.index.columns import NONE, Bools
from graphdb.search.index.readmodel import Index
from graphdb.vocabulary.catalogue import ended


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
    by_citizen = citizen & _lawful(index, situation) & ~_beds_without_children(index, situation)
    by_child = child & under_law(index, lambda law: _begun(law, situation) and _about_child(law, situation))
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
    holding = under_law(index, lambda law: not ended(law, today))
    actors = index.actors_of(units & ~holding) & ~index.actors_of(units & holding)
    return ~holding | actors


def under_law(index: Index, counts: Callable[[Node], bool]) -> Bools:
    """Units without a legal basis, and those with one that counts."""
    gives = np.zeros(len(index.columns.codes), np.bool_)
    for code, law in index.terms.terms.get(NodeKind.LEGAL_BASIS, {}).items():
        known = index.columns.codes.find(code)
        if known != NONE:
            gives[known] = counts(law)
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
    needs = index.terms.marked(NodeKind.NEED, "with_child")
    groups = index.terms.marked(NodeKind.RISK_GROUP, "with_child")
    children = {kind for kind, (_, high) in kinds.ages.items() if high is not None and high < ADULT}
    of_kind = of_kinds(index, children)[index.owner]
    return index.with_any("need", needs) | index.with_any("risk_group", groups) | of_kind


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


def _lawful(index: Index, situation: Situation) -> Bools:
    """Units without a legal basis, and those with one that has begun and is for the person's ages.

    One that has ended still counts: a service that runs does not vanish with it (see ``lapsed``).
    """
    fits = situation.person.fits
    return under_law(
        index,
        lambda law: _begun(law, situation) and fits(number(law, "min_age"), number(law, "max_age")),
    )


def _begun(law: Node, situation: Situation) -> bool:
    return law.text("valid_from") <= situation.today


def _about_child(law: Node, situation: Situation) -> bool:
    low, high = number(law, "min_age"), number(law, "max_age")
    return high is None or _fits_child(situation, low, high)


def _beds_without_children(index: Index, situation: Situation) -> Bools:
    """Where only adults sleep is nothing with a child along; after violence a child may come."""
    if not situation.person.child:
        return np.zeros(index.size, np.bool_)
    adults_only = index.columns.numbers["min_age"] >= ADULT
    beds = index.with_any("need", index.terms.marked(NodeKind.NEED, "bed"))
    return adults_only & beds & ~index.with_any("need", index.terms.marked(NodeKind.NEED, "with_child"))
