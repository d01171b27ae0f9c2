"""Imports at a command line: progress while they run, then a table, and sentences for what was refused."""

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

import click

from commands import language
from commands.console import complain, moment, progress, say, today
from graphdb.claims import Rank
from graphdb.errors import Refused
from graphdb.message import message
from importers import faulty
from importers.problems import harmless
from importers.running.frame import Order
from importers.running.report import Report


class Form(StrEnum):
    """How a report is printed: counts and problems, also with what is new, changed and gone, or as JSON."""

    COUNTS = "counts"
    LISTS = "lists"
    JSON = "json"


@contextmanager
def order(
    source: str,
    *,
    dry_run: bool = False,
    allow_gone: bool = False,
    again: bool = False,
    rank: Rank | None = None,
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
            again=again,
            rank=rank,
            progress=show,
            clock=moment,
        )


@contextmanager
def _said_when_interrupted() -> Iterator[None]:
    """Say that an import that was interrupted took itself back."""
    try:
        yield
    except KeyboardInterrupt:
        complain(message("import.interrupted"))
        raise


def tell(reports: Iterable[Report], file: Path | None = None, *, form: Form = Form.COUNTS) -> None:
    """Print what runs did, and write it to ``file`` as JSON; exit with 1 when any row was refused."""
    refused = 0
    for report in reports:
        _print(report, form)
        refused += report.total("refused")
        if file is not None and not saved(file, report.text(language()).encode()):
            refused += 1
    if refused:
        sys.exit(1)


def _print(report: Report, form: Form) -> None:
    spoken = language()
    if form is Form.JSON:
        click.echo(report.text(spoken), nl=False)
        return
    for row in report.table(spoken):
        say(row)
    if (line := report.unread()) is not None:
        say(line)
    for sentence in report.differences.sentences(spoken) if form is Form.LISTS else ():
        say(sentence)
    for sentence in report.ruled.sentences(spoken):
        say(sentence)
    for sentence in report.sentences(spoken):
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
    data = faulty.write(report, paths, file, language())
    if data and not saved(file, data):
        return False
    name = harmless(str(file))
    complain(message("import.faulty_written", path=name) if data else message("import.no_faulty", path=name))
    return True
