"""What a first visit costs in bytes, as Chromium counts them from the real server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.webapp.looking import settle
from tests.webapp.serving import serving

LIMIT = 200_000
WITH_PICTURE = 350_000
LIBRARY = "vis-network"


@pytest.fixture(scope="module")
def server(demo_file: Path) -> Iterator[str]:
    with serving(demo_file, workers=1) as running:
        yield running.address


class Visit:
    """A browser that has never been there: each file it fetched, and bytes with their headers."""

    def __init__(self, browser: Browser) -> None:
        self.page: Page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        self.bytes = 0
        self.files: list[str] = []
        network = self.page.context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.on("Network.requestWillBeSent", lambda sent: self.files.append(sent["request"]["url"]))
        network.on("Network.loadingFinished", self._count)

    def _count(self, finished: dict[str, Any]) -> None:
        self.bytes += int(finished["encodedDataLength"])

    def open(self, address: str) -> None:
        """Until nothing more is fetched: on a busy machine it may be quiet before the fonts are asked for."""
        self.page.goto(address)
        settle(self.page)
        self.page.wait_for_load_state("networkidle")

    def fetched(self, name: str) -> int:
        """How many files with such a name."""
        return sum(name in file for file in self.files)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    first = Visit(browser)
    yield first
    first.page.context.close()


@pytest.mark.parametrize("path", ["/", "/find?q=bagud+med+huslejen", "/touch-map", "/en/find"])
def test_a_first_visit_is_light(visit: Visit, server: str, path: str) -> None:
    """Seen red with answers as they are, and with one more weight of the font."""
    visit.open(server + path)
    assert 50_000 < visit.bytes < LIMIT
    assert visit.fetched(".woff2") == 2
    assert visit.fetched(LIBRARY) == 0


def test_the_picture_costs_only_who_looks_at_it(visit: Visit, server: str) -> None:
    """Seen red with the library among the scripts of the page."""
    visit.open(f"{server}/actors/actor:demo:herberg-broen")
    assert visit.bytes < LIMIT
    assert visit.fetched(LIBRARY) == 0
    visit.page.locator(".network").scroll_into_view_if_needed()
    visit.page.locator(".network-canvas canvas").wait_for()
    assert visit.fetched(LIBRARY) == 1
    assert visit.bytes < WITH_PICTURE


def test_the_answer_of_the_touch_map_is_light(visit: Visit, server: str) -> None:
    visit.open(f"{server}/touch-map")
    visit.page.select_option("#acting", "9901")
    visit.page.click("button[value=sp_sofa]")
    visit.page.wait_for_load_state("networkidle")
    assert visit.bytes < LIMIT
    visit.page.locator(".network").scroll_into_view_if_needed()
    visit.page.locator(".network-canvas canvas").wait_for()
    assert visit.bytes < WITH_PICTURE


def test_the_second_page_fetches_no_file_again(visit: Visit, server: str) -> None:
    visit.open(server)
    before = visit.bytes
    visit.open(f"{server}/find")
    assert visit.bytes - before < 20_000


def test_without_the_library_the_table_stays(visit: Visit, server: str) -> None:
    visit.page.route(f"**/*{LIBRARY}*", lambda route: route.abort())
    visit.open(f"{server}/actors/actor:demo:herberg-broen")
    visit.page.locator(".network").scroll_into_view_if_needed()
    visit.page.locator(".network").wait_for(state="hidden")
    expect(visit.page.locator(".network-table summary")).to_be_visible()
