"""The outbox of the demo: what would have been mailed, with its links, where no mail server is set.

It is there where the roles may be tried out (``webapp.signin.trial``), and nowhere else. Two buttons send the
mails that such a directory lives by: a hostel is asked to confirm its entry, and its editor wants to sign in.
"""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graphdb.accounts.roles import Role
from graphdb.confirming import links, temporary
from graphdb.confirming.invitation import invitation
from graphdb.directory.examples import only_examples
from graphdb.mailing import outbox
from graphdb.mailing.letter import Letter
from graphdb.model import Node
from webapp import context
from webapp.maillink import ANSWER, posting
from webapp.outgoing import Outbox, hand_in_at
from webapp.settings import Settings
from webapp.signin import cookies, gate, trial
from webapp.signin.needs import OPEN

PATH: Final = "/udbakke"
_NO_SERVER: Final = "outbox:"
"""In the place of a mail server's address: nothing can be sent there by mistake."""
bp: Final = Blueprint("outbox", __name__, template_folder="templates")


def settings_of(settings: Settings) -> Settings:
    """The settings with mail, where none is set."""
    if settings.can_mail():
        return settings
    return settings.model_copy(
        update={"smtp_url": _NO_SERVER, "mail_from": settings.mail_from or outbox.SENDER}
    )


def set_up(app: Flask) -> None:
    """Add the page to an application that shows examples, and has no mail server.

    Once there are real actors a mail is one that could not be sent: nobody would see it lie there.
    """
    with app.app_context():
        of_app = context.context()
    if of_app.settings.smtp_url != _NO_SERVER:
        return

    def is_open() -> bool:
        return only_examples(of_app.store)

    def put(letter: Letter) -> None:
        if not is_open():
            raise OSError("no mail server is set, and the outbox is for examples alone")
        outbox.put(of_app.store, letter, of_app.clock().astimezone(UTC).isoformat(timespec="seconds"))

    hand_in_at(app.extensions, Outbox(put, is_open))
    gate.register(app, bp, OPEN)


@bp.url_value_preprocessor
def _hide(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    if not trial.is_open():
        abort(HTTPStatus.NOT_FOUND)


@bp.get(PATH)
def show() -> str:
    """The mails, newest first."""
    mails = outbox.list_all(context.store(), context.moment())
    shown = [(mail, datetime.fromisoformat(mail.at), _here(mail.link)) for mail in mails]
    return render_template("maillink/outbox.html", mails=shown, hostel=_hostel() is not None)


@bp.post(PATH)
def send() -> Response:
    """Send one of the two mails."""
    store, settings, now = context.store(), context.context().settings, context.moment()
    actor = _hostel()
    match request.form.get("act", ""):
        case "confirm" if actor is not None:
            link = f"{settings.site()}{ANSWER}/{links.make(store, actor.id, now)}"
            to = actor.text("email") or outbox.SENDER
            season = temporary.to_ask(store, actor, context.today())
            mail = invitation(to, actor.text("name"), link, posting.sender(settings), season)
            posting.letter_later(settings, mail).result()
        case "sign_in":
            account = trial.account(store, trial.ROLES[Role.EDITOR])
            posting.send_later(store, settings, account.address, cookies.browser(), now).result()
        case _:
            abort(HTTPStatus.BAD_REQUEST)
    return redirect(url_for("outbox.show"), HTTPStatus.SEE_OTHER)


def _hostel() -> Node | None:
    """The hostel that is asked to confirm its entry; None when it was taken away or merged into another."""
    return context.store().get([trial.HOSTEL]).get(trial.HOSTEL)


def _here(link: str) -> str:
    """The link on the host and port of this page: the address that mails name may be another."""
    return f"{request.script_root}{urlsplit(link).path}"
