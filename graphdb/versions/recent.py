"""The newest changes of an entry, as many as are shown, and what was claimed before them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graphdb.claims import Claim
from graphdb.history import chain, past
from graphdb.identity.linker import Linker
from graphdb.model import PUBLIC, VISIBILITY, EdgeKind, Id, ends_of, is_edge
from graphdb.store import Change, GraphStore

MOST: Final = 20_000
"""Changes of one entry that are shown at most, the newest: a page has seconds."""
OWNING: Final = (EdgeKind.OFFERS, EdgeKind.CONTACTED_AT)
TERMS: Final = (
    EdgeKind.SERVES,
    EdgeKind.REACHES,
    EdgeKind.MEETS,
    EdgeKind.USES,
    EdgeKind.UNDER,
    EdgeKind.VIA,
)
_RELATIONS: Final = frozenset({*OWNING, *TERMS, EdgeKind.RELATES, EdgeKind.PART_OF})
Key = tuple[Id, str]
"""Target and source."""


@dataclass(frozen=True, slots=True)
class Recent:
    """Changes in order, by commits numbered above ``start``, 0 where they are all there are.

    ``before`` are the claims on what they change, as they stood at ``start``. ``owning`` are all
    relations to services and contact points that it or what it has ever was an end of, ``withheld`` what of
    it was ever kept from the public.
    """

    changes: Sequence[Change]
    start: int
    before: Mapping[Key, Claim]
    owning: Collection[Id]
    withheld: Collection[Id]


def read(store: GraphStore, linker: Linker, members: Collection[Id]) -> Recent:
    """What was said of an entry that is shown by these ids. Raises TooLarge for too much by one commit."""
    kept: list[Change] = []
    owning, withheld, start = set[Id](), set[Id](), 0
    for change in past.changes_about(store, members, after=_first(store, members) - 1):
        if owns(change.target):
            owning.add(change.target)
        if not _is_of(change.target, members):
            continue
        if change.target not in withheld and _tells_withheld(change):
            withheld.add(change.target)
        if change.seq > start:  # within a part they come in any order
            kept.append(change)
        if len(kept) > 2 * MOST:
            start = _cut(kept)
    if len(kept) > MOST:
        start = _cut(kept)
    kept.sort(key=_order)
    return Recent(kept, start, _before(store, linker, kept) if start else {}, owning, withheld)


def owns(target: Id) -> bool:
    """Whether it is a relation to a service or a contact point."""
    return is_edge(target) and target.partition("|")[0] in OWNING


def withholds(claim: Claim) -> bool:
    """Whether it keeps its thing from the public."""
    fact = claim.facts.get(VISIBILITY)
    return fact is not None and fact.value != PUBLIC


def _first(store: GraphStore, members: Collection[Id]) -> int:
    """The number of the commit that first spoke of any of these."""
    firsts = (store.changes(target=one, limit=1).items for one in members)
    return min((changes[0].seq for changes in firsts if changes), default=1)


def _is_of(target: Id, members: Collection[Id]) -> bool:
    """Whether it is a part of the entry, or a relation that leaves one."""
    if not is_edge(target):
        return target in members
    return target.partition("|")[0] in _RELATIONS and ends_of(target)[0] in members


def _tells_withheld(change: Change) -> bool:
    # Most bodies do not have the word, and to read them all takes longer than a page may.
    sides = chain.sides(change) if change.body and VISIBILITY in change.body else ()
    return any(claim is not None and withholds(claim) for claim in sides)


def _cut(kept: list[Change]) -> int:
    """Leave the newest, of whole commits; answers the number of the last that is left out."""
    kept.sort(key=_order)
    start = kept[-MOST - 1].seq
    kept[:] = [change for change in kept if change.seq > start]
    return start


def _order(change: Change) -> tuple[int, Id, str]:
    return change.seq, change.target, change.source


def _before(store: GraphStore, linker: Linker, changes: Sequence[Change]) -> Mapping[Key, Claim]:
    """The claims of today with the changes laid back, the newest first."""
    targets = {change.target for change in changes}
    targets |= linker.all_of(target for target in targets if not is_edge(target))
    claims = {(claim.target, claim.source): claim for claim in _all(store.claims(targets).values())}
    for change in reversed(changes):
        if change.body:
            earlier = chain.sides(change)[0]
            if earlier is None:
                claims.pop((change.target, change.source), None)
            else:
                claims[change.target, change.source] = earlier
    return claims


def _all(groups: Iterable[Iterable[Claim]]) -> Iterable[Claim]:
    return (claim for group in groups for claim in group)
