"""The lines of a profile: services, relations both ways, the groups it reaches."""

from collections.abc import Iterable

from graphdb.cards.card import Phase, phase
from graphdb.claims import EXISTS
from graphdb.directory.profile.answer import Reached, RelationLine, Served, ServiceLine
from graphdb.directory.profile.material import Material
from graphdb.freshness.shelf_life import RELATED, no_longer_known
from graphdb.language.text import danish_sort_key
from graphdb.message import Text, message, say
from graphdb.model import Edge, EdgeKind, Id, Node, NodeKind, code_of
from graphdb.search.results import Coded
from graphdb.visibility.seen import only_for, values_of
from graphdb.vocabulary.catalogue import ended


def services(material: Material) -> tuple[ServiceLine, ...]:
    """What the actor offers, in Danish order, last what does not run today; none that is closed down."""
    ids = [
        edge.dst for edge in material.edges(material.actor.id, EdgeKind.OFFERS) if edge.dst in material.nodes
    ]
    lines = [_service(material, material.nodes[one]) for one in ids]
    shown = [line for line in lines if line.status not in ("inactive", "defunct")]
    return tuple(
        sorted(
            shown,
            key=lambda line: (line.phase is not Phase.RUNNING, danish_sort_key(line.card.name), line.card.id),
        )
    )


def _service(material: Material, node: Node) -> ServiceLine:
    formerly = no_longer_known(node, material.lives)
    served = served_by(material, node.id)
    youngest, oldest = node.number("min_age"), node.number("max_age")
    return ServiceLine(
        card=material.card(node),
        description=node.text("description"),
        status=node.text("status"),
        needs=material.coded(node.id, EdgeKind.MEETS),
        risk_groups=material.coded(node.id, EdgeKind.REACHES),
        methods=material.coded(node.id, EdgeKind.USES),
        legal_basis=material.coded(node.id, EdgeKind.UNDER),
        access_routes=material.coded(node.id, EdgeKind.VIA),
        areas=areas_of(material, served),
        min_age=youngest,
        max_age=oldest,
        ages=ages(youngest, oldest),
        hours=node.text("opening_hours"),
        anonymous=node.flag("anonymous"),
        values={name: value for name, value in values_of(node).items() if name not in formerly},
        places=material.places(node),
        sources=material.origins(node),
        lapsed=_lapsed(material, node),
        phase=phase(node, material.today),
        served=served,
        formerly=formerly,
        contacts=material.contacts(node.id),
    )


def served_by(material: Material, one: Id) -> tuple[Served, ...]:
    """The areas an actor or service says it serves, in Danish order, those of ended agreements last."""
    by = NodeKind.ACTOR if one == material.actor.id else NodeKind.SERVICE
    lines = [
        Served(
            code_of(edge.dst),
            ended=bool(edge.text("until")) and edge.text("until") < material.today,
            values=values_of(edge),
            origin=material.origin(edge.prov.get(EXISTS), by, RELATED[edge.kind]),
            only_for=only_for(edge),
        )
        for edge in material.edges(one, EdgeKind.SERVES)
    ]
    label = material.terms.label
    return tuple(sorted(lines, key=lambda line: (line.ended, danish_sort_key(label(line.area)), line.area)))


def areas_of(material: Material, served: Iterable[Served]) -> tuple[Coded, ...]:
    """The areas served today, in Danish order."""
    return material.labelled(line.area for line in served if not line.ended)


def _lapsed(material: Material, service: Node) -> bool:
    under = material.edges(service.id, EdgeKind.UNDER)
    laws = (material.terms.find(NodeKind.LEGAL_BASIS, code_of(edge.dst)) for edge in under)
    known = [ended(law, material.today) for law in laws if law is not None]
    return bool(known) and all(known)


def ages(youngest: int | None, oldest: int | None) -> Text:
    """Age limits in words: "18-25 år", "fra 18 år", "til og med 25 år", "" without any."""
    if youngest is None:
        return "" if oldest is None else message("directory.age_to", oldest=oldest)
    if oldest is None:
        return message("directory.age_from", youngest=youngest)
    return message("directory.ages", youngest=youngest, oldest=oldest)


def relations(material: Material) -> tuple[RelationLine, ...]:
    """Relations to other actors as read from this one, those that hold first, by label and name."""
    out = material.edges(material.actor.id, EdgeKind.RELATES)
    into = [edge for edge in material.into if edge.kind is EdgeKind.RELATES]
    lines = [line for edge in {*out, *into} if (line := _relation(material, edge)) is not None]
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                line.expired,
                danish_sort_key(say(line.label)),
                danish_sort_key(line.other.name),
                line.id,
            ),
        )
    )


def _relation(material: Material, edge: Edge) -> RelationLine | None:
    outgoing = edge.src == material.actor.id
    other = material.nodes.get(edge.dst if outgoing else edge.src)
    if other is None:
        return None
    origin = material.origin(edge.prov.get("exists"), EdgeKind.RELATES, "exists")
    since, until = edge.text("since"), edge.text("until")
    expired = bool(until) and until < material.today
    return RelationLine(
        id=edge.id,
        kind=edge.text("kind"),
        label=material.terms.relation_words(edge.text("kind"), outgoing=outgoing),
        other=material.link(other),
        outgoing=outgoing,
        since=since,
        until=until,
        note=edge.text("note"),
        expired=expired,
        stale=origin is not None and origin.stale,
        origin=origin,
        only_for=only_for(edge, other),
    )


def reached(material: Material) -> tuple[Reached, ...]:
    """The risk groups the actor and its services say they reach, by label; the actor's own word first."""
    reached_groups = [
        _reached(material, edge, "") for edge in material.edges(material.actor.id, EdgeKind.REACHES)
    ]
    for offered in material.edges(material.actor.id, EdgeKind.OFFERS):
        service = material.nodes.get(offered.dst)
        if service is not None and phase(service, material.today) is Phase.RUNNING:
            name = service.text("name")
            reached_groups += [
                _reached(material, edge, name) for edge in material.edges(service.id, EdgeKind.REACHES)
            ]
    return tuple(
        sorted(reached_groups, key=lambda one: (danish_sort_key(one.label), danish_sort_key(one.service)))
    )


def _reached(material: Material, edge: Edge, service: str) -> Reached:
    code = code_of(edge.dst)
    by = NodeKind.SERVICE if service else NodeKind.ACTOR
    origin = material.origin(edge.prov.get("exists"), by, RELATED[edge.kind])
    return Reached(code, material.terms.label(code), edge.text("how"), service, origin, only_for(edge))
