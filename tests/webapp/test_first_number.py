"""On a telephone the first number to ring stands on the first screen: people act on what they read first.

Where nobody knows which of several prisons it is, the list of them stands there instead.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from graphdb.model import NodeKind, code_of
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from tests.files import opened
from tests.graphdb.world import NOW
from tests.webapp.conftest import application, served
from tests.webapp.looking import settle
from tests.webapp.tab import page, tab

__all__ = ["page", "tab"]
FOLD = 500
FIRST = """Math.min(...[...document.querySelectorAll('main a[href^="tel:"], .choose a')]
    .map(link => link.getClientRects()[0]).filter(Boolean).map(box => box.top + scrollY))"""
SEARCHES = [
    "/find",
    "/find?q=bagud+med+huslejen&municipality=9901",
    "/find?q=hun+bliver+sl%C3%A5et+af+sin+mand+og+har+to+b%C3%B8rn&municipality=9901",
    "/find?municipality=9902&risk_group=rg_restance&open_now=1",
    "/en/find?q=debt&municipality=9901",
]


@pytest.fixture
def phone(page: Page) -> Page:
    """A page on a telephone."""
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def first_number(phone: Page) -> float:
    """Pixels from the top of the page to the first number."""
    settle(phone)
    return float(phone.evaluate(FIRST))


def test_the_first_number_of_every_situation(phone: Page, live: str, demo_store: GraphStore) -> None:
    """Seen red with the form unfolded above the answer, and with a further link in the head."""
    today = NOW.date().isoformat()
    starts = catalogue.read(demo_store).list_terms(NodeKind.STARTING_POINT, today)
    first: dict[str, float] = {}
    for start in (code_of(row.id) for row in starts):
        phone.goto(f"{live}/touch-map")
        phone.select_option("#acting", "9901")
        phone.click(f"button[value={start}]")
        phone.wait_for_selector("#ring-til")
        first[start] = first_number(phone)
    assert len(first) == 13
    assert {start: top for start, top in first.items() if top > FOLD} == {}


@pytest.mark.parametrize("path", SEARCHES)
def test_the_first_number_of_a_search(phone: Page, live: str, path: str) -> None:
    phone.goto(live + path)
    assert first_number(phone) <= FOLD


@pytest.fixture(scope="module")
def everything(all_file: Path) -> Iterator[str]:
    """The address of a server on the demo directory and the country's public facts."""
    for store in opened(all_file):
        yield from served(application(store))


@pytest.mark.parametrize("path", ["/find?municipality=0751", "/find", "/find?municipality=9901"])
def test_the_first_number_among_the_country_s(phone: Page, everything: str, path: str) -> None:
    """The first two of Aarhus have no number; each took a third of the screen once."""
    phone.goto(everything + path)
    assert first_number(phone) <= FOLD


def test_a_telephone_says_too_what_not_to_do_with_examples(phone: Page, everything: str) -> None:
    """Seen red when the sentence was left out to save a line."""
    phone.goto(f"{everything}/find?q=r%C3%A5dgivning&municipality=9901")
    words = "Noget her er eksempeldata. Brug dem ikke over for borgere."
    expect(phone.locator(".notice-example")).to_have_text(words, use_inner_text=True)


def test_what_was_asked_is_put_right_where_it_is_folded(phone: Page, live: str) -> None:
    """One line of chips stands for the form until it is wanted; scripts are not needed."""
    phone.goto(f"{live}/find?q=herberg&municipality=9901")
    expect(phone.locator(".asked > *")).to_have_text(["herberg", "Brostad", "Ret søgningen"])
    expect(phone.locator("#q")).to_be_hidden()
    phone.click("text=Ret søgningen")
    phone.fill("#q", "natcafé")
    phone.keyboard.press("Enter")
    expect(phone).to_have_url(re.compile("q=natcaf.*&municipality=9901"))


def test_nothing_is_folded_where_there_is_room_or_nobody_was_found(page: Page, live: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live}/find?q=herberg&municipality=9901")
    expect(page.locator("#q")).to_be_visible()
    expect(page.locator(".asked")).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live}/find?q=zzzzz&municipality=9901")
    expect(page.locator("#q")).to_be_visible()


def test_hits_are_compact(phone: Page, live: str) -> None:
    phone.goto(f"{live}/find?q=bagud+med+huslejen&municipality=9901")
    settle(phone)
    heights = [box["height"] for hit in phone.locator(".hit").all() if (box := hit.bounding_box())]
    assert len(heights) == 20
    assert sorted(heights)[10] < 300
