"""What is said at a command line, with progress while long work is done; and the moment."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from commands import said
from graphdb.message import Text

if TYPE_CHECKING:
    from rich.console import Console

Show = Callable[[Text, int, int], None]
"""Hears what is being done, how far it is, and of how much."""


@cache
def out() -> "Console":
    """Standard output."""
    from rich.console import Console  # a server has it in memory for as long as it runs

    return Console(emoji=False)


@cache
def errors() -> "Console":
    """Standard error."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


@contextmanager
def progress(begins: Text) -> Iterator[Show]:
    """Draw how far long work is while the block runs; a signal to end interrupts it."""
    from rich.progress import Progress

    with _ended_like_interrupted(), Progress(console=errors(), transient=True) as bar:
        task = bar.add_task(said(begins), total=None)

        def show(what: Text, done: int, of_all: int) -> None:
            bar.update(task, description=said(what), completed=done, total=of_all)

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
    out().print(said(line), markup=False, highlight=False, soft_wrap=True)


def complain(line: Text) -> None:
    """Print one line on stderr."""
    errors().print(said(line), markup=False)


def moment() -> str:
    """Now (ISO, UTC)."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def today(at: str = "") -> str:
    """The Danish day (ISO) of a moment, or of now."""
    return datetime.fromisoformat(at or moment()).astimezone(ZoneInfo("Europe/Copenhagen")).date().isoformat()
