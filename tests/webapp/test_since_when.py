"""What the pages of a municipality say of since when: the week, and gaps that are still being dated."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from graphdb.gaps import past
from graphdb.gaps.gaps import gaps
from graphdb.gaps.openings import catch_up
from graphdb.gaps.states import Decision, GapState, decide
from graphdb.store import GraphStore
from graphdb.writing.plan import Stamp, commit
from tests.graphdb.world import NOW, actor
from tests.webapp.test_municipality import words
from webapp.app import create_app
from webapp.settings import Settings


def later(store: GraphStore, days: int) -> FlaskClient:
    """The pages so many days after ``NOW``."""
    return create_app(Settings(), store, clock=lambda: NOW + timedelta(days=days)).test_client()


def test_the_first_week_says_that_all_is_new(client: FlaskClient) -> None:
    page = words(client.get("/kommune/9901").text)
    assert "Kataloget er yngre end en uge" in page
    assert "younger than a week" in client.get("/en/kommune/9901").text


def test_the_week_names_who_came_and_leads_to_what_opened(demo_copy: GraphStore) -> None:
    stamp = Stamp("2026-12-01T09:30:00+00:00", "test", "prøve")
    commit(demo_copy, list(actor("Det nye sted", "civ_frivilligcenter")), stamp)
    page = later(demo_copy, 9).get("/kommune/9901").text
    assert re.search(r"1</strong> aktør er ny den sidste uge", page)
    assert re.search(r'<li><a href="[^"]+">Det nye sted</a></li>', page)
    assert 'href="/kommune/9901/huller?state=recent"' in page
    assert "Siden 25. november 2026" in words(
        later(demo_copy, 9).get("/kommune/9901/huller?since=2026-11-25").text
    )
    assert "Ingen." in words(later(demo_copy, 30).get("/kommune/9901").text)
    table = later(demo_copy, 9).get("/kommune/9901/uge.csv").data.decode("utf-8-sig")
    assert "Ny aktør;Det nye sted;" in table


def test_since_when_is_being_worked_out_until_it_is(demo_copy: GraphStore) -> None:
    """A page works out a day or two itself; the thread beside it does the rest."""
    for number in range(1, 7):
        stamp = Stamp(f"2026-12-{number * 3:02}T09:30:00+00:00", "test", "prøve")
        commit(demo_copy, list(actor(f"Sted {number}", "civ_frivilligcenter")), stamp)
    pages, gap = later(demo_copy, 30), "/kommune/9903/huller/owed.9903.dl_stof"
    commit(demo_copy, list(actor("Sted", "civ_frivilligcenter", towns=["9903"])), stamp)
    assert "siden 23. november 2026" in words(pages.get(gap).text)
    assert "beregnes" in words(pages.get("/kommune/9901/huller").text)
    assert "being worked out" in words(pages.get("/en/kommune/9901/huller").text)
    assert ";beregnes;" in pages.get("/kommune/9901/huller.csv").data.decode("utf-8-sig")
    catch_up(demo_copy, "2026-12-23")
    assert "beregnes" not in words(pages.get("/kommune/9901/huller").text)


def test_each_tile_counts_the_list_that_it_leads_to(demo_copy: GraphStore) -> None:
    """Also when a gap is accepted, and in the first week."""
    answer = gaps(demo_copy, "9903", "2026-11-23", rules=["owed"])
    decide(
        demo_copy,
        "9903",
        answer.items[0].id,
        Decision(GapState.ACCEPTED, "vi venter", "leder", "2026-11-23"),
    )
    pages = later(demo_copy, 0)
    tiles = re.findall(
        r'class="tile" href="(/kommune/9903/huller[^"]*)"><strong>(\d+)', pages.get("/kommune/9903").text
    )
    assert len(tiles) > 3
    for address, number in tiles:
        listed = pages.get(address.replace("&amp;", "&")).text.count('class="card-box hole"')
        assert listed == int(number), address


def test_a_week_in_which_too_much_has_changed_shows_no_number_of_what_is_new(
    demo_copy: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "MOST", 5)
    for number in range(6):
        stamp = Stamp(f"2026-12-01T09:3{number}:00+00:00", "test", "prøve")
        commit(demo_copy, list(actor(f"Sted {number}", "civ_frivilligcenter")), stamp)
    pages = later(demo_copy, 9)
    page = words(pages.get("/kommune/9901").text)
    assert "ikke kan sige, hvilke aktører og huller der er nye" in page
    assert "yngre end en uge" not in page
    assert not re.search(r"\d+ (aktører er nye|af hullerne er nye)", page)
    assert "nye den sidste uge" not in pages.get("/kommune/9901/uge.csv").data.decode("utf-8-sig")
    assert pages.get("/kommune/9901/huller?state=recent").status_code != 200
