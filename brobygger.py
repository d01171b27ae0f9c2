"""Brobygger's command line and composition root: knows store, importers and web together."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask

from graphdb.connect import open_store
from graphdb.errors import BrobyggerError
from graphdb.store import GraphStore
from graphdb.upkeep import check, transfer
from importers import console, frame, reference
from webapp import server
from webapp.app import live_app
from webapp.settings import Settings

_port = click.option("--port", type=click.IntRange(1, 65535), help="Ellers PORT, ellers 8000.")
_host = click.option("--host", default="127.0.0.1", show_default=True, help="Adressen, der lyttes på.")


def wsgi() -> Flask:
    """The application for a WSGI server; called once in each of its processes."""
    server.leave_interrupts_to_parent()
    settings = Settings.from_environment()
    return live_app(settings, _store(settings))


def main() -> None:
    """Run the command line; an error of ours is one sentence on stderr and exit code 1."""
    try:
        commands()
    except BrobyggerError as error:
        console.ERRORS.print(str(error), markup=False)
        sys.exit(1)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="brobygger", message="brobygger %(version)s", help="Vis udgaven.")
def commands() -> None:
    """Brobygger: hvem er allerede om borgeren, hvem mangler, og hvem ringer du til?"""


@commands.command()
@_port
@_host
def demo(port: int | None, host: str) -> None:
    """Gør databasen klar, læg eksempeldata i, hvis den er tom, og vis siderne."""
    settings = Settings.from_environment()
    port = port or settings.port
    server.check(host, port, settings.url)
    with _opened(create=True) as store:
        if reference.wants_demo(store):
            _load(store, demo=True, national=True)
    server.serve(host, port, "brobygger:wsgi", url=settings.url)


@commands.command()
@_port
@_host
def serve(port: int | None, host: str) -> None:
    """Vis siderne."""
    settings = Settings.from_environment()
    port = port or settings.port
    server.check(host, port, settings.url)
    with _opened():
        pass
    server.serve(host, port, "brobygger:wsgi", url=settings.url)


@commands.command()
@click.option("--demo", is_flag=True, help="Også de opdigtede aktører.")
@click.option("--national/--no-national", default=True, help="Også myndigheder og linjer for hele landet.")
def load(demo: bool, national: bool) -> None:
    """Indlæs ordlister, kommuner og regioner; kan køres igen uden skade."""
    with _opened(create=True) as store:
        _load(store, demo=demo, national=national)


@commands.command("import")
@click.argument("form", metavar="SOURCE", type=click.Choice(list(frame.discover())))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", "name", help="Kildens id; en anden kommunes fil får sit eget.")
@click.option("--dry-run", is_flag=True, help="Vis forskellen, og skriv intet.")
@click.option("--report", type=click.Path(path_type=Path), help="Skriv rapporten som JSON.")
@click.option("--allow-gone", is_flag=True, help="Også når meget er forsvundet fra filen.")
def import_files(
    form: str, files: tuple[Path, ...], name: str | None, dry_run: bool, report: Path | None, allow_gone: bool
) -> None:
    """Indlæs filer fra en kilde (se: brobygger sources)."""
    wanted = console.order(reference.not_ours(name or form), dry_run=dry_run, allow_gone=allow_gone)
    with _opened(create=not dry_run) as store, wanted as order:
        done = frame.run(store, frame.discover()[form], files, order)
    console.tell([done], report)


@commands.command()
def sources() -> None:
    """Vis, hvad der kan indlæses."""
    for importer in frame.discover().values():
        console.OUT.print(
            f"{importer.id}: {importer.title}. Tager {importer.takes}.", markup=False, soft_wrap=True
        )


@commands.command("check")
def check_store() -> None:
    """Kontrollér, at databasen hænger sammen, og at historikken er hel."""
    with _opened() as store:
        found = check.check(store)
    for line in found.lines():
        console.say(line)
    sys.exit(1 if found.faults else 0)


@commands.command()
@click.argument("file", type=click.Path(path_type=Path))
def export(file: Path) -> None:
    """Skriv hele databasen til en fil (JSON Lines)."""
    with _opened() as store:
        transfer.export(store, file)


@commands.command()
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Læs en eksporteret fil ind i en tom database."""
    with _opened(create=True) as store:
        transfer.restore(store, file)


def _store(settings: Settings) -> GraphStore:
    return open_store(settings.store, user=settings.neo4j_user, password=settings.password())


@contextmanager
def _opened(*, create: bool = False) -> Iterator[GraphStore]:
    store = _store(Settings.from_environment())
    try:
        store.prepare(create=create)
        console.take_back(store)
        yield store
    finally:
        store.close()


def _load(store: GraphStore, *, demo: bool, national: bool) -> None:
    with console.order(reference.SEED) as order:
        done = list(reference.load(store, order, demo=demo, national=national))
    console.tell(done)
