"""What a coordinator judges about entries that may be one, and takes back."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from commands import Opening, said
from graphdb.directory.sources import source_title
from graphdb.fields.field import Sort
from graphdb.fields.registry import FIELDS
from graphdb.fields.relation import DIFFERENT
from graphdb.message import Text, Words, message
from graphdb.model import Id, Node, Value, node_id
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from graphdb.writing import judging
from graphdb.writing.judging import PART_OF, VERDICTS, Judged, Pair
from graphdb.writing.plan import Stamp
from importers import console

_BY: Final = "coordinator"
_ZONE: Final = ZoneInfo("Europe/Copenhagen")


def _options(command: Any) -> Any:
    for option in (
        click.argument("first", metavar="A"),
        click.argument("second", metavar="B"),
        click.option("--municipality", envvar="BROBYGGER_MUNICIPALITY", default=""),
        click.option("--why", default=""),
        click.option("--by", default=_BY),
        click.option("--dry-run", is_flag=True),
    )[::-1]:
        command = option(command)
    return command


@click.command()
@_options
@click.option("--as", "verdict", type=click.Choice(VERDICTS), required=True)
@click.option("--erase-address", is_flag=True)
@click.pass_obj
def merge(
    opened: Opening,
    first: str,
    second: str,
    municipality: str,
    why: str,
    by: str,
    dry_run: bool,
    verdict: str,
    erase_address: bool,
) -> None:
    """Judge that A and B are one, that A is a part of B, or that they are two."""
    at = console.moment()
    pair = _pair(first, second, municipality, at)
    reason = message("identity.why", first=first, second=second, verdict=verdict)
    stamp = Stamp(at, by, why or said(reason))
    with opened() as store:
        judged = judging.judge(store, pair, verdict, stamp, dry_run=dry_run, erase=erase_address)
        lines = list(_outcome(store, pair, verdict, judged))
    if dry_run:
        console.say(message("identity.would"))
    for line in lines:
        console.say(line)
    if not dry_run:
        console.say(message("identity.how_back", first=first, second=second))


@click.command()
@_options
@click.pass_obj
def unmerge(
    opened: Opening, first: str, second: str, municipality: str, why: str, by: str, dry_run: bool
) -> None:
    """Take back what was judged about A and B."""
    at = console.moment()
    pair = _pair(first, second, municipality, at)
    stamp = Stamp(at, by, why or said(message("identity.why_back", first=first, second=second)))
    with opened() as store:
        judged = judging.take_back(store, pair, stamp, dry_run=dry_run)
    if dry_run:
        console.say(message("identity.would"))
    if len(judged.shown) == 1:
        console.say(message("identity.are_one_still", shown=judged.shown[0].id))
    else:
        console.say(message("identity.are_apart", first=first, second=second))
    if judged.overruled:
        console.say(message("identity.overruled"))
    if judged.others:
        console.say(message("identity.stand_still", sources=judged.others))


def _pair(first: str, second: str, municipality: str, at: str) -> Pair:
    if len(municipality) != 4 or not municipality.isdecimal() or not municipality.isascii():
        raise click.UsageError(said(message("identity.no_municipality")))
    day = datetime.fromisoformat(at).astimezone(_ZONE).date().isoformat()
    return Pair(first, second, municipality, day)


def _outcome(store: GraphStore, pair: Pair, verdict: str, judged: Judged) -> Iterator[Text]:
    """What is shown afterwards, field by field."""
    if verdict in (DIFFERENT, PART_OF):
        first, second = pair.ids
        yield message(
            "identity.is_part" if verdict == PART_OF else "identity.is_different", first=first, second=second
        )
        return
    (shown,) = judged.shown
    yield message("identity.is_one", first=pair.first, second=pair.second, shown=shown.id)
    terms = catalogue.read(store, store.status())
    titles = {source: node.text("title") for source, node in store.get(_sources(judged)).items()}
    for name, field in FIELDS[shown.kind].items():
        values = [
            (node, value) for node in (shown, *judged.before) if (value := node.props.get(name)) is not None
        ]
        for number, (node, value) in enumerate(values):
            text = _text(terms, field.sort, value)
            title = source_title(node.prov[name].source, titles)
            if number == 0:
                label = Words(field.label_da or name, field.label_en or name)
                yield message("identity.field", label=label, value=text, source=title)
            elif value != values[0][1]:
                yield message("identity.instead_of", value=text, source=title, id=node.id)
    yield message("identity.relations", moved=judged.moved, merged=judged.merged, inner=judged.inner)


def _sources(judged: Judged) -> set[Id]:
    nodes: tuple[Node, ...] = (*judged.shown, *judged.before)
    return {node_id("source", prov.source) for node in nodes for prov in node.prov.values()}


def _text(terms: catalogue.Vocabulary, sort: Sort, value: Value) -> Text:
    """A value as a coordinator reads it."""
    if isinstance(value, bool):
        return message("identity.yes" if value else "identity.no")
    if sort is Sort.CODE:
        return terms.words(str(value))
    return ", ".join(value) if isinstance(value, tuple) else str(value)
