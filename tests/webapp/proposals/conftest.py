"""A directory of one's own in September, a coordinator who is signed in, and an editor."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.own import app, client, clock, coordinator
from tests.webapp.signin.people import Clock, browser_of

__all__ = ["app", "client", "clock", "coordinator"]


@pytest.fixture
def editor(app: Flask, demo_copy: GraphStore, clock: Clock) -> FlaskClient:
    """The browser of who speaks for the hostel."""
    account = accounts.add(demo_copy, "leder@broen.example", [Grant(Role.EDITOR, HOSTEL)])
    return browser_of(app, account, clock.moment())
