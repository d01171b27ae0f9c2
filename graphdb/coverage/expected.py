"""What is expected of a municipality for one group: kinds of actors, of which one may do for several."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from graphdb.message import Text
from graphdb.model import Edge, EdgeKind, NodeKind, code_of
from graphdb.rules.expectations import STRENGTHS, Kinds, in_force, kinds_of, needs
from graphdb.rules.situation import wording
from graphdb.vocabulary.catalogue import Vocabulary

_BASES: Final = ("verified", "derived", "background")
"""From the best read to the least."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One of ``members`` has to be there for the group; ``key`` is what the set is called in all groups.

    ``strength`` is that of the strongest member, ``basis`` the best that it rests on, ``why`` its reason.
    """

    group: str
    key: str
    members: tuple[str, ...]
    strength: str
    basis: str
    why: Text

    @property
    def kind(self) -> str:
        """The member it is named after."""
        return self.members[0]

    @property
    def core(self) -> bool:
        """Whether it is of the strongest kind."""
        return self.strength == STRENGTHS[0]

    @property
    def is_read(self) -> bool:
        """Whether it rests on something read, and not on background knowledge alone."""
        return self.basis != _BASES[-1]

    @property
    def counts(self) -> bool:
        """Whether it is asked about: what may be there is not missed."""
        return self.strength in STRENGTHS[:2]


_kept: WeakKeyDictionary[Vocabulary, dict[tuple[str, str], Mapping[str, tuple[Expectation, ...]]]] = (
    WeakKeyDictionary()
)


def all_expectations(vocabulary: Vocabulary, today: str, area: str) -> Mapping[str, tuple[Expectation, ...]]:
    """What a municipality is expected to have, by group in the order of the vocabulary.

    Worked out once for all municipalities that have changed nothing for themselves; of the others only the
    groups that they changed are worked out anew.
    """
    known, own = _kept.setdefault(vocabulary, {}), own_area(vocabulary, area, today)
    if (today, own) not in known:
        kinds = kinds_of(vocabulary)
        groups = [code_of(row.id) for row in vocabulary.list_terms(NodeKind.RISK_GROUP, today)]
        start = all_expectations(vocabulary, today, "") if own else {}
        changed = _changed_groups(vocabulary, own, today) if own else frozenset(groups)
        known[today, own] = {
            group: expectations(vocabulary, group, kinds, today, own) if group in changed else start[group]
            for group in groups
        }
    return known[today, own]


def own_area(vocabulary: Vocabulary, area: str, today: str) -> str:
    """The area, when it or one that it lies in has expectations of its own; else "", as for all."""
    return area if area and _changed_groups(vocabulary, area, today) else ""


def _changed_groups(vocabulary: Vocabulary, area: str, today: str) -> frozenset[str]:
    """The groups of which an area, or one that it lies in, expects something of its own."""
    marked = _marked_groups(vocabulary)
    if not marked:
        return frozenset()
    return frozenset().union(*(marked.get(around, ()) for around in vocabulary.covering(area, today)))


def _marked_groups(vocabulary: Vocabulary) -> Mapping[str, frozenset[str]]:
    """By area the groups of which it expects something of its own."""
    if vocabulary not in _marked:
        groups: defaultdict[str, set[str]] = defaultdict(set)
        for group, edges in vocabulary.relations.get(EdgeKind.EXPECTS, {}).items():
            for edge in edges:
                if edge.text("area"):
                    groups[edge.text("area")].add(group)
        _marked[vocabulary] = {area: frozenset(of_area) for area, of_area in groups.items()}
    return _marked[vocabulary]


_marked: WeakKeyDictionary[Vocabulary, Mapping[str, frozenset[str]]] = WeakKeyDictionary()


def expectations(
    vocabulary: Vocabulary, group: str, kinds: Kinds, today: str, area: str
) -> tuple[Expectation, ...]:
    """What a municipality is expected to have for a group, the strongest first; tick-only kinds are not."""
    holding = in_force(vocabulary, [group], today, area=area)
    order = {kind: need.members for need in needs(vocabulary, holding, kinds) for kind in need.members}
    sets: defaultdict[str, list[Edge]] = defaultdict(list)
    for edge in holding:
        if code_of(edge.dst) not in kinds.tick_only | kinds.various:
            sets[edge.text("any_of") or code_of(edge.dst)].append(edge)
    rows = (_expectation(group, key, edges, order) for key, edges in sets.items())
    return tuple(sorted(rows, key=lambda row: (STRENGTHS.index(row.strength), row.kind)))


def _expectation(
    group: str, key: str, edges: Iterable[Edge], order: dict[str, tuple[str, ...]]
) -> Expectation:
    ranked = sorted(edges, key=lambda edge: (STRENGTHS.index(edge.text("strength")), edge.id))
    strongest = [edge for edge in ranked if edge.text("strength") == ranked[0].text("strength")]
    bases = [edge.text("basis") for edge in strongest if edge.text("basis") in _BASES]
    members = tuple(dict.fromkeys(code_of(edge.dst) for edge in ranked))
    first = order.get(members[0], members)
    return Expectation(
        group=group,
        key=key,
        members=tuple(sorted(members, key=lambda kind: first.index(kind) if kind in first else len(first))),
        strength=ranked[0].text("strength"),
        basis=min(bases, key=_BASES.index, default=_BASES[-1]),
        why=wording(ranked[0], "why"),
    )
