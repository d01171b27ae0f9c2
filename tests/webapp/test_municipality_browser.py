"""The matrix in Chromium: with the keyboard alone, on a telephone, and on paper."""

import re

import pytest
from playwright.sync_api import Page

from tests.webapp.tab import page, tab

__all__ = ["page", "tab"]

MATRIX = "/kommune/9903/matrix?by=kind"
A4 = (841, 595)


def test_a_cell_is_reached_and_opened_with_the_keyboard(page: Page, live: str) -> None:
    page.goto(live + MATRIX)
    page.focus(".matrix")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "cell-link"
    page.keyboard.press("Enter")
    page.wait_for_url("**/matrix/kind/**")
    assert "/kommune/9903/matrix/kind/rg_" in page.url
    assert page.locator("h1").count() == 1


def test_the_filter_is_one_form_without_scripts(page: Page, live: str) -> None:
    page.goto(live + "/kommune/9903/matrix")
    page.select_option("#by", "transition")
    page.check("#turned + label >> xpath=..//input", force=True)
    page.click(".matrix-form button")
    assert "by=transition" in page.url
    assert "turned=1" in page.url
    assert page.locator("#by").input_value() == "transition"
    assert page.locator("#turned").is_checked()


def test_every_cell_stands_under_a_header_and_beside_one(page: Page, live: str) -> None:
    page.goto(live + MATRIX)
    counts = page.evaluate(
        "[...document.querySelectorAll('.matrix tbody tr')].map(row => row.querySelectorAll('td').length)"
    )
    heads = page.locator(".matrix thead th[scope=col]").count()
    assert set(counts) == {heads}
    assert page.locator(".matrix tbody th[scope=row]").count() == len(counts)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_table_scrolls_and_the_page_does_not(page: Page, live: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live + MATRIX)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('.matrix').scrollWidth") > width - 40


def test_it_is_printed_on_paper_that_lies_down(page: Page, live: str) -> None:
    page.goto(live + "/kommune/9903/matrix")
    sheet = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"MediaBox ?\[0 0 ([0-9.]+) ([0-9.]+)\]", sheet)
    assert boxes
    assert {(int(float(width)), round(float(height))) for width, height in boxes} == {A4}
    page.goto(live + "/kommune/9903/huller")
    upright = re.findall(rb"MediaBox ?\[0 0 ([0-9.]+) ([0-9.]+)\]", page.pdf(prefer_css_page_size=True))
    assert all(float(width) < float(height) for width, height in upright)


@pytest.mark.parametrize("path", ["", "/matrix", "/huller", "/netvaerk"])
def test_paper_says_of_which_day_it_is_and_fills_its_width(page: Page, live: str, path: str) -> None:
    """Seen red: a list took three fifths of the paper, and nothing said when it was printed."""
    page.set_viewport_size({"width": 720, "height": 1000})
    page.goto(f"{live}/kommune/9903{path}")
    day = page.locator(".on-paper")
    assert not day.is_visible()
    page.emulate_media(media="print")
    assert day.inner_text().startswith("Kærsund, 23. november 2026")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    narrow = """[...document.querySelectorAll('main > ul.dots, main > ol')]
        .filter(list => list.clientWidth < 0.9 * list.parentElement.clientWidth).length"""
    assert page.evaluate(narrow) == 0


def test_on_a_telephone_the_choice_is_one_line_until_it_is_asked_for(page: Page, live: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live + "/kommune/9903/matrix?by=need&group=rg_rus")
    assert not page.locator("#visning").is_visible()
    assert "Borgere med rusmiddelproblemer" in page.locator(".asked").inner_text()
    page.focus(".asked a")
    page.keyboard.press("Enter")
    assert page.locator("#by").is_visible()
    page.set_viewport_size({"width": 1280, "height": 844})
    page.goto(live + "/kommune/9903/matrix")
    assert page.locator("#by").is_visible()
    assert not page.locator(".asked").is_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_one_hole_is_reached_with_the_keyboard_and_fits_the_screen(page: Page, live: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live + "/kommune/9903/huller?rule=single")
    page.focus(".hole-text a >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/huller/single.9903.*")
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#andre").is_visible()


def test_the_tiles_of_the_week_fit_on_one_screen_of_a_telephone(page: Page, live: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live + "/kommune/9901")
    box = page.locator(".tiles").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_the_matrix_begins_on_the_first_screen(page: Page, live: str, size: tuple[int, int]) -> None:
    """Seen red: legend and numbers stood before it."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(live + "/kommune/9901/matrix")
    box = page.locator(".matrix tbody tr").first.bounding_box()
    assert box is not None
    assert box["y"] + 100 <= size[1]


def test_the_first_hole_begins_on_the_first_screen_of_a_telephone(page: Page, live: str) -> None:
    """Seen red: the choice filled it. A day that cannot be compared is said, and the choice stays open."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live + "/kommune/9903/huller?rule=single")
    assert "Kun én aktør" in page.locator(".asked").inner_text()
    box = page.locator(".hole-text").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844
    page.click(".asked a")
    assert page.locator("#since").is_visible()
    page.goto(live + "/kommune/9903/huller?since=2999-01-01")
    assert page.locator("#since-error").is_visible()
