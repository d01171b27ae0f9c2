"""From "Er det jeres?" to a coordinator's answer, and what somebody who means harm tries on the way."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graphdb.accounts import accounts, throttle
from graphdb.accounts.roles import Grant, Role
from graphdb.errors import Refused
from graphdb.ownership import editors, requests
from graphdb.ownership.requests import same_domain
from graphdb.records import Records, RecordWrite
from graphdb.store import GraphStore
from tests.graphdb.identity.twice import actor as another
from tests.graphdb.identity.twice import same
from tests.graphdb.world import actor, actor_id, write
from tests.mail_server import Kept
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.lint import problems
from tests.webapp.signin.people import Clock, browser_of, csrf, site
from tests.webapp.test_moved import say

FORM = f"/actors/{HOSTEL}/jeres"
LIST = "/kommune/9901/anmodninger"
OLD = "actor:x:herberget"
ADDRESS = "bo@herberg-broen.example"
BO = {"name": "Bo Holm", "address": ADDRESS, "cvr": "00000011", "note": "Daglig leder"}


def ask(client: FlaskClient, **typed: str) -> TestResponse:
    return client.post(FORM, data={"csrf": csrf(client.get(FORM).text), **(typed or BO)})


def answer(client: FlaskClient, act: str, why: str = "", page: str = LIST) -> TestResponse:
    """Answer the first request of the list."""
    text = client.get(page).text
    address = re.search(rf'action="({LIST}/[0-9a-f]+)"', text)
    assert address is not None
    return client.post(address[1], data={**hidden(text), "act": act, "why": why})


def test_its_own_editors_are_not_asked_whose_it_is(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """They are led to the form; others are asked as before."""
    editor = accounts.add(demo_copy, ADDRESS, [Grant(Role.EDITOR, HOSTEL)])
    own = browser_of(app, editor, clock.moment())
    page = own.get(FORM).text
    assert (problems(page), "Er det jeres?" in page, "<form" in page) == ([], False, False)
    assert f'href="/actors/{HOSTEL}/ret"' in page
    assert "Er det jeres?" not in own.get(f"/actors/{HOSTEL}").text
    assert "Er det jeres?" in client.get(f"/actors/{HOSTEL}").text
    assert "Er det jeres?" in client.get(FORM).text


def hidden(page: str) -> dict[str, str]:
    """What goes along with an answer to the first request of the list."""
    mark = re.search(r'name="mark" value="([0-9a-f]+)"', page)
    assert mark is not None
    return {"csrf": csrf(page), "mark": mark[1]}


def text_of(mails: Kept) -> str:
    body = mails.mails[-1].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_from_the_page_to_a_yes(
    visitor: FlaskClient,
    client: FlaskClient,
    demo_copy: GraphStore,
    mails: Kept,
    posted: Callable[[], None],
    app: Flask,
    clock: Clock,
) -> None:
    """Nothing is given before the coordinator says so; then the address speaks for the actor."""
    assert f'href="{FORM}"' in visitor.get(f"/actors/{HOSTEL}").text
    assert problems(visitor.get(FORM).text) == []
    sent = ask(visitor)
    assert (sent.status_code, sent.location) == (303, f"{FORM}/tak")
    assert problems(visitor.get(sent.location).text) == []
    assert accounts.find_by(demo_copy, ADDRESS) is None
    page = client.get(LIST).text
    assert problems(page) == []
    for words in ("Bo Holm", ADDRESS, "Samme domæne", "Det samme som i opslaget", "Daglig leder"):
        assert words in page
    assert answer(client, "approve").status_code == 303
    account = accounts.find_by(demo_copy, ADDRESS)
    assert account is not None
    assert account.grants == (Grant(Role.EDITOR, HOSTEL),)
    posted()
    assert mails.envelopes == [[ADDRESS]]
    assert "ko@brostad.example" in mails.mails[-1]["Reply-To"], "the coordinator, whom they can ask"
    assert "http://localhost:8000/sign-in" in text_of(mails).splitlines()
    assert browser_of(app, account, clock.moment()).get(f"/actors/{HOSTEL}/ret").status_code == 200
    assert "Ingen venter" in client.get(LIST).text


def test_a_no_has_a_reason_that_is_mailed(
    visitor: FlaskClient, client: FlaskClient, demo_copy: GraphStore, mails: Kept, posted: Callable[[], None]
) -> None:
    ask(visitor)
    refused = answer(client, "reject")
    assert (refused.status_code, "Skriv hvorfor" in refused.text) == (422, True)
    assert problems(refused.text) == []
    refused = answer(client, "reject", "Ring til 010190-6789")
    assert (refused.status_code, "-6789" in refused.text) == (422, False)
    assert answer(client, "reject", "Vi kender dig ikke.").status_code == 303
    posted()
    assert "Vi kender dig ikke." in text_of(mails)
    assert "ko@brostad.example" in mails.mails[-1]["Reply-To"]
    assert accounts.find_by(demo_copy, ADDRESS) is None
    ask(visitor, name="Ida", address="ida@elsewhere.example")
    page = client.get(LIST).text
    for words in (ADDRESS, "afvist", "Et andet domæne", "ikke oplyst"):
        assert words in page


def test_who_has_an_account_gets_the_role_besides(
    visitor: FlaskClient, client: FlaskClient, demo_copy: GraphStore
) -> None:
    other = Grant(Role.EDITOR, "actor:demo:herberg-mosegaarden")
    account = accounts.add(demo_copy, ADDRESS, [other])
    ask(visitor)
    assert answer(client, "approve").status_code == 303
    assert set(accounts.get(demo_copy, account.id).grants) == {other, Grant(Role.EDITOR, HOSTEL)}


def test_who_was_shut_out_stays_out(visitor: FlaskClient, client: FlaskClient, demo_copy: GraphStore) -> None:
    account = accounts.add(demo_copy, ADDRESS, [])
    accounts.set_disabled(demo_copy, account.id, True)
    ask(visitor)
    assert answer(client, "approve").status_code == 409
    assert accounts.get(demo_copy, account.id).grants == ()


def test_it_is_answered_once(visitor: FlaskClient, client: FlaskClient) -> None:
    ask(visitor)
    page = client.get(LIST).text
    address = re.search(rf'action="({LIST}/[0-9a-f]+)"', page)
    assert address is not None
    sent = {**hidden(page), "act": "approve"}
    assert client.post(address[1], data=sent).status_code == 303
    assert client.post(address[1], data={**sent, "act": "reject", "why": "Nej"}).status_code == 404


def test_what_was_asked_of_an_entry_that_is_one_with_another_holds_for_both(
    visitor: FlaskClient, client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    """And who spoke for it before is one of the editors, and leads. Seen red with the role on the old id."""
    say(demo_copy, another(OLD, "2026-03-01", "register", name="Herberget ved Broen"))
    form = f"/actors/{OLD}/jeres"
    visitor.post(form, data={"csrf": csrf(visitor.get(form).text), **BO, "cvr": ""})
    before = accounts.add(demo_copy, "ida@herberg-broen.example", [Grant(Role.EDITOR, OLD)])
    editors.take_lead(demo_copy, OLD, before)
    say(demo_copy, same(HOSTEL, OLD))
    assert "1 redaktør nu" in client.get(LIST).text
    assert answer(client, "approve").status_code == 303
    account = accounts.find_by(demo_copy, ADDRESS)
    assert account is not None
    assert account.grants == (Grant(Role.EDITOR, HOSTEL),)
    assert {one.id for one in editors.editors(demo_copy, HOSTEL)} == {account.id, before.id}
    assert editors.lead(demo_copy, HOSTEL) == before.id
    page = f"/actors/{HOSTEL}/redaktoerer"
    browser = browser_of(app, before, clock.moment())
    for sent in ({"act": "hand_over", "account": account.id}, {"act": "leave"}):
        assert browser.post(page, data={"csrf": csrf(browser.get(page).text), **sent}).status_code == 303
    assert editors.lead(demo_copy, HOSTEL) == account.id
    assert editors.editors(demo_copy, HOSTEL) == (accounts.get(demo_copy, account.id),)


def test_a_yes_without_the_role_is_none(
    visitor: FlaskClient,
    client: FlaskClient,
    demo_copy: GraphStore,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The address got an account in that very moment: it waits as before. Seen red with two writes."""
    ask(visitor)
    waiting = requests.waiting(demo_copy, clock.moment())
    write = type(demo_copy.records).write

    def late(records: Records, *writes: RecordWrite) -> None:
        monkeypatch.undo()
        accounts.add(demo_copy, ADDRESS, [])
        write(records, *writes)

    page = client.get(LIST).text
    monkeypatch.setattr(type(demo_copy.records), "write", late)
    sent = client.post(f"{LIST}/{waiting[0].id}", data={**hidden(page), "act": "approve"})
    assert sent.status_code == 409
    assert requests.waiting(demo_copy, clock.moment()) == waiting
    assert answer(client, "approve").status_code == 303
    account = accounts.find_by(demo_copy, ADDRESS)
    assert account is not None
    assert account.grants == (Grant(Role.EDITOR, HOSTEL),)


