"""The queue of proposals as the coordinator sees it, and what becomes of each."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.claims import Rank, coordinator_source, own_source
from graphdb.proposals import proposals
from graphdb.proposals.proposals import About, Proposal
from graphdb.store import GraphStore
from graphdb.writing.edits import Set, Stamp
from graphdb.writing.plan import commit
from tests.graphdb.world import actor, actor_id, write
from tests.webapp.answer.browsing import HOSTEL, OTHER, hidden, opened, token_of
from tests.webapp.proposals.queueing import QUEUE, address, decide, proposed
from tests.webapp.signin.people import Clock, browser_of, csrf

NEW = "+4574444444"


@pytest.fixture
def waiting(app: Flask, demo_copy: GraphStore, clock: Clock) -> GraphStore:
    """The directory with another telephone number of the hostel that waits."""
    proposed(app, demo_copy, clock)
    return demo_copy


def phone(store: GraphStore) -> tuple[str, str]:
    """The hostel's number, and whose word it is."""
    node = store.get([HOSTEL])[HOSTEL]
    return node.text("phone"), node.prov["phone"].source


def test_an_empty_queue_says_so(client: FlaskClient) -> None:
    assert "Ingen forslag venter" in client.get(QUEUE).text


def test_a_proposal_is_shown_beside_what_stands_there(
    app: Flask, waiting: GraphStore, coordinator: Account, clock: Clock
) -> None:
    clock.turn(days=3)
    page = browser_of(app, coordinator, clock.moment()).get(QUEUE).text
    for said in ("Herberg Broen", "74 44 44 44", "ved link i mail", "Det ældste har ventet 3 dage."):
        assert said in page
    assert "har ventet 0 dage" not in page


