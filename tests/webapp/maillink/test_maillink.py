"""Signing in by a link in a mail, and what somebody who means harm tries with it."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graphdb.accounts import accounts, mailed, throttle
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.mail_server import Kept
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.lint import problems
from tests.webapp.maillink.conftest import ADDRESS, EDITOR
from tests.webapp.signin.people import Clock, csrf, site

pytestmark = pytest.mark.usefixtures("account")


def ask(client: FlaskClient, address: str = ADDRESS) -> TestResponse:
    form = csrf(client.get("/sign-in").text)
    return client.post("/sign-in/mail", data={"csrf": form, "address": address})


@pytest.fixture
def link(client: FlaskClient, mails: Kept, posted: Callable[[], None]) -> str:
    """The path of a link that this browser asked for."""
    assert ask(client).status_code == 303
    posted()
    body = mails.mails[-1].get_body(("plain",))
    assert body is not None
    path = re.search(r"http://localhost:8000(/sign-in/mail/link/[0-9a-f]{64})", body.get_content())
    assert path is not None
    return path[1]


def press(client: FlaskClient, link: str) -> TestResponse:
    page = client.get(link, follow_redirects=True)
    assert "<form" in page.text or page.status_code == 410
    form = re.search(r'name="csrf" value="([0-9a-f]{64})"', page.text)
    return client.post("/sign-in/mail/link", data={"csrf": form[1] if form else ""})


def tokens(store: GraphStore, clock: Clock) -> int:
    return len(store.records.list(mailed.KIND, now=clock.moment()).items)


def test_from_the_mail_to_signed_in(client: FlaskClient, link: str, mails: Kept) -> None:
    (mail,) = mails.mails
    assert (mail["To"], mail["From"]) == (ADDRESS, "Brobygger <bro@kommune.example>")
    page = client.get(link, follow_redirects=True)
    assert (problems(page.text), link.rpartition("/")[2] in page.text) == ([], False)
    answer = press(client, link)
    assert (answer.status_code, answer.location) == (303, f"/actors/{HOSTEL}/ret")
    assert "Herberg Broen" in client.get("/me").text


def test_the_answer_is_the_same_for_every_address(
    app: Flask, demo_copy: GraphStore, mails: Kept, posted: Callable[[], None]
) -> None:
    """Text, status and headers; nothing of the account is looked at before the answer. No mail leaves to
    who has no account, or one that can do more.
    """
    accounts.add(demo_copy, "chef@broen.example", [EDITOR, Grant(Role.ADMINISTRATOR)])
    accounts.add(demo_copy, "ingen@broen.example", [])
    closed = accounts.add(demo_copy, "lukket@broen.example", [EDITOR])
    accounts.set_disabled(demo_copy, closed.id, True)
    answers = set()
    for name in ("leder", "chef", "ingen", "lukket", "nowhere", "010190-1234"):
        client = app.test_client()
        answer = ask(client, f"{name}@broen.example")
        page = re.sub(r"[0-9a-f]{64}", "", client.get(answer.location).text)
        answers.add((answer.status_code, answer.location, answer.text, page))
    posted()
    assert len(answers) == 1
    assert mails.envelopes == [[ADDRESS]]


def test_a_link_is_good_once(app: Flask, demo_copy: GraphStore, account: Account, clock: Clock) -> None:
    """In this browser and any other: one from the command line is bound to none. Seen red without the line
    that deletes it.
    """
    token = mailed.make(demo_copy, account, clock.moment())
    assert press(app.test_client(), f"/sign-in/mail/link/{token}").status_code == 303
    again = app.test_client().get(f"/sign-in/mail/link/{token}", follow_redirects=True)
    assert again.status_code == 410


def test_a_link_is_good_in_the_browser_that_asked(client: FlaskClient, app: Flask, link: str) -> None:
    """Also with a cookie of a browser that asked for another. Seen red without the comparison."""
    other = app.test_client()
    assert other.get(link, follow_redirects=True).status_code == 410
    other.get("/sign-in")
    assert other.get(link, follow_redirects=True).status_code == 410
    assert press(other, link).status_code in (403, 410)
    assert press(client, link).status_code == 303


def test_a_link_is_good_for_ten_minutes(client: FlaskClient, link: str, clock: Clock) -> None:
    clock.turn(minutes=9, seconds=59)
    assert client.get(link, follow_redirects=True).status_code == 200
    clock.turn(seconds=1)
    assert press(client, link).status_code in (403, 410)
    assert client.get("/me").status_code == 403


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_scanner_changes_nothing(
    client: FlaskClient, app: Flask, link: str, demo_copy: GraphStore, clock: Clock, method: str
) -> None:
    for browser in (app.test_client(), client):
        browser.open(link, method=method, follow_redirects=True)
        browser.open(link, method=method, headers={"Purpose": "prefetch"})
    assert tokens(demo_copy, clock) == 1
    assert client.get("/me").status_code == 403
    assert press(client, link).status_code == 303


def test_who_was_shut_out_meanwhile_stays_out(
    client: FlaskClient, link: str, demo_copy: GraphStore, account: Account
) -> None:
    accounts.set_disabled(demo_copy, account.id, True)
    assert press(client, link).status_code in (403, 410)
    assert client.get("/me").status_code == 403


def test_a_new_session_is_begun(client: FlaskClient, link: str) -> None:
    """A token that somebody planted is not the session's."""
    client.set_cookie("brobygger-session", "a" * 64, domain="localhost")
    client.get(link, follow_redirects=True)
    press(client, link)
    cookie = client.get_cookie("brobygger-session", domain="localhost")
    assert cookie is not None
    assert cookie.value != "a" * 64


