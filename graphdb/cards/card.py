"""What is shown of an actor or service wherever it stands: whom to ring, is it open, how old is that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from weakref import WeakKeyDictionary

from graphdb import model
from graphdb.fields.schedules import Opening, Schedule, opening
from graphdb.freshness.shelf_life import ShelfLives, past
from graphdb.message import Text, Words, message
from graphdb.model import Edge, Id, Node
from graphdb.visibility.seen import only_for
from graphdb.vocabulary.catalogue import Vocabulary

_DEMO: Final = "demo"
_NUMBER: Final = ("phone",)
_HOURS: Final = ("phone_hours", "opening_hours")
NO_CONTACT: Final = message("card.no_contact")
"""What is said of an entry that the start kit alone names."""
NATIONAL: Final = "national"
"""The source of the public facts that we ship for the whole country."""


def phone(node: Node, point: Node | None) -> str:
    """The number to ring: its own, else that of the contact point to ring."""
    return node.text("phone") or ("" if point is None else point.text("phone"))


def temporary(node: Node, today: str) -> Text:
    """What is different today, "" when nothing is."""
    text, until = node.text("temporary_text"), node.text("temporary_to")
    if text and node.text("temporary_from") <= today and (not until or today <= until):
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
    return max([origin.confirmed_on for origin in node.prov.values()], default="")


def stated_on(node: Node) -> str:
    """The newest day a source stated anything about it."""
    return max([origin.stated_on for origin in node.prov.values()], default="")


def source(node: Node) -> str:
    """Whose entry it is: the id of the source that gives it its name, "" when none is known."""
    return node.prov["name"].source if "name" in node.prov else ""


def phone_note(node: Node, point: Node | None) -> Text:
    """What is said beside the number: whose it is, when it is a contact point's and not the actor's own."""
    if node.text("phone") or point is None:
        return ""
    role, extension, whom = Words(point.text("role")), point.text("extension"), only_for(point)
    note = message("card.role_extension", role=role, extension=extension)
    if not extension:
        note = message("card.role", role=role)
    match whom:
        case "":
            return note
        case model.PROFESSIONALS:
            return message("card.for_professionals", note=note)
        case _:
            return message("card.for_municipality", note=note)


def is_demo(source: str) -> bool:
    """True for the openly fictional sources ``demo`` and ``demo-…``."""
    return source == _DEMO or source.startswith(f"{_DEMO}-")


def is_fictional(node: Node) -> bool:
    """True when any of it is example data."""
    return any(map(is_demo, {origin.source for origin in node.prov.values()}))


_fictional: WeakKeyDictionary[Vocabulary, frozenset[str]] = WeakKeyDictionary()


def fictional_areas(terms: Vocabulary) -> frozenset[str]:
    """The codes of the areas that are example data; worked out once for each vocabulary."""
    if terms not in _fictional:
        _fictional[terms] = frozenset(code for code, area in terms.areas.items() if is_fictional(area))
    return _fictional[terms]


@dataclass(frozen=True, slots=True)
class Card:
    """An actor or service as it is shown: the one type that hits, calls, profiles and sheets hold.

    ``phone`` is as kept (E.164 or a short number), "" when there is none; ``phone_note`` says whose number it
    is when it is not its own. ``opening`` knows nothing without hours, and while something else holds today:
    then ``temporary`` says what. ``source`` is the id of the source whose entry it is, ``demo``: any of it is
    openly fictional. ``confirmed_on`` is "" when it was never confirmed; ``stale``: the entry sinks.

    ``past`` are the facts past their shelf life, by field or what files call a relation: the day each was
    last confirmed, "" for never. ``all_past``: that is all of them, so that it is said once, not of each.
    ``only_for``: the entry is for professionals or the own municipality alone; "" when it is for all.
    """

    id: Id
    name: str
    kind: str
    phone: str
    phone_note: Text
    opening: Opening
    email: str
    website: str
    how_to_apply: str
    temporary: Text
    closed: bool
    demo: bool
    source: str
    stated_on: str
    confirmed_on: str
    stale: bool
    past: Mapping[str, str]
    all_past: bool
    only_for: str = ""

    def with_number(self, other: "Card") -> "Card":
        """With the telephone of another card, and what is known of it."""
        days = self._past_by(other, _NUMBER)
        return replace(self, phone=other.phone, phone_note=other.phone_note, past=days)

    def with_hours(self, opening: Opening, other: "Card") -> "Card":
        """With hours that another card has, and what is known of them."""
        return replace(self, opening=opening, past=self._past_by(other, _HOURS))

    def _past_by(self, other: "Card", names: tuple[str, ...]) -> dict[str, str]:
        """The past facts, of these names those of another card."""
        own = {name: day for name, day in self.past.items() if name not in names}
        return own | {name: other.past[name] for name in names if name in other.past}


def card(
    node: Node,
    now: datetime,
    lives: ShelfLives,
    *,
    hours: Iterable[Schedule],
    point: Node | None,
    stale: bool,
    out: Iterable[Edge] = (),
) -> Card:
    """The card of an actor or service at ``now``, on the day of ``lives`` in Denmark; all are made here.

    ``hours``: its own and its places', or none while what it is part of is changed. ``point``: the contact
    point to ring, where it has no number of its own. ``out``: its relations, where these are shown too.
    """
    today = lives.today
    closed, changed = node.text("status") == "temporarily_closed", temporary(node, today)
    days, all_past = past(node, out, lives)
    if point is not None and not node.text("phone"):
        of_number, _ = past(point, (), lives)
        days |= {name: day for name, day in of_number.items() if name in _NUMBER}
    holds = not changed and phase(node, today) is Phase.RUNNING
    return Card(
        id=node.id,
        name=node.text("name"),
        kind=node.text("kind"),
        phone=phone(node, point),
        phone_note=phone_note(node, point),
        opening=opening(hours, now) if holds else Opening(False if closed else None),
        email=node.text("email"),
        website=node.text("website"),
        how_to_apply=node.text("how_to_apply"),
        temporary=changed,
        closed=closed,
        demo=is_fictional(node),
        source=source(node),
        stated_on=stated_on(node),
        confirmed_on=confirmed_on(node),
        stale=stale,
        past=days,
        all_past=all_past,
        only_for=only_for(node),
    )


def reachable(card: Card, above: Card | None) -> Card:
    """The card, with the telephone of what it is part of when it has none itself."""
    if card.phone or above is None or not above.phone:
        return card
    note = message("card.number_of", name=above.name)
    return replace(card.with_number(above).with_hours(above.opening, above), phone_note=note)
