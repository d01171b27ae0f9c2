"""What somebody who means harm tries at the doors: each form, each cookie, each address."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts, credentials, links, sessions
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.webapp.signin.people import AT, PASSWORD, Clock, browser_of, code, csrf, site
from webapp.signin.origin import network

COORDINATOR = Grant(Role.COORDINATOR, "9901")
SCRIPT = "<script>alert(1)</script>@b.dk"
WRITING = ["/sign-in", "/sign-in/link", "/me/end", "/sign-out"]


@pytest.fixture
def app(demo_copy: GraphStore) -> Flask:
    """The application on a directory of one's own."""
    return site(demo_copy, Clock())


@pytest.fixture
def account(demo_copy: GraphStore) -> Account:
    """A coordinator's account, without a password."""
    return accounts.add(demo_copy, "leder@brostad.example", [COORDINATOR])


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_a_household_of_version_six_is_one_place(address: str, place: str) -> None:
    """Else each guess would come from an address of its own."""
    assert network(address) == place


@pytest.mark.parametrize("path", WRITING)
@pytest.mark.parametrize("token", ["", "a" * 64, "æ", "theirs"])
def test_no_form_is_taken_with_another_token(
    app: Flask, demo_copy: GraphStore, account: Account, path: str, token: str
) -> None:
    """Seen red with a gate that looks only whether there is one."""
    client = browser_of(app, account)
    if token == "theirs":
        token = csrf(browser_of(app, accounts.add(demo_copy, "a@b.dk", [COORDINATOR])).get("/me").text)
    answer = client.post(path, data={"csrf": token})
    assert (answer.status_code, "for gammel" in answer.text) == (403, True)
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize("path", WRITING)
def test_no_token_is_taken_from_the_address(app: Flask, account: Account, path: str) -> None:
    client = browser_of(app, account)
    token = csrf(client.get("/me").text)
    assert client.post(f"{path}?csrf={token}").status_code == 403


def test_looking_changes_nothing(app: Flask, demo_copy: GraphStore, account: Account, tmp_path: Path) -> None:
    """Mail scanners and browsers that fetch ahead open every link. SQLite says whether anybody wrote."""
    token = links.make(demo_copy, account, AT)
    client = browser_of(app, account)
    file = next(tmp_path.glob("*.db"))
    with closing(sqlite3.connect(file)) as watch:
        before = watch.execute("PRAGMA data_version").fetchone()
        for path in ("/sign-in", f"/sign-in/link/{token}", "/sign-in/link", "/me", "/me/end", "/sign-out"):
            for method in ("GET", "HEAD", "OPTIONS"):
                client.open(path, method=method, headers={"Purpose": "prefetch"})
        assert watch.execute("PRAGMA data_version").fetchone() == before
    assert links.find(demo_copy, token, AT) is not None
    assert client.get("/me").status_code == 200


def test_what_a_form_has_no_field_for_is_left(app: Flask, demo_copy: GraphStore, account: Account) -> None:
    """Mass assignment: a role in the form behind a link is no role."""
    token = links.make(demo_copy, account, AT)
    client = app.test_client()
    client.get(f"/sign-in/link/{token}")
    data = {"csrf": csrf(client.get("/sign-in/link").text), "password": PASSWORD}
    data |= {"code": code(credentials.secret_of(token), AT)}
    data |= {"role": "administrator", "grants": "administrator", "account": "x", "disabled": "", "era": "-1"}
    assert client.post("/sign-in/link", data=data).status_code == 303
    assert accounts.get(demo_copy, account.id).grants == (COORDINATOR,)


def test_what_was_typed_is_shown_as_text(app: Flask) -> None:
    client = app.test_client()
    data = {"csrf": csrf(client.get("/sign-in").text), "address": SCRIPT, "password": "x", "code": "1"}
    page = client.post("/sign-in", data=data).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_password_is_never_shown_again(app: Flask, demo_copy: GraphStore, account: Account) -> None:
    token = links.make(demo_copy, account, AT)
    client = app.test_client()
    client.get(f"/sign-in/link/{token}")
    data = {"csrf": csrf(client.get("/sign-in/link").text), "password": PASSWORD, "code": "1"}
    answer = client.post("/sign-in/link", data=data)
    assert (answer.status_code, PASSWORD in answer.text) == (422, False)


@pytest.mark.parametrize("value", ["", "x", "a" * 64, "a" * 500, "a;b", "../..", "a\tb", "010190-1234"])
@pytest.mark.parametrize("name", ["session", "browser", "link"])
def test_a_cookie_that_is_none_of_ours_is_no_sign_in(app: Flask, name: str, value: str) -> None:
    client = app.test_client()
    client.set_cookie(f"brobygger-{name}", value)
    assert client.get("/me").status_code == 403
    assert client.get("/sign-in").status_code == 200
    assert client.get("/sign-in/link").status_code == 410


def test_over_https_only_a_cookie_of_this_site_counts(app: Flask, demo_copy: GraphStore) -> None:
    account = accounts.add(demo_copy, "a@b.dk", [COORDINATOR])
    token = sessions.begin(demo_copy, account, AT)
    client: FlaskClient = app.test_client()
    client.set_cookie("brobygger-session", token)
    assert client.get("/me", base_url="https://localhost").status_code == 403
    client.set_cookie("__Host-brobygger-session", token)
    assert client.get("/me", base_url="https://localhost").status_code == 200


def test_the_page_of_a_link_is_for_its_browser(app: Flask, demo_copy: GraphStore, account: Account) -> None:
    """Without the cookie that the link left there is nothing to see, and nothing to send."""
    token = links.make(demo_copy, account, AT)
    app.test_client().get(f"/sign-in/link/{token}")
    assert app.test_client().get("/sign-in/link").status_code == 410


def test_another_host_is_no_way_in(app: Flask, demo_copy: GraphStore, account: Account) -> None:
    """Nor does one stand in where the answer leads."""
    token = links.make(demo_copy, account, AT)
    client = app.test_client()
    assert client.get(f"/sign-in/link/{token}", base_url="http://elsewhere.example").status_code == 400
    answer = client.get(f"/sign-in/link/{token}", headers={"X-Forwarded-Host": "elsewhere.example"})
    assert re.fullmatch(r"/sign-in/link", answer.headers["Location"])


def test_https_is_not_believed_from_the_browser_itself(demo_copy: GraphStore) -> None:
    """Only a proxy of ours may say that the line is safe: seen red with a hop that is trusted by default."""
    there = {"base_url": "http://brobygger.kommune.dk", "headers": {"X-Forwarded-Proto": "https"}}
    statuses = [
        site(demo_copy, Clock(), url="https://brobygger.kommune.dk", proxies=proxies)
        .test_client()
        .get("/sign-in", **there)
        .status_code
        for proxies in (0, 1)
    ]
    assert statuses == [403, 200]
