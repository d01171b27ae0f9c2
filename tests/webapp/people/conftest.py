"""A directory of one's own where employees may have passwords, an administrator and a coordinator of 9901."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
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
def administrator(demo_copy: GraphStore) -> Account:
    """The account of an administrator."""
    return accounts.add(demo_copy, "it@brostad.example", [Grant(Role.ADMINISTRATOR)])


@pytest.fixture
def admin(app: Flask, administrator: Account) -> FlaskClient:
    """The administrator's browser."""
    return browser_of(app, administrator)


@pytest.fixture
def local(app: Flask, demo_copy: GraphStore) -> FlaskClient:
    """The coordinator's browser."""
    account = accounts.add(demo_copy, "ko@brostad.example", [Grant(Role.COORDINATOR, "9901")])
    return browser_of(app, account)
