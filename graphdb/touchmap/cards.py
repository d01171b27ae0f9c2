"""What is shown of an actor or service: name, telephone, whether it is open, what changed for a while."""

from dataclasses import dataclass, replace
from datetime import datetime

from graphdb import shown
from graphdb.model import Id, Node


@dataclass(frozen=True, slots=True)
class Card:
    """``open_now`` is None without hours and during a change; ``temporary`` is "" unless one holds today."""

    id: Id
    name: str
    kind: str
    phone: str
    open_now: bool | None
    confirmed_on: str
    temporary: str
    closed: bool
    demo: bool
    note: str = ""
    how_to_apply: str = ""


def card(node: Node, now: datetime, today: str) -> Card:
    """The card of an actor or service as it stands at ``now``."""
    opening = node.text("phone_hours") or node.text("opening_hours")
    closed = node.text("status") == "temporarily_closed"
    changed = shown.temporary(node, today)
    return Card(
        id=node.id,
        name=node.text("name"),
        kind=node.text("kind"),
        phone=shown.phone(node),
        open_now=False if closed else shown.open_now(opening, now, altered=bool(changed)),
        confirmed_on=shown.confirmed_on(node),
        temporary=changed,
        closed=closed,
        demo=shown.is_fictional(node),
        how_to_apply=node.text("how_to_apply"),
    )


def reachable(one: Card, above: Card | None) -> Card:
    """The card, with the telephone of what it is part of when it has none itself."""
    if one.phone or above is None or not above.phone:
        return one
    return replace(one, phone=above.phone, open_now=above.open_now, note=f"Nummeret er til {above.name}.")
