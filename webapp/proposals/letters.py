"""Mails about what was proposed: why it was rejected, and to an old address that another stands there now."""

from dataclasses import replace
from typing import Final

from graphdb.accounts.accounts import Account
from graphdb.errors import InvalidValue
from graphdb.fields.field import Sort
from graphdb.fields.registry import FIELDS
from graphdb.mailing.addresses import address
from graphdb.mailing.letter import Letter, Sender
from graphdb.message import Text, message
from graphdb.model import Id, Node
from webapp.maillink import posting
from webapp.settings import Settings

_REACHES: Final = frozenset({Sort.PHONE, Sort.EMAIL, Sort.URL})
"""Sorts of fields by which the actor is reached."""


def rejected(settings: Settings, by: Account, to: Account, actor: Node, what: str, why: str) -> None:
    """That a proposal was rejected, to who sent it and is known; a link is known by no address."""
    subject = message("proposals.rejected_subject", actor=actor.text("name"))
    paragraphs = (
        message("proposals.rejected", what=what, actor=actor.text("name")),
        message("proposals.reason", why=why),
        message("proposals.ask"),
    )
    _send(settings, by, to.address, subject, paragraphs, actor.id)


def write_to_old(
    settings: Settings, by: Account | None, actor: Node, thing: Node, field: str, what: str
) -> None:
    """That a number, mail or website is another now, to the address that stood there until then.

    Both are as they were before. ``what`` is what the field is called. ``by`` is the coordinator, None where
    an editor changed it: whether it was them is not for them to answer.
    """
    row = FIELDS[thing.kind].get(field)
    if row is None or row.sort not in _REACHES or not thing.text(field):
        return
    old = thing.text(field) if row.sort is Sort.EMAIL else actor.text("email")
    subject = message("proposals.corrected_subject", actor=actor.text("name"))
    paragraphs = (
        message("proposals.corrected", what=what, actor=actor.text("name")),
        message("proposals.not_us"),
    )
    _send(settings, by, old, subject, paragraphs, actor.id)


def _send(
    settings: Settings, by: Account | None, to: str, subject: Text, paragraphs: tuple[Text, ...], actor: Id
) -> None:
    if settings.can_mail() and to:
        link = f"{settings.site()}/actors/{actor}"
        posting.letter_later(settings, Letter(to, subject, paragraphs, link, sender(settings, by)))


def sender(settings: Settings, by: Account | None) -> Sender:
    """The coordinator by name, whom answers go to; where these are not known, who keeps the directory."""
    keeper = posting.sender(settings)
    if by is None:
        return keeper
    try:
        reply_to = address(by.address, "reply_to")
    except InvalidValue:
        reply_to = keeper.reply_to
    return replace(keeper, name=by.name or keeper.name, reply_to=reply_to)
