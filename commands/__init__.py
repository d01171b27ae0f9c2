"""The command line, one module a group of commands.

What a command needs to open the store it gets from the composition root, as the object of click's context.
"""

from contextlib import AbstractContextManager
from typing import Final, Protocol

import click

from graphdb.message import Text, say
from graphdb.store import GraphStore

LANGUAGE: Final = "brobygger.language"
"""Where click's context keeps the language that is spoken, ``da`` or ``en``."""


class Opening(Protocol):
    """Opens the store that the environment names, prepared, for the length of a block."""

    def __call__(self, *, create: bool = False) -> AbstractContextManager[GraphStore]:
        """With ``create`` a database that is not there yet is made; else it is Refused."""


def language() -> str:
    """The language that the command at work speaks."""
    return str(click.get_current_context().meta[LANGUAGE])


def said(text: Text) -> str:
    """The text as the command at work says it."""
    return say(text, language())
