"""What can be edited of an actor: itself, its services and its contact points, each a thing with items.

An item is a field of the registry, or the relations of one kind, called as files call them. Whether a change
of it is shown at once is data: the columns ``by_link`` and ``by_editor`` of the table ``shelf_life``. Where a
place lies, whom somebody works with and who may see what are no items: these are the coordinator's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from graphdb.cards.card import is_fictional
from graphdb.concurrency.stable import stable
from graphdb.directory.profile.material import Material, gather
from graphdb.fields.field import Field, Sort
from graphdb.fields.registry import FIELDS, Kind, family, field_of, is_open, member
from graphdb.freshness.shelf_life import RELATED
from graphdb.model import EDGES, VISIBILITY, Edge, EdgeKind, Id, Node, NodeKind, Value, code_of, is_public
from graphdb.store import GraphStore, Way
from graphdb.visibility.seen import only_for
from graphdb.vocabulary.catalogue import Vocabulary

CLOSED: Final = "defunct"
_ENTITIES: Final[Mapping[NodeKind, str]] = {
    NodeKind.ACTOR: "actor",
    NodeKind.SERVICE: "service",
    NodeKind.CONTACT_POINT: "contact",
}
_NOT_EDITED: Final = frozenset({VISIBILITY, "secret_address", "source", "other_facts", "other_terms"})
_AS: Final[Mapping[str, str]] = dict.fromkeys(("temporary_from", "temporary_to"), "temporary_text")
"""Fields that go with another one, whose row they share."""


@dataclass(frozen=True, slots=True)
class Item:
    """What can be edited of a thing. ``value`` is as stored, None for nothing; of relations their codes.

    ``field`` is its row, None of relations (``relation`` is their kind). ``options`` are the codes to choose
    from. ``live``: a change is shown at once; ``marked``: and is marked until the coordinator has seen it.
    """

    name: str
    value: Value | None
    field: Field | None = None
    relation: EdgeKind | None = None
    options: tuple[str, ...] = ()
    live: bool = False
    marked: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """Those of the relations that stand."""
        return self.value if isinstance(self.value, tuple) else ()


@dataclass(frozen=True, slots=True)
class Thing:
    """The actor, a service or a contact point; ``edges`` are its relations that can be edited, by id.

    ``only_for``: whom it is for where that is not everybody. Of such a thing there are only the items whose
    changes are shown at once, unmarked: what waits for the coordinator is read from what is public.
    """

    node: Node
    name: str
    items: Mapping[str, Item]
    edges: Mapping[Id, Edge]
    only_for: str = ""


@dataclass(frozen=True, slots=True)
class Editable:
    """All things of an actor, itself first, as of a ``version`` of the data; ``units`` are its parts."""

    actor: Node
    version: int
    things: Mapping[Id, Thing]
    units: tuple[tuple[Id, str], ...]
    terms: Vocabulary
    fictional: bool


def editable(store: GraphStore, actor: Id, now: datetime) -> Editable:
    """What can be edited of an actor, of what the store shows. Raises NotFound when it is not there."""
    material = stable(store, lambda status: gather(store, status, actor, now), strict=False)
    services = (edge.dst for edge in material.edges(material.actor.id, EdgeKind.OFFERS))
    offered = [material.nodes[one] for one in services if one in material.nodes]
    running = [service for service in offered if service.text("status") != CLOSED]
    owners = (material.actor, *running)
    things = [_thing(material, owner, owner) for owner in owners]
    things += [_thing(material, owner, point) for owner in owners for point in material.points(owner.id)]
    return Editable(
        actor=material.actor,
        version=material.index.version,
        things={thing.node.id: thing for thing in things},
        units=_units(material),
        terms=material.terms,
        fictional=is_fictional(material.actor),
    )


def _units(material: Material) -> tuple[tuple[Id, str], ...]:
    edges = [edge for edge in material.into if edge.kind is EdgeKind.PART_OF]
    parts = material.links(edges, Way.IN)
    return tuple((part.id, part.name) for part in parts)


def _thing(material: Material, owner: Node, node: Node) -> Thing:
    rows = rows_of(material.terms, node.kind)
    edges = {edge.id: edge for kind in RELATED for edge in _public(material, node, kind)}
    items = {item.name: item for item in (*_fields(material, node, rows), *_relations(material, node, rows))}
    name = node.text("role") if node.kind is NodeKind.CONTACT_POINT else node.text("name")
    seen_by = only_for(material.actor, owner, node)
    if seen_by:
        items = {name: replace(item, marked=False) for name, item in items.items() if item.live}
    return Thing(node, name, items, edges, seen_by)


def _public(material: Material, node: Node, kind: EdgeKind) -> list[Edge]:
    return [edge for edge in material.edges(node.id, kind) if is_public(edge) and not only_for(edge)]


def _fields(material: Material, node: Node, rows: Mapping[str, Node]) -> Iterator[Item]:
    dates = {row.dated_by for row in FIELDS[node.kind].values()}
    for row in FIELDS[node.kind].values():
        if row.name in _NOT_EDITED | dates or not is_open(FIELDS[node.kind], row.name):
            continue
        if row.payers and row.name not in node.props and not _pays(material):
            continue
        live, marked = _liveness(rows.get(_AS.get(row.name, row.name)))
        for name in _names(material, row):
            field = field_of(node.kind, name)
            options = _options(material, field)
            yield Item(name, node.props.get(name), field, None, options, live, marked)


def _pays(material: Material) -> bool:
    kind = material.terms.find(NodeKind.ACTOR_TYPE, material.actor.text("kind"))
    return kind is not None and kind.flag("pays_only")


def _names(material: Material, row: Field) -> Iterator[str]:
    """The field's own name; of a family that of each question."""
    if row.sort is not Sort.ANSWERS:
        yield row.name
    elif row.terms is not None:
        yield from (member(row.name, term.text("code")) for term in _terms(material, row.terms))


