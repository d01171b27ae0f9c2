"""The mails that tell what became of a request; they leave beside the page."""

from graphdb.accounts.accounts import Account
from graphdb.mailing.letter import Letter
from graphdb.message import message
from graphdb.model import Node
from graphdb.ownership.requests import Request
from webapp import outgoing
from webapp.maillink import posting
from webapp.proposals import letters
from webapp.settings import Settings


def approved(settings: Settings, by: Account | None, asked: Request, actor: Node) -> None:
    """That the address may speak for the actor now."""
    name = actor.text("name")
    paragraphs = (message("ownership.approved", actor=name), message("ownership.ask"))
    subject = message("ownership.approved_subject", actor=name)
    _send(
        settings,
        Letter(
            asked.address, subject, paragraphs, f"{settings.site()}/sign-in", letters.sender(settings, by)
        ),
    )


def invited(settings: Settings, address: str, actor: Node, by: Account) -> None:
    """That a colleague lets the address edit too."""
    name = actor.text("name")
    paragraphs = (message("ownership.invited", who=by.called, actor=name), message("ownership.not_you"))
    subject = message("ownership.approved_subject", actor=name)
    _send(
        settings, Letter(address, subject, paragraphs, f"{settings.site()}/sign-in", posting.sender(settings))
    )


def rejected(settings: Settings, by: Account | None, asked: Request, actor: Node, why: str) -> None:
    """That it may not, and why."""
    name = actor.text("name")
    paragraphs = (
        message("ownership.rejected", actor=name),
        message("ownership.reason", why=why),
        message("ownership.ask"),
    )
    subject = message("ownership.rejected_subject", actor=name)
    link = f"{settings.site()}/actors/{actor.id}"
    _send(settings, Letter(asked.address, subject, paragraphs, link, letters.sender(settings, by)))


def _send(settings: Settings, letter: Letter) -> None:
    if outgoing.can_mail():
        posting.letter_later(settings, letter)
