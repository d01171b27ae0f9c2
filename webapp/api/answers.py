"""What every call answers: models that read the use cases' values by name, and describe them in OpenAPI."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, create_model, model_validator

from graphdb.directory.profile import ServiceLine
from graphdb.fields.field import Sort
from graphdb.fields.registry import FIELDS
from graphdb.model import NodeKind


class Answer(BaseModel):
    """Read from a use case's dataclass, member by member."""

    model_config = ConfigDict(from_attributes=True, frozen=True, extra="forbid")


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


class ActorItem(Answer):
    """One hit. ``municipality``, ``phone`` and ``confirmed_on`` are "" when not known.

    ``source`` is whose entry it is; ``phone_note`` says what a number leads through.
    """

    id: str
    name: str
    kind: str
    municipality: str
    phone: str
    why: list[str]
    stale: bool
    confirmed_on: str
    stated_on: str
    source: str
    phone_note: str


class Actors(Answer):
    """One page of a search. ``facets``: filter, code, number of actors."""

    version: int
    total: int
    page: int
    per_page: int
    facets: Annotated[dict[str, dict[str, int]], BeforeValidator(_sorted)]
    concepts: list[Concept]
    items: list[ActorItem]


class Source(Answer):
    """Where a fact comes from; ``stale``: nobody confirmed it for 12 months."""

    source: str
    title: str
    stated_on: str
    confirmed_on: str
    stale: bool


class ContactPoint(Answer):
    """A public way to reach an actor; ``hours`` in the syntax of OpenStreetMap."""

    role: str
    phone: str
    email: str
    hours: str
    person: str


class Place(Answer):
    """An address; an actor whose address is secret has none."""

    address: str
    postal_code: str
    city: str
    municipality: CodeOf | None
    lat: float | None
    lon: float | None


class Service(Answer):
    """What an actor offers; lists hold codes. Both age limits are included; ``ages`` says them in words.

    Its simple fields are members too, as ``graphdb.fields`` has them: null when nobody has said anything.
    """

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
    min_age: int | None
    max_age: int | None
    ages: str
    hours: str
    open_now: bool | None
    phone: str
    anonymous: bool
    places: list[Place]
    confirmed_on: str
    stale: bool
    sources: dict[str, Source]

    @model_validator(mode="before")
    @classmethod
    def _values(cls, line: object) -> object:
        """The simple fields beside the other members."""
        if not isinstance(line, ServiceLine):
            return line
        members = {name: getattr(line, name, None) for name in cls.model_fields}
        return {**members, **{name: line.values.get(name) for name in _further()}}


class OtherActor(Answer):
    """The actor at the other end of a relation."""

    id: str
    name: str
    kind: str


class Relation(Answer):
    """A relation as read from this actor; ``label`` is the inverse when it is not ``outgoing``."""

    id: str
    kind: str
    label: str
    outgoing: bool
    other: OtherActor
    since: str
    until: str
    note: str
    expired: bool
    stale: bool
    source: Source | None = Field(validation_alias="origin")


class Reached(Answer):
    """A risk group that is reached; ``service`` names what does it, "" for the actor itself."""

    code: str
    how: str
    service: str


class Actor(Answer):
    """The whole entry of an actor. ``sources`` has a member for each field that somebody stated.

    ``relations`` and ``parts`` hold one page of them; the totals say of how many.
    """

    version: int
    id: str
    name: str
    kind: str
    municipality: CodeOf | None
    description: str
    status: str
    secret_address: bool = Field(validation_alias="secret")
    demo: bool
    temporary: str
    phone: str
    email: str
    website: str
    hours: str
    open_now: bool | None
    cvr: str
    budget_area: CodeOf | None
    contact_points: list[ContactPoint] = Field(validation_alias="contacts")
    areas: list[CodeOf]
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
    """The model of a whole entry, with a member for each field that a service has now."""
    return _with_fields(tuple(_further().items()))


@cache
def _with_fields(fields: tuple[tuple[str, Sort], ...]) -> type[Actor]:
    members: dict[str, Any] = {name: (_TYPES.get(sort, str) | None, None) for name, sort in fields}
    service = create_model("Service", __base__=Service, **members)
    services: Any = (list[service], ...)
    return create_model("Actor", __base__=Actor, services=services)


def _further() -> dict[str, Sort]:
    """The simple fields of a service that are not members already, and their sorts."""
    rows = FIELDS[NodeKind.SERVICE].items()
    return {name: row.sort for name, row in rows if name not in Service.model_fields}


_TYPES: Final[Mapping[Sort, Any]] = {
    Sort.INT: int,
    Sort.AGE: int,
    **dict.fromkeys((Sort.FLOAT, Sort.LATITUDE, Sort.LONGITUDE), float),
    Sort.FLAG: bool,
    Sort.CODES: list[str],
}


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
