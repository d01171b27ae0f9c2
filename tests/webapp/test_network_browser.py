"""The network of a municipality in Chromium: with the keyboard, on a telephone, without scripts, on paper."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.webapp.looking import width_of
from tests.webapp.tab import page, tab

__all__ = ["page", "tab"]

NETWORK = "/kommune/9903/netvaerk"
ADULTS = "Voksenteamet Kærsund"
FOCUS = f"{NETWORK}?actor=actor:demo:kaersund-voksen"
A4_WIDTH = 794
"""Pixels of a page that stands, at 96 to the inch."""


def drawn(page: Page, address: str) -> None:
    """The page with its picture drawn."""
    page.goto(address)
    page.locator(".network").scroll_into_view_if_needed()
    page.locator(".network-canvas canvas").wait_for()


def test_one_goes_from_actor_to_actor_with_the_arrows_and_opens_one(page: Page, live: str) -> None:
    drawn(page, live + FOCUS)
    page.focus(".network-canvas")
    page.keyboard.press("Home")
    said = page.locator("#network-said")
    expect(said).to_have_text(re.compile(f"^{ADULTS}\\. "))
    reached = set()
    for arrow in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        page.keyboard.press(arrow)
        reached.add(said.inner_text().split(". ")[0])
    assert len(reached) > 1
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.wait_for_url("**/actors/**")
    expect(page.locator("h1")).to_have_text(ADULTS)


def test_without_a_focus_one_begins_in_the_middle(page: Page, live: str) -> None:
    drawn(page, live + NETWORK)
    page.focus(".network-canvas")
    page.keyboard.press("Home")
    said = page.locator("#network-said")
    expect(said).to_have_text(re.compile(r"^\s*(?!Vælg en aktør)\S"))
    first = said.inner_text()
    page.keyboard.press("ArrowDown")
    expect(said).not_to_have_text(first)


def test_the_focus_is_chosen_in_a_form(page: Page, live: str) -> None:
    page.goto(live + NETWORK)
    page.select_option("#group", "rg_rus")
    page.select_option("#actor", label=ADULTS)
    page.click(".matrix-form button")
    expect(page).to_have_url(re.compile("group=rg_rus"))
    expect(page.locator("#group")).to_have_value("rg_rus")
    expect(page.locator("main")).to_contain_text(f"højst to led fra {ADULTS}")


def test_without_scripts_the_table_says_it_all(browser: Browser, live: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live + FOCUS)
    expect(page.locator(".network")).to_be_hidden()
    page.click(".network-table summary")
    rows = page.locator(".network-table tbody tr")
    expect(rows.nth(20)).to_be_visible()
    assert {*rows.locator("td:nth-of-type(3)").all_inner_texts()} == {"ja", "nej"}
    context.close()


def test_the_legend_tells_lines_by_more_than_colour(page: Page, live: str) -> None:
    page.goto(live + NETWORK)
    lines = page.locator(".legend li")
    words = lines.all_inner_texts()
    assert len(words) == len(set(words)) == 4
    shapes = [
        (
            lines.nth(at).locator("line").get_attribute("stroke-dasharray"),
            lines.nth(at).locator("path").count(),
            lines.nth(at).locator("circle").count(),
        )
        for at in range(4)
    ]
    assert len(set(shapes)) == 4


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", [NETWORK, FOCUS, f"/en{FOCUS}"])
def test_the_page_does_not_scroll_sideways(page: Page, live: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    drawn(page, live + path)
    assert width_of(page) <= width
    box = page.locator(".network-canvas").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_it_is_printed_upright_with_every_list_and_no_picture(page: Page, live: str) -> None:
    page.set_viewport_size({"width": A4_WIDTH, "height": 1100})
    drawn(page, live + NETWORK)
    page.emulate_media(media="print")
    expect(page.locator(".network")).to_be_hidden()
    expect(page.locator(".legend")).to_be_hidden()
    assert width_of(page) <= A4_WIDTH
    for heading in ("Hvem de andre hænger på", "Uden forbindelser", "Hvem kunne tale sammen?"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    boxes = re.findall(rb"MediaBox ?\[0 0 ([0-9.]+) ([0-9.]+)\]", page.pdf(prefer_css_page_size=True))
    assert boxes
    assert all(float(width) < float(height) for width, height in boxes)
