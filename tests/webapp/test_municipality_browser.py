"""The matrix in Chromium: with the keyboard alone, on a telephone, and on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.webapp.looking import settle, width_of
from tests.webapp.tab import page, tab

__all__ = ["page", "tab"]

MATRIX = "/kommune/9903/matrix?by=kind"
A4 = (841, 595)


def test_a_cell_is_reached_and_opened_with_the_keyboard(page: Page, live: str) -> None:
    page.goto(live + MATRIX)
    page.focus(".matrix")
    page.keyboard.press("Tab")
    expect(page.locator(".cell-link:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/kommune/9903/matrix/kind/rg_**")
    expect(page.locator("h1")).to_have_count(1)


def test_the_filter_is_one_form_without_scripts(page: Page, live: str) -> None:
    page.goto(live + "/kommune/9903/matrix")
    page.select_option("#by", "transition")
    page.check("#turned + label >> xpath=..//input", force=True)
    page.click(".matrix-form button")
    expect(page).to_have_url(re.compile("by=transition&(.*&)?turned=1"))
    expect(page.locator("#by")).to_have_value("transition")
    expect(page.locator("#turned")).to_be_checked()


def test_every_cell_stands_under_a_header_and_beside_one(page: Page, live: str) -> None:
    page.goto(live + MATRIX)
    counts = page.evaluate(
        "[...document.querySelectorAll('.matrix tbody tr')].map(row => row.querySelectorAll('td').length)"
    )
    heads = page.locator(".matrix thead th[scope=col]").count()
    assert set(counts) == {heads}
    expect(page.locator(".matrix tbody th[scope=row]")).to_have_count(len(counts))


@pytest.mark.parametrize("width", [390, 1280])
def test_the_table_scrolls_and_the_page_does_not(page: Page, live: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live + MATRIX)
    assert width_of(page) <= width
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
    expect(day).to_be_hidden()
    page.emulate_media(media="print")
    expect(day).to_be_visible()
    expect(day).to_have_text(re.compile(r"^\s*Kærsund, 23\. november 2026"))
    assert width_of(page) <= 720
    narrow = """[...document.querySelectorAll('main > ul.dots, main > ol')]
        .filter(list => list.clientWidth < 0.9 * list.parentElement.clientWidth).length"""
    assert page.evaluate(narrow) == 0


def test_on_a_telephone_the_choice_is_one_line_until_it_is_asked_for(page: Page, live: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live + "/kommune/9903/matrix?by=need&group=rg_rus")
    expect(page.locator("#visning")).to_be_hidden()
    expect(page.locator(".asked")).to_contain_text("Borgere med rusmiddelproblemer")
    page.focus(".asked a")
    page.keyboard.press("Enter")
    expect(page.locator("#by")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 844})
    page.goto(live + "/kommune/9903/matrix")
    expect(page.locator("#by")).to_be_visible()
    expect(page.locator(".asked")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280])
def test_one_hole_is_reached_with_the_keyboard_and_fits_the_screen(page: Page, live: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live + "/kommune/9903/huller?rule=single")
    page.focus(".hole-text a >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/huller/single.9903.*")
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("#andre")).to_be_visible()
    assert width_of(page) <= width


def test_the_tiles_of_the_week_fit_on_one_screen_of_a_telephone(page: Page, live: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live + "/kommune/9901")
    settle(page)
    box = page.locator(".tiles").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_the_matrix_begins_on_the_first_screen(page: Page, live: str, size: tuple[int, int]) -> None:
    """Seen red: legend and numbers stood before it."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(live + "/kommune/9901/matrix")
    settle(page)
    box = page.locator(".matrix tbody tr").first.bounding_box()
    assert box is not None
    assert box["y"] + 100 <= size[1]


def test_the_first_hole_begins_on_the_first_screen_of_a_telephone(page: Page, live: str) -> None:
    """Seen red: the choice filled it. A day that cannot be compared is said, and the choice stays open."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live + "/kommune/9903/huller?rule=single")
    expect(page.locator(".asked")).to_contain_text("Kun én aktør")
    settle(page)
    box = page.locator(".hole-text").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844
    page.click(".asked a")
    expect(page.locator("#since")).to_be_visible()
    page.goto(live + "/kommune/9903/huller?since=2999-01-01")
    expect(page.locator("#since-error")).to_be_visible()