@pytest.mark.parametrize("act", ["approve", "reject"])
@pytest.mark.parametrize("is_known", [False, True])
def test_who_answers_at_the_same_moment_as_another_is_told(
    visitor: FlaskClient,
    client: FlaskClient,
    demo_copy: GraphStore,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    act: str,
    is_known: bool,
) -> None:
    """Nobody has a role by an answer that did not count. Seen red with a page
    that says nothing of it."""
    if is_known:
        accounts.add(demo_copy, ADDRESS, [])
    ask(visitor)
    (asked,) = requests.waiting(demo_copy, clock.moment())
    write = type(demo_copy.records).write

    def late(records: Records, *writes: RecordWrite) -> None:
        if any(one.record.kind == requests.KIND for one in writes):
            monkeypatch.undo()
            requests.reject(demo_copy, asked, "En anden var her.", clock.moment())
        write(records, *writes)

    page = client.get(LIST).text
    monkeypatch.setattr(type(demo_copy.records), "write", late)
    sent = client.post(f"{LIST}/{asked.id}", data={**hidden(page), "act": act, "why": "Nej."})
    assert (sent.status_code, "besvaret imens" in sent.text) == (409, True)
    account = accounts.find_by(demo_copy, ADDRESS)
    assert account is None or account.grants == ()


