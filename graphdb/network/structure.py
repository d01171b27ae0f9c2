"""What the relations of a municipality hang on: work lists, and no measure of anybody's work.

Structure says nothing of how it goes for citizens, so there is no centrality, no density and no rank here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from graphdb.concurrency.stable import stable
from graphdb.coverage.mapping import Asked, asked
from graphdb.coverage.matrix.transitions import holds
from graphdb.gaps.discovery import all_rules
from graphdb.gaps.inputs import read_inputs
from graphdb.gaps.rule import Finding, Inputs
from graphdb.model import Edge, EdgeKind, Id, public
from graphdb.network.alliances import Alliances, alliances
from graphdb.network.tie import Dot, Tie
from graphdb.store import GraphStore, Status, Way
from graphdb.visibility.seen import only_for

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class CutPoint:
    """An actor without whom others lose every way to the rest: ``falls_apart`` are those."""

    id: Id
    falls_apart: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """The relations among those who serve a municipality. ``bridges`` are the only link between two parts,
    ``isolates`` actors without any and ``isolates_wide`` those for the whole country, ``one_sided`` and
    ``owed_missing`` as the rules of gaps find them, ``suggested`` who might be brought together.
    """

    version: int
    municipality: str
    asked: Asked
    nodes: tuple[Dot, ...]
    edges: tuple[Tie, ...]
    bridges: tuple[Tie, ...]
    cut_points: tuple[CutPoint, ...]
    isolates: tuple[Id, ...]
    isolates_wide: tuple[Id, ...]
    one_sided: tuple[Finding, ...]
    owed_missing: tuple[Finding, ...]
    suggested: Alliances


def structure(store: GraphStore, municipality: str, today: str) -> Structure:
    """What the relations of a municipality hang on, on a day (ISO). Raises NotFound.

    Worked out once for as long as what it is read from is kept (``read_inputs``).
    """
    return stable(store, lambda status: _read(store, status, municipality, today), strict=False)


def _read(store: GraphStore, status: Status, municipality: str, today: str) -> Structure:
    inputs = read_inputs(store, status, municipality, today)
    known = _structures.get(inputs)
    if known is None:
        known = _structures[inputs] = _worked_out(store, inputs)
    return known


_structures: WeakKeyDictionary[Inputs, Structure] = WeakKeyDictionary()


def _worked_out(store: GraphStore, inputs: Inputs) -> Structure:
    here = inputs.ground.presence
    ids = here.all_ids()
    parts = store.edges(ids, kinds=[EdgeKind.PART_OF], way=Way.OUT, among=True) if ids else ()
    ties = tuple(_ties(inputs, (*inputs.relations, *sorted(public(parts), key=lambda edge: edge.id))))
    graph = graph_of(ids, ties)
    alone, wide = [one for one in ids if not graph.degree(one)], here.wide_ids()
    rules = all_rules()
    owed_missing = tuple(rules["owed"].find(inputs))
    return Structure(
        version=inputs.ground.index.version,
        municipality=inputs.municipality,
        asked=asked(inputs.ground),
        nodes=tuple(
            Dot(one, inputs.name(one), here.kind_of(one), groups, here.index.is_secret(one))
            for one, groups in zip(ids, here.groups_named(), strict=True)
        ),
        edges=ties,
        bridges=bridges(graph, ties),
        cut_points=cut_points(graph),
        isolates=tuple(one for one in alone if one not in wide),
        isolates_wide=tuple(one for one in alone if one in wide),
        one_sided=tuple(rules["one_sided"].find(inputs)),
        owed_missing=owed_missing,
        suggested=alliances(inputs, ties, owed_missing),
    )


def _ties(inputs: Inputs, edges: Iterable[Edge]) -> Iterator[Tie]:
    for edge in edges:
        until, origin = edge.text("until"), edge.prov.get("exists")
        if not until or until >= inputs.today:
            fresh = holds(inputs.ground.index.terms, edge, inputs.today)
            kind = edge.text("kind") or str(edge.kind)
            source = "" if origin is None else origin.source
            yield Tie(edge.id, edge.src, edge.dst, kind, fresh, source, only_for(edge))


def graph_of(actors: Iterable[Id], ties: Iterable[Tie]) -> "nx.Graph[Id]":
    """The actors as a graph without directions."""
    import networkx as nx  # takes a tenth of a second, so only where there is a net

    graph: nx.Graph[Id] = nx.Graph()
    graph.add_nodes_from(actors)
    graph.add_edges_from((tie.src, tie.dst) for tie in ties if tie.src != tie.dst)
    return graph


def bridges(graph: "nx.Graph[Id]", ties: Iterable[Tie]) -> tuple[Tie, ...]:
    """The relations that are the only way between two parts, in id order; two between one pair are none."""
    import networkx as nx

    pairs = {frozenset(pair) for pair in nx.bridges(graph)}
    by_pair: dict[frozenset[Id], list[Tie]] = {}
    for tie in ties:
        if (pair := frozenset((tie.src, tie.dst))) in pairs:
            by_pair.setdefault(pair, []).append(tie)
    return tuple(sorted((tie for (tie, *more) in by_pair.values() if not more), key=lambda tie: tie.id))


def cut_points(graph: "nx.Graph[Id]") -> tuple[CutPoint, ...]:
    """The actors that others hang on, whom most hang on first. What stays together is the largest part."""
    import networkx as nx

    points = []
    for actor in nx.articulation_points(graph):
        part = graph.subgraph(nx.node_connected_component(graph, actor) - {actor})
        pieces = sorted(nx.connected_components(part), key=lambda piece: (-len(piece), min(piece)))
        points.append(CutPoint(actor, tuple(sorted(one for piece in pieces[1:] for one in piece))))
    return tuple(sorted(points, key=lambda point: (-len(point.falls_apart), point.id)))
