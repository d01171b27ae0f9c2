"""What a search answers: plain values in the order a page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

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
    """A service of the actor."""

    id: Id
    name: str


@dataclass(frozen=True, slots=True)
class Opening:
    """Open now or not, None when that cannot be told; ``until`` is when that changes, in Danish time.

    ``place`` names which of several places is open, or opens first; "" when it has hours of its own.
    """

    state: bool | None
    until: datetime | None
    place: str


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """Whom to ring at once when the words are of violence."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One actor in a result. ``whom`` are the risk groups it or its services reach, ``areas`` what it serves.

    ``municipality`` is the municipality of its address (of the area it serves when it has only one; "" when
    neither says). ``open_now`` is None when no hours are known. ``temporary`` is "" unless a change holds
    today. ``demo``: openly fictional. ``source`` is the id of the source whose
    entry it is; ``confirmed_on`` is "" when it was never confirmed, ``stated_on`` when it was stated.
    ``phone_note`` says whose number it is when it is not the actor's own. ``open_until`` is when ``open_now``
    changes, None when it does not or that cannot be told, ``open_place`` at which of several places.
    ``service`` is the one that fits what was asked for
    best, ``street`` where it is, when others have the same name.
    """

    id: Id
    name: str
    kind: str
    municipality: str
    phone: str
    access: tuple[str, ...]
    whom: tuple[str, ...]
    areas: tuple[str, ...]
    confirmed_on: str
    stale: bool
    temporary: Text
    open_now: bool | None
    why: tuple[Message, ...]
    demo: bool
    stated_on: str = ""
    source: str = ""
    phone_note: Text = ""
    website: str = ""
    open_until: datetime | None = None
    open_place: str = ""
    service: Offered | None = None
    street: str = ""

    @property
    def open(self) -> Opening:
        """Whether it is open, and until when."""
        return Opening(self.open_now, self.open_until, self.open_place)


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
