"""A page as people meet it: by axe, and no wider than a screen or a telephone."""

from typing import Any

from playwright.sync_api import Page

from tests.webapp.test_pages_in_a_browser import AXE, WIDTHS


def look(page: Page, axe_source: str) -> None:
    """Look at the page that is open."""
    page.evaluate(axe_source)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        violations: list[dict[str, Any]] = page.evaluate(AXE)
        assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in violations] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
