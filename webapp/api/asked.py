"""What a caller may send: one model for the query of a call, one for the touch map's body."""

import re
from functools import cache
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    create_model,
)

from graphdb.directory.profile import RELATIONS
from graphdb.fields.facets import offered
from graphdb.gaps.discovery import all_rules
from graphdb.rules.person import ADULT, OLDEST

PREFIX: Final = "/api/v1"
"""Of the addresses of all calls."""
PER_PAGE: Final = 20
_WHOLE: Final = re.compile(r"-?[0-9]{1,9}")
_TRUTH: Final = {"true": True, "false": False}


def _whole(text: object) -> object:
    """A whole number as JSON writes it; anything else stays text and is refused."""
    return int(text) if isinstance(text, str) and len(text) <= 10 and _WHOLE.fullmatch(text) else text


def _truth(text: object) -> object:
    return _TRUTH.get(text, text) if isinstance(text, str) else text


Code = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Codes = Annotated[list[Code], Field(max_length=100)]
Municipality = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$", max_length=4)]
Anywhere = Annotated[str, StringConstraints(pattern=r"^([0-9]{4})?$", max_length=4)]
"""A municipality, or "" for the whole country."""
Day = Annotated[
    str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", max_length=10, json_schema_extra={"format": "date"})
]


def _rule(text: str) -> str:
    if text not in all_rules():
        raise ValueError("rule")
    return text


RuleId = Annotated[str, AfterValidator(_rule), Field(json_schema_extra={"enum": sorted(all_rules())})]
Whole = Annotated[int, BeforeValidator(_whole)]
Truth = Annotated[bool, BeforeValidator(_truth)]


class Asked(BaseModel):
    """Nothing but what is named here; no value is taken for another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class NoQuery(Asked):
    """A call without parameters."""


class ActorsQuery(Asked):
    """The filters of a search, facets aside (see ``actors_query``). A repeated parameter means any of them;
    different ones must all hold. Without a municipality an installation's own is meant; an empty one is the
    whole country.
    """

    q: Annotated[str, StringConstraints(max_length=200)] = ""
    municipality: Annotated[list[Anywhere], Field(max_length=100)] = []
    age: Annotated[Whole, Field(ge=0, le=OLDEST)] | None = None
    open_now: Truth = False
    page: Annotated[Whole, Field(ge=1, le=1_000_000)] = 1
    per_page: Annotated[Whole, Field(ge=1, le=100)] = PER_PAGE

    def municipalities(self, ours: str) -> tuple[str, ...]:
        """The municipalities asked for, ``ours`` when the request names none; () for the whole country."""
        asked = self.municipality if "municipality" in self.model_fields_set else [ours]
        return tuple(code for code in asked if code)

    def codes(self) -> dict[str, tuple[str, ...]]:
        """The codes asked for, by facet."""
        return {facet.name: tuple(getattr(self, facet.name)) for facet in offered()}


class ActorQuery(Asked):
    """Which page of an actor's relations and parts; the rest of the entry is on each."""

    page: Annotated[Whole, Field(ge=1, le=1_000_000)] = 1
    per_page: Annotated[Whole, Field(ge=1, le=RELATIONS)] = RELATIONS


def actor_query() -> type[ActorQuery]:
    """The model of the query for one actor."""
    return ActorQuery


def actors_query() -> type[ActorsQuery]:
    """The model of a search's query: a parameter for each facet that is offered."""
    return _with_facets(tuple(facet.name for facet in offered()))


@cache
def _with_facets(names: tuple[str, ...]) -> type[ActorsQuery]:
    facets: dict[str, Any] = {name: (Codes, []) for name in names}
    return create_model("ActorsQuery", __base__=ActorsQuery, **facets)


def no_query() -> type[NoQuery]:
    """The model of a call without parameters."""
    return NoQuery


class CoverageQuery(Asked):
    """Whose matrix, and what its columns are.

    Where the installation has a municipality of its own, ``municipality`` may be left out.
    """

    municipality: Municipality | None = None
    by: Literal["stage", "kind", "transition", "need"] = "stage"


def coverage_query() -> type[CoverageQuery]:
    """The model of a matrix's query."""
    return CoverageQuery


class GapsQuery(Asked):
    """Whose gaps, of which rules and, for staff who are signed in, in which states; all without.

    Where the installation has a municipality of its own, ``municipality`` may be left out.
    """

    municipality: Municipality | None = None
    rule: Annotated[list[RuleId], Field(max_length=100)] = []
    state: Annotated[list[Literal["new", "in_work", "accepted"]], Field(max_length=100)] = []


class NetworkQuery(Asked):
    """Whose network.

    Where the installation has a municipality of its own, ``municipality`` may be left out.
    """

    municipality: Municipality | None = None


def network_query() -> type[NetworkQuery]:
    """The model of the query for a network."""
    return NetworkQuery


def gaps_query() -> type[GapsQuery]:
    """The model of the query for gaps."""
    return GapsQuery


class TouchMapQuestion(Asked):
    """A citizen's situation. Computed with and forgotten.

    Where the installation has a municipality of its own, ``acting_municipality`` may be left out too.
    """

    acting_municipality: Municipality
    situation: Code | None = None
    staying_municipality: Municipality | None = None
    risk_groups: Codes = []
    risk_factors: Codes = []
    needs: Codes = []
    age: Annotated[int, Field(ge=0, le=OLDEST)] | None = None
    child_in_household: bool = False
    event: Code | None = None
    event_date: Day | None = None
    known_actors: Annotated[
        list[Annotated[str, StringConstraints(max_length=400)]], Field(max_length=100)
    ] = []
    known_kinds: Codes = []
    acute: bool = False
    danger: bool = False
    from_kind: Code | None = None
    child_age: Annotated[int, Field(ge=0, lt=ADULT)] | None = None
    chips: Codes = []
    landlord: Literal["almen", "privat", "unknown"] | None = None


@cache
def touch_map_question(ours: str) -> type[TouchMapQuestion]:
    """The model of the touch map's body, where ``ours`` is the municipality until another is said."""
    if not ours:
        return TouchMapQuestion
    acting: Any = (Municipality, ours)
    return create_model("TouchMapQuestion", __base__=TouchMapQuestion, acting_municipality=acting)
