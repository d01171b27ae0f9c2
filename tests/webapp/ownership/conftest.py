"""A site that can send mail, and a coordinator who is signed in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts.accounts import Account
from tests.webapp.maillink.conftest import app, clock, kept, mails, posted
from tests.webapp.own import coordinator
from tests.webapp.signin.people import Clock, browser_of

__all__ = ["app", "clock", "coordinator", "kept", "mails", "posted"]


@pytest.fixture
def client(app: Flask, coordinator: Account, clock: Clock) -> FlaskClient:
    """The coordinator's browser."""
    return browser_of(app, coordinator, clock.moment())


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A browser of somebody who asks."""
    return app.test_client()
