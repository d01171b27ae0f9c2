"""Pages in Chromium: accessibility, nothing stopped by the policy, keyboard, paper."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import CARRIED, printed_families
from tests.webapp.looking import look, unfold, width_of
from tests.webapp.tab import page, tab

__all__ = ["page", "tab"]

HOSTEL = "/actors/actor:demo:herberg-broen"
PATHS = [
    "/", "/find?q=bagud+med+huslejen&municipality=9901&risk_group=rg_restance", "/find?q=zzzzz",
    "/find?q=010190-1234", HOSTEL, "/actors/actor:demo:krisecenter-laerken", "/about", "/licences",
    "/licences/python-stdnum", "/nowhere", "/en/find", "/areas/9901/start", "/areas/0730/start",
    "/kommune/9903", "/kommune/9903/matrix", "/kommune/9903/matrix?by=kind", "/kommune/9903/huller",
    "/kommune/9903/matrix?by=need", "/kommune/9903/matrix/need/need_akutbolig/9901?group=rg_rus",
    "/kommune/9903/matrix/stage/rg_rus/st_tidligt", "/kommune/9903/matrix/kind/rg_rus/rus_ambulant",
    "/kommune/9903/forventninger", "/kommune/9903/netvaerk", "/kommune/9903/huller/owed.9903.dl_stof",
    "/kommune/9903/huller/single.9903.actor:demo:kaersund-vaerested",
    "/kommune/9901/netvaerk?group=rg_rus",
]  # fmt: skip
DRAWN = """() => new Promise(answer => requestAnimationFrame(() => requestAnimationFrame(() =>
    answer(document.querySelector('.network-canvas canvas').toDataURL()))))"""
"""The picture, when what was asked for is drawn: that waits for the next frame."""
EXTENT = """() => new Promise(answer => requestAnimationFrame(() => requestAnimationFrame(() => {
    const canvas = document.querySelector('.network-canvas canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const inked = [...Array(canvas.width * canvas.height).keys()].filter(at => data[at * 4 + 3] > 0);
    const extent = of => inked.reduce((most, at) => Math.max(most, of(at)), 0)
        - inked.reduce((least, at) => Math.min(least, of(at)), Infinity);
    answer([extent(at => at % canvas.width), extent(at => Math.floor(at / canvas.width))]);
})))"""
"""How broad and how high the picture is, from its first inked pixel to its last."""
Visit = Callable[[str], list[str]]


@pytest.fixture
def visit(page: Page, live: str) -> Iterator[Visit]:
    """Opens a path and answers what the browser complained about; a page asks nobody else for anything."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda sent: None if sent.url.startswith(live) else heard.append(sent.url))

    def open_path(path: str) -> list[str]:
        heard.clear()
        page.goto(live + path)
        page.wait_for_load_state("networkidle")
        return [line for line in heard if "status of 4" not in line]

    yield open_path
    assert page.context.cookies() == []


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_accessible_and_paper_shows_the_fonts_we_carry(
    page: Page, visit: Visit, axe_source: str, path: str
) -> None:
    """The fonts were seen red with the design system's own print style, which asks for Georgia."""
    assert visit(path) == []
    unfold(page)
    look(page, axe_source)
    assert printed_families(page) == {CARRIED}


@pytest.mark.parametrize("path", ["/", "/find?q=herberg", HOSTEL, "/about"])
def test_nothing_is_lost_at_four_hundred_percent(page: Page, visit: Visit, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    visit(path)
    assert width_of(page) <= 320


def test_the_skip_link_comes_first_and_leads_to_the_content(page: Page, visit: Visit) -> None:
    visit("/find")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#indhold")).to_be_focused()


def test_a_search_needs_no_scripts(browser: Browser, live: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live)
    page.fill("#q", "herberg")
    page.select_option("#municipality", "9901")
    page.click("#find button")
    expect(page).to_have_url(re.compile("municipality=9901"))
    page.check("#risk_group-rg_hjemloes, [name=risk_group] >> nth=0")
    page.click("aside button")
    expect(page).to_have_url(re.compile(r"q=herberg&(.*&)?risk_group="))
    page.click(".hit h3 a >> nth=0")
    expect(page.locator("#referral")).to_be_visible()
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("[data-copy]")).to_be_hidden()
    page.click(".network-table summary")
    expect(page.locator(".network-table table")).to_be_visible()
    context.close()


def test_the_picture_is_walked_with_the_keyboard(page: Page, visit: Visit, live: str) -> None:
    assert visit(HOSTEL) == []
    canvas = page.locator(".network-canvas")
    canvas.scroll_into_view_if_needed()
    canvas.locator("canvas").wait_for()
    canvas.focus()
    page.keyboard.press("Home")
    said = page.locator("#network-said")
    expect(said).to_have_text(re.compile("^Herberg Broen"))
    page.keyboard.press("ArrowRight")
    expect(said).not_to_have_text(re.compile(r"^Herberg Broen\."))
    name = said.inner_text().split(".")[0]
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)


def test_own_buttons_zoom(page: Page, visit: Visit) -> None:
    visit(HOSTEL)
    page.locator(".network").scroll_into_view_if_needed()
    page.locator(".network-canvas canvas").wait_for()
    whole = page.evaluate(DRAWN)
    page.click("[data-zoom=in]")
    page.wait_for_function(f"async before => await ({DRAWN})() !== before", arg=whole)
    page.click("[data-zoom=fit]")
    page.wait_for_function(f"async before => await ({DRAWN})() === before", arg=whole)


def test_a_picture_around_one_has_the_shape_of_its_frame(page: Page, visit: Visit) -> None:
    """On a telephone rings as broad as for a screen left names in letters of five pixels."""
    shapes = []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        visit(HOSTEL)
        page.locator(".network").scroll_into_view_if_needed()
        page.locator(".network-canvas canvas").wait_for()
        broad, high = page.evaluate(EXTENT)
        shapes.append(high / broad)
    assert shapes[0] < 0.7 < 0.8 < shapes[1], shapes


def test_the_text_is_copied(page: Page, visit: Visit, live: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live)
    visit(HOSTEL)
    page.click("[data-copy]")
    expect(page.locator("[data-copy-status]")).to_have_text("Teksten er kopieret")
    copied = page.evaluate("navigator.clipboard.readText()")
    expect(page.locator("#referral")).to_have_value(copied.replace("\r\n", "\n"))


@pytest.mark.parametrize("name", ["herberg-broen", "brostad-bolig", "krisecenter-laerken", "brostad-kommune"])
def test_an_actor_prints_on_one_page(page: Page, visit: Visit, name: str) -> None:
    visit(f"/actors/actor:demo:{name}")
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1
    page.emulate_media(media="print")
    expect(page.locator(".key-box .phone")).to_be_visible()
    expect(page.locator(".top")).to_be_hidden()


def test_a_telephone_shows_whose_each_hit_is(page: Page, live: str) -> None:
    """Seen red without the source on narrow screens: nothing set invented numbers apart from real ones."""
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{live}/find?q=gæld&municipality=9901")
    hits = page.locator(".hit")
    expect(hits.nth(1)).to_be_visible()
    expect(hits.locator(".whose >> visible=true")).to_have_count(hits.count())
