"""Looking after a database: is it whole, and a copy out and in again."""

import sys
from pathlib import Path

import click

from commands import Opening
from graphdb.upkeep import check, transfer

_file = click.argument("file", type=click.Path(path_type=Path))


@click.command("check")
@click.pass_obj
def check_store(opened: Opening) -> None:
    """Kontrollér, at databasen hænger sammen, og at historikken er hel."""
    with opened() as store:
        findings = check.check(store)
    for line in findings.lines():
        click.echo(line)
    sys.exit(1 if findings.faults else 0)


@click.command()
@_file
@click.pass_obj
def export(opened: Opening, file: Path) -> None:
    """Skriv hele databasen til en fil (JSON Lines)."""
    with opened() as store:
        transfer.export(store, file)


@click.command()
@_file
@click.pass_obj
def restore(opened: Opening, file: Path) -> None:
    """Læs en eksporteret fil ind i en tom database."""
    with opened(create=True) as store:
        transfer.restore(store, file, click.echo)
