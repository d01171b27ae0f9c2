"""What somebody who means harm, or another provider, sends instead of what our provider answered."""

import base64
import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import OctKey

from graphdb.accounts import accounts, throttle
from graphdb.fields.cpr import find_cpr
from graphdb.store import GraphStore
from tests.webapp.conftest import Lines
from tests.webapp.oidc.forger import KEY, OTHER, Forger
from tests.webapp.oidc.people import begin, clock_of_today, site_with
from tests.webapp.oidc.provider import SECRET
from tests.webapp.signin.people import Clock, site
from webapp.oidc import renewal
from webapp.oidc.start import Start

BACK = "/sign-in/staff/back"
ANEW = "/sign-in/staff/anew"


@pytest.fixture
def clock() -> Clock:
    """A clock that stands."""
    return clock_of_today()


@pytest.fixture(scope="module")
def served_forger() -> Iterator[Forger]:
    """One for the tests of this file."""
    yield from Forger().running()


@pytest.fixture
def forger(served_forger: Forger, clock: Clock) -> Forger:
    """A provider that answers what a test wants, and rightly until then."""
    served_forger.begin(renewal.seconds(clock.moment()))
    return served_forger


@pytest.fixture
def app(demo_copy: GraphStore, clock: Clock, forger: Forger, tmp_path: Path) -> Flask:
    """The application that believes it."""
    return site_with(demo_copy, clock, forger.issuer, tmp_path)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts."""
    return app.test_client()


def begun(client: FlaskClient, forger: Forger, **query: str) -> dict[str, str]:
    """Begin to sign in; answers what a good provider would send the browser back with."""
    asked = begin(client)
    forger.nonce = asked["nonce"]
    return {"state": asked["state"], "code": "a code", "iss": forger.issuer}


def come_back(client: FlaskClient, query: dict[str, str]) -> str:
    """The page that one is led on to."""
    answer = client.get(BACK, query_string=query)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (303, "no-store")
    return answer.headers["Location"]


def test_what_is_right_is_taken(client: FlaskClient, forger: Forger) -> None:
    """Or none of the refusals here would prove a thing."""
    assert come_back(client, begun(client, forger)) == "/sign-in"


def part(value: dict[str, Any]) -> str:
    """A part of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize("signature", ["", "AAAA"])
@pytest.mark.parametrize("algorithm", ["none", "None", "NONE"])
def test_an_unsigned_token_is_refused(
    client: FlaskClient, forger: Forger, algorithm: str, signature: str
) -> None:
    query = begun(client, forger)
    claims = forger.id_token().split(".")[1]
    forger.token = f"{part({'alg': algorithm, 'kid': 'k'})}.{claims}.{signature}"
    forger.metadata = {"id_token_signing_alg_values_supported": ["RS256", "none"]}
    assert come_back(client, query) == ANEW
    assert client.get("/me").status_code == 403


def test_a_token_signed_with_what_others_know_is_refused(client: FlaskClient, forger: Forger) -> None:
    """By the client's secret, or by the public key as if it were one."""
    forger.metadata = {"id_token_signing_alg_values_supported": ["RS256", "HS256"]}
    forger.header = {"alg": "HS256"}
    for secret in (SECRET.encode(), KEY.as_pem(private=False)):
        forger.signs_with = OctKey.import_key(secret.hex())
        assert come_back(client, begun(client, forger)) == ANEW


def test_a_token_of_another_key_is_refused(client: FlaskClient, forger: Forger, clock: Clock) -> None:
    """Also when the keys are read anew for it."""
    forger.signs_with = OTHER
    for name in ("k", "other"):
        forger.header = {"kid": name}
        for _ in range(2):
            query = begun(client, forger)
            clock.turn(minutes=2)
            forger.now += 120
            assert come_back(client, query) == ANEW


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": None},
        {"aud": "another", "azp": "brobygger"},
        {"aud": ["brobygger", "another"], "azp": "another"},
        {"aud": ["brobygger", "another"]},
        {"iss": "https://another.example"},
        {"iss": None},
        {"sub": None},
        {"sub": 7},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"iat": 4102444800},
        {"at_hash": "of another access token"},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    client: FlaskClient, forger: Forger, demo_copy: GraphStore, claims: dict[str, Any]
) -> None:
    """Seen red without the audience in the claims that are required, and without the nonce."""
    forger.claims = claims
    assert come_back(client, begun(client, forger)) == ANEW
    assert accounts.list_all(demo_copy) == []


