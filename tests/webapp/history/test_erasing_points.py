"""Erasing a contact person on the pages: the list, a warning, and then it is gone."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.message import Text
from graphdb.model import EdgeKind
from graphdb.store import GraphStore, Way
from graphdb.upkeep.check import check
from graphdb.versions import erasing
from graphdb.writing.plan import Drop, Stamp, commit
from tests.webapp.conftest import served
from tests.webapp.looking import look, page_of
from tests.webapp.signin.people import AT, Clock, browser_of, csrf, site

ACTOR = "actor:demo:brostad-voksen-udsatte"
PAGE = f"/actors/{ACTOR}/historik/kontakter"
NUMBER = "00 25 52 29"


@pytest.fixture
def app(demo_copy: GraphStore) -> Flask:
    """The application on a directory of one's own."""
    return site(demo_copy, Clock())


@pytest.fixture
def administrator(demo_copy: GraphStore) -> Account:
    """The account of an administrator."""
    return accounts.add(demo_copy, "it@brostad.example", [Grant(Role.ADMINISTRATOR)])


@pytest.fixture
def admin(app: Flask, administrator: Account) -> FlaskClient:
    """The administrator's browser."""
    return browser_of(app, administrator)


def faults(store: GraphStore) -> tuple[Text, ...]:
    """What a check of the store finds."""
    return check(store).faults


def test_it_is_told_first_and_then_gone_for_good(admin: FlaskClient, demo_copy: GraphStore) -> None:
    (point,) = (one for one in erasing.points(demo_copy, ACTOR) if one.facts["role"].startswith("Fagtelefon"))
    assert f'href="{PAGE}"' in admin.get(f"/actors/{ACTOR}/historik").text
    assert NUMBER in admin.get(PAGE).text
    before = faults(demo_copy)
    warned = admin.get(f"{PAGE}/{point.id}").text
    assert ("Det kan ikke fortrydes." in warned, NUMBER in warned) == (True, True)
    assert demo_copy.get([point.id])
    answer = admin.post(f"{PAGE}/{point.id}", data={"csrf": csrf(warned)})
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?svar=slettet")
    after = admin.get(answer.location).text
    assert ("Kontakten er slettet" in after, NUMBER in after) == (True, False)
    assert not demo_copy.get([point.id])
    assert not [
        edge
        for edge in demo_copy.edges([ACTOR], kinds=[EdgeKind.CONTACTED_AT], way=Way.OUT)
        if edge.dst == point.id
    ]
    assert faults(demo_copy) == before
    assert admin.get(f"/actors/{ACTOR}/historik").status_code == 200
    assert admin.post(f"{PAGE}/{point.id}", data={"csrf": csrf(warned)}).status_code == 404


def test_what_is_no_contact_of_the_entry_is_not_there(admin: FlaskClient) -> None:
    token = csrf(admin.get("/me").text)
    for wrong in (f"{PAGE}/{ACTOR}", f"{PAGE}/x", "/actors/actor:demo:ingen/historik/kontakter"):
        assert admin.get(wrong).status_code == 404
    assert admin.post(f"{PAGE}/{ACTOR}", data={"csrf": token}).status_code == 404


@pytest.mark.parametrize("grant", [Grant(Role.COORDINATOR, "9901"), Grant(Role.EDITOR, ACTOR)], ids=str)
def test_nobody_else_sees_or_erases(app: Flask, demo_copy: GraphStore, grant: Grant) -> None:
    client = browser_of(app, accounts.add(demo_copy, "ko@brostad.example", [grant]))
    token = csrf(client.get("/me").text)
    point = erasing.points(demo_copy, ACTOR)[0]
    assert "historik/kontakter" not in client.get(f"/actors/{ACTOR}/historik").text
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}/{point.id}", data={"csrf": token}).status_code == 403
    assert demo_copy.get([point.id])


def test_it_is_for_everybody(
    browser: Browser, app: Flask, demo_copy: GraphStore, administrator: Account, axe_source: str
) -> None:
    for live in served(app, "localhost"):
        with page_of(browser, live, demo_copy, administrator) as page:
            page.goto(live + PAGE)
            look(page, axe_source)
            page.get_by_role("link", name="Slet", exact=False).last.press("Enter")
            look(page, axe_source)
            page.get_by_role("button", name="Ja, slet for altid").press("Enter")
            look(page, axe_source)


def test_the_contacts_of_an_actor_that_is_gone(admin: FlaskClient, demo_copy: GraphStore) -> None:
    """Its page says that it is gone, and leads an administrator on; its contacts can be erased."""
    point = next(
        one for one in erasing.points(demo_copy, ACTOR) if one.facts["role"].startswith("Fagtelefon")
    )
    name = demo_copy.get([ACTOR])[ACTOR].text("name")
    claims = demo_copy.claims([ACTOR])[ACTOR]
    commit(demo_copy, [Drop(ACTOR, claim.source) for claim in claims], Stamp(AT, "test", ""))
    gone = admin.get(f"/actors/{ACTOR}")
    assert (gone.status_code, f'href="{PAGE}"' in gone.text) == (410, True)
    shown = admin.get(PAGE).text
    assert (name in shown, "er taget ud af kataloget" in shown, NUMBER in shown) == (True, True, True)
    assert f'href="/actors/{ACTOR}/historik"' not in shown
    token = csrf(admin.get(f"{PAGE}/{point.id}").text)
    answer = admin.post(f"{PAGE}/{point.id}", data={"csrf": token})
    assert answer.status_code == 303
    assert NUMBER not in admin.get(answer.location).text


def test_actors_that_are_gone_are_listed_for_administrators(
    admin: FlaskClient, app: Flask, demo_copy: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = "/actors/historik/borte"
    assert f'href="{where}"' in admin.get("/me").text
    assert "Ingen aktører er taget ud." in admin.get(where).text
    claims = demo_copy.claims([ACTOR])[ACTOR]
    commit(demo_copy, [Drop(ACTOR, claim.source) for claim in claims], Stamp(AT, "test", ""))
    assert f'href="{PAGE}"' in admin.get(where).text
    monkeypatch.setattr(erasing, "_PAGES", 1)
    pages, following = 0, where
    while f'href="{PAGE}"' not in (page := admin.get(following).text):
        following = re.search(r'href="([^"]*efter=[0-9]+)"', page.partition("<main")[2])[1]  # type: ignore[index]
        pages += 1
        assert pages < 100
    assert admin.get(f"{where}?efter=999999999999").status_code == 200
    other = browser_of(app, accounts.add(demo_copy, "ko@brostad.example", [Grant(Role.COORDINATOR, "9901")]))
    assert other.get(where).status_code == 403


def test_who_looks_after_nothing_is_led_nowhere(client: FlaskClient, demo_copy: GraphStore) -> None:
    claims = demo_copy.claims([ACTOR])[ACTOR]
    commit(demo_copy, [Drop(ACTOR, claim.source) for claim in claims], Stamp(AT, "test", ""))
    gone = client.get(f"/actors/{ACTOR}")
    assert (gone.status_code, "kontakter" in gone.text) == (410, False)
