"""Marks of secret places that came of a judgement, once it does not stand any more."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from graphdb.history import past
from graphdb.identity.linker import Linker
from graphdb.model import EdgeKind, Id
from graphdb.store import Readable
from graphdb.writing.secrecy import OWNERSHIP


def parted(before: Linker, after: Linker) -> set[Id]:
    """The things that were shown as one with some that they are not shown with any more."""
    return {one for one in after.moved(before) if not {*before.cluster(one)} <= {*after.cluster(one)}}


def outlived(
    store: Readable, linker: Linker, things: Collection[Id], flags: Collection[Id]
) -> Iterator[tuple[Id, Id]]:
    """Places below these parted things, each with those of ``flags``, flagged actors, it never was below.

    Not by any relation that anybody ever claimed, nor by a judgement that stands. The history is read from
    its beginning.
    """
    above, below = _ownership(store)
    for place in _reached(things, below, linker):
        if place.startswith("place:"):
            for flag in sorted(set(flags) - _reached([place], above, linker)):
                yield place, flag


def _ownership(store: Readable) -> tuple[Mapping[Id, set[Id]], Mapping[Id, set[Id]]]:
    """By id all that it ever belonged to, and all that ever belonged to it."""
    above, below = defaultdict[Id, set[Id]](set), defaultdict[Id, set[Id]](set)
    for tie in past.ties_of(store, OWNERSHIP):
        kind, src, dst, *_ = tie.split("|")
        thing, owner = (src, dst) if kind == EdgeKind.PART_OF else (dst, src)
        above[thing].add(owner)
        below[owner].add(thing)
    return above, below


def _reached(start: Collection[Id], steps: Mapping[Id, set[Id]], linker: Linker) -> set[Id]:
    """These, what the steps lead to, and all that is shown as one with any of them."""
    reached, todo = set[Id](), linker.all_of(start)
    while todo:
        reached |= todo
        todo = linker.all_of({end for one in todo for end in steps.get(one, ())}) - reached
    return reached
