"""Which search entries a change touches, and what they consist of in the view that follows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from operator import attrgetter
from typing import Final

from graphdb.identity.placeholder import APART, is_placeholder, of_start_kit
from graphdb.model import EDGES, ENTRY_KINDS, Edge, EdgeKind, Entry, Id, Node, NodeKind, code_of
from graphdb.search import entries
from graphdb.store import Readable, Way
from graphdb.value import Later
from graphdb.writing.overlay import After

PLACES: Final = "place:"
_by_id: Final = attrgetter("id")
_APART: Final = {EdgeKind.OFFERS, EdgeKind.RELATES, EdgeKind.CONTACTED_AT}
"""Relations that no entry is made of."""
_EDGES: Final = tuple(sorted({kind for src, kind, _ in EDGES if src in ENTRY_KINDS} - _APART))


_MadeOf = tuple[Node, list[Edge], Id, bool]
"""Of an entry: the node, the relations that leave it, whose it is, and whether it is a placeholder."""


def prepare(view: After, ids: Collection[Id]) -> Later[Entry]:
    """The search entries of those of ``ids`` that are actors or services, in id order.

    What they consist of is read now; they are put together when they are written.
    """
    nodes = {one: node for one, node in view.get(ids).items() if entries.is_entry(node)}
    out: defaultdict[Id, list[Edge]] = defaultdict(list)
    for edge in view.edges(nodes.keys(), _EDGES, Way.OUT):
        out[edge.src].append(edge)
    services = [one for one, node in nodes.items() if node.kind is NodeKind.SERVICE]
    owners = {
        edge.dst: edge.src for edge in sorted(view.edges(services, [EdgeKind.OFFERS], Way.IN), key=_by_id)
    }
    places = {e.dst for edges in out.values() for e in edges if e.kind is EdgeKind.LOCATED_AT}
    towns = {
        edge.src: code_of(edge.dst) for edge in sorted(view.edges(places, [EdgeKind.IN], Way.OUT), key=_by_id)
    }
    standing = view.get(places)
    placeholders = _placeholders(view, nodes, out)
    made_of = [(nodes[one], out[one], owners.get(one, one), one in placeholders) for one in sorted(nodes)]
    return Later(tuple(sorted(nodes)), partial(_put_together, towns, standing), made_of)


def _put_together(towns: Mapping[Id, str], places: Mapping[Id, Node], made_of: _MadeOf) -> Entry:
    node, out, actor, placeholder = made_of
    return entries.prepare(node, out, actor=actor, towns=towns, places=places, placeholder=placeholder)


def _placeholders(view: After, nodes: Mapping[Id, Node], out: Mapping[Id, list[Edge]]) -> frozenset[Id]:
    """Those of the actors of which the start kit alone says anything."""
    named = {actor: node for actor, node in nodes.items() if of_start_kit(actor)}
    if not named:
        return frozenset()
    related = {actor: list(out[actor]) for actor in named}
    for edge in view.edges(named.keys(), APART, Way.OUT):
        related[edge.src].append(edge)
    return frozenset(actor for actor, node in named.items() if is_placeholder(node, related[actor]))


def affected(store: Readable, nodes: Mapping[Id, Node | None], edges: Iterable[Edge]) -> set[Id]:
    """Whose search entry may differ: what changed itself, or in a relation, or stands at a changed place."""
    entry_ids = {one for one, node in nodes.items() if node is not None}
    places = {one for one in nodes if one.startswith(PLACES)}
    for edge in edges:
        if edge.kind is EdgeKind.IN and edge.src.startswith(PLACES):
            places.add(edge.src)
        if edge.kind in _EDGES:
            entry_ids.add(edge.src)
        elif edge.kind is EdgeKind.OFFERS:
            entry_ids.add(edge.dst)  # whose it is; the actor's own entry says nothing of its services
        if edge.kind in APART and of_start_kit(edge.src):
            entry_ids.add(edge.src)  # it may be a placeholder no more
    if places:
        located = store.edges(places, kinds=[EdgeKind.LOCATED_AT], way=Way.IN, withheld=True)
        entry_ids |= {edge.src for edge in located}
    return entry_ids
