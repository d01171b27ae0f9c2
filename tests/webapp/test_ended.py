"""Pages that ended with nobody are counted in memory, by codes alone; no request writes anything."""

import time
from datetime import timedelta
from itertools import count
from threading import Event
from typing import Any

import pytest
from flask.testing import FlaskClient

from graphdb.gaps import ended
from graphdb.gaps.gaps import gaps
from graphdb.store import GraphStore
from tests.graphdb.world import NOW, TODAY
from tests.webapp.conftest import application
from webapp.app import create_app
from webapp.settings import Settings
from webapp.warming import keep_warm

SEARCH = "municipality=9903&risk_group=rg_psyk&kind=kom_socialpsykiatri"
"""There is no social psychiatry in Kærsund."""
COUNTER = "ended.9903.2026-4.rg_psyk.kom_socialpsykiatri"
PLANTED = ("ended.9903.2026-4.rg_restance.civ_gaeld",)
"""What the demo says was searched for."""


@pytest.fixture
def pages(demo_copy: GraphStore) -> FlaskClient:
    """The pages of a store of one's own, each asked for a quarter of an hour after the last."""
    asked = count()
    clock = lambda: NOW + next(asked) * timedelta(minutes=15)  # noqa: E731
    return create_app(Settings(), demo_copy, clock=clock).test_client()


def ask(pages: FlaskClient, query: str) -> None:
    for _ in range(5):
        assert pages.get(f"/find?{query}").status_code == 200


def written(store: GraphStore) -> dict[str, int]:
    """All counters but those that the demo has from the start."""
    return {name: count for name, count in store.records.counters("").items() if name not in PLANTED}


def counted(store: GraphStore) -> dict[str, int]:
    ended.flush(store)
    return written(store)


def test_a_search_for_one_group_that_met_nobody_is_counted(demo_copy: GraphStore, pages: FlaskClient) -> None:
    ask(pages, SEARCH)
    assert written(demo_copy) == {}, "a request writes nothing"
    assert counted(demo_copy) == {COUNTER: 5}
    items = gaps(demo_copy, "9903", TODAY, rules=["ended"]).items
    (gap,) = [gap for gap in items if "rg_psyk" in gap.id]
    assert gap.id == "ended.9903.rg_psyk.kom_socialpsykiatri"
    page = pages.get(f"/kommune/9903/huller/{gap.id}").text
    assert "5 søgninger efter" in page


@pytest.mark.parametrize(
    "query",
    [
        f"{SEARCH}&q=natcaf%C3%A9",
        f"{SEARCH}&age=17",
        f"{SEARCH}&open_now=1",
        f"{SEARCH}&need=need_akutbolig",
        f"{SEARCH}&risk_group=rg_rus",
        f"{SEARCH}&kind=civ_bruger",
        f"{SEARCH}&municipality=0615",
        "municipality=9903&kind=bo_natcafe",
        "risk_group=rg_hjemloes&kind=fund_kommune",
    ],
)
def test_what_could_single_somebody_out_is_not(demo_copy: GraphStore, pages: FlaskClient, query: str) -> None:
    for _ in range(5):
        assert pages.get(f"/find?{query}").status_code in (200, 422)
    assert counted(demo_copy) == {}


def test_a_search_that_met_somebody_is_not(demo_copy: GraphStore, pages: FlaskClient) -> None:
    for _ in range(5):
        pages.get("/find?municipality=9901&risk_group=rg_hjemloes&kind=bo_natcafe")
    assert counted(demo_copy) == {}


def test_a_touch_map_that_names_somebody_is_not_counted(demo_copy: GraphStore, pages: FlaskClient) -> None:
    form = {"acting_municipality": "9901", "risk_groups": "rg_hjemloes"}
    for _ in range(5):
        assert pages.post("/touch-map", data=form).status_code == 200
    assert counted(demo_copy) == {}


BARE = {"acting_municipality": "0615", "risk_groups": "rg_lgbt"}
"""Of a municipality that has entered nothing."""


def test_a_touch_map_that_names_nobody_is_counted_by_its_one_group(
    demo_copy: GraphStore, pages: FlaskClient
) -> None:
    for _ in range(5):
        assert pages.post("/touch-map", data=BARE).status_code == 200
    assert written(demo_copy) == {}, "a request writes nothing"
    assert counted(demo_copy) == {"ended.0615.2026-4.rg_lgbt.any": 5}


@pytest.mark.parametrize(
    "more",
    [
        {"risk_groups": ["rg_lgbt", "rg_rus"]},
        {"age": "34"},
        {"needs": "need_akutbolig"},
        {"risk_factors": "rf_oekonomi"},
        {"landlord": "almen"},
        {"staying_municipality": "0101"},
        {"known_kinds": "kom_bolig"},
        {"acute": "1"},
    ],
)
def test_a_touch_map_that_was_asked_more_is_not(
    demo_copy: GraphStore, pages: FlaskClient, more: dict[str, Any]
) -> None:
    for _ in range(5):
        assert pages.post("/touch-map", data=BARE | more).status_code == 200
    assert counted(demo_copy) == {}


def test_a_page_that_is_loaded_again_is_counted_once(demo_copy: GraphStore) -> None:
    pages = application(demo_copy).test_client()
    ask(pages, SEARCH)
    assert counted(demo_copy) == {}


def test_the_head_of_a_page_is_not_counted(demo_copy: GraphStore, pages: FlaskClient) -> None:
    for _ in range(5):
        assert pages.head(f"/find?{SEARCH}").status_code == 200
    assert counted(demo_copy) == {}


def test_the_thread_beside_the_requests_writes_it(demo_copy: GraphStore, pages: FlaskClient) -> None:
    ask(pages, SEARCH)
    stop = Event()
    thread = keep_warm(demo_copy, lambda: NOW, pause=0.05, stop=stop)
    until = time.monotonic() + 60
    while not written(demo_copy):
        assert time.monotonic() < until
        time.sleep(0.05)
    stop.set()
    thread.join()
    assert written(demo_copy) == {COUNTER: 5}
