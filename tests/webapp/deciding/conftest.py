"""A directory of one's own, and a coordinator of 9903 who is signed in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.webapp.own import app
from tests.webapp.signin.people import Clock, browser_of

__all__ = ["app"]


@pytest.fixture
def clock() -> Clock:
    """A clock that starts at ``NOW``."""
    return Clock()


@pytest.fixture
def client(app: Flask, demo_copy: GraphStore) -> FlaskClient:
    """The coordinator's browser."""
    account = accounts.add(demo_copy, "ko@kaersund.example", [Grant(Role.COORDINATOR, "9903")])
    return browser_of(app, account)
