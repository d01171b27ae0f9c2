"""The coordinator's pages in Chromium: by keyboard, without scripts, on a telephone, and by axe."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.doubts import doubts
from graphdb.proposals import proposals
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.conftest import served
from tests.webapp.looking import TELEPHONE, look, page_of
from tests.webapp.proposals.queueing import QUEUE, address, proposed
from tests.webapp.signin.people import Clock


@pytest.fixture
def live(app: Flask, demo_copy: GraphStore, clock: Clock) -> Iterator[str]:
    """A server on a directory of one's own, where two proposals of the hostel and a doubt of it wait."""
    proposed(app, demo_copy, clock)
    clock.turn(minutes=1)
    proposed(app, demo_copy, clock, "om formiddagen", key=f"{HOSTEL} phone_hours")
    doubts.keep(demo_copy, doubts.doubt(HOSTEL, "Nummeret" + "x" * 120, clock(), HOSTEL, "phone"))
    yield from served(app, "localhost")


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(
    browser: Browser, request: pytest.FixtureRequest, live: str, demo_copy: GraphStore, coordinator: Account
) -> Iterator[Page]:
    """The coordinator's telephone, with scripts and without."""
    clock = Clock()
    clock.turn(days=-70)
    options = {"java_script_enabled": request.param, "viewport": TELEPHONE}
    with page_of(browser, live, demo_copy, coordinator, clock.moment(), **options) as page:
        yield page


def test_from_the_queue_by_keyboard_to_approved_and_rejected(
    phone: Page, live: str, demo_copy: GraphStore
) -> None:
    phone.goto(live + QUEUE)
    phone.get_by_role("button", name="Godkend").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("status")).to_have_text("Godkendt. Det står der nu.")
    assert demo_copy.get([HOSTEL])[HOSTEL].text("phone") == "+4574444444"
    phone.get_by_role("link", name="Se og svar").focus()
    phone.keyboard.press("Enter")
    phone.get_by_label("Hvorfor?").focus()
    phone.wait_for_load_state()  # the button that is next may not be there yet
    phone.keyboard.type("Skriv tiderne med tal.")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("status")).to_contain_text("Afvist.")
    assert proposals.waiting(demo_copy) == ()
    phone.get_by_role("button", name="Færdig").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("status")).to_have_text("Beskeden er slettet.")
    assert doubts.waiting(demo_copy, "") == ()


@pytest.mark.parametrize("phone", [True], indirect=True)
def test_the_pages_are_for_everybody(
    phone: Page, live: str, demo_copy: GraphStore, coordinator: Account, axe_source: str
) -> None:
    person = accounts.add(demo_copy, "ny@broen.example", [Grant(Role.EDITOR, HOSTEL)])
    people = "/kommune/9901/personer"
    phone.goto(live + "/kommune/9901/huller")
    hole = phone.locator(".hole-text a").first.get_attribute("href")
    cell = "/kommune/9901/matrix/kind/rg_rus/bo_110"
    for path in (QUEUE, address(demo_copy), people, f"{people}/{person.id}", hole, cell):
        phone.goto(live + str(path))
        look(phone, axe_source)
    phone.goto(live + people)
    phone.get_by_role("button", name="Tilføj").click()
    look(phone, axe_source)
