"""How likely two are one, with each reason: points for what is alike, and from them for what differs.

The points were set on labelled pairs (``tests/graphdb/identity/pairs.csv``). A reason never repeats a value,
so none can give away a number or an address.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

from graphdb.identity.features import Address, Features, Question
from graphdb.identity.names import Likeness, likeness, similarity
from graphdb.message import Message, message

THRESHOLD: Final = 70
"""Points, of 100, from which two are asked about."""
_FULL: Final = 100
_NAME: Final = 60
_OFFER_NAME: Final = 70
_APART: Final = 0.8
_SOMEWHAT_APART: Final = 0.4
_CONTAINED: Final = 50
_AGAINST: Final = -30
"""Points of all else from which a shared number may be a wrong one: of several departments at one address."""
_OF_THE_WHOLE: Final = frozenset(f"candidates.{name}" for name in ("phone", "mailbox", "domain", "cvr"))
"""What units that only a number in their names tells apart share, since it is of the whole above them."""
_SAME_STREET: Final = 0.95
_NONE: Final = Likeness(0.0, 0.0, 0, numbers_differ=False, number_in_one=False, towns_differ=False)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is alike, or differs, and what it counts."""

    text: Message
    points: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """``same`` and ``part`` are points, of 100, for that the two are one and that one is a part of the other.

    ``number``: they share the number of a register of units, and neither another number nor all else together
    contradicts it. ``first_is_part``: which one would be the part.
    """

    same: int
    part: int
    reasons: tuple[Reason, ...]
    number: bool = False
    first_is_part: bool = False


def compare(first: Features, second: Features) -> Comparison:
    """Two that the same is asked about."""
    names = _best(first, second)
    if first.question is Question.ORGANISATION:
        reasons = [*_numbers(first, second), *_organisation(first, second, names)]
        if names.numbers_differ:
            reasons = [one for one in reasons if one.text.id not in _OF_THE_WHOLE]
    elif first.question is Question.OFFER:
        reasons = list(_offer(first, second, names))
    else:
        reasons = list(_place(first, second, names))
    if not first.sources.isdisjoint(second.sources):
        points = -25 if first.question is Question.OFFER else -10
        reasons.append(Reason(message("candidates.one_source"), points))
    reasons.sort(key=lambda reason: (-abs(reason.points), reason.text.id))
    part, first_is_part = _part(first, second, names)
    shared = bool(first.numbers & second.numbers)
    points = sum(reason.points for reason in reasons)
    number = shared and not _contradict(first, second) and points - _FULL > _AGAINST
    least = _FULL if number else THRESHOLD if shared else 0
    same = max(least, min(points, _FULL))
    return Comparison(same, min(part, _FULL), tuple(reasons), number, first_is_part)


def _best(first: Features, second: Features) -> Likeness:
    each = [likeness(mine, theirs) for mine, theirs in product(first.names, second.names)]
    return max(each, key=lambda one: (one.share - one.apart, one.share), default=_NONE)


def _named(first: Features, second: Features, names: Likeness, most: int) -> Iterator[Reason]:
    if not first.names or not second.names:
        return
    yield Reason(message("candidates.name", percent=round(_FULL * names.share)), round(most * names.share))
    if names.share == 1 or {name.plain for name in first.names} & {name.plain for name in second.names}:
        yield Reason(message("candidates.name_equal"), 10)
    elif names.more and names.share:
        yield Reason(message("candidates.name_contained"), 10)
    if names.apart >= _SOMEWHAT_APART:
        points = -25 if names.apart >= _APART else -12
        yield Reason(message("candidates.words_differ"), points)
    if names.numbers_differ:
        yield Reason(message("candidates.numbers_in_names_differ"), -40)
    elif names.number_in_one:
        yield Reason(message("candidates.number_in_one_name"), -10)


def _numbers(first: Features, second: Features) -> Iterator[Reason]:
    if first.numbers & second.numbers:
        yield Reason(message("candidates.number"), _FULL)
    if _contradict(first, second):
        yield Reason(message("candidates.number_differs"), -60)
    if first.identifiers & second.identifiers:
        yield Reason(message("candidates.identifier"), 10)


def _contradict(first: Features, second: Features) -> bool:
    """Whether one register knows the two by different numbers."""
    mine, theirs = _by_scheme(first.numbers), _by_scheme(second.numbers)
    return any(mine[scheme].isdisjoint(theirs[scheme]) for scheme in mine.keys() & theirs.keys())


def _by_scheme(numbers: Collection[str]) -> dict[str, set[str]]:
    schemes: dict[str, set[str]] = {}
    for number in numbers:
        schemes.setdefault(number.partition(":")[0], set()).add(number)
    return schemes


def _organisation(first: Features, second: Features, names: Likeness) -> Iterator[Reason]:
    yield from _named(first, second, names, _NAME)
    yield from _either(
        (first.phones, second.phones),
        Reason(message("candidates.phone"), 25),
        Reason(message("candidates.phone_differs"), -6),
    )
    if first.mailboxes & second.mailboxes:
        yield Reason(message("candidates.mailbox"), 25)
    elif _domains(first) & _domains(second):
        yield Reason(message("candidates.domain"), 12)
    elif first.domains and second.domains:
        yield Reason(message("candidates.domain_differs"), -6)
    yield from _either(
        (first.cvr, second.cvr),
        Reason(message("candidates.cvr"), 10),
        Reason(message("candidates.cvr_differs"), -25),
    )
    yield from _whereabouts(first, second, names)
    if first.kind and second.kind and first.kind != second.kind:
        yield Reason(message("candidates.kind_differs"), -8)
    elif first.kind and second.kind:
        yield Reason(message("candidates.kind"), 4)
    if any(name.is_head for name in first.names) != any(name.is_head for name in second.names):
        yield Reason(message("candidates.head_office"), -25)
    if first.parents & second.parents:
        yield Reason(message("candidates.one_parent"), -10)
    if first.secret != second.secret:
        yield Reason(message("candidates.one_is_secret"), 0)


