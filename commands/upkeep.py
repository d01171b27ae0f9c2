"""Looking after a database: is it whole, and a copy out and in again."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from commands import LANGUAGE, Opening
from graphdb.message import Text, say
from graphdb.upkeep import check, publication, transfer

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


def _moment() -> str:
    """Now (ISO, UTC)."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _tell(line: Text) -> None:
    click.echo(say(line, click.get_current_context().meta[LANGUAGE]))
