"""The touch map in Chromium: accessible at both widths, without scripts, with the keyboard, on paper."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import CARRIED, printed_families
from tests.webapp.looking import look, unfold
from tests.webapp.tab import page, tab

__all__ = ["page", "tab"]


@pytest.fixture
def heard(page: Page, live: str) -> Iterator[list[str]]:
    """What the browser complained about, and addresses elsewhere; no cookie is ever set."""
    lines: list[str] = []
    page.on("console", lambda message: lines.append(message.text))
    page.on("pageerror", lambda error: lines.append(str(error)))
    page.on("request", lambda sent: None if sent.url.startswith(live) else lines.append(sent.url))
    yield lines
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def start(page: Page, live: str, situation: str = "sp_sofa") -> None:
    """Press one button."""
    page.goto(f"{live}/touch-map")
    page.select_option("#acting", "9901")
    page.click(f"button[value={situation}]")
    page.wait_for_load_state("networkidle")


def beside(page: Page, sheet: str) -> Page:
    """The sheet that a button opens beside the list."""
    with page.context.expect_page() as opened:
        page.click(f"button[formaction$={sheet}]")
    opened.value.wait_for_url(f"**/*{sheet}")
    return opened.value


def accessible(page: Page, axe_source: str) -> None:
    """Nothing to object to, folded parts included, and nothing broader than the screen."""
    unfold(page)
    look(page, axe_source)


def test_every_page_is_accessible(page: Page, live: str, heard: list[str], axe_source: str) -> None:
    page.goto(f"{live}/touch-map")
    accessible(page, axe_source)
    start(page, live)
    accessible(page, axe_source)
    page.fill("#age", "17")
    page.check("#acute")
    page.click("#refine button[type=submit] >> nth=0")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#i-nat")).to_be_visible()
    accessible(page, axe_source)
    for sheet in ("citizen", "case"):
        accessible(beside(page, sheet), axe_source)
    assert heard == []


def test_a_refused_form_is_accessible(page: Page, live: str, axe_source: str) -> None:
    start(page, live)
    page.evaluate("document.getElementById('age').removeAttribute('pattern')")
    page.click("#ret > summary")
    page.fill("#age", "x")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_contain_text("Skriv alderen som et helt tal.")
    expect(page.locator("#age")).to_have_value("x")
    accessible(page, axe_source)


def test_the_first_screen_holds_the_telephones(page: Page, live: str) -> None:
    start(page, live, "sp_foged")
    phones = page.locator(".call-phone .phone")
    expect(phones).to_have_count(3)
    assert all(phones.nth(at).bounding_box()["y"] < 900 for at in range(3))  # type: ignore[index]


def test_it_all_works_without_scripts(browser: Browser, live: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live)
    page.select_option("#acting", "9901")
    page.click("button[value=sp_foged]")
    expect(page).to_have_url(f"{live}/touch-map")
    page.check(".partner input >> nth=0")
    name = page.inner_text(".partner-name >> nth=0")
    page.click("text=Opdatér med dem, du har krydset af")
    expect(page.locator("section[aria-labelledby=er-med]")).to_contain_text(name)
    expect(page.locator(".network")).to_be_hidden()
    page.click(".network-table summary")
    expect(page.locator(".network-table table")).to_contain_text("er i kontakt med")
    note = beside(page, "case")
    expect(note.locator("#case")).to_have_value(re.compile("^Kontakt med andre"))
    note.click("text=Tilbage til listen")
    expect(note.locator("#ring-til")).to_be_visible()
    citizen = beside(page, "citizen")
    expect(citizen.locator(".helper .phone >> nth=1")).to_be_visible()
    citizen.uncheck(".pick input >> nth=0")
    citizen.emulate_media(media="print")
    expect(citizen.locator(".helper >> nth=0")).to_be_hidden()
    expect(citizen.locator(".helper >> nth=1")).to_be_visible()
    expect(citizen.locator(".helper >> visible=true")).to_have_count(citizen.locator(".helper").count() - 1)
    expect(citizen.locator(".pick label >> nth=0")).to_be_hidden()
    context.close()


def test_enter_updates_and_never_prints(page: Page, live: str) -> None:
    """Seen red when the first button of the form was the citizen's sheet."""
    start(page, live)
    page.click("#ret > summary")
    page.fill("#age", "17")
    page.focus("#age")
    page.keyboard.press("Enter")
    expect(page.locator(".chips")).to_contain_text("17 år")
    expect(page).to_have_url(f"{live}/touch-map")


