"""People who sign in, for tests: accounts with a password and codes, and browsers that are theirs."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

import pyotp
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts, credentials, links, sessions
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant
from graphdb.store import GraphStore
from tests.graphdb.world import NOW
from webapp.app import create_app
from webapp.settings import Settings

AT: Final = NOW.astimezone(UTC).isoformat(timespec="seconds")
PASSWORD: Final = "fem gule cykler ved havnen"
ADDRESS: Final = "leder@brostad.example"


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        """Let time go by."""
        self.now += timedelta(**by)

    def moment(self) -> str:
        """Now, as records have it."""
        return self.now.astimezone(UTC).isoformat(timespec="seconds")


def code(secret: str, at: str) -> str:
    """The code that an app shows at a moment."""
    return pyotp.TOTP(secret).at(datetime.fromisoformat(at))


def with_password(
    store: GraphStore, *grants: Grant, address: str = ADDRESS, password: str = PASSWORD
) -> tuple[Account, str]:
    """A new account that can sign in, and its secret of codes; the code of a minute ago is used up."""
    account = accounts.add(store, address, grants)
    before = (datetime.fromisoformat(AT) - timedelta(minutes=1)).isoformat(timespec="seconds")
    token = links.make(store, account, before)
    secret = credentials.secret_of(token)
    known = credentials.set_by_link(store, token, password, code(secret, before), before)
    assert known is not None
    return known, secret


def browser_of(app: Flask, account: Account, at: str = AT) -> FlaskClient:
    """A browser in which somebody is signed in."""
    store: GraphStore = app.extensions["brobygger"].store
    client = app.test_client()
    token = sessions.begin(store, accounts.get(store, account.id), at)
    client.set_cookie("brobygger-session", token, domain="localhost")
    return client


def csrf(page: str) -> str:
    """The token in a page's form."""
    field = re.search(r'name="csrf" value="([0-9a-f]{64})"', page)
    assert field is not None
    return field[1]


def site(store: GraphStore, clock: Clock, **settings: object) -> Flask:
    """The application with a clock and settings of its own."""
    return create_app(Settings(**({"staff_passwords": True} | settings)), store, clock=clock)
