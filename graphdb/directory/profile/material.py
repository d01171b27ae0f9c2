"""All that is read from the store about one actor, in three or four calls, and what is derived from it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from graphdb.cards.card import NO_CONTACT, Card, Phase, card, phase, temporary
from graphdb.cards.contact_points import first_to_ring, in_order
from graphdb.directory.profile.answer import Contact, Link, Origin, PlaceLine
from graphdb.directory.sources import source_title
from graphdb.fields.contact_point import PERSON
from graphdb.fields.registry import Kind
from graphdb.fields.schedules import Schedule, opening, schedules
from graphdb.freshness.shelf_life import ShelfLives, confirmations, shelf_lives
from graphdb.history.departed import no_actor
from graphdb.language.text import danish_sort_key
from graphdb.model import Edge, EdgeKind, Id, Node, NodeKind, Provenance, code_of, is_public
from graphdb.search import index as indexes
from graphdb.search.index.readmodel import Index
from graphdb.search.results import Coded
from graphdb.search.search import local_day
from graphdb.store import GraphStore, Status, Way
from graphdb.visibility.seen import only_for
from graphdb.vocabulary.catalogue import Vocabulary

_OF_SERVICES: Final = (
    EdgeKind.SERVES,
    EdgeKind.REACHES,
    EdgeKind.MEETS,
    EdgeKind.USES,
    EdgeKind.UNDER,
    EdgeKind.VIA,
    EdgeKind.LOCATED_AT,
    EdgeKind.CONTACTED_AT,
    EdgeKind.IN,
)


@dataclass(frozen=True, slots=True)
class Material:
    """The actor, everything one relation away, its services' own relations, and where its places lie."""

    index: Index
    now: datetime
    actor: Node
    nodes: Mapping[Id, Node]
    out: Mapping[Id, tuple[Edge, ...]]
    into: tuple[Edge, ...]
    lives: ShelfLives

    @property
    def terms(self) -> Vocabulary:
        """The vocabulary the index was built with."""
        return self.index.terms

    @property
    def today(self) -> str:
        """The day it is in Denmark, ISO."""
        return self.index.today

    def edges(self, src: Id, kind: EdgeKind) -> list[Edge]:
        """The relations of a kind that leave a node, in id order."""
        return [edge for edge in self.out.get(src, ()) if edge.kind is kind]

    def coded(self, src: Id, kind: EdgeKind) -> tuple[Coded, ...]:
        """The terms or areas a node is linked to by a kind of relation, in Danish order."""
        return self.labelled(code_of(edge.dst) for edge in self.edges(src, kind))

    def labelled(self, codes: Iterable[str]) -> tuple[Coded, ...]:
        """Codes with their labels, in Danish order."""
        coded = {Coded(code, self.terms.label(code)) for code in codes}
        return tuple(sorted(coded, key=lambda one: (danish_sort_key(one.label), one.code)))

    def origin(self, prov: Provenance | None, kind: Kind, name: str) -> Origin | None:
        """Where a fact comes from, with the title of the source, and whether it is past its shelf life."""
        if prov is None:
            return None
        title = source_title(prov.source, self.index.titles)
        stale = self.lives.of(kind, name).past(prov.confirmed_on)
        return Origin(prov.source, title, prov.stated_on, prov.confirmed_on, stale)

    def origins(self, item: Node) -> dict[str, Origin]:
        """Field -> where it comes from."""
        origins = {name: self.origin(prov, item.kind, name) for name, prov in sorted(item.prov.items())}
        return {name: origin for name, origin in origins.items() if origin is not None}

    def spoilt(self, item: Node) -> tuple[str, ...]:
        """The fields of an actor or service that make its entry stale."""
        return self.lives.spoilt(item.kind, confirmations(item, self.out.get(item.id, ())))

    def link(self, actor: Node, *by: Edge) -> Link:
        """Another actor, to link to; ``by``: the relation that says so, where nothing else is shown of it."""
        return Link(actor.id, actor.text("name"), actor.text("kind"), only_for(actor, *by))

    def links(self, edges: Iterable[Edge], way: Way) -> tuple[Link, ...]:
        """The actors that relations lead to, or come from, in Danish order; who is not there is left out."""
        by = {edge.dst if way is Way.OUT else edge.src: edge for edge in edges}
        links = [self.link(self.nodes[one], edge) for one, edge in by.items() if one in self.nodes]
        return tuple(sorted(links, key=lambda link: (danish_sort_key(link.name), link.id)))

    def points(self, owner: Id) -> tuple[Node, ...]:
        """The contact points of the actor, a service or a place, in order."""
        return in_order(self.edges(owner, EdgeKind.CONTACTED_AT), self.nodes).get(owner, ())

    def contacts(self, owner: Id) -> tuple[Contact, ...]:
        """They as they are shown: a person is named to the last day and no longer."""
        return tuple(map(self._contact, self.points(owner)))

    def _contact(self, point: Node) -> Contact:
        until = point.text("person_until")
        named = not until or self.today <= until
        kind = self.terms.find(NodeKind.NUMBER_KIND, point.text("number_kind"))
        return Contact(
            id=point.id,
            role=point.text("role"),
            phone=point.text("phone"),
            number_kind=point.text("number_kind"),
            extension=point.text("extension"),
            email=point.text("email"),
            hours=point.text("hours"),
            note=point.text("note"),
            person=point.text("person") if named else "",
            text_only=kind is not None and kind.flag("text_only"),
            sources={name: one for name, one in self.origins(point).items() if named or name not in PERSON},
            only_for=only_for(point),
        )

    def located(self, src: Id) -> list[tuple[Edge, Node | None]]:
        """Where the actor or a service is, each place with the relation that says so."""
        return [(edge, self.nodes.get(edge.dst)) for edge in self.edges(src, EdgeKind.LOCATED_AT)]

    def card(self, item: Node) -> Card:
        """The card of the actor or a service; what is different with an actor is so with all it offers."""
        holds = not temporary(self.actor, self.today)
        shown = card(
            item,
            self.now,
            self.lives,
            hours=schedules(item, self.located(item.id)) if holds else (),
            point=first_to_ring(self.points(item.id), self.terms),
            stale=self.index.is_stale(item.id),
            out=self.out.get(item.id, ()),
        )
        return replace(shown, temporary=NO_CONTACT) if self.index.is_placeholder(item.id) else shown

    def _holds(self, item: Node) -> bool:
        """Whether an actor or service is as it is said to be today."""
        altered = temporary(item, self.today) or temporary(self.actor, self.today)
        return not altered and phase(item, self.today) is Phase.RUNNING

    def places(self, item: Node) -> tuple[PlaceLine, ...]:
        """The addresses of the actor or a service; none when the actor's address is secret."""
        if self.index.is_secret(self.actor.id):
            return ()
        holds = self._holds(item)
        located = self.located(item.id)
        return tuple(self._place(place, edge, holds) for edge, place in located if place is not None)

    def _place(self, node: Node, edge: Edge, holds: bool) -> PlaceLine:
        hours = edge.text("opening_hours")
        own = ((name, edge.prov.get(name)) for name in ("opening_hours", "phone"))
        sources = ((name, self.origin(prov, EdgeKind.LOCATED_AT, name)) for name, prov in own)
        return PlaceLine(
            node.id,
            node.text("address"),
            node.text("postal_code"),
            node.text("city"),
            next(iter(self.coded(node.id, EdgeKind.IN)), None),
            _degrees(node, "lat"),
            _degrees(node, "lon"),
            self.origin(node.prov.get("address"), NodeKind.PLACE, "address"),
            node.flag("step_free") if "step_free" in node.props else None,
            node.text("directions"),
            hours,
            opening([Schedule(hours)], self.now).open_now if holds else None,
            edge.text("phone"),
            {name: origin for name, origin in sources if origin is not None},
            self.contacts(node.id),
            node.text("name"),
            only_for(edge),
        )


