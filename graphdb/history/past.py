"""What the history says of a target, as far as it is not erased."""

from collections.abc import Collection, Iterator

from graphdb.claims import Claim
from graphdb.history import chain
from graphdb.model import EdgeKind, Id
from graphdb.store import Change, Readable, every


def statements(store: Readable, target: Id) -> Iterator[Claim]:
    """All that any source ever said of a target, oldest first; what stood for long comes twice."""
    for change in every(lambda at: store.changes(after=int(at), target=target), "0"):
        for claim in chain.sides(change) if change.body else ():
            if claim is not None:
                yield claim


def last_words(store: Readable, target: Id) -> Collection[Claim]:
    """The newest claim of each source that ever spoke of a target, taken back or not."""
    return {claim.source: claim for claim in statements(store, target)}.values()


def claims_at(store: Readable, target: Id, seq: int) -> tuple[Claim, ...]:
    """The claims on a target after the commit of that number, as far as its history is not erased since."""
    claims: dict[str, Claim | None] = {}
    for change in every(lambda at: store.changes(after=int(at), target=target), "0"):
        if change.seq <= seq and change.body:
            claims[change.source] = chain.sides(change)[1]
    return tuple(claim for claim in claims.values() if claim is not None)


def ties(store: Readable, ends: Collection[Id]) -> set[Id]:
    """The ids of all relations that some of these nodes ever had.

    The history is read from its beginning, which takes seconds in a large store.
    """
    ids = set(ends)
    changes = every(lambda at: store.changes(after=int(at)), "0") if ids else iter(())
    near = (change for change in changes if not ids.isdisjoint(change.target.split("|")[1:3]))
    return {change.target for change in near if _may_claim(change)}


def ties_of(store: Readable, kinds: Collection[EdgeKind]) -> set[Id]:
    """The ids of all relations of these kinds that there ever were; as slow as ``ties``."""
    changes = every(lambda at: store.changes(after=int(at)), "0")
    of_kinds = (change for change in changes if change.target.partition("|")[0] in kinds)
    return {change.target for change in of_kinds if _may_claim(change)}


def _may_claim(change: Change) -> bool:
    """Whether a source claimed this, before or after. A change without is of what is shown for another id.

    What is erased may have been a claim.
    """
    return not change.body or chain.sides(change) != (None, None)
