"""Trying the roles out: one button for each where the demo serves, and a page that is not there elsewhere."""

from dataclasses import replace
from pathlib import Path

import click
import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

import brobygger
from commands import serving
from graphdb.accounts import accounts, role_history
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from importers.running import frame
from importers.sources import directory
from tests.graphdb.world import NOW
from tests.importers.conftest import order
from tests.webapp.conftest import served
from tests.webapp.looking import look
from tests.webapp.signin.people import AT, csrf
from tests.webapp.test_titles import title
from webapp import server
from webapp.app import create_app
from webapp.settings import Settings
from webapp.signin.gate import need_of
from webapp.signin.needs import OPEN

HOSTEL = "actor:demo:herberg-broen"
ROLES = {
    "caseworker": Grant(Role.CASEWORKER, "9901"),
    "editor": Grant(Role.EDITOR, HOSTEL),
    "coordinator": Grant(Role.COORDINATOR, "9901"),
    "administrator": Grant(Role.ADMINISTRATOR),
}
LANDINGS = {
    "caseworker": "/",
    "editor": f"/actors/{HOSTEL}/ret",
    "coordinator": "/kommune/9901",
    "administrator": "/me",
}


@pytest.fixture
def site(demo_copy: GraphStore) -> Flask:
    """What ``brobygger demo`` serves, also to others under a name of its own."""
    settings = Settings(url="https://brobygger.kommune.dk", proxies=1)
    return create_app(settings, demo_copy, clock=lambda: NOW, examples=True)


@pytest.mark.parametrize("role", ROLES)
def test_one_button_signs_in(site: Flask, demo_copy: GraphStore, role: str) -> None:
    browser = site.test_client()
    assert 'href="/proev"' in browser.get("/sign-in").text
    page = browser.get("/proev").text
    assert accounts.list_all(demo_copy) == []
    assert ("Herberg Broen" in page, "Brostad" in page) == (True, True)
    assert browser.post("/proev", data={"role": role}).status_code == 403
    for _ in range(2):
        answer = browser.post("/proev", data={"role": role, "csrf": csrf(browser.get("/proev").text)})
        assert (answer.status_code, answer.location) == (303, LANDINGS[role])
    (account,) = accounts.list_all(demo_copy)
    assert (account.grants, account.address.endswith(".example")) == ((ROLES[role],), True)
    assert account.address in browser.get("/me").text
    (change,) = role_history.list_all(demo_copy, AT)
    assert (change.by, change.given) == (role_history.TRIAL, (ROLES[role],))


def test_it_is_four_routes_more_and_all_may_enter(app: Flask, site: Flask) -> None:
    rules = {(rule.endpoint, rule.rule) for rule in site.url_map.iter_rules()}
    assert rules - {(rule.endpoint, rule.rule) for rule in app.url_map.iter_rules()} == {
        ("trial.show", "/proev"),
        ("trial.take", "/proev"),
        ("outbox.show", "/udbakke"),
        ("outbox.send", "/udbakke"),
    }
    assert {need_of(site, f"{name}.x") for name in ("trial", "outbox")} == {OPEN}
    answer = site.test_client().get("/proev?role=bl%C3%A5mandag")
    assert (title(answer).partition(" – ")[0].partition(" - ")[0], "blåmandag" in answer.text) == (
        "Prøv som …",
        False,
    )


def test_what_somebody_did_to_an_example_account_is_taken_back(site: Flask, demo_copy: GraphStore) -> None:
    """Red without letting it in again, and without giving its role back."""
    browser = site.test_client()
    for _ in range(2):
        data = {"role": "editor", "csrf": csrf(browser.get("/proev").text)}
        browser.post("/proev", data=data)
        assert browser.get(f"/actors/{HOSTEL}/ret").status_code == 200
        (account,) = accounts.list_all(demo_copy)
        accounts.change_grants(demo_copy, account.id, add=[ROLES["caseworker"]], take=[ROLES["editor"]])
        accounts.set_disabled(demo_copy, account.id, disabled=True)


def test_no_other_role_than_those(site: Flask, demo_copy: GraphStore) -> None:
    browser = site.test_client()
    data = {"csrf": csrf(browser.get("/proev").text)}
    assert browser.post("/proev", data=data | {"role": "visitor"}).status_code == 400
    assert accounts.list_all(demo_copy) == []