def _whereabouts(first: Features, second: Features, names: Likeness) -> Iterator[Reason]:
    if _in_two_towns(first, second):
        yield Reason(message("candidates.town_differs"), -35)
        return
    if names.towns_differ:
        yield Reason(message("candidates.towns_in_names_differ"), -15)
    elif bool(_name_areas(first)) != bool(_name_areas(second)) and not (first.areas and second.areas):
        yield Reason(message("candidates.town_in_one_name"), -10)
    if any(at_one_address(*both) for both in product(first.addresses, second.addresses)):
        yield Reason(message("candidates.address"), 25)
    elif first.postcodes & second.postcodes:
        yield Reason(message("candidates.postcode"), 8)
        if all(one.number for one in (*first.addresses, *second.addresses)):
            yield Reason(message("candidates.address_differs"), -14)
    elif first.postcodes and second.postcodes:
        yield Reason(message("candidates.postcode_differs"), -10)
    elif first.areas & second.areas:
        yield Reason(message("candidates.town"), 5)


def _in_two_towns(first: Features, second: Features) -> bool:
    pairs = ((first.areas, second.areas), (_name_areas(first), _name_areas(second)))
    return any(mine and theirs and mine.isdisjoint(theirs) for mine, theirs in pairs)


def _name_areas(thing: Features) -> frozenset[str]:
    return frozenset(area for name in thing.names for area in name.areas)


def at_one_address(mine: Address, theirs: Address) -> bool:
    """Whether two addresses are one, as far as both tell: "Gl. Havn 3" and "Gammel Havn 3, st."."""
    if mine.postcode and theirs.postcode and mine.postcode != theirs.postcode:
        return False
    letters = {mine.letter, theirs.letter} - {""}
    alike = mine.number == theirs.number and len(letters) < 2 and bool(mine.street and theirs.street)
    return alike and similarity()(mine.street, theirs.street) >= _SAME_STREET


def _offer(first: Features, second: Features, names: Likeness) -> Iterator[Reason]:
    yield from _named(first, second, names, _OFFER_NAME)
    yield from _either(
        (first.phones, second.phones),
        Reason(message("candidates.phone"), 10),
        Reason(message("candidates.phone_differs"), -8),
    )
    if first.mailboxes & second.mailboxes:
        yield Reason(message("candidates.mailbox"), 8)
    ages = [(mine, theirs) for mine, theirs in zip(first.ages, second.ages, strict=True) if mine and theirs]
    if any(mine != theirs for mine, theirs in ages):
        yield Reason(message("candidates.ages_differ"), -25)
    elif ages:
        yield Reason(message("candidates.ages"), 5)
    yield from _whereabouts(first, second, names)


def _place(first: Features, second: Features, names: Likeness) -> Iterator[Reason]:
    if any(at_one_address(*both) for both in product(first.addresses, second.addresses)):
        yield Reason(message("candidates.address"), 80)
    if first.names and second.names and names.apart >= _APART:
        yield Reason(message("candidates.words_differ"), -15)
    elif first.names and second.names:
        yield Reason(message("candidates.name", percent=round(_FULL * names.share)), 10)
    if _in_two_towns(first, second):
        yield Reason(message("candidates.town_differs"), -35)


def _part(first: Features, second: Features, names: Likeness) -> tuple[int, bool]:
    """Points for that one is a part of the other, and whether it is the first."""
    if first.question is not Question.ORGANISATION or not first.names or not second.names:
        return 0, False
    first_is_head, second_is_head = (any(name.is_head for name in one.names) for one in (first, second))
    towns = (bool(_name_areas(first)), bool(_name_areas(second)))
    if first_is_head != second_is_head:
        first_is_part = second_is_head
    elif names.more:
        first_is_part = names.more > 0
    elif towns[0] != towns[1] and not names.apart:
        first_is_part = towns[0]
    else:
        return 0, False
    if names.apart >= _SOMEWHAT_APART or names.numbers_differ or names.share == 0:
        return 0, False
    points = _CONTAINED
    points += 20 * bool(first.cvr & second.cvr) - 20 * bool(
        first.cvr and second.cvr and not first.cvr & second.cvr
    )
    points += 20 * bool(_domains(first) & _domains(second) and not first.mailboxes & second.mailboxes)
    points += 15 * bool(first.phones & second.phones)
    points -= 20 * (not first.sources.isdisjoint(second.sources))
    return points, first_is_part


def _domains(thing: Features) -> frozenset[str]:
    return thing.domains | thing.sites


def _either(
    values: tuple[frozenset[str], frozenset[str]], alike: Reason, differs: Reason
) -> Iterator[Reason]:
    mine, theirs = values
    if mine & theirs:
        yield alike
    elif mine and theirs:
        yield differs