def test_the_picture_is_drawn_from_the_page_itself(page: Page, live: str, heard: list[str]) -> None:
    start(page, live, "sp_foged")
    page.locator(".network").scroll_into_view_if_needed()
    page.locator(".network-canvas canvas").wait_for()
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url))
    page.focus(".network-canvas")
    page.keyboard.press("Home")
    expect(page.locator("#network-said")).to_have_text(re.compile("^Borgeren"))
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    opened.value.wait_for_url(re.compile(r"/actors/actor(:|%3A)demo"))
    assert page.context.pages == [page, opened.value]
    assert sent == []
    expect(page).to_have_url(f"{live}/touch-map")
    assert heard == []


def test_an_actor_opens_beside_the_list_which_nobody_could_go_back_to(page: Page, live: str) -> None:
    """The list came by POST and is kept nowhere. Seen red with links that leave it."""
    start(page, live, "sp_foged")
    for link in (".call h3 a", ".partner-name a"):
        with page.context.expect_page() as opened:
            page.click(f"{link} >> nth=0")
        name = page.inner_text(f"{link} >> nth=0").removesuffix("(åbner i en ny fane)").strip()
        expect(opened.value.locator("h1")).to_have_text(name)
        expect(page.locator("#ring-til")).to_be_visible()


def test_the_list_stays_as_it_was_when_a_sheet_was_looked_at(page: Page, live: str) -> None:
    """Seen red with sheets that take the list's place: nobody can go back to what came by POST."""
    start(page, live, "sp_foged")
    page.click("#ret > summary")
    page.fill("#age", "43")
    sheet = beside(page, "citizen")
    assert sheet.evaluate("window.opener") is None
    sheet.close()
    expect(page.locator("#ring-til")).to_be_visible()
    expect(page.locator("#age")).to_have_value("43")
    back = beside(page, "case")
    back.click("text=Tilbage til listen")
    expect(back.locator(".chips")).to_contain_text("43 år")


def test_what_was_opened_prints_and_what_is_folded_does_not(page: Page, live: str) -> None:
    start(page, live, "sp_foged")
    page.click(".why summary >> nth=0")
    page.click(".lacking summary >> nth=0")
    page.emulate_media(media="print")
    expect(page.locator(".why li >> nth=0")).to_be_visible()
    expect(page.locator(".lacking li >> nth=0")).to_be_visible()
    expect(page.locator(".why >> nth=1")).to_be_hidden()


def test_the_sheet_prints_big_and_alone(page: Page, live: str) -> None:
    start(page, live, "sp_foged")
    page = beside(page, "citizen")
    page.emulate_media(media="print")
    for helper in page.locator(".pick").all():
        assert helper.evaluate("one => getComputedStyle(one).breakInside") == "avoid"
    expect(page.locator(".sheet-from")).to_have_text(re.compile("^\\s*Du fik arket af"))
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator("text=Tilbage til listen")).to_be_hidden()
    expect(page.locator(".helper .phone >> nth=0")).to_be_visible()
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) <= 2


def test_the_text_for_the_case_is_copied(page: Page, live: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live)
    start(page, live, "sp_foged")
    page = beside(page, "case")
    page.click("[data-copy=case]")
    expect(page.locator("[data-copy-status] >> nth=0")).to_have_text("Teksten er kopieret")
    copied = page.evaluate("navigator.clipboard.readText()")
    expect(page.locator("#case")).to_have_value(copied.replace("\r\n", "\n"))


def test_the_text_for_the_case_prints_to_its_end(page: Page, live: str) -> None:
    start(page, live, "sp_foged")
    page = beside(page, "case")
    for at, field in enumerate(("#case", "#case-whole")):
        if at:
            page.emulate_media(media="screen")
            page.click(".whole-text summary")
        text = page.input_value(field).replace("\r\n", "\n")
        printed = page.locator(f"pre.printed >> nth={at}")
        expect(printed).to_be_hidden()
        page.emulate_media(media="print")
        expect(printed).to_have_text(text, use_inner_text=True)
        assert printed.evaluate("one => one.scrollHeight <= one.clientHeight")
        expect(page.locator(field)).to_be_hidden()


def test_paper_shows_the_fonts_we_carry(page: Page, live: str) -> None:
    """The list, the citizen's sheet, the text for the case. Seen red with the design system's print style."""
    start(page, live, "sp_foged")
    assert printed_families(page) == {CARRIED}
    for sheet in ("citizen", "case"):
        assert printed_families(beside(page, sheet)) == {CARRIED}
