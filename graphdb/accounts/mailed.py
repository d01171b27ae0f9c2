"""Sign-in links for editors: one use, ten minutes, and good in the browser alone that asked for it.

A link that the command line shows was asked for in no browser: the first that uses it is signed in. The store
has the digest of its token alone. ``k1`` of the record is the account.
"""

import json
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account, digest
from graphdb.accounts.roles import Role
from graphdb.codec import canonical
from graphdb.errors import Conflict
from graphdb.mailing.letter import Letter, Sender
from graphdb.message import message
from graphdb.records import Record
from graphdb.store import GraphStore

KIND: Final = "sign_in_link"
VALID: Final = timedelta(minutes=10)
SHAPE: Final = re.compile(r"[0-9a-f]{64}")
"""What a token looks like; anything else is none, and is not handed on."""


def allowed(account: Account) -> bool:
    """Whether a mail is enough for the account: it speaks for actors, and may do nothing more."""
    roles = {given.role for given in account.grants}
    return roles == {Role.EDITOR} and not (account.provider or account.disabled)


def make(store: GraphStore, account: Account, now: str, browser: str = "") -> str:
    """A token for an account, for what a browser is known by. Earlier ones stay good: others may ask too."""
    token = secrets.token_hex(32)
    body = canonical({"account": account.id, "browser": digest(browser) if browser else ""})
    expires = (datetime.fromisoformat(now) + VALID).isoformat(timespec="seconds")
    store.records.put(Record(KIND, digest(token), body, {"k1": account.id}, expires), expect=0)
    return token


def find(store: GraphStore, token: str, browser: str, now: str) -> Account | None:
    """Whose token it is, None when it is not good, here or any more; looking at it changes nothing."""
    pair = _find(store, token, browser, now)
    return None if pair is None else pair[1]


def use(store: GraphStore, token: str, browser: str, now: str) -> Account | None:
    """Use a token up; None when it is not good. Of two who use it at once one has it."""
    pair = _find(store, token, browser, now)
    if pair is None:
        return None
    record, account = pair
    try:
        store.records.delete(KIND, record.id, expect=record.version)
    except Conflict:
        return None
    return account


def letter(to: str, link: str, sender: Sender) -> Letter:
    """The mail with a link."""
    paragraphs = (
        message("mailing.sign_in"),
        message("mailing.sign_in_once"),
        message("mailing.sign_in_not_you"),
    )
    return Letter(to, message("mailing.sign_in_subject"), paragraphs, link, sender)


def _find(store: GraphStore, token: str, browser: str, now: str) -> tuple[Record, Account] | None:
    record = store.records.get(KIND, digest(token), now=now) if SHAPE.fullmatch(token) else None
    if record is None:
        return None
    body = json.loads(record.body)
    account = accounts.find(store, body["account"])
    is_here = not body["browser"] or body["browser"] == digest(browser)
    return (record, account) if account is not None and is_here and allowed(account) else None
