"""Asking by mail those whose facts get old, as cron does it."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Final

import click

from commands import Opening, said
from commands.console import complain, moment, say, today
from commands.links import link_of
from commands.outgoing import Outgoing, outgoing
from graphdb.confirming import links, temporary
from graphdb.confirming.invitation import invitation, notice, second
from graphdb.confirming.temporary import Season
from graphdb.errors import Refused
from graphdb.fields.hours import COPENHAGEN
from graphdb.fields.phone import display_phone
from graphdb.mailing import addresses, letter
from graphdb.mailing.letter import Letter, Sender
from graphdb.message import Message, message
from graphdb.reminding.due import Due, due
from graphdb.reminding.rounds import Step
from graphdb.reminding.sending import send_due
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
        way = outgoing(store, settings)
        if way is None:
            _list(due(store, code, now))
            raise Refused(message("reminding.no_server"))
        sender = Sender.of(name, way.mail_from, reply_to, phone)
        outcomes = send_due(store, code, now, partial(_send, store, settings, way, sender))
    for outcome in outcomes:
        if outcome.reason:
            complain(
                message("reminding.not_sent", name=outcome.due.actor.text("name"), reason=outcome.reason)
            )
        else:
            say(_line(outcome.due))
    sent = sum(not outcome.reason for outcome in outcomes)
    say(message("reminding.sent", count=sent))
    if way.is_example and sent:
        say(message("mailing.in_outbox"))
    if any(outcome.reason for outcome in outcomes):
        raise Refused(message("reminding.some_not_sent"))


def _list(items: Iterable[Due]) -> None:
    """Who would get what, and how many mails that is."""
    several = list(items)
    for one in several:
        say(_line(one))
    say(_summary(sum(one.is_mailed for one in several)))


def _line(one: Due) -> Message:
    is_letter = one.step is Step.NOTICE and one.is_mailed
    step = message("reminding.notice_letter") if is_letter else _STEPS[one.step]
    if one.step in (Step.CALL, Step.TRIED):
        phone = one.actor.text("phone")
        number = display_phone(phone) if phone else message("reminding.no_number")
        step = message("reminding.number", step=step, phone=number)
    return message("reminding.line", name=one.actor.text("name"), step=step)


def _summary(mails: int) -> Message:
    return message("reminding.would_send", count=mails)


def _send(store: GraphStore, settings: Settings, way: Outgoing, sender: Sender, one: Due) -> None:
    actor = one.actor
    write = partial(_letter, one, sender, temporary.to_ask(store, actor, today()))
    letter.mail_of(write(""))  # refused while the last link is good
    with links.given_back(store, actor.id, moment()):
        way.post(write(link_of(settings, links.make(store, actor.id, moment()))))


def _letter(one: Due, sender: Sender, season: Season | None, link: str) -> Letter:
    to, name = addresses.address(one.actor.text("email"), "to"), one.actor.text("name")
    match one.step:
        case Step.NOTICE:
            return notice(to, name, link, sender)
        case Step.AGAIN:
            return second(to, name, link, sender)
        case _:
            return invitation(to, name, link, sender, season)
