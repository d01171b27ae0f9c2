"""What is for staff alone, in Chromium: accessible, and no wider than a telephone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.files import copied
from tests.webapp.conftest import application, served
from tests.webapp.looking import AXE, WIDTHS, page_of, settle, width_of
from tests.webapp.planted import FILES, HIDDEN, HOUSE, NEAR_GROUP, plant

MARKED = ("kun for fagfolk", "kun for jeres kommune")


@pytest.fixture(scope="module")
def store(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    """The planted house."""
    folder = tmp_path_factory.mktemp("marks")
    for store in copied(demo_file, folder):
        accounts.add(store, "sagsbehandler@brostad.example", (Grant(Role.CASEWORKER, "9901"),))
        yield plant(store, folder, FILES)


@pytest.fixture(scope="module")
def live(store: GraphStore) -> Iterator[str]:
    """A server on it, by the name that browsers call safe."""
    yield from served(application(store), "localhost")


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, live: str, store: GraphStore, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A caseworker's page, as wide as a screen and as a telephone."""
    (account,) = accounts.list_all(store)
    size = {"width": request.param, "height": 800}
    with page_of(browser, live, store, account, viewport=size) as page:
        yield page


def assert_good(page: Page, axe_source: str) -> None:
    """Nothing that axe finds, and nothing beside the screen, on the whole page."""
    settle(page)
    page.evaluate(axe_source)
    assert [(one["id"], one["nodes"][0]["html"]) for one in page.evaluate(AXE)] == []
    assert width_of(page) <= page.evaluate("window.innerWidth")


def test_an_entry_with_marks(page: Page, live: str, axe_source: str) -> None:
    page.goto(f"{live}/actors/{HOUSE}")
    marks = page.locator(".only-for")
    assert {" ".join(text.strip("⊘ \n").split()) for text in marks.all_text_contents()} == set(MARKED)
    assert_good(page, axe_source)
    page.emulate_media(media="print")
    expect(marks.first, "what is printed says whom it is for").to_be_visible()


def test_hits_and_calls_with_marks(page: Page, live: str, axe_source: str) -> None:
    page.goto(f"{live}/find?q=hus&municipality=9901")
    expect(page.locator(f'article:has(a[href*="{HIDDEN}"]) .only-for')).to_contain_text(MARKED[0])
    assert_good(page, axe_source)
    page.goto(f"{live}/touch-map?municipality=9901")
    page.evaluate(
        """asked => {
            const form = Object.assign(document.createElement("form"), {method: "post"});
            for (const [name, value] of asked) {
                form.append(Object.assign(document.createElement("input"), {name, value}));
            }
            document.body.append(form);
            form.submit();
        }""",
        [["acting_municipality", "9901"], ["risk_groups", NEAR_GROUP], ["known_actors", HIDDEN]],
    )
    expect(page.locator(".partner .only-for").first).to_be_attached()
    assert_good(page, axe_source)
