"""The administrator's pages of imports: what came in, and taking it back."""

import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, Final
from unittest.mock import Mock

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

import webapp.app
from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.model import NodeKind
from graphdb.runs import runs
from graphdb.runs.undo import Undone
from graphdb.store import GraphStore
from graphdb.writing.plan import Put, Stamp, commit
from tests.files import filled, opened
from tests.graphdb.writing.test_plan import UNIT, node
from tests.webapp.conftest import served
from tests.webapp.looking import TELEPHONE, look, page_of
from tests.webapp.own import admin, administrator, app
from tests.webapp.signin.people import AT, Clock, browser_of, csrf, site
from tests.webapp.test_deadline import LONG, Asked

__all__ = ["admin", "administrator", "app"]

ALL: Final = "/indlaesninger"
OTHER: Final = "actor:demo:den-anden"


def named(name: str, target: str = UNIT) -> Put:
    """What the source says of an actor."""
    return node(target, NodeKind.ACTOR, "liste", name=name, kind="civ_ngo")


@pytest.fixture
def clock() -> Clock:
    """A clock that starts at ``NOW``."""
    return Clock()


@pytest.fixture
def run(demo_copy: GraphStore, administrator: Account) -> str:
    """An import of two actors from two files, of which one was corrected since."""
    with runs.alone(demo_copy, "liste", AT, administrator.by, lambda: AT) as only:
        commit(demo_copy, [named("Enheden"), named("Den anden", OTHER)], only.stamp("prøve"))
        counts = {"new": 2, "changed": 0, "gone": 0, "refused": 1}
        files = [["liste.csv", "0" * 64], ["mere.csv", "1" * 64]]
        only.outcome = {**counts, "files": files, "kinds": ["Actor"]}
    commit(demo_copy, [named("Rettet")], Stamp(AT, "test", "prøve"))
    return only.id


def words(page: str) -> str:
    """The text of a page on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_all_imports_stand_with_what_they_did_the_newest_first(admin: FlaskClient, run: str) -> None:
    page = admin.get(ALL).text
    first = page[page.index("<tbody>") :].split("</tr>")[0]
    assert re.findall(rf'href="{ALL}/([^"]+)"', first)[0].replace("%3A", ":") == run
    row = words(first)
    assert row.startswith(
        "23. november 2026 kl. 10.30 liste færdig "
        "Oplysninger: 2 nye, 0 ændrede, 0 forsvundne. Rækker afvist: 1 liste.csv"
    )
    assert row.endswith("it@brostad.example")
    assert f'href="{ALL}"' in admin.get("/me").text
    assert "<code>demo-register</code>" in page  # what a source is called may be what its format is


def test_there_are_so_many_on_a_page(admin: FlaskClient, demo_copy: GraphStore, run: str) -> None:
    for _ in range(20):
        with runs.alone(demo_copy, "liste", AT, "test", lambda: AT):
            pass
    assert run not in admin.get(ALL).text.replace("%3A", ":")
    assert admin.get(ALL).text.count("<tr>") == 21
    assert run in admin.get(f"{ALL}?page=2").text.replace("%3A", ":")
    assert [admin.get(f"{ALL}?page={page}").status_code for page in (0, 99)] == [404, 404]


def test_a_directory_without_imports_says_so(tmp_path: Path) -> None:
    for store in opened(filled(tmp_path / "new.db", lambda new: None)):
        account = accounts.add(store, "it@brostad.example", [Grant(Role.ADMINISTRATOR)])
        page = browser_of(site(store, Clock()), account).get(ALL).text
        assert "Der er ikke indlæst noget endnu." in page


def test_its_page_tells_what_taking_it_back_would_do_and_does_nothing(
    admin: FlaskClient, demo_copy: GraphStore, run: str
) -> None:
    version = demo_copy.status().version
    page = words(admin.get(f"{ALL}/{run}").text)
    assert "Prøve, intet er skrevet." in page
    assert "bliver 1 nye oplysninger fjernet" in page
    assert "Det ville ikke blive vist længere Den anden Det kan ikke tages tilbage" in page
    assert "Bliver som nu: Rettet (liste). Det er skrevet om siden." in page
    assert demo_copy.status().version == version


def test_the_button_takes_it_back_and_says_what_stays(
    admin: FlaskClient, administrator: Account, demo_copy: GraphStore, run: str
) -> None:
    token = csrf(admin.get(f"{ALL}/{run}").text)
    answer = admin.post(f"{ALL}/{run}", data={"csrf": token})
    said = words(answer.text)
    assert answer.status_code == 200
    assert "er taget tilbage: 1 nye oplysninger er fjernet, 0 ændrede er, som de var før," in said
    assert "Bliver som nu: Rettet (liste). Det er skrevet om siden." in said
    assert "Det vises ikke længere Den anden Det kunne ikke tages tilbage" in said
    assert [*demo_copy.get([UNIT, OTHER])] == [UNIT]
    (record,) = runs.list_runs(demo_copy, "liste")
    assert (record["state"], record["undone_by"]) == ("undone", administrator.by)
    after = admin.get(f"{ALL}/{run}").text
    assert "Taget tilbage 23. november 2026 kl. 10.30, it@brostad.example Blev stående 1" in words(after)
    assert "<button" not in after.split("<main")[1].split("</main")[0]
    again = admin.post(f"{ALL}/{run}", data={"csrf": token})
    assert (again.status_code, "allerede taget tilbage" in again.text) == (409, True)


def test_while_another_is_at_work_none_is_taken_back(
    admin: FlaskClient, demo_copy: GraphStore, run: str
) -> None:
    token = csrf(admin.get(f"{ALL}/{run}").text)
    other = runs.begin(demo_copy, "liste", AT, "test")
    page = admin.get(f"{ALL}/{run}").text
    assert ("er i gang. Prøv igen" in page, "Tag indlæsningen tilbage" in page) == (True, False)
    assert admin.post(f"{ALL}/{run}", data={"csrf": token}).status_code == 409
    assert OTHER in demo_copy.get([OTHER])
    assert "Går den i stå" in admin.get(f"{ALL}/{other.id}").text
    other.close()


def test_a_large_one_is_not_cut_short_by_the_time_of_a_request(
    demo_copy: GraphStore, administrator: Account, run: str
) -> None:
    """Seen red with the work in the request itself."""
    store: Any = Asked(demo_copy)
    client = browser_of(site(store, Clock()), administrator)
    token = csrf(client.get(f"{ALL}/{run}").text)
    assert LONG in store.left
    store.left.clear()
    assert client.post(f"{ALL}/{run}", data={"csrf": token}).status_code == 200
    assert LONG in store.left


def test_after_a_large_one_the_page_is_shown(
    admin: FlaskClient, demo_copy: GraphStore, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red: it was taken back, and the page said that nothing can be fetched just now."""
    monkeypatch.setattr(webapp.app, "DEADLINE_SECONDS", 20.0)
    elapsed = [0.0]
    monkeypatch.setattr("graphdb.deadline.time", Mock(monotonic=lambda: time.monotonic() + elapsed[0]))
    whole = runs.undo

    def slow(*arguments: Any, **named: Any) -> Undone:
        elapsed[0] += 60
        return whole(*arguments, **named)

    monkeypatch.setattr(runs, "undo", slow)
    page = admin.get(f"{ALL}/{run}")
    assert (page.status_code, "Tag indlæsningen tilbage" in page.text) == (200, True)
    answer = admin.post(f"{ALL}/{run}", data={"csrf": csrf(page.text)})
    assert (answer.status_code, "er taget tilbage" in words(answer.text)) == (200, True)