def test_only_the_municipality_s_own_are_shown(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Nor can they be reached by their id. Seen red with a queue of all."""
    proposed(app, demo_copy, clock, key=f"{OTHER} phone", of=OTHER)
    assert "Ingen forslag venter" in client.get(QUEUE).text
    assert client.get(address(demo_copy)).status_code == 404


def test_what_belongs_to_no_municipality_is_the_administrators(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Who serves the whole country. Seen red with proposals that nobody has a page for."""
    national = actor_id("landet")
    write(demo_copy, actor("landet", "civ_vaerested", towns=["1082"]))
    at, source = "2026-09-14T08:00:00+00:00", own_source(national)
    seen = demo_copy.get([national])[national].text("name")
    proposal = Proposal(national, About.FIELD, source, "link:x", at, national, "name", seen, "Et andet navn")
    demo_copy.records.write(proposals.write_of(proposal))
    assert "Et andet navn" not in client.get(QUEUE).text
    assert client.get("/kommune/landet/forslag").status_code == 403
    account = accounts.add(demo_copy, "it@brostad.example", [Grant(Role.ADMINISTRATOR)])
    browser, where = browser_of(app, account, clock.moment()), f"/kommune/landet/forslag/{proposal.id}"
    assert "/kommune/landet/forslag" in browser.get("/me").text
    assert "Et andet navn" in browser.get("/kommune/landet/forslag").text
    assert decide(browser, demo_copy, "approve", where=where).status_code == 303
    assert demo_copy.get([national])[national].text("name") == "Et andet navn"


def test_a_link_leads_there_for_who_may(app: Flask, client: FlaskClient) -> None:
    assert QUEUE in client.get("/kommune/9901").text
    assert "/forslag" not in client.get("/kommune/9902").text
    assert "/forslag" not in app.test_client().get("/kommune/9901").text


def test_approved_it_stands_there_as_the_actors_own_word(
    client: FlaskClient, waiting: GraphStore, coordinator: Account
) -> None:
    answer = decide(client, waiting, "approve", page=client.get(QUEUE).text)
    assert (answer.status_code, answer.location) == (303, f"{QUEUE}?svar=godkendt")
    assert phone(waiting) == (NEW, own_source(HOSTEL))
    assert "Det står der nu" in client.get(answer.location).text
    assert waiting.changes(after=waiting.status().version - 1, limit=1).items[0].target == HOSTEL
    assert proposals.waiting(waiting) == ()


def test_changed_it_stands_there_as_the_coordinators(client: FlaskClient, waiting: GraphStore) -> None:
    answer = decide(client, waiting, "change", value="75 55 55 55")
    assert answer.location == f"{QUEUE}?svar=rettet"
    assert phone(waiting) == ("+4575555555", coordinator_source("9901"))


def test_rejected_with_a_reason_it_is_seen_behind_the_link(
    app: Flask, client: FlaskClient, waiting: GraphStore, clock: Clock
) -> None:
    before = phone(waiting)
    assert decide(client, waiting, "reject", why="Det er et privat nummer.").status_code == 303
    assert phone(waiting) == before
    browser = app.test_client()
    opened(browser, token_of(waiting, clock))
    assert "Det er et privat nummer." in browser.get(f"/svar/{HOSTEL}/tak").text


@pytest.mark.parametrize(
    ("act", "sent", "said"),
    [
        ("reject", {}, "Skriv hvorfor"),
        ("reject", {"why": "Se 010190-1234"}, "CPR"),
        ("change", {"value": ""}, "Skriv"),
        ("change", {"value": "hej"}, "Nummeret passer ikke"),
        ("change", {"value": "010190-1234"}, "CPR"),
    ],
)
def test_what_cannot_be_taken_is_said_and_stands_there(
    client: FlaskClient, waiting: GraphStore, act: str, sent: dict[str, str], said: str
) -> None:
    before = phone(waiting)
    answer = decide(client, waiting, act, **sent)
    assert (answer.status_code, said in answer.text) == (422, True), answer.text
    assert 'aria-invalid="true" aria-describedby="refused' in answer.text
    assert "-1234" not in answer.text  # random ids have the four digits now and then
    assert "hej" not in sent.values() or 'value="hej"' in answer.text
    assert (phone(waiting), len(proposals.waiting(waiting))) == (before, 1)


def test_one_that_was_rewritten_is_not_approved_unseen(
    app: Flask, client: FlaskClient, waiting: GraphStore, clock: Clock
) -> None:
    """Seen red without the mark in the form."""
    page = client.get(address(waiting)).text
    clock.turn(minutes=1)
    proposed(app, waiting, clock, "75 55 55 55")
    before = phone(waiting)
    answer = decide(client, waiting, "approve", page=page)
    assert (answer.status_code, "75 55 55 55" in answer.text) == (409, True)
    assert phone(waiting) == before


def test_what_others_changed_meanwhile_is_shown_before_it_is_overwritten(
    client: FlaskClient, waiting: GraphStore, clock: Clock
) -> None:
    page = client.get(address(waiting)).text
    edit = Set(HOSTEL, "coordinator:9901", Rank.COORDINATOR, "phone", "+4576666666", "2026-09-14")
    commit(waiting, [edit], Stamp(clock.moment(), "somebody", "test"))
    answer = decide(client, waiting, "approve", page=page)
    assert (answer.status_code, "76 66 66 66" in answer.text) == (409, True)
    assert "Da det blev foreslået" in answer.text
    assert phone(waiting)[0] == "+4576666666"
    assert decide(client, waiting, "approve", page=answer.text).status_code == 303
    assert phone(waiting)[0] == NEW


def test_what_is_answered_already_is_not_there(client: FlaskClient, waiting: GraphStore) -> None:
    where = address(waiting)
    page = client.get(where).text
    decide(client, waiting, "approve", page=page)
    assert decide(client, waiting, "reject", page=page, where=where, why="nej").status_code == 404
    assert client.get(where).status_code == 404


def test_words_are_typed_in_or_said_to_be_done(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    proposed(app, demo_copy, clock, "om formiddagen", key=f"{HOSTEL} phone_hours")
    page = client.get(address(demo_copy)).text
    assert ('value="approve"' in page, "om formiddagen" in page) == (False, True)
    assert decide(client, demo_copy, "approve").status_code == 409
    assert "Vi forstår ikke" in decide(client, demo_copy, "change", value="om formiddagen").text
    assert decide(client, demo_copy, "change", value="man-fre 9-12").status_code == 303
    assert demo_copy.get([HOSTEL])[HOSTEL].text("phone_hours") == "Mo-Fr 09:00-12:00"


def test_a_form_without_its_token_or_an_act_of_ours_changes_nothing(
    app: Flask, client: FlaskClient, waiting: GraphStore, clock: Clock
) -> None:
    where, before = address(waiting), phone(waiting)
    assert client.post(where, data={"act": "approve"}).status_code == 403
    assert decide(client, waiting, "delete").status_code == 400
    assert client.get(where + "?act=approve").status_code == 200
    foreign = accounts.add(waiting, "b@mosekoebing.example", [Grant(Role.COORDINATOR, "9902")])
    browser = browser_of(app, foreign, clock.moment())
    assert browser.post(where, data={"act": "approve"}).status_code == 403
    assert (phone(waiting), len(proposals.waiting(waiting))) == (before, 1)


def test_what_is_typed_is_text(app: Flask, client: FlaskClient, waiting: GraphStore, clock: Clock) -> None:
    proposed(app, waiting, clock, "<script>alert(1)</script>", key=f"{HOSTEL} phone_hours")
    for page in (client.get(QUEUE).text, client.get(address(waiting)).text):
        assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("act", "typed", "field"),
    [
        ("change", {"value": "74 55 55 55"}, 'name="value" value="74 55 55 55"'),
        ("reject", {"why": "Nummeret er et andet"}, 'name="why" value="Nummeret er et andet"'),
    ],
)
def test_a_form_that_is_too_old_has_what_was_typed_in_it_again(
    app: Flask,
    client: FlaskClient,
    demo_copy: GraphStore,
    clock: Clock,
    act: str,
    typed: dict[str, str],
    field: str,
) -> None:
    """Seen red: the answer was a page from which it could be copied."""
    proposed(app, demo_copy, clock)
    where, here = address(demo_copy), {"Sec-Fetch-Site": "same-origin"}
    page = client.get(where).text
    fields = {name: hidden(page, name)[0] for name in ("mark", "seen")} | {"act": act} | typed
    answer = client.post(where, data=fields | {"csrf": "0" * 64}, headers=here)
    assert (answer.status_code, "stået åben for længe" in answer.text, field in answer.text) == (
        403,
        True,
        True,
    )
    assert proposals.waiting(demo_copy)
    assert client.post(where, data=fields | {"csrf": csrf(answer.text)}).status_code == 303
    gone = client.post(where, data=fields | {"csrf": "0" * 64}, headers=here)
    assert (gone.status_code, f"<li>{next(iter(typed.values()))}</li>" in gone.text) == (403, True)
