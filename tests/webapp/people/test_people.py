"""Who gives which role to whom, and that nobody gets more by it."""

import re
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graphdb.accounts import accounts, credentials, links
from graphdb.accounts.accounts import Account
from graphdb.accounts.desk import Desk
from graphdb.accounts.roles import Grant, Role
from graphdb.fields.cpr import find_cpr
from graphdb.store import GraphStore
from tests.graphdb.world import TODAY
from tests.webapp.answer.browsing import HOSTEL, OTHER
from tests.webapp.lint import problems
from tests.webapp.signin.people import AT, PASSWORD, Clock, browser_of, code, csrf, site

ALL: Final = "/personer"
LOCAL: Final = "/kommune/9901/personer"
EDITOR: Final = Grant(Role.EDITOR, HOSTEL)


def send(client: FlaskClient, page: str, **sent: str) -> TestResponse:
    """Send a form of a page to its own address."""
    return client.post(page, data={"csrf": csrf(client.get(page).text), **sent})


def account_of(store: GraphStore, address: str) -> Account:
    """The account of an address."""
    account = accounts.find_by(store, address)
    assert account is not None
    return account


@pytest.mark.parametrize(
    ("role", "of", "grant"),
    [
        ("editor", "Herberg Broen", EDITOR),
        ("editor", f"http://localhost/actors/{HOSTEL}?page=2#kontakt", EDITOR),
        ("editor", HOSTEL, EDITOR),
        ("caseworker", "brostad", Grant(Role.CASEWORKER, "9901")),
        ("coordinator", "9902", Grant(Role.COORDINATOR, "9902")),
        ("administrator", "", Grant(Role.ADMINISTRATOR)),
    ],
)
def test_an_administrator_adds_a_person(
    admin: FlaskClient, demo_copy: GraphStore, role: str, of: str, grant: Grant
) -> None:
    answer = send(admin, ALL, address="ny@brostad.example", role=role, of=of)
    account = account_of(demo_copy, "ny@brostad.example")
    assert (answer.status_code, answer.location) == (303, f"{ALL}/{account.id}?svar=ny")
    assert account.grants == (grant,)
    assert "ny@brostad.example" in admin.get(ALL).text
    assert "Tilføjet." in admin.get(answer.location).text


