"""Behind a confirmation link in Chromium: five acts, by keyboard, on a telephone, without scripts, axe."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from graphdb.proposals import proposals
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL, token_of
from tests.webapp.conftest import served
from tests.webapp.looking import look, settle
from tests.webapp.signin.people import Clock, site

NEXT_FRAME = "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"


@pytest.fixture
def live(demo_copy: GraphStore, clock: Clock) -> Iterator[str]:
    """A server on a directory of one's own, by the name that browsers call safe."""
    yield from served(site(demo_copy, clock), "localhost")


@pytest.fixture
def link(demo_copy: GraphStore, live: str, clock: Clock) -> str:
    """A new link."""
    return f"{live}/svar/link/{token_of(demo_copy, clock)}"


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A telephone, with scripts and without."""
    context = browser.new_context(
        java_script_enabled=request.param, locale="da-DK", viewport={"width": 390, "height": 844}
    )
    yield context.new_page()
    context.close()


def test_from_the_mail_to_answered_in_five_acts(phone: Page, link: str, demo_copy: GraphStore) -> None:
    """Three choices, one answer typed, one press of a button; nothing is chosen beforehand."""
    phone.goto(link)
    expect(phone).to_have_url(re.compile(f"/svar/{HOSTEL}$"))
    expect(phone.locator("input:checked")).to_have_count(0)
    for number in (1, 2, 3):
        phone.locator("fieldset").nth(number - 1).get_by_text("Stadig rigtigt").click()
    phone.fill("#blind", "døgnet rundt")
    phone.click("main button")
    phone.wait_for_url("**/tak")
    expect(phone.locator("main ul").first.locator("li")).to_have_count(4)
    assert proposals.waiting(demo_copy) == ()


def test_the_three_answers_are_of_one_size(phone: Page, link: str) -> None:
    phone.goto(link)
    settle(phone)
    sizes = {
        (round(box["width"]), round(box["height"]))
        for choice in phone.locator("fieldset >> nth=0").locator(".choice").all()
        if (box := choice.bounding_box()) is not None
    }
    assert len(sizes) == 1
    ((width, height),) = sizes
    assert width >= 100
    assert height >= 44


@pytest.mark.parametrize("phone", [True], indirect=True)  # without scripts nothing tells of the next frame
def test_the_circle_of_an_answer_is_drawn(phone: Page, link: str) -> None:
    """The design system draws none for an input without its own class."""
    phone.goto(link)
    settle(phone)
    circle = phone.locator("#q1-still")
    box = circle.bounding_box()
    assert box is not None
    clip = {"x": box["x"] - 1, "y": box["y"] - 1, "width": box["width"] + 2, "height": box["height"] + 2}
    phone.evaluate(NEXT_FRAME)
    drawn = phone.screenshot(clip=clip)  # type: ignore[arg-type]
    circle.evaluate("input => { input.style.visibility = 'hidden' }")
    phone.evaluate(NEXT_FRAME)  # a picture that is taken at once may be of before
    assert phone.screenshot(clip=clip) != drawn  # type: ignore[arg-type]


def test_a_correction_is_typed_where_it_is_chosen(phone: Page, link: str, demo_copy: GraphStore) -> None:
    phone.goto(link)
    expect(phone.locator("#q1-text")).to_be_hidden()
    phone.locator("fieldset >> nth=0").get_by_text("Ret", exact=True).click()
    phone.fill("#blind", "hver anden time")
    phone.click("main button")
    expect(phone.locator("#q1-error")).to_be_visible()
    expect(phone.locator("#blind")).to_have_value("hver anden time")
    expect(phone.locator("#q1-changed")).to_be_checked()
    phone.fill("#blind", "")
    phone.fill("#q1-text", "tirsdag 8-9")
    phone.click("main button")
    phone.wait_for_url("**/tak")
    expect(phone.locator("main")).to_contain_text("tir")


def test_all_of_it_by_keyboard(phone: Page, link: str) -> None:
    phone.goto(link)
    phone.focus("#q1-still")
    for _ in range(3):
        phone.keyboard.press("Space")
        phone.keyboard.press("Tab")
    phone.keyboard.type("døgnet rundt")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/tak")
    expect(phone.locator("main ul").first.locator("li")).to_have_count(4)


def test_a_change_for_a_time_and_the_way_out(phone: Page, link: str) -> None:
    phone.goto(link)
    phone.click("text=Lukket eller ændret en tid?")
    expect(phone.locator("#until")).to_be_hidden()
    phone.get_by_text("Lukket", exact=True).click()
    phone.fill("#until", "2026-10-01")
    phone.click("main button")
    phone.wait_for_url("**/tak")
    expect(phone.locator("main")).to_contain_text("Lukket.")
    phone.goto(link)
    phone.click("text=Jeg er stoppet, eller det er ikke mig")
    phone.get_by_text("Jeg er stoppet", exact=True).click()
    phone.click("main button")
    expect(phone.locator("h1")).to_have_text("Tak for beskeden")
    phone.goto(link)
    expect(phone.locator("h1")).to_contain_text("Linket virker ikke mere")


def test_the_pages_are_accessible_at_both_widths(
    page: Page, link: str, live: str, axe_source: str, clock: Clock
) -> None:
    """Also with what was refused, with what is corrected, and when the link has run out."""
    page.goto(link)
    look(page, axe_source)
    page.locator("fieldset >> nth=0").get_by_text("Ret", exact=True).click()
    page.locator("fieldset >> nth=1").get_by_text("Ret", exact=True).click()
    look(page, axe_source)
    page.click("main button")
    expect(page.locator(".question-again")).to_have_count(2)
    look(page, axe_source)
    for path in ("aabent", "slut", "tak"):
        page.goto(f"{live}/svar/{HOSTEL}/{path}")
        look(page, axe_source)
        if path != "tak":
            page.click("main button")
            expect(page.locator("#refused")).to_be_visible()
            look(page, axe_source)
    clock.turn(days=70)
    page.goto(f"{live}/svar/{HOSTEL}")
    expect(page.locator("h1")).to_have_text("Linket virker ikke mere")
    look(page, axe_source)
