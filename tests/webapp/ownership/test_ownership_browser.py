"""Asking to speak for an actor in Chromium: by keyboard, on a telephone, without scripts; then axe."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from graphdb.accounts import sessions
from graphdb.accounts.accounts import Account
from graphdb.store import GraphStore
from tests.webapp.conftest import served
from tests.webapp.looking import look
from tests.webapp.ownership.test_ownership import ADDRESS, FORM, LIST
from tests.webapp.signin.people import Clock


@pytest.fixture
def live(app: Flask) -> Iterator[str]:
    """A server on a directory of one's own, by the name that browsers call safe."""
    yield from served(app, "localhost")


def test_by_keyboard_on_a_telephone_without_scripts(browser: Browser, live: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    phone = context.new_page()
    phone.goto(f"{live}{FORM.removesuffix('/jeres')}")
    phone.get_by_role("link", name="Er det jeres?").press("Enter")
    phone.focus("#name")  # of the next page, for which a key does not wait
    phone.wait_for_load_state()  # keys do nothing in a form whose button is not there yet
    for words in ("Bo Holm", ADDRESS):
        phone.keyboard.type(words)
        phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.locator("h1")).to_have_text("Koordinatoren har fået din anmodning")
    context.close()


def test_the_pages_are_accessible_at_both_widths(
    page: Page, live: str, axe_source: str, demo_copy: GraphStore, coordinator: Account, clock: Clock
) -> None:
    """The form, what was refused, thanks, and the coordinator's list: with a request, refused, and empty."""
    page.goto(f"{live}{FORM}")
    look(page, axe_source)
    page.fill("#name", "Bo Holm")
    page.fill("#address", ADDRESS)
    page.fill("#cvr", "12")
    page.click("main button")
    expect(page.locator("#refused")).to_be_visible()
    look(page, axe_source)
    page.fill("#cvr", "")
    page.click("main button")
    page.wait_for_url("**/tak")
    look(page, axe_source)
    token = sessions.begin(demo_copy, coordinator, clock.moment())
    page.context.add_cookies([{"name": "brobygger-session", "value": token, "url": live}])
    page.goto(f"{live}{LIST}")
    look(page, axe_source)
    page.click("button[value=reject]")
    expect(page.locator("#refused")).to_be_visible()
    look(page, axe_source)
    page.click("button[value=approve]")
    expect(page.get_by_role("status")).to_be_visible()
    look(page, axe_source)
