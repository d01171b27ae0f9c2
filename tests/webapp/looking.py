"""A page as people meet it: by axe, and no wider than a screen or a telephone."""

from typing import Any, Final

from playwright.sync_api import Page

WIDTHS: Final = (1280, 390)
AXE: Final = "axe.run(document, {resultTypes: ['violations']}).then(report => report.violations)"


def unfold(page: Page) -> None:
    """Open what is folded: it is part of the page too."""
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")


def look(page: Page, axe_source: str) -> None:
    """Look at the page that is open."""
    page.evaluate(axe_source)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        violations: list[dict[str, Any]] = page.evaluate(AXE)
        assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in violations] == [], (
            page.url
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
