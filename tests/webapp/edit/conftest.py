"""An editor of the hostel, signed in, on a directory of one's own."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL, september
from tests.webapp.signin.people import Clock, browser_of, site


@pytest.fixture
def clock() -> Clock:
    """A clock in September."""
    return september()


@pytest.fixture
def app(demo_copy: GraphStore, clock: Clock) -> Flask:
    """The application on a directory of one's own."""
    return site(demo_copy, clock)


@pytest.fixture
def account(demo_copy: GraphStore) -> Account:
    """Who speaks for the hostel."""
    return accounts.add(demo_copy, "leder@broen.example", [Grant(Role.EDITOR, HOSTEL)])


@pytest.fixture
def client(app: Flask, account: Account, clock: Clock) -> FlaskClient:
    """The editor's browser."""
    return browser_of(app, account, clock.moment())
