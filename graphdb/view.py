"""How the claims of many sources become the view that people see.

It is computed from the claims alone, so an import never overwrites what the actor's own people said, and all
can be undone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from graphdb.claims import EXISTS, NONE, Claim, Fact, Rank
from graphdb.fields.registry import FIELDS, Kind, is_open, required
from graphdb.model import JUDGED, VISIBILITIES, VISIBILITY, Edge, EdgeKind, Node, Provenance, Value

_NO_PROPS: Final[Mapping[str, Value]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Merged:
    """The winning facts of several claims, field by field."""

    props: dict[str, Value] = field(default_factory=dict)
    prov: dict[str, Provenance] = field(default_factory=dict)


def merge(claims: Iterable[Claim]) -> Node | Edge | None:
    """The view of one target, or None when no source claims it or the weightiest source denies it.

    A field that is not public is kept as claims and is not in the view, so that what reads the view cannot
    give it away. A node or relation that is not public stays there: a store tells such relations only when
    asked for what is withheld, and ``graphdb.visibility`` shows both to those they are for. A judgement about
    identity is no relation of the view: it says which claims belong together.

    Per field the lowest rank wins, then the newest confirmation, the newest statement, the source id. Between
    an actor's own word and a coordinator's decision the later one wins. Where the winner says that there is
    none, the field is not there. Of whom a thing is for see ``winners``.
    """
    ordered = _by_weight(claims)
    if not ordered:
        return None
    if len(ordered) == 1 and (edge := _only_there(ordered[0])) is not None:
        return edge
    best = _winners(ordered)
    _withhold(ordered[0].kind, best)
    denied = best.props.get(EXISTS) is False
    best.props.pop(EXISTS, None)
    first = ordered[0]
    if denied or first.kind in JUDGED:
        return None
    if isinstance(first.kind, EdgeKind):
        return Edge(first.target, first.kind, first.src, first.dst, best.props, best.prov)
    return Node(first.target, first.kind, best.props, best.prov)


def _only_there(claim: Claim) -> Edge | None:
    """The relation of which nothing is said but that it is there, as of most of a large import."""
    fact = claim.facts.get(EXISTS)
    kind = claim.kind
    if fact is None or fact.value is not True or len(claim.facts) > 1:
        return None
    if not isinstance(kind, EdgeKind) or kind in JUDGED:
        return None
    prov = _prov_of_existing(claim.source, fact.stated_on, fact.confirmed_on)
    return Edge(claim.target, kind, claim.src, claim.dst, _NO_PROPS, prov)


@lru_cache(maxsize=1024)
def _prov_of_existing(source: str, stated_on: str, confirmed_on: str) -> Mapping[str, Provenance]:
    return MappingProxyType({EXISTS: _provenance(source, stated_on, confirmed_on)})


_provenance: Final = lru_cache(maxsize=1024)(Provenance)
"""Shared: a source has stated most of what it says on few days."""


def view_of(claims: Iterable[Claim]) -> Node | Edge | None:
    """What the view has of a target: as ``merge``, but nothing of which too little is said to be shown.

    So it is with an actor that its list no longer has, while its own people once corrected the telephone.
    """
    merged = merge(claims)
    return None if isinstance(merged, Node) and lacking(merged) else merged


def lacking(merged: Node | Edge | None) -> str:
    """The first field without which a thing of this kind is not shown, and that nobody says; "" for none."""
    if not isinstance(merged, Node):
        return ""
    return next((name for name in required(merged.kind) if name not in merged.props), "")


def winners(claims: Iterable[Claim]) -> dict[str, tuple[Claim, Fact]]:
    """Whose word holds of each field, also of those that the view withholds, and where it is ``NONE``.

    What an actor's own people correct keeps whom it was for when they did. That never opens it to more than
    would see it without their word: where that is fewer, it is for these.
    """
    best: dict[str, tuple[Claim, Fact]] = {}
    ordered = _by_weight(claims)
    for claim in ordered:
        for name, fact in claim.facts.items():
            strongest = best.get(name)
            if strongest is None or _weight(claim, fact) > _weight(*strongest):
                best[name] = (claim, fact)
    if VISIBILITY in best:
        best[VISIBILITY] = _narrower(ordered, *best[VISIBILITY])
    return best


def _narrower(claims: Sequence[Claim], claim: Claim, fact: Fact) -> tuple[Claim, Fact]:
    """Whom it is for: as the winner says, or where that comes with a correction, as without it if fewer."""
    if claim.rank != Rank.OWN or not fact.after:
        return claim, fact
    without = winners(one for one in claims if one is not claim).get(VISIBILITY)
    if without is None or _narrowness(without[1]) <= _narrowness(fact):
        return claim, fact
    return without


def _narrowness(fact: Fact) -> int:
    if fact.value == NONE:  # as unsaid: for everybody
        return 0
    return VISIBILITIES.index(fact.value) if fact.value in VISIBILITIES else len(VISIBILITIES)


def _by_weight(claims: Iterable[Claim]) -> list[Claim]:
    ordered = list(claims)
    if len(ordered) > 1:  # nearly all of an import are alone
        ordered.sort(key=lambda claim: (claim.rank, claim.source))
    return ordered


def _withhold(kind: Kind, merged: Merged) -> None:
    """Take out the fields that are not for everybody, with where they come from."""
    rows = FIELDS.get(kind)
    if rows is None:  # terms have columns of their own
        return
    names = [name for name in merged.props if name != EXISTS and not is_open(rows, name)]
    for name in names:
        del merged.props[name], merged.prov[name]


def _winners(claims: Sequence[Claim]) -> Merged:
    if len(claims) == 1:
        return _only(claims[0])
    best = winners(claims)
    merged = Merged()
    for name in sorted(best):
        claim, fact = best[name]
        if fact.value == NONE:
            continue
        merged.props[name] = fact.value
        merged.prov[name] = Provenance(claim.source, fact.stated_on, fact.confirmed_on)
    return merged


def _only(claim: Claim) -> Merged:
    """All facts of the only claim."""
    facts = [(name, fact) for name in sorted(claim.facts) if (fact := claim.facts[name]).value != NONE]
    return Merged(
        {name: fact.value for name, fact in facts},
        {name: _provenance(claim.source, fact.stated_on, fact.confirmed_on) for name, fact in facts},
    )


def _weight(claim: Claim, fact: Fact) -> tuple[int, int, int, str, str]:
    # Claims arrive in source order and only a heavier one replaces: the smallest source id wins a tie.
    return (-max(claim.rank, Rank.OWN), fact.after, -claim.rank, fact.confirmed_on, fact.stated_on)
