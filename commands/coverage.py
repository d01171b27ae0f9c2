"""What a coordinator says about what is there and what is not, until there are pages for it."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import click

from commands import Opening, said
from graphdb.coverage import answering
from graphdb.coverage.answering import About
from graphdb.coverage.matrix import By, coverage
from graphdb.coverage.state import State
from graphdb.message import Text, message
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from graphdb.writing.plan import Stamp
from importers import console

_ZONE: Final = ZoneInfo("Europe/Copenhagen")


@click.command()
@click.argument("municipality", metavar="KOMMUNE")
@click.argument("kind", metavar="KIND")
@click.option("--none", "none", is_flag=True)
@click.option("--there-is", "there_is", is_flag=True)
@click.option("--undo", "undo", is_flag=True)
@click.option("--by", "role", default="")
@click.option("--group", default="")
@click.pass_obj
def asked(
    opened: Opening,
    municipality: str,
    kind: str,
    none: bool,
    there_is: bool,
    undo: bool,
    role: str,
    group: str,
) -> None:
    """Say what was answered about a kind of actor."""
    if none + there_is + undo != 1:
        raise click.UsageError(said(message("coverage.choose")))
    if not role and not undo:
        raise click.UsageError(said(message("coverage.who")))
    at = console.moment()
    day = datetime.fromisoformat(at).astimezone(_ZONE).date()
    about = About(municipality, kind, group)
    with opened() as store:
        words, area, for_group = _words(store, about)
        stamp = Stamp(
            at, role or "coordinator", said(message("coverage.why", kind=words, area=area, group=for_group))
        )
        if undo:
            answering.take_back(store, about, stamp)
            console.say(message("coverage.taken_back", kind=words, area=area, group=for_group))
        elif none:
            answering.answer(store, about, State.ASKED_NONE, role, stamp, day.isoformat())
            console.say(message("coverage.said_none", kind=words, area=area, group=for_group, day=day))
        else:
            answering.answer(store, about, State.UNCONFIRMED, role, stamp, day.isoformat())
            console.say(message("coverage.said_there_is", kind=words, area=area, group=for_group, day=day))
        share = coverage(store, municipality, By.KIND, day.isoformat()).asked
    console.say(message("coverage.how_much", answered=share.answered, of=share.of, area=area))


def _words(store: GraphStore, about: About) -> tuple[Text, Text, Text]:
    """What the answer is about, as sentences name it."""
    words = catalogue.read(store).words
    group: Text = message("coverage.for_group", group=words(about.group)) if about.group else ""
    return words(about.kind), words(about.municipality), group
