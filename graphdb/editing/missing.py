"""What an entry lacks most for those who read it, in at most three sentences: no score and no ranking."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from graphdb.concurrency.stable import stable
from graphdb.confirming.questions import services
from graphdb.directory.profile.material import Material, gather
from graphdb.fields.registry import answers
from graphdb.message import Message, message
from graphdb.model import EdgeKind, Id
from graphdb.store import GraphStore

MOST: Final = 3
HOURS: Final = ("opening_hours", "phone_hours")


def missing(store: GraphStore, actor: Id, now: datetime) -> tuple[Message, ...]:
    """What is missing, what spoils a call first. Raises NotFound."""
    material = stable(store, lambda status: gather(store, status, actor, now), strict=False)
    return tuple(_missing(material))[:MOST]


def _missing(material: Material) -> Iterator[Message]:
    actor, offered = material.actor, services(material)
    things = [actor, *offered]
    points = [point for thing in things for point in material.points(thing.id)]
    if not any(thing.text("phone") for thing in (*things, *points)):
        yield message("missing.phone")
    if not offered:
        yield message("missing.services")
    if not any(material.edges(thing.id, EdgeKind.REACHES) for thing in things):
        yield message("missing.groups")
    if offered and not any(material.edges(thing.id, EdgeKind.VIA) for thing in offered):
        yield message("missing.way_in")
    if not any(thing.text(name) for thing in things for name in HOURS):
        yield message("missing.hours")
    if offered and not any(answers(thing.props, "exclusions") for thing in offered):
        yield message("missing.exclusions")
    if not actor.text("description"):
        yield message("missing.description")