def gather(store: GraphStore, status: Status, actor: Id, now: datetime) -> Material:
    """Read it. ``status``: the store's, just asked. Raises NotFound."""
    material = gather_many(store, status, [actor], now).get(actor)
    if material is None:
        raise no_actor(store, actor)
    return material


def gather_many(
    store: GraphStore, status: Status, actors: Collection[Id], now: datetime, kinds: Collection[EdgeKind] = ()
) -> dict[Id, Material]:
    """The same of several actors, still in three calls, or four where services have places of their own.

    Who is not there is left out.

    ``kinds``: only these relations of the actors themselves (none named: all).
    """
    index = indexes.current(store, local_day(now), status)
    if not actors:
        return {}
    near = sorted(store.edges(actors, kinds=kinds), key=lambda edge: edge.id)
    further = _further(store, near)
    if not kinds:
        further |= _at_places(store, further)
    out: dict[Id, list[Edge]] = {}
    for edge in sorted({*near, *further}, key=lambda edge: edge.id):
        out.setdefault(edge.src, []).append(edge)
    ends = {end for edge in (*near, *further) for end in (edge.src, edge.dst)}
    read = store.get(sorted({*actors, *(end for end in ends if not end.startswith(("term:", "area:")))}))
    nodes = {one: node for one, node in read.items() if is_public(node)}
    edges_by_source = {src: tuple(edges) for src, edges in out.items()}
    into: dict[Id, list[Edge]] = {}
    for edge in near:
        into.setdefault(edge.dst, []).append(edge)
    lives = shelf_lives(index.terms, index.today)
    return {
        actor: Material(
            index,
            now,
            nodes[actor],
            nodes,
            edges_by_source,
            tuple(into.get(actor, ())),
            lives,
        )
        for actor in actors
        if actor in nodes and nodes[actor].kind is NodeKind.ACTOR
    }


def _further(store: GraphStore, near: Iterable[Edge]) -> frozenset[Edge]:
    """What leaves the services and places of the actors."""
    ids = [edge.dst for edge in near if edge.kind in (EdgeKind.OFFERS, EdgeKind.LOCATED_AT)]
    return store.edges(ids, kinds=_OF_SERVICES, way=Way.OUT) if ids else frozenset()


def _at_places(store: GraphStore, further: Iterable[Edge]) -> frozenset[Edge]:
    """What leaves the places of services; no call where none has a place of its own."""
    ids = sorted({edge.dst for edge in further if edge.kind is EdgeKind.LOCATED_AT})
    kinds = (EdgeKind.IN, EdgeKind.CONTACTED_AT)
    return store.edges(ids, kinds=kinds, way=Way.OUT) if ids else frozenset()


def _degrees(node: Node, name: str) -> float | None:
    value = node.props.get(name)
    return float(value) if isinstance(value, int | float) else None
