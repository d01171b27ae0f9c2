"""Proposals that wait, and a coordinator who answers them, for tests."""

from typing import Final

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graphdb.proposals import proposals
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL, hidden, opened, send, token_of
from tests.webapp.signin.people import Clock, csrf

QUEUE: Final = "/kommune/9901/forslag"
PHONE: Final = f"{HOSTEL} phone"


def proposed(
    app: Flask,
    store: GraphStore,
    clock: Clock,
    text: str = "74 44 44 44",
    *,
    key: str = PHONE,
    of: str = HOSTEL,
) -> None:
    """Another value, sent by the actor's link."""
    browser = app.test_client()
    page = opened(browser, token_of(store, clock, of))
    answer = send(browser, page, of, **{f"choice:{key}": "changed", f"text:{key}": text})
    assert answer.status_code == 303, answer.text


def address(store: GraphStore) -> str:
    """Where the first one that waits stands."""
    return f"{QUEUE}/{proposals.waiting(store)[0].id}"


def decide(
    client: FlaskClient, store: GraphStore, act: str, page: str = "", where: str = "", **sent: str
) -> TestResponse:
    """Answer the first one that waits, as its page was shown."""
    where = where or address(store)
    page = page or client.get(where).text
    fields = {name: hidden(page, name)[0] for name in ("mark", "seen")}
    return client.post(where, data={"csrf": csrf(page), **fields, "act": act, **sent})
