"""Looking after a database: is it whole, a copy out and in again, and what must not stay in it."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from commands import Opening, said
from graphdb.message import Text, message
from graphdb.upkeep import check, publication, reasons, transfer

_file = click.argument("file", type=click.Path(path_type=Path))


@click.command("check")
@click.pass_obj
def check_store(opened: Opening) -> None:
    """Compare everything with what it must follow from."""
    with opened() as store:
        findings = check.check(store)
    for line in findings.lines():
        _tell(line)
    sys.exit(1 if findings.faults else 0)


@click.command()
@_file
@click.option("--open", "is_open", is_flag=True)
@click.pass_obj
def export(opened: Opening, file: Path, is_open: bool) -> None:
    """Write the store to a file."""
    with opened() as store:
        if is_open:
            publication.publish(store, file)
        else:
            transfer.export(store, file)


@click.command()
@_file
@click.pass_obj
def restore(opened: Opening, file: Path) -> None:
    """Fill an empty store from a file."""
    with opened(create=True) as store:
        transfer.restore(store, file, _tell, _moment)


@click.command()
@click.option("--dry-run", is_flag=True)
@click.pass_obj
def erase(opened: Opening, dry_run: bool) -> None:
    """Erase reasons. The words are asked for: as an argument they would stay in the shell's history."""
    with opened() as store:
        words = click.prompt(said(message("upkeep.erase_words")), err=True)
        commits = list(reasons.with_reason(store, words))
        for commit in commits:
            at = datetime.fromisoformat(commit.at)
            _tell(message("upkeep.erase_line", seq=commit.seq, at=at, by=commit.by))
        if dry_run:
            _tell(message("upkeep.would_erase", count=len(commits)))
        else:
            _tell(message("upkeep.erased", count=reasons.erase_reasons(store, commits, _moment(), "erase")))


def _moment() -> str:
    """Now (ISO, UTC)."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _tell(line: Text) -> None:
    click.echo(said(line))
