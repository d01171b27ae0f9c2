"""What makes an installation a municipality's own: its place, its name, and whom to tell of mistakes."""

import re

import pytest
from flask.testing import FlaskClient

from graphdb.store import GraphStore
from tests.graphdb.world import NOW
from webapp.app import create_app
from webapp.settings import Settings

BROSTAD = "9901"
QUESTIONS: list[dict[str, str]] = [
    {"situation": "sp_foged"},
    {"situation": "sp_foged", "acting_municipality": BROSTAD},
    {"situation": "sp_foged", "acting_municipality": "9902"},
]
HERBERG = "/actors/actor:demo:herberg-broen"


def client(store: GraphStore, **values: str) -> FlaskClient:
    """A browser on an installation with these settings."""
    return create_app(Settings(**values), store, clock=lambda: NOW).test_client()


def chosen(page: str, field: str = "municipality") -> list[str]:
    """What is selected in a list of municipalities."""
    options = page.split(f'id="{field}"')[1].split("</select>")[0]
    return re.findall(r'value="(\d*)" selected', options)


def total(page: str) -> int:
    """The number of actors on a page of hits."""
    match = re.search(r'<h2 id="hits">(\d+) ', page)
    assert match is not None
    return int(match[1])


def test_our_municipality_is_chosen_until_another_is(demo_store: GraphStore) -> None:
    ours = client(demo_store, municipality=BROSTAD)
    assert chosen(ours.get("/").text) == [BROSTAD]
    assert chosen(ours.get("/find?q=herberg").text) == [BROSTAD]
    assert chosen(ours.get("/find?q=herberg&municipality=9902").text) == ["9902"]
    assert chosen(ours.get("/touch-map").text, "acting") == [BROSTAD]
    everybody = ours.get("/find?municipality=").text
    assert chosen(everybody) == []
    assert total(everybody) > total(ours.get("/find").text)
    assert 'href="/find?municipality=&amp;page=2"' in everybody


def test_the_api_has_our_municipality_too_until_another_is_asked_for(demo_store: GraphStore) -> None:
    ours = client(demo_store, municipality=BROSTAD)

    def found(path: str) -> int:
        return int(ours.get(f"/api/v1/actors{path}").json["total"])  # type: ignore[index]

    assert found("") == found(f"?municipality={BROSTAD}") < found("?municipality=")
    assert found("?municipality=9902") != found("")
    called = [ours.post("/api/v1/touch-map", json=body).json["call"] for body in QUESTIONS]  # type: ignore[index]
    assert called[0] == called[1] != called[2]
    assert client(demo_store).post("/api/v1/touch-map", json=QUESTIONS[0]).status_code == 422


def test_the_head_says_whose_it_is(demo_store: GraphStore) -> None:
    head = '<span class="owner">{}</span>'
    assert head.format("Brostad") in client(demo_store, municipality=BROSTAD).get("/").text
    named = client(demo_store, municipality=BROSTAD, owner="Socialcenter <Brostad>")
    assert head.format("Socialcenter &lt;Brostad&gt;") in named.get("/").text
    assert 'class="owner"' not in client(demo_store).get("/").text


def test_made_up_municipalities_are_hidden_from_a_real_one(demo_store: GraphStore) -> None:
    assert 'value="9901"' not in client(demo_store, municipality="0630").get("/").text
    assert 'value="9901"' in client(demo_store, municipality=BROSTAD).get("/").text
    assert 'value="9901"' in client(demo_store).get("/").text


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("fejl@brostad.example", 'Skriv til <a href="mailto:fejl@brostad.example">fejl@brostad.example</a>'),
        ("00 12 34 56", 'Ring til <a href="tel:00123456">00 12 34 56</a>'),
    ],
)
def test_every_entry_and_sheet_says_whom_to_tell_of_mistakes(
    demo_store: GraphStore, contact: str, link: str
) -> None:
    ours = client(demo_store, contact=contact)
    form = {"acting_municipality": BROSTAD, "situation": "sp_foged"}
    for page in (
        ours.get(HERBERG),
        ours.post("/touch-map/citizen", data=form),
        ours.post("/touch-map/case", data=form),
    ):
        assert f"Er noget forkert? {link}" in page.text
    assert "Er noget forkert?" not in client(demo_store).get(HERBERG).text
