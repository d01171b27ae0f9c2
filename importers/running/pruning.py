"""What a source no longer speaks of."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from typing import Final

from graphdb.claims import Claim
from graphdb.errors import Refused
from graphdb.message import message
from graphdb.model import is_edge
from graphdb.store import GraphStore, every
from graphdb.writing.outweighed import outweighed
from graphdb.writing.plan import Outweighed
from importers.importer import about
from importers.running.differences import group_label
from importers.running.mapping import Mapped

PAGE: Final = 1000
_GONE_SHARE: Final = 0.2
_GONE_FEW: Final = 5


def prune(
    store: GraphStore,
    mapped: Mapped,
    groups: Collection[str],
    group_of: Callable[[Claim], str],
    *,
    allow_gone: bool,
) -> None:
    """Note the source's earlier claims, in these groups, that no row speaks of (rows that are not taken do).

    Those that are said again word for word are noted too: they are in the store, and need not be looked at
    there. Refused when too much is gone, unless that is allowed.
    """
    before: Counter[tuple[str, bool]] = Counter()
    lost: Counter[tuple[str, bool]] = Counter()
    earlier = every(lambda at: store.claims_of(mapped.context.source, after=at))
    while page := list(islice(earlier, PAGE)):
        again = mapped.spool.say_again(page)
        mapped.same.update(map(group_of, again))
        mapped.outweighed += _outweighed(store, again, mapped.context.source)
        pruned = [(claim, group) for claim in page if (group := group_of(claim)) in groups]
        before.update((group, is_edge(claim.target)) for claim, group in pruned)
        said = mapped.spool.present([claim.target for claim, _ in pruned])
        silent = [(claim, group) for claim, group in pruned if claim.target not in said]
        gone = _not_spoken_of(mapped, silent)
        lost.update((group, is_edge(claim.target)) for claim, group in gone)
        mapped.spool.add_gone(claim.target for claim, _ in gone)
    if not allow_gone:
        for group in sorted({group for group, _ in lost}):
            keys = ((group, True), (group, False))
            _stop_when_much_is_gone(group, [(lost[key], before[key]) for key in keys])


def _outweighed(store: GraphStore, again: Sequence[Claim], source: str) -> Iterator[Outweighed]:
    """Where people who edit say otherwise of things said again; only what others speak of is read."""
    claims_by_target = {claim.target: claim for claim in again}
    elsewhere = store.said_elsewhere(claims_by_target, source)
    for target, claims in store.claims(elsewhere).items() if elsewhere else ():
        yield from outweighed(claims_by_target[target], claims)


def _not_spoken_of(mapped: Mapped, silent: Collection[tuple[Claim, str]]) -> list[tuple[Claim, str]]:
    """Those of earlier claims, with their groups, of which no row speaks, also none that is not taken."""
    targets, owners = {claim.target for claim, _ in silent}, {about(claim) for claim, _ in silent}
    unread, present = mapped.unread(targets | owners), mapped.spool.present(owners)
    return [
        (claim, group)
        for claim, group in silent
        if not {(group, claim.target), (group, about(claim))} & unread
        and not (mapped.stands(claim) and about(claim) in present)
    ]


def _stop_when_much_is_gone(group: str, counts: Sequence[tuple[int, int]]) -> None:
    """Refused when a fifth of the things themselves, or of all that is said of them, is no longer there.

    ``counts`` are (gone, there before) of relations and of things: many relations must not hide few things.
    """
    total = (sum(gone for gone, _ in counts), sum(there for _, there in counts))
    for gone, there in (counts[-1], total):
        if gone > _GONE_FEW and gone > there * _GONE_SHARE:
            raise Refused(message("import.much_gone", gone=gone, there=there, group=group_label(group)))
