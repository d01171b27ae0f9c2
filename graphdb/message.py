"""Sentences for people as values: an id and parameters here, the words in ``seed/messages``.

A use case or an error carries a ``Message``; pages and command line ``say`` it in the reader's language.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, reduce
from importlib.resources import files
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

DANISH: Final = "da"
ENGLISH: Final = "en"
LANGUAGES: Final = (DANISH, ENGLISH)
_ZONE: Final = ZoneInfo("Europe/Copenhagen")
_LOCALES: Final = {DANISH: "da", ENGLISH: "en_GB"}
_MOMENTS: Final = {DANISH: "d. MMMM y 'kl.' H.mm", ENGLISH: "d MMMM y 'at' H:mm"}


@dataclass(frozen=True, slots=True)
class Words:
    """A text that comes from the data in both languages; ``en`` is "" when it is not translated.

    ``code`` is that of the term or area that it names, "" for any other text.
    """

    da: str
    en: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence: ``id`` is file and key in ``seed/messages``, ``params`` fill the places of its text."""

    id: str
    params: "tuple[tuple[str, Param], ...]" = ()


@dataclass(frozen=True, slots=True)
class Weekday:
    """The day of the week of a date."""

    day: date


Param = str | int | float | date | Path | Weekday | Words | Message | tuple["Param", ...]
"""A datetime is shown in Danish time; a tuple as a list with commas."""
Text = Message | Words | str
"""What can be shown; a plain string is shown as it is, for example a name."""


def message(name: str, /, **params: Param) -> Message:
    """A sentence of the catalogue with its parameters."""
    return Message(name, tuple(params.items()))


def all_of(texts: Iterable[Param]) -> Param:
    """The texts with "and" between them."""
    return reduce(lambda before, after: message("lists.and", before=before, after=after), texts)


def any_of(texts: Iterable[Param]) -> Param:
    """The texts with "or" between them."""
    return reduce(lambda before, after: message("lists.or", before=before, after=after), texts)


def apart(texts: Iterable[Param]) -> Param:
    """The texts with semicolons between them: they may have commas of their own."""
    return reduce(lambda before, after: message("lists.apart", before=before, after=after), texts)


def inside(text: Text) -> Text:
    """A label in the middle of a sentence; an abbreviation keeps its capitals."""
    if isinstance(text, Words):
        return replace(text, da=lower_first(text.da), en=lower_first(text.en))
    return text


def lower_first(text: str) -> str:
    """The same of plain text."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def in_a_row(texts: Sequence[Text]) -> Text:
    """Sentences one after the other; "" without any."""
    if not texts:
        return ""
    return reduce(lambda before, after: message("lists.then", before=before, after=after), texts)


class Voice:
    """Says messages in one language; a subclass may make something else than plain text of them."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, text: Param) -> str:
        """The text in this voice's language; Danish stands in for what is not translated."""
        match text:
            case str():
                return self.plain("{}").format(text)
            case Message():
                params = {name: self.say(value) for name, value in text.params}
                file, _, key = text.id.partition(".")
                return self.plain(catalogue(file)[key][self.language]).format(**params)
            case Words():
                translated = text.en if self.language == ENGLISH else text.da
                return self.plain("{}").format(translated) if translated else self.untranslated(text.da)
            case tuple():
                return self.plain(", ").join(map(self.say, text))
            case Weekday():
                return format_date(text.day, "EEEE", locale=_LOCALES[self.language])
            case datetime():
                local = text.astimezone(_ZONE)
                return format_datetime(local, _MOMENTS[self.language], locale=_LOCALES[self.language])
            case date():
                return format_date(text, "long", locale=_LOCALES[self.language])
        return self.plain("{}").format(text)

    def plain(self, template: str) -> str:
        """A text of ours, before its places are filled."""
        return template

    def untranslated(self, danish: str) -> str:
        """A text that exists in Danish alone."""
        return danish


def say(text: Param, language: str = DANISH) -> str:
    """The text in a language, as plain text."""
    return Voice(language).say(text)


@cache
def catalogue(file: str) -> Mapping[str, Mapping[str, str]]:
    """The texts of ``seed/messages/{file}.toml`` by key and language, read when the first of them is said.

    All files take 70 ms to read, and a start says a few sentences.
    """
    text = (files("seed") / "messages" / f"{file}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
