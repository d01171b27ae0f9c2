"""How a thing was joined with others when somebody saw it."""

from collections.abc import Iterator

from graphdb.history import past
from graphdb.identity.judgements import is_judgement, standing
from graphdb.identity.linker import Linker
from graphdb.model import Id, ends_of, is_edge
from graphdb.store import Change, Readable, every


def linker_at(store: Readable, linker: Linker, target: Id, seq: int) -> Linker:
    """What joined a target with others after the commit of that number; ``linker`` is that of now."""
    stood = (standing(one, past.claims_at(store, one, seq)) for one in _judged(store, linker, target, seq))
    return Linker(judgement for judgement in stood if judgement is not None)


def _judged(store: Readable, linker: Linker, target: Id, seq: int) -> set[Id]:
    """The judgements by which a target is shown with others now, or was after the commit of that number.

    One that was taken back since lies in a commit that also has a change of what it joined.
    """
    judged = {one.id for one in linker.judgements}
    near, todo, commits = set[Id](), {target, *_ends(target)}, set[int]()
    while todo:
        near |= todo
        moved = {change.seq for one in todo for change in _changes_since(store, one, seq)}
        for commit in moved - commits:
            changes = store.changes(after=commit - 1, limit=1).items
            judged |= {change.target for change in changes if is_judgement(change.target)}
        commits |= moved
        joined = (ends_of(one) for one in judged)
        todo = {end for ends in joined if not near.isdisjoint(ends) for end in ends} - near
    return {one for one in judged if not near.isdisjoint(ends_of(one))}


def _ends(target: Id) -> tuple[Id, ...]:
    return ends_of(target) if is_edge(target) else ()


def _changes_since(store: Readable, target: Id, seq: int) -> Iterator[Change]:
    return every(lambda at: store.changes(after=int(at), target=target), str(seq))
