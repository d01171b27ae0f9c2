"""An actor that no source has any more answers 410 with the day, and is back whole when its source has it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graphdb.claims import Rank, own_source
from graphdb.model import Id
from graphdb.store import GraphStore
from graphdb.writing.plan import Drop, Edit, Put, Set, Stamp, commit
from tests.files import copied
from tests.webapp.conftest import application
from tests.webapp.lint import problems

HERBERG = "actor:demo:herberg-broen"
WENT = "2026-03-02T23:30:00+00:00"
"""The third of March in Denmark."""
DAY = "2026-03-02"


@pytest.fixture
def store(demo_file: Path, tmp_path: Path) -> Iterator[GraphStore]:
    yield from copied(demo_file, tmp_path)


@pytest.fixture
def client(store: GraphStore) -> FlaskClient:
    return application(store).test_client()


def take_out(store: GraphStore, actor: Id) -> list[Edit]:
    """Let every source fall silent about an actor; answers what brings it back."""
    claims = store.claims([actor])[actor]
    commit(store, [Drop(actor, claim.source) for claim in claims], Stamp(WENT, "test", "prøve"))
    return [Put(claim) for claim in claims]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("", "har ikke stået i kilden siden 3. marts 2026"),
        ("/en", "has not been in its source since 3 March 2026"),
    ],
)
def test_it_says_since_when(store: GraphStore, client: FlaskClient, language: str, sentence: str) -> None:
    """Seen red with ``NotFound`` instead of ``no_actor`` in either place."""
    take_out(store, HERBERG)
    page = client.get(f"{language}/actors/{HERBERG}")
    assert (page.status_code, sentence in page.text, problems(page.text)) == (410, True, [])
    for address in (f"/actors/{HERBERG}/network.json", f"/api/v1/actors/{HERBERG}"):
        answer = client.get(language + address)
        assert answer.json is not None
        assert (answer.status_code, sentence in answer.json["detail"]) == (410, True)


def test_it_says_since_when_though_its_own_people_speak_of_it(store: GraphStore, client: FlaskClient) -> None:
    """The day is the list's, not the owner's later one. Seen red with the day of the last change."""
    actions = [Set(HERBERG, own_source(HERBERG), Rank.OWN, "phone", f"+457562000{n}", DAY) for n in range(2)]
    lists = [Drop(HERBERG, claim.source) for claim in store.claims([HERBERG])[HERBERG]]
    commit(store, actions[:1], Stamp(WENT, "anna", "prøve"))
    commit(store, lists, Stamp(WENT, "test", "prøve"))
    commit(store, actions[1:], Stamp("2026-03-09T08:00:00+00:00", "anna", "prøve"))
    page = client.get(f"/actors/{HERBERG}")
    assert (page.status_code, "har ikke stået i kilden siden 3. marts 2026" in page.text) == (410, True)


def test_it_comes_back_whole(store: GraphStore, client: FlaskClient) -> None:
    before = entry(client)
    back = take_out(store, HERBERG)
    assert HERBERG not in client.get("/api/v1/actors?q=herberg&per_page=100").text
    commit(store, back, Stamp(WENT, "test", "prøve"))
    assert entry(client) == before
    assert client.get(f"/actors/{HERBERG}").status_code == 200


def entry(client: FlaskClient) -> dict[str, object]:
    """All that the API says of the actor, but for the commit that it was read at."""
    answer = client.get(f"/api/v1/actors/{HERBERG}").json
    assert answer is not None
    return {name: value for name, value in answer.items() if name != "version"}


def test_what_never_was_is_not_found(client: FlaskClient) -> None:
    assert client.get("/actors/actor:demo:nobody").status_code == 404
