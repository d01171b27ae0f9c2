"""Lines of hits that are kept say what lines written anew do, for whoever asks in whichever order."""

from datetime import timedelta

import pytest
from flask import Flask

from graphdb.claims import Rank, own_source
from graphdb.store import GraphStore
from graphdb.writing.plan import Set, Stamp, commit
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.signin.people import AT, Clock, site
from webapp.find import lines

SEARCHES = ["q=herberg", "q=unge+herberg", "q=herberg&municipality=9901", "q=rusmidler&open_now=1", "age=19"]
QUERIES = [f"{language}/find?{search}" for language in ("", "/en") for search in SEARCHES]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(demo_copy: GraphStore, clock: Clock) -> Flask:
    return site(demo_copy, clock)


@pytest.fixture(autouse=True)
def empty() -> None:
    forget()


def forget() -> None:
    lines._lines.lines.clear()
    lines._around.cache_clear()
    lines.municipality_options.cache_clear()


def test_kept_lines_are_those_that_would_be_written(app: Flask) -> None:
    """Seen red with lines by the id of the actor alone."""
    client = app.test_client()
    for _ in range(2):
        kept = [client.get(query).text for query in QUERIES]
    anew = []
    for query in QUERIES:
        forget()
        anew.append(client.get(query).text)
    assert kept == anew


def test_an_edit_and_the_next_day_are_in_the_line(app: Flask, clock: Clock, demo_copy: GraphStore) -> None:
    client = app.test_client()
    before = client.get("/find?q=herberg").text
    edit = Set(HOSTEL, own_source(HOSTEL), Rank.OWN, "name", "Herberget ved Åen", "2026-11-23")
    plan, _ = commit(demo_copy, [edit], Stamp(AT, "test", "prøve"))
    assert not plan.refused
    after = client.get("/find?q=herberg").text
    assert ("Herberget ved Åen" in before, "Herberget ved Åen" in after) == (False, True)
    clock.now += timedelta(hours=12)
    night = client.get("/find?q=herberg").text
    forget()
    assert client.get("/find?q=herberg").text == night != after


def test_no_more_than_so_many_are_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MOST", 5)
    client = app.test_client()
    for query in QUERIES:
        client.get(query)
    assert len(lines._lines.lines) <= 5