def test_what_was_written_over_is_looked_at_again(
    visitor: FlaskClient, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red without the mark, and without the comparison in the moment of writing."""
    ask(visitor)
    page = client.get(LIST).text
    (shown,) = requests.waiting(demo_copy, clock.moment())
    ask(visitor, **{**BO, "name": "En anden"})
    sent = client.post(f"{LIST}/{shown.id}", data={**hidden(page), "act": "approve"})
    assert (sent.status_code, "En anden" in sent.text) == (409, True)
    assert problems(sent.text) == []
    with pytest.raises(Refused):
        requests.approve(demo_copy, shown, "coordinator", clock.moment())
    assert accounts.find_by(demo_copy, ADDRESS) is None


def test_what_cannot_be_taken_stands_there_again(
    visitor: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    for name, wrong in (("name", " "), ("address", "bo"), ("cvr", "12"), ("note", "x" * 301)):
        sent = ask(visitor, **{**BO, name: wrong})
        assert (sent.status_code, 'aria-invalid="true"' in sent.text) == (422, True), name
        assert problems(sent.text) == []
        others = [value for key, value in BO.items() if key != name]
        assert all(value in sent.text for value in others), name
    for name in BO:
        sent = ask(visitor, **{**BO, name: "010190-6789"})
        assert (sent.status_code, "010190-6789" in sent.text) == (422, False), name
    assert requests.waiting(demo_copy, clock.moment()) == ()


def test_no_line_goes_into_a_header(visitor: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    for name in ("name", "address"):
        ask(visitor, **{**BO, name: f"{BO[name]}\r\nBcc: x@y.dk"})
    assert requests.waiting(demo_copy, clock.moment()) == ()


def test_what_was_written_is_shown_as_text(visitor: FlaskClient, client: FlaskClient) -> None:
    ask(visitor, name="<script>alert(1)</script>", address=ADDRESS, note='"><img src=x onerror=alert(1)>')
    page = client.get(LIST).text
    assert problems(page) == []
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_many_are_slowed_down(visitor: FlaskClient) -> None:
    for number in range(throttle.FREE["doubt"]):
        assert ask(visitor, name="Bo", address=f"b{'o' * number}@broen.example").status_code == 303
    sent = ask(visitor, name="Bo", address=ADDRESS)
    assert (sent.status_code, ADDRESS in sent.text) == (429, True)


def test_one_of_another_municipality_is_not_answered_here(
    visitor: FlaskClient, client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    """Neither through its own address nor through that of another."""
    ask(visitor)
    (asked,) = requests.waiting(demo_copy, clock.moment())
    other = accounts.add(demo_copy, "ko@soekoeb.example", [Grant(Role.COORDINATOR, "9902")])
    browser = browser_of(app, other, clock.moment())
    assert ADDRESS not in browser.get("/kommune/9902/anmodninger").text
    sent = {"csrf": csrf(browser.get("/me").text), "mark": asked.mark, "act": "approve"}
    assert browser.post(f"/kommune/9902/anmodninger/{asked.id}", data=sent).status_code == 404
    assert browser.post(f"{LIST}/{asked.id}", data=sent).status_code == 403
    assert visitor.post(f"{LIST}/{asked.id}", data=sent).status_code == 403
    assert accounts.find_by(demo_copy, ADDRESS) is None


def test_of_an_actor_of_no_municipality_the_administrator_answers(
    visitor: FlaskClient, client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    """Who serves the whole country. Seen red: nobody had a page for it."""
    write(demo_copy, actor("landet", "civ_vaerested", towns=["1082"]))
    form, nowhere = f"/actors/{actor_id('landet')}/jeres", "/kommune/landet/anmodninger"
    assert visitor.post(form, data={"csrf": csrf(visitor.get(form).text), **BO, "cvr": ""}).status_code == 303
    assert client.get(nowhere).status_code == 403
    administrator = accounts.add(demo_copy, "it@brostad.example", [Grant(Role.ADMINISTRATOR)])
    browser = browser_of(app, administrator, clock.moment())
    assert nowhere in browser.get("/me").text
    assert ADDRESS not in browser.get(LIST).text
    page = browser.get(nowhere).text
    assert (ADDRESS in page, problems(page)) == (True, [])
    (asked,) = requests.waiting(demo_copy, clock.moment())
    sent = browser.post(f"{nowhere}/{asked.id}", data={**hidden(page), "act": "approve"})
    assert (sent.status_code, str(sent.location).startswith(f"{nowhere}?svar=ja&om=")) == (303, True)
    account = accounts.find_by(demo_copy, ADDRESS)
    assert account is not None
    assert account.grants == (Grant(Role.EDITOR, actor_id("landet")),)


def test_both_forms_take_their_token(
    visitor: FlaskClient, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    assert visitor.post(FORM, data=BO).status_code == 403
    ask(visitor)
    (asked,) = requests.waiting(demo_copy, clock.moment())
    assert client.post(f"{LIST}/{asked.id}", data={"act": "approve"}).status_code == 403


def test_it_is_forgotten(visitor: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    ask(visitor)
    clock.turn(days=91)
    assert requests.of_actor(demo_copy, HOSTEL, clock.moment()) == ()


def test_without_a_mail_server_the_coordinator_is_told(demo_copy: GraphStore, clock: Clock) -> None:
    here = site(demo_copy, clock)
    ask(here.test_client())
    towns = [Grant(Role.COORDINATOR, town) for town in ("9901", "9902")]
    client = browser_of(here, accounts.add(demo_copy, "ko@brostad.example", towns), clock.moment())
    sent = answer(client, "approve")
    page = client.get(sent.location).text
    assert "ingen mailserver" in page
    assert f"mailto:{BO['address']}" in page
    assert "(fra opslaget)" in page
    assert ADDRESS not in client.get(sent.location.replace("/9901/", "/9902/")).text


@pytest.mark.parametrize(
    ("address", "website", "same"),
    [
        ("a@broen.dk", "https://www.broen.dk/om", True),
        ("a@mail.broen.dk", "https://broen.dk", True),
        ("a@broen.dk", "https://herberg.broen.dk", True),
        ("a@evilbroen.dk", "https://broen.dk", False),
        ("a@broen.dk.evil.com", "https://broen.dk", False),
        ("a@broen.dk", "", None),
    ],
)
def test_a_domain_is_compared_whole(address: str, website: str, same: bool | None) -> None:
    assert same_domain(address, website) is same
