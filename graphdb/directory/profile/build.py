"""``profile(store, id, now=...)``: everything about one actor, put together."""

from collections.abc import Collection
from datetime import datetime

from graphdb.concurrency.stable import stable
from graphdb.directory.profile.answer import RELATIONS, Profile
from graphdb.directory.profile.lines import areas_of, reached, relations, served_by, services
from graphdb.directory.profile.material import Material, gather, gather_many
from graphdb.fields.actor import WHEREABOUTS
from graphdb.model import EdgeKind, Id
from graphdb.search.results import Coded
from graphdb.store import GraphStore, Way
from graphdb.visibility.seen import values_of


def profile(
    store: GraphStore, actor: Id, *, now: datetime, page: int = 1, per_page: int = RELATIONS
) -> Profile:
    """The whole entry of an actor, in three calls to the store. Raises NotFound.

    ``page`` and ``per_page``: which of its relations and parts; a page after the last one has none.
    """
    material = stable(store, lambda status: gather(store, status, actor, now), strict=False)
    return _profile(material, page, per_page)


def profiles(
    store: GraphStore, actors: Collection[Id], *, now: datetime, kinds: Collection[EdgeKind] = ()
) -> dict[Id, Profile]:
    """The entries of several actors, in three calls to the store; unknown ids are left out.

    ``kinds``: only these relations of theirs, where the others are not wanted.
    """
    gathered = stable(store, lambda status: gather_many(store, status, actors, now, kinds), strict=False)
    return {actor: _profile(material) for actor, material in gathered.items()}


def _profile(material: Material, page: int = 1, per_page: int = RELATIONS) -> Profile:
    node = material.actor
    secret = material.index.is_secret(node.id)
    hidden = WHEREABOUTS if secret else frozenset()
    served = served_by(material, node.id)
    areas = areas_of(material, served)
    towns = _towns(material)
    related = relations(material)
    parts = material.links((edge for edge in material.into if edge.kind is EdgeKind.PART_OF), Way.IN)
    parents = material.links(material.edges(node.id, EdgeKind.PART_OF), Way.OUT)
    shown = slice((page - 1) * per_page, page * per_page)
    return Profile(
        version=material.index.version,
        card=material.card(node),
        description=node.text("description"),
        status=node.text("status"),
        secret=secret,
        hours=node.text("phone_hours"),
        cvr=node.text("cvr"),
        budget_area=next(iter(material.labelled(node.items("budget_area"))), None),
        contacts=material.contacts(node.id),
        municipality=towns[0] if towns else areas[0] if len(areas) == 1 else None,
        areas=areas if served else towns,
        served=served,
        risk_groups=reached(material),
        services=services(material),
        relations=related[shown],
        parent=next(iter(parents), None),
        parts=parts[shown],
        places=material.places(node),
        spoilt=material.spoilt(node),
        read_at=node.text("source"),
        page=page,
        per_page=per_page,
        relations_total=len(related),
        parts_total=len(parts),
        placeholder=material.index.is_placeholder(node.id),
        sources=material.origins(node),
        values={name: value for name, value in values_of(node).items() if name not in hidden},
    )


def _towns(material: Material) -> tuple[Coded, ...]:
    """The municipalities of the addresses: known even when the address itself is secret."""
    places = [edge.dst for edge in material.edges(material.actor.id, EdgeKind.LOCATED_AT)]
    return tuple(dict.fromkeys(one for place in places for one in material.coded(place, EdgeKind.IN)))
