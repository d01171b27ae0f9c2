"""What the command line says of itself, and of how it was called, in the language it speaks."""

import os
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

import click

from commands import language, said
from graphdb.message import DANISH, ENGLISH, LANGUAGES, Message, catalogue, message

_SPEAK: Final = ("core", "exceptions", "formatting", "parser", "types")
"""The modules of click that have sentences for people."""
_HELP: Final = ["-h", "--help"]


def wanted_language() -> str:
    """What the command line speaks, also when another variable is wrong: ``BROBYGGER_LANG``, else Danish."""
    wanted = os.environ.get("BROBYGGER_LANG", DANISH)
    return wanted if wanted in LANGUAGES else DANISH


def translate(group: click.Group) -> None:
    """Give a group, the list of its commands, and click their sentences in the language that is spoken."""
    _teach_click(language())
    for command in (group, *group.commands.values()):
        translate_command(command)


def translate_command(command: click.Command) -> None:
    """Give a command and its options their help from ``seed/messages/help.toml``."""
    for part, text in texts(command):
        part.help = said(text)
    for _, called in _with_its_own(command):
        called.options_metavar = said(message("help.options"))
        help_option = called.get_help_option(click.Context(called, help_option_names=_HELP))
        if help_option is not None:
            help_option.help = said(message("click.help"))
        if isinstance(called, click.Group):
            called.subcommand_metavar = said(message("help.subcommand"))


def texts(command: click.Command) -> Iterator[tuple[click.Command | click.Option, Message]]:
    """What has a help text, and the message that is it."""
    for name, called in _with_its_own(command):
        yield called, Message(name)
        for option in called.params:
            if isinstance(option, click.Option):
                yield option, Message(f"{name}_{option.name}")


def _with_its_own(command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """A command, and those that it is a plain group of, with the ids of their help: ``help.user_add``."""
    yield f"help.{command.name}", command
    # The list of all commands is no plain group: it loads each when it is called.
    if type(command) is click.Group:
        yield from ((f"help.{command.name}_{name}", part) for name, part in command.commands.items())


def _teach_click(spoken: str) -> None:
    """Have click ask us for its sentences, which it knows by their English text.

    It asks gettext, which would read them from compiled files of the language that the machine is set to.
    """
    ours = {texts[ENGLISH]: texts[spoken] for texts in catalogue("click").values()}

    def translated(text: str) -> str:
        return ours.get(text, text)

    def counted(one: str, several: str, count: int) -> str:
        return translated(one if count == 1 else several)

    for name in _SPEAK:
        module: Any = import_module(f"click.{name}")
        module._, module.ngettext = translated, counted
