"""What somebody who means harm, a mail scanner or a curious holder of another link tries."""

import html
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts.accounts import digest
from graphdb.confirming import links
from graphdb.model import Id
from graphdb.proposals import proposals
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL, OTHER, form_of, hidden, opened, send, token_of
from tests.webapp.answer.test_answer import GONE, edit
from tests.webapp.conftest import Lines
from tests.webapp.signin.people import Clock, csrf, site
from webapp.signin.gate import need_of

WRITING: Final = ("spoergsmaal", "aabent", "slut")
PHONE: Final = f"{HOSTEL} phone"
PAYLOADS: Final = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</textarea><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}",
    "{value}{name}{0.__class__}",
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
)


def watched(tmp_path: Path) -> closing[sqlite3.Connection]:
    """SQLite itself, to ask whether anybody wrote."""
    return closing(sqlite3.connect(next(tmp_path.glob("*.db"))))


def test_looking_changes_nothing(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock, tmp_path: Path
) -> None:
    """Mail scanners and browsers that fetch ahead open every link, and follow where it leads."""
    token = token_of(demo_copy, clock)
    with watched(tmp_path) as watch:
        before = watch.execute("PRAGMA data_version").fetchone()
        for path in (f"link/{token}", HOSTEL, *(f"{HOSTEL}/{name}" for name in (*WRITING, "tak"))):
            for method in ("GET", "HEAD", "OPTIONS"):
                client.open(f"/svar/{path}", method=method, headers={"Purpose": "prefetch"})
        assert watch.execute("PRAGMA data_version").fetchone() == before
    assert links.find(demo_copy, token, clock.moment()) is not None


