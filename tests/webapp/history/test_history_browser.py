"""The history of an entry in Chromium: from the newest change to what stood before, and back again."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.answer.test_answer import edit
from tests.webapp.conftest import served
from tests.webapp.history.test_history import PAGE
from tests.webapp.looking import TELEPHONE, look, page_of
from tests.webapp.signin.people import Clock


@pytest.fixture
def live(app: Flask, demo_copy: GraphStore, clock: Clock) -> Iterator[str]:
    """A server on a directory of one's own, where the hostel's own people gave another address."""
    edit(demo_copy, HOSTEL, "email", "ny@brostad.example", clock)
    yield from served(app, "localhost")


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(
    browser: Browser, request: pytest.FixtureRequest, live: str, demo_copy: GraphStore, clock: Clock
) -> Iterator[Page]:
    """The telephone of a coordinator, on the history."""
    account = accounts.add(demo_copy, "ko@brostad.example", [Grant(Role.COORDINATOR, "9901")])
    options = {"java_script_enabled": request.param, "viewport": TELEPHONE}
    with page_of(browser, live, demo_copy, account, clock.moment(), **options) as page:
        page.goto(live + PAGE)
        yield page


def test_what_stood_before_is_restored_by_keyboard(phone: Page, demo_copy: GraphStore) -> None:
    newest = phone.locator("section.card-box").first
    expect(newest.locator("ins")).to_have_text("ny@brostad.example")
    before = newest.locator("del").inner_text()
    newest.get_by_role("link", name="Se, hvad der stod før").press("Enter")
    phone.get_by_role("button", name="Gendan det valgte").press("Enter")
    expect(phone.get_by_role("alert")).to_be_visible()
    choice = phone.get_by_role("checkbox", name=before)
    choice.focus()
    phone.keyboard.press("Space")
    phone.get_by_label("Hvorfor?").fill("Den nye var forkert")
    phone.get_by_role("button", name="Gendan det valgte").press("Enter")
    phone.wait_for_url(f"**{PAGE}")
    newest = phone.locator("section.card-box").first
    expect(newest).to_contain_text("Den nye var forkert")
    expect(newest.locator("ins")).to_have_text(before)
    assert demo_copy.get([HOSTEL])[HOSTEL].text("email") == before


@pytest.mark.parametrize("phone", [True], indirect=True)
def test_it_is_for_everybody(phone: Page, axe_source: str) -> None:
    look(phone, axe_source)
    phone.get_by_role("link", name="Se, hvad der stod før").first.click()
    look(phone, axe_source)
    phone.get_by_role("button", name="Gendan det valgte").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    look(phone, axe_source)