def test_many_mails_to_one_address_wait(
    app: Flask, mails: Kept, posted: Callable[[], None], clock: Clock
) -> None:
    """Known or not, from wherever it is asked; never for good. Seen red without the count."""
    for address in (ADDRESS, "nowhere@broen.example"):
        statuses = []
        for number in range(throttle.FREE["mailed"] + 1):
            client = app.test_client()
            client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
            answer = ask(client, address)
            statuses.append(answer.status_code)
        assert statuses == [303] * throttle.FREE["mailed"] + [429]
        assert problems(answer.text) == []
    posted()
    assert len(mails.mails) == throttle.FREE["mailed"]
    clock.turn(minutes=16)
    assert ask(app.test_client()).status_code == 303


def test_a_server_that_refuses_is_not_told_to_who_asked(
    client: FlaskClient, mails: Kept, posted: Callable[[], None]
) -> None:
    mails.answer = "550 no"
    assert ask(client).status_code == 303
    posted()
    assert mails.mails == []


def test_no_line_goes_into_a_header(client: FlaskClient, mails: Kept, posted: Callable[[], None]) -> None:
    for address in (f"{ADDRESS}\r\nBcc: x@y.dk", f"{ADDRESS},x@y.dk", " ", f"<{ADDRESS}>"):
        ask(client, address)
    posted()
    assert mails.mails == []


def test_the_mail_does_not_repeat_the_host_that_was_asked(
    client: FlaskClient, mails: Kept, posted: Callable[[], None]
) -> None:
    form = csrf(client.get("/sign-in").text)
    data = {"csrf": form, "address": ADDRESS}
    client.post("/sign-in/mail", data=data, headers={"Host": "localhost:9999"})
    client.post("/sign-in/mail", data=data, headers={"X-Forwarded-Host": "evil.example"})
    posted()
    assert mails.mails
    for mail in mails.mails:
        assert ":9999" not in mail.as_string()
        assert "evil" not in mail.as_string()


def test_it_takes_the_form(client: FlaskClient, mails: Kept, posted: Callable[[], None]) -> None:
    assert client.post("/sign-in/mail", data={"address": ADDRESS}).status_code == 403
    posted()
    assert mails.mails == []


def test_without_a_mail_server_no_link_is_offered(demo_copy: GraphStore, clock: Clock) -> None:
    client = site(demo_copy, clock).test_client()
    page = client.get("/sign-in").text
    assert "/sign-in/mail" not in page
    answer = client.post("/sign-in/mail", data={"csrf": csrf(page), "address": ADDRESS})
    assert (answer.status_code, answer.location) == (303, "/sign-in")


def test_one_from_the_command_line_is_good_in_any_browser(
    client: FlaskClient, demo_copy: GraphStore, account: Account, clock: Clock
) -> None:
    token = mailed.make(demo_copy, account, clock.moment())
    assert press(client, f"/sign-in/mail/link/{token}").status_code == 303
    assert "Herberg Broen" in client.get("/me").text
