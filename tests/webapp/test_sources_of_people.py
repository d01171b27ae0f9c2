"""What people say themselves is shown as theirs: their sources have no title, and ids tell nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graphdb.claims import Rank, coordinator_source, own_source
from graphdb.store import GraphStore
from graphdb.writing.plan import Set, Stamp, commit
from tests.files import copied
from tests.webapp.conftest import application
from tests.webapp.lint import problems

HERBERG = "actor:demo:herberg-broen"
DAY = "2026-03-02"
OWN, COORDINATOR = own_source(HERBERG), coordinator_source("9901")


@pytest.fixture
def store(demo_file: Path, tmp_path: Path) -> Iterator[GraphStore]:
    yield from copied(demo_file, tmp_path)


@pytest.fixture
def client(store: GraphStore) -> FlaskClient:
    """The hostel's people set their name and telephone, and a coordinator another number."""
    edits = [
        Set(HERBERG, OWN, Rank.OWN, "name", "Herberg Broen", DAY),
        Set(HERBERG, OWN, Rank.OWN, "phone", "+4575620001", DAY),
        Set(HERBERG, COORDINATOR, Rank.COORDINATOR, "phone", "+4575620002", DAY),
    ]
    for edit in edits:
        commit(store, [edit], Stamp(f"{DAY}T08:00:00+00:00", "anna", "prøve"))
    return application(store).test_client()


@pytest.mark.parametrize(
    ("language", "own", "coordinator"),
    [
        ("", "Egne oplysninger", "Kommunens koordinator"),
        ("/en", "Their own information", "The municipality's coordinator"),
    ],
)
def test_pages_say_who_it_is(client: FlaskClient, language: str, own: str, coordinator: str) -> None:
    """Seen red with the titles of source nodes alone, on either page."""
    page = client.get(f"{language}/actors/{HERBERG}")
    assert (page.status_code, problems(page.text)) == (200, [])
    assert own in page.text
    assert coordinator in page.text
    hits = client.get(f"{language}/find?q=herberg").text
    assert own in hits
    for text in (page.text, hits):
        assert OWN not in text
        assert COORDINATOR not in text


def test_the_api_says_it_in_words_beside_the_id(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/actors/{HERBERG}").json
    assert answer is not None
    origins = {name: (one["source"], one["title"]) for name, one in answer["sources"].items()}
    assert origins["name"] == (OWN, "Egne oplysninger")
    assert origins["phone"] == (COORDINATOR, "Kommunens koordinator")
