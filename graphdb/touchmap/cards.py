"""What is shown of an actor or service: name, telephone, whether it is open, what changed for a while."""

from dataclasses import dataclass, replace
from datetime import datetime

from graphdb import hours
from graphdb.model import Id, Node
from graphdb.overview import is_demo


@dataclass(frozen=True, slots=True)
class Card:
    """``open_now`` is None when no hours are known; ``temporary`` is "" unless something is changed today."""

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
    name = node.prov.get("name")
    return Card(
        id=node.id,
        name=node.text("name"),
        kind=node.text("kind"),
        phone=node.text("phone"),
        open_now=False if closed else hours.open_state(opening, now).open if opening else None,
        confirmed_on=max((one.confirmed_on for one in node.prov.values()), default=""),
        temporary=_temporary(node, today) or ("Midlertidigt lukket." if closed else ""),
        closed=closed,
        demo=name is not None and is_demo(name.source),
        how_to_apply=node.text("how_to_apply"),
    )


def reachable(one: Card, above: Card | None) -> Card:
    """The card, with the telephone of what it is part of when it has none itself."""
    if one.phone or above is None or not above.phone:
        return one
    return replace(one, phone=above.phone, open_now=above.open_now, note=f"Nummeret er til {above.name}.")


def _temporary(node: Node, today: str) -> str:
    text, since, until = (node.text(f"temporary_{name}") for name in ("text", "from", "to"))
    holds = bool(text) and (not since or since <= today) and (not until or today <= until)
    return text if holds else ""
