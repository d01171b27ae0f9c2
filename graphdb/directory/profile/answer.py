"""What a profile answers: plain values in the order a page shows them.

``only_for`` says of each whom it is for, ``professionals`` or ``municipality``, where it is not for all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from graphdb.cards.card import Card, Phase
from graphdb.message import Text
from graphdb.model import Id, Value
from graphdb.search.results import Coded

RELATIONS: Final = 100
"""Relations, and parts, on a page of an entry unless asked otherwise."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact comes from: source id, its title, ISO dates; stale: it is past its shelf life."""

    source: str
    title: Text
    stated_on: str
    confirmed_on: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Another actor, to link to."""

    id: Id
    name: str
    kind: str
    only_for: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach an actor, a service or a place, with the origin of each field.

    ``number_kind`` is a code, ``hours`` OSM syntax. ``text_only``: the number takes no calls.
    """

    id: Id
    role: str
    phone: str
    number_kind: str
    extension: str
    email: str
    hours: str
    note: str
    person: str
    text_only: bool
    sources: Mapping[str, Origin]
    only_for: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """A risk group that is reached; ``how`` in the source's words, ``service`` the name of who does."""

    code: str
    label: str
    how: str
    service: str
    origin: Origin | None
    only_for: str = ""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """An address as shown; never for an actor whose address is secret.

    ``hours`` and ``phone`` are those of this place alone, with their ``sources`` by field.
    """

    id: Id
    address: str
    postal_code: str
    city: str
    municipality: Coded | None
    lat: float | None
    lon: float | None
    origin: Origin | None = None
    step_free: bool | None = None
    directions: str = ""
    hours: str = ""
    open_now: bool | None = None
    phone: str = ""
    sources: Mapping[str, Origin] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    name: str = ""
    only_for: str = ""


@dataclass(frozen=True, slots=True)
class Served:
    """An area that is served, with what is agreed: ``values`` are the fields of the relation by name.

    ``ended``: the agreement's last day has passed, so it is served no more.
    """

    area: str
    ended: bool
    values: Mapping[str, Value]
    origin: Origin | None
    only_for: str = ""


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service with everything said about it. ``values`` are its simple fields by name, as stored, and
    ``formerly`` those that are too old to be known any more. It is offered while its ``phase`` is running.

    ``lapsed``: every law it rests on has ended; it may still run. ``areas`` are those of ``served`` today.
    """

    card: Card
    description: str
    status: str
    needs: tuple[Coded, ...]
    risk_groups: tuple[Coded, ...]
    methods: tuple[Coded, ...]
    legal_basis: tuple[Coded, ...]
    access_routes: tuple[Coded, ...]
    areas: tuple[Coded, ...]
    min_age: int | None
    max_age: int | None
    ages: Text
    hours: str
    anonymous: bool
    values: Mapping[str, Value]
    places: tuple[PlaceLine, ...]
    sources: Mapping[str, Origin]
    lapsed: bool
    phase: Phase
    formerly: Mapping[str, Value]
    served: tuple[Served, ...]
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class RelationLine:
    """A relation as read from this actor: ``label`` is the type's name or its inverse. Dates ISO or ""."""

    id: Id
    kind: str
    label: Text
    other: Link
    outgoing: bool
    since: str
    until: str
    note: str
    expired: bool
    stale: bool
    origin: Origin | None
    only_for: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """The whole entry of one actor. ``sources`` has an origin for each field that is shown.

    ``places`` is empty when ``secret``; ``spoilt`` names what makes the entry stale.
    ``relations`` and ``parts`` are one page of them, ``page`` from 1; of how many, the totals say.
    ``read_at`` is where the source whose entry it is has it from. ``values`` are its simple fields by name,
    as stored, without what may not be known of a secret address. ``placeholder``: the start kit
    alone names it.
    """

    version: int
    card: Card
    description: str
    status: str
    secret: bool
    hours: str
    cvr: str
    budget_area: Coded | None
    contacts: tuple[Contact, ...]
    municipality: Coded | None
    areas: tuple[Coded, ...]
    risk_groups: tuple[Reached, ...]
    services: tuple[ServiceLine, ...]
    relations: tuple[RelationLine, ...]
    parent: Link | None
    parts: tuple[Link, ...]
    places: tuple[PlaceLine, ...]
    spoilt: tuple[str, ...]
    served: tuple[Served, ...]
    read_at: str
    page: int
    per_page: int
    relations_total: int
    parts_total: int
    placeholder: bool
    sources: Mapping[str, Origin]
    values: Mapping[str, Value]