def test_no_page_behind_a_link_sends_by_itself(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    pages = [opened(client, token_of(demo_copy, clock)), client.get(f"/svar/{HOSTEL}/aabent").text]
    for page in pages:
        assert "<script" not in page
        assert "http-equiv" not in page


def test_every_form_behind_a_link_is_on_the_list(app: Flask) -> None:
    """The gate leaves their tokens to the pages: one that forgets it must be attacked below."""
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    by_link = [rule.rule for rule in rules if (need := need_of(app, rule.endpoint)) and need.by_link]
    assert sorted(by_link) == sorted(f"/svar/<actor_id>/{name}" for name in WRITING)


@pytest.mark.parametrize("name", WRITING)
@pytest.mark.parametrize("token", ["", "a" * 64, "of the browser", "of another link"])
def test_no_form_is_taken_with_another_token(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock, tmp_path: Path, name: str, token: str
) -> None:
    """Seen red without the check in the pages."""
    opened(client, token_of(demo_copy, clock))
    if token == "of the browser":
        token = csrf(client.get("/sign-in").text)
    if token == "of another link":
        token = csrf(opened(client, token_of(demo_copy, clock, OTHER)))
    data = {"csrf": token, "seen": "99", f"choice:{PHONE}": "still", "state": "open", "about": "stopped"}
    with watched(tmp_path) as watch:
        before = watch.execute("PRAGMA data_version").fetchone()
        assert client.post(f"/svar/{HOSTEL}/{name}", data=data).status_code == 403
        assert client.post(f"/svar/{HOSTEL}/{name}?csrf={token}").status_code == 403
        assert watch.execute("PRAGMA data_version").fetchone() == before
    assert client.get(f"/svar/{HOSTEL}").status_code == 200


def test_another_site_has_nothing_shown_here(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Without a link only what was sent from a page of ours is shown again."""
    opened(client, token_of(demo_copy, clock))
    token_of(demo_copy, clock)
    data = {f"text:{PHONE}": "Ring 12 34 56 78", "text": "010190-1234"}
    for site_of, shown in (("cross-site", False), ("same-site", False), ("", False), ("same-origin", True)):
        headers = {"Sec-Fetch-Site": site_of} if site_of else {}
        answer = client.post(f"/svar/{HOSTEL}/spoergsmaal", data=data, headers=headers)
        assert (answer.status_code, "Ring 12 34 56 78" in answer.text) == (410, shown), site_of
        assert "010190" not in answer.text


@pytest.mark.parametrize("name", WRITING)
def test_a_replaced_link_writes_nothing(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock, tmp_path: Path, name: str
) -> None:
    """Also where its page stands open already."""
    page = opened(client, token_of(demo_copy, clock))
    token_of(demo_copy, clock)
    data = form_of(page) | {f"choice:{PHONE}": "still", "state": "open", "about": "stopped"}
    with watched(tmp_path) as watch:
        before = watch.execute("PRAGMA data_version").fetchone()
        answer = client.post(f"/svar/{HOSTEL}/{name}", data=data)
        assert watch.execute("PRAGMA data_version").fetchone() == before
    assert (answer.status_code, GONE in answer.text) == (410, True)


def test_old_replaced_and_made_up_links_are_answered_alike(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    replaced = token_of(demo_copy, clock, OTHER)
    token_of(demo_copy, clock, OTHER)
    old = token_of(demo_copy, clock)
    clock.turn(days=31)
    answers = [client.get(f"/svar/link/{token}") for token in (old, replaced, "a" * 64, "x", HOSTEL)]
    pages = {answer.text.replace(token, "") for answer, token in zip(answers, (old, replaced), strict=False)}
    assert {answer.status_code for answer in answers} == {410}
    assert {GONE in answer.text for answer in answers} == {True}
    assert len({page.partition("<main")[2] for page in pages}) == 1


@pytest.mark.parametrize("other", [OTHER, "actor:demo:nowhere", "service:demo:herberg-broen-ophold"])
def test_a_link_is_good_for_its_own_entry_alone(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock, other: Id
) -> None:
    """Privilege by id: another in the address, and the cookie under another's name.

    Seen red with a page that asks for any link that is good.
    """
    token = token_of(demo_copy, clock)
    page = opened(client, token)
    for path in (other, *(f"{other}/{name}" for name in (*WRITING, "tak"))):
        assert client.get(f"/svar/{path}").status_code == 410
    assert send(client, page, other, **{f"choice:{other} phone": "still"}).status_code == 410
    client.set_cookie(f"brobygger-answer-{digest(other)[:16]}", token, domain="localhost")
    assert client.get(f"/svar/{other}").status_code == 410


@pytest.mark.parametrize(
    "key",
    [
        f"{HOSTEL} secret_address",
        f"{HOSTEL} visibility",
        f"{HOSTEL} cvr",
        f"{HOSTEL} budget_area",
        f"{HOSTEL} identifiers",
        f"{OTHER} phone",
        "service:demo:herberg-mosegaarden-ophold phone",
        "area:9901 name",
        "term:sl_actor_phone months",
        "phone",
        "",
        "' OR 1=1 --",
    ],
)
def test_a_field_that_is_not_asked_is_not_taken(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock, tmp_path: Path, key: str
) -> None:
    """Mass assignment: also not beside an answer that would be."""
    page = opened(client, token_of(demo_copy, clock))
    first = hidden(page, "shown")[0]
    with watched(tmp_path) as watch:
        before = watch.execute("PRAGMA data_version").fetchone()
        sent = {f"choice:{key}": "changed", f"text:{key}": "x", f"choice:{first}": "still"}
        answer = send(client, page, **sent)
        assert watch.execute("PRAGMA data_version").fetchone() == before
    assert answer.status_code == 422
    assert proposals.waiting(demo_copy) == ()


@pytest.mark.parametrize("seen", ["", "x", "-1", "٣", "9" * 400, "1e9"])
def test_a_version_that_is_none_overwrites_nothing(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock, seen: str
) -> None:
    page = opened(client, token_of(demo_copy, clock))
    key = next(key for key in hidden(page, "shown") if key.endswith("opening_hours"))
    data = form_of(page) | {"seen": seen, f"choice:{key}": "changed", f"text:{key}": "man 9-10"}
    assert client.post(f"/svar/{HOSTEL}/spoergsmaal", data=data).status_code == 409


@pytest.mark.parametrize("withdrawn", [True, False])
def test_no_version_shows_what_stood_there_before_the_link(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock, withdrawn: bool
) -> None:
    """What was taken back before the link was made is for no holder of it to read."""
    target = "service:demo:herberg-broen-ophold"
    edit(demo_copy, target, "opening_hours", "Mo 03:07-04:00", clock)
    early = demo_copy.status().version
    if withdrawn:
        edit(demo_copy, target, "opening_hours", "Mo 05:07-06:00", clock)
    page = opened(client, token_of(demo_copy, clock))
    edit(demo_copy, target, "opening_hours", "Mo 07:07-08:00", clock)
    key = f"{target} opening_hours"
    data = form_of(page) | {"seen": str(early), "shown": [key], f"choice:{key}": "still"}
    answer = client.post(f"/svar/{HOSTEL}/spoergsmaal", data=data)
    assert answer.status_code == 409
    text = html.unescape(answer.text).replace(".", ":")
    assert "7:07" in text
    assert ("3:07" in text) is not withdrawn
    assert ("Da du åbnede siden" in text) is not withdrawn


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_was_typed_is_shown_as_text(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock, payload: str
) -> None:
    """In each field, when it is refused and when it is kept; and on the actor's own page."""
    page = opened(client, token_of(demo_copy, clock))
    keys = hidden(page, "shown")
    shown = [send(client, page, **{f"choice:{key}": "changed", f"text:{key}": payload}) for key in keys]
    (unseen,) = hidden(page, "blind")
    shown.append(send(client, page, **{f"typed:{unseen}": payload}))
    hours = client.get(f"/svar/{HOSTEL}/aabent").text
    data = {"csrf": csrf(hours), "seen": hidden(hours, "seen")[0], "state": "changed", "text": payload}
    for until in ("", payload, "2026-10-01"):
        sent = data | {"until": until, "since": until}
        shown.append(client.post(f"/svar/{HOSTEL}/aabent", data=sent | {"since": ""}))
    shown.append(client.post(f"/svar/{HOSTEL}/slut", data={"csrf": data["csrf"], "text": payload}))
    pages = [answer.text for answer in shown]
    pages += [client.get(path).text for path in (f"/svar/{HOSTEL}/tak", f"/actors/{HOSTEL}")]
    assert any("alert" in page or "7*7" in page or "__class__" in page for page in pages)
    for page in pages:
        assert "<script" not in page.partition("<main")[2]
        for bad in ("<img src=x", "<svg", " onfocus=alert(1) x='>", '<a href="jav', "49{%", "<class"):
            assert bad not in page, bad


def test_the_token_is_in_no_log_and_no_referrer(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock, logged: Lines
) -> None:
    token = token_of(demo_copy, clock)
    for path in (f"link/{token}", f"link/{token}x", HOSTEL, f"{HOSTEL}/tak"):
        answer = client.get(f"/svar/{path}")
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer.headers["Cache-Control"]
    assert logged
    assert token not in f"{logged}"
    assert {line["route"] for line in logged} >= {"/svar/link/<token>", "/svar/<actor_id>"}


def test_another_host_gets_no_link_and_no_cookie_without_https(demo_copy: GraphStore, clock: Clock) -> None:
    app = site(demo_copy, clock, url="https://brobygger.kommune.dk")
    token = token_of(demo_copy, clock)
    client = app.test_client()
    assert client.get(f"/svar/link/{token}", base_url="http://elsewhere.example").status_code == 400
    plain = client.get(f"/svar/link/{token}", base_url="http://brobygger.kommune.dk")
    assert ("Åbn linket igen med https" in plain.text, "sat Brobygger op" in plain.text) == (True, False)
    assert (plain.status_code, "Set-Cookie" in plain.headers) == (403, False)
    safe = client.get(f"/svar/link/{token}", base_url="https://brobygger.kommune.dk")
    assert safe.headers["Set-Cookie"].startswith("__Host-brobygger-answer-")
    assert "Secure" in safe.headers["Set-Cookie"]


def test_no_page_repeats_a_token(demo_copy: GraphStore, clock: Clock) -> None:
    """Seen red in the link to the other language, where cookies are not safe and where nothing is there."""
    client = site(demo_copy, clock, url="https://brobygger.kommune.dk").test_client()
    token = token_of(demo_copy, clock)
    for path in (f"/svar/link/{token}", f"/en/svar/link/{token}", f"/svar/link/{token}/x"):
        page = client.get(path, base_url="http://brobygger.kommune.dk")
        assert (page.status_code in (403, 404), token in page.text) == (True, False)


def test_the_next_holder_does_not_read_what_the_last_one_wrote(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red on the page of thanks."""
    opened(client, token_of(demo_copy, clock))
    form = csrf(client.get(f"/svar/{HOSTEL}/slut").text)
    client.post(f"/svar/{HOSTEL}/slut", data={"csrf": form, "about": "stopped", "text": "Spørg Bo hjemme"})
    assert len(proposals.waiting(demo_copy, HOSTEL)) == 1
    opened(client, token_of(demo_copy, clock))
    assert "Bo hjemme" not in client.get(f"/svar/{HOSTEL}/tak").text
