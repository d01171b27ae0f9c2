"""A directory of one's own, and a coordinator of 9903 who is signed in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.webapp.signin.people import Clock, browser_of, site


@pytest.fixture
def app(demo_copy: GraphStore) -> Flask:
    """The application on a directory of one's own."""
    return site(demo_copy, Clock())


@pytest.fixture
def client(app: Flask, demo_copy: GraphStore) -> FlaskClient:
    """The coordinator's browser."""
    account = accounts.add(demo_copy, "ko@kaersund.example", [Grant(Role.COORDINATOR, "9903")])
    return browser_of(app, account)
