"""Imports at a command line: progress while they run, then a table, and sentences for what was refused."""

import os
import signal
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import Progress

from graphdb.claims import Rank
from graphdb.errors import Refused, StoreError
from graphdb.message import DANISH, Text, message
from graphdb.message import say as said
from graphdb.runs import runs
from graphdb.store import GraphStore
from importers import faulty
from importers.frame import Order
from importers.mapping import Progress as Show
from importers.problems import harmless
from importers.report import Report

OUT = Console(emoji=False)


class Form(StrEnum):
    """How a report is printed: counts and problems, also with what is new, changed and gone, or as JSON."""

    COUNTS = "counts"
    LISTS = "lists"
    JSON = "json"


_language: ContextVar[str] = ContextVar("language", default=DANISH)
ERRORS = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


@contextmanager
def order(
    source: str, *, dry_run: bool = False, allow_gone: bool = False, rank: Rank | None = None
) -> Iterator[Order]:
    """An order of now, whose progress is drawn while the block runs; a signal to end interrupts it."""
    at = moment()
    with _said_when_interrupted(), progress(message("import.begins")) as show:
        yield Order(
            source=source,
            at=at,
            today=today(at),
            dry_run=dry_run,
            allow_gone=allow_gone,
            rank=rank,
            progress=show,
            clock=moment,
        )


@contextmanager
def progress(begins: Text) -> Iterator[Show]:
    """Draw how far long work is while the block runs; a signal to end interrupts it."""
    with _ended_like_interrupted(), Progress(console=ERRORS, transient=True) as bar:
        task = bar.add_task(_said(begins), total=None)

        def show(what: Text, done: int, of_all: int) -> None:
            bar.update(task, description=_said(what), completed=done, total=of_all)

        yield show


@contextmanager
def _said_when_interrupted() -> Iterator[None]:
    """Say that an import that was interrupted took itself back."""
    try:
        yield
    except KeyboardInterrupt:
        complain(message("import.interrupted"))
        raise


@contextmanager
def _ended_like_interrupted() -> Iterator[None]:
    """Take SIGTERM for Ctrl-C: a run that is asked to end takes itself back; no other process can at once."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def take_back(store: GraphStore) -> None:
    """Undo the imports whose process died, and say so, and finish erasures; called at every start."""
    for doc in () if store.status().loading else runs.dead(store, moment()):
        complain(message("import.taken_back", source=doc.keys["k1"]))
        runs.recover(store, moment(), "start", moment)
    with suppress(StoreError):  # the thread beside the pages tries again
        store.finish_erasing()


def speak(language: str) -> None:
    """Say everything from now on in this language, ``da`` or ``en``."""
    _language.set(language)


def say(line: Text) -> None:
    """Print one line as it is."""
    OUT.print(_said(line), markup=False, highlight=False, soft_wrap=True)


def complain(line: Text) -> None:
    """Print one line on stderr."""
    ERRORS.print(_said(line), markup=False)


def _said(line: Text) -> str:
    return said(line, _language.get())


def tell(reports: Iterable[Report], file: Path | None = None, *, form: Form = Form.COUNTS) -> None:
    """Print what runs did, and write it to ``file`` as JSON; exit with 1 when any row was refused."""
    refused = 0
    for report in reports:
        _print(report, form)
        refused += report.total("refused")
        if file is not None and not saved(file, report.text(_language.get()).encode()):
            refused += 1
    if refused:
        sys.exit(1)


def _print(report: Report, form: Form) -> None:
    language = _language.get()
    if form is Form.JSON:
        OUT.out(report.text(language), end="", highlight=False)
        return
    OUT.print(report.grid(language))
    for sentence in report.differences.sentences(language) if form is Form.LISTS else ():
        say(sentence)
    for sentence in report.ruled.sentences(language):
        say(sentence)
    for sentence in report.sentences(language):
        complain(sentence)
    if form is Form.LISTS and (line := report.waits()) is not None:
        say(line)


def write_new(file: Path, data: bytes) -> None:
    """Write a file that is not there yet. Refused when it is, or when it can't be written."""
    try:
        with file.open("xb") as out:
            out.write(data)
    except FileExistsError as error:
        raise Refused(message("import.mapping_exists", path=harmless(str(file)))) from error
    except OSError as error:
        path, why = harmless(str(file)), error.strerror or ""
        raise Refused(message("import.report_not_written", path=path, error=why)) from error


def moment() -> str:
    """Now (ISO, UTC)."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def today(at: str = "") -> str:
    """The Danish day (ISO) of a moment, or of now."""
    return datetime.fromisoformat(at or moment()).astimezone(ZoneInfo("Europe/Copenhagen")).date().isoformat()


def saved(file: Path, data: bytes) -> bool:
    """Write what repeats what files hold for its owner alone; False, and said so, when that can't be."""
    try:
        fd = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(fd, "wb") as out:
            if stat.S_ISREG(os.fstat(out.fileno()).st_mode):
                file.chmod(0o600)
            out.write(data)
    except OSError as error:
        # The run is done: what went wrong is the report alone.
        complain(message("import.report_not_written", path=harmless(str(file)), error=error.strerror or ""))
        return False
    return True


def write_faulty(report: Report, paths: Iterable[Path], file: Path) -> bool:
    """Write the rows that are to be corrected, and say where they are; False when that can't be."""
    data = faulty.write(report, paths, file, _language.get())
    if data and not saved(file, data):
        return False
    name = harmless(str(file))
    complain(message("import.faulty_written", path=name) if data else message("import.no_faulty", path=name))
    return True
