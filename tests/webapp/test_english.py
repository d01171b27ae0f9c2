"""English pages speak English: what is Danish on them is marked as Danish, for screen readers.

Names of actors, services, places and areas are names, and stand as they are.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

import pytest
from flask.testing import FlaskClient

from graphdb.model import Node, NodeKind
from graphdb.store import GraphStore, What
from tests.webapp.test_touchmap import SITUATIONS

ADDRESS: Final = re.compile(r"(?:https?://|\bwww\.)\S+|\S+@\S+")
VOID: Final = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
HEARD: Final = ("alt", "aria-label", "placeholder", "title")
"""Attributes that people read or hear."""
NAMES: Final = ("name", "other_names", "address", "city")
DANISH: Final = re.compile(
    r"[æøå]|\b(og|er|ikke|det|den|af|kan|skal|har|fra|ved|hos|som|til|eller|ingen|efter|blev|bliver|hvem|hvad"
    r"|hvor|borgeren|kommunen|vi|du|med|om|i|et|dage)\b",
    re.IGNORECASE,
)
"""Letters and words that no English text has."""


class Heard(HTMLParser):
    """The texts of a page that are not marked as another language, and the words of its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note which language holds inside."""
        attributes = dict(attrs)
        language = attributes.get("lang") or (self._open[-1] if self._open else None)
        if tag in ("script", "style", "textarea"):  # the text to copy is full of names: see test_referral
            language = "none"
        if tag not in VOID:
            self._open.append(language)
        if language == "en":
            self.texts += [attributes[name] or "" for name in HEARD if name in attributes]

    def handle_endtag(self, tag: str) -> None:
        """Back to the language outside."""
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Keep what is English, or says nothing about its language."""
        if data.strip() and self._open and self._open[-1] == "en":
            self.texts.append(" ".join(data.split()))


@pytest.fixture(scope="module")
def names(demo_store: GraphStore) -> re.Pattern[str]:
    """All names in the directory, longest first."""
    found = {"(skæve boliger)", "Det Fælles Designsystem", "Blå Kors"}
    for item in demo_store.scan(What.NODES):
        if isinstance(item, Node) and not item.id.startswith("term:"):
            found.update(text for name in NAMES for text in item.items(name))
        if isinstance(item, Node) and item.kind is NodeKind.POSTAL_DISTRICT:
            found.add(item.text("label_da"))
    return re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True))))


def danish(page: str, names: re.Pattern[str]) -> list[str]:
    """The texts of a page that are Danish and do not say so."""
    heard = Heard()
    heard.feed(page)
    heard.close()
    return [text for text in heard.texts if DANISH.search(names.sub("", ADDRESS.sub("", text)))]


PAGES: Final = (
    "/en/",
    "/en/find",
    "/en/find?q=herberg&municipality=9901&open_now=1",
    "/en/find?q=sengg&municipality=9901",
    "/en/find?q=vold",
    "/en/find?q=zzzz&municipality=9901&age=12",
    "/en/find?page=x",
    "/en/about",
    "/en/licences",
    "/en/touch-map",
    "/en/nowhere",
    "/en/kommune/9901",
    "/en/kommune/9903/matrix",
    "/en/kommune/9903/matrix?by=kind",
    "/en/kommune/9903/matrix?by=transition",
    "/en/kommune/9903/matrix?by=need&group=rg_rus",
    "/en/kommune/9903/matrix/need/need_akutbolig/9901?group=rg_rus",
    "/en/kommune/9903/forventninger",
    "/en/kommune/9903/huller",
    "/en/kommune/9903/huller/owed.9903.dl_stof",
    "/en/kommune/9903/netvaerk",
    "/en/kommune/0615",
    "/en/kommune/0615/huller",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_english(client: FlaskClient, names: re.Pattern[str], path: str) -> None:
    assert danish(client.get(path).text, names) == []


def test_every_list_is_english(client: FlaskClient, names: re.Pattern[str]) -> None:
    for path in sorted(set(re.findall(r'href="(/en/about/lists/[^"]+)"', client.get("/en/about").text))):
        assert danish(client.get(path).text, names) == [], path


def test_every_actor_is_english(client: FlaskClient, names: re.Pattern[str], addresses: list[str]) -> None:
    for address in addresses[::5]:
        assert danish(client.get(f"/en{address}").text, names) == [], address


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_touch_map_and_its_sheets_are_english(
    client: FlaskClient, names: re.Pattern[str], situation: str
) -> None:
    for sheet in ("", "/citizen", "/case"):
        for asked in ({"age": "17", "danger": "1"}, {"age": "40", "acute": "1", "child_in_household": "1"}):
            form = {"acting_municipality": "9901", "situation": situation, **asked}
            page = client.post(f"/en/touch-map{sheet}", data=form)
            assert page.status_code == 200
            assert danish(page.text, names) == [], (sheet, asked)


def test_a_touch_map_with_dates_and_known_actors_is_english(
    client: FlaskClient, names: re.Pattern[str]
) -> None:
    form = {
        "acting_municipality": "9901",
        "situation": "sp_foged",
        "event": "foged_notice",
        "event_date": "2026-11-20",
        "known_actors": "actor:demo:broparken",
        "known_kinds": "sund_praksis",
        "risk_factors": "rf_rus",
    }
    page = client.post("/en/touch-map", data=form).text
    assert "3 days ago, Friday 20 November 2026" in page
    assert danish(page, names) == []


@pytest.fixture(scope="module")
def addresses(demo_store: GraphStore) -> list[str]:
    """The pages of all actors."""
    return [f"/actors/{item.id}" for item in actors(demo_store)]


def actors(store: GraphStore) -> Iterator[Node]:
    for item in store.scan(What.NODES, after="actor:", until="actor;"):
        if isinstance(item, Node):
            yield item
