"""The scripts that ask by themselves whether something is ready: then the page is loaded anew, once."""

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

SCRIPTS: Final = Path(__file__).parents[2] / "webapp" / "static" / "js"
SITE: Final = "http://brobygger.example/"


@pytest.mark.parametrize("script", ["work", "retry"])
def test_the_page_is_asked_for_once(page: Page, script: str) -> None:
    """Seen red with a question every few seconds: each broke off the page that another had asked for."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(urlsplit(route.request.url).path)
        if asked[-1] == "/script.js":
            route.fulfill(path=SCRIPTS / f"{script}.js")
        elif asked[-1] == "/state":
            route.fulfill(body="<p>Færdig</p>")
        elif asked.count("/") == 1:
            route.fulfill(
                body=f'<p data-{script}="/state">I gang</p><script src="/script.js"></script>',
                content_type="text/html",
            )
        else:
            route.fulfill(status=204)  # nothing comes, and the page stays as it is

    page.clock.install(time=0)
    page.clock.pause_at(1)  # else it goes on by itself, and asks before somebody listens
    page.route(f"{SITE}**", answer)
    page.goto(SITE)
    with page.expect_request(SITE):
        page.clock.run_for(5_000)
    page.clock.run_for(20_000)
    assert asked == ["/", "/script.js", "/state", "/"]
