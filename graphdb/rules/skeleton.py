"""Which kinds of actors a municipality starts with: what each has by law, and what its citizens need."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from graphdb.language.text import danish_sort_key
from graphdb.message import Text, message
from graphdb.model import Edge, NodeKind, code_of
from graphdb.rules.expectations import STRENGTHS, expected, in_force, kinds_of
from graphdb.vocabulary.catalogue import Vocabulary, valid

_NEEDED: Final = STRENGTHS[:2]
_EVERYWHERE: Final = message("expectations.everywhere")


class Weight(IntEnum):
    """Why a kind is asked about, the weightiest first."""

    CORE = 0
    LAW = 1
    EXPECTED = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """A kind of actor that is asked about. ``groups`` are the risk groups that need it, core ones first."""

    kind: str
    weight: Weight
    groups: tuple[str, ...]
    reason: Text


def skeleton(vocabulary: Vocabulary, municipality: str, today: str) -> tuple[Wanted, ...]:
    """What to ask about first comes first: core before what is there by law alone, and that before expected.

    Kinds that are never entries, that hold actors of all sorts, or that only pay are left out.
    """
    kinds = kinds_of(vocabulary)
    groups = [code_of(node.id) for node in vocabulary.list_terms(NodeKind.RISK_GROUP, today)]
    edges = [
        edge
        for edge in in_force(vocabulary, groups, today, area=municipality)
        if edge.text("strength") in _NEEDED
    ]
    reasons = {one.kind: one.reasons[0] for one in expected(vocabulary, edges, kinds, several=True)}
    left_out = kinds.tick_only | kinds.various | kinds.financing
    codes = (reasons.keys() | _by_law(vocabulary, today)) - left_out
    wanted = (_wanted(kind, edges, reasons.get(kind, _EVERYWHERE)) for kind in codes)
    return tuple(sorted(wanted, key=lambda line: _place(vocabulary, line, edges)))


def _by_law(vocabulary: Vocabulary, today: str) -> Iterator[str]:
    """The units that every municipality has, and who answers for it at night."""
    own, statutory, nights = (
        vocabulary.marked(NodeKind.ACTOR_TYPE, flag) for flag in ("own_unit", "statutory", "night_duty")
    )
    for kind in own & statutory | nights:
        if valid(vocabulary.get(NodeKind.ACTOR_TYPE, kind), today):
            yield kind


def _wanted(kind: str, edges: list[Edge], reason: Text) -> Wanted:
    groups = {strength: _groups(kind, edges, strength) for strength in _NEEDED}
    core, rest = (groups[strength] for strength in _NEEDED)
    weight = Weight.CORE if core else Weight.EXPECTED if rest else Weight.LAW
    return Wanted(kind, weight, tuple(dict.fromkeys((*core, *rest))), reason)


def _groups(kind: str, edges: list[Edge], strength: str) -> list[str]:
    return [
        code_of(edge.src) for edge in edges if code_of(edge.dst) == kind and edge.text("strength") == strength
    ]


def _place(vocabulary: Vocabulary, line: Wanted, edges: list[Edge]) -> tuple[int, int, int, str, str]:
    core = len(_groups(line.kind, edges, _NEEDED[0]))
    return line.weight, -core, -len(line.groups), danish_sort_key(vocabulary.label(line.kind)), line.kind
