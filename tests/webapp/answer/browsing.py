"""A browser behind a confirmation link, for tests."""

import html
import re
from typing import Final

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graphdb.confirming import links
from graphdb.store import GraphStore
from tests.webapp.signin.people import Clock, csrf

HOSTEL: Final = "actor:demo:herberg-broen"
OTHER: Final = "actor:demo:herberg-mosegaarden"


def september() -> Clock:
    """A clock in a month that asks about no holiday."""
    clock = Clock()
    clock.turn(days=-70)
    return clock


def token_of(store: GraphStore, clock: Clock, actor: str = HOSTEL) -> str:
    """The token of a new link."""
    return links.make(store, actor, clock.moment())


def opened(client: FlaskClient, token: str) -> str:
    """Open a link; answers the page behind it."""
    answer = client.get(f"/svar/link/{token}", follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


def hidden(page: str, name: str) -> list[str]:
    """The values of a hidden field."""
    return [html.unescape(value) for value in re.findall(rf'name="{name}" value="([^"]*)"', page)]


def form_of(page: str) -> dict[str, str | list[str]]:
    """What the form of questions sends without an answer."""
    fields: dict[str, str | list[str]] = {name: hidden(page, name) for name in ("shown", "blind")}
    return {**fields, "seen": hidden(page, "seen")[0], "csrf": csrf(page)}


def send(client: FlaskClient, page: str, actor: str = HOSTEL, **answers: str) -> TestResponse:
    """Send the form of questions with these answers, ``choice:KEY``, ``text:KEY`` or ``typed:KEY``."""
    return client.post(f"/svar/{actor}/spoergsmaal", data={**form_of(page), **answers})
