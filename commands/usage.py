"""What the command line says of itself, and of how it was called, in the language it speaks."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

import click

from graphdb.message import ENGLISH, Message, catalogue, message, say

_OF_CLICK: Final = "click."
_SPEAK: Final = ("core", "exceptions", "formatting", "parser", "types")
"""The modules of click that have sentences for people."""
_HELP: Final = ["-h", "--help"]


def translate(group: click.Group, language: str) -> None:
    """Give each command and option its help from ``seed/messages/help.toml``, and click its sentences."""
    for part, text in texts(group):
        part.help = say(text, language)
    _teach_click(language)
    for command in (group, *group.commands.values()):
        command.options_metavar = say(message("help.options"), language)
        help_option = command.get_help_option(click.Context(command, help_option_names=_HELP))
        if help_option is not None:
            help_option.help = say(message("click.help"), language)
    group.subcommand_metavar = say(message("help.subcommand"), language)


def texts(group: click.Group) -> Iterator[tuple[click.Command | click.Option, Message]]:
    """What has a help text, and the message that is it."""
    for command in (group, *group.commands.values()):
        name = f"help.{command.name}"
        yield command, Message(name)
        for option in command.params:
            if isinstance(option, click.Option):
                yield option, Message(f"{name}_{option.name}")


def _teach_click(language: str) -> None:
    """Have click ask us for its sentences, which it knows by their English text.

    It asks gettext, which would read them from compiled files of the language that the machine is set to.
    """
    ours = {said[ENGLISH]: said[language] for name, said in catalogue().items() if name.startswith(_OF_CLICK)}

    def said(text: str) -> str:
        return ours.get(text, text)

    def counted(one: str, several: str, count: int) -> str:
        return said(one if count == 1 else several)

    for name in _SPEAK:
        module: Any = import_module(_OF_CLICK + name)
        module._, module.ngettext = said, counted
