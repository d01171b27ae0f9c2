"""What is shown of an actor or service wherever it stands: whom to ring, is it open, how old is that."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from graphdb.message import Text, Words, message
from graphdb.model import Id, Node
from graphdb.opening import Opening, Schedule, opening

_DEMO: Final = "demo"
NATIONAL: Final = "national"
"""The source of the public facts that we ship for the whole country."""


def phone(node: Node, point: Node | None) -> str:
    """The number to ring: its own, else that of the contact point to ring."""
    return node.text("phone") or ("" if point is None else point.text("phone"))


def temporary(node: Node, today: str) -> Text:
    """What is different today, "" when nothing is."""
    text, since, until = (node.text(f"temporary_{name}") for name in ("text", "from", "to"))
    if text and since <= today and (not until or today <= until):
        return Words(text)
    return message("card.closed") if node.text("status") == "temporarily_closed" else ""


class Phase(StrEnum):
    """Where a service is in its life: it is only offered while it runs."""

    AHEAD = "ahead"
    RUNNING = "running"
    ENDED = "ended"


def phase(service: Node, today: str) -> Phase:
    """By its first and last day, both included."""
    if service.text("starts_on") > today:
        return Phase.AHEAD
    last = service.text("ends_on")
    return Phase.ENDED if last and last < today else Phase.RUNNING


def confirmed_on(node: Node) -> str:
    """The newest day on which any fact about it was confirmed."""
    return max((origin.confirmed_on for origin in node.prov.values()), default="")


def stated_on(node: Node) -> str:
    """The newest day a source stated anything about it."""
    return max((origin.stated_on for origin in node.prov.values()), default="")


def source(node: Node) -> str:
    """Whose entry it is: the id of the source that gives it its name, "" when none is known."""
    return node.prov["name"].source if "name" in node.prov else ""


def phone_note(node: Node, point: Node | None) -> Text:
    """What is said beside the number: whose it is, when it is a contact point's and not the actor's own."""
    if node.text("phone") or point is None:
        return ""
    role, extension = Words(point.text("role")), point.text("extension")
    if not extension:
        return message("card.role", role=role)
    return message("card.role_extension", role=role, extension=extension)


def is_demo(source: str) -> bool:
    """True for the openly fictional sources ``demo`` and ``demo-…``."""
    return source == _DEMO or source.startswith(f"{_DEMO}-")


def is_fictional(node: Node) -> bool:
    """True when any of it is example data."""
    return any(is_demo(origin.source) for origin in node.prov.values())


@dataclass(frozen=True, slots=True)
class Card:
    """``open_now`` is None without hours and during a change; ``temporary`` is "" unless one holds today.

    ``open_place`` names which of several places is open, or opens first.
    """

    id: Id
    name: str
    kind: str
    phone: str
    open_now: bool | None
    confirmed_on: str
    temporary: Text
    closed: bool
    demo: bool
    note: Text = ""
    how_to_apply: str = ""
    stated_on: str = ""
    source: str = ""
    open_place: str = ""


def card(node: Node, now: datetime, today: str, hours: Iterable[Schedule], point: Node | None) -> Card:
    """The card of an actor or service as it stands at ``now``; ``hours``: its own, and its places'.

    ``point``: the contact point to ring, where it has no number of its own.
    """
    closed = node.text("status") == "temporarily_closed"
    changed = temporary(node, today)
    state = Opening() if changed else opening(hours, now)
    return Card(
        id=node.id,
        name=node.text("name"),
        kind=node.text("kind"),
        phone=phone(node, point),
        open_now=False if closed else state.open_now,
        open_place=state.place,
        confirmed_on=confirmed_on(node),
        temporary=changed,
        closed=closed,
        demo=is_fictional(node),
        note=phone_note(node, point),
        how_to_apply=node.text("how_to_apply"),
        stated_on=stated_on(node),
        source=source(node),
    )


def reachable(one: Card, above: Card | None) -> Card:
    """The card, with the telephone of what it is part of when it has none itself."""
    if one.phone or above is None or not above.phone:
        return one
    return replace(
        one,
        phone=above.phone,
        open_now=above.open_now,
        open_place=above.open_place,
        note=message("card.number_of", name=above.name),
    )
