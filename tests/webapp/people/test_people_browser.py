"""People and roles, and one's own page, in Chromium: by keyboard, on a telephone, without scripts, by axe."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from graphdb.accounts import accounts, sessions
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.webapp.conftest import served
from tests.webapp.looking import TELEPHONE, look, page_of
from tests.webapp.signin.people import AT

NEW = "ny@brostad.example"


@pytest.fixture
def live(app: Flask) -> Iterator[str]:
    """A server on a directory of one's own."""
    yield from served(app, "localhost")


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(
    browser: Browser,
    request: pytest.FixtureRequest,
    live: str,
    demo_copy: GraphStore,
    administrator: Account,
) -> Iterator[Page]:
    """The administrator's telephone."""
    options = {"java_script_enabled": request.param, "viewport": TELEPHONE}
    with page_of(browser, live, demo_copy, administrator, **options) as page:
        page.goto(f"{live}/personer")
        yield page


def roles(store: GraphStore) -> list[Role]:
    """Which roles the new person has."""
    account = accounts.find_by(store, NEW)
    assert account is not None
    return [given.role for given in account.grants]


def add(page: Page, of: str = "9901") -> None:
    """Add a coordinator, with the keyboard."""
    page.get_by_label("Mailadresse").focus()
    page.keyboard.type(NEW)
    page.get_by_label("Rolle", exact=True).select_option("coordinator")
    page.get_by_label("Kommune eller aktør").fill(of)
    page.get_by_role("button", name="Tilføj").press("Enter")


def test_a_person_gets_a_role_loses_it_and_is_shut_out(phone: Page, demo_copy: GraphStore) -> None:
    add(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text(NEW)
    assert roles(demo_copy) == [Role.COORDINATOR]
    phone.get_by_role("button", name="Fjern").press("Enter")
    expect(phone.get_by_role("button", name="Fjern")).to_have_count(0)
    assert roles(demo_copy) == []
    phone.get_by_role("button", name="Luk personen ude").press("Enter")
    expect(phone.get_by_role("button", name="Luk ind igen")).to_be_visible()
    account = accounts.find_by(demo_copy, NEW)
    assert account is not None
    assert account.disabled


def test_what_was_typed_stays_where_it_cannot_be_taken(phone: Page) -> None:
    add(phone, of="ingen")
    expect(phone.get_by_role("alert")).to_be_visible()
    expect(phone.get_by_label("Mailadresse")).to_have_value(NEW)
    expect(phone.get_by_label("Rolle", exact=True)).to_have_value("coordinator")
    expect(phone.get_by_label("Kommune eller aktør")).to_have_value("ingen")


def test_on_ones_own_page_another_browser_is_signed_out(
    phone: Page, live: str, demo_copy: GraphStore, administrator: Account
) -> None:
    other = sessions.begin(demo_copy, administrator, AT)
    phone.goto(f"{live}/me")
    phone.get_by_role("button", name="Log ud her").press("Enter")
    expect(phone.get_by_role("button", name="Log ud her")).to_have_count(0)
    assert sessions.signed_in(demo_copy, other, AT) is None
    phone.get_by_role("button", name="Log ud", exact=True).press("Enter")
    phone.goto(f"{live}/me")
    expect(phone.locator("main")).to_contain_text("for dem, der er logget ind")


@pytest.mark.parametrize("phone", [True], indirect=True)
def test_the_pages_are_for_everybody(
    phone: Page, live: str, demo_copy: GraphStore, administrator: Account, axe_source: str
) -> None:
    sessions.begin(demo_copy, administrator, AT)
    person = accounts.add(demo_copy, NEW, [Grant(Role.COORDINATOR, "9901"), Grant(Role.CASEWORKER, "9901")])
    for path in ("/personer", f"/personer/{person.id}", f"/personer/{person.id}/slet", "/me"):
        phone.goto(live + path)
        look(phone, axe_source)
    phone.goto(f"{live}/personer")
    add(phone, of="ingen")
    expect(phone.get_by_role("alert")).to_be_visible()
    look(phone, axe_source)
