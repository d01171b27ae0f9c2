"""Sentences as values: which one it is, and what stands in it, for programs with words of their own."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, JsonValue

from graphdb.message import Message, Param, Weekday, Words


def value_of(text: Param) -> JsonValue:
    """A message as its id and parameters, a term as its code, a date in ISO, a list as a list.

    A text that has no code comes in both languages; "en" is "" where it is not translated.
    """
    match text:
        case Message():
            return {"id": text.id, "params": {name: value_of(value) for name, value in text.params}}
        case Words():
            return text.code or {"da": text.da, "en": text.en}
        case tuple():
            return [value_of(part) for part in text]
        case Weekday():
            return text.day.isoformat()
        case date():
            return text.isoformat()
        case bool() | int() | float():
            return text
    return str(text)


def _values(texts: tuple[Param, ...]) -> list[JsonValue]:
    return [value_of(text) for text in texts]


Values = Annotated[list[JsonValue], BeforeValidator(_values)]
"""Sentences as values, beside the same in words."""