@pytest.mark.parametrize(
    ("changed", "page"),
    [
        ({"iss": "https://another.example"}, ANEW),
        ({"iss": ""}, ANEW),
        ({"iss": None}, ANEW),
        ({"state": "another"}, ANEW),
        ({"state": "æ"}, ANEW),
        ({"state": None}, ANEW),
        ({"code": None, "error": "access_denied"}, "/sign-in/staff/denied"),
        ({"error": "access_denied", "iss": "https://another.example"}, ANEW),
    ],
    ids=str,
)
def test_an_answer_of_another_provider_is_refused(
    client: FlaskClient, forger: Forger, changed: dict[str, str | None], page: str
) -> None:
    """Mix-up: the code of another provider is sent to us, or ours to another. Seen red without the issuer."""
    query = {name: value for name, value in {**begun(client, forger), **changed}.items() if value is not None}
    assert come_back(client, query) == page
    assert client.get("/me").status_code == 403


def test_a_provider_that_calls_itself_another_is_none(client: FlaskClient, forger: Forger) -> None:
    forger.metadata = {"issuer": "https://another.example"}
    assert client.get("/sign-in/staff").headers["Location"] == "/sign-in/staff/away"


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "invalid_grant", "error_description": "anna@brostad.example"},
        {"id_token": None},
        {"id_token": "x"},
        {"id_token": "a.b.c"},
    ],
    ids=str,
)
def test_an_answer_without_a_token_is_refused(
    client: FlaskClient, forger: Forger, logged: Lines, answer: dict[str, Any]
) -> None:
    """The log has one word for it, and nothing of what came."""
    forger.answer = answer
    assert come_back(client, begun(client, forger)) == ANEW
    (line,) = [line for line in logged if line["event"] == "oidc"]
    assert line["why"].replace("_", "").isalpha()
    assert "anna" not in repr(logged)


def test_what_is_said_of_another_is_not_taken_for_her(client: FlaskClient, forger: Forger) -> None:
    """Seen red without a look at whom the second answer is about."""
    forger.claims, forger.userinfo = {"groups": None}, {"sub": "eve", "groups": ["bb-drift"]}
    assert come_back(client, begun(client, forger)) == ANEW
    forger.userinfo = {"groups": ["bb-drift"]}
    assert come_back(client, begun(client, forger)) == "/sign-in"


@pytest.mark.parametrize("path", [None, "/nowhere"])
def test_a_name_that_cannot_be_asked_for_keeps_nobody_out(
    client: FlaskClient, forger: Forger, path: str | None
) -> None:
    """Roles that cannot be asked for do. Seen red with a look at whom an answer is about that never came."""
    forger.metadata = {"userinfo_endpoint": path and forger.issuer + path}
    forger.claims = {"kommune": "751"}
    assert come_back(client, begun(client, forger)) == "/sign-in"
    forger.claims = {"groups": None}
    other = client.application.test_client()
    assert come_back(other, begun(other, forger)) == f"/sign-in/staff/{'away' if path else 'no_role'}"


def test_a_secret_of_ours_that_is_refused_ends_no_session(
    client: FlaskClient, forger: Forger, clock: Clock, logged: Lines
) -> None:
    """It ran out, say; nothing is known of the person by it. Seen red with all errors alike."""
    forger.answer = {"refresh_token": "a token"}
    assert come_back(client, begun(client, forger)) == "/sign-in"
    for error, status in {"invalid_client": 200, "server_error": 200, "interaction_required": 403}.items():
        forger.answer = {"error": error}
        clock.turn(minutes=15)
        assert client.get("/me").status_code == status
    forger.answer = {"error": "invalid_client"}
    assert come_back(client, begun(client, forger)) == "/sign-in/staff/away"
    forger.answer = {"error": "anna@brostad.example"}
    assert come_back(client, begun(client, forger)) == ANEW
    assert "anna" not in repr(logged)


def test_an_answer_is_good_once(client: FlaskClient, forger: Forger) -> None:
    """Also with the cookie put back. Seen red without the note that it was used."""
    query = begun(client, forger)
    start = client.get_cookie("brobygger-start")
    assert start is not None
    assert come_back(client, query) == "/sign-in"
    other = client.application.test_client()
    other.set_cookie("brobygger-start", start.value, domain="localhost")
    assert come_back(other, query) == ANEW
    assert other.get("/me").status_code == 403


def test_nobody_finishes_what_another_browser_began(
    client: FlaskClient, app: Flask, forger: Forger, clock: Clock
) -> None:
    """Nor what began more than ten minutes ago: the victim of a foreign link is not signed in as another."""
    query = begun(client, forger)
    victim = app.test_client()
    assert come_back(victim, query) == ANEW
    begin(victim)
    assert come_back(victim, query) == ANEW
    assert victim.get("/me").status_code == 403
    clock.turn(minutes=10)
    assert come_back(client, query) == ANEW


