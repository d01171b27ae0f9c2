"""Pages kept for visitors: the same bytes while nothing changes, new ones at once when anything does."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.claims import Rank, own_source
from graphdb.connect import open_store
from graphdb.runs import runs
from graphdb.store import GraphStore
from graphdb.writing.plan import Set, Stamp, commit
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.conftest import application
from tests.webapp.signin.people import AT, Clock, browser_of, site
from webapp import page_cache
from webapp.signin.cookies import form_token

KEPT = [
    *("/", "/find", f"/actors/{HOSTEL}", "/en/", f"/en/actors/{HOSTEL}"),
    *("/find?municipality=9901&q=&age=", "/find?municipality=9901&municipality=9902&open_now=1&page=2"),
]
WITH_QUERY = [
    *("/find?q=herberg", "/find?age=19", "/find?ukendt=1", f"/actors/{HOSTEL}?page=1", "/?fra=mail"),
    *("/find?open_now=Jens", "/find?q=&q=Jens", "/find?age=&age=Jens", "/find?page=1&page=Jens"),
    *("/find?open_now=1&open_now=Jens", "/find?q=&=Jens", "/find?Jens", "/find?municipality=&=Jens"),
]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(demo_copy: GraphStore, clock: Clock) -> Flask:
    return site(demo_copy, clock)


@contextmanager
def rendering(app: Flask) -> Iterator[list[str]]:
    """The pages that are rendered meanwhile."""
    names: list[str] = []

    def note(_app: Flask, template: object, **_: object) -> None:
        names.append(str(getattr(template, "name", "")))

    with template_rendered.connected_to(note, app):
        yield names


def rename(store: GraphStore, name: str) -> None:
    """Give the hostel another name, as its own people do."""
    edit = Set(HOSTEL, own_source(HOSTEL), Rank.OWN, "name", name, "2026-11-23")
    plan, _ = commit(store, [edit], Stamp(AT, "test", "prøve"))
    assert not plan.refused


@pytest.mark.parametrize("path", KEPT)
def test_a_page_is_rendered_once_and_sent_in_each_coding(app: Flask, path: str) -> None:
    client = app.test_client()
    plain = client.get(path)
    with rendering(app) as names:
        again = client.get(path)
    assert names == []
    assert (again.data, dict(again.headers)) == (plain.data, dict(plain.headers))
    for _ in range(2):
        answer = client.get(path, headers={"Accept-Encoding": "br"})
        assert (answer.headers["Content-Encoding"], answer.headers["Cache-Control"]) == ("br", "no-store")
        assert brotli.decompress(answer.data) == plain.data
    assert client.head(path).headers["Content-Length"] == str(len(plain.data))


@pytest.mark.parametrize("path", WITH_QUERY)
def test_what_may_have_been_typed_is_not_kept(app: Flask, path: str) -> None:
    """Seen red with every query kept, and with names and first values alone looked at."""
    client = app.test_client()
    client.get(path)
    with rendering(app) as names:
        client.get(path)
    assert names


def test_an_edit_in_another_process_is_on_the_next_page(app: Flask, tmp_path: Path) -> None:
    """Seen red with a key that has no version."""
    client = app.test_client()
    urls = (f"/actors/{HOSTEL}", f"/api/v1/actors/{HOSTEL}", "/api/v1/actors?municipality=9901&per_page=100")
    assert all("Nye Broen" not in client.get(url).text for url in urls)
    (file,) = tmp_path.rglob("*.db")
    with closing(open_store(f"sqlite:///{file}")) as other:
        rename(other, "Herberget Nye Broen")
    assert all("Herberget Nye Broen" in client.get(url).text for url in urls)


def test_the_next_minute_has_a_page_of_its_own(app: Flask, clock: Clock) -> None:
    """Seen red with a key that has no minute: an office was open all night."""
    client, url = app.test_client(), f"/actors/{HOSTEL}"
    client.get(url)
    clock.now += timedelta(minutes=1)
    with rendering(app) as names:
        client.get(url)
    assert names


def test_who_is_signed_in_has_a_page_of_their_own(app: Flask, demo_copy: GraphStore) -> None:
    visitor, url = app.test_client(), f"/actors/{HOSTEL}"
    page = visitor.get(url).text
    account = accounts.add(demo_copy, "leder@broen.example", [Grant(Role.EDITOR, HOSTEL)])
    editor = browser_of(app, account)
    assert "Ret oplysninger" in editor.get(url).text
    assert visitor.get(url).text == page


def test_while_a_run_is_at_work_pages_say_so_and_none_is_kept(demo_copy: GraphStore) -> None:
    app = application(demo_copy)
    client, url = app.test_client(), f"/actors/{HOSTEL}"
    run = runs.begin(demo_copy, "horsens", AT, "import")
    for _ in range(2):
        with rendering(app) as names:
            assert "en indlæsning blev afbrudt" in client.get(url).text
        assert names
    run.close()


def test_the_address_on_a_page_is_the_one_it_was_asked_at(app: Flask) -> None:
    client, url = app.test_client(), f"/actors/{HOSTEL}"
    for host in ("localhost", "127.0.0.1:8000", "localhost"):
        assert f"http://{host}{url}" in client.get(url, headers={"Host": host}).text


def test_a_look_counts_also_where_the_page_is_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []
    monkeypatch.setattr("graphdb.editing.shown.note", lambda _store, actor, _today: looks.append(actor))
    client: FlaskClient = app.test_client()
    for _ in range(3):
        client.get(f"/actors/{HOSTEL}")
    assert looks == [HOSTEL] * 3


def test_no_more_than_so_many_bytes_are_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    monkeypatch.setattr(page_cache, "MOST", len(client.get("/").data) + 1)
    pages = app.extensions["page_cache"]
    for path in KEPT:
        client.get(path)
        assert sum(map(len, pages.bodies.values())) == pages.size <= page_cache.MOST


def test_a_page_with_a_form_is_for_one_browser(app: Flask) -> None:
    """Its token is good there alone. Seen red with pages that are kept unless they set a cookie."""
    with app.test_request_context("/", headers={"Cookie": "brobygger-browser=" + 64 * "a"}):
        page_cache.for_visitors(form_token)
        assert not app.extensions["page_cache"].bodies


def test_a_list_for_programs_is_kept_by_its_codes_and_not_by_words(app: Flask) -> None:
    client = app.test_client()
    for query, kept in (("municipality=9901&per_page=5", 1), ("q=herberg", 1), ("age=19", 1), ("page=2", 2)):
        first, second = (client.get(f"/api/v1/actors?{query}") for _ in range(2))
        assert (first.status_code, first.data) == (200, second.data)
        assert len(app.extensions["page_cache"].bodies) == kept


def test_an_entry_for_programs_is_kept_by_which_page_of_it_is_asked_for(app: Flask) -> None:
    """Seen red with entries that are written anew each time."""
    client = app.test_client()
    for query, kept in (("", 1), ("?page=2", 2), ("?per_page=1", 3), ("?page=CPR", 3)):
        first, second = (client.get(f"/api/v1/actors/{HOSTEL}{query}") for _ in range(2))
        assert (first.status_code, first.data) == (second.status_code, second.data)
        assert len(app.extensions["page_cache"].bodies) == kept


def test_an_answer_for_programs_that_there_is_not_is_not_kept(app: Flask) -> None:
    client = app.test_client()
    for path in ("/api/v1/actors/actor:demo:ingen", "/api/v1/areas/0000") * 2:
        assert client.get(path).status_code == 404
    assert not app.extensions["page_cache"].bodies


def test_what_is_known_of_an_area_is_kept_for_programs(app: Flask) -> None:
    client = app.test_client()
    first, second = (client.get("/api/v1/areas/9901") for _ in range(2))
    assert (first.status_code, first.data) == (200, second.data)
    assert len(app.extensions["page_cache"].bodies) == 1
