"""Showing the pages."""

import gc
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

import click

from commands import Opening
from webapp import server
from webapp.settings import Settings

APPLICATION: Final = "brobygger:wsgi"


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

    def prepare() -> None:
        with opened():
            pass

    show(port, host, prepare)


def show(port: int | None, host: str, prepare: Callable[[], None]) -> None:
    """Serve until interrupted. ``prepare`` runs when the address is free, before any request is answered."""
    settings = Settings.from_environment()
    port = port or settings.port
    server.check(host, port, settings.url)
    prepare()
    load_application()
    server.serve(host, port, APPLICATION, url=settings.url, language=settings.lang)


def load_application() -> None:
    """Import all that pages need once, and not in each of the processes that this one becomes.

    They share its memory as long as nobody writes there. Looking for garbage writes on each object, so what
    is there now is left out of it.
    """
    for _ in import_module("webapp.app").features():
        pass
    gc.collect()
    gc.freeze()
