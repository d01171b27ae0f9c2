"""What waits for the coordinator, until there is a page for it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import click

from commands import Opening, said
from commands.console import moment, say, today
from commands.wording import field_name
from graphdb.fields.formats import parse_date
from graphdb.identity.joined import nodes_shown
from graphdb.identity.judgements import read_linker
from graphdb.message import Text, message
from graphdb.model import Id, Node, is_edge
from graphdb.proposals import proposals as records
from graphdb.proposals import review
from graphdb.proposals.proposals import About, Proposal, State
from graphdb.vocabulary import catalogue
from graphdb.vocabulary.catalogue import Vocabulary

_NOTES: Final[Mapping[About, Text]] = {
    About.STOPPED: message("proposals.stopped"),
    About.NOT_ME: message("proposals.not_me"),
}
_ID: Final = 12
"""Letters of an id that are shown."""


@click.command("proposals")
@click.argument("proposal", metavar="[ID]", default="")
@click.option("--approve", is_flag=True)
@click.option("--reject", is_flag=True)
@click.option("--done", is_flag=True)
@click.option("--why", default="")
@click.option("--by", "role", default="coordinator")
@click.pass_obj
def proposals(
    opened: Opening, proposal: str, approve: bool, reject: bool, done: bool, why: str, role: str
) -> None:
    """List the proposals that wait, or decide about one."""
    if approve + reject + done != bool(proposal):
        raise click.UsageError(said(message("proposals.choose")))
    with opened() as store:
        if not proposal:
            groups = records.together(records.waiting(store), read_linker(store))
            waiting = [replace(group[-1], seen=group[0].seen) for group in groups]
            named = nodes_shown(store, {one for each in waiting for one in (each.actor, each.target) if one})
            terms = catalogue.read(store)
            for line in (_line(each, named, terms) for each in waiting):
                say(line)
            if not waiting:
                say(message("proposals.no_waiting"))
        elif approve:
            review.approve(store, review.find(store, proposal), role, moment())
            say(message("proposals.approved"))
        else:
            state = State.REJECTED if reject else State.DONE
            review.close(store, review.find(store, proposal), state, why, moment())
            say(message("proposals.closed"))


def _line(proposal: Proposal, named: Mapping[Id, Node], terms: Vocabulary) -> Text:
    actor = named[proposal.actor].text("name") if proposal.actor in named else proposal.actor
    day = parse_date(today(proposal.at))
    if proposal.about in _NOTES:
        note = _NOTES[proposal.about]
        return message(
            "proposals.note_line",
            id=proposal.id[:_ID],
            actor=actor,
            note=note,
            text=_value(proposal.text, terms),
            day=day,
        )
    thing = named.get(proposal.target)
    return message(
        "proposals.line",
        id=proposal.id[:_ID],
        actor=actor,
        field=message("proposals.relation")
        if is_edge(proposal.target)
        else field_name(proposal.field, thing, terms),
        seen=_value(proposal.seen, terms),
        value=_value(proposal.value, terms),
        day=day,
    )


def _value(value: object, terms: Vocabulary) -> Text:
    """On one line, as it stands in a list that nobody may write lines into; codes by what they are called."""
    text = ", ".join(map(terms.label_da, value)) if isinstance(value, tuple) else str(value)
    return " ".join(text.split())
