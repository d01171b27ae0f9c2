"""Saying that something is wrong in Chromium: by keyboard, on a telephone, without scripts, axe."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from graphdb.doubts import doubts
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.conftest import served
from tests.webapp.looking import look
from tests.webapp.signin.people import Clock


@pytest.fixture
def live(app: Flask) -> Iterator[str]:
    """A server on a directory of one's own, by the name that browsers call safe."""
    yield from served(app, "localhost")


def test_by_keyboard_on_a_telephone_without_scripts(
    browser: Browser, live: str, demo_copy: GraphStore, clock: Clock
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    phone = context.new_page()
    phone.goto(f"{live}/actors/{HOSTEL}")
    phone.get_by_role("link", name="Sig til, hvis noget er forkert").press("Enter")
    phone.wait_for_url("**/forkert")
    phone.get_by_label("Hvad er forkert?").press("t")
    phone.keyboard.press("Tab")
    phone.keyboard.type("Det er et andet nummer")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.locator("h1")).to_have_text("Tak, fordi du sagde det")
    (said,) = doubts.waiting(demo_copy, clock.moment())
    assert (said.text, said.field != "") == ("Det er et andet nummer", True)
    context.close()


def test_the_pages_are_accessible_at_both_widths(page: Page, live: str, axe_source: str) -> None:
    page.goto(f"{live}/actors/{HOSTEL}/forkert")
    look(page, axe_source)
    page.click("main button")
    expect(page.locator("#refused")).to_be_visible()
    look(page, axe_source)
    page.fill("#text", "De er flyttet")
    page.click("main button")
    page.wait_for_url("**/tak")
    look(page, axe_source)
