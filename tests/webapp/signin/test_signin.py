"""Signing in, the one-time link and one's own page, as a browser without scripts sees them; and attacks."""

import re
import unicodedata

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts, credentials, links, sessions, throttle
from graphdb.accounts.roles import Grant, Role
from graphdb.fields.cpr import find_cpr
from graphdb.store import GraphStore
from tests.webapp.conftest import Lines
from tests.webapp.lint import problems
from tests.webapp.own import app
from tests.webapp.signin.people import ADDRESS, PASSWORD, Clock, browser_of, code, csrf, site, with_password

__all__ = ["app"]

COORDINATOR = Grant(Role.COORDINATOR, "9901")
FULL_WIDTH = "\uff11\uff12\uff13\uff14\uff15\uff16"
TOKEN = re.compile(r'name="csrf" value="[0-9a-f]{64}"')
OVER_HTTPS = {"base_url": "https://localhost"}


@pytest.fixture
def clock() -> Clock:
    """A clock that starts at ``NOW``."""
    return Clock()


@pytest.fixture
def secret(demo_copy: GraphStore) -> str:
    """The secret of the codes of a coordinator with a password."""
    return with_password(demo_copy, COORDINATOR)[1]


def fill_in(client: FlaskClient, code: str, **fields: str) -> tuple[int, str, str]:
    """Fill in the form to sign in; answers status, where it leads, and the page."""
    token = csrf(client.get("/sign-in").text)
    data = {"csrf": token, "address": ADDRESS, "password": PASSWORD, "code": code} | fields
    answer = client.post("/sign-in", data=data)
    return answer.status_code, answer.headers.get("Location", ""), TOKEN.sub("", answer.text)


def test_signing_in_and_out(client: FlaskClient, clock: Clock, secret: str) -> None:
    assert fill_in(client, code(secret, clock.moment()))[:2] == (303, "/kommune/9901")
    page = client.get("/me")
    assert ADDRESS in page.text
    assert "Koordinator" in page.text
    assert "Brostad" in page.text
    assert problems(page.text) == []
    assert 'href="/me"' in client.get("/").text
    assert client.post("/sign-out", data={"csrf": csrf(page.text)}).headers["Location"] == "/sign-in"
    assert client.get("/me").status_code == 403


def test_a_form_of_one_browser_has_another_token_each_time(client: FlaskClient) -> None:
    """Pages are compressed, so what is the same each time could be guessed from their length. Seen red."""
    tokens = [csrf(client.get("/sign-in").text) for _ in range(3)]
    halves = {token[at : at + 32] for token in tokens for at in (0, 32)}
    assert len(halves) == 6
    data = {"address": ADDRESS, "password": PASSWORD, "code": "1"}
    for token in tokens:
        assert client.post("/sign-in", data={**data, "csrf": token}).status_code != 403
    for wrong in ("", "0" * 64, tokens[0][:-1], f"{tokens[0]}00", tokens[0][:32] + tokens[1][32:], "æ" * 64):
        assert client.post("/sign-in", data={**data, "csrf": wrong}).status_code == 403


@pytest.mark.parametrize("path", ["/sign-in", "/en/sign-in", "/sign-in/link", "/me", "/en/me"])
def test_pages_are_well_made(client: FlaskClient, path: str) -> None:
    assert problems(client.get(path).text) == []


def test_every_wrong_one_is_answered_alike(client: FlaskClient, clock: Clock, secret: str) -> None:
    """Nothing tells whether there is such an account. Seen red with codes that are compared as texts."""
    now = code(secret, clock.moment())
    pages = {
        fill_in(client, now, password="x" * 20)[2].replace(ADDRESS, ""),
        fill_in(client, "000000")[2].replace(ADDRESS, ""),
        fill_in(client, FULL_WIDTH)[2].replace(ADDRESS, ""),
        fill_in(client, FULL_WIDTH, address="nobody@brostad.example")[2].replace(
            "nobody@brostad.example", ""
        ),
        fill_in(client, now, address="nobody@brostad.example")[2].replace("nobody@brostad.example", ""),
    }
    assert len(pages) == 1
    assert "Det passede ikke sammen" in pages.pop()


