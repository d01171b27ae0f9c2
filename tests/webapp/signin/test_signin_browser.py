"""The pages to sign in, in Chromium: by the keyboard, on a telephone, without scripts, and accessible."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from graphdb.accounts import accounts, links
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.webapp.conftest import served
from tests.webapp.looking import look
from tests.webapp.signin.people import PASSWORD, Clock, code, site

ADDRESS = "admin@brostad.example"
HOSTEL = "actor:demo:herberg-broen"
GRANTS = (Grant(Role.ADMINISTRATOR), Grant(Role.COORDINATOR, "9901"), Grant(Role.EDITOR, HOSTEL))


@pytest.fixture
def clock() -> Clock:
    """A clock that stands, so that a code stays good while a browser types it."""
    return Clock()


@pytest.fixture
def live(demo_copy: GraphStore, clock: Clock) -> Iterator[str]:
    """A server on a directory of one's own, by the name that browsers call safe."""
    yield from served(site(demo_copy, clock), "localhost")


@pytest.fixture
def link(demo_copy: GraphStore, live: str, clock: Clock) -> str:
    """A one-time link for a new account."""
    account = accounts.add(demo_copy, ADDRESS, GRANTS)
    return f"{live}/sign-in/link/{links.make(demo_copy, account, clock.moment())}"


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page, with scripts and without."""
    context = browser.new_context(java_script_enabled=request.param, locale="da-DK")
    yield context.new_page()
    context.close()


def to_own_page(page: Page) -> None:
    """From where a coordinator lands."""
    page.wait_for_url("**/kommune/9901")
    page.click("text=Min side")
    page.wait_for_url(re.compile(r":\d+/me$"))


def set_password(page: Page, link: str, clock: Clock) -> str:
    """Go through the page behind the link with the keyboard; answers the key of the codes."""
    page.goto(link)
    expect(page).to_have_url(re.compile("/sign-in/link$"))
    key = page.inner_text(".key").replace(" ", "")
    page.focus("#password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.type(code(key, clock.moment()))
    page.keyboard.press("Enter")
    to_own_page(page)
    return key


def test_from_the_link_to_signed_in_out_and_in_again(page: Page, live: str, link: str, clock: Clock) -> None:
    key = set_password(page, link, clock)
    expect(page.locator("main")).to_contain_text(ADDRESS)
    expect(page.locator("main")).to_contain_text("Herberg Broen")
    (cookie,) = [cookie for cookie in page.context.cookies() if "session" in cookie["name"]]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    clock.turn(seconds=30)
    page.click("text=Log ud >> nth=0")
    page.wait_for_url("**/sign-in")
    page.goto(f"{live}/me")
    page.click("main >> text=Log ind")
    page.fill("#address", ADDRESS)
    page.fill("#password", PASSWORD)
    page.fill("#code", code(key, clock.moment()))
    page.wait_for_load_state()  # keys do nothing in a form whose button is not there yet
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live}/me")
    page.goto(link)
    expect(page.locator("h1")).to_contain_text("Linket virker ikke mere")


@pytest.fixture
def with_device(browser: Browser) -> Iterator[Page]:
    """A page in a browser whose machine keeps passkeys, and whose owner shows a finger at once."""
    context = browser.new_context(locale="da-DK")
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    options |= dict.fromkeys(("hasResidentKey", "hasUserVerification", "isUserVerified"), True)
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    context.close()


def test_a_passkey_instead_of_a_password(with_device: Page, live: str, link: str) -> None:
    """By the keyboard alone, and nothing that the policy stops."""
    page, heard = with_device, list[str]()
    page.on("console", lambda message: heard.append(message.text))
    page.goto(link)
    page.focus("text=Opret adgangsnøgle, og log ind")
    page.keyboard.press("Enter")
    to_own_page(page)
    page.click("text=Log ud >> nth=0")
    page.wait_for_url("**/sign-in")
    page.goto(f"{live}/en/sign-in?next=/kommune/9901")
    page.focus("text=Sign in with a passkey")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/kommune/9901")
    assert heard == []


def test_a_browser_without_passkeys_says_what_else_there_is(browser: Browser, live: str, link: str) -> None:
    """It has none for this site, or is told to keep none."""
    context = browser.new_context(locale="da-DK")
    page = context.new_page()
    page.goto(link)
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('broken off')); }")
    page.click("text=Opret adgangsnøgle, og log ind")
    expect(page.locator("[data-failed] >> visible=true")).to_contain_text("vælg adgangskode")
    expect(page).to_have_url(re.compile("/sign-in/link$"))
    context.close()


def test_pages_are_accessible_on_every_screen(
    browser: Browser, live: str, link: str, clock: Clock, axe_source: str
) -> None:
    """Nor does the policy stop anything, the picture with the key included."""
    context = browser.new_context(locale="da-DK")
    page, heard = context.new_page(), list[str]()
    page.on("console", lambda message: heard.append(message.text))

    page.goto(f"{live}/sign-in")
    look(page, axe_source)
    page.goto(link)
    expect(page.locator("svg.qr")).to_be_visible()
    look(page, axe_source)
    set_password(page, link, clock)
    look(page, axe_source)
    page.goto(f"{live}/en/me")
    look(page, axe_source)
    page.goto(link)
    look(page, axe_source)
    assert [line for line in heard if "status of 4" not in line] == []
    context.close()
