"""What a coordinator judges about entries that may be one, and takes back."""

from typing import Any, Final

import click

from commands import Opening, console, outcome, said
from graphdb.duplicates import judging
from graphdb.duplicates.judging import VERDICTS
from graphdb.message import message
from graphdb.writing.plan import Stamp

_BY: Final = "coordinator"


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
    pair = outcome.pair(first, second, municipality, at)
    reason = message("identity.why", first=first, second=second, verdict=verdict)
    stamp = Stamp(at, by, why or said(reason))
    with opened() as store:
        judged = judging.judge(store, pair, verdict, stamp, dry_run=dry_run, erase=erase_address)
        lines = list(outcome.lines(store, pair, verdict, judged))
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
    pair = outcome.pair(first, second, municipality, at)
    stamp = Stamp(at, by, why or said(message("identity.why_back", first=first, second=second)))
    with opened() as store:
        judged = judging.take_back(store, pair, stamp, dry_run=dry_run)
        claims = store.claims(pair.ids)
    if dry_run:
        console.say(message("identity.would"))
    if gone := tuple(one for one in pair.ids if not claims.get(one)):
        console.say(message("identity.are_gone", ids=gone))
    elif len(judged.shown) == 1:
        console.say(message("identity.are_one_still", shown=judged.shown[0].id))
    else:
        console.say(message("identity.are_apart", first=first, second=second))
    if judged.overruled:
        console.say(message("identity.overruled"))
    if judged.others:
        console.say(message("identity.stand_still", sources=judged.others))
