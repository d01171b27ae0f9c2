"""What anybody has said is wrong, of the whole directory; a coordinator has the queue's page."""

from collections.abc import Mapping
from typing import Final

import click

from commands import Opening, said
from commands.console import moment, say, today
from commands.wording import field_name
from graphdb.doubts import doubts as records
from graphdb.doubts.doubts import Doubt, Said
from graphdb.fields.formats import parse_date
from graphdb.identity.joined import nodes_shown
from graphdb.message import Text, message
from graphdb.model import Id, Node
from graphdb.vocabulary import catalogue
from graphdb.vocabulary.catalogue import Vocabulary

_ID: Final = 12
"""Letters of an id that are shown."""


@click.command("doubts")
@click.argument("doubt", metavar="[ID]", default="")
@click.option("--done", is_flag=True)
@click.pass_obj
def doubts(opened: Opening, doubt: str, done: bool) -> None:
    """List what is said to be wrong, or delete one that was looked at."""
    if done != bool(doubt):
        raise click.UsageError(said(message("doubts.choose")))
    with opened() as store:
        if doubt:
            records.close(store, records.find(store, doubt, moment()))
            say(message("doubts.closed"))
            return
        waiting = records.waiting(store, moment())
        named = nodes_shown(store, {one for each in waiting for one in (each.actor, each.target) if one})
        terms = catalogue.read(store)
        for each in waiting:
            say(_line(each, named, terms))
        if not waiting:
            say(message("doubts.no_waiting"))


def _line(doubt: Doubt, named: Mapping[Id, Node], terms: Vocabulary) -> Text:
    whole = message("doubts.whole_entry")
    return message(
        "doubts.line",
        id=doubt.id[:_ID],
        actor=named[doubt.actor].text("name") if doubt.actor in named else doubt.actor,
        field=field_name(doubt.field, named.get(doubt.target), terms) if doubt.field else whole,
        text=_text(doubt),
        day=parse_date(today(doubt.at)),
    )


def _text(doubt: Doubt) -> Text:
    text = " ".join(doubt.text.split())
    match doubt.said:
        case Said.NOT_US:
            return message("doubts.not_us")
        case Said.STOPPED:
            return message("doubts.stopped", value=text)
        case Said.WRONG:
            return text
