"""A directory of one's own in September, a mail server, and who is signed in: a folder takes what it needs.

Another clock, or another who is signed in, is a fixture of the folder's own by the same name.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.mail_server import Kept, mail_server
from tests.webapp.answer.browsing import september
from tests.webapp.signin.people import Clock, browser_of, site

__all__ = ["admin", "administrator", "app", "client", "clock", "coordinator", "mailing_app", "post"]


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


@pytest.fixture
def administrator(demo_copy: GraphStore) -> Account:
    """The account of an administrator."""
    return accounts.add(demo_copy, "it@brostad.example", [Grant(Role.ADMINISTRATOR)])


@pytest.fixture
def admin(app: Flask, administrator: Account, clock: Clock) -> FlaskClient:
    """The administrator's browser."""
    return browser_of(app, administrator, clock.moment())


@pytest.fixture
def post() -> Iterator[tuple[Kept, str]]:
    """A mail server and its address."""
    with mail_server() as pair:
        yield pair


@pytest.fixture
def mailing_app(demo_copy: GraphStore, clock: Clock, post: tuple[Kept, str]) -> Flask:
    """The application with the mail server."""
    return site(demo_copy, clock, smtp_url=post[1], mail_from="Brobygger <bro@kommune.example>")
