"""Who says what about an actor, folded on its page: all sources, those that differ first."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from graphdb.claims import Rank, own_source
from graphdb.model import EdgeKind
from graphdb.store import GraphStore
from graphdb.writing.plan import Drop, Edit, Set, Stamp, commit
from tests.files import copied
from tests.graphdb.identity.twice import actor, same, tie
from tests.webapp.conftest import application
from tests.webapp.lint import problems
from tests.webapp.looking import AXE, width_of
from tests.webapp.serving import serving
from tests.webapp.test_actor import SECRET, section, text

HERBERG, TWIN = "actor:demo:herberg-broen", "actor:x:herberget"
WIDTHS = (1280, 390)


@pytest.fixture
def store(demo_file: Path, tmp_path: Path) -> Iterator[GraphStore]:
    """The demo, to write in."""
    yield from copied(demo_file, tmp_path)


def say(store: GraphStore, *edits: Edit) -> None:
    """Write it."""
    plan, _ = commit(store, edits, Stamp("2026-03-02T10:00:00+00:00", "test", "prøve"))
    assert not plan.refused


@pytest.fixture
def client(store: GraphStore) -> FlaskClient:
    """The hostel is judged one with another entry, of a register."""
    twin = actor(TWIN, "2026-03-01", "register", name="Herberget ved Broen", phone="+4577777777")
    say(store, twin, same(HERBERG, TWIN))
    return application(store).test_client()


def who_says(client: FlaskClient, address: str = f"/actors/{HERBERG}") -> str:
    """The section."""
    page = client.get(address)
    assert (page.status_code, problems(page.text)) == (200, [])
    return section(page.text, "hvem-siger")


def test_every_source_is_there_with_its_dates_and_what_is_shown_first(client: FlaskClient) -> None:
    """Seen red with only what loses: who says the same was not to be seen."""
    said = who_says(client)
    lines = dict(re.findall(r"<dt>(.*?)</dt>(.*?)(?=<dt>|$)", said.split("</dl>")[0], flags=re.S))
    name, *_ = lines["Navn"].split("</li>")
    assert "Det viser vi." in name
    phone = text(lines["Telefon"]).replace("\u00a0", " ")
    assert "77 77 77 77 (register, oplyst 1. marts 2026, bekræftet 1. marts 2026)" in phone
    assert "Herberget ved Broen" in text(lines["Navn"])
    assert text(lines["Slags aktør"]).count("oplyst") > 1, "those that agree have their say"


def test_where_they_differ_comes_first(client: FlaskClient) -> None:
    for part in who_says(client).split("<dl")[1:]:
        differing = ["Det viser vi." in line for line in part.split("<dt>")[1:]]
        assert differing == sorted(differing, reverse=True)


def test_it_is_folded_and_says_how_often_they_differ(client: FlaskClient) -> None:
    said = who_says(client)
    assert re.search(r"samlet af det, som \d kilder siger", text(said))
    assert re.search(r"\d steder siger de noget forskelligt", text(said))
    assert '<details class="source who-said"><summary>' in said
    assert " open" not in said.split("<summary>")[0]


def test_it_speaks_english(client: FlaskClient) -> None:
    said = text(who_says(client, f"/en/actors/{HERBERG}"))
    assert "Who says what" in said
    assert "sources say" in said
    assert "We show this." in said


def test_taken_back_the_other_source_is_silent(client: FlaskClient, store: GraphStore) -> None:
    assert "Herberget ved Broen" in who_says(client)
    judgement = same(HERBERG, TWIN).claim
    say(store, Drop(judgement.target, judgement.source))
    assert "Herberget ved Broen" not in who_says(client)


def test_nothing_is_said_of_a_secret_address(store: GraphStore) -> None:
    secret = SECRET.removeprefix("/actors/")
    say(store, Set(secret, own_source(secret), Rank.OWN, "phone", "+4577777777", "2026-03-02"))
    page = application(store).test_client().get(SECRET)
    assert (page.status_code, "hvem-siger" in page.text) == (200, False)


def test_one_source_alone_is_not_set_against_itself(store: GraphStore) -> None:
    alone = "actor:x:alene"
    serves = tie(EdgeKind.SERVES, alone, "area:9901")
    say(store, actor(alone, "2026-03-01", "register", name="Alene"), serves)
    page = application(store).test_client().get(f"/actors/{alone}")
    assert (page.status_code, "hvem-siger" in page.text) == (200, False)


def test_on_a_telephone_and_on_paper(
    client: FlaskClient, store: GraphStore, tmp_path: Path, page: Page, axe_source: str
) -> None:
    """Without scripts it opens; opened it fits 390 pixels, is accessible, and prints; folded it does not."""
    store.close()
    with serving(tmp_path / "demo.db", workers=1) as running:
        page.goto(f"{running.address}/actors/{HERBERG}")
        details = page.locator(".who-said")
        heading = page.get_by_role("heading", name="Hvem siger hvad")
        page.emulate_media(media="print")
        expect(heading).to_be_hidden()
        page.emulate_media(media="screen")
        details.locator("summary").click()
        expect(details.get_by_text("Herberget ved Broen")).to_be_visible()
        page.evaluate(axe_source)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(AXE) == []
            assert width_of(page) <= width
        page.emulate_media(media="print")
        expect(heading).to_be_visible()
        expect(details.get_by_text("Herberget ved Broen")).to_be_visible()
