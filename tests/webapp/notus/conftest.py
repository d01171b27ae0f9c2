"""A directory of one's own in September, with a mail server, and a coordinator who is signed in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts.accounts import Account
from tests.webapp.own import clock, post
from tests.webapp.own import coordinator as account
from tests.webapp.own import mailing_app as app
from tests.webapp.signin.people import Clock, browser_of

__all__ = ["account", "app", "clock", "post"]


@pytest.fixture
def coordinator(app: Flask, account: Account, clock: Clock) -> FlaskClient:
    """The browser of a coordinator of 9901."""
    return browser_of(app, account, clock.moment())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The browser of who reads the mail."""
    return app.test_client()
