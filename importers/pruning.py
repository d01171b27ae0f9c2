"""What a source no longer speaks of."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Final

from graphdb.claims import Claim
from graphdb.errors import Refused
from graphdb.message import message
from graphdb.model import Id, is_edge
from graphdb.store import GraphStore, every
from importers.mapping import Mapped, about

_GONE_SHARE: Final = 0.2
_GONE_FEW: Final = 5


def unseen(
    store: GraphStore,
    mapped: Mapped,
    source: str,
    groups: Collection[str],
    group_of: Callable[[Claim], str],
    *,
    allow_gone: bool,
) -> list[Claim]:
    """The source's earlier claims, in these groups, that no row speaks of (rows that are not taken do).

    Those that are said again word for word are noted: they are in the store, and need not be looked at there.
    Refused when too much is gone, unless that is allowed.
    """
    gone: list[Claim] = []
    before: Counter[tuple[str, bool]] = Counter()
    seen = mapped.seen()
    for claim in every(lambda at: store.claims_of(source, after=at)):
        again = mapped.claims.get(claim.target)
        if again is not None and again.says_the_same(claim):
            mapped.same.add(claim.target)
        group = group_of(claim)
        if group not in groups:
            continue
        before[group, is_edge(claim.target)] += 1
        if again is None and not _spoken_of(mapped, claim, group, seen):
            gone.append(claim)
    # What points at something that goes may not stay, and the report names the row.
    lost_ends = {claim.target for claim in gone}
    mapped.same = {one for one in mapped.same if lost_ends.isdisjoint(one.split("|"))}
    if not allow_gone:
        lost = Counter((group_of(claim), is_edge(claim.target)) for claim in gone)
        for group in sorted({group for group, _ in lost}):
            keys = ((group, True), (group, False))
            _stop_when_much_is_gone(group, [(lost[key], before[key]) for key in keys])
    return gone


def _spoken_of(mapped: Mapped, claim: Claim, group: str, seen: Collection[tuple[str, Id]]) -> bool:
    if (group, claim.target) in seen or (group, about(claim)) in seen:
        return True
    return mapped.stands(claim) and about(claim) in mapped.claims


def _stop_when_much_is_gone(group: str, counts: Sequence[tuple[int, int]]) -> None:
    """Refused when a fifth of the things themselves, or of all that is said of them, is no longer there.

    ``counts`` are (gone, there before) of relations and of things: many relations must not hide few things.
    """
    total = (sum(gone for gone, _ in counts), sum(there for _, there in counts))
    for gone, there in (counts[-1], total):
        if gone > _GONE_FEW and gone > there * _GONE_SHARE:
            raise Refused(message("import.much_gone", gone=gone, there=there, group=group))
