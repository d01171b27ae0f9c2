"""What the touch map answers as JSON: read from the use case's values by name, as the other answers are."""

from typing import Annotated, Literal

from pydantic import Field

from webapp.api.answers import Answer


class Partner(Answer):
    """An actor, or with ``id`` null a kind of actors, and why it stands here."""

    id: str | None
    kind: str
    name: str
    reasons: list[str]


class Tonight(Answer):
    """Who can help tonight, and how to get in."""

    id: str
    kind: str
    name: str
    phone: str
    open_now: bool | None
    how_in: list[str]
    reasons: list[str]


class Call(Answer):
    """Somebody to ring; ``say`` is what may be said, ``open_now`` null when no hours are known."""

    id: str
    kind: str
    name: str
    phone: str
    open_now: bool | None
    say: str
    reasons: list[str]


class Duty(Answer):
    """A deadline; without a date ``text`` says the rule. A date that has passed is ``overdue``."""

    code: str
    kind: Literal["duty", "right", "agreement"]
    date: str | None
    overdue: bool
    text: str
    owed_by: list[str]
    owed_to: list[str]
    legal_basis: list[str]
    verified: str


class Link(Answer):
    """How two that are in touch are linked."""

    from_id: str
    to_id: str
    relation: str
    text: str


class Coordinator(Answer):
    """Who must make the plan by law."""

    kind: str
    id: str | None
    text: str


class Nearest(Answer):
    """The nearest actor of a kind that nobody here covers; ``km`` null when not known."""

    id: str
    name: str
    kind: str
    municipality: str
    km: int | None


class Missing(Answer):
    """An expected kind with nobody."""

    kind: str
    label_da: str
    strength: str
    reasons: list[str]
    nearest: Nearest | None


class MissingLink(Answer):
    """A relation that ought to be there; ``relation`` "" means any."""

    from_kind: str
    to_kind: str
    relation: str
    text: str
    legal_basis: list[str]


class Stop(Answer):
    """An actor on a route; ``link`` says how the one before leads here."""

    id: str
    kind: str
    name: str
    link: str


class Route(Answer):
    """A way by known relations to somebody who is needed."""

    to_id: str
    text: str
    stops: list[Stop]


class Rule(Answer):
    """A sharing rule: ``rule`` is must, may, consent or general_only."""

    code: str
    rule: str
    text: str
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
