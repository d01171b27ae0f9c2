"""What one source says about one thing, and how the claims of many sources become the view people see.

A claim holds facts: ``{field: (value, stated_on, confirmed_on)}``. A relation is a claim too; its fact
``exists`` says that the relation is there (or, when false, that a source denies it). The view is computed
from the claims alone, so an import never overwrites what the actor's own people said, and all can be undone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from graphdb.model import STAYING, Edge, EdgeKind, Id, Node, NodeKind, Provenance, Value, edge_id, is_public

EXISTS: Final = "exists"


class Rank(IntEnum):
    """How much a source's word weighs; the lowest number wins."""

    OWN = 0
    MUNICIPALITY = 1
    REGISTER = 2
    DIRECTORY = 3


@dataclass(frozen=True, slots=True)
class Fact:
    """One value as a source states it; dates are ISO."""

    value: Value
    stated_on: str
    confirmed_on: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What ``source`` says about ``target``. ``src`` and ``dst`` are set for relations only.

    ``run`` is the import run that wrote it and ``version`` the commit; the store stamps the version.
    """

    target: Id
    source: str
    rank: Rank
    kind: NodeKind | EdgeKind
    facts: Mapping[str, Fact]
    src: Id = ""
    dst: Id = ""
    run: str = ""
    version: int = 0

    def __hash__(self) -> int:
        return hash((self.target, self.source))

    def of_run(self, run: str) -> "Claim":
        """The same, written by another run."""
        return Claim(
            *(self.target, self.source, self.rank, self.kind, self.facts, self.src, self.dst),
            run,
            self.version,
        )

    def says_the_same(self, other: "Claim") -> bool:
        """True when the two differ at most in the run and commit that wrote them."""
        mine = (self.target, self.source, self.rank, self.kind, self.src, self.dst, self.facts)
        return mine == (other.target, other.source, other.rank, other.kind, other.src, other.dst, other.facts)


def relation(
    source: str,
    rank: Rank,
    kind: EdgeKind,
    ends: tuple[Id, Id],
    facts: Mapping[str, Fact],
    *,
    mark: str = "",
    dates: tuple[str, str],
) -> Claim:
    """The claim that a relation is there, as of ``dates`` (stated_on, confirmed_on)."""
    src, dst = ends
    all_facts = {EXISTS: Fact(True, *dates), **facts} if facts else _only_there(*dates)
    return Claim(edge_id(kind, src, dst, mark), source, rank, kind, all_facts, src, dst)


@lru_cache(maxsize=1024)
def _only_there(stated_on: str, confirmed_on: str) -> Mapping[str, Fact]:
    """The facts of a relation that says no more: most of a large import, so they share one mapping a day."""
    return MappingProxyType({EXISTS: Fact(True, stated_on, confirmed_on)})


@dataclass(frozen=True, slots=True)
class Merged:
    """The winning facts of several claims, field by field."""

    props: dict[str, Value] = field(default_factory=dict)
    prov: dict[str, Provenance] = field(default_factory=dict)


def merge(claims: Iterable[Claim]) -> Node | Edge | None:
    """The view of one target, or None when no source claims it or the weightiest source denies it.

    A relation that is not public is kept as claims and is not in the view, so that what reads the
    view cannot give it away; a node stays there, for what is related to it, and so do the relations of
    ``STAYING``.

    Per field the lowest rank wins, then the newest confirmation, the newest statement, the source id.
    """
    ordered = list(claims)
    if not ordered:
        return None
    if len(ordered) > 1:  # nearly all of an import are alone
        ordered.sort(key=lambda claim: (claim.rank, claim.source))
    best = _winners(ordered)
    denied = best.props.get(EXISTS) is False
    best.props.pop(EXISTS, None)
    if denied:
        return None
    first = ordered[0]
    if isinstance(first.kind, EdgeKind):
        edge = Edge(first.target, first.kind, first.src, first.dst, best.props, best.prov)
        return edge if is_public(edge) or edge.kind in STAYING else None
    return Node(first.target, first.kind, best.props, best.prov)


def _winners(claims: Sequence[Claim]) -> Merged:
    if len(claims) == 1:
        return _only(claims[0])
    best: dict[str, tuple[Claim, Fact]] = {}
    for claim in claims:
        for name, fact in claim.facts.items():
            strongest = best.get(name)
            if strongest is None or _weight(claim, fact) > _weight(*strongest):
                best[name] = (claim, fact)
    merged = Merged()
    for name in sorted(best):
        claim, fact = best[name]
        merged.props[name] = fact.value
        merged.prov[name] = Provenance(claim.source, fact.stated_on, fact.confirmed_on)
    return merged


def _only(claim: Claim) -> Merged:
    """All facts of the only claim."""
    facts = [(name, claim.facts[name]) for name in sorted(claim.facts)]
    return Merged(
        {name: fact.value for name, fact in facts},
        {name: Provenance(claim.source, fact.stated_on, fact.confirmed_on) for name, fact in facts},
    )


def _weight(claim: Claim, fact: Fact) -> tuple[int, str, str]:
    # Claims arrive in source order and only a heavier one replaces: the smallest source id wins a tie.
    return (-claim.rank, fact.confirmed_on, fact.stated_on)
