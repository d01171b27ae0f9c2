"""A directory of one's own in September, with a mail server, and a coordinator who is signed in."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.mail_server import Kept, mail_server
from tests.webapp.answer.browsing import september
from tests.webapp.signin.people import Clock, browser_of, site


@pytest.fixture
def clock() -> Clock:
    """A clock in September."""
    return september()


@pytest.fixture
def post() -> Iterator[tuple[Kept, str]]:
    """A mail server and its address."""
    with mail_server() as pair:
        yield pair


@pytest.fixture
def app(demo_copy: GraphStore, clock: Clock, post: tuple[Kept, str]) -> Flask:
    """The application with a mail server."""
    return site(demo_copy, clock, smtp_url=post[1], mail_from="Brobygger <bro@kommune.example>")


@pytest.fixture
def coordinator(app: Flask, demo_copy: GraphStore, clock: Clock) -> FlaskClient:
    """The browser of a coordinator of 9901."""
    account = accounts.add(demo_copy, "ko@brostad.example", [Grant(Role.COORDINATOR, "9901")])
    return browser_of(app, account, clock.moment())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The browser of who reads the mail."""
    return app.test_client()
