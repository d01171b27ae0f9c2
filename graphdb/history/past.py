"""What the history says of a target, as far as it is not erased."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from graphdb.claims import Claim
from graphdb.errors import TooLarge
from graphdb.history import chain
from graphdb.model import Id
from graphdb.store import Change, GraphStore, Readable, every

AT_ONCE: Final = 20_000
"""Changes that are asked for at a time."""
_OF_ONE_COMMIT: Final = 10_000_000
"""The same where they are of one commit, which cannot be asked for in parts: more than any has."""


def statements(store: Readable, target: Id) -> Iterator[Claim]:
    """All that any source ever said of a target, oldest first; what stood for long comes twice."""
    for change in every(lambda at: store.changes(after=int(at), target=target), "0"):
        for claim in chain.sides(change) if change.body else ():
            if claim is not None:
                yield claim


def changes_about(
    store: GraphStore, ids: Collection[Id], *, after: int = 0, until: int | None = None
) -> Iterator[Change]:
    """Changes of these nodes and of relations with one at an end, however many, those of one half of the
    history after the other's.
    """
    try:
        yield from store.changes_about(ids, after=after, until=until, most=AT_ONCE)
    except TooLarge:
        last = store.status().version if until is None else until
        middle = (after + last) // 2
        if middle <= after:
            yield from store.changes_about(ids, after=after, until=last, most=_OF_ONE_COMMIT)
            return
        yield from changes_about(store, ids, after=after, until=middle)
        yield from changes_about(store, ids, after=middle, until=last)


def last_words(store: Readable, target: Id) -> Collection[Claim]:
    """The newest claim of each source that ever spoke of a target, taken back or not."""
    return {claim.source: claim for claim in statements(store, target)}.values()


def last_words_of(store: GraphStore, targets: Collection[Id]) -> Mapping[Id, Collection[Claim]]:
    """The same of several nodes, read together; nothing of those of which nothing is left."""
    words: dict[Id, dict[str, Claim]] = {}
    about = (change for change in changes_about(store, targets) if change.target in targets and change.body)
    for change in sorted(about, key=lambda change: change.seq):
        for claim in chain.sides(change):
            if claim is not None:
                words.setdefault(change.target, {})[claim.source] = claim
    return {target: by_source.values() for target, by_source in words.items()}


def claims_at(store: Readable, target: Id, seq: int) -> tuple[Claim, ...]:
    """The claims on a target after the commit of that number, as far as its history is not erased since."""
    claims: dict[str, Claim | None] = {}
    for change in every(lambda at: store.changes(after=int(at), target=target), "0"):
        if change.seq <= seq and change.body:
            claims[change.source] = chain.sides(change)[1]
    return tuple(claim for claim in claims.values() if claim is not None)
