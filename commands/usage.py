"""The command line's help, in the language it speaks."""

from collections.abc import Iterator

import click

from graphdb.message import Message, say


def translate(group: click.Group, language: str) -> None:
    """Give each command and option its help from ``seed/messages/help.toml``."""
    for part, text in texts(group):
        part.help = say(text, language)


def texts(group: click.Group) -> Iterator[tuple[click.Command | click.Option, Message]]:
    """What has a help text, and the message that is it."""
    for command in (group, *group.commands.values()):
        name = f"help.{command.name}"
        yield command, Message(name)
        for option in command.params:
            if isinstance(option, click.Option):
                yield option, Message(f"{name}_{option.name}")
