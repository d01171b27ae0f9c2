"""Commands that are imported when they are called: what one needs costs the others nothing."""

import gc
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

import click

from commands import usage


class LazyGroup(click.Group):
    """A group whose commands are named as "module:attribute".

    Of a command that is not called nothing is known but its name and, for the list of all, its help.
    """

    def __init__(self, name: str, *, where: Mapping[str, str], **settings: Any) -> None:
        super().__init__(name, {command: click.Command(command) for command in where}, **settings)
        self._where = where

    def load(self, name: str) -> click.Command:
        """The command itself, which says its help in the language that is spoken."""
        module, _, attribute = self._where[name].partition(":")
        command: click.Command = getattr(_imported(module), attribute)
        usage.translate_command(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """What is called, as click asks for it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command and self.load(command.name or ""), rest


def _imported(name: str) -> ModuleType:
    """The module. What is imported stays, and to look for garbage among it takes a seventh of the time."""
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.enable()
