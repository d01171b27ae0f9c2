"""Who is expected to be there in a situation, from the vocabulary alone: no actors are known here yet."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from graphdb.message import Text, message
from graphdb.model import Edge, EdgeKind, Node, NodeKind, code_of
from graphdb.rules.person import ANYBODY, OLDEST, Person
from graphdb.rules.situation import codes, number, wording
from graphdb.vocabulary.catalogue import Vocabulary, valid

STRENGTHS: Final = ("core", "expected", "optional")
NONE: Final = "none"
"""The strength by which a municipality takes an expectation back for itself."""
TICK_ONLY: Final = "tick_only"
_BACKGROUND: Final = "background"


@dataclass(frozen=True, slots=True)
class Expected:
    """A kind of actor that is expected. ``strength`` indexes STRENGTHS, the strongest of all ticked groups.

    ``reasons`` are in the groups' order; ``groups`` are keys of which one member is enough; ``unsure``: it
    holds under 18 only and the person's age is not known.
    """

    kind: str
    strength: int
    reasons: tuple[Text, ...]
    verified: bool
    unsure: bool
    statutory: bool
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the vocabulary says about kinds of actors, worked out once per version of it.

    ``various`` kinds hold actors that do different things: to be of the kind is no match.
    ``ages`` are a kind's limits by law: outside them no risk group of any age expects it.
    """

    tick_only: frozenset[str]
    authority: frozenset[str]
    municipal: frozenset[str]
    statutory: frozenset[str]
    secret: frozenset[str]
    financing: frozenset[str]
    various: frozenset[str]
    ages: Mapping[str, tuple[int | None, int | None]]


_kinds: WeakKeyDictionary[Vocabulary, Kinds] = WeakKeyDictionary()


def kinds_of(vocabulary: Vocabulary) -> Kinds:
    """The sorts of kinds, worked out once for each vocabulary."""
    kinds = _kinds.get(vocabulary)
    if kinds is None:
        kinds = _kinds[vocabulary] = _sorted_kinds(vocabulary)
    return kinds


def _sorted_kinds(vocabulary: Vocabulary) -> Kinds:
    types = vocabulary.terms.get(NodeKind.ACTOR_TYPE, {})
    return Kinds(
        tick_only=frozenset(code for code, node in types.items() if node.text("entry") == TICK_ONLY),
        authority=_members(vocabulary, "authority"),
        municipal=_members(vocabulary, "municipal"),
        statutory=vocabulary.marked(NodeKind.ACTOR_TYPE, "statutory"),
        secret=vocabulary.marked(NodeKind.ACTOR_TYPE, "secret_by_default"),
        financing=vocabulary.marked(NodeKind.ACTOR_TYPE, "pays_only"),
        various=vocabulary.marked(NodeKind.ACTOR_TYPE, "various"),
        ages=_limits(vocabulary),
    )


def _members(vocabulary: Vocabulary, flag: str) -> frozenset[str]:
    """The kinds in the groups of actors that have a flag."""
    groups = vocabulary.terms.get(NodeKind.ACTOR_GROUP, {})
    marked = vocabulary.marked(NodeKind.ACTOR_GROUP, flag)
    return frozenset(kind for code in marked for kind in codes(groups[code], "members"))


def in_force(
    vocabulary: Vocabulary, groups: Collection[str], day: str, person: Person = ANYBODY, area: str = ""
) -> tuple[Edge, ...]:
    """The expectations of the groups that hold on a day for a person, in the groups' order.

    ``area``: as that municipality has them, whose own word beats the one for all; "" for those for all.
    """
    return tuple(
        edge
        for group in groups
        for edge in vocabulary.in_area(EdgeKind.EXPECTS, group, area, day)
        if _applies(vocabulary, edge, day, person)
    )


def expected(
    vocabulary: Vocabulary,
    holding: Iterable[Edge],
    kinds: Kinds,
    person: Person = ANYBODY,
    *,
    several: bool = False,
) -> tuple[Expected, ...]:
    """The expected kinds of what is ``in_force``, strongest first. ``several``: of more than one group."""
    rows: defaultdict[str, list[Edge]] = defaultdict(list)
    for edge in holding:
        rows[code_of(edge.dst)].append(edge)
    expectations = (_merged(vocabulary, kind, edges, several, person, kinds) for kind, edges in rows.items())
    return tuple(
        sorted(expectations, key=lambda one: (one.strength, one.unsure, not one.statutory, one.kind))
    )


def _applies(vocabulary: Vocabulary, edge: Edge, day: str, person: Person) -> bool:
    kind = vocabulary.find(NodeKind.ACTOR_TYPE, code_of(edge.dst))
    if kind is None or not valid(kind, day):
        return False
    fits = person.fits_today(number(edge, "min_age"), number(edge, "max_age"))
    return fits and edge.text("strength") in STRENGTHS and person.about(codes(edge, "if_factor"))


