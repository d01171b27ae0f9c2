"""What every call answers: models that read the use cases' values by name, and describe them in OpenAPI."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from graphdb.cards.card import Phase
from graphdb.fields.registry import FIELDS
from graphdb.model import EdgeKind, NodeKind
from webapp.api.answer import Answer, OnlyFor, Said
from webapp.api.entry import Entry, with_further
from webapp.api.values import Values


def _code(value: object) -> object:
    return getattr(value, "code", value)


def _sorted(facets: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    return {name: dict(sorted(counts.items())) for name, counts in sorted(facets.items())}


CodeOf = Annotated[str, BeforeValidator(_code)]
"""A code, also from a value that has one."""


class Concept(Answer):
    """What a word of the search was understood as."""

    code: str
    label_da: str = Field(validation_alias="label")


class Opening(Answer):
    """``state`` null: it cannot be told. ``until`` is when that changes.

    ``place`` names which of several places is open, or opens first; "" when it has hours of its own.
    """

    state: bool | None = Field(validation_alias="open_now")
    until: datetime | None = Field(validation_alias="changes_at")
    place: str


class Offered(Answer):
    """A service of the actor."""

    id: str
    name: str


class ActorItem(Answer):
    """One hit. ``municipality``, ``phone`` and ``confirmed_on`` are "" when not known.

    ``source`` is whose entry it is; ``phone_note`` says what a number leads through. ``service`` is the one
    that fits what was asked for; ``street`` is "" unless others have the same name. ``circumstances`` answers
    what the words say of the citizen. ``…_values`` are the same sentences as ids and parameters.
    """

    id: str
    name: str
    kind: str
    municipality: str
    phone: str
    why: list[Said]
    why_values: Values = Field(validation_alias=AliasChoices("why"))
    stale: bool
    confirmed_on: str
    stated_on: str
    source: str
    phone_note: Said
    open: Opening = Field(validation_alias="opening")
    service: Offered | None
    street: str
    website: str
    only_for: OnlyFor
    circumstances: list[Said]
    circumstances_values: Values = Field(validation_alias=AliasChoices("circumstances"))


class Actors(Answer):
    """One page of a search. ``facets``: filter, code, number of actors.

    ``situations`` are what the words point to, best first. ``partly``: hardly any actor fits all words, and
    these fit some of them. ``age`` (years) is said by the words and asked for by no filter; they concern the
    exclusions ``circumstances``: who takes the citizen in comes first, who does not last.
    """

    version: int
    total: int
    page: int
    per_page: int
    facets: Annotated[dict[str, dict[str, int]], BeforeValidator(_sorted)]
    concepts: list[Concept]
    situations: list[Concept]
    partly: bool
    age: int | None
    circumstances: list[Concept]
    items: list[ActorItem]


class Source(Answer):
    """Where a fact comes from; ``stale``: it was not confirmed for 12 months."""

    source: str
    title: Said
    stated_on: str
    confirmed_on: str
    stale: bool


class ContactPoint(Answer):
    """A way to reach an actor, a service or a place; ``hours`` in the syntax of OpenStreetMap.

    ``number_kind`` is a code of the vocabulary; ``text_only``: the number takes no calls. A ``person`` is
    named to the last day that the source gave, and no longer.
    """

    id: str
    role: str
    phone: str
    number_kind: str
    extension: str
    email: str
    hours: str
    note: str
    person: str
    text_only: bool
    sources: dict[str, Source]
    only_for: OnlyFor


class Place(Answer):
    """An address; an actor whose address is secret has none.

    ``hours`` (in the syntax of OpenStreetMap), ``open_now`` and ``phone`` are those of this place alone, with
    their ``sources``: "" and null when it has none of its own.
    """

    id: str
    name: str
    address: str
    postal_code: str
    city: str
    municipality: CodeOf | None
    lat: float | None
    lon: float | None
    step_free: bool | None
    directions: str
    hours: str
    open_now: bool | None
    phone: str
    sources: dict[str, Source]
    contact_points: list[ContactPoint] = Field(validation_alias="contacts")
    only_for: OnlyFor


class AreaServed(Entry):
    """An area that is served, with what is agreed; an agreement that has ``ended`` counts no more."""

    kind_of_thing = EdgeKind.SERVES

    area: str
    ended: bool
    only_for: OnlyFor


class Service(Entry):
    """What an actor offers; lists hold codes. Both age limits are included; ``ages`` says them in words.

    Its simple fields are members too, as ``graphdb.fields`` has them: null when no source says anything;
    ``exclusions`` answers yes or no by code, and a question that was not asked is not in it. It is only
    offered while its ``phase`` is running. ``formerly`` holds what is too old to be known any more.
    ``open_place`` names which of several places is open, or opens first; "" when it has hours of its own.
    """

    kind_of_thing = NodeKind.SERVICE

    id: str
    name: str
    description: str
    status: str
    needs: list[CodeOf]
    risk_groups: list[CodeOf]
    methods: list[CodeOf]
    legal_basis: list[CodeOf]
    access_routes: list[CodeOf]
    areas: list[CodeOf]
    served: list[AreaServed]
    min_age: int | None
    max_age: int | None
    ages: Said
    hours: str
    open_now: bool | None
    open_place: str = Field(validation_alias="place")
    phone: str
    anonymous: bool
    places: list[Place]
    contact_points: list[ContactPoint] = Field(validation_alias="contacts")
    phase: Phase
    only_for: OnlyFor
    formerly: dict[str, JsonValue]
    confirmed_on: str
    stale: bool
    sources: dict[str, Source]


class OtherActor(Answer):
    """The actor at the other end of a relation."""

    id: str
    name: str
    kind: str
    only_for: OnlyFor


class Relation(Answer):
    """A relation as read from this actor; ``label`` is the inverse when it is not ``outgoing``."""

    id: str
    kind: str
    label: Said
    outgoing: bool
    other: OtherActor
    since: str
    until: str
    note: str
    expired: bool
    stale: bool
    source: Source | None = Field(validation_alias="origin")
    only_for: OnlyFor


class Reached(Answer):
    """A risk group that is reached; ``service`` names what does it, "" for the actor itself."""

    code: str
    how: str
    service: str
    only_for: OnlyFor


class Actor(Entry):
    """The whole entry of an actor. ``sources`` has a member for each field that a source stated.

    ``relations`` and ``parts`` hold one page of them; the totals say of how many.
    """

    kind_of_thing = NodeKind.ACTOR

    version: int
    id: str
    name: str
    kind: str
    municipality: CodeOf | None
    description: str
    status: str
    secret_address: bool = Field(validation_alias="secret")
    only_for: OnlyFor
    demo: bool
    temporary: Said
    phone: str
    email: str
    website: str
    hours: str
    open_now: bool | None
    open_place: str = Field(validation_alias="place")
    cvr: str
    budget_area: CodeOf | None
    contact_points: list[ContactPoint] = Field(validation_alias="contacts")
    areas: list[CodeOf]
    served: list[AreaServed]
    risk_groups: list[Reached]
    services: list[Service]
    relations: list[Relation]
    parent: OtherActor | None
    parts: list[OtherActor]
    page: int
    per_page: int
    relations_total: int
    parts_total: int
    places: list[Place]
    confirmed_on: str
    stale: bool
    sources: dict[str, Source]


def actor() -> type[Actor]:
    """The model of a whole entry, with a member for each field that an actor and a service have now."""
    return _with_fields(*(tuple(FIELDS[one.kind_of_thing]) for one in (Actor, Service, AreaServed)))


@cache
def _with_fields(*names: tuple[str, ...]) -> type[Actor]:
    """The same by the names of all fields, built once for them."""
    area: Any = with_further(AreaServed)
    service: Any = with_further(Service, served=list[area])
    return with_further(Actor, services=list[service], served=list[area])


class Term(BaseModel):
    """A row of a vocabulary with all its columns."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, JsonValue]

    code: str
    label_da: str
    label_en: str


class Terms(Answer):
    """Every vocabulary, by kind."""

    version: int
    kinds: dict[str, list[Term]]


class Area(Answer):
    """A municipality, a region or the country as of today."""

    code: str
    name: str
    level: str


class Areas(Answer):
    """The areas of today, by level and name."""

    version: int
    items: list[Area]


class Problem(BaseModel):
    """What went wrong (RFC 9457); ``parameter`` names what was at fault, never its value."""

    model_config = ConfigDict(extra="forbid")

    type: str
    title: str
    status: int
    detail: str
    parameter: str | None = None
