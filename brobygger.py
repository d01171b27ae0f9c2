"""Brobygger's composition root: which commands there are, what they open, and the application of the pages.

What only one of them needs is imported when it is called.
"""

import sys
from functools import cache
from typing import TYPE_CHECKING, Final

import click

from commands import speak, usage
from commands.lazy import LazyGroup
from graphdb.errors import BrobyggerError

if TYPE_CHECKING:
    from flask import Flask

COMMANDS: Final = {
    "demo": "commands.demo:demo",
    "load": "commands.importing:load",
    "import": "commands.importing:import_files",
    "sources": "commands.importing:sources",
    "start": "commands.starting:start",
    "serve": "commands.serving:serve",
    "check": "commands.upkeep:check_store",
    "export": "commands.upkeep:export",
    "restore": "commands.upkeep:restore",
    "erase": "commands.upkeep:erase",
    "purge": "commands.purging:purge",
    "runs": "commands.runs:list_runs",
    "undo": "commands.runs:undo",
    "merge": "commands.identity:merge",
    "unmerge": "commands.identity:unmerge",
    "duplicates": "commands.duplicates:list_duplicates",
    "asked": "commands.coverage:asked",
    "expect": "commands.expecting:expect",
    "gap": "commands.coverage:decide_gap",
    "whatif": "commands.coverage:whatif",
    "network": "commands.network:network",
    "user": "commands.users:user",
    "link": "commands.links:new_link",
    "remind": "commands.reminding:remind",
    "proposals": "commands.proposals:proposals",
    "doubts": "commands.doubts:doubts",
}


def wsgi() -> "Flask":
    """The application for a WSGI server; called once in each of its processes."""
    return _application(examples=False)


def wsgi_of_examples() -> "Flask":
    """The same as ``brobygger demo`` serves it, where its roles may be tried out."""
    return _application(examples=True)


def _application(*, examples: bool) -> "Flask":
    from webapp import server

    server.leave_interrupts_to_parent()
    server.take_short_turns()
    server.begin_reading()
    from webapp.app import live

    return live(application(examples=examples))


@cache
def application(*, examples: bool) -> "Flask":
    """The pages on the store that the environment names.

    A process that was forked from one that called this has the same, with all that it read and worked out.
    """
    from commands.opening import store_of
    from commands.uploading import Processes
    from webapp.app import create_app
    from webapp.settings import Settings

    settings = Settings.from_environment()
    return create_app(settings, store_of(settings, serving=True), examples=examples, importing=Processes())


def main() -> None:
    """Run the command line; an error of ours is one sentence on stderr and exit code 1."""
    speak(usage.wanted_language())
    usage.translate(command_line)
    try:
        command_line()
    except BrobyggerError as error:
        from commands.console import complain

        complain(error.reason)
        sys.exit(1)


@click.group(
    "brobygger", cls=LazyGroup, where=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="brobygger", message="brobygger %(version)s")
@click.pass_context
def command_line(context: click.Context) -> None:
    """All commands; what they say of themselves is in ``commands.usage``."""
    from commands.opening import opened

    context.obj = opened
