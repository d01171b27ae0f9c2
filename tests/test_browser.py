"""The browser that page tests drive, and the accessibility checker inside it."""

from playwright.sync_api import Page


def test_axe_finds_a_picture_without_words(page: Page, axe_source: str) -> None:
    page.set_content("<html lang=da><title>t</title><main><h1>Hej</h1><img src='data:,'></main>")
    page.evaluate(axe_source)
    found = page.evaluate("async () => (await axe.run()).violations.map(v => v.id)")
    assert found == ["image-alt"]
