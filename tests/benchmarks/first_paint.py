"""How soon a first visitor on a slow line sees a page: ``python -m tests.benchmarks.first_paint ADDRESS``.

The line is Lighthouse's slow 4G: 150 ms to and fro, 1.6 Mbit/s down, 750 kbit/s up, kept by Chromium itself
over its protocol. Each visit is of a browser that has never been there. Printed is the median in
milliseconds until there is text to read, until the answer to the page itself is whole, and the kilobytes
with their headers, before that text and in all. ``ADDRESS`` is of a running server.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from playwright.sync_api import Browser, sync_playwright

from tests import browser as chromium

LINE: Final = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 750_000 / 8,
}
PAGES: Final = ("/", "/find?q=bagud+med+huslejen", "/actors/actor:demo:herberg-broen", "/touch-map")
_PAINTED: Final = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
_WHOLE: Final = "performance.getEntriesByType('navigation')[0].responseEnd"


@dataclass(frozen=True, slots=True)
class Visit:
    """Milliseconds since the visit began, and bytes as they came over the line."""

    painted: float
    whole: float
    before: int
    total: int


def main() -> None:
    """Visit each page in turns, and print a line for each."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.first_paint", description=__doc__)
    parser.add_argument("address", help="of a running server, such as http://127.0.0.1:8000")
    parser.add_argument("--page", action="append", help="a path; several may be named")
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    pages = asked.page or PAGES
    visits: dict[str, list[Visit]] = {page: [] for page in pages}
    with _running() as browser:
        for _ in range(asked.rounds):
            for page in pages:
                visits[page].append(visit(browser, asked.address + page))
    for page, each in visits.items():
        print(
            f"{page:<36} first text {median(one.painted for one in each):6.0f} ms,"
            f" page whole {median(one.whole for one in each):5.0f} ms,"
            f" {median(one.before for one in each) / 1000:6.1f} kB before it,"
            f" {median(one.total for one in each) / 1000:6.1f} kB in all",
            flush=True,
        )


def visit(browser: Browser, address: str) -> Visit:
    """A first visit on the slow line."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    line = context.new_cdp_session(page)
    sizes: list[tuple[float, int]] = []
    starts: list[float] = []

    def count(finished: dict[str, Any]) -> None:
        sizes.append((float(finished["timestamp"]), int(finished["encodedDataLength"])))

    line.on("Network.requestWillBeSent", lambda sent: starts.append(float(sent["timestamp"])))
    line.on("Network.loadingFinished", count)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    painted = float(page.evaluate(_PAINTED))
    before = sum(size for ended, size in sizes if (ended - starts[0]) * 1000 <= painted)
    whole = float(page.evaluate(_WHOLE))
    context.close()
    return Visit(painted, whole, before, sum(size for _, size in sizes))


@contextmanager
def _running() -> Iterator[Browser]:
    path = chromium.find_chromium()
    if path is None:
        raise SystemExit("Chromium is missing: install Chromium or Google Chrome")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        environment = chromium.environment(Path(folder))
        yield playwright.chromium.launch(executable_path=path, args=chromium.arguments(), env={**environment})


if __name__ == "__main__":
    main()
