"""The page of an actor's editors in Chromium: by keyboard without scripts, and axe."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from graphdb.accounts import accounts, sessions
from graphdb.accounts.accounts import Account
from graphdb.store import GraphStore
from tests.webapp.conftest import served
from tests.webapp.editors.test_editors import IDA, PAGE
from tests.webapp.looking import look
from tests.webapp.maillink.conftest import EDITOR
from tests.webapp.signin.people import Clock


@pytest.fixture
def live(app: Flask) -> Iterator[str]:
    """A server on a directory of one's own, by the name that browsers call safe."""
    yield from served(app, "localhost")


@pytest.fixture
def session(demo_copy: GraphStore, account: Account, clock: Clock) -> str:
    """The token of the leader's session."""
    return sessions.begin(demo_copy, account, clock.moment())


def test_by_keyboard_without_scripts(
    browser: Browser, live: str, session: str, demo_copy: GraphStore
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": "brobygger-session", "value": session, "url": live}])
    phone = context.new_page()
    phone.goto(f"{live}{PAGE}")
    phone.get_by_role("button", name="Tag ansvaret").press("Enter")
    phone.focus("#address")  # of the next page, for which a key does not wait
    phone.wait_for_load_state()  # keys do nothing in a form whose button is not there yet
    phone.keyboard.type(IDA)
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("status")).to_contain_text("kan logge ind")
    invited = accounts.find_by(demo_copy, IDA)
    assert invited is not None
    assert invited.grants == (EDITOR,)
    context.close()


def test_the_page_is_accessible_at_both_widths(page: Page, live: str, session: str, axe_source: str) -> None:
    """While nobody leads, with the lead and a colleague, and with what was refused."""
    page.context.add_cookies([{"name": "brobygger-session", "value": session, "url": live}])
    page.goto(f"{live}{PAGE}")
    look(page, axe_source)
    page.click("button[value=lead]")
    page.fill("#address", IDA)
    page.click("button[value=invite]")
    look(page, axe_source)
    page.fill("#address", "ida@broen")
    page.click("button[value=invite]")
    expect(page.locator("#refused")).to_be_visible()
    look(page, axe_source)
