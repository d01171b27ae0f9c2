"""Asking by mail those whose facts get old, as cron does it."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Final

import click

from commands import Opening, said
from commands.console import complain, moment, say
from commands.links import link_of
from graphdb.confirming import links
from graphdb.confirming.invitation import invitation
from graphdb.errors import Refused
from graphdb.fields.hours import COPENHAGEN
from graphdb.mailing import addresses, letter, smtp
from graphdb.mailing.letter import Sender
from graphdb.message import Message, message
from graphdb.model import Node
from graphdb.reminding.due import Due, due
from graphdb.reminding.rounds import Step
from graphdb.reminding.sending import SENT, send_due
from graphdb.store import GraphStore
from webapp.settings import Settings

_STEPS: Final = {
    Step.NOTICE: message("reminding.notice"),
    Step.MAIL: message("reminding.mail"),
    Step.AGAIN: message("reminding.again"),
    Step.CALL: message("reminding.call"),
    Step.TRIED: message("reminding.tried"),
}


@click.command("remind")
@click.option("--municipality", default="")
@click.option("--dry-run", is_flag=True)
@click.option("--name", default="")
@click.option("--phone", default="")
@click.option("--reply-to", default="")
@click.pass_obj
def remind(opened: Opening, municipality: str, dry_run: bool, name: str, phone: str, reply_to: str) -> None:
    """Mail what is due, or list what would be."""
    settings = Settings.from_environment()
    code = municipality or settings.municipality
    if not code:
        raise click.UsageError(said(message("reminding.which")))
    now = datetime.fromisoformat(moment()).astimezone(COPENHAGEN)
    with opened() as store:
        if dry_run:
            _list(due(store, code, now))
            return
        if not (settings.smtp_url and settings.mail_from):
            _list(due(store, code, now))
            raise Refused(message("reminding.no_server"))
        sender = Sender.of(name, settings.mail_from, reply_to, phone)
        outcomes = send_due(store, code, now, partial(_send, store, settings, sender))
    for outcome in outcomes:
        line = message("reminding.line", name=outcome.due.actor.text("name"), step=_STEPS[outcome.due.step])
        if outcome.reason:
            complain(
                message("reminding.not_sent", name=outcome.due.actor.text("name"), reason=outcome.reason)
            )
        else:
            say(line)
    say(message("reminding.sent", count=sum(not outcome.reason for outcome in outcomes)))
    if any(outcome.reason for outcome in outcomes):
        raise Refused(message("reminding.some_not_sent"))


def _list(items: Iterable[Due]) -> None:
    """Who would get what, and how many mails that is."""
    several = list(items)
    for one in several:
        say(message("reminding.line", name=one.actor.text("name"), step=_STEPS[one.step]))
    say(_summary(sum(one.step in SENT for one in several)))


def _summary(mails: int) -> Message:
    return message("reminding.would_send", count=mails)


def _send(store: GraphStore, settings: Settings, sender: Sender, actor: Node) -> None:
    to, name = addresses.address(actor.text("email"), "to"), actor.text("name")
    letter.mail_of(invitation(to, name, "", sender))  # refused while the last link is good
    with links.given_back(store, actor.id, moment()):
        link = link_of(settings, links.make(store, actor.id, moment()))
        smtp.send(addresses.server(settings.smtp_url), letter.mail_of(invitation(to, name, link, sender)))
