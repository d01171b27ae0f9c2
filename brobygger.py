"""Brobygger's composition root: knows store, importers and web together, and gives each command its own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask

from commands import Opening, importing, serving, upkeep
from graphdb.connect import open_store
from graphdb.errors import BrobyggerError
from graphdb.store import GraphStore
from importers import console, reference
from webapp import server
from webapp.app import live_app
from webapp.settings import Settings


def wsgi() -> Flask:
    """The application for a WSGI server; called once in each of its processes."""
    server.leave_interrupts_to_parent()
    settings = Settings.from_environment()
    return live_app(settings, _store(settings))


def main() -> None:
    """Run the command line; an error of ours is one sentence on stderr and exit code 1."""
    try:
        command_line()
    except BrobyggerError as error:
        console.ERRORS.print(str(error), markup=False)
        sys.exit(1)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="brobygger", message="brobygger %(version)s", help="Vis udgaven.")
@click.pass_context
def command_line(context: click.Context) -> None:
    """Brobygger: hvem er allerede om borgeren, hvem mangler, og hvem ringer du til?"""
    context.obj = _opened


@command_line.command()
@serving.at_address
@click.pass_obj
def demo(opened: Opening, port: int | None, host: str) -> None:
    """Gør databasen klar, læg eksempeldata i, hvis den er tom, og vis siderne."""

    def prepare() -> None:
        with opened(create=True) as store:
            if reference.wants_demo(store):
                importing.load_shipped(store, demo=True, national=True)

    serving.show(port, host, prepare)


for command in (
    importing.load,
    importing.import_files,
    importing.sources,
    serving.serve,
    upkeep.check_store,
    upkeep.export,
    upkeep.restore,
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
