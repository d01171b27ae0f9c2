"""A directory of one's own where employees may have passwords, an administrator and a coordinator of 9901."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.webapp.own import admin, administrator, app
from tests.webapp.signin.people import Clock, browser_of

__all__ = ["admin", "administrator", "app"]


@pytest.fixture
def clock() -> Clock:
    """A clock that starts at ``NOW``."""
    return Clock()


@pytest.fixture
def local(app: Flask, demo_copy: GraphStore) -> FlaskClient:
    """The coordinator's browser."""
    account = accounts.add(demo_copy, "ko@brostad.example", [Grant(Role.COORDINATOR, "9901")])
    return browser_of(app, account)