@pytest.mark.parametrize(
    "sent",
    [
        {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}},
        {"environ_overrides": {"REMOTE_ADDR": ""}},
        {"headers": {"Host": "brobygger.kommune.dk"}},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"X-Forwarded-Proto": "http"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
        {"headers": {"Via": "1.1 proxy"}},
        {"headers": {"X-Real-IP": "127.0.0.1"}},
    ],
    ids=str,
)
def test_others_have_no_such_page(
    site: Flask, demo_copy: GraphStore, sent: dict[str, dict[str, str]]
) -> None:
    """Seen red without each of: the address, the host, what proxies say."""
    browser = site.test_client()
    data = {"role": "administrator", "csrf": csrf(browser.get("/proev").text)}
    assert browser.get("/proev", **sent).status_code == 404
    assert browser.post("/proev", data=data, **sent).status_code == 404
    assert browser.post("/proev", **sent).status_code == 404
    assert "/proev" not in browser.get("/sign-in", **sent).text
    assert accounts.list_all(demo_copy) == []


def test_a_directory_with_a_real_actor_has_no_such_page(
    site: Flask, demo_copy: GraphStore, tmp_path: Path
) -> None:
    """Also when it comes while the demo serves. Seen red without asking the store."""
    browser = site.test_client()
    data = {"role": "administrator", "csrf": csrf(browser.get("/proev").text)}
    path = tmp_path / "actors.csv"
    path.write_text("id,name,kind\na,Værestedet,civ_vaerested\n", encoding="utf-8")
    frame.run(demo_copy, directory.IMPORTER, [path], order("horsens"))
    assert [browser.get("/proev").status_code, browser.post("/proev", data=data).status_code] == [404, 404]
    assert accounts.list_all(demo_copy) == []


@pytest.mark.parametrize(("address", "status"), [("administrator@brobygger.example", 200), ("it@x.dk", 404)])
def test_what_an_example_account_imports_leaves_it_open(
    site: Flask, demo_copy: GraphStore, tmp_path: Path, address: str, status: int
) -> None:
    """Until somebody else imports the same source, too. Seen red without asking who imported."""
    path = tmp_path / "actors.csv"
    path.write_text("id,name,kind\na,Værestedet,civ_vaerested\n", encoding="utf-8")
    account = accounts.add(demo_copy, address, [ROLES["administrator"]])
    wanted = order("horsens")
    frame.run(demo_copy, directory.IMPORTER, [path], replace(wanted, by=account.by))
    browser = site.test_client()
    assert [browser.get(page).status_code for page in ("/proev", "/udbakke")] == [status, status]
    frame.run(demo_copy, directory.IMPORTER, [path], replace(wanted, again=True))
    assert browser.get("/proev").status_code == 404


def test_the_pages_of_serve_have_none(demo_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same directory, as ``serve`` and ``demo`` start it. Seen red with the page in every application."""
    monkeypatch.setenv("BROBYGGER_STORE", f"sqlite:///{demo_file}")
    statuses = {
        target: getattr(brobygger, target.partition(":")[2])().test_client().get("/proev").status_code
        for target in (serving.APPLICATION, serving.EXAMPLES)
    }
    assert statuses == {serving.APPLICATION: 404, serving.EXAMPLES: 200}


@pytest.mark.parametrize(
    ("command", "host", "target"),
    [
        ("demo", "127.0.0.1", serving.EXAMPLES),
        ("demo", "localhost", serving.EXAMPLES),
        ("demo", "0.0.0.0", serving.APPLICATION),
        ("serve", "127.0.0.1", serving.APPLICATION),
    ],
)
def test_only_the_demo_on_this_machine_starts_it(
    demo_copy: GraphStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    host: str,
    target: str,
) -> None:
    """Seen red with a demo that does not look where it listens. Links in mails name the port that was asked
    for: red without handing it on.
    """
    demo_copy.close()  # the commands write in it
    started = list[tuple[str, object]]()
    monkeypatch.setattr(server, "serve", lambda _host, _port, what, **more: started.append((what, more)))
    monkeypatch.setattr(server, "check", lambda *_: None)
    monkeypatch.setenv("BROBYGGER_STORE", f"sqlite:///{tmp_path / 'demo.db'}")
    monkeypatch.setenv("PORT", "8000")
    context = click.Context(brobygger.command_line)
    with context:
        brobygger.command_line.main([command, "--host", host, "--port", "8143"], standalone_mode=False)
    assert [what for what, _ in started] == [target]
    assert Settings.from_environment().site() == "http://localhost:8143"


def test_it_is_accessible_on_every_screen(browser: Browser, demo_copy: GraphStore, axe_source: str) -> None:
    """And by the keyboard, without scripts or with."""
    for address in served(create_app(Settings(), demo_copy, clock=lambda: NOW, examples=True)):
        context = browser.new_context(locale="da-DK")
        page = context.new_page()
        for path in ("/sign-in", "/proev", "/en/proev"):
            page.goto(f"{address}{path}")
            look(page, axe_source)
        expect(page.locator("main")).to_contain_text("Coordinator")
        page.focus("button[value=coordinator]")
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/kommune/9901")
        context.close()
