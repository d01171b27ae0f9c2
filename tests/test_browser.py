"""The browser that page tests drive, and the accessibility checker inside it."""

import sys

import pytest
from playwright.sync_api import Page

from tests.browser import WIDE, printed_families


def test_axe_finds_a_picture_without_words(page: Page, axe_source: str) -> None:
    page.set_content("<html lang=da><title>t</title><main><h1>Hej</h1><img src='data:,'></main>")
    page.evaluate(axe_source)
    violations = page.evaluate("async () => (await axe.run()).violations.map(v => v.id)")
    assert violations == ["image-alt"]


@pytest.mark.skipif(sys.platform != "linux", reason="only fontconfig can hide the machine's fonts")
@pytest.mark.parametrize("family", ["Georgia", "monospace", "DejaVu Sans", "no-such-font"])
def test_the_browser_finds_one_installed_font(page: Page, family: str) -> None:
    page.set_content(f"<p style='font-family: {family}'>Hvem er om borgeren? § 110 →")
    assert printed_families(page) == {WIDE}


def test_the_browser_is_in_denmark(page: Page) -> None:
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Europe/Copenhagen"
    assert page.evaluate("navigator.language") == "da-DK"
