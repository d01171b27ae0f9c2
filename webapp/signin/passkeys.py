"""What pages ask a device that holds a passkey: bound to the browser, for ten minutes."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from flask import request

from graphdb.accounts import passkeys
from graphdb.accounts.accounts import Account
from graphdb.accounts.passkeys import Site
from graphdb.store import GraphStore
from webapp import context
from webapp.signin import cookies

_VALID = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Question:
    """``options`` are for the browser, as JSON; ``asked`` goes along in the form, seconds since 1970."""

    options: str
    asked: int


def site() -> Site | None:
    """This site, None where browsers know no passkeys: at a number instead of a name."""
    host = request.host.rpartition(":")[0] or request.host
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return Site(host, f"{request.scheme}://{request.host}")
    return None


def creation(token: str, account: Account) -> str:
    """What the page behind a link asks, "" where it cannot."""
    here = site()
    return "" if here is None else passkeys.creation(here, token, account)


def create(store: GraphStore, token: str, answer: str) -> Account | None:
    """Keep a new passkey by a link. Raises InvalidValue, as ``graphdb.accounts.passkeys.create``."""
    here = site()
    return None if here is None else passkeys.create(store, here, token, answer, context.moment())


def question() -> Question | None:
    """What the page to sign in asks."""
    here, asked = site(), int(context.now().timestamp())
    return None if here is None else Question(passkeys.request(here, _challenge(asked)), asked)


def answered(store: GraphStore, asked: str, answer: str) -> Account | None:
    """Whose passkey answered this browser's question, None when none did in time."""
    here, now = site(), context.now()
    if here is None or not (asked.isascii() and asked.isdecimal() and len(asked) <= 10):
        return None
    until = datetime.fromtimestamp(int(asked), UTC) + _VALID
    if not now - _VALID < until - _VALID <= now:
        return None
    moment = until.isoformat(timespec="seconds")
    return passkeys.check(store, here, _challenge(int(asked)), answer, now=context.moment(), until=moment)


def _challenge(asked: int) -> bytes:
    return hmac.digest(cookies.browser().encode(), f"passkey {asked}".encode(), hashlib.sha256)
