""" "Det var ikke os" in Chromium: from the mail to the thanks, without scripts, by keyboard, axe."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from graphdb.proposals import proposals
from graphdb.store import GraphStore
from tests.mail_server import Kept
from tests.webapp.conftest import served
from tests.webapp.looking import look
from tests.webapp.notus.letters import link
from tests.webapp.proposals.queueing import proposed
from tests.webapp.signin.people import Clock


@pytest.fixture
def where(app: Flask, demo_copy: GraphStore, clock: Clock, post: tuple[Kept, str]) -> Iterator[str]:
    """The link of a letter, on a server of its own."""
    proposed(app, demo_copy, clock)
    for address in served(app):
        yield f"{address.replace('127.0.0.1', 'localhost')}{link(post)}"


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_mail_to_the_thanks(
    browser: Browser, where: str, demo_copy: GraphStore, scripts: bool
) -> None:
    """Two acts: the link and the button, by keyboard too."""
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(where)
    expect(page.locator("h1")).to_have_text("Var det jer?")
    page.focus("main form button")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Tak for beskeden")
    assert proposals.waiting(demo_copy) == ()
    context.close()


def test_each_state_by_axe(page: Page, where: str, axe_source: str) -> None:
    page.goto(where)
    look(page, axe_source)
    page.click("main form button")
    expect(page.locator("h1")).to_have_text("Tak for beskeden")
    look(page, axe_source)
    page.goto(where[:-1])
    expect(page.locator("h1")).to_have_text("Linket virker ikke mere")
    look(page, axe_source)
