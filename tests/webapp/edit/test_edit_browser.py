"""Editing in Chromium: from the mail link to sent, by keyboard, on a telephone, without scripts, axe."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from graphdb.accounts import mailed
from graphdb.accounts.accounts import Account
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.conftest import served
from tests.webapp.edit.forms import path
from tests.webapp.looking import look
from tests.webapp.signin.people import Clock


@pytest.fixture
def live(app: Flask) -> Iterator[str]:
    """A server on a directory of one's own, by the name that browsers call safe."""
    yield from served(app, "localhost")


@pytest.fixture
def link(live: str, demo_copy: GraphStore, account: Account, clock: Clock) -> str:
    """A sign-in link."""
    return f"{live}/sign-in/mail/link/{mailed.make(demo_copy, account, clock.moment())}"


def test_by_keyboard_on_a_telephone_without_scripts(
    browser: Browser, live: str, link: str, demo_copy: GraphStore
) -> None:
    """From the link to a telephone number that is shown; what waits and what does not is said before."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    phone = context.new_page()
    phone.goto(link)
    phone.get_by_role("button", name="Log ind").press("Enter")
    phone.wait_for_url("**/ret")
    phone.get_by_role("link", name="Om stedet").press("Enter")
    number = phone.get_by_label("Telefon", exact=True)
    number.wait_for()  # on the next page, for which a key does not wait
    phone.wait_for_load_state()  # keys do nothing in a form whose button is not there yet
    number.press("Control+A")
    phone.keyboard.type("12")
    phone.keyboard.press("Enter")
    expect(phone.locator(".question-again")).to_have_count(1)
    phone.wait_for_load_state()
    number.press("Control+A")
    phone.keyboard.type("00 11 22 33")
    phone.keyboard.press("Enter")
    expect(phone.locator("h1")).to_have_text("Er det rigtigt?")
    phone.get_by_role("button", name="Send", exact=True).press("Enter")
    expect(phone.get_by_role("status")).to_contain_text("Tak, det er gemt: Telefon.")
    assert demo_copy.get([HOSTEL])[HOSTEL].text("phone") == "+4500112233"
    context.close()


def test_the_pages_are_accessible_at_both_widths(
    page: Page, live: str, link: str, axe_source: str, clock: Clock
) -> None:
    """Also with what was refused, a conflict, and a link that is no longer good."""
    page.goto(link)
    look(page, axe_source)
    page.click("main button")
    page.goto(f"{live}{path()}")
    look(page, axe_source)
    other = page.context.new_page()
    other.goto(f"{live}{path()}")
    page.fill("[name='f:phone']", "12")
    page.fill("[name='f:description']", "Min tekst")
    page.click("button[value=preview]")
    look(page, axe_source)
    page.fill("[name='f:phone']", "00 11 22 33")
    page.click("button[value=preview]")
    look(page, axe_source)
    other.fill("[name='f:description']", "Deres tekst")
    other.click("button[value=preview]")
    other.click("button[value=send]")
    page.click("button[value=send]")
    expect(page.locator(".question-again")).to_have_count(1)
    look(page, axe_source)
    page.goto(f"{live}/actors/{HOSTEL}/ret")
    look(page, axe_source)
    page.goto(link)
    expect(page.locator("h1")).to_have_text("Linket virker ikke her")
    look(page, axe_source)
    page.goto(f"{live}/sign-in/mail/sent")
    look(page, axe_source)
