"""The queue of proposals as the coordinator sees it."""

from flask import Flask
from flask.testing import FlaskClient

from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL, opened, send, token_of
from tests.webapp.signin.people import Clock

QUEUE = "/kommune/9901/forslag"


def proposed(app: Flask, store: GraphStore, clock: Clock, number: str = "74 44 44 44") -> None:
    """Another number for the hostel, sent by its link."""
    browser = app.test_client()
    page = opened(browser, token_of(store, clock))
    key = f"{HOSTEL} phone"
    assert send(browser, page, **{f"choice:{key}": "changed", f"text:{key}": number}).status_code == 303


def test_an_empty_queue_says_so(client: FlaskClient) -> None:
    assert "Ingen forslag venter" in client.get(QUEUE).text


def test_a_proposal_is_shown_beside_what_stands_there(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    proposed(app, demo_copy, clock)
    page = client.get(QUEUE).text
    assert "Herberg Broen" in page
    assert "74 44 44 44" in page
    assert "ved link i mail" in page
    assert "har ventet 0 dage" in page


def test_only_the_municipality_s_own_are_shown(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    browser = app.test_client()
    other = "actor:demo:herberg-mosegaarden"
    page = opened(browser, token_of(demo_copy, clock, other))
    key = f"{other} phone"
    send(browser, page, other, **{f"choice:{key}": "changed", f"text:{key}": "74 44 44 44"})
    assert "Ingen forslag venter" in client.get(QUEUE).text


def test_a_link_leads_there_for_who_may(app: Flask, client: FlaskClient) -> None:
    assert QUEUE in client.get("/kommune/9901").text
    assert "/forslag" not in client.get("/kommune/9902").text
    assert "/forslag" not in app.test_client().get("/kommune/9901").text
