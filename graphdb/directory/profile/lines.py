"""The lines of a profile: services, relations both ways, whom it reaches."""

from graphdb.card import confirmed_on, open_now, stated_on, temporary
from graphdb.directory.profile.answer import Reached, RelationLine, ServiceLine
from graphdb.directory.profile.material import Material
from graphdb.fields.formats import parse_date
from graphdb.fields.hours import describe_hours
from graphdb.freshness.shelf_life import RELATED
from graphdb.language.text import danish_sort_key
from graphdb.model import Edge, EdgeKind, Node, NodeKind, code_of
from graphdb.rules.duties import danish_date
from graphdb.vocabulary.catalogue import ended


def services(held: Material) -> tuple[ServiceLine, ...]:
    """What the actor offers, in Danish order; what is closed down is left out."""
    ids = [edge.dst for edge in held.edges(held.actor.id, EdgeKind.OFFERS) if edge.dst in held.nodes]
    made = [_service(held, held.nodes[one]) for one in ids]
    shown = [line for line in made if line.status not in ("inactive", "defunct")]
    return tuple(sorted(shown, key=lambda line: (danish_sort_key(line.name), line.id)))


def _service(held: Material, node: Node) -> ServiceLine:
    # What is different with an actor is so with all it offers.
    altered = bool(temporary(node, held.today) or temporary(held.actor, held.today))
    youngest, oldest, hours = node.number("min_age"), node.number("max_age"), node.text("opening_hours")
    return ServiceLine(
        id=node.id,
        name=node.text("name"),
        description=node.text("description"),
        status=node.text("status"),
        needs=held.coded(node.id, EdgeKind.MEETS),
        risk_groups=held.coded(node.id, EdgeKind.REACHES),
        methods=held.coded(node.id, EdgeKind.USES),
        legal_basis=held.coded(node.id, EdgeKind.UNDER),
        access_routes=held.coded(node.id, EdgeKind.VIA),
        areas=held.coded(node.id, EdgeKind.SERVES),
        min_age=youngest,
        max_age=oldest,
        ages=ages(youngest, oldest),
        hours=hours,
        hours_text=describe_hours(hours) if hours else "",
        open_now=open_now(hours, held.now, altered=altered),
        phone=node.text("phone"),
        anonymous=node.flag("anonymous"),
        values=dict(node.props),
        places=held.places(node.id),
        confirmed_on=confirmed_on(node),
        stale=held.index.is_stale(node.id),
        sources=held.origins(node),
        stated_on=stated_on(node),
        lapsed=_lapsed(held, node),
    )


def _lapsed(held: Material, service: Node) -> bool:
    under = held.edges(service.id, EdgeKind.UNDER)
    laws = (held.terms.find(NodeKind.LEGAL_BASIS, code_of(edge.dst)) for edge in under)
    known = [ended(law, held.today) for law in laws if law is not None]
    return bool(known) and all(known)


def ages(youngest: int | None, oldest: int | None) -> str:
    """Age limits in words: "18-25 år", "fra 18 år", "til og med 25 år", "" without any."""
    if youngest is None:
        return "" if oldest is None else f"til og med {oldest} år"
    return f"fra {youngest} år" if oldest is None else f"{youngest}-{oldest} år"


def said_date(iso: str) -> str:
    """A day in Danish, "3. maj 2026"; "" for ""."""
    return danish_date(parse_date(iso)) if iso else ""


def relations(held: Material) -> tuple[RelationLine, ...]:
    """Relations to other actors as read from this one, those that hold first, by label and name."""
    out = held.edges(held.actor.id, EdgeKind.RELATES)
    into = [edge for edge in held.into if edge.kind is EdgeKind.RELATES]
    made = [line for edge in {*out, *into} if (line := _relation(held, edge)) is not None]
    return tuple(
        sorted(
            made,
            key=lambda line: (
                line.expired,
                danish_sort_key(line.label),
                danish_sort_key(line.other.name),
                line.id,
            ),
        )
    )


def _relation(held: Material, edge: Edge) -> RelationLine | None:
    outgoing = edge.src == held.actor.id
    other = held.nodes.get(edge.dst if outgoing else edge.src)
    if other is None:
        return None
    kind = held.terms.find(NodeKind.RELATION_TYPE, edge.text("kind"))
    label = edge.text("kind") if kind is None else kind.text("label_da" if outgoing else "inverse_da")
    origin = held.origin(edge.prov.get("exists"), EdgeKind.RELATES, "exists")
    since, until = edge.text("since"), edge.text("until")
    expired = bool(until) and until < held.today
    return RelationLine(
        id=edge.id,
        kind=edge.text("kind"),
        label=label,
        other=held.link(other),
        outgoing=outgoing,
        since=since,
        until=until,
        note=edge.text("note"),
        expired=expired,
        stale=origin is not None and origin.stale,
        text=_sentence(label, since, until, expired),
        origin=origin,
    )


def _sentence(label: str, since: str, until: str, expired: bool) -> str:
    begun = f", siden {said_date(since)}" if since else ""
    ended = f", udløb {said_date(until)}" if expired else f", til {said_date(until)}" if until else ""
    return f"{label}{begun}{ended}"


def reached(held: Material) -> tuple[Reached, ...]:
    """The risk groups the actor and its services say they reach, by label; the actor's own word first."""
    found = [_reached(held, edge, "") for edge in held.edges(held.actor.id, EdgeKind.REACHES)]
    for offered in held.edges(held.actor.id, EdgeKind.OFFERS):
        service = held.nodes.get(offered.dst)
        if service is not None:
            name = service.text("name")
            found += [_reached(held, edge, name) for edge in held.edges(service.id, EdgeKind.REACHES)]
    return tuple(sorted(found, key=lambda one: (danish_sort_key(one.label), danish_sort_key(one.service))))


def _reached(held: Material, edge: Edge, service: str) -> Reached:
    code = code_of(edge.dst)
    by = NodeKind.SERVICE if service else NodeKind.ACTOR
    origin = held.origin(edge.prov.get("exists"), by, RELATED[edge.kind])
    return Reached(code, held.terms.label(code), edge.text("how"), service, origin)
