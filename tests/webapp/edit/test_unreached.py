"""Whom nobody reaches stands on the editor's own page, with how much was answered."""

from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.graphdb.world import actor, actor_id, write
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.lint import problems
from tests.webapp.signin.people import Clock, browser_of

HEADING = "Hvem når ingen, hvor I er?"


def test_the_editor_reads_what_was_answered_and_what_was_not(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Unasked is said as unasked. Where each group has somebody nothing is said."""
    assert HEADING not in client.get(f"/actors/{HOSTEL}/ret").text
    write(demo_copy, actor("alene", "civ_vaerested", towns=("0779",)))
    editor = accounts.add(demo_copy, "alene@skive.example", [Grant(Role.EDITOR, actor_id("alene"))])
    browser = browser_of(app, editor, clock.moment())
    page = browser.get(f"/actors/{actor_id('alene')}/ret").text
    part = page.partition(HEADING)[2].partition("<h2")[0]
    assert 1 <= part.count("<li>") <= 3
    assert ("ingen har svaret for" in part, "Det betyder ikke, at ingen når dem" in part) == (True, True)
    assert ("siger, at ingen når" in part, "svar om " in part, problems(page)) == (False, True, [])
    english = browser.get(f"/en/actors/{actor_id('alene')}/ret").text
    assert "It rests on answers about" in english.partition("Whom does nobody reach")[2]
