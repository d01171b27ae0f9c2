"""Mail that leaves beside the requests: how long a page takes does not tell whether a mail was sent."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from email.utils import parseaddr
from functools import partial
from typing import Final

from graphdb.accounts import accounts, mailed
from graphdb.errors import BrobyggerError
from graphdb.mailing import addresses, post, smtp
from graphdb.mailing.letter import Letter, Sender, mail_of
from graphdb.store import GraphStore
from webapp import access
from webapp.maillink import LINK
from webapp.outgoing import Post, outbox
from webapp.settings import Settings

THREAD: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="post")
"""What mails leave from, one after the other; it begins with the first."""


def send_later(store: GraphStore, settings: Settings, address: str, browser: str, now: str) -> Future[None]:
    """Send a link to who has an account with this address, nothing to anybody else."""
    return THREAD.submit(_send, store, settings, _post(settings), address, browser, now)


def _send(store: GraphStore, settings: Settings, post_it: Post, address: str, browser: str, now: str) -> None:
    try:
        account = accounts.find_by(store, address)
        if account is not None and mailed.allowed(account):
            token = mailed.make(store, account, now, browser)
            link = f"{settings.site()}{LINK}/{token}"
            _hand_in(post_it, mailed.letter(account.address, link, sender(settings)))
    except BrobyggerError as error:
        _note(error)


def letter_later(
    settings: Settings, letter: Letter, or_else: Callable[[], None] | None = None
) -> Future[None]:
    """Send a letter beside the request; what cannot be sent is noted in the log, without an address.

    ``or_else`` is called then: to take back a link that nobody has.
    """
    return THREAD.submit(_hand_in, _post(settings), letter, or_else)


def _post(settings: Settings) -> Post:
    """What takes the letters of the running application."""
    other = outbox()
    return partial(_by_smtp, settings) if other is None else other.put


def _by_smtp(settings: Settings, letter: Letter) -> None:
    smtp.send(addresses.server(settings.smtp_url), mail_of(letter))


def _hand_in(post_it: Post, letter: Letter, or_else: Callable[[], None] | None = None) -> None:
    try:
        post_it(letter)
    except post.FAILURES as error:
        _note(error)
        if or_else is not None:
            _take_back(or_else)


def _take_back(take_back: Callable[[], None]) -> None:
    try:
        take_back()
    except BrobyggerError as error:
        _note(error)


def _note(error: Exception) -> None:
    access.logger().error("mail not sent", kind=type(error).__name__)


def sender(settings: Settings) -> Sender:
    """Who keeps the directory: nobody of flesh and blood asked for this mail but who gets it."""
    name, address = parseaddr(settings.mail_from)
    by_mail = "@" in settings.contact
    return Sender(
        name or settings.owner or "Brobygger",
        address,
        settings.contact if by_mail else address,
        "" if by_mail else settings.contact,
    )
