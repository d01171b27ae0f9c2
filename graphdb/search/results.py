"""What a search answers: plain values in the order a page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphdb.cards.card import Card
from graphdb.message import Message, Text
from graphdb.model import Id
from graphdb.search.index.readmodel import Filters


@dataclass(frozen=True, slots=True)
class Coded:
    """A code and what to call it in Danish."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A service of the actor; ``confirmed_on``: the newest day on which any of it was confirmed, or ""."""

    id: Id
    name: str
    confirmed_on: str = ""


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """Whom to ring at once when the words are of violence."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One actor in a result. ``whom`` are the risk groups it or its services reach, ``areas`` what it serves.

    Where ``service`` is there, the opening and number on its card and ``access`` are that service's alone, or
    the actor's own where the service says none; else those of the actor and its services together.
    ``municipality`` is that of its address (of the area it serves when it has only one; "" if neither says).
    ``service`` is the one that fits what was asked for best, ``street`` where it is, when others have the
    same name. ``circumstances``: what it answers to those that the words say ("Hund må komme med").
    ``past``: of its ways in, groups and areas, and of the hours that tell whether it is open
    (``opening_hours``, whoever of those shown has these), those past their shelf life, as on the card.
    """

    card: Card
    municipality: str
    access: tuple[str, ...]
    whom: tuple[str, ...]
    areas: tuple[str, ...]
    why: tuple[Message, ...]
    service: Offered | None
    street: str
    circumstances: tuple[Message, ...]
    past: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Something that does exist when a search found no actor: ``text`` says what was changed.

    ``items`` are its first hits, at most three, in order.
    """

    text: Text
    filters: Filters
    total: int
    items: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """One page of a search. ``total`` counts actors; ``facets`` is filter -> code -> number of actors.

    ``concepts`` is what the words were understood as. When ``total`` is 0, ``suggestion`` is the nearest
    spelling that finds an actor (or None) and ``elsewhere`` is what does exist, nearest first.
    ``partly``: no actor has all words, and these have some of the concepts. ``situations`` are what the words
    point to, best first; ``violence``: they are of violence, and ``crisis_lines`` are to be shown with 112.
    ``age`` is one that the words say and that no filter asks for, in years; ``circumstances`` are the
    questions to services (exclusions) that the words concern: who lets in comes first, who does not last.
    """

    version: int
    total: int
    page: int
    per_page: int
    facets: Mapping[str, Mapping[str, int]]
    concepts: tuple[Coded, ...]
    items: tuple[Hit, ...]
    suggestion: str | None = None
    elsewhere: tuple[Alternative, ...] = ()
    partly: bool = False
    situations: tuple[Coded, ...] = ()
    violence: bool = False
    crisis_lines: tuple[CrisisLine, ...] = ()
    age: int | None = None
    circumstances: tuple[Coded, ...] = ()
