"""Showing the pages."""

import os
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

import click

from commands import Opening
from commands.console import moment, say
from graphdb.message import message
from graphdb.store import GraphStore
from graphdb.upkeep import renewal
from webapp import hosts, server
from webapp.settings import Settings

APPLICATION: Final = "brobygger:wsgi"
EXAMPLES: Final = "brobygger:wsgi_of_examples"


def at_address(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``port`` and ``host``, where it listens."""
    port = click.option("--port", type=click.IntRange(1, 65535))
    host = click.option("--host", default="127.0.0.1", show_default=True)
    return port(host(command))


@click.command()
@at_address
@click.pass_obj
def serve(opened: Opening, port: int | None, host: str) -> None:
    """Show the pages."""

    def prepare() -> bool:
        with opened() as store:
            renew(store)
            return False

    show(port, host, prepare)


def renew(store: GraphStore) -> None:
    """Let staff see what a store that was filled before they could sign in does not show, and say so."""
    count = renewal.renew(store, moment())
    if count:
        say(message("upkeep.renewed", count=count))


def show(port: int | None, host: str, prepare: Callable[[], bool]) -> None:
    """Serve until interrupted. ``prepare`` runs when the address is free, before any request is answered.

    It answers whether the roles may be tried out, which they may on this machine alone. No setting says so: a
    municipality's own server might have it by accident.
    """
    settings = Settings.from_environment()
    port = port or settings.port
    server.check(host, port, settings.url)
    examples = prepare() and hosts.is_loopback(host)
    os.environ["PORT"] = str(port)  # the application reads it: links in mails name it where no address is set
    if server.forks(settings.workers):
        read_before_the_forks(examples=examples)
    server.give_back_memory()  # this process may just have filled the store
    server.serve(
        host,
        port,
        EXAMPLES if examples else APPLICATION,
        url=settings.url,
        language=settings.lang,
        workers=settings.workers,
        examples=examples,
    )


def read_before_the_forks(*, examples: bool) -> None:
    """Import and read all that pages need once, and not in each of the processes that this one becomes.

    One process that answers alone says its address first, and reads then.
    """
    server.begin_reading()
    application = import_module("brobygger").application(examples=examples)
    import_module("webapp.app").read_ahead(application)
    server.end_reading()
