"""The style sheet that is cut to what pages use gives them the same looks as the whole one."""

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.webapp.conftest import served
from tests.webapp.looking import settle, unfold
from tests.webapp.tab import page, tab
from webapp import hatch_build as hook

__all__ = ["page", "tab"]
WHOLE: Final = hook.whole_sheet(Path(__file__).parents[2])
SHEET: Final = f"**/{hook.STYLE}"
PAGES: Final = (
    "/",
    "/find?q=herberg&municipality=9901",
    "/find?q=xyzzy",
    "/actors/actor:demo:herberg-broen",
    "/touch-map",
    "/kommune/9901",
    "/about",
    "/about/licences",
    "/sign-in",
    "/nowhere",
)
LOOKS: Final = """() => {
  const kind = element => `${element.tagName}.${element.className}#${element.type ?? ""}`;
  const kinds = new Map();
  for (const element of document.querySelectorAll("*")) {
    const path = `${kind(element.parentElement ?? element)} > ${kind(element)}`;
    if (!kinds.has(path)) kinds.set(path, element);
  }
  const said = (element, part) => {
    const style = getComputedStyle(element, part);
    if (part && style.content === "none") return "";
    return Array.from(style, name => `${name}: ${style.getPropertyValue(name)}`).sort().join("; ");
  };
  return Array.from(kinds, ([path, element]) =>
    [path, ...[null, "::before", "::after"].map(part => said(element, part))]);
}"""
"""One element of each kind below each other kind, with all its computed styles."""


@pytest.fixture(scope="module")
def server(app: Flask) -> Iterator[str]:
    yield from served(app)


def looks(page: Page, address: str) -> list[list[str]]:
    """See LOOKS; everything is folded out, and the fonts are there."""
    page.goto(address)
    unfold(page)
    settle(page)  # what was folded is set in fonts of its own, which are asked for when it is laid out
    each: list[list[str]] = page.evaluate(LOOKS)
    return each


@pytest.mark.parametrize(("path", "width"), list(zip(PAGES, cycle((1280, 390)), strict=False)))
def test_a_page_looks_as_with_the_whole_style_sheet(page: Page, server: str, path: str, width: int) -> None:
    """Seen red with only the templates of the search among the pages that the sheet is cut to."""
    if not WHOLE.is_file():
        pytest.skip("the whole style sheet is missing: run `make assets`")
    page.set_viewport_size({"width": width, "height": 900})
    cut = looks(page, server + path)
    page.route(SHEET, lambda route: route.fulfill(path=WHOLE, content_type="text/css"))
    whole = looks(page, server + path)
    page.unroute(SHEET)
    assert len(cut) > 20
    assert "font-size" in cut[-1][1]
    assert [one for one, other in zip(cut, whole, strict=True) if one != other] == []
