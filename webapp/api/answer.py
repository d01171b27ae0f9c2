"""How answers are read from the values of use cases."""

from types import SimpleNamespace
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from graphdb.card import Card
from graphdb.opening import Opening
from webapp.language import sentence

Said = Annotated[str, BeforeValidator(sentence)]
"""A text in the language of the path."""
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
        part = next((part for part in self._parts if hasattr(part, name)), None)
        if part is None:
            raise AttributeError(name)
        return getattr(part, name)
