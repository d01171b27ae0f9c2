"""From a claim to an approved edit in Chromium: two people, two browsers, two mails."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from graphdb.accounts import sessions
from graphdb.accounts.accounts import Account
from graphdb.store import GraphStore
from tests.mail_server import Kept
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.conftest import served
from tests.webapp.ownership.test_ownership import ADDRESS, FORM, LIST, text_of
from tests.webapp.signin.people import Clock


@pytest.fixture
def live(app: Flask) -> Iterator[str]:
    """A server on a directory of one's own, by the name that browsers call safe."""
    yield from served(app, "localhost")


@pytest.fixture
def leader(browser: Browser) -> Iterator[Page]:
    """The telephone of who asks, without scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(
    browser: Browser, live: str, demo_copy: GraphStore, coordinator: Account, clock: Clock
) -> Iterator[Page]:
    """The coordinator's browser."""
    context = browser.new_context()
    token = sessions.begin(demo_copy, coordinator, clock.moment())
    context.add_cookies([{"name": "brobygger-session", "value": token, "url": live}])
    yield context.new_page()
    context.close()


def test_claim_approval_edit_approval(
    leader: Page, desk: Page, live: str, mails: Kept, posted: Callable[[], None]
) -> None:
    leader.goto(f"{live}{FORM}")
    leader.fill("#name", "Bo Holm")
    leader.fill("#address", ADDRESS)
    leader.click("main button")
    desk.goto(f"{live}{LIST}")
    desk.click("button[value=approve]")
    posted()
    assert "http://localhost:8000/sign-in" in text_of(mails)
    leader.goto(f"{live}/sign-in")
    leader.fill("#mail-address", ADDRESS)
    leader.get_by_role("button", name="Send mig et link").click()
    posted()
    link = re.search(r"http://localhost:8000(/sign-in/mail/link/[0-9a-f]+)", text_of(mails))
    assert link is not None
    leader.goto(f"{live}{link[1]}")
    leader.click("main button")
    leader.get_by_role("link", name="Om stedet").click()
    leader.locator("summary", has_text="Ser kommunens koordinator først").click()
    leader.fill("[name='f:name']", "Herberget ved havnen")
    leader.click("button[value=preview]")
    leader.click("button[value=send]")
    expect(leader.locator("main")).to_contain_text("Venter på kommunens koordinator")
    desk.goto(f"{live}/kommune/9901/forslag")
    expect(desk.locator("main")).to_contain_text("Herberget ved havnen")
    desk.click("button[value=approve]")
    leader.goto(f"{live}/actors/{HOSTEL}")
    expect(leader.locator("h1")).to_have_text("Herberget ved havnen")
