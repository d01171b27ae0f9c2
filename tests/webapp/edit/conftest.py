"""An editor of the hostel, signed in, on a directory of one's own."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.own import app, clock
from tests.webapp.signin.people import Clock, browser_of

__all__ = ["app", "clock"]


@pytest.fixture
def account(demo_copy: GraphStore) -> Account:
    """Who speaks for the hostel."""
    return accounts.add(demo_copy, "leder@broen.example", [Grant(Role.EDITOR, HOSTEL)])


@pytest.fixture
def client(app: Flask, account: Account, clock: Clock) -> FlaskClient:
    """The editor's browser."""
    return browser_of(app, account, clock.moment())
