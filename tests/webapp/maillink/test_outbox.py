"""The outbox of the demo: mails with their links, from being asked to being signed in."""

from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.mailing import outbox
from graphdb.store import GraphStore
from graphdb.upkeep import transfer
from graphdb.writing.plan import Drop, Stamp, commit
from importers.running import frame
from importers.sources import directory
from tests.graphdb.world import NOW
from tests.importers.conftest import order
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.conftest import served
from tests.webapp.looking import look
from tests.webapp.signin.people import AT, csrf
from webapp.app import create_app
from webapp.maillink.posting import THREAD
from webapp.settings import Settings

BOX = "/udbakke"


@pytest.fixture
def site(demo_copy: GraphStore) -> Flask:
    """What ``brobygger demo`` serves without a mail server."""
    return create_app(Settings(proxies=1), demo_copy, clock=lambda: NOW, examples=True)


@pytest.fixture
def browser_here(site: Flask) -> FlaskClient:
    """A browser on this machine."""
    return site.test_client()


def press(client: FlaskClient, act: str) -> str:
    """Press one of the two buttons; answers the page after it."""
    token = csrf(client.get(BOX).text)
    answer = client.post(BOX, data={"csrf": token, "act": act})
    assert (answer.status_code, answer.location) == (303, BOX)
    return unescape(client.get(BOX).text)


def link_in(page: str) -> str:
    """The address behind the newest mail's button."""
    return page.split('<a class="button button-primary" href="')[1].split('"')[0]


def test_the_confirmation_link_leads_to_the_questions(browser_here: FlaskClient) -> None:
    assert "Der er ingen mails endnu." in browser_here.get(BOX).text
    page = press(browser_here, "confirm")
    assert ("Herberg Broen" in page, "tre spørgsmål" in page, "som altid i julen" in page) == (
        True,
        False,
        True,
    )
    asked = browser_here.get(link_in(page), follow_redirects=True)
    assert (asked.status_code, "Herberg Broen" in asked.text) == (200, True)


def test_the_sign_in_link_signs_in(browser_here: FlaskClient) -> None:
    page = press(browser_here, "sign_in")
    opened = browser_here.get(link_in(page), follow_redirects=True)
    browser_here.post("/sign-in/mail/link", data={"csrf": csrf(opened.text)})
    assert "editor@brobygger.example" in browser_here.get("/me").text


def test_a_mail_of_any_page_lands_there(
    site: Flask, browser_here: FlaskClient, demo_copy: GraphStore
) -> None:
    """The form of the sign-in sends it, and the page after it leads to the outbox."""
    accounts.add(demo_copy, "leder@broen.example", [Grant(Role.EDITOR, "actor:demo:herberg-broen")])
    token = csrf(browser_here.get("/sign-in").text)
    sent = browser_here.post("/sign-in/mail", data={"csrf": token, "address": "leder@broen.example"})
    assert f'href="{BOX}"' in browser_here.get(sent.location).text
    THREAD.submit(lambda: None).result()
    (mail,) = outbox.list_all(demo_copy, AT)
    assert (mail.to, mail.link in mail.text) == ("leder@broen.example", True)


def test_once_there_is_a_real_actor_no_page_says_that_it_mails(
    browser_here: FlaskClient, demo_copy: GraphStore, tmp_path: Path
) -> None:
    """Nobody can see the outbox then. Seen red with what was so at the start."""
    accounts.add(demo_copy, "leder@broen.example", [Grant(Role.EDITOR, HOSTEL)])
    page = browser_here.get("/sign-in").text
    assert 'action="/sign-in/mail"' in page
    path = tmp_path / "actors.csv"
    path.write_text("id,name,kind\na,Værestedet,civ_vaerested\n", encoding="utf-8")
    frame.run(demo_copy, directory.IMPORTER, [path], order("horsens"))
    asked = browser_here.post("/sign-in/mail", data={"csrf": csrf(page), "address": "leder@broen.example"})
    THREAD.submit(lambda: None).result()
    assert (asked.status_code, asked.location) == (303, "/sign-in")
    assert 'action="/sign-in/mail"' not in browser_here.get("/sign-in").text
    assert outbox.list_all(demo_copy, AT) == []


def test_without_the_hostel_nothing_offers_to_ask_it(
    browser_here: FlaskClient, demo_copy: GraphStore
) -> None:
    """An administrator who tries things out may take it away. Seen red: the server failed."""
    token = csrf(browser_here.get(BOX).text)
    edits = [Drop(HOSTEL, claim.source) for claim in demo_copy.claims([HOSTEL])[HOSTEL]]
    commit(demo_copy, edits, Stamp(AT, "test", "prøve"))
    page = browser_here.get(BOX).text
    assert ('value="confirm"' in page, 'value="sign_in"' in page) == (False, True)
    assert browser_here.post(BOX, data={"csrf": token, "act": "confirm"}).status_code == 400


def test_looking_sends_nothing_and_other_words_neither(
    browser_here: FlaskClient, demo_copy: GraphStore
) -> None:
    token = csrf(browser_here.get(BOX).text)
    browser_here.head(BOX)
    assert browser_here.post(BOX, data={"csrf": token, "act": "all"}).status_code == 400
    assert browser_here.post(BOX, data={"act": "confirm"}).status_code == 403
    assert outbox.list_all(demo_copy, AT) == []
    assert accounts.list_all(demo_copy) == []


@pytest.mark.parametrize(
    "sent",
    [
        {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
    ],
    ids=str,
)
def test_others_have_no_such_page(browser_here: FlaskClient, sent: dict[str, dict[str, str]]) -> None:
    """The links that are listed there sign in."""
    token = csrf(browser_here.get(BOX).text)
    assert browser_here.get(BOX, **sent).status_code == 404
    assert browser_here.post(BOX, data={"csrf": token, "act": "confirm"}, **sent).status_code == 404


def test_with_a_mail_server_or_without_examples_there_is_none(demo_copy: GraphStore) -> None:
    mailing = Settings(smtp_url="smtp://localhost:25", mail_from="a@b.example")
    for settings, examples in ((mailing, True), (Settings(), False)):
        site = create_app(settings, demo_copy, clock=lambda: NOW, examples=examples)
        assert site.test_client().get(BOX).status_code == 404
        assert site.extensions["brobygger"].settings == settings


def test_mails_go_after_a_day_and_into_no_backup(
    browser_here: FlaskClient, demo_copy: GraphStore, tmp_path: Path
) -> None:
    """They hold links that sign in."""
    press(browser_here, "sign_in")
    (mail,) = outbox.list_all(demo_copy, AT)
    transfer.export(demo_copy, tmp_path / "all.jsonl")
    assert mail.link.rpartition("/")[2] not in (tmp_path / "all.jsonl").read_text(encoding="utf-8")
    assert outbox.list_all(demo_copy, "2026-11-25T00:00:00+00:00") == []


def test_it_is_for_everybody(browser: Browser, demo_copy: GraphStore, axe_source: str) -> None:
    for address in served(create_app(Settings(), demo_copy, clock=lambda: NOW, examples=True)):
        context = browser.new_context(locale="da-DK")
        page = context.new_page()
        page.goto(f"{address}/proev")
        page.get_by_role("link", name="Udbakke (eksempel)").click()
        look(page, axe_source)
        page.get_by_role("button", name="Spørg et herberg").press("Enter")
        look(page, axe_source)
        page.get_by_role("link", name="Åbn linket i mailen").press("Enter")
        expect(page.locator("main")).to_contain_text("Herberg Broen")
        context.close()
