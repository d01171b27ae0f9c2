"""Passkeys behind a one-time link and at signing in, as a browser's form sends them; and attacks."""

import html
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts, credentials, links, throttle
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.webapp.lint import problems
from tests.webapp.signin.device import PRESENT, Device
from tests.webapp.signin.people import ADDRESS, PASSWORD, Clock, code, csrf, site, with_password

ADMINISTRATOR = Grant(Role.ADMINISTRATOR)
COORDINATOR = Grant(Role.COORDINATOR, "9901")


@pytest.fixture
def clock() -> Clock:
    """A clock that starts at ``NOW``."""
    return Clock()


@pytest.fixture
def app(demo_copy: GraphStore, clock: Clock) -> Flask:
    """The application where staff have no credentials, on a directory of one's own."""
    return site(demo_copy, clock, staff_passwords=False)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts: the tests do what the page's script does."""
    return app.test_client()


@pytest.fixture
def account(demo_copy: GraphStore) -> Account:
    """The administrator who breaks the glass."""
    return accounts.add(demo_copy, ADDRESS, [ADMINISTRATOR])


@pytest.fixture
def device(client: FlaskClient, demo_copy: GraphStore, account: Account, clock: Clock) -> Device:
    """A device with a passkey of the account, whose owner has signed out."""
    device = Device()
    answer = create(client, links.make(demo_copy, account, clock.moment()), device)
    assert (answer, client.get("/me").status_code) == ("303 /me", 200)
    client.post("/sign-out", data={"csrf": csrf(client.get("/me").text)})
    return device


def options(page: str) -> str:
    """What a page asks a device."""
    match = re.search(r'data-passkey="([^"]*)"', page)
    assert match is not None
    return html.unescape(match[1])


def create(client: FlaskClient, token: str, device: Device) -> str:
    """Make a passkey behind a link; answers status and where it leads."""
    client.get(f"/sign-in/link/{token}")
    page = client.get("/sign-in/link").text
    data = {"csrf": csrf(page), "credential": device.create(options(page))}
    answer = client.post("/sign-in/link/passkey", data=data)
    return f"{answer.status_code} {answer.headers.get('Location', '')}".strip()


def asked(client: FlaskClient, device: Device, **changed: str) -> dict[str, str]:
    """The form to sign in as the device fills it in."""
    page = client.get("/sign-in").text
    moment = re.search(r'name="asked" value="(\d+)"', page)
    assert moment is not None
    return {"csrf": csrf(page), "asked": moment[1], "credential": device.get(options(page))} | changed


def send(client: FlaskClient, form: dict[str, str]) -> str:
    """Send it; answers status and where it leads."""
    answer = client.post("/sign-in/passkey", data=form)
    return f"{answer.status_code} {answer.headers.get('Location', '')}".strip()


def test_a_passkey_signs_in(client: FlaskClient, device: Device) -> None:
    for _ in range(2):
        assert send(client, asked(client, device, next="/kommune/9901")) == "303 /kommune/9901"
        assert ADDRESS in client.get("/me").text
        client.post("/sign-out", data={"csrf": csrf(client.get("/me").text)})
    assert problems(client.get("/sign-in").text) == []


def test_the_page_behind_a_link_offers_both(
    client: FlaskClient, demo_copy: GraphStore, account: Account, clock: Clock
) -> None:
    """The device asks for a finger, a face or a code, and remembers whose it is."""
    client.get(f"/sign-in/link/{links.make(demo_copy, account, clock.moment())}")
    page = client.get("/sign-in/link").text
    assert problems(page) == []
    assert "Opret adgangsnøgle" in page
    assert 'name="password"' in page
    wanted = json.loads(options(page))
    assert wanted["authenticatorSelection"]["userVerification"] == "required"
    assert wanted["authenticatorSelection"]["residentKey"] == "required"
    assert (wanted["rp"]["id"], wanted["user"]["name"]) == ("localhost", ADDRESS)


def test_what_a_link_sets_takes_the_place_of_all_before(
    client: FlaskClient, demo_copy: GraphStore, account: Account, device: Device, clock: Clock
) -> None:
    """A lost device opens nothing any more. Seen red with a link that adds."""
    assert create(client, links.make(demo_copy, account, clock.moment()), Device()) == "303 /me"
    browser = client.application.test_client()
    assert send(browser, asked(browser, device)) == "422"
    token = links.make(demo_copy, account, clock.moment())
    secret, now = credentials.secret_of(token), clock.moment()
    assert credentials.set_by_link(demo_copy, token, PASSWORD, code(secret, now), now) is not None
    kept = demo_copy.records.list(credentials.KIND, where={"k1": account.id}, now=now)
    assert [record.id for record in kept.items] == [account.id]


def test_a_link_makes_one_passkey(
    client: FlaskClient, demo_copy: GraphStore, account: Account, clock: Clock
) -> None:
    token = links.make(demo_copy, account, clock.moment())
    assert create(client, token, Device()) == "303 /me"
    client.get(f"/sign-in/link/{token}")
    assert client.get("/sign-in/link").status_code == 410