def test_what_is_not_there_is_not_found(admin: FlaskClient, run: str) -> None:
    token = csrf(admin.get(f"{ALL}/{run}").text)
    assert admin.get(f"{ALL}/x").status_code == 404
    assert admin.post(f"{ALL}/x", data={"csrf": token}).status_code == 404


@pytest.mark.parametrize(
    "grant", [Grant(Role.COORDINATOR, "9901"), Grant(Role.CASEWORKER, "9901"), None], ids=str
)
def test_nobody_else_sees_or_takes_back(
    app: Flask, demo_copy: GraphStore, run: str, grant: Grant | None
) -> None:
    """Seen red with pages for all who may read."""
    client = app.test_client()
    token = "0" * 64
    if grant is not None:
        client = browser_of(app, accounts.add(demo_copy, "ko@brostad.example", [grant]))
        token = csrf(client.get("/me").text)
        assert f'href="{ALL}"' not in client.get("/me").text
    answers = [client.get(ALL), client.get(f"{ALL}/{run}"), client.post(f"{ALL}/{run}", data={"csrf": token})]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert OTHER in demo_copy.get([OTHER])


def test_without_the_token_nothing_happens(admin: FlaskClient, demo_copy: GraphStore, run: str) -> None:
    assert admin.post(f"{ALL}/{run}").status_code == 403
    assert OTHER in demo_copy.get([OTHER])


@pytest.fixture
def live(app: Flask, run: str) -> Iterator[str]:
    """A server with that import."""
    yield from served(app, "localhost")


def test_on_a_telephone_without_scripts_by_keyboard(
    browser: Browser, live: str, demo_copy: GraphStore, administrator: Account, run: str
) -> None:
    with page_of(
        browser, live, demo_copy, administrator, java_script_enabled=False, viewport=TELEPHONE
    ) as phone:
        phone.goto(live + "/me")
        phone.get_by_role("link", name="Indlæsninger").click()
        phone.locator("tbody a").first.focus()
        phone.keyboard.press("Enter")
        phone.get_by_role("button", name="Tag indlæsningen tilbage").focus()
        phone.keyboard.press("Enter")
        expect(phone.get_by_role("status")).to_contain_text("er taget tilbage:")


def test_the_pages_are_for_everybody(
    browser: Browser, live: str, demo_copy: GraphStore, administrator: Account, run: str, axe_source: str
) -> None:
    with page_of(browser, live, demo_copy, administrator) as page:
        for path in (ALL, f"{ALL}/{run}"):
            page.goto(live + path)
            look(page, axe_source)
        page.get_by_role("button", name="Tag indlæsningen tilbage").click()
        look(page, axe_source)
        page.goto(f"{live}{ALL}/{run}")
        look(page, axe_source)
