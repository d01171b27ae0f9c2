"""Routes and neighbourhoods in the graph of actors, and where to draw them. All answers are deterministic."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import networkx as nx

from graphdb import index
from graphdb.columns import NONE
from graphdb.errors import NotFound
from graphdb.model import Edge, EdgeKind, Id, NodeKind
from graphdb.readmodel import Index
from graphdb.store import GraphStore

TIES: Final = (EdgeKind.RELATES, EdgeKind.PART_OF)
LONGEST: Final = 4
"""Steps in a route; a longer one helps nobody."""
_SEED: Final = 7
_ROUNDS: Final = 60
_SCALE: Final = 360
"""Pixels from the centre to the farthest actor, about."""

Path = tuple[tuple[Id, Edge | None], ...]
"""The actors on a way, each with the relation that leads to it; None for the first."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One node of a picture; ``x`` and ``y`` are whole pixels around the centre, ``hop`` steps from it."""

    id: Id
    label: str
    kind: str
    kind_label: str
    x: int
    y: int
    hop: int


@dataclass(frozen=True, slots=True)
class Line:
    """One relation of a picture, read from ``src`` to ``dst``."""

    id: Id
    src: Id
    dst: Id
    label: str


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


def routes(ties: Iterable[Edge], sources: Collection[Id], targets: Collection[Id]) -> tuple[Path, ...]:
    """The shortest way to each target from any source, either way along relations, in the targets' order.

    Ties go by length, then by the ids on the way; between two actors the first relation by kind and id.
    Targets that cannot be reached, or are a source, are left out.
    """
    graph = _graph(ties)
    begun = {source: _predecessors(graph, source) for source in sorted(set(sources)) if source in graph}
    found = []
    for target in dict.fromkeys(targets):
        if target in sources:
            continue
        ways = [way for source, back in begun.items() if (way := _way(back, source, target))]
        if ways:
            found.append(_path(graph, min(ways, key=lambda way: (len(way), way))))
    return tuple(found)


def ego(store: GraphStore, centre: Id, *, today: str, hops: int = 1, cap: int = 60) -> Ego:
    """The actor and those related to it within 1 or 2 steps, laid out; at most ``cap``, nearest first.

    Nobody with a secret address is drawn. Raises NotFound. At most three calls to the store.
    """
    held = index.current(store, today)
    if held.columns.find(centre) == NONE:
        raise NotFound("Aktøren findes ikke.")
    if held.is_secret(centre):
        return Ego(centre, secret=True)
    near: dict[Id, int] = {centre: 0}
    for hop in range(1, hops + 1):
        for tie in store.edges(sorted(near), kinds=TIES):
            for end in (tie.src, tie.dst):
                slot = held.columns.find(end)
                if slot != NONE and held.shown[slot] and not held.is_secret(end):
                    near.setdefault(end, hop)
    ranked = sorted(near, key=lambda one: (near[one], int(held.rank[held.columns.find(one)]), one))
    kept = {one: near[one] for one in ranked[: cap + 1]}
    ties = sorted(store.edges(sorted(kept), kinds=TIES, among=True), key=lambda tie: tie.id)
    lines = tuple(Line(tie.id, tie.src, tie.dst, _label(held, tie)) for tie in ties)
    return Ego(centre, _dots(held, kept, ties), lines, len(near) - len(kept))


def _label(held: Index, tie: Edge) -> str:
    if tie.kind is EdgeKind.PART_OF:
        return "Er en del af"
    term = held.terms.find(NodeKind.RELATION_TYPE, tie.text("kind"))
    return tie.text("kind") if term is None else term.text("label_da")


def _dots(held: Index, kept: dict[Id, int], ties: list[Edge]) -> tuple[Dot, ...]:
    made = []
    for one, (x, y) in layout(kept, ties).items():
        slot = held.columns.find(one)
        number = int(held.columns.numbers["type"][slot])
        kind = "" if number == NONE else held.code(number)
        name = held.columns.actor_names.get(slot, "")
        made.append(Dot(one, name, kind, held.terms.label(kind), x, y, kept[one]))
    return tuple(made)


def layout(hops: dict[Id, int], ties: Iterable[Edge]) -> dict[Id, tuple[int, int]]:
    """Whole pixels for each actor: the first in the middle, the others spread by their relations."""
    graph: Any = nx.Graph()
    graph.add_nodes_from(hops)
    graph.add_edges_from(sorted({(tie.src, tie.dst) for tie in ties}))
    centre = next(iter(hops))
    if len(hops) == 1:
        return {centre: (0, 0)}
    begun = nx.shell_layout(
        graph, [[one for one in hops if hops[one] == hop] for hop in sorted({*hops.values()})]
    )
    placed = nx.spring_layout(graph, pos=begun, fixed=[centre], iterations=_ROUNDS, seed=_SEED)
    x0, y0 = placed[centre]
    far = max(max(abs(x - x0), abs(y - y0)) for x, y in placed.values()) or 1.0
    return {
        one: (round(float(x - x0) / far * _SCALE), round(float(y - y0) / far * _SCALE))
        for one, (x, y) in placed.items()
    }


def _graph(ties: Iterable[Edge]) -> Any:
    graph: Any = nx.Graph()
    for tie in sorted(ties, key=lambda tie: (tie.text("kind") or "~", tie.id)):
        if tie.src != tie.dst and not graph.has_edge(tie.src, tie.dst):
            graph.add_edge(tie.src, tie.dst, tie=tie)
    return graph


def _predecessors(graph: Any, source: Id) -> dict[Id, Id]:
    return dict(nx.bfs_predecessors(graph, source, depth_limit=LONGEST, sort_neighbors=sorted))


def _way(back: dict[Id, Id], source: Id, target: Id) -> tuple[Id, ...]:
    if target not in back:
        return ()
    way = [target]
    while way[-1] != source:
        way.append(back[way[-1]])
    return tuple(reversed(way))


def _path(graph: Any, way: tuple[Id, ...]) -> Path:
    steps = ((there, graph.edges[here, there]["tie"]) for here, there in pairwise(way))
    return ((way[0], None), *steps)
