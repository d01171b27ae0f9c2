"""What the touch map answers as JSON: read from the use case's values by name, as the other answers are.

``reasons_values`` are the ``reasons`` as ids and parameters.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BeforeValidator, Field

from webapp.api.answer import Answer, OnlyFor, Said
from webapp.api.values import Values


def _ids(value: Any) -> Any:
    """The ids of actors to choose from, without their names."""
    return [actor for actor, _ in value]


def _number(value: Any) -> Any:
    return value or None


Phone = Annotated[str | None, BeforeValidator(_number)]
"""A number as kept, null when there is none."""


class Partner(Answer):
    """An actor, or with ``id`` null a kind of actors, and why it stands here."""

    id: str | None
    kind: str
    name: Said
    only_for: OnlyFor
    reasons: list[Said]
    reasons_values: Values = Field(validation_alias=AliasChoices("reasons"))


class Tonight(Answer):
    """Who can help in the coming night (20 to 8), and how to get in. ``open_now`` is about this minute.

    ``open_place`` names which of several places is open, "" when it has hours of its own.
    """

    id: str
    kind: str
    name: str
    only_for: OnlyFor
    phone: str
    open_now: bool | None
    how_in: list[Said]
    reasons: list[Said]
    reasons_values: Values = Field(validation_alias=AliasChoices("reasons"))
    service: str
    opens_at: datetime | None
    open_until: datetime | None
    open_place: str = Field(validation_alias="place")
    against: list[Said]


class Call(Answer):
    """An actor to ring; ``say`` is what may be said, ``open_now`` null when no hours are known.

    ``purpose`` is what the call is for, ``against`` what speaks against it. ``id`` and ``phone`` are null
    when only the kind is known: then ``choose`` are the ids to choose from. ``open_place`` names which of
    several places is open, or opens first.
    """

    id: str | None
    kind: str
    name: Said
    only_for: OnlyFor
    phone: Phone
    open_now: bool | None
    say: Said
    reasons: list[Said]
    reasons_values: Values = Field(validation_alias=AliasChoices("reasons"))
    purpose: str
    opens_at: datetime | None
    open_until: datetime | None
    open_place: str = Field(validation_alias="place")
    against: list[Said]
    choose: Annotated[list[str], BeforeValidator(_ids)]


class OwnUnit(Answer):
    """A department of the asker's own municipality that is not among the calls."""

    id: str
    kind: str
    name: str
    only_for: OnlyFor
    phone: str


class Information(Answer):
    """An actor that informs and is never rung first."""

    kind: str
    id: str
    name: str
    only_for: OnlyFor
    phone: str
    text: Said


class Inform(Answer):
    """A kind of actor to inform; ``consent`` is ask, may or must."""

    kind: str
    label_da: str
    consent: str
    text: Said


class Stage(Answer):
    """A moment in time, and the kinds that see first, act and hold on then; ``present``: it is now."""

    stage: str
    sees: list[str]
    acts: list[str]
    holds: list[str]
    present: bool


class Duty(Answer):
    """A deadline; without a date ``text`` says the rule. A date that has passed is ``overdue``."""

    code: str
    kind: Literal["duty", "right", "agreement"]
    date: str | None
    overdue: bool
    text: Said
    owed_by: list[str]
    owed_to: list[str]
    legal_basis: list[str]
    verified: str


class Link(Answer):
    """How two that are in touch are linked."""

    from_id: str
    to_id: str
    relation: str
    text: Said


class Coordinator(Answer):
    """Who must make the plan by law."""

    kind: str
    id: str | None
    text: Said


class Nearest(Answer):
    """The nearest actor of a kind that no actor here covers; ``km`` null when not known."""

    id: str
    name: str
    kind: str
    municipality: str
    km: int | None


class Missing(Answer):
    """An expected kind without an actor."""

    kind: str
    label_da: str
    strength: str
    reasons: list[Said]
    reasons_values: Values = Field(validation_alias=AliasChoices("reasons"))
    nearest: Nearest | None


class MissingLink(Answer):
    """A relation that ought to be there; ``relation`` "" means any."""

    from_kind: str
    to_kind: str
    relation: str
    text: Said
    legal_basis: list[str]


class Stop(Answer):
    """An actor on a route; ``link`` says how the one before leads here."""

    id: str
    kind: str
    name: str
    link: Said


class Route(Answer):
    """A way by known relations to an actor that is needed."""

    to_id: str
    text: Said
    stops: list[Stop]


class Rule(Answer):
    """A sharing rule: ``rule`` is must, may, consent or general_only."""

    code: str
    rule: str
    text: Said
    legal_basis: list[str]
    verified: str


class Sharing(Answer):
    """What may be said to a kind of actors."""

    kind: str
    rules: list[Rule]


class TouchMap(Answer):
    """Whom to ring, what is due, who is in touch, who probably is, who is missing."""

    version: int
    tonight: list[Tonight]
    call: Annotated[list[Call], Field(max_length=3)]
    duties: list[Duty]
    touched: list[Partner]
    links: list[Link]
    coordinator: Coordinator | None
    likely: list[Partner]
    missing: list[Missing]
    missing_links: list[MissingLink]
    routes: list[Route]
    sharing: list[Sharing]
    inform: list[Inform]
    own: list[OwnUnit]
    information: list[Information]
    countdown: Said | None
    stages: list[Stage]
