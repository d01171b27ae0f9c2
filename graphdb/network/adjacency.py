"""The relations among actors in memory, as columns of numbers: what the search for routes reads.

It is a cache, one for each store and process: built by a scan, kept up to date from the change feed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final, cast

import numpy as np

from graphdb.model import Edge, EdgeKind, Id, is_public
from graphdb.per_store import PerStore
from graphdb.search.index.columns import NONE, Bools, Ints, day_number
from graphdb.search.index.names import Names
from graphdb.search.index.readmodel import Index
from graphdb.store import GraphStore, Way, What, every

TIES: Final = (EdgeKind.RELATES, EdgeKind.PART_OF)
_STARTS: Final = tuple(f"{kind}|" for kind in TIES)
_REBUILD_AT: Final = 5_000
"""Changed relations of this many actors are read faster by a scan."""


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """Every relation between two actors, as of one version of one store (``fingerprint``).

    ``names`` number the actors; they only grow and are shared by later versions. ``src``, ``dst`` and
    ``until`` (a day as 20260503, 0: no end) run side by side. The actors beside number n are ``beside`` from
    ``starts[n]`` to ``starts[n + 1]``, either way along relations, with ``ends`` as ``until``.
    """

    fingerprint: str
    version: int
    names: Names
    src: Ints
    dst: Ints
    until: Ints
    starts: Ints
    beside: Ints
    ends: Ints

    def find(self, actor: Id) -> int:
        """The number of an actor, NONE when it has no relations."""
        number = self.names.find(actor)
        return number if number < self.starts.size - 1 else NONE

    def related(self, actors: Collection[Id]) -> list[Id]:
        """Those of these actors that a relation, also one that has ended, ties to another of them."""
        numbers = np.array([n for one in actors if (n := self.find(one)) != NONE], np.int32)
        among = np.zeros(self.starts.size, np.bool_)
        among[numbers] = True
        at, count = self._beside(numbers)
        tied = np.unique(np.repeat(numbers, count)[among[self.beside[at]]])
        return [self.names[n] for n in tied.tolist()]

    def near(self, actors: Ints, day: int) -> Ints:
        """The actors beside any of these on that day, in no order and perhaps more than once."""
        at, _ = self._beside(actors)
        holds = (self.ends[at] == 0) | (self.ends[at] >= day)
        neighbours: Ints = self.beside[at][holds]
        return neighbours

    def _beside(self, actors: Ints) -> tuple[Ints, Ints]:
        """Where in ``beside`` those beside these actors stand, and how many each of these has."""
        first = self.starts[actors]
        count = self.starts[actors + 1] - first
        at = np.repeat(first - (np.cumsum(count) - count), count) + np.arange(count.sum())
        return at, count

    def shown(self, index: Index) -> Bools:
        """The actors that a search may find: a route leads through no actor that has closed down."""
        slots = np.array(
            [index.columns.ids.find(self.names[n]) for n in range(self.starts.size - 1)], np.int32
        )
        there = (slots != NONE) & (slots < index.shown.size)
        shown: Bools = there & index.shown[np.where(there, slots, 0)] if index.shown.size else there
        return shown


@dataclass(slots=True)
class _Held:
    ties: Ties | None = None
    shown: Bools | None = None
    shown_of: tuple[Ties, Index] | None = None


_kept = PerStore(_Held)


def current(store: GraphStore, index: Index) -> tuple[Ties, Bools]:
    """The relations as of an index that was just asked for, and which of the actors in them are shown there.

    No call to the store when nothing was written since. Safe to call from several threads.
    """
    with _kept.of(store) as kept:
        kept.ties = _fresh(store, kept.ties, index)
        if kept.shown is None or kept.shown_of != (kept.ties, index):
            kept.shown, kept.shown_of = kept.ties.shown(index), (kept.ties, index)
        return kept.ties, kept.shown


def _fresh(store: GraphStore, previous: Ties | None, index: Index) -> Ties:
    if previous is None or previous.fingerprint != index.fingerprint:
        return _build(store, index)
    if previous.version >= index.version:
        return previous
    touched = _touched(store, previous.version)
    if touched is None:
        return _build(store, index)
    if not touched:
        return replace(previous, version=index.version)
    keep = ~np.isin(previous.src, [previous.names.find(one) for one in touched])
    added = _columns(previous.names, store.edges(sorted(touched), kinds=TIES, way=Way.OUT))
    kept = (previous.src[keep], previous.dst[keep], previous.until[keep])
    src, dst, until = (np.concatenate(both) for both in zip(kept, added, strict=True))
    return _joined(index, previous.names, (src, dst, until))


def _build(store: GraphStore, index: Index) -> Ties:
    names = Names()
    scanned = (edge for start in _STARTS for edge in store.scan(What.EDGES, after=start, until=f"{start}~"))
    read = (edge for edge in cast("Iterable[Edge]", scanned) if is_public(edge))
    columns = _columns(names, read)
    names.pack()
    return _joined(index, names, columns)


def _touched(store: GraphStore, after: int) -> set[Id] | None:
    """Actors whose relations (those that leave them) changed; None when a scan is quicker."""
    actor_ids: set[Id] = set()
    for change in every(lambda at: store.changes(after=int(at)), str(after)):
        if change.target.startswith(_STARTS):
            actor_ids.add(change.target.split("|")[1])
        if len(actor_ids) > _REBUILD_AT:
            return None
    return actor_ids


def _columns(names: Names, edges: Collection[Edge] | Iterable[Edge]) -> tuple[Ints, Ints, Ints]:
    rows = [(names.add(one.src), names.add(one.dst), day_number(one.text("until"))) for one in edges]
    columns = np.array(rows, np.int32).reshape(-1, 3)
    return columns[:, 0], columns[:, 1], columns[:, 2]


def _joined(index: Index, names: Names, columns: tuple[Ints, Ints, Ints]) -> Ties:
    src, dst, until = columns
    heads, tails = np.concatenate([src, dst]), np.concatenate([dst, src])
    order = np.argsort(heads, kind="stable")
    starts = np.searchsorted(heads[order], np.arange(len(names) + 1)).astype(np.int32)
    ends = np.concatenate([until, until])[order]
    return Ties(index.fingerprint, index.version, names, src, dst, until, starts, tails[order], ends)
