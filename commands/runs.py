"""Imports that were made, and taking one back."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

import click

from commands import Opening, console
from graphdb.codec import Json
from graphdb.message import Text, message
from graphdb.model import Id
from graphdb.runs import runs
from graphdb.runs.undo import Kept, shown_no_more
from graphdb.writing.naming import all_called
from importers.problems import harmless

_SHOWN: Final = 20
_SHORT: Final = 12
_FILES: Final = 3
_COUNTS: Final = ("new", "changed", "gone", "refused")
_PUBLIC: Final = (
    "id",
    "source",
    "state",
    "at",
    "by",
    "files",
    *_COUNTS,
    "unchanged",
    "undone_at",
    "undone_by",
)


@click.command("runs")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_runs(opened: Opening, as_json: bool) -> None:
    """Show all imports, newest first."""
    with opened() as store:
        records = list(runs.list_runs(store))[::-1]
    if as_json:
        shown = [{name: record[name] for name in _PUBLIC if name in record} for record in records]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    elif records:
        for record in records:
            for line in _lines(record):
                console.say(line)
    else:
        console.say(message("runs.none"))


@click.command("undo")
@click.argument("run", metavar="RUN")
@click.option("--dry-run", is_flag=True)
@click.pass_obj
def undo(opened: Opening, run: str, dry_run: bool) -> None:
    """Take a finished import back."""
    with opened() as store, console.progress(message("undo.reads")) as show:

        def written(done: int, of_all: int) -> None:
            show(message("undo.writes"), done, of_all)

        clock = console.moment
        undone = runs.undo(store, run, clock(), "undo", clock, dry_run=dry_run, progress=written)
        names = all_called(store, [kept.target for kept in undone.kept[:_SHOWN]])
        leaving, of_all = shown_no_more(store, undone, _SHOWN)
    console.say(runs.summary(undone, dry_run=dry_run))
    for name in leaving:
        console.say(message("undo.would_leave" if dry_run else "undo.leaves", what=name))
    if of_all > len(leaving):
        console.say(message("undo.all_leaving", count=of_all))
    for line in _kept(undone.kept, names):
        console.say(line)
    if undone.said_again:
        console.say(message("undo.said_again", count=undone.said_again, source=undone.source))


def _kept(kept: list[Kept], names: Mapping[Id, Text]) -> Iterator[Text]:
    for one in kept[:_SHOWN]:
        yield message("undo.stands", what=names[one.target], source=one.source, reason=one.reason)
    if len(kept) > _SHOWN:
        yield message("undo.more", count=len(kept) - _SHOWN)


def _lines(record: Json) -> Iterator[Text]:
    """A run in a few lines."""
    state = runs.STATES[record["state"]]
    yield message("runs.line", id=record["id"], source=record["source"], state=state)
    yield message("runs.begun", began=runs.moment_of(record["id"]), by=record["by"])
    if "new" in record:
        new, changed, gone, refused = (record[name] for name in _COUNTS)
        yield message("runs.counts", new=new, changed=changed, gone=gone, refused=refused)
    files = record.get("files", ())
    for name, checksum in files[:_FILES]:
        yield message("runs.file", name=harmless(name), checksum=checksum[:_SHORT])
    if len(files) > _FILES:
        yield message("runs.more_files", count=len(files) - _FILES)
    if "undone_at" in record:
        at = datetime.fromisoformat(record["undone_at"])
        yield message("runs.taken_back_at", at=at, by=record["undone_by"])
