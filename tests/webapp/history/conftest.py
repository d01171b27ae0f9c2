"""A directory of one's own in September."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.store import GraphStore
from tests.webapp.answer.browsing import september
from tests.webapp.signin.people import Clock, site


@pytest.fixture
def clock() -> Clock:
    """A clock in September."""
    return september()


@pytest.fixture
def app(demo_copy: GraphStore, clock: Clock) -> Flask:
    """The application on a directory of one's own."""
    return site(demo_copy, clock)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor."""
    return app.test_client()
