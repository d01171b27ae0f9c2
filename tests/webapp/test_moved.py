"""An actor that was judged one with another: its old address leads on, its page names both sources."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graphdb.model import Id
from graphdb.store import GraphStore
from graphdb.writing.plan import Edit, Stamp, commit
from tests.files import copied
from tests.graphdb.identity.twice import actor, same, unsaid
from tests.webapp.conftest import application
from tests.webapp.lint import problems

HERBERG, OTHER = "actor:demo:herberg-broen", "actor:x:herberget"
ANYWHERE = "actor:x:et-sted"


@pytest.fixture
def store(demo_file: Path, tmp_path: Path) -> Iterator[GraphStore]:
    yield from copied(demo_file, tmp_path)


@pytest.fixture
def client(store: GraphStore) -> FlaskClient:
    return application(store).test_client()


def say(store: GraphStore, *edits: Edit) -> None:
    """Write it."""
    plan, _ = commit(store, edits, Stamp("2026-03-02T10:00:00+00:00", "test", "prøve"))
    assert not plan.refused


@pytest.fixture
def joined(store: GraphStore) -> GraphStore:
    """A second entry of the hostel, with another number, judged the same."""
    said = actor(OTHER, "2026-03-01", "register", name="Herberget ved Broen", phone="+4577777777")
    say(store, said, same(HERBERG, OTHER))
    return store


@pytest.mark.parametrize(
    "address",
    ["/actors/{}", "/en/actors/{}", "/actors/{}/network.json", "/api/v1/actors/{}", "/en/api/v1/actors/{}"],
)
def test_the_old_address_leads_on(joined: GraphStore, client: FlaskClient, address: str) -> None:
    answer = client.get(address.format(OTHER))
    assert (answer.status_code, answer.headers["Location"]) == (301, address.format(HERBERG))
    assert answer.headers["Cache-Control"] == "no-store"  # it may be taken back
    assert client.get(address.format(HERBERG)).status_code == 200


def test_of_the_query_only_the_page_goes_along(joined: GraphStore, client: FlaskClient) -> None:
    answer = client.get(f"/actors/{OTHER}?page=2&situation=1234")
    assert answer.headers["Location"] == f"/actors/{HERBERG}?page=2"
    answer = client.get(f"/api/v1/actors/{OTHER}?page=1&per_page=5")
    assert answer.headers["Location"] == f"/api/v1/actors/{HERBERG}?page=1&per_page=5"


def test_the_page_says_what_the_other_source_says(joined: GraphStore, client: FlaskClient) -> None:
    page = client.get(f"/actors/{HERBERG}")
    assert "77 77 77 77" in page.text.replace("\u00a0", " ")
    assert "register" in page.text
    assert problems(page.text) == []


def test_taken_back_both_have_their_own_page(joined: GraphStore, client: FlaskClient) -> None:
    say(joined, unsaid(same(HERBERG, OTHER)))
    assert client.get(f"/actors/{OTHER}").status_code == 200
    assert "77 77 77 77" not in client.get(f"/actors/{HERBERG}").text.replace("\u00a0", " ")


def test_who_is_in_touch_may_be_named_by_the_old_id(joined: GraphStore, client: FlaskClient) -> None:
    def touched(known: Id) -> list[str]:
        body = {"acting_municipality": "9901", "known_actors": [known]}
        answer = client.post("/api/v1/touch-map", json=body)
        assert answer.status_code == 200
        assert answer.json is not None
        return [one["id"] for one in answer.json["touched"] if one["id"]]

    assert touched(OTHER) == touched(HERBERG) == [HERBERG]


def test_search_finds_it_once(joined: GraphStore, client: FlaskClient) -> None:
    hits = client.get("/api/v1/actors?q=herberg&municipality=9901").json
    assert hits is not None
    ids = [hit["id"] for hit in hits["items"]]
    assert ids.count(HERBERG) == 1
    assert OTHER not in ids


def test_what_nobody_knows_is_still_not_there(joined: GraphStore, client: FlaskClient) -> None:
    assert client.get(f"/actors/{ANYWHERE}").status_code == 404
