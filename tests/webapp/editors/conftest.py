"""The hostel's leader, signed in, on a site that can send mail."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts.accounts import Account
from tests.webapp.maillink.conftest import account, app, clock, kept, mails, posted
from tests.webapp.signin.people import Clock, browser_of

__all__ = ["account", "app", "clock", "kept", "mails", "posted"]


@pytest.fixture
def client(app: Flask, account: Account, clock: Clock) -> FlaskClient:
    """The leader's browser."""
    return browser_of(app, account, clock.moment())
