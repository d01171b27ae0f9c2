"""Staff come in by an identity provider that nobody here wrote."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts, sessions
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.webapp.conftest import Lines
from tests.webapp.lint import problems
from tests.webapp.oidc.people import BACK, arrive, begin, clock_of_today, site_with, travel
from tests.webapp.oidc.provider import ANNA, RealProvider, key
from tests.webapp.signin.people import Clock, csrf
from webapp.oidc import renewal, sealing

COORDINATOR = Grant(Role.COORDINATOR, "9901")


@pytest.fixture(scope="module")
def shared() -> Iterator[RealProvider]:
    """One provider for the tests of this file."""
    yield from RealProvider(BACK).running()


@pytest.fixture
def provider(shared: RealProvider) -> RealProvider:
    """The same, of the opinion that it began with."""
    shared.change(people={"anna": ANNA}, who="anna", refreshes=True)
    return shared


@pytest.fixture
def clock() -> Clock:
    """A clock that stands."""
    return clock_of_today()


@pytest.fixture
def app(demo_copy: GraphStore, clock: Clock, provider: RealProvider, tmp_path: Path) -> Flask:
    """The application whose staff the provider knows."""
    return site_with(demo_copy, clock, provider.issuer, tmp_path)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts."""
    return app.test_client()


def anna(store: GraphStore, provider: RealProvider) -> Account:
    """Her account."""
    account = accounts.find_by(store, provider.issuer, "anna")
    assert account is not None
    return account


def in_groups(provider: RealProvider, *groups: str) -> None:
    """Have her be in these groups."""
    provider.change(people={"anna": ANNA | {"groups": groups}})


def test_from_the_link_to_her_own_page(client: FlaskClient, app: Flask) -> None:
    page = client.get("/sign-in").text
    assert 'href="/sign-in/staff"' in page
    assert problems(page) == []
    asked = begin(client)
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == BACK
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert arrive(client) == "/sign-in"
    page = client.get("/me").text
    assert "Anna Holm" in page
    assert "Koordinator" in page
    assert "Brostad" in page
    assert client.get_cookie("brobygger-start") is None
    assert client.post("/sign-out", data={"csrf": csrf(page)}).headers["Location"] == "/sign-in/staff/left"
    assert client.get("/me").status_code == 403


def test_a_shared_computer_can_be_left(client: FlaskClient, provider: RealProvider) -> None:
    """The provider's own session is another one: a link leads to where it ends."""
    page = client.get("/sign-in/staff/left").text
    assert problems(page) == []
    address = re.search(r'href="(http[^"]*)"', page)
    assert address is not None
    assert address[1] == f"{provider.issuer}/session/end?client_id=brobygger"
    answer = requests.get(address[1], timeout=60)
    assert (answer.status_code, "/session/end/confirm" in answer.text) == (200, True)


@pytest.mark.parametrize(
    ("path", "after", "page"),
    [
        ("/sign-in/staff", "/kommune/9901", "/kommune/9901"),
        ("/en/sign-in/staff", "/kommune/9901", "/en/kommune/9901"),
        ("/en/sign-in/staff", "", "/en/sign-in"),
    ],
)
def test_she_comes_back_to_where_she_was(client: FlaskClient, path: str, after: str, page: str) -> None:
    assert arrive(client, path, next=after) == page


def test_claims_give_roles_and_municipality(client: FlaskClient, provider: RealProvider) -> None:
    """Those that nothing is said of give none."""
    in_groups(provider, "bb-sag", "bb-drift", "others")
    arrive(client)
    page = client.get("/me").text
    assert "Administrator" in page
    assert "Sagsbehandler" in page
    assert 'href="/kommune/9902"' in page
    assert "Koordinator" not in page


def test_who_has_no_role_gets_no_account(
    client: FlaskClient, provider: RealProvider, demo_copy: GraphStore
) -> None:
    in_groups(provider, "others")
    assert arrive(client) == "/sign-in/staff/no_role"
    answer = client.get("/sign-in/staff/no_role")
    assert (answer.status_code, "ikke givet dig en rolle" in answer.text) == (403, True)
    assert accounts.list_all(demo_copy) == []


def test_who_breaks_off_is_told_so(client: FlaskClient, provider: RealProvider) -> None:
    provider.change(who="")
    assert arrive(client, "/en/sign-in/staff") == "/en/sign-in/staff/denied"
    assert "without signing you in" in client.get("/en/sign-in/staff/denied").text


def test_a_role_that_is_taken_here_ends_at_once(
    client: FlaskClient, provider: RealProvider, demo_copy: GraphStore
) -> None:
    """And the provider does not give it back. Seen red with roles that are those of the session."""
    in_groups(provider, "bb-bolig", "bb-drift")
    arrive(client)
    account = anna(demo_copy, provider)
    accounts.change_grants(demo_copy, account.id, take=[COORDINATOR])
    assert "Koordinator" not in client.get("/me").text
    client.post("/sign-out", data={"csrf": csrf(client.get("/me").text)})
    arrive(client)
    page = client.get("/me").text
    assert ("Koordinator" in page, "Administrator" in page) == (False, True)
    accounts.set_disabled(demo_copy, account.id, True)
    assert client.get("/me").status_code == 403
    assert arrive(client) == "/sign-in/staff/shut_out"


