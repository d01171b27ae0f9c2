"""Brobygger's composition root: knows store, importers and web together, and gives each command its own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask

from commands import (
    LANGUAGE,
    Opening,
    coverage,
    duplicates,
    identity,
    importing,
    network,
    runs,
    serving,
    starting,
    upkeep,
    usage,
)
from graphdb.connect import open_store
from graphdb.errors import BrobyggerError
from graphdb.store import GraphStore
from importers import console, reference
from webapp import server
from webapp.settings import Settings, command_language


def wsgi() -> Flask:
    """The application for a WSGI server; called once in each of its processes."""
    # Here, since a command that shows no page would take a third longer to start.
    from webapp.app import live_app

    server.leave_interrupts_to_parent()
    settings = Settings.from_environment()
    return live_app(settings, _store(settings))


def main() -> None:
    """Run the command line; an error of ours is one sentence on stderr and exit code 1."""
    console.speak(command_language())
    usage.translate(command_line, command_language())
    try:
        command_line()
    except BrobyggerError as error:
        console.complain(error.reason)
        sys.exit(1)


@click.group("brobygger", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="brobygger", message="brobygger %(version)s")
@click.pass_context
def command_line(context: click.Context) -> None:
    """All commands; what they say of themselves is in ``commands.usage``."""
    context.obj = _opened
    context.meta[LANGUAGE] = command_language()


@command_line.command()
@serving.at_address
@click.pass_obj
def demo(opened: Opening, port: int | None, host: str) -> None:
    """Show the pages, with example data if the database is empty."""

    def prepare() -> None:
        with opened(create=True) as store:
            if reference.wants_demo(store):
                importing.load_shipped(store, demo=True, national=True)

    serving.show(port, host, prepare)


for command in (
    importing.load,
    importing.import_files,
    importing.sources,
    starting.start,
    serving.serve,
    upkeep.check_store,
    upkeep.export,
    upkeep.restore,
    upkeep.erase,
    runs.list_runs,
    runs.undo,
    identity.merge,
    identity.unmerge,
    duplicates.list_duplicates,
    coverage.asked,
    coverage.decide_gap,
    coverage.whatif,
    network.network,
):
    command_line.add_command(command)


def _store(settings: Settings) -> GraphStore:
    return open_store(settings.store, user=settings.neo4j_user, password=settings.password())


@contextmanager
def _opened(*, create: bool = False) -> Iterator[GraphStore]:
    store = _store(Settings.from_environment())
    try:
        store.prepare(create=create)
        console.take_back(store)
        yield store
    finally:
        store.close()
