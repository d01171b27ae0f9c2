"""The start kit of a municipality: its skeleton, its template, and whom to ask first."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import click

from commands import Opening, console, reports
from commands.importing import load_shipped
from graphdb.directory.start_list import StartLine, StartList, State, start_list
from graphdb.errors import Refused
from graphdb.message import Text, message
from graphdb.model import NodeKind
from graphdb.rules.skeleton import Weight
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from graphdb.vocabulary.catalogue import Vocabulary
from importers.problems import harmless
from importers.starting import start_kit, start_template

_FIRST: Final = 10
"""Kinds that are named when a kit is loaded; ``--list`` names all."""
_NAMED: Final = 3
_WEIGHTS: Final = {
    Weight.CORE: message("start.core"),
    Weight.LAW: message("start.law"),
    Weight.EXPECTED: message("start.expected"),
}


@click.command("start")
@click.argument("municipality", metavar="KOMMUNE")
@click.option("--list", "only_list", is_flag=True)
@click.option("--template", type=click.Path(path_type=Path))
@click.pass_obj
def start(opened: Opening, municipality: str, only_list: bool, template: Path | None) -> None:
    """Enter what every municipality has, and say whom to ask first."""
    if template is not None:
        _require_new(template)
    with opened(create=not only_list) as store:
        if not only_list:
            _enter(store, municipality)
        listed = start_list(store, municipality, console.today())
        terms = catalogue.read(store)
    if template is not None:
        reports.write_new(template, start_template.write(listed, terms, console.today()))
    lines = listed.lines if only_list else listed.next()[:_FIRST]
    for sentence in _sentences(listed, lines, terms):
        console.say(sentence)
    if template is not None:
        console.say(message("start.template", path=harmless(str(template))))


def _require_new(template: Path) -> None:
    """Refused before anything is done: a template that is there may be filled in."""
    if template.suffix.lower() != ".xlsx":
        raise Refused(message("start.not_a_workbook", path=harmless(str(template))))
    if template.exists():
        raise Refused(message("start.template_exists", path=harmless(str(template))))


def _enter(store: GraphStore, municipality: str) -> None:
    if not catalogue.read(store).terms.get(NodeKind.ACTOR_TYPE):
        load_shipped(store, demo=False, national=True)
    with reports.order("start") as order:
        report = start_kit.start(store, municipality, order)
    if report.dry_run:
        console.say(message("start.nothing_new"))
    else:
        reports.tell([report])


def _sentences(listed: StartList, lines: tuple[StartLine, ...], terms: Vocabulary) -> Iterator[Text]:
    yield message(
        "start.progress",
        name=listed.name,
        percent=listed.percent,
        ready=listed.ready,
        total=len(listed.lines),
    )
    weight = None
    for line in lines:
        if line.weight is not weight:
            weight = line.weight
            yield _WEIGHTS[weight]
        yield _line(line, terms)
    if left := len(listed.next()) - sum(line.state is State.NO_CONTACT for line in lines):
        yield message("start.more", count=left, municipality=listed.code)


def _line(line: StartLine, terms: Vocabulary) -> Text:
    kind = terms.words(line.kind)
    if line.state is State.READY:
        return message("start.ready", kind=kind, names=tuple(actor.name for actor in line.actors[:_NAMED]))
    if line.state is State.NONE:
        return message("start.none", kind=kind, day=date.fromisoformat(line.asked))
    return message("start.no_contact", kind=kind, why=line.reason)