LIES = [
    {"origin": "https://elsewhere.example"},
    {"origin": "http://localhost.elsewhere.example"},
    {"host": "elsewhere.example"},
    {"flags": PRESENT},
    {"flags": 0},
]


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_device_elsewhere_makes_no_passkey(
    client: FlaskClient, demo_copy: GraphStore, account: Account, clock: Clock, lie: dict[str, str]
) -> None:
    """A page of another site, or an owner who was not asked. Seen red without the owner being verified."""
    token = links.make(demo_copy, account, clock.moment())
    assert create(client, token, Device(**lie)) == "422"  # type: ignore[arg-type]
    assert "Adgangsnøglen kunne ikke bruges" in client.post("/sign-in/link/passkey", data=bad(client)).text
    assert create(client, token, Device()) == "303 /me"


def bad(client: FlaskClient) -> dict[str, str]:
    """A form behind a link that holds no passkey."""
    return {"csrf": csrf(client.get("/sign-in/link").text), "credential": "{}"}


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_device_elsewhere_signs_nobody_in(client: FlaskClient, device: Device, lie: dict[str, str]) -> None:
    for name, value in lie.items():
        setattr(device, name, value)
    assert send(client, asked(client, device)) == "422"
    assert client.get("/me").status_code == 403


def test_an_answer_is_good_once_and_for_this_browser(
    client: FlaskClient, app: Flask, device: Device, clock: Clock
) -> None:
    """Of a device that counts nothing, too. Seen red without the note that a question was answered, and
    without a look at its age.
    """
    device.counts = -1
    form = asked(client, device)
    cookie = client.get_cookie("brobygger-browser")
    assert cookie is not None
    other = app.test_client()
    theirs = csrf(other.get("/sign-in").text)
    assert send(other, form | {"csrf": theirs}) == "422"
    assert send(client, form) == "303 /me"
    thief = app.test_client()
    thief.set_cookie("brobygger-browser", cookie.value, domain="localhost")
    assert send(thief, form | {"csrf": csrf(thief.get("/sign-in").text)}) == "422"
    late = asked(other, device)
    clock.turn(minutes=10)
    assert send(other, late) == "422"


@pytest.mark.parametrize("asked_at", ["", "x", "-1", "99999999999999", "²", "0", "1e9", "9999999999"])
def test_another_time_is_another_question(client: FlaskClient, device: Device, asked_at: str) -> None:
    assert send(client, asked(client, device, asked=asked_at)) == "422"


@pytest.mark.parametrize(
    "answer",
    [
        *(
            "",
            "x",
            "[]",
            "null",
            "7",
            "{}",
            '{"id": 1}',
            '{"id": "æ", "rawId": "a"}',
            "{" * 5_000,
            "a" * 20_000,
        ),
        *("[" * 9_000, '{"a":' * 1_990),
    ],
    ids=lambda answer: answer[:20],
)
def test_what_is_no_answer_is_refused(
    client: FlaskClient, demo_copy: GraphStore, account: Account, device: Device, clock: Clock, answer: str
) -> None:
    """At signing in and behind a link. Seen red at both with JSON that is nested too deep to read."""
    assert send(client, asked(client, device, credential=answer)) == "422"
    client.get(f"/sign-in/link/{links.make(demo_copy, account, clock.moment())}")
    data = bad(client) | {"credential": answer}
    assert client.post("/sign-in/link/passkey", data=data).status_code == 422


def test_another_key_or_another_passkey_is_refused(client: FlaskClient, device: Device) -> None:
    assert send(client, asked(client, Device())) == "422"
    assert send(client, asked(client, Device(id=device.id))) == "422"


def test_a_copy_that_signed_less_often_is_refused(client: FlaskClient, device: Device) -> None:
    device.counts = 5
    assert send(client, asked(client, device)) == "303 /me"
    client.post("/sign-out", data={"csrf": csrf(client.get("/me").text)})
    device.counts = 2
    assert send(client, asked(client, device)) == "422"


def test_who_is_shut_out_or_staff_stays_out(
    client: FlaskClient, demo_copy: GraphStore, account: Account, device: Device
) -> None:
    accounts.change_grants(demo_copy, account.id, add=[COORDINATOR], take=[ADMINISTRATOR])
    assert send(client, asked(client, device)) == "403"
    accounts.change_grants(demo_copy, account.id, add=[ADMINISTRATOR], take=[COORDINATOR])
    accounts.set_disabled(demo_copy, account.id, True)
    assert send(client, asked(client, device)) == "422"


def test_staff_is_sent_to_the_municipalitys_sign_in(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Also with a password of earlier, and with a link of earlier. Seen red with a look at neither."""
    staff, secret = with_password(demo_copy, COORDINATOR, address="a@b.dk")
    data = {"csrf": csrf(client.get("/sign-in").text), "address": "a@b.dk", "password": PASSWORD}
    answer = client.post("/sign-in", data=data | {"code": code(secret, clock.moment())})
    assert (answer.status_code, "kommunens login" in answer.text) == (403, True)
    client.get(f"/sign-in/link/{links.make(demo_copy, staff, clock.moment())}")
    assert client.get("/sign-in/link").status_code == 410
    assert client.get("/me").status_code == 403


def test_who_guesses_waits(client: FlaskClient, device: Device) -> None:
    answers = [send(client, asked(client, Device())) for _ in range(throttle.FREE["from"] + 1)]
    assert ({*answers[:-1]}, answers[-1]) == ({"422"}, "429")


def test_at_a_number_there_are_no_passkeys(client: FlaskClient, device: Device) -> None:
    """Browsers know them by the name of a site."""
    page = client.get("/sign-in", base_url="http://127.0.0.1").text
    assert "data-passkey" not in page
    assert 'name="password"' in page
