"""Facts that can spoil a call, past their shelf life or never confirmed, of an actor of the place."""

from collections.abc import Iterator
from typing import Final

from graphdb.fields.formats import parse_date
from graphdb.gaps.rule import Finding, Inputs, Rule
from graphdb.message import message


def find(inputs: Inputs) -> Iterator[Finding]:
    """One for each actor, with the oldest day."""
    for actor, day in inputs.ground.presence.overdue(inputs.today):
        text = (
            message("gaps.stale", name=inputs.name(actor), day=parse_date(day))
            if day
            else message("gaps.never", name=inputs.name(actor))
        )
        yield Finding(
            key=(actor,),
            text=text,
            why=(message("gaps.why_stale"),),
            kind=inputs.ground.presence.kind_of(actor),
            evidence=(actor,),
            since=day,
            unsure=True,
        )


RULE: Final = Rule("stale", message("gaps.title_stale"), find, message("gaps.step_call"), weekly=True)
