"""Erasing a person: a warning first, then a button, and history that is whole."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.model import NodeKind
from graphdb.store import GraphStore
from graphdb.upkeep.check import check
from graphdb.writing.plan import Stamp, commit
from tests.graphdb.writing.test_plan import UNIT, node
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.conftest import served
from tests.webapp.looking import look, page_of
from tests.webapp.people.test_people import ALL, send
from tests.webapp.signin.people import AT, browser_of, csrf

NAME = "leder@broen.example"


@pytest.fixture
def person(demo_copy: GraphStore) -> Account:
    """An editor who wrote something."""
    account = accounts.add(demo_copy, NAME, [Grant(Role.EDITOR, HOSTEL)])
    said = node(UNIT, NodeKind.ACTOR, "liste", name="Enheden", kind="civ_ngo")
    commit(demo_copy, [said], Stamp(AT, account.by, "prøve"))
    return account


def test_it_is_told_first_and_then_done(
    app: Flask, admin: FlaskClient, demo_copy: GraphStore, person: Account
) -> None:
    theirs = browser_of(app, person)
    page = f"{ALL}/{person.id}"
    assert f'href="{page}/slet"' in admin.get(page).text
    warned = admin.get(f"{page}/slet").text
    assert ("kæde" in warned, "ikke hvem der gjorde det" in warned) == (False, True)
    assert ("Det kan ikke fortrydes." in warned, NAME in warned) == (True, True)
    assert accounts.find(demo_copy, person.id) is not None
    answer = send(admin, f"{page}/slet")
    assert (answer.status_code, answer.location) == (303, f"{ALL}?svar=slettet")
    after = admin.get(answer.location).text
    assert ("oplysninger er slettet" in after, NAME in after) == (True, False)
    assert accounts.find(demo_copy, person.id) is None
    assert accounts.find_by(demo_copy, NAME) is None
    assert theirs.get("/me").status_code == 403
    assert admin.get(page).status_code == 404


def test_what_they_wrote_stands_and_so_does_the_chain(
    admin: FlaskClient, demo_copy: GraphStore, person: Account
) -> None:
    head = demo_copy.status().head
    send(admin, f"{ALL}/{person.id}/slet")
    assert demo_copy.status().head == head
    assert check(demo_copy).faults == ()
    assert demo_copy.get([UNIT])[UNIT].text("name") == "Enheden"


def test_nobody_erases_themselves(admin: FlaskClient, administrator: Account, demo_copy: GraphStore) -> None:
    """Somebody has to be left."""
    page = f"{ALL}/{administrator.id}"
    assert "/slet" not in admin.get(page).text
    assert "Det er dig selv." in admin.get(f"{page}/slet").text
    token = csrf(admin.get(page).text)
    assert admin.post(f"{page}/slet", data={"csrf": token}).status_code == 409
    assert accounts.find(demo_copy, administrator.id) is not None


def test_a_coordinator_does_not(local: FlaskClient, demo_copy: GraphStore, person: Account) -> None:
    token = csrf(local.get("/me").text)
    assert local.get(f"{ALL}/{person.id}/slet").status_code == 403
    assert local.post(f"{ALL}/{person.id}/slet", data={"csrf": token}).status_code == 403
    assert "/slet" not in local.get(f"/kommune/9901/personer/{person.id}").text
    assert accounts.find(demo_copy, person.id) is not None


def test_it_is_for_everybody(
    browser: Browser,
    app: Flask,
    demo_copy: GraphStore,
    administrator: Account,
    person: Account,
    axe_source: str,
) -> None:
    for live in served(app, "localhost"):
        with page_of(browser, live, demo_copy, administrator) as page:
            page.goto(f"{live}{ALL}/{person.id}")
            look(page, axe_source)
            page.get_by_role("link", name="Se, hvad der sker").press("Enter")
            look(page, axe_source)
            page.get_by_role("button", name="Ja, slet for altid").press("Enter")
            look(page, axe_source)
