"""The pages in Chromium: without scripts by keyboard, on a telephone, and by axe."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from graphdb.accounts.accounts import Account
from graphdb.store import GraphStore
from tests.webapp.conftest import served
from tests.webapp.duplicates.pairs import PAGE, A, B
from tests.webapp.looking import TELEPHONE, look, page_of


@pytest.fixture
def live(app: Flask) -> Iterator[str]:
    """A server on a directory of one's own."""
    yield from served(app, "localhost")


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(
    browser: Browser, request: pytest.FixtureRequest, live: str, twice: GraphStore, coordinator: Account
) -> Iterator[Page]:
    """The coordinator's telephone, with scripts and without."""
    options = {"java_script_enabled": request.param, "viewport": TELEPHONE}
    with page_of(browser, live, twice, coordinator, **options) as page:
        yield page


def test_judged_by_keyboard_and_undone(phone: Page, live: str, twice: GraphStore) -> None:
    phone.goto(live + PAGE)
    phone.locator("button[value=same]").focus()
    phone.keyboard.press("Enter")
    phone.get_by_role("button", name="Ja, skriv det").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("status")).to_contain_text("Afgjort.")
    assert twice.get([A, B]).keys() == {A}
    phone.get_by_role("button", name="Fortryd").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("status")).to_contain_text("Fortrudt.")
    assert twice.get([A, B]).keys() == {A, B}


@pytest.mark.parametrize("phone", [True], indirect=True)
def test_the_pages_are_for_everybody(phone: Page, live: str, axe_source: str) -> None:
    phone.goto(live + PAGE)
    look(phone, axe_source)
    phone.locator("button[value=same]").click()
    look(phone, axe_source)
    phone.get_by_role("button", name="Ja, skriv det").click()
    look(phone, axe_source)
