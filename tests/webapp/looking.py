"""A page as people meet it: by axe, no wider than a screen or a telephone, and by those who are signed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page

from graphdb.accounts import sessions
from graphdb.accounts.accounts import Account
from graphdb.store import GraphStore
from tests.webapp.signin.people import AT

WIDTHS: Final = (1280, 390)
TELEPHONE: Final = {"width": 390, "height": 844}
AXE: Final = "axe.run(document, {resultTypes: ['violations']}).then(report => report.violations)"


def settle(page: Page) -> None:
    """Wait until the page is whole, and set in the fonts we carry: others are wider. The click that led to it
    waits for its head alone."""
    page.wait_for_load_state()
    page.evaluate("(document.body.offsetWidth, document.fonts.ready.then(() => true))")


def width_of(page: Page) -> int:
    """Pixels across, what one would have to scroll to included."""
    settle(page)
    return int(page.evaluate("document.documentElement.scrollWidth"))


def unfold(page: Page) -> None:
    """Open what is folded: it is part of the page too."""
    settle(page)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")


def look(page: Page, axe_source: str) -> None:
    """Look at the page that is open."""
    settle(page)
    page.evaluate(axe_source)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        violations: list[dict[str, Any]] = page.evaluate(AXE)
        assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in violations] == [], (
            page.url
        )
        assert width_of(page) <= width, page.url


def sign_in(context: BrowserContext, live: str, store: GraphStore, account: Account, at: str = AT) -> None:
    """Let somebody in at the server of ``live``."""
    token = sessions.begin(store, account, at)
    context.add_cookies([{"name": "brobygger-session", "value": token, "url": live}])


@contextmanager
def page_of(
    browser: Browser, live: str, store: GraphStore, account: Account, at: str = AT, **options: Any
) -> Iterator[Page]:
    """An empty page of somebody who is signed in; ``options`` as ``Browser.new_context`` has them."""
    context = browser.new_context(locale="da-DK", **options)
    sign_in(context, live, store, account, at)
    yield context.new_page()
    context.close()
