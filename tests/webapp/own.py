"""A directory of one's own in September, and a coordinator who is signed in: a folder takes what it needs.

Another clock, or another who is signed in, is a fixture of the folder's own by the same name.
"""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import september
from tests.webapp.signin.people import Clock, browser_of, site

__all__ = ["app", "client", "clock", "coordinator"]


@pytest.fixture
def clock() -> Clock:
    """A clock in September."""
    return september()


@pytest.fixture
def app(demo_copy: GraphStore, clock: Clock) -> Flask:
    """The application on a directory of one's own."""
    return site(demo_copy, clock)


@pytest.fixture
def coordinator(demo_copy: GraphStore) -> Account:
    """The account of a coordinator of 9901."""
    return accounts.add(demo_copy, "ko@brostad.example", [Grant(Role.COORDINATOR, "9901")])


@pytest.fixture
def client(app: Flask, coordinator: Account, clock: Clock) -> FlaskClient:
    """The coordinator's browser."""
    return browser_of(app, coordinator, clock.moment())
