"""How answers are read from the values of use cases."""

from functools import cache
from types import SimpleNamespace
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from graphdb.card import Card
from graphdb.fields.schedules import Opening
from webapp.language import sentence

Said = Annotated[str, BeforeValidator(sentence)]
"""A text in the language of the path."""
_ABSENT: Final = object()
_NOT_KNOWN_WHO: Final = SimpleNamespace(phone="")


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
        self._parts = (line, _NOT_KNOWN_WHO, Opening()) if card is None else (line, card, card.opening)

    def __getattr__(self, name: str) -> object:
        for part in self._parts:
            value = getattr(part, name, _ABSENT)
            if value is not _ABSENT:
                return value
        raise AttributeError(name)


@cache
def read_from(answer: type[BaseModel]) -> tuple[str, ...]:
    """What the members of an answer are called where they are read from."""
    return tuple(str(row.validation_alias or name) for name, row in answer.model_fields.items())
