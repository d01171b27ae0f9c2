"""How answers are read from the values of use cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from graphdb.cards.card import Card
from graphdb.fields.schedules import Opening
from webapp.language import sentence

Said = Annotated[str, BeforeValidator(sentence)]
"""A text in the language of the path."""
OnlyFor = Annotated[
    Literal["", "professionals", "municipality"],
    Field(description='Whom it is for; "" is everybody, and all that visitors are answered.'),
]


@dataclass(frozen=True, slots=True)
class _Nobody:
    """In the place of the card where it is not known who is meant."""

    phone: str = ""
    only_for: str = ""


class Answer(BaseModel):
    """Read from a use case's dataclass, member by member; of an actor or service through its card too."""

    model_config = ConfigDict(from_attributes=True, frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _with_card(cls, line: object) -> object:
        return WithCard(line) if hasattr(line, "card") else line


class WithCard:
    """A line read together with its card: what the line itself does not have is the card's."""

    def __init__(self, line: Any) -> None:
        card: Card | None = line.card
        self._parts = (line, _Nobody(), Opening()) if card is None else (line, card, card.opening)
        self._places = _places(*map(type, self._parts))

    def __getattr__(self, name: str) -> object:
        place = self._places.get(name)
        if place is None:
            raise AttributeError(name)
        return getattr(self._parts[place], name)


@cache
def _places(*sorts: type) -> Mapping[str, int]:
    """By name the first of several values of these sorts that has it."""
    names = ((name, place) for place, sort in enumerate(sorts) for name in dir(sort))
    return dict(reversed(list(names)))


@cache
def read_from(answer: type[BaseModel]) -> tuple[str, ...]:
    """What the members of an answer are called where they are read from."""
    return tuple(str(row.validation_alias or name) for name, row in answer.model_fields.items())
