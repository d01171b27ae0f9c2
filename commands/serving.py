"""Showing the pages."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    with uncollected():
        load_application()
        if server.answers_in_forks():
            application = import_module("brobygger").application(examples=examples)
            import_module("webapp.app").read_ahead(application)
        share_with_forks()
    target = EXAMPLES if examples else APPLICATION
    server.serve(host, port, target, url=settings.url, language=settings.lang, examples=examples)


@contextmanager
def uncollected() -> Iterator[None]:
    """Have the garbage collector off in a block: what a start reads stays, and each look walks all of it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def load_application() -> None:
    """Import all that pages need once, and not in each of the processes that this one becomes."""
    for _ in import_module("webapp.app").features():
        pass


def share_with_forks() -> None:
    """Leave what is there now out of the search for garbage, which writes on each object that it looks at.

    Processes share memory only as long as none of them writes there. Garbage is not taken out first: it
    leaves holes that new objects of each process fill, on pages that were shared (see ``gc.freeze``).
    """
    server.give_back_memory()
    gc.freeze()
