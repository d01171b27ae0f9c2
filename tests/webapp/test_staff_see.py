"""Staff who are signed in see what is for professionals, and at home what is for the own municipality.

Seen red with professionals who are at home everywhere, with an editor among the staff, with relations that
nobody asks whom they are for, with a text to send on and a text for the case that have what staff see.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.model import Entry
from graphdb.search import index
from graphdb.store import GraphStore, Term, What
from graphdb.visibility.audience import AT_HOME as AT_HOME_LEVEL
from graphdb.visibility.audience import VISITOR, Audience
from graphdb.visibility.seen import has_marks, words_at
from tests.files import copied
from tests.webapp.conftest import application
from tests.webapp.planted import (
    AT_HOME,
    FILES,
    GROUP,
    HIDDEN,
    HOME,
    HOME_GROUP,
    HOUSE,
    NARROW,
    NEAR_GROUP,
    NUMBERS,
    TOP,
    plant,
)
from tests.webapp.signin.people import browser_of

PEOPLE: Final[dict[str, tuple[Grant, ...]]] = {
    "visitor": (),
    "editor": (Grant(Role.EDITOR, HOUSE),),
    "foreign": (Grant(Role.CASEWORKER, "9903"),),
    "caseworker": (Grant(Role.CASEWORKER, "9901"),),
    "coordinator": (Grant(Role.COORDINATOR, "9901"),),
    "administrator": (Grant(Role.ADMINISTRATOR),),
}
SEES: Final[dict[str, frozenset[str]]] = {
    "visitor": frozenset(),
    "editor": frozenset(),
    "foreign": frozenset({NARROW}),
    "caseworker": frozenset({NARROW, HOME}),
    "coordinator": frozenset({NARROW, HOME}),
    "administrator": frozenset({NARROW, HOME}),
}
Browsers = dict[str, FlaskClient]


@pytest.fixture(scope="module")
def store(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    """The planted house, and one account of each sort."""
    folder = tmp_path_factory.mktemp("staff")
    for store in copied(demo_file, folder):
        for name, grants in PEOPLE.items():
            if grants:
                accounts.add(store, f"{name}@brostad.example", grants)
        yield plant(store, folder, FILES)


@pytest.fixture(scope="module")
def site(store: GraphStore) -> Flask:
    """Pages over it."""
    return application(store)


@pytest.fixture(scope="module")
def browsers(site: Flask, store: GraphStore) -> Browsers:
    """A browser of each."""
    known = {account.grants: account for account in accounts.list_all(store)}
    return {
        name: browser_of(site, known[grants]) if grants else site.test_client()
        for name, grants in PEOPLE.items()
    }


def words_in(text: str) -> frozenset[str]:
    """Which of what is not for all a text holds: by its words, by its numbers."""
    words = {word for word in (NARROW, HOME) if word in text}
    return frozenset(words | {word for number, word in NUMBERS.items() if number in text.replace(" ", "")})


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("prefix", ["", "/api/v1"])
def test_an_entry_holds_what_is_for_them(browsers: Browsers, who: str, prefix: str) -> None:
    answer = browsers[who].get(f"{prefix}/actors/{HOUSE}")
    assert words_in(answer.text) == SEES[who]
    assert answer.headers["Cache-Control"] == "no-store"
    for one, word in ((HIDDEN, NARROW), (AT_HOME, HOME)):
        status = browsers[who].get(f"{prefix}/actors/{one}").status_code
        assert status == (200 if word in SEES[who] else 404), one


@pytest.mark.parametrize("who", PEOPLE)
def test_each_such_fact_says_whom_it_is_for(browsers: Browsers, who: str) -> None:
    page = browsers[who].get(f"/actors/{HOUSE}").text
    english = browsers[who].get(f"/en/actors/{HOUSE}").text
    assert ("kun for fagfolk" in page) == ("for professionals only" in english) == (NARROW in SEES[who])
    assert (
        ("kun for jeres kommune" in page) == ("for your municipality only" in english) == (HOME in SEES[who])
    )
    entry = browsers[who].get(f"/api/v1/actors/{HOUSE}").json
    assert entry is not None
    lists = ("contact_points", "services", "relations", "served", "risk_groups", "places")
    marks = {(name, one["only_for"]) for name in lists for one in entry[name]}
    narrow = {(name, "professionals") for name in lists if NARROW in SEES[who]}
    home = {
        (name, "municipality")
        for name in ("contact_points", "services", "relations", "risk_groups")
        if HOME in SEES[who]
    }
    assert {one for one in marks if one[1]} == narrow | home
    parent = entry["parent"]
    assert (parent and parent["only_for"]) == ("professionals" if NARROW in SEES[who] else None)


@pytest.mark.parametrize("who", PEOPLE)
def test_a_search_finds_by_their_words_and_counts_them(browsers: Browsers, who: str) -> None:
    def hits_of(query: str) -> dict[str, str]:
        page = browsers[who].get(f"/api/v1/actors?per_page=100&municipality=9901&{query}").json
        assert page is not None
        assert page["total"] == len(page["items"])
        return {item["id"]: item["only_for"] for item in page["items"]}

    for word, one, mark in ((NARROW, HIDDEN, "professionals"), (HOME, AT_HOME, "municipality")):
        expected = {one: mark, HOUSE: ""} if word in SEES[who] else {}
        for query in (f"q={word}", f"q={word[:6]}"):
            assert hits_of(query) == expected, query
    for group, word in ((GROUP, NARROW), (HOME_GROUP, HOME)):
        assert (HOUSE in hits_of(f"risk_group={group}")) == (word in SEES[who])
    page = browsers[who].get("/api/v1/actors?municipality=9901&q=hus").json
    assert page is not None
    there = {HOUSE} | {one for one, word in ((HIDDEN, NARROW), (AT_HOME, HOME)) if word in SEES[who]}
    own = {item["id"] for item in page["items"]} & {HOUSE, HIDDEN, AT_HOME}
    assert own == there
    facets = browsers[who].get("/api/v1/actors?municipality=9901").json
    visitors = browsers["visitor"].get("/api/v1/actors?municipality=9901").json
    assert facets is not None
    assert visitors is not None
    more = facets["facets"]["kind"]["civ_vaerested"] - visitors["facets"]["kind"]["civ_vaerested"]
    assert more == len(SEES[who])
    assert facets["total"] - visitors["total"] == len(SEES[who])


@pytest.mark.parametrize("who", PEOPLE)
def test_an_area_that_is_for_professionals_is_searched_by_them(browsers: Browsers, who: str) -> None:
    page = browsers[who].get("/api/v1/actors?municipality=9902&kind=civ_vaerested&per_page=100").json
    assert page is not None
    assert (HOUSE in {item["id"] for item in page["items"]}) == (NARROW in SEES[who])


@pytest.mark.parametrize("who", PEOPLE)
def test_the_touch_map_knows_them(browsers: Browsers, who: str) -> None:
    asked = {"acting_municipality": "9901", "risk_groups": [NEAR_GROUP], "known_actors": [HOUSE]}
    answer = browsers[who].post("/api/v1/touch-map", json=asked).json
    assert answer is not None
    marks = {one["id"]: one["only_for"] for one in answer["likely"]}
    assert marks.get(HIDDEN) == ("professionals" if NARROW in SEES[who] else None)
    for one, word, mark in ((HIDDEN, NARROW, "professionals"), (AT_HOME, HOME, "municipality")):
        known = asked | {"known_actors": [HOUSE, one]}
        assert browsers[who].post("/touch-map", data=known).status_code == (200 if word in SEES[who] else 422)
        reply = browsers[who].post("/api/v1/touch-map", json=known)
        assert reply.json is not None
        if word not in SEES[who]:
            assert reply.status_code == 422
            continue
        assert {"id": one, "only_for": mark}.items() <= reply.json["touched"][1].items()
    linked = browsers[who].post("/api/v1/touch-map", json=asked | {"known_actors": [HOUSE, TOP]}).json
    assert linked is not None
    assert any(TOP in link.values() for link in linked["links"]) == (NARROW in SEES[who])


@pytest.mark.parametrize("who", PEOPLE)
def test_no_sheet_and_no_text_to_send_on_has_any(browsers: Browsers, who: str) -> None:
    asked = {
        "acting_municipality": "9901",
        "risk_groups": [NEAR_GROUP, GROUP],
        "known_actors": [HOUSE, *([HIDDEN] if NARROW in SEES[who] else [])],
    }
    for sheet in ("citizen", "case"):
        answer = browsers[who].post(f"/touch-map/{sheet}", data=asked)
        assert answer.status_code == 200
        assert not words_in(answer.text), sheet
    page = browsers[who].get(f"/actors/{HOUSE}").text
    text = page.partition('id="referral"')[2].partition("</textarea>")[0]
    assert "Huset" in text
    assert not words_in(text)
    if NARROW in SEES[who]:
        assert 'id="referral"' not in browsers[who].get(f"/actors/{HIDDEN}").text


def test_a_session_that_ended_is_a_visitor(site: Flask, store: GraphStore) -> None:
    account = accounts.add(store, "kort@brostad.example", PEOPLE["caseworker"])
    browser = browser_of(site, account)
    assert words_in(browser.get(f"/actors/{HOUSE}").text) == SEES["caseworker"]
    accounts.end_era(store, account.id)
    assert not words_in(browser.get(f"/actors/{HOUSE}").text)


@pytest.mark.parametrize(
    "audience",
    [
        VISITOR,
        Audience(professional=True),
        Audience(professional=True, municipalities=frozenset({"9901"})),
        Audience(professional=True, everywhere=True),
    ],
    ids=["visitor", "professional", "at home", "everywhere"],
)
def test_the_words_in_the_index_of_an_audience_are_those_in_the_store(
    store: GraphStore, audience: Audience
) -> None:
    """Seen red with the words of visitors for all."""
    entries = [entry for entry in store.scan(What.ENTRIES) if isinstance(entry, Entry)]
    only_some = [entry for entry in entries if has_marks(entry.words)]
    tokens = sorted({word for entry in only_some for word in words_at(entry.words, AT_HOME_LEVEL).split()})
    actor_index = index.current(index.seen(store, audience, "2026-11-23"), "2026-11-23")
    assert len(only_some) > 2
    words_by_id = {entry.id: {*words_at(entry.words, audience.level({"9901"})).split()} for entry in entries}
    for token in tokens:
        by_index = {actor_index.id(int(slot)) for slot in actor_index.having([Term(token)]).nonzero()[0]}
        assert by_index == {one for one, words in words_by_id.items() if token in words}, token
