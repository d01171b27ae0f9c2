"""Routes and neighbourhoods in the graph of actors. All answers are deterministic."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from graphdb.history.departed import no_actor
from graphdb.message import Text
from graphdb.model import Edge, Id
from graphdb.network.adjacency import TIES, Ties
from graphdb.network.adjacency import current as current_ties
from graphdb.network.tie import words_of
from graphdb.search import index
from graphdb.search.index.columns import NONE, Bools, Ints, day_number
from graphdb.search.index.readmodel import Index
from graphdb.store import GraphStore
from graphdb.visibility.seen import only_for
from graphdb.vocabulary.catalogue import Vocabulary

LONGEST: Final = 4
"""Steps in a route; a longer one is of no use."""

Path = tuple[tuple[Id, Edge | None], ...]
"""The actors on a way, each with the relation that leads to it; None for the first."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One node of a picture; ``hop`` is how many steps it is from the centre."""

    id: Id
    label: Text
    kind: str
    hop: int


@dataclass(frozen=True, slots=True)
class Line:
    """One relation of a picture, read from ``src`` to ``dst``; ``only_for`` some, when not for all."""

    id: Id
    src: Id
    dst: Id
    label: Text
    only_for: str = ""


@dataclass(frozen=True, slots=True)
class Ego:
    """An actor and those around it. ``left_out``: how many further actors the picture leaves out.

    ``secret``: the centre's address is secret, so nothing is drawn.
    """

    centre: Id
    dots: tuple[Dot, ...] = ()
    lines: tuple[Line, ...] = ()
    left_out: int = 0
    secret: bool = False


def routes(
    store: GraphStore, search_index: Index, sources: Collection[Id], targets: Collection[Id], *, most: int
) -> tuple[Path, ...]:
    """The shortest way to each target from any source, either way along relations, in the targets' order.

    All relations of the graph that still hold count, also those of actors elsewhere. Ties go by length, then
    by the ids on the way; between two actors the first relation by kind and id. Targets that cannot be
    reached, or are a source, are left out; at most ``most`` ways. One call to the store when there are any.
    """
    ways = _ways(*current_ties(store, search_index), sources, targets, day_number(search_index.today))[:most]
    if not ways:
        return ()
    among = sorted({actor for way in ways for actor in way})
    edges = store.edges(among, kinds=TIES, among=True)
    between: dict[frozenset[Id], Edge] = {}
    for tie in sorted(edges, key=lambda tie: (tie.text("kind") or "~", tie.id)):
        if not tie.text("until") or tie.text("until") >= search_index.today:
            between.setdefault(frozenset((tie.src, tie.dst)), tie)
    paths = (
        tuple((there, between.get(frozenset((here, there)))) for here, there in pairwise(w)) for w in ways
    )
    # A commit between the two readings can take a relation away: then all of this is read once more.
    return tuple(
        ((w[0], None), *path) for w, path in zip(ways, paths, strict=True) if all(e for _, e in path)
    )


def ego(store: GraphStore, centre: Id, *, today: str, hops: int = 1, cap: int = 60) -> Ego:
    """The actor and those related to it within 1 or 2 steps, nearest first; at most ``cap``.

    An actor with a secret address is not drawn. Raises NotFound. At most three calls to the store
    for one that is there.
    """
    search_index = index.current(store, today)
    slot = search_index.columns.find(centre)
    if slot == NONE or search_index.columns.is_withheld(centre):
        raise no_actor(store, centre)
    if search_index.is_secret(centre):
        return Ego(centre, secret=True)
    near: dict[Id, int] = {centre: 0}
    for hop in range(1, hops + 1):
        for tie in store.edges(sorted(near), kinds=TIES):
            for end in (tie.src, tie.dst):
                slot = search_index.columns.find(end)
                if slot != NONE and search_index.shown[slot] and not search_index.is_secret(end):
                    near.setdefault(end, hop)
    ranked = sorted(
        near, key=lambda one: (near[one], int(search_index.rank[search_index.columns.find(one)]), one)
    )
    kept = {one: near[one] for one in ranked[: cap + 1]}
    ties = sorted(store.edges(sorted(kept), kinds=TIES, among=True), key=lambda tie: tie.id)
    lines = tuple(
        Line(tie.id, tie.src, tie.dst, label(search_index.terms, tie), only_for(tie)) for tie in ties
    )
    return Ego(centre, _dots(search_index, kept), lines, len(near) - len(kept))


def label(terms: Vocabulary, tie: Edge) -> Text:
    """How a relation between two actors reads from its start."""
    return words_of(terms, tie.text("kind") or str(tie.kind))


def _dots(search_index: Index, kept: dict[Id, int]) -> tuple[Dot, ...]:
    dots = []
    for one, hop in kept.items():
        slot = search_index.columns.find(one)
        number = int(search_index.columns.numbers["type"][slot])
        kind = "" if number == NONE else search_index.code(number)
        name = search_index.columns.actor_names.get(slot, "")
        dots.append(Dot(one, name, kind, hop))
    return tuple(dots)


def _ways(
    net: Ties, shown: Bools, sources: Collection[Id], targets: Collection[Id], day: int
) -> list[tuple[Id, ...]]:
    begun = sorted({number for one in sources if (number := net.find(one)) != NONE})
    wanted = [net.find(one) for one in dict.fromkeys(targets) if one not in sources]
    wanted = [one for one in wanted if one != NONE]
    steps = _steps(net, shown, np.array(begun, np.int32), np.array(wanted, np.int32), day)
    return [_way(net, steps, one, day) for one in wanted if steps[one] > 0]


def _steps(net: Ties, shown: Bools, begun: Ints, wanted: Ints, day: int) -> Ints:
    """How many relations each actor is away from the nearest of ``begun``; NONE when not known.

    It is known of all on the way to those that are ``wanted`` and no farther than ``LONGEST``.
    """
    steps = np.full(shown.size, NONE, np.int32)
    steps[begun] = 0
    reached = begun
    for step in range(1, LONGEST + 1):
        if not reached.size or (steps[wanted] != NONE).all():
            break
        near = np.unique(net.near(reached, day))
        reached = near[(steps[near] == NONE) & shown[near]]
        steps[reached] = step
    return steps


def _way(net: Ties, steps: Ints, target: int, day: int) -> tuple[Id, ...]:
    """Of the shortest ways to the target the first by the ids on it."""
    layers = [np.array([target], np.int32)]
    for step in range(int(steps[target]) - 1, -1, -1):
        near = net.near(layers[-1], day)
        layers.append(np.unique(near[steps[near] == step]))
    way: list[int] = []
    for layer in reversed(layers):
        fits = np.intersect1d(layer, net.near(np.array(way[-1:], np.int32), day)) if way else layer
        way.append(min(fits.tolist(), key=net.names.__getitem__))
    return tuple(net.names[number] for number in way)
