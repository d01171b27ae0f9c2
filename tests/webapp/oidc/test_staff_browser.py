"""To the provider and back in Chromium, with scripts and without, and the pages on the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from graphdb.store import GraphStore
from tests.webapp.conftest import served
from tests.webapp.looking import look
from tests.webapp.oidc.people import clock_of_today, site_with
from tests.webapp.oidc.provider import RealProvider

PAGES = ["anew", "away", "denied", "left", "many", "no_role", "shut_out"]


@pytest.fixture
def provider() -> RealProvider:
    """A provider that does not know yet where it sends browsers back to."""
    return RealProvider("")


@pytest.fixture
def live(demo_copy: GraphStore, tmp_path: Path, provider: RealProvider) -> Iterator[str]:
    """A site whose staff the provider knows."""
    app = site_with(demo_copy, clock_of_today(), provider.issuer, tmp_path)
    for address in served(app):
        site = address.replace("127.0.0.1", "localhost")
        provider.redirect_uri = f"{site}/sign-in/staff/back"
        for _ in provider.running():
            yield site


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_a_page_to_the_provider_and_back(browser: Browser, live: str, scripts: bool) -> None:
    """The policy lets a link lead there, where it would stop a form; and no token stays in the address."""
    context = browser.new_context(java_script_enabled=scripts, locale="da-DK")
    page, heard = context.new_page(), list[str]()
    page.on("console", lambda message: heard.append(message.text))
    page.goto(f"{live}/sign-in?next=/kommune/9901")
    page.focus("text=Log ind med kommunens login")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kommune/9901")
    page.click("text=Min side")
    page.wait_for_url("**/me")
    expect(page.locator("main")).to_contain_text("Anna Holm")
    assert heard == []
    context.close()


def test_pages_on_the_way_are_accessible_on_every_screen(
    browser: Browser, live: str, axe_source: str
) -> None:
    context = browser.new_context(locale="da-DK")
    page = context.new_page()
    for path in ("/sign-in", "/en/sign-in", *(f"/sign-in/staff/{page}" for page in PAGES)):
        page.goto(f"{live}{path}")
        look(page, axe_source)
    context.close()
