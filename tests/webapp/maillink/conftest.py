"""A site that can send mail, and an editor's account."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.mail_server import Kept, mail_server
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.signin.people import Clock, site
from webapp.maillink.posting import THREAD

EDITOR = Grant(Role.EDITOR, HOSTEL)
ADDRESS = "leder@broen.example"


@pytest.fixture
def clock() -> Clock:
    """A clock that can be turned."""
    return Clock()


@pytest.fixture
def kept() -> Iterator[tuple[Kept, str]]:
    """A mail server and its address."""
    with mail_server() as pair:
        yield pair


@pytest.fixture
def mails(kept: tuple[Kept, str]) -> Kept:
    """What it was handed."""
    return kept[0]


@pytest.fixture
def app(demo_copy: GraphStore, clock: Clock, kept: tuple[Kept, str]) -> Flask:
    """The application on a directory of one's own."""
    return site(
        demo_copy, clock, smtp_url=kept[1], mail_from="Brobygger <bro@kommune.example>", owner="Brostad"
    )


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The editor's browser."""
    return app.test_client()


@pytest.fixture
def posted() -> Callable[[], None]:
    """Waits until the mails that were asked for have left."""
    return lambda: THREAD.submit(lambda: None).result(30)


@pytest.fixture
def account(demo_copy: GraphStore) -> Account:
    """Who speaks for the hostel."""
    return accounts.add(demo_copy, ADDRESS, [EDITOR])
