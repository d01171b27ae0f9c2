"""The command line, one module a group of commands.

What a command needs to open the store it gets from the composition root, as the object of click's context.
"""

from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Final, Protocol

from graphdb.message import DANISH, Text, say
from graphdb.store import GraphStore

_LANGUAGE: Final = ContextVar("language", default=DANISH)


class Opening(Protocol):
    """Opens the store that the environment names, prepared, for the length of a block."""

    def __call__(self, *, create: bool = False, behind: bool = False) -> AbstractContextManager[GraphStore]:
        """With ``create`` a database that is not there yet is made; else it is Refused.

        ``behind``: this process goes behind the pages for a processor from now on.
        """


def speak(language: str) -> None:
    """Say everything from now on in this language, ``da`` or ``en``."""
    _LANGUAGE.set(language)


def language() -> str:
    """The language that is spoken."""
    return _LANGUAGE.get()


def said(text: Text) -> str:
    """The text as the command line says it."""
    return say(text, language())
