"""The call list in Chromium: a call that went well, one where something was wrong, and a page too old."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from graphdb.accounts.accounts import Account
from graphdb.doubts import doubts
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.calls.test_calls import LIST, without_mail
from tests.webapp.conftest import served
from tests.webapp.looking import TELEPHONE, look, page_of
from tests.webapp.signin.people import Clock


@pytest.fixture
def live(app: Flask, demo_copy: GraphStore, clock: Clock) -> Iterator[str]:
    """A server on a directory of one's own where the hostel is to be rung."""
    without_mail(demo_copy, clock)
    yield from served(app, "localhost")


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(
    browser: Browser,
    request: pytest.FixtureRequest,
    live: str,
    demo_copy: GraphStore,
    coordinator: Account,
    clock: Clock,
) -> Iterator[Page]:
    """The coordinator's telephone, on the list."""
    options = {"java_script_enabled": request.param, "viewport": TELEPHONE}
    with page_of(browser, live, demo_copy, coordinator, clock.moment(), **options) as page:
        page.goto(live + LIST)
        yield page


def test_a_call_that_went_well_takes_one_press(phone: Page, demo_copy: GraphStore) -> None:
    version = demo_copy.status().version
    box = phone.locator("section", has_text="Herberg Broen").first
    box.get_by_role("button", name="Alt er rigtigt").press("Enter")
    expect(phone.get_by_role("status")).to_have_text("Bekræftet på aktørens vegne.")
    assert demo_copy.status().version == version + 1


def test_what_was_wrong_is_noted_by_keyboard(phone: Page, demo_copy: GraphStore, clock: Clock) -> None:
    box = phone.locator("section", has_text="Herberg Broen").first
    box.get_by_label("Noget er forkert: hvad?").focus()
    phone.keyboard.type("Nyt nummer")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("status")).to_have_text("Noteret. Det står i køen hos dig.")
    assert [said.text for said in doubts.waiting(demo_copy, clock.moment(), HOSTEL)] == ["Nyt nummer"]


@pytest.mark.parametrize("phone", [True], indirect=True)
def test_a_page_too_old_has_what_was_typed_in_its_field(
    phone: Page, live: str, demo_copy: GraphStore, clock: Clock, axe_source: str
) -> None:
    look(phone, axe_source)
    phone.evaluate("for (const one of document.getElementsByName('csrf')) one.value = '0'.repeat(64)")
    box = phone.locator("section", has_text="Herberg Broen").first
    box.get_by_label("Noget er forkert: hvad?").fill("Nyt nummer")
    box.get_by_role("button", name="Notér, hvad der er forkert").click()
    expect(phone.get_by_role("alert")).to_contain_text("stået åben for længe")
    expect(box.get_by_label("Noget er forkert: hvad?")).to_have_value("Nyt nummer")
    look(phone, axe_source)
    box.get_by_role("button", name="Notér, hvad der er forkert").click()
    expect(phone.get_by_role("status")).to_have_text("Noteret. Det står i køen hos dig.")
    assert len(doubts.waiting(demo_copy, clock.moment(), HOSTEL)) == 1
