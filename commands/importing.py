"""Loading what is shipped, importing files, and naming what can be imported."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from commands import Opening, console, language, reports
from graphdb.errors import Refused
from graphdb.identity.candidates import count_waiting
from graphdb.message import message
from graphdb.store import GraphStore
from graphdb.upkeep import renewal
from importers import choosing, discovery
from importers.faulty import require_format
from importers.importer import Importer
from importers.problems import harmless
from importers.running import frame
from importers.source_pages import pages
from importers.starting import reference


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
    is_new = store.status().version == 0
    with reports.order(reference.SEED) as order:
        loads = list(reference.load(store, order, demo=demo, national=national))
    if is_new:
        renewal.mark_done(store, console.moment())
    reports.tell(loads)


@click.command("import")
@click.argument("form", metavar="SOURCE", type=click.Choice(discovery.names()))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", "name")
@click.option("--dry-run", is_flag=True)
@click.option("--report", type=click.Path(path_type=Path))
@click.option("--allow-gone", is_flag=True)
@click.option("--force", is_flag=True)
@click.option("--rank", type=click.Choice(list(choosing.RANKS)))
@click.option("--mapping", type=click.Path(path_type=Path))
@click.option("--guess", is_flag=True)
@click.option("--faulty", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def import_files(  # one parameter for each option
    opened: Opening,
    form: str,
    files: tuple[Path, ...],
    name: str | None,
    dry_run: bool,
    report: Path | None,
    allow_gone: bool,
    force: bool,
    rank: str | None,
    mapping: Path | None,
    guess: bool,
    faulty: Path | None,
    as_json: bool,
) -> None:
    """Import files from a source."""
    if faulty is not None:
        require_format(faulty, files)
    if guess:
        _guess(discovery.importer(form), files, mapping)
        return
    importer, form = choosing.chosen(form, files, mapping)
    ranked = choosing.RANKS[rank] if rank is not None else None
    again = force or as_json or report is not None or faulty is not None  # they want all of a report
    ordering = reports.order(
        reference.not_ours(name or form), dry_run=dry_run, allow_gone=allow_gone, again=again, rank=ranked
    )
    with opened(create=not dry_run, behind=True) as store, ordering as order:
        outcome = frame.run(store, importer, files, order)
        if not dry_run and not outcome.same_as:
            with suppress(KeyboardInterrupt):  # all of it is written by now
                outcome = replace(outcome, waiting=count_waiting(store, today=order.today))
    written = faulty is None or reports.write_faulty(outcome, files, faulty)
    reports.tell([outcome], report, form=reports.Form.JSON if as_json else reports.Form.LISTS)
    if not written:
        sys.exit(1)


def _guess(importer: Importer, files: Sequence[Path], mapping: Path | None) -> None:
    """Write a guessed mapping to a new file, and show it; nothing is imported before it is looked through."""
    if importer.guess is None:
        raise Refused(message("import.takes_no_mapping", source=importer.id))
    path = mapping or Path(f"{files[0].stem}.toml")
    text = importer.guess(files, str(path), language())
    reports.write_new(path, text.encode())
    for line in text.splitlines():
        console.say(line)
    console.complain(message("import.guessed", path=harmless(str(path))))


@click.command()
@click.option("--markdown", is_flag=True)
def sources(markdown: bool) -> None:
    """List the importers."""
    if markdown:
        click.echo("\n".join(pages(discovery.discover().values(), language())))
        return
    for importer in discovery.discover().values():
        name, title, files, formats = importer.id, importer.title, importer.takes, ", ".join(importer.formats)
        licence = importer.licence or message("import.licence_of_file")
        line = message("import.source", id=name, title=title, files=files, formats=formats, licence=licence)
        console.say(line)
