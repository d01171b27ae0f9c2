"""On a telephone the first number to ring stands on the first screen: people act on what they read first.

Where nobody knows which of several prisons it is, the list of them stands there instead.
"""

import pytest
from playwright.sync_api import Page

from graphdb.model import NodeKind, code_of
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from tests.webapp.conftest import NOW

FOLD = 500
FIRST = """() => Math.min(...[...document.querySelectorAll('main a[href^="tel:"], .choose a')]
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
        first[start] = phone.evaluate(FIRST)
    assert len(first) == 13
    assert {start: top for start, top in first.items() if top > FOLD} == {}


@pytest.mark.parametrize("path", SEARCHES)
def test_the_first_number_of_a_search(phone: Page, live: str, path: str) -> None:
    phone.goto(live + path)
    assert phone.evaluate(FIRST) <= FOLD


def test_what_was_asked_is_put_right_where_it_is_folded(phone: Page, live: str) -> None:
    """One line of chips stands for the form until it is wanted; scripts are not needed."""
    phone.goto(f"{live}/find?q=herberg&municipality=9901")
    assert phone.locator(".asked").inner_text().split("\n") == ["herberg", "Brostad", "Ret søgningen"]
    assert not phone.locator("#q").is_visible()
    phone.click("text=Ret søgningen")
    phone.fill("#q", "natcafé")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**q=natcaf**")
    assert "municipality=9901" in phone.url


def test_nothing_is_folded_where_there_is_room_or_nobody_was_found(page: Page, live: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live}/find?q=herberg&municipality=9901")
    assert page.locator("#q").is_visible()
    assert not page.locator(".asked").is_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live}/find?q=zzzzz&municipality=9901")
    assert page.locator("#q").is_visible()


def test_hits_are_compact(phone: Page, live: str) -> None:
    phone.goto(f"{live}/find?q=bagud+med+huslejen&municipality=9901")
    heights = [box["height"] for hit in phone.locator(".hit").all() if (box := hit.bounding_box())]
    assert len(heights) == 20
    assert sorted(heights)[10] < 300