def _options(material: Material, field: Field) -> tuple[str, ...]:
    if field.sort is not Sort.CODE:
        return ()
    if field.terms is None:
        return field.choices
    return tuple(term.text("code") for term in _terms(material, field.terms))


def _terms(material: Material, kind: NodeKind) -> tuple[Node, ...]:
    return material.terms.list_terms(kind, material.today)


def _relations(material: Material, node: Node, rows: Mapping[str, Node]) -> Iterator[Item]:
    for kind, name in RELATED.items():
        ends = {dst for src, relation, dst in EDGES if relation is kind and src is node.kind}
        if not ends or NodeKind.PLACE in ends:
            continue
        live, marked = _liveness(rows.get(name))
        edges = _public(material, node, kind)
        codes = tuple(one.code for one in material.labelled({code_of(edge.dst) for edge in edges}))
        (end,) = ends
        there = (
            [code_of(area.id) for area in material.terms.municipalities(material.today)]
            if end is NodeKind.AREA
            else [term.text("code") for term in _terms(material, end)]
        )
        options = tuple(dict.fromkeys((*there, *codes)))
        yield Item(name, codes or None, None, kind, options, live, marked)


def rows_of(terms: Vocabulary, kind: Kind) -> Mapping[str, Node]:
    """The rows of the table for a kind of thing, by field."""
    rows = terms.terms.get(NodeKind.SHELF_LIFE, {}).values()
    entity = _ENTITIES.get(kind) if isinstance(kind, NodeKind) else None
    return {row.text("field"): row for row in rows if row.text("entity") == entity}


def liveness(terms: Vocabulary, kind: Kind, name: str) -> tuple[bool, bool] | None:
    """What ``Item`` says of a field, as (live, marked); None of one that its own people do not edit."""
    if name in _NOT_EDITED or not isinstance(kind, NodeKind) or kind not in _ENTITIES:
        return None
    return _liveness(rows_of(terms, kind).get(_AS.get(family(name), family(name))))


def _liveness(row: Node | None) -> tuple[bool, bool]:
    """Whether a change is shown at once, and whether it is marked then."""
    if row is None:
        return False, False
    return row.flag("by_link") or row.flag("by_editor"), not row.flag("by_link")
