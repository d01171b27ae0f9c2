"""Use case: what would change in a municipality if actors or relations went or came. Nothing is written.

Who comes is an actor that serves others already: it is taken as it is there. A relation that comes was
confirmed today.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from graphdb.claims import EXISTS
from graphdb.concurrency.stable import stable
from graphdb.coverage.cells import Cell, changed
from graphdb.coverage.matrix.transitions import relations_here
from graphdb.coverage.state import State, cover
from graphdb.errors import NotFound, Refused
from graphdb.gaps.inputs import findings_of, read_inputs
from graphdb.gaps.rule import Finding, Inputs
from graphdb.message import message
from graphdb.model import Edge, EdgeKind, Id, NodeKind, Provenance
from graphdb.search.index.columns import NONE
from graphdb.store import GraphStore, Status

_NEW = "what-if"
"""The source of a relation that is only thought of."""


@dataclass(frozen=True, slots=True)
class Thought:
    """What is thought of. ``gone`` are ids of actors and relations, ``parted`` pairs of actors whose every
    relation goes, ``coming`` ids of actors, ``linked`` relations as (actor, kind, actor).
    """

    gone: frozenset[Id] = frozenset()
    parted: tuple[tuple[Id, Id], ...] = ()
    coming: frozenset[Id] = frozenset()
    linked: tuple[tuple[Id, str, Id], ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """A core or expected cell that loses or gains cover."""

    group: str
    kinds: tuple[str, ...]
    before: State
    after: State


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a municipality would lose and gain; gaps by their id. ``broken`` are the relations of today that
    would be no more, ``cut_off`` those who would lose every way to most of whom they are linked with.
    """

    lost: tuple[Shift, ...]
    gained: tuple[Shift, ...]
    opened: dict[str, Finding]
    closed: dict[str, Finding]
    broken: tuple[Edge, ...]
    cut_off: tuple[Id, ...]
    names: dict[Id, str]


def what_if(store: GraphStore, municipality: str, gone: Iterable[Id], today: str) -> WhatIf:
    """What follows when actors or relations, by id, are gone and that is known. Raises NotFound."""
    return think(store, municipality, Thought(frozenset(gone)), today)


def think(store: GraphStore, municipality: str, thought: Thought, today: str) -> WhatIf:
    """What follows from all of a thought, once it is known. Raises NotFound for what is not there, Refused
    for a relation of an actor with itself.
    """
    return stable(store, lambda status: _read(store, status, municipality, thought, today), strict=False)


def _read(store: GraphStore, status: Status, municipality: str, thought: Thought, today: str) -> WhatIf:
    before = read_inputs(store, status, municipality, today)
    gone = _gone(before, thought)
    _check_coming(before, thought)
    after = before.on(changed(before.ground, gone, thought.coming, today), gone)
    if thought.coming:
        relations = relations_here(store, [after.ground])[municipality]
        nodes = store.get(after.ground.presence.services())
        after = replace(
            after, nodes=nodes, relations=tuple(edge for edge in relations if edge.id not in gone)
        )
    after = replace(after, relations=(*after.relations, *_linked(after, thought)))
    findings, later = findings_of(before), findings_of(after)
    broken = tuple(_holding(before, set(before.relations) - set(after.relations)))
    cut_off = tuple(_cut_off(before, after))
    ends = {end for edge in broken for end in (edge.src, edge.dst)}
    return WhatIf(
        lost=tuple(shift for shift in _shifts(before, after) if cover(shift.after) < cover(shift.before)),
        gained=tuple(shift for shift in _shifts(before, after) if cover(shift.after) > cover(shift.before)),
        opened={name: later[name] for name in later if name not in findings},
        closed={name: findings[name] for name in findings if name not in later},
        broken=broken,
        cut_off=cut_off,
        names={one: before.name(one) for one in sorted({*ends, *cut_off})},
    )


def _gone(inputs: Inputs, thought: Thought) -> frozenset[Id]:
    """The ids of all that goes."""
    gone = set(thought.gone)
    for pair in thought.parted:
        between = {edge.id for edge in inputs.relations if {edge.src, edge.dst} == set(pair)}
        if not between:
            raise NotFound(message("gaps.not_linked"))
        gone |= between
    if not gone <= {*inputs.ground.presence.all_ids(), *(edge.id for edge in inputs.relations)}:
        raise NotFound(message("gaps.not_here"))
    return frozenset(gone)


def _check_coming(inputs: Inputs, thought: Thought) -> None:
    index, here = inputs.ground.index, set(inputs.ground.presence.all_ids())
    for one in thought.coming:
        slot = index.columns.find(one)
        if slot == NONE or not index.shown[slot] or index.owner[slot] != slot:
            raise NotFound(message("gaps.not_anywhere"))
        if one in here:
            raise NotFound(message("gaps.here_already"))


def _linked(inputs: Inputs, thought: Thought) -> Iterator[Edge]:
    here, kinds = (
        set(inputs.ground.presence.all_ids()),
        inputs.ground.index.terms.terms[NodeKind.RELATION_TYPE],
    )
    for src, kind, dst in thought.linked:
        if not {src, dst} <= here:
            raise NotFound(message("gaps.not_here"))
        if kind not in kinds:
            raise NotFound(message("gaps.no_relation"))
        if src == dst:
            raise Refused(message("gaps.with_itself"))
        said = Provenance(_NEW, inputs.today, inputs.today)
        yield Edge(f"RELATES|{src}|{dst}|{kind}", EdgeKind.RELATES, src, dst, {"kind": kind}, {EXISTS: said})


def _shifts(before: Inputs, after: Inputs) -> Iterator[Shift]:
    for earlier, later in zip(before.cells, after.cells, strict=True):
        if _counts(earlier):
            yield Shift(earlier.group, earlier.kinds, earlier.state, later.state)


def _counts(cell: Cell) -> bool:
    return cell.expectation is not None and cell.expectation.counts


def _holding(inputs: Inputs, edges: Iterable[Edge]) -> list[Edge]:
    """Those that have not ended, in id order."""
    current = (edge for edge in edges if not edge.text("until") or edge.text("until") >= inputs.today)
    return sorted(current, key=lambda edge: edge.id)


def _cut_off(before: Inputs, after: Inputs) -> list[Id]:
    """Who of those that stay is no longer linked with most of those they were linked with: all that are not
    in the largest piece, and that too when it is not more than half of what stays.
    """
    import networkx as nx  # takes a tenth of a second, so only where there is a net

    graph, later = (
        nx.Graph([(edge.src, edge.dst) for edge in _holding(inputs, inputs.relations)])
        for inputs in (before, after)
    )
    stay = set(after.ground.presence.all_ids())
    later.add_nodes_from(stay)
    lost: set[Id] = set()
    for part in nx.connected_components(graph):
        left = part & stay
        pieces = {frozenset(nx.node_connected_component(later, one) & part) for one in left}
        lost.update(*(piece for piece in pieces if 2 * len(piece) <= len(left)))
    return sorted(lost)