def test_a_role_that_is_taken_there_ends_at_the_next_refresh(
    client: FlaskClient, provider: RealProvider, clock: Clock
) -> None:
    in_groups(provider, "bb-bolig", "bb-drift")
    arrive(client)
    in_groups(provider, "bb-bolig")
    assert "Administrator" in client.get("/me").text
    for _ in range(2):  # each refresh has a new token
        clock.turn(minutes=15)
        page = client.get("/me").text
        assert ("Koordinator" in page, "Administrator" in page) == (True, False)
    in_groups(provider)
    clock.turn(minutes=15)
    assert client.get("/me").status_code == 403


def test_who_is_gone_there_is_signed_out(client: FlaskClient, provider: RealProvider, clock: Clock) -> None:
    arrive(client)
    provider.change(people={})
    clock.turn(minutes=15)
    assert client.get("/me").status_code == 403


def test_without_a_refresh_token_roles_last_as_long_as_the_session(
    client: FlaskClient, provider: RealProvider, clock: Clock
) -> None:
    provider.change(refreshes=False)
    arrive(client)
    in_groups(provider)
    for _ in range(48):
        assert client.get("/me").status_code == 200
        clock.turn(minutes=15)
    assert client.get("/me").status_code == 403


def test_many_requests_at_once_refresh_once(app: Flask, client: FlaskClient, clock: Clock) -> None:
    """The token is good once: a second use would end the session at the provider."""
    arrive(client)
    cookie = client.get_cookie("brobygger-session")
    assert cookie is not None
    clock.turn(minutes=15)
    answers = list[int]()

    def ask() -> None:
        browser = app.test_client()
        browser.set_cookie("brobygger-session", cookie.value, domain="localhost")
        answers.append(browser.get("/me").status_code)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 6
    clock.turn(minutes=15)
    assert client.get("/me").status_code == 200


def test_the_touch_map_does_not_tell_the_provider(
    client: FlaskClient, provider: RealProvider, clock: Clock
) -> None:
    """Nothing tells when it was used. Seen red with a touch map that asks whether she is still there."""
    arrive(client)
    provider.change(people={})
    clock.turn(minutes=15)
    assert client.get("/touch-map").status_code == 200
    provider.change(people={"anna": ANNA})
    assert client.get("/me").status_code == 200


def test_no_token_is_kept_in_clear_nor_written_to_the_log(
    client: FlaskClient,
    clock: Clock,
    tmp_path: Path,
    logged: Lines,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Seen red with a token that is kept as it came."""
    secrets, seal = list[str](), sealing.seal

    def watched(text: str, session_token: str) -> str:
        secrets.extend((text, session_token))
        return seal(text, session_token)

    monkeypatch.setattr(renewal, "seal", watched)
    back = travel(client)
    secrets += [back.partition("code=")[2].partition("&")[0], back.partition("state=")[2].partition("&")[0]]
    client.get(back)
    clock.turn(minutes=15)
    assert client.get("/me").status_code == 200
    assert len(secrets) == 6
    assert len({*secrets}) == 5
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("*.db*"))
    assert "anna" in kept.decode(errors="ignore")
    for secret in secrets:
        assert secret.encode() not in kept
        assert secret not in repr(logged)


def test_a_provider_that_is_no_longer_set_vouches_for_nobody(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock, tmp_path: Path
) -> None:
    arrive(client)
    cookie = client.get_cookie("brobygger-session")
    assert cookie is not None
    other = site_with(demo_copy, clock, "https://elsewhere.example", tmp_path).test_client()
    other.set_cookie("brobygger-session", cookie.value, domain="localhost")
    assert (other.get("/me").status_code, client.get("/me").status_code) == (403, 200)


def test_her_account_is_hers_whatever_she_is_called(
    client: FlaskClient, provider: RealProvider, demo_copy: GraphStore
) -> None:
    """An address proves nothing: an account of ours with the same one stays another's."""
    ours = accounts.add(demo_copy, ANNA["email"], [Grant(Role.ADMINISTRATOR)])
    arrive(client)
    account = anna(demo_copy, provider)
    assert account.id != ours.id
    assert "Administrator" not in client.get("/me").text
    provider.change(people={"anna": ANNA | {"name": "Anna Sø 010190-1234", "email": "a@b.dk"}})
    browser = client.application.test_client()
    arrive(browser)
    renamed = anna(demo_copy, provider)
    assert (renamed.id, renamed.name, renamed.address) == (account.id, "", "a@b.dk")
    assert len(sessions.of_account(demo_copy, renamed, "")) == 2


@pytest.mark.parametrize("claims_in", ["ID token", "userinfo"])
def test_keys_may_change_and_the_provider_be_away(
    demo_copy: GraphStore, clock: Clock, tmp_path: Path, claims_in: str
) -> None:
    """Claims come with the ID token, or are asked for. Seen red with keys that are read once."""
    known = RealProvider(BACK, {"in_userinfo": claims_in == "userinfo"})
    app = site_with(demo_copy, clock, known.issuer, tmp_path)
    client = app.test_client()
    for _ in known.running():
        assert arrive(client) == "/sign-in"
    clock.turn(minutes=15)
    assert "Koordinator" in client.get("/me").text  # away: what it said last holds
    other = app.test_client()
    assert other.get("/sign-in/staff").status_code == 303
    known.changes = {**known.changes, "keys": [key("second")]}
    for _ in known.running():
        assert arrive(app.test_client()) == "/sign-in"
        clock.turn(minutes=1)
        assert client.get("/me").status_code == 403  # it began anew and knows the old token no more
    fresh = site_with(demo_copy, clock, known.issuer, tmp_path).test_client()
    assert fresh.get("/sign-in/staff").headers["Location"] == "/sign-in/staff/away"
    assert fresh.get("/sign-in/staff/away").status_code == 503
