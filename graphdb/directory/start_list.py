"""Use case: whom a municipality asks about first, and how far it has come."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from graphdb.cards.contact_points import to_ring
from graphdb.concurrency.stable import stable
from graphdb.directory.profile import Link
from graphdb.errors import NotFound
from graphdb.identity.placeholder import start_source
from graphdb.message import Text, message
from graphdb.model import Edge, EdgeKind, Id, Node, NodeKind, area_id, code_of, node_id
from graphdb.rules.skeleton import Wanted, Weight, skeleton
from graphdb.search import index as indexes
from graphdb.search.index.readmodel import Index
from graphdb.store import GraphStore, Status, Way

_PERCENT: Final = 100
_WIDER: Final = 2
"""As ``Index.near`` says it."""


class State(StrEnum):
    """How far it has come with a kind of actor."""

    READY = "ready"
    NONE = "none"
    NO_CONTACT = "no_contact"


@dataclass(frozen=True, slots=True)
class StartLine:
    """A kind of actor. ``actors`` are those of the kind that are here and can be reached, by name.

    ``fill`` is the entry to complete when there are none: the start kit's, or one without a number; ``asked``
    the day on which the municipality found that there is none, "" when it did not.
    """

    kind: str
    weight: Weight
    groups: tuple[str, ...]
    reason: Text
    state: State
    actors: tuple[Link, ...]
    fill: Link | None
    asked: str


@dataclass(frozen=True, slots=True)
class StartList:
    """The kinds, what to ask about first at the top. ``begun``: the start kit is loaded."""

    version: int
    code: str
    name: str
    begun: bool
    lines: tuple[StartLine, ...]

    @property
    def ready(self) -> int:
        """How many kinds are settled."""
        return sum(line.state is not State.NO_CONTACT for line in self.lines)

    @property
    def percent(self) -> int:
        """How far it has come, 0 to 100; 100 only when all is settled."""
        return self.ready * _PERCENT // len(self.lines) if self.lines else 0

    def next(self) -> tuple[StartLine, ...]:
        """What is not settled yet, in order."""
        return tuple(line for line in self.lines if line.state is State.NO_CONTACT)


def start_list(store: GraphStore, municipality: str, today: str) -> StartList:
    """Whom the municipality asks about first. Raises NotFound for what is no municipality of today."""
    return stable(store, lambda status: _read(store, status, municipality, today), strict=False)


def _read(store: GraphStore, status: Status, code: str, today: str) -> StartList:
    index = indexes.current(store, today, status)
    area = next((town for town in index.terms.municipalities(today) if town.text("code") == code), None)
    if area is None:
        raise NotFound(message("directory.no_municipality", code=code))
    wanted = skeleton(index.terms, code, today)
    present = _present(store, index, code, [line.kind for line in wanted])
    kit = store.get([_placeholder(code, line.kind) for line in wanted])
    none = _none(store, index, code)
    lines = tuple(
        _line(line, present[line.kind], kit.get(_placeholder(code, line.kind)), none) for line in wanted
    )
    return StartList(index.version, code, area.text("name"), bool(kit), lines)


def _placeholder(code: str, kind: str) -> Id:
    return node_id("actor", start_source(code), kind)


@dataclass(frozen=True, slots=True)
class _Present:
    """The actors of a kind that are here, by name: those that can be reached, and its own that can't."""

    reached: tuple[Node, ...] = ()
    silent: tuple[Node, ...] = ()


def _present(store: GraphStore, index: Index, code: str, kinds: Collection[str]) -> Mapping[str, _Present]:
    ids_by_kind = {kind: _here(index, code, kind) for kind in kinds}
    units = _units(index, [actor for actors in ids_by_kind.values() for actor in actors])
    nodes = store.get([*units, *(service for services in units.values() for service in services)])
    reached = {node.id for node in nodes.values() if node.text("phone") or node.text("email")}
    reached |= to_ring(store, nodes.values(), index.terms).keys()
    statutory = index.terms.marked(NodeKind.ACTOR_TYPE, "statutory")
    near = index.near([code]) < _WIDER
    present: defaultdict[str, _Present] = defaultdict(_Present)
    for kind, actors in ids_by_kind.items():
        there = [nodes[actor] for actor in actors if actor in nodes]
        able = [node for node in there if reached.intersection((node.id, *units[node.id]))]
        silent = (node for node in there if node not in able)
        own = (node for node in silent if kind in statutory or near[index.columns.find(node.id)])
        present[kind] = _Present(tuple(able), tuple(own))
    return present


def _here(index: Index, code: str, kind: str) -> tuple[Id, ...]:
    """The actors of a kind that are here. A line for the whole country is none but for what is so by law."""
    terms, actors = index.terms, index.actors(code, [kind])
    own_one = terms.marked(NodeKind.ACTOR_TYPE, "one_per_citizen")
    if kind in terms.marked(NodeKind.ACTOR_TYPE, "statutory") - own_one:
        return actors
    wide = index.facets["municipality"].wide
    return tuple(actor for actor in actors if not wide[index.columns.find(actor)])


def _units(index: Index, actors: Collection[Id]) -> dict[Id, tuple[Id, ...]]:
    """By actor what it offers."""
    slots = {index.columns.find(actor): actor for actor in actors}
    chosen = np.zeros(index.size, np.bool_)
    chosen[list(slots)] = True
    services: defaultdict[Id, list[Id]] = defaultdict(list)
    for slot in np.flatnonzero(index.shown & chosen[index.owner] & ~chosen).tolist():
        services[slots[int(index.owner[slot])]].append(index.id(slot))
    return {actor: tuple(services[actor]) for actor in actors}


def _none(store: GraphStore, index: Index, code: str) -> Mapping[str, str]:
    """The kinds of which the municipality knows that it has none, for nobody, and since when."""
    absent = index.terms.marked(NodeKind.ASKED_STATE, "counts_as_gap")
    edges: Iterable[Edge] = store.edges([area_id(code)], kinds=[EdgeKind.ASKED], way=Way.OUT)
    return {
        code_of(edge.dst): edge.text("asked_on")
        for edge in edges
        if not edge.text("group") and edge.text("state") in absent
    }


def _line(wanted: Wanted, present: _Present, kit: Node | None, none: Mapping[str, str]) -> StartLine:
    state = State.READY if present.reached else State.NONE if wanted.kind in none else State.NO_CONTACT
    unfilled = next((node for node in (*present.silent, kit) if node is not None), None)
    return StartLine(
        kind=wanted.kind,
        weight=wanted.weight,
        groups=wanted.groups,
        reason=wanted.reason,
        state=state,
        actors=tuple(map(_link, present.reached)),
        fill=None if unfilled is None or present.reached else _link(unfilled),
        asked=none.get(wanted.kind, ""),
    )


def _link(node: Node) -> Link:
    return Link(node.id, node.text("name"), node.text("kind"))
