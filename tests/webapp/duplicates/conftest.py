"""A directory in which a drop-in centre of 9901 stands twice, and coordinators who are signed in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.model import EdgeKind
from graphdb.store import GraphStore
from tests.graphdb.identity.twice import actor, put, tie
from tests.webapp.duplicates.pairs import A, B, C, D
from tests.webapp.signin.people import Clock, browser_of, site

_HAVNEGADE, _PHONE = "place:demo:sted-brostad-havnegade-30", "+4574427142"


@pytest.fixture
def twice(demo_copy: GraphStore) -> GraphStore:
    """Two pairs: one within 9901, and one of which the second serves nobody there."""
    put(
        demo_copy,
        actor(A, name="Varmestuen Kilden", phone=_PHONE, email="post@kilden.example"),
        actor(B, "2026-01-01", "register", name="Kildens Varmestue", phone=_PHONE, phone_hours="24/7"),
        tie(EdgeKind.LOCATED_AT, A, _HAVNEGADE),
        tie(EdgeKind.LOCATED_AT, B, _HAVNEGADE, "register"),
        actor(C, name="Natcafeen Lyset", phone="+4574427143"),
        actor(D, "2026-01-01", "register", name="Natcafeen Lyset", phone="+4574427143"),
        tie(EdgeKind.LOCATED_AT, C, _HAVNEGADE),
    )
    return demo_copy


@pytest.fixture
def app(twice: GraphStore) -> Flask:
    """The application on a directory of one's own."""
    return site(twice, Clock())


@pytest.fixture
def coordinator(twice: GraphStore) -> Account:
    """The account of a coordinator of 9901."""
    return accounts.add(twice, "ko@brostad.example", [Grant(Role.COORDINATOR, "9901")])


@pytest.fixture
def client(app: Flask, coordinator: Account) -> FlaskClient:
    """The coordinator's browser."""
    return browser_of(app, coordinator)


@pytest.fixture
def neighbour(app: Flask, twice: GraphStore) -> FlaskClient:
    """The browser of a coordinator of another municipality."""
    return browser_of(app, accounts.add(twice, "ko@mose.example", [Grant(Role.COORDINATOR, "9902")]))