def test_a_keyboard_that_writes_letters_in_parts_is_none_the_worse(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red with a password that is cut before its letters are put together."""
    password = unicodedata.normalize("NFD", "\u1f82" * 180 + PASSWORD[-15:])
    _, secret = with_password(demo_copy, COORDINATOR, password=password)
    assert fill_in(client, code(secret, clock.moment()), password=password)[0] == 303


def test_an_unknown_account_costs_as_much_as_a_known_one(
    client: FlaskClient, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slow part is done once either way: seen red without the password that is nobody's."""
    tried: list[str] = []
    fits = credentials._fits

    def note(hashed: str, password: str) -> bool:
        tried.append(password)
        return fits(hashed, password)

    monkeypatch.setattr(credentials, "_fits", note)
    fill_in(client, "000000")
    fill_in(client, "000000", address="nobody@brostad.example")
    assert len(tried) == 2


def test_guesses_are_slowed_down_and_the_right_one_comes_in_later(
    client: FlaskClient, clock: Clock, secret: str
) -> None:
    for _ in range(throttle.FREE["account"]):
        assert fill_in(client, "000000")[0] == 422
    status, _, page = fill_in(client, code(secret, clock.moment()))
    assert (status, "Vent 1 min." in page) == (429, True)
    clock.turn(seconds=31)
    assert fill_in(client, code(secret, clock.moment()))[0] == 303


def test_those_who_sign_in_do_not_count_as_guesses_of_their_network(
    client: FlaskClient, clock: Clock, secret: str
) -> None:
    """A whole town hall in the morning. Seen red without the try that is given back."""
    for number in range(60):
        clock.turn(seconds=40)
        fresh = client.application.test_client()
        assert fill_in(fresh, code(secret, clock.moment()))[0] == 303, number


def test_nobody_keeps_the_owner_out_from_elsewhere(client: FlaskClient, clock: Clock, secret: str) -> None:
    """Who knows an address tries it for an hour. Seen red with one count for all networks."""
    stranger = client.application.test_client()
    stranger.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    token = csrf(stranger.get("/sign-in").text)
    data = {"csrf": token, "address": ADDRESS, "password": PASSWORD, "code": "000000"}
    statuses = []
    for _ in range(360):
        clock.turn(seconds=10)
        statuses.append(stranger.post("/sign-in", data=data).status_code)
    assert statuses[-1] == 429
    assert fill_in(client, code(secret, clock.moment()))[0] == 303


@pytest.mark.parametrize(("proxies", "waits"), [(0, True), (1, False)])
def test_guesses_count_by_the_address_that_trusted_proxies_say(
    demo_copy: GraphStore, clock: Clock, proxies: int, waits: bool
) -> None:
    """An address that the browser itself states is not believed. Seen red with a hop more."""
    client = site(demo_copy, clock, proxies=proxies).test_client()
    token = csrf(client.get("/sign-in").text)

    def guess(number: int) -> int:
        return client.post(
            "/sign-in",
            data={"csrf": token, "address": f"{number}@b.dk", "password": "x", "code": "1"},
            headers={"X-Forwarded-For": f"10.0.0.1, 10.1.0.{number}"},
        ).status_code

    statuses = [guess(number) for number in range(throttle.FREE["from"] + 1)]
    assert (429 in statuses) is waits


def test_a_form_from_elsewhere_is_refused(client: FlaskClient, clock: Clock, secret: str) -> None:
    """Without the token, with another browser's, and with the one from before signing in."""
    data = {"address": ADDRESS, "password": PASSWORD, "code": code(secret, clock.moment())}
    assert client.post("/sign-in", data=data).status_code == 403
    other = csrf(client.application.test_client().get("/sign-in").text)
    client.get("/sign-in")
    assert client.post("/sign-in", data=data | {"csrf": other}).status_code == 403
    before = csrf(client.get("/sign-in").text)
    assert client.post("/sign-in", data=data | {"csrf": before}).status_code == 303
    assert client.post("/sign-out", data={"csrf": before}).status_code == 403
    assert client.get("/me").status_code == 200


def test_a_session_that_somebody_planted_is_not_used(client: FlaskClient, clock: Clock, secret: str) -> None:
    """Session fixation: signing in gives a token of its own, and ends what was there."""
    planted = "a" * 64
    client.set_cookie("brobygger-session", planted)
    fill_in(client, code(secret, clock.moment()))
    cookie = client.get_cookie("brobygger-session")
    assert cookie is not None
    assert cookie.value != planted
    thief = client.application.test_client()
    thief.set_cookie("brobygger-session", planted)
    assert thief.get("/me").status_code == 403


def test_cookies_are_for_this_site_alone(client: FlaskClient) -> None:
    answer = client.get("/sign-in", **OVER_HTTPS)
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-brobygger-browser=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in cookie
    (plain,) = client.get("/sign-in").headers.getlist("Set-Cookie")
    assert plain.startswith("brobygger-browser=")


def test_over_plain_http_nobody_signs_in(demo_copy: GraphStore, clock: Clock, secret: str) -> None:
    client = site(demo_copy, clock, url="http://brobygger.kommune.dk").test_client()
    there = {"base_url": "http://brobygger.kommune.dk"}
    answer = client.get("/sign-in", **there)
    assert (answer.status_code, "https" in answer.text, "password" in answer.text) == (403, True, False)
    assert "Set-Cookie" not in answer.headers
    data = {"address": ADDRESS, "password": PASSWORD, "code": code(secret, clock.moment())}
    assert client.post("/sign-in", data=data, **there).status_code == 403
    link = client.get("/sign-in/link/" + "a" * 64, **there)
    assert "Set-Cookie" not in link.headers


@pytest.mark.parametrize(
    "after",
    [
        "//elsewhere.example",
        "https://elsewhere.example",
        "/\\elsewhere.example",
        "/nowhere",
        "javascript:x",
        "/find?q=x",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(
    client: FlaskClient, clock: Clock, secret: str, after: str
) -> None:
    assert fill_in(client, code(secret, clock.moment()), next=after)[:2] == (303, "/kommune/9901")


def test_one_comes_back_to_the_page_that_asked(client: FlaskClient, clock: Clock, secret: str) -> None:
    assert 'href="/sign-in?next=/me"' in client.get("/me").text
    assert fill_in(client, code(secret, clock.moment()), next="/kommune/9901")[1] == "/kommune/9901"


def test_one_comes_back_to_an_account_whose_id_looks_like_a_citizens_number(
    client: FlaskClient, clock: Clock, secret: str
) -> None:
    """Seen red: of one account in four hundred the way back was forgotten."""
    address = "/personer/47e7310057068f62516a8e58a7272c2a"
    assert find_cpr(address)
    assert f'href="/sign-in?next={address}"' in client.get(address).text
    assert fill_in(client, code(secret, clock.moment()), next=address)[1] == address


def test_a_link_sets_a_password_once(client: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    account = accounts.add(demo_copy, ADDRESS, [COORDINATOR])
    token = links.make(demo_copy, account, clock.moment())
    for method in ("GET", "HEAD", "GET"):
        answer = client.open(f"/sign-in/link/{token}", method=method)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in/link")
    page = client.get("/sign-in/link")
    assert problems(page.text) == []
    assert "<svg" in page.text
    assert token not in page.text
    data = {"csrf": csrf(page.text), "password": "kort", "code": "1"}
    assert "mindst 15 tegn" in client.post("/sign-in/link", data=data).text
    data |= {"password": PASSWORD, "code": code(credentials.secret_of(token), clock.moment())}
    assert client.post("/sign-in/link", data=data).headers["Location"] == "/kommune/9901"
    assert client.get("/me").status_code == 200
    again = client.application.test_client()
    again.get(f"/sign-in/link/{token}")
    assert again.get("/sign-in/link").status_code == 410


def test_a_link_lets_in_who_must_wait(client: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    """Seen red with tries that count on after a new password."""
    account, _ = with_password(demo_copy, COORDINATOR)
    for _ in range(throttle.FREE["account"]):
        fill_in(client, "000000")
    assert fill_in(client, "000000")[0] == 429
    token = links.make(demo_copy, account, clock.moment())
    client.get(f"/sign-in/link/{token}")
    data = {"csrf": csrf(client.get("/sign-in/link").text), "password": PASSWORD}
    secret = credentials.secret_of(token)
    client.post("/sign-in/link", data=data | {"code": code(secret, clock.moment())})
    client.post("/sign-out", data={"csrf": csrf(client.get("/me").text)})
    clock.turn(seconds=29)
    assert fill_in(client, "000000")[0] == 422


def test_a_session_ends_by_itself_and_elsewhere(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock, secret: str
) -> None:
    fill_in(client, code(secret, clock.moment()))
    account = accounts.find_by(demo_copy, ADDRESS)
    assert account is not None
    other = browser_of(app, account, clock.moment())
    page = client.get("/me").text
    ids = [session.id for session in sessions.of_account(demo_copy, account, clock.moment())]
    for session in ids:  # one's own is not ended here
        client.post("/me/end", data={"csrf": csrf(page), "session": session})
    assert (client.get("/me").status_code, other.get("/me").status_code) == (200, 403)
    clock.turn(minutes=31)
    assert client.get("/me").status_code == 403


def test_no_session_of_somebody_else_is_ended(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock, secret: str
) -> None:
    stranger = accounts.add(demo_copy, "a@b.dk", [COORDINATOR])
    theirs = browser_of(app, stranger, clock.moment())
    fill_in(client, code(secret, clock.moment()))
    (session,) = sessions.of_account(demo_copy, stranger, clock.moment())
    client.post("/me/end", data={"csrf": csrf(client.get("/me").text), "session": session.id})
    assert theirs.get("/me").status_code == 200


def test_the_touch_map_leaves_no_trace(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock, secret: str
) -> None:
    """Seen red with a touch map that counts as a use."""
    fill_in(client, code(secret, clock.moment()))
    account = accounts.find_by(demo_copy, ADDRESS)
    assert account is not None
    clock.turn(minutes=6)

    def used() -> str:
        (session,) = sessions.of_account(demo_copy, account, clock.moment())
        return session.used

    before, data = used(), {"acting_municipality": "9901", "situation": "sp_foged"}
    for answer in (
        client.get("/touch-map"),
        client.post("/touch-map", data=data),
        client.post("/api/v1/touch-map", json=data),
    ):
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert used() == before
    client.get("/find")
    assert used() == clock.moment()


def test_a_closed_directory_shows_visitors_nothing(demo_copy: GraphStore, clock: Clock, secret: str) -> None:
    client = site(demo_copy, clock, public=False).test_client()
    for path in (
        "/",
        "/find?q=herberg",
        "/touch-map",
        "/about",
        "/api/v1/actors",
        "/kommune/9901",
    ):
        answer = client.get(path)
        assert (answer.status_code, "Herberg" in answer.text) == (403, False), path
    assert client.get("/healthz").status_code == 200
    assert client.get("/sign-in").status_code == 200
    fill_in(client, code(secret, clock.moment()))
    assert client.get("/find?q=herberg").status_code == 200


def test_the_log_tells_nothing_of_a_person(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock, secret: str, logged: Lines
) -> None:
    account = accounts.find_by(demo_copy, ADDRESS)
    assert account is not None
    token = links.make(demo_copy, account, clock.moment())
    client.get(f"/sign-in/link/{token}")
    fill_in(client, code(secret, clock.moment()))
    client.get("/me")
    text = repr(logged)
    for private in (token, ADDRESS, account.id, PASSWORD):
        assert private not in text
    assert "/sign-in/link/<token>" in text


def test_what_reads_as_a_citizens_number_is_not_shown_again(client: FlaskClient, secret: str) -> None:
    assert "010190" not in fill_in(client, "1", address="010190-1234@b.dk")[2]


@pytest.fixture
def away_with_cookie(away: FlaskClient) -> FlaskClient:
    """Somebody signed in, whose directory cannot be reached."""
    away.set_cookie("brobygger-session", "a" * 64)
    return away


@pytest.mark.parametrize("path", ["/", "/me", "/sign-in"])
def test_a_database_that_is_away_is_said_to_be_away(away_with_cookie: FlaskClient, path: str) -> None:
    answer = away_with_cookie.get(path)
    assert answer.status_code == 503
    assert "Vi kan ikke hente oplysninger" in answer.text
