"""Who is missing, which relations ought to be there, and ways by relations that are."""

from collections.abc import Iterator
from typing import Final

from graphdb.model import Edge, EdgeKind, Id, NodeKind
from graphdb.network.routes import routes as find_routes
from graphdb.rules.expectations import STRENGTHS, Need
from graphdb.search.index.columns import NONE
from graphdb.store import GraphStore
from graphdb.touchmap.answer import LinkLine, Missing, MissingLink, Nearest, Partner, Route, Stop
from graphdb.touchmap.candidates import kind_at
from graphdb.touchmap.distance import Found
from graphdb.touchmap.inputs import Scene, expired, said_inside

_MOST_ROUTES: Final = 5
_SOURCES: Final = 3


def missing(scene: Scene) -> tuple[Missing, ...]:
    """Core and expected kinds with nobody, the strongest first, each with the nearest alternative."""
    return tuple(_missing(scene, need, found) for need, found in scene.lacking)


def links(scene: Scene) -> tuple[LinkLine, ...]:
    """How the known actors are linked to each other."""
    known = set(scene.situation.known_actors)
    return tuple(
        LinkLine(
            tie.src,
            scene.name(tie.src),
            tie.dst,
            scene.name(tie.dst),
            tie.text("kind") or str(tie.kind),
            scene.sentence(tie),
        )
        for tie in scene.ties
        if {tie.src, tie.dst} <= known
    )


def missing_links(scene: Scene) -> tuple[MissingLink, ...]:
    """Relations that the passage or a duty asks for, between kinds that are both here; touched first."""
    here = {*scene.pool.here, *scene.touched}
    held = set(_held(scene))
    found: dict[tuple[str, str], MissingLink] = {}
    for src, dst, relation, basis in _needed(scene):
        if src in here and dst in here and src != dst and (src, dst, relation) not in held:
            found.setdefault(
                (src, dst), MissingLink(src, dst, relation, _said(scene, src, dst, relation), basis)
            )
    touched = set(scene.touched)
    return tuple(sorted(found.values(), key=lambda one: -len({one.from_kind, one.to_kind} & touched)))


def routes(store: GraphStore, scene: Scene, likely: tuple[Partner, ...], folded: int) -> tuple[Route, ...]:
    """Ways from who is in touch (else from the one who asks) to who is likely to be needed.

    One call to the store, when there is a way.
    """
    own = (one.id for one in scene.chosen.get(scene.situation.from_kind, ())[:_SOURCES])
    sources = scene.situation.known_actors or tuple(own)
    targets = [one.id for one in likely[:folded] if one.id]
    found = find_routes(store, scene.pool.index, sources, targets, most=_MOST_ROUTES)
    return tuple(_route(scene, path) for path in found)


def _missing(scene: Scene, need: Need, found: Found | None) -> Missing:
    reasons = need.reasons
    if any(kind in scene.pool.other_ages for kind in need.members):
        reasons = (*reasons, "Der er nogen her, men ikke for borgerens alder eller situation.")
    return Missing(
        kind=need.kind,
        label_da=" eller ".join(map(scene.label, need.members)),
        strength=STRENGTHS[need.strength],
        reasons=reasons,
        nearest=None if found is None else _nearest(scene, found),
        any_of=need.members if len(need.members) > 1 else (),
        verified=need.verified,
    )


def _nearest(scene: Scene, found: Found) -> Nearest:
    held = scene.cards.get(found.id)
    return Nearest(
        id=found.id,
        name=scene.name(found.id),
        kind=found.kind,
        municipality=found.municipality,
        municipality_name=scene.label(found.municipality) if found.municipality else "",
        km=found.km,
        phone=held.phone if held else "",
        demo=held.demo if held else False,
    )


def _needed(scene: Scene) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """(from kind, to kind, relation or "" for any, legal basis)."""
    rules, passage = scene.rules, scene.situation.transition
    notify = rules.notify()
    notified = () if notify is None else notify.owed_to
    if passage is not None:
        relation = passage.text("relation_type")
        # Asked for only when there is a child, and only towards who is to be notified.
        about_a_child = relation in rules.vocabulary.marked(NodeKind.RELATION_TYPE, "about_child")
        for src in rules.passage("from_actor_types"):
            for dst in rules.passage("to_actor_types"):
                if not about_a_child or dst in notified:
                    yield src, dst, relation, rules.passage("legal_basis")
    for duty in rules.duties:
        for src in rules.owners(duty):
            for dst in duty.owed_to:
                yield src, dst, "", duty.legal_basis


def _held(scene: Scene) -> Iterator[tuple[str, str, str]]:
    """(from kind, to kind, relation) of every relation that holds; relation "" stands for any, either way."""
    for tie in scene.ties:
        if tie.kind is EdgeKind.RELATES and not expired(tie, scene.situation.today):
            src, dst = scene.pool.kind_of(tie.src), scene.pool.kind_of(tie.dst)
            yield src, dst, tie.text("kind")
            yield src, dst, ""
            yield dst, src, ""


def _said(scene: Scene, src: str, dst: str, relation: str) -> str:
    term = scene.rules.vocabulary.find(NodeKind.RELATION_TYPE, relation) if relation else None
    ends = f"{scene.label(src)} → {scene.label(dst)}"
    if term is None:
        return f"{ends}: vi kender ingen forbindelse mellem dem her."
    words = said_inside(term.text("label_da"), "den anden")
    return f"{ends}: vi kender ingen her, hvor den ene {words}."


def _route(scene: Scene, path: tuple[tuple[Id, Edge | None], ...]) -> Route:
    stops = tuple(
        Stop(one, _kind(scene, one), scene.name(one), "" if tie is None else scene.sentence(tie))
        for one, tie in path
    )
    text = " → ".join(stop.name for stop in stops)
    return Route(stops[-1].id, stops[-1].name, text, stops)


def _kind(scene: Scene, actor: Id) -> str:
    slot = scene.pool.index.columns.find(actor)
    return "" if slot == NONE else kind_at(scene.pool.index, slot)
