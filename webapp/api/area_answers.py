"""What the call for one area answers."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from webapp.api.answer import Answer

OrNull = Annotated[str | None, BeforeValidator(lambda value: value or None)]
"""A text, null instead of an empty one."""


class Number(Answer):
    """A number about an area; ``value`` null and ``suppressed``: it is too small to be shown, or would tell
    another that is. With ``low`` and ``high`` it lies between them; without, the source keeps it back.

    ``risk_group`` null: about the whole population. ``read_at``: where it was read.
    """

    measure: str
    period: str
    value: float | None
    suppressed: bool
    low: int | None
    high: int | None
    unit: str
    risk_group: OrNull = Field(validation_alias="group")
    read_at: str
    source: str
    stated_on: str


class AskedAbout(Answer):
    """What was answered about one kind of actor; ``risk_group`` null: for any. What is not here was not asked
    about.
    """

    kind: str
    risk_group: OrNull = Field(validation_alias="group")
    state: str
    asked_on: OrNull
    answered_by: OrNull
    asked_by_role: OrNull
    source: str


class OwnExpectation(Answer):
    """What the area has decided for itself: ``strength`` core, expected, optional, or none (taken back)."""

    risk_group: str = Field(validation_alias="group")
    kind: str
    strength: str
    source: str


class AreaFacts(Answer):
    """What is known about an area besides its actors."""

    version: int
    code: str
    name: str
    level: str
    population: int | None
    indicators: list[Number] = Field(validation_alias="numbers")
    asked: list[AskedAbout]
    expectations: list[OwnExpectation]
