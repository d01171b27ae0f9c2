"""What a municipality expects for itself, by command."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import click

from commands import Opening, console, said
from graphdb.coverage import expecting
from graphdb.coverage.answering import About
from graphdb.message import message
from graphdb.rules.expectations import NONE, STRENGTHS
from graphdb.vocabulary import catalogue
from graphdb.writing.plan import Stamp

_ZONE: Final = ZoneInfo("Europe/Copenhagen")
_NOT_RELEVANT: Final = "not-relevant"
_SAID: Final = {
    "core": message("coverage.has_to_be"),
    "expected": message("coverage.should_be"),
    "optional": message("coverage.may_be"),
    NONE: message("coverage.is_not_expected"),
}


@click.command("expect")
@click.argument("municipality", metavar="KOMMUNE")
@click.argument("kind", metavar="KIND")
@click.option("--as", "strength", type=click.Choice([*STRENGTHS, _NOT_RELEVANT]))
@click.option("--why", default="")
@click.option("--group", default="")
@click.option("--undo", is_flag=True)
@click.option("--by", "role", default="coordinator")
@click.pass_obj
def expect(
    opened: Opening,
    municipality: str,
    kind: str,
    strength: str | None,
    why: str,
    group: str,
    undo: bool,
    role: str,
) -> None:
    """Say what a municipality expects of a kind of actor, or take it back."""
    if (strength is None) is not undo:
        raise click.UsageError(said(message("coverage.expect_choose")))
    if strength is not None and not why.strip():
        raise click.UsageError(said(message("coverage.expect_why")))
    at = console.moment()
    day = datetime.fromisoformat(at).astimezone(_ZONE).date().isoformat()
    about = About(municipality, kind, group)
    with opened() as store:
        terms = catalogue.read(store)
        area, words = terms.words(municipality), terms.words(kind)
        stamp = Stamp(at, role, said(message("coverage.expect_reason", kind=words, area=area, why=why)))
        if strength is None:
            groups = expecting.take_back(store, about, stamp)
            text = message(
                "coverage.expect_taken_back", kind=words, area=area, groups=tuple(map(terms.words, groups))
            )
        else:
            wanted = NONE if strength == _NOT_RELEVANT else strength
            groups = expecting.expect(store, about, wanted, why.strip(), stamp, day)
            text = message(
                "coverage.written_expected",
                kind=words,
                strength=_SAID[wanted],
                area=area,
                groups=tuple(map(terms.words, groups)),
            )
        console.say(text)
        others = expecting.as_good(terms, about, groups)
        if others and strength is not None:
            console.say(message("coverage.expect_any_of", kind=words, others=tuple(map(terms.words, others))))