def _merged(
    vocabulary: Vocabulary, kind: str, edges: list[Edge], several: bool, person: Person, kinds: Kinds
) -> Expected:
    strength = min(STRENGTHS.index(edge.text("strength")) for edge in edges)
    strongest = [edge for edge in edges if edge.text("strength") == STRENGTHS[strength]]
    return Expected(
        kind=kind,
        strength=strength,
        reasons=tuple(dict.fromkeys(_reason(vocabulary, edge, person, several) for edge in edges)),
        verified=any(edge.text("basis") != _BACKGROUND for edge in strongest),
        unsure=all(person.for_children_only(number(edge, "max_age")) for edge in edges),
        statutory=kind in kinds.statutory,
        groups=tuple(
            f"{code_of(edge.src)}/{name}" for edge in edges for name in codes(edge, "any_of")[:1] if name
        ),
    )


def _reason(vocabulary: Vocabulary, edge: Edge, person: Person, several: bool) -> Text:
    why: Text = wording(edge, "why")
    if several:
        why = message("expectations.for_group", group=vocabulary.words(code_of(edge.src)), why=why)
    if person.for_children_only(number(edge, "max_age")):
        why = message("expectations.up_to", why=why, oldest=number(edge, "max_age") or 0)
    if area := edge.text("area"):
        name = vocabulary.words(area)
        if edge.text("why_da"):
            why = message("expectations.of_area", why=why, area=name)
        else:
            why = message("expectations.only_of_area", area=name)
    if edge.text("basis") == _BACKGROUND:
        why = message("expectations.unread", why=why)
    return why


def _limits(vocabulary: Vocabulary) -> dict[str, tuple[int | None, int | None]]:
    """By kind the ages that any group expects it for, within those that its own row allows."""
    ages: dict[str, tuple[int, int]] = {}
    for edges in vocabulary.relations.get(EdgeKind.EXPECTS, {}).values():
        for edge in (edge for edge in edges if edge.text("strength") != NONE):
            low, high = _span(edge)
            widest = ages.get(code_of(edge.dst), (low, high))
            ages[code_of(edge.dst)] = (min(widest[0], low), max(widest[1], high))
    for code, kind in vocabulary.terms.get(NodeKind.ACTOR_TYPE, {}).items():
        (low, high), widest = _span(kind), ages.get(code, (0, OLDEST))
        ages[code] = (max(widest[0], low), min(widest[1], high))
    return {kind: (low or None, None if high == OLDEST else high) for kind, (low, high) in ages.items()}


def _span(item: Node | Edge) -> tuple[int, int]:
    low, high = number(item, "min_age"), number(item, "max_age")
    return 0 if low is None else low, OLDEST if high is None else high


@dataclass(frozen=True, slots=True)
class Need:
    """A kind of actor that has to be there: one of ``members`` is enough, ``kind`` is the first of them."""

    kind: str
    members: tuple[str, ...]
    strength: int
    reasons: tuple[Text, ...]
    verified: bool
    unsure: bool


def needs(
    vocabulary: Vocabulary,
    holding: Iterable[Edge],
    kinds: Kinds,
    person: Person = ANYBODY,
    *,
    several: bool = False,
) -> tuple[Need, ...]:
    """Core and expected kinds, the strongest first; kinds that are only ticked are never needed."""
    rows: defaultdict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in holding:
        if edge.text("strength") in STRENGTHS[:2] and code_of(edge.dst) not in kinds.tick_only:
            name = edge.text("any_of")
            rows[(code_of(edge.src), name) if name else ("", code_of(edge.dst))].append(edge)
    unsorted = (_need(vocabulary, edges, several, person, kinds) for edges in rows.values())
    return tuple(sorted(unsorted, key=lambda one: (one.strength, one.unsure, one.kind)))


def _need(vocabulary: Vocabulary, edges: list[Edge], several: bool, person: Person, kinds: Kinds) -> Need:
    ordered = sorted(
        edges,
        key=lambda edge: (
            STRENGTHS.index(edge.text("strength")),
            code_of(edge.dst) not in kinds.statutory,
            edge.id,
        ),
    )
    return Need(
        kind=code_of(ordered[0].dst),
        members=tuple(dict.fromkeys(code_of(edge.dst) for edge in ordered)),
        strength=STRENGTHS.index(ordered[0].text("strength")),
        reasons=tuple(dict.fromkeys(_reason(vocabulary, edge, person, several) for edge in ordered)),
        verified=any(edge.text("basis") != _BACKGROUND for edge in ordered),
        unsure=all(person.for_children_only(number(edge, "max_age")) for edge in ordered),
    )


def covered(expectations: Collection[Expected], here: Collection[str]) -> frozenset[str]:
    """The expected kinds that lack no actor: they are here, or one of their ``groups`` is."""
    kinds = set(here)
    enough = {name for one in expectations if one.kind in kinds for name in one.groups}
    return frozenset(one.kind for one in expectations if one.kind in kinds or enough & set(one.groups))