def test_an_id_that_looks_like_a_citizens_number_leads_to_its_page_too(
    admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red: one person in four hundred was added, and the answer was that there is no such page."""
    looks_alike = "47e7310057068f62516a8e58a7272c2a"
    assert find_cpr(looks_alike)
    monkeypatch.setattr(accounts, "new_id", lambda: looks_alike)
    answer = send(admin, ALL, address="ny@brostad.example", role="administrator", of="")
    assert (answer.status_code, answer.location) == (303, f"{ALL}/{looks_alike}?svar=ny")
    assert "Tilføjet." in admin.get(answer.location).text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"address": "ny@brostad"}, "mailadresse"),
        ({"address": "010190-1234@brostad.example"}, "CPR"),
        ({"role": "visitor"}, "Vælg en rolle"),
        ({"role": "editor", "of": ""}, "Skriv aktørens navn"),
        ({"role": "editor", "of": "Ingen"}, "Skriv aktørens navn"),
        ({"role": "editor", "of": "actor:demo:ingen"}, "ingen aktør"),
        ({"role": "editor", "of": "Se 010190-1234"}, "CPR"),
        ({"role": "caseworker", "of": "Atlantis"}, "Skriv kommunens navn"),
    ],
)
def test_what_cannot_be_taken_is_said(
    admin: FlaskClient, demo_copy: GraphStore, sent: dict[str, str], said: str
) -> None:
    before = accounts.list_all(demo_copy)
    whole = {"address": "ny@brostad.example", "role": "caseworker", "of": "9901"} | sent
    answer = send(admin, ALL, **whole)
    assert (answer.status_code, said in answer.text, "-1234" in answer.text) == (422, True, False)
    assert accounts.list_all(demo_copy) == before


def test_a_role_that_is_taken_ends_what_is_open_at_once(
    app: Flask, admin: FlaskClient, demo_copy: GraphStore
) -> None:
    """Seen red with the session left alone."""
    account = accounts.add(demo_copy, "ny@brostad.example", [EDITOR, Grant(Role.CASEWORKER, "9901")])
    browser = browser_of(app, account)
    assert browser.get("/me").status_code == 200
    page = f"{ALL}/{account.id}"
    assert send(admin, page, act="take", role="editor", of=HOSTEL).status_code == 303
    assert browser.get("/me").status_code == 403
    assert accounts.get(demo_copy, account.id).grants == (Grant(Role.CASEWORKER, "9901"),)
    assert send(admin, page, act="give", role="editor", of=HOSTEL).status_code == 303
    assert EDITOR in accounts.get(demo_copy, account.id).grants


def test_who_is_shut_out_comes_in_again_when_let(
    app: Flask, admin: FlaskClient, demo_copy: GraphStore
) -> None:
    account = accounts.add(demo_copy, "ny@brostad.example", [EDITOR])
    browser, page = browser_of(app, account), f"{ALL}/{account.id}"
    assert send(admin, page, act="disable").status_code == 303
    assert (browser.get("/me").status_code, "lukket ude" in admin.get(ALL).text) == (403, True)
    assert send(admin, page, act="link").status_code == 422
    assert send(admin, page, act="enable").status_code == 303
    assert browser_of(app, account).get("/me").status_code == 200


def test_a_link_is_shown_once_and_works(app: Flask, admin: FlaskClient, demo_copy: GraphStore) -> None:
    account = accounts.add(demo_copy, "ny@brostad.example", [EDITOR])
    page = f"{ALL}/{account.id}"
    answer = send(admin, page, act="link")
    token = re.search(r"http://localhost/sign-in/link/([0-9a-f]{64})", answer.text)
    assert token is not None
    pair = links.find(demo_copy, token[1], AT)
    assert pair is not None
    assert pair[1].id == account.id
    assert "/sign-in/link/" not in admin.get(page).text
    assert app.test_client().get(f"/sign-in/link/{token[1]}").status_code == 303


def test_nobody_shuts_themselves_out(
    admin: FlaskClient, administrator: Account, demo_copy: GraphStore
) -> None:
    page = f"{ALL}/{administrator.id}"
    for sent in ({"act": "disable"}, {"act": "take", "role": "administrator", "of": ""}):
        assert "ved dig selv" in send(admin, page, **sent).text
    assert accounts.get(demo_copy, administrator.id) == administrator


def test_a_coordinator_gives_roles_of_the_own_municipality(local: FlaskClient, demo_copy: GraphStore) -> None:
    assert (
        send(local, LOCAL, address="ny@broen.example", role="editor", of="Herberg Broen").status_code == 303
    )
    account = account_of(demo_copy, "ny@broen.example")
    assert account.grants == (EDITOR,)
    assert send(local, f"{LOCAL}/{account.id}", act="give", role="caseworker").status_code == 303
    assert Grant(Role.CASEWORKER, "9901") in accounts.get(demo_copy, account.id).grants
    assert "/sign-in/link/" in send(local, f"{LOCAL}/{account.id}", act="link").text


@pytest.mark.parametrize(
    ("role", "of"),
    [("coordinator", "9901"), ("administrator", ""), ("editor", OTHER), ("caseworker", "9902")],
)
def test_and_no_others(local: FlaskClient, demo_copy: GraphStore, role: str, of: str) -> None:
    """A caseworker's is of the page's municipality whatever is sent. Seen red with a desk that gives all."""
    answer = send(local, LOCAL, address="ny@broen.example", role=role, of=of)
    account = accounts.find_by(demo_copy, "ny@broen.example")
    if role == "caseworker":
        assert account is not None
        assert account.grants == (Grant(Role.CASEWORKER, "9901"),)
    else:
        assert (answer.status_code, account) == (422, None)


@pytest.mark.parametrize("other", [Grant(Role.ADMINISTRATOR), Grant(Role.EDITOR, OTHER)])
def test_a_link_of_who_may_more_is_not_made_by_a_coordinator(
    local: FlaskClient, demo_copy: GraphStore, other: Grant
) -> None:
    """It would let whoever has it in as the other. Seen red with a link for all that stand on the list."""
    account = accounts.add(demo_copy, "ny@brostad.example", [EDITOR, other])
    page = f"{LOCAL}/{account.id}"
    assert 'value="link"' not in local.get(page).text
    for sent in (
        {"act": "link"},
        {"act": "disable"},
        {"act": "take", "role": str(other.role), "of": other.of},
    ):
        answer = send(local, page, **sent)
        assert (answer.status_code, "/sign-in/link/" in answer.text) == (422, False)
    assert accounts.get(demo_copy, account.id) == account


@pytest.mark.parametrize("used", [False, True])
def test_what_a_coordinator_knows_of_an_account_does_not_open_a_wider_role(
    app: Flask, local: FlaskClient, admin: FlaskClient, demo_copy: GraphStore, used: bool
) -> None:
    """A link that was not used yet, or the password that it set. Seen red with sessions ended alone."""
    send(local, LOCAL, address="boss@brostad.example", role="editor", of="Herberg Broen")
    account = account_of(demo_copy, "boss@brostad.example")
    answer = send(local, f"{LOCAL}/{account.id}", act="link")
    shown = re.search(r"/sign-in/link/([0-9a-f]{64})", answer.text)
    assert shown is not None
    secret = credentials.secret_of(shown[1])
    if used:
        credentials.set_by_link(demo_copy, shown[1], PASSWORD, code(secret, AT), AT)
    send(admin, ALL, address="boss@brostad.example", role="administrator", of="")
    account = account_of(demo_copy, "boss@brostad.example")
    assert Grant(Role.ADMINISTRATOR) in account.grants
    assert credentials.set_by_link(demo_copy, shown[1], PASSWORD, code(secret, AT), AT) is None
    later = Clock()
    later.turn(seconds=30)
    assert not credentials.check(demo_copy, account, PASSWORD, code(secret, later.moment()), later.moment())


def test_of_two_who_change_roles_at_once_both_do(administrator: Account, demo_copy: GraphStore) -> None:
    """Seen red with the set of roles of when the page was read."""
    account = accounts.add(demo_copy, "ny@brostad.example", [EDITOR])
    desk, day = Desk(demo_copy, TODAY, AT, administrator), Grant(Role.CASEWORKER, "9901")
    desk.give(account, day)
    desk.take(account, EDITOR)
    assert accounts.get(demo_copy, account.id).grants == (day,)


def test_who_is_of_another_municipality_is_not_there(
    local: FlaskClient, administrator: Account, demo_copy: GraphStore
) -> None:
    foreign = accounts.add(demo_copy, "ny@mosekoebing.example", [Grant(Role.EDITOR, OTHER)])
    assert "ko@brostad.example" in local.get(LOCAL).text
    for account in (foreign, administrator):
        assert account.address not in local.get(LOCAL).text
        page = f"{LOCAL}/{account.id}"
        assert local.get(page).status_code == 404
        token = csrf(local.get(LOCAL).text)
        assert local.post(page, data={"csrf": token, "act": "link"}).status_code == 404
        assert local.get(f"{ALL}/{account.id}").status_code == 403
    assert local.get("/kommune/9902/personer").status_code == 403


def test_employees_come_in_by_their_own_sign_in(demo_copy: GraphStore, administrator: Account) -> None:
    """Where they may have no password here, nobody makes them an account or a link."""
    client = browser_of(site(demo_copy, Clock(), staff_passwords=False), administrator)
    answer = send(client, ALL, address="ny@brostad.example", role="caseworker", of="9901")
    assert (answer.status_code, accounts.find_by(demo_copy, "ny@brostad.example")) == (422, None)
    colleague = accounts.add(demo_copy, "ko@brostad.example", [Grant(Role.COORDINATOR, "9901")])
    assert send(client, f"{ALL}/{colleague.id}", act="link").status_code == 422


def test_what_is_done_shows_on_ones_own_page(local: FlaskClient, admin: FlaskClient) -> None:
    assert LOCAL in local.get("/me").text
    assert f'href="{ALL}"' in admin.get("/me").text
    assert f'href="{ALL}"' not in local.get("/me").text


@pytest.mark.parametrize(
    ("field", "form"),
    [
        ("address", {"address": "ikke en adresse", "role": "caseworker", "of": "Brostad"}),
        ("of", {"address": "ny@brostad.example", "role": "caseworker", "of": "Ingensteds"}),
        ("of", {"address": "ny@brostad.example", "role": "editor", "of": "actor:demo:ingen"}),
        ("role", {"address": "ny@brostad.example", "role": "konge"}),
    ],
)
def test_what_is_refused_stands_beside_its_field(
    admin: FlaskClient, field: str, form: dict[str, str]
) -> None:
    """Just above it, once, and the head of the page says where to look."""
    page = send(admin, ALL, **form).text
    assert problems(page) == []
    before, after = page.split('id="refused"')
    assert re.findall(r'<label class="form-label" for="(\w+)"', after)[0] == field
    assert "Se efter nedenfor" in before
