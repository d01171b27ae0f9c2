"""Imports at a command line: progress while they run, then a table, and sentences for what was refused."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import Progress

from graphdb import runs
from graphdb.store import GraphStore
from importers.frame import Order
from importers.report import Report

OUT = Console()
ERRORS = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def order(source: str, *, dry_run: bool = False, allow_gone: bool = False) -> Iterator[Order]:
    """An order of now, whose progress is drawn while the block runs."""
    at = _moment()
    with Progress(console=ERRORS, transient=True) as bar:
        task = bar.add_task("begynder", total=None)

        def show(what: str, done: int, of_all: int) -> None:
            bar.update(task, description=what, completed=done, total=of_all)

        yield Order(
            source=source,
            at=at,
            today=datetime.fromisoformat(at).astimezone(ZoneInfo("Europe/Copenhagen")).date().isoformat(),
            dry_run=dry_run,
            allow_gone=allow_gone,
            progress=show,
            clock=_moment,
        )


def take_back(store: GraphStore) -> None:
    """Undo the imports whose process died, and say so; called at every start."""
    if not store.status().loading and runs.recover(store, _moment(), "start", _moment):
        ERRORS.print("En indlæsning, der blev afbrudt, er taget tilbage. Kør den igen.", markup=False)


def say(line: str) -> None:
    """Print one line as it is."""
    OUT.print(line, markup=False, highlight=False, soft_wrap=True)


def tell(reports: Iterable[Report], file: Path | None = None) -> None:
    """Print what runs did, and write it to ``file`` as JSON; exit with 1 when anything was refused."""
    refused = 0
    for report in reports:
        OUT.print(report.grid())
        for sentence in report.refusals():
            ERRORS.print(sentence, markup=False)
        refused += report.total("refused")
        if file is not None and not _saved(report, file):
            refused += 1
    if refused:
        sys.exit(1)


def _moment() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _saved(report: Report, file: Path) -> bool:
    try:
        file.write_text(report.text(), encoding="utf-8")
    except OSError as error:
        # The run is done: what went wrong is the report alone.
        ERRORS.print(f"Rapporten {file} kan ikke skrives ({error.strerror}).", markup=False)
        return False
    return True
