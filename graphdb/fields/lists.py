"""Fields that hold several values in one cell, with ``|`` between: names, languages, identifiers."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from babel import Locale

from graphdb.errors import InvalidValue
from graphdb.fields.formats import normalise_line
from graphdb.language.danish import fold
from graphdb.message import message

_IDENTIFIER: Final = re.compile(r"([A-Za-z][A-Za-z0-9_-]{1,30}) ?: ?([A-Za-z0-9][A-Za-z0-9 ._/-]{0,60})")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


def items(text: str) -> Iterator[str]:
    """The values in a cell, without the empty ones."""
    return (item.strip() for item in text.split("|") if item.strip())


def normalise_codes(text: str) -> tuple[str, ...]:
    """Codes as they are written."""
    return tuple(items(text))


def normalise_names(text: str) -> tuple[str, ...]:
    """Names, each once, in the order given."""
    return _each(text, normalise_line)


def normalise_identifiers(text: str) -> tuple[str, ...]:
    """Numbers that others know something by, as ``scheme:value``; the scheme in small letters."""
    return _each(text, _identifier)


def normalise_languages(text: str) -> tuple[str, ...]:
    """Languages as codes of ISO 639, from codes or from their Danish or English names."""
    return _each(text, _language)


def language_name(code: str, locale: str) -> str:
    """What a language is called in Danish (``da``) or English (``en``); its code when it has no name."""
    return str(Locale.parse(locale).languages.get(code, code))


def _each(text: str, normalised: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(normalised, items(text))))


def _identifier(text: str) -> str:
    match = _IDENTIFIER.fullmatch(text)
    if match is None:
        raise InvalidValue(message("fields.identifier"))
    return f"{match[1].lower()}:{match[2].strip()}"


def _language(text: str) -> str:
    plain = text.lower()
    if _LANGUAGE.fullmatch(plain) and plain in Locale.parse("da").languages:
        return plain
    code = _language_codes().get(fold(plain))
    if code is None:
        raise InvalidValue(message("fields.language"))
    return code


@cache
def _language_codes() -> dict[str, str]:
    """Folded name -> code. A name that two codes share is the shorter one's."""
    named = [
        (fold(str(name)), str(code))
        for locale in ("en", "da")
        for code, name in Locale.parse(locale).languages.items()
        if _LANGUAGE.fullmatch(str(code))
    ]
    return dict(sorted(named, key=lambda pair: -len(pair[1])))
