"""What is shown of an actor or service wherever it stands: whom to ring, is it open, how old is that."""

from datetime import datetime
from typing import Final

from graphdb.hours import open_state
from graphdb.index.readmodel import a_year_before
from graphdb.model import Node
from graphdb.schema import ContactPoint

PUBLIC: Final = "public"
CLOSED: Final = "Midlertidigt lukket."
_DEMO: Final = "demo"


def contacts(node: Node) -> tuple[ContactPoint, ...]:
    """The public contact points of an actor."""
    held = (ContactPoint.parse(text) for text in node.items("contacts"))
    return tuple(point for point in held if point.visibility == PUBLIC)


def phone(node: Node) -> str:
    """The number to ring: its own, else that of the first public contact point."""
    return node.text("phone") or next((point.phone for point in contacts(node) if point.phone), "")


def temporary(node: Node, today: str) -> str:
    """What is different today, "" when nothing is."""
    text, since, until = (node.text(f"temporary_{name}") for name in ("text", "from", "to"))
    if text and since <= today and (not until or today <= until):
        return text
    return CLOSED if node.text("status") == "temporarily_closed" else ""


def open_now(hours: str, now: datetime, *, altered: bool) -> bool | None:
    """Whether these hours say open; None without hours, and while something else holds than what they say."""
    return open_state(hours, now).open if hours and not altered else None


def confirmed_on(node: Node) -> str:
    """The newest day somebody confirmed anything about it."""
    return max((origin.confirmed_on for origin in node.prov.values()), default="")


def is_stale(day: str, today: str) -> bool:
    """True when the day is more than twelve months back, or not known."""
    return day < a_year_before(today)


def is_demo(source: str) -> bool:
    """True for the openly fictional sources ``demo`` and ``demo-…``."""
    return source == _DEMO or source.startswith(f"{_DEMO}-")


def is_fictional(node: Node) -> bool:
    """True when any of it is example data."""
    return any(is_demo(origin.source) for origin in node.prov.values())
