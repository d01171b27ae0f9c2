"""What is said at a command line, with progress while long work is done; and the moment."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click

from commands import said
from graphdb.message import Text

Show = Callable[[Text, int, int], None]
"""Hears what is being done, how far it is, and of how much."""


@contextmanager
def progress(begins: Text) -> Iterator[Show]:
    """Draw how far long work is while the block runs; a signal to end interrupts it."""
    bar = click.progressbar(
        length=1, label=said(begins), file=sys.stderr, hidden=not sys.stderr.isatty(), show_eta=False
    )

    def show(what: Text, done: int, of_all: int) -> None:
        bar.label, bar.length, bar.pos = said(what), of_all, done
        bar.render_progress()

    with _ended_like_interrupted(), bar:
        yield show


@contextmanager
def _ended_like_interrupted() -> Iterator[None]:
    """Take SIGTERM for Ctrl-C: a run that is asked to end takes itself back; no other process can at once."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def say(line: Text) -> None:
    """Print one line as it is."""
    click.echo(said(line))


def complain(line: Text) -> None:
    """Print one line on stderr."""
    click.echo(said(line), err=True)


def moment() -> str:
    """Now (ISO, UTC)."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def today(at: str = "") -> str:
    """The Danish day (ISO) of a moment, or of now."""
    return datetime.fromisoformat(at or moment()).astimezone(ZoneInfo("Europe/Copenhagen")).date().isoformat()
