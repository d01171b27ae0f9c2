"""What a judgement about two entries comes to, in lines: whom it is about, and what is shown afterwards."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import click

from commands import said
from graphdb.directory.sources import source_title
from graphdb.duplicates.judging import PART_OF, Judged, Pair
from graphdb.fields.field import Field, Sort
from graphdb.fields.phone import display_phone
from graphdb.fields.registry import FIELDS
from graphdb.fields.relation import DIFFERENT
from graphdb.identity.joined import is_shown
from graphdb.message import Text, Words, message
from graphdb.model import Id, Node, Value, node_id
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue

_ZONE: Final = ZoneInfo("Europe/Copenhagen")


def pair(first: str, second: str, municipality: str, at: str) -> Pair:
    """The two, for a municipality that must be four digits, on the day of a moment (ISO, UTC)."""
    if len(municipality) != 4 or not municipality.isdecimal() or not municipality.isascii():
        raise click.UsageError(said(message("identity.no_municipality")))
    return Pair(first, second, municipality, day_of(at))


def day_of(at: str) -> str:
    """The day (ISO) in Denmark of a moment (ISO, UTC)."""
    return datetime.fromisoformat(at).astimezone(_ZONE).date().isoformat()


def lines(store: GraphStore, judged_pair: Pair, verdict: str, judged: Judged) -> Iterator[Text]:
    """What is shown afterwards, field by field."""
    if verdict in (DIFFERENT, PART_OF):
        first, second = judged_pair.ids
        yield message(
            "identity.is_part" if verdict == PART_OF else "identity.is_different", first=first, second=second
        )
        return
    (shown,) = judged.shown
    yield message("identity.is_one", first=judged_pair.first, second=judged_pair.second, shown=shown.id)
    terms = catalogue.read(store, store.status())
    titles = source_titles(store, (*judged.shown, *judged.before))
    for name, field in FIELDS[shown.kind].items():
        values = [
            (node, value) for node in (shown, *judged.before) if (value := node.props.get(name)) is not None
        ]
        for number, (node, value) in enumerate(values):
            text = value_text(terms, field, value)
            title = source_title(node.prov[name].source, titles)
            if number == 0:
                yield message("identity.field", label=label_of(name, field), value=text, source=title)
            elif not is_shown(value, values[0][1]):
                yield message("identity.instead_of", value=text, source=title, id=node.id)
    yield message("identity.relations", moved=judged.moved, merged=judged.merged, inner=judged.inner)


def label_of(name: str, field: Field) -> Words:
    """What a field is called."""
    return Words(field.label_da or name, field.label_en or name)


def source_titles(store: GraphStore, nodes: Iterable[Node]) -> dict[Id, str]:
    """What the sources of these nodes call themselves, by the ids of their own nodes."""
    sources = {node_id("source", prov.source) for node in nodes for prov in node.prov.values()}
    return {source: node.text("title") for source, node in store.get(sources).items()}


def value_text(terms: catalogue.Vocabulary, field: Field, value: Value) -> Text:
    """A value as a coordinator reads it."""
    if isinstance(value, bool):
        return message("identity.yes" if value else "identity.no")
    if field.sort is Sort.CODE:
        return terms.words(str(value))
    if field.sort is Sort.PHONE:
        return display_phone(str(value))
    return ", ".join(value) if isinstance(value, tuple) else str(value)
