"""Loading what is shipped, importing files, and naming what can be imported."""

from pathlib import Path

import click

from commands import Opening
from graphdb.message import message
from graphdb.store import GraphStore
from importers import console, frame, reference


@click.command()
@click.option("--demo", is_flag=True)
@click.option("--national/--no-national", default=True)
@click.pass_obj
def load(opened: Opening, demo: bool, national: bool) -> None:
    """Load what is shipped."""
    with opened(create=True) as store:
        load_shipped(store, demo=demo, national=national)


def load_shipped(store: GraphStore, *, demo: bool, national: bool) -> None:
    """Load what the product ships, with progress and a table for each run."""
    with console.order(reference.SEED) as order:
        reports = list(reference.load(store, order, demo=demo, national=national))
    console.tell(reports)


@click.command("import")
@click.argument("form", metavar="SOURCE", type=click.Choice(list(frame.discover())))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", "name")
@click.option("--dry-run", is_flag=True)
@click.option("--report", type=click.Path(path_type=Path))
@click.option("--allow-gone", is_flag=True)
@click.pass_obj
def import_files(
    opened: Opening,
    form: str,
    files: tuple[Path, ...],
    name: str | None,
    dry_run: bool,
    report: Path | None,
    allow_gone: bool,
) -> None:
    """Import files from a source."""
    ordering = console.order(reference.not_ours(name or form), dry_run=dry_run, allow_gone=allow_gone)
    with opened(create=not dry_run) as store, ordering as order:
        outcome = frame.run(store, frame.discover()[form], files, order)
    console.tell([outcome], report)


@click.command()
def sources() -> None:
    """List the importers."""
    for importer in frame.discover().values():
        console.say(message("import.source", id=importer.id, title=importer.title, files=importer.takes))
