"""What a coordinator decides, in Chromium: accessible, by the keyboard, and no wider than a telephone."""

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.coverage import expecting
from graphdb.coverage.answering import About
from graphdb.gaps.states import Decision, GapState, decide
from graphdb.store import GraphStore
from graphdb.writing.plan import Stamp
from tests.files import copied
from tests.webapp.conftest import application, served
from tests.webapp.deciding.test_deciding import GAP, HOLE, TODAY
from tests.webapp.looking import WIDTHS, page_of
from tests.webapp.test_staff_browser import assert_good

EXPECTED = "/kommune/9903/forventninger"
PAGES = (
    HOLE,
    "/kommune/9903/huller",
    "/kommune/9903/huller?since=2020-01-01",
    EXPECTED,
    f"{EXPECTED}?kind=rus_ambulant&group=rg_rus",
    "/kommune/9903/matrix/kind/rg_rus/rus_ambulant",
)


@pytest.fixture(scope="module")
def store(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    """The demo, where something was decided about a gap and about what is expected."""
    for store in copied(demo_file, tmp_path_factory.mktemp("deciding")):
        accounts.add(store, "ko@kaersund.example", [Grant(Role.COORDINATOR, "9903")])
        decide(store, "9903", GAP, Decision(GapState.IN_WORK, "mødes i maj", "leder", TODAY, "2027-05-01"))
        about, stamp = About("9903", "kom_voksen", "rg_rus"), Stamp(f"{TODAY}T08:00:00+00:00", "x", "prøve")
        expecting.expect(store, about, "optional", "Det gør Rusmiddelcentret.", stamp, TODAY)
        yield store


@pytest.fixture(scope="module")
def live(store: GraphStore) -> Iterator[str]:
    """A server on it, by the name that browsers call safe."""
    yield from served(application(store), "localhost")


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, live: str, store: GraphStore, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The coordinator's page, as wide as a screen and as a telephone."""
    (account,) = accounts.list_all(store)
    size = {"width": request.param, "height": 800}
    with page_of(browser, live, store, account, viewport=size) as page:
        yield page


def test_every_page_where_something_is_decided_is_good(page: Page, live: str, axe_source: str) -> None:
    """By turns in Danish and in English: each is seen in both languages, and at both widths."""
    languages = ("", "/en") if page.evaluate("innerWidth") == WIDTHS[0] else ("/en", "")
    for path, prefix in zip(PAGES, cycle(languages), strict=False):
        page.goto(f"{live}{prefix}{path}")
        expect(page.locator("main form, main a[href*=lav-om]").first, path).to_be_attached()
        assert_good(page, axe_source)
    page.goto(f"{live}/kommune/9903/matrix?by=kind&state=not_asked")
    page.locator(".cell-link").first.press("Enter")
    expect(page.locator("button[value=none_at_all]").first).to_be_attached()
    assert_good(page, axe_source)


def test_an_expectation_is_changed_by_the_keyboard(page: Page, live: str, axe_source: str) -> None:
    """From the cell: kind and group are chosen already; what is missing is said, and what was typed stays."""
    page.goto(f"{live}/kommune/9903/matrix/kind/rg_rus/rus_ambulant")
    page.get_by_role("link", name="Lav om på, hvad I venter her").press("Enter")
    page.get_by_label("Hvorfor? Skriv ingen navne. Alle kan læse det.").fill("Vi køber det i Brostad.")
    page.wait_for_load_state()  # keys do nothing in a form whose button is not there yet
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Vælg, om der skal, bør eller kan være nogen")
    assert_good(page, axe_source)
    page.get_by_label("Hos jer").select_option("optional")
    page.get_by_role("button", name="Gem").press("Enter")
    page.get_by_role("row", name="Vi køber det i Brostad.").get_by_role("button").press("Enter")
    page.wait_for_load_state()
    expect(page.get_by_role("row", name="Vi køber det i Brostad.")).to_have_count(0)