@pytest.mark.parametrize("change", ["the page", "the time", "the secret", "all", "no text"])
def test_a_begin_that_was_changed_is_none(client: FlaskClient, forger: Forger, change: str) -> None:
    query = begun(client, forger)
    cookie = client.get_cookie("brobygger-start")
    assert cookie is not None
    value = cookie.value
    changed = {
        "the page": value + "2f2f65".replace("2f2f", "2f61"),
        "the time": f"{value[:64]}{int(value[64:72], 16) + 1:08x}{value[72:]}",
        "the secret": "0" * 64 + value[64:],
        "all": "x" * 80,
        "no text": f"{value[:72]}ff",
    }[change]
    client.set_cookie("brobygger-start", changed, domain="localhost")
    assert come_back(client, query) == ANEW


@pytest.mark.parametrize(
    "after",
    [
        "//elsewhere.example",
        "https://elsewhere.example",
        "/\\elsewhere.example",
        "/nowhere",
        "javascript:x",
        "/find?q=x",
        "/kommune/010190-1234",
        "/en//elsewhere.example",
        "/actors/" + "a" * 400,
    ],
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_nobody_is_sent_elsewhere(client: FlaskClient, forger: Forger, after: str, language: str) -> None:
    """Nor with a begin that was written by hand. Seen red with none looked at on the way back."""
    answer = client.get(f"{language}/sign-in/staff", query_string={"next": after})
    assert answer.headers["Location"].startswith(f"{forger.issuer}/auth?")
    assert "elsewhere" not in answer.headers["Location"]
    start = Start.now(forger.now, after)
    client.set_cookie("brobygger-start", start.cookie, domain="localhost")
    forger.nonce = start.nonce
    query = {"state": start.state, "code": "a code", "iss": forger.issuer}
    assert come_back(client, query) in ("/sign-in", "/en/sign-in")


def test_a_session_that_was_there_before_is_not_taken_over(client: FlaskClient, forger: Forger) -> None:
    """Session fixation: signing in makes a new one."""
    client.set_cookie("brobygger-session", "a" * 64, domain="localhost")
    client.set_cookie("brobygger-browser", "b" * 64, domain="localhost")
    come_back(client, begun(client, forger))
    for name, value in {"session": "a", "browser": "b"}.items():
        cookie = client.get_cookie(f"brobygger-{name}")
        assert cookie is not None
        assert cookie.value != value * 64
        assert cookie.http_only


def test_random_digits_are_no_citizens_number(
    client: FlaskClient, forger: Forger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One address in a hundred has some that could be. Seen red: such a sign-in was answered with 404."""
    starts = (Start(f"{number:064x}", forger.now, "/me") for number in count())
    start = next(start for start in starts if find_cpr(start.state))
    monkeypatch.setattr(Start, "now", lambda began, after: start)
    assert begin(client)["state"] == start.state


def test_who_guesses_waits(client: FlaskClient, forger: Forger) -> None:
    forger.claims = {"groups": ["others"]}  # whom the provider vouches for guesses nothing
    assert come_back(client, begun(client, forger)) == "/sign-in/staff/no_role"
    forger.answer = {"error": "invalid_grant"}
    pages = [come_back(client, begun(client, forger)) for _ in range(throttle.FREE["from"] + 1)]
    assert {*pages[:-1]} == {ANEW}
    assert pages[-1] == "/sign-in/staff/many"


def test_looking_ahead_signs_nobody_in(client: FlaskClient, forger: Forger) -> None:
    """Browsers that fetch ahead, and scanners, come without a begin of theirs."""
    query = begun(client, forger)
    for method in ("HEAD", "OPTIONS", "POST"):
        client.application.test_client().open(BACK, method=method, query_string=query)
    assert client.post(BACK, query_string=query).status_code == 405
    assert come_back(client, query) == "/sign-in"


def test_it_works_over_a_safe_line_alone(
    demo_copy: GraphStore, clock: Clock, forger: Forger, tmp_path: Path
) -> None:
    url = "https://brobygger.brostad.example"
    client = site_with(demo_copy, clock, forger.issuer, tmp_path, url=url, proxies=1).test_client()
    unsafe = client.get("/sign-in/staff", base_url=url.replace("https", "http"))
    assert (unsafe.status_code, unsafe.headers["Location"]) == (303, "/sign-in")
    assert client.get("/sign-in/staff", base_url="https://elsewhere.example").status_code == 400
    safe = client.get("/sign-in/staff", base_url=url)
    assert f"redirect_uri={url.replace(':', '%3A').replace('/', '%2F')}" in safe.headers["Location"]
    assert "__Host-brobygger-start=" in safe.headers["Set-Cookie"]
    assert "Secure" in safe.headers["Set-Cookie"]


@pytest.mark.parametrize("path", ["", "/back", "/anew", "/away", "/left", "/no_role"])
def test_without_a_provider_there_are_no_such_pages(demo_copy: GraphStore, clock: Clock, path: str) -> None:
    client = site(demo_copy, clock).test_client()
    assert client.get(f"/sign-in/staff{path}").status_code == 404
    assert "/sign-in/staff" not in client.get("/sign-in").text
