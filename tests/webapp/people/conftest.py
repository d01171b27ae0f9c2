"""A directory of one's own where employees may have passwords, an administrator and a coordinator of 9901."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.webapp.signin.people import Clock, browser_of, site


@pytest.fixture
def app(demo_copy: GraphStore) -> Flask:
    """The application on a directory of one's own."""
    return site(demo_copy, Clock())


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
