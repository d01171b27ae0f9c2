"""One page for all tests of a file: a new one for each takes longer than what most of them look at.

For files whose server outlives them: a page that is open keeps its connections.
"""

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

__all__ = ["page", "tab"]
SCREEN: Final[ViewportSize] = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """The page, with a context of its own."""
    context = browser.new_context(viewport=SCREEN, locale="da-DK")
    yield context.new_page()
    context.close()


@pytest.fixture
def page(tab: Page) -> Page:
    """The same as if it were new: nothing kept, allowed, replaced or open beside it, 1280 by 900."""
    for other in tab.context.pages:
        if other != tab:
            other.close()
    tab.wait_for_load_state()
    if tab.url.startswith("http"):
        tab.evaluate("localStorage.clear(); sessionStorage.clear()")
    tab.context.clear_cookies()
    tab.context.clear_permissions()
    tab.unroute_all()
    tab.set_viewport_size(SCREEN)
    tab.emulate_media(media="null")
    return tab
