"""Gap states and "asked: none", from the pages where gaps and cells are read."""

import html
import re
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.claims import Rank, coordinator_source
from graphdb.coverage.asked import read_answers
from graphdb.coverage.state import State
from graphdb.gaps.states import GapState, read_decisions
from graphdb.model import VISIBILITY
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from graphdb.writing.edits import Set, Stamp
from graphdb.writing.plan import commit
from tests.webapp.signin.people import browser_of, csrf
from tests.webapp.test_visitors_see_nothing import said

GAP: Final = "owed.9903.dl_stof"
HOLE: Final = f"/kommune/9903/huller/{GAP}"
TODAY: Final = "2026-11-23"


def send(client: FlaskClient, page: str, path: str, **sent: str) -> TestResponse:
    """Send a form of a page, with what was seen where it says so."""
    text = client.get(page).text
    seen = dict(re.findall(r'name="(seen)" value="(\d+)"', text))
    return client.post(path, data={"csrf": csrf(text), **seen, **sent})


def grey_cell(client: FlaskClient) -> str:
    """A cell of the matrix that nobody has asked about."""
    page = client.get("/kommune/9903/matrix?by=kind&state=not_asked").text
    return html.unescape(re.search(r'href="(/kommune/9903/matrix/kind/[^"?]+)', page)[1])  # type: ignore[index]


def answered(store: GraphStore, kind: str, group: str) -> State | None:
    """What was answered about a kind."""
    answers = read_answers(store, catalogue.read(store), ["9903"], TODAY).get("9903", {})
    return answers[kind, group].state if (kind, group) in answers else None


def test_from_the_list_it_is_begun_by_two_clicks(client: FlaskClient, demo_copy: GraphStore) -> None:
    """The gap, and a button; what is begun needs no reason."""
    assert f'href="{HOLE}"' in client.get("/kommune/9903/huller").text
    assert 'name="state" value="in_work"' in client.get(HOLE).text
    answer = send(client, HOLE, f"{HOLE}/status", state="in_work")
    assert (answer.status_code, answer.location) == (303, HOLE)
    decision = read_decisions(demo_copy, "9903")[GAP]
    assert (decision.state, decision.why, decision.role) == (GapState.IN_WORK, "Sat i gang.", "Koordinator")
    assert "Koordinator, 23. november 2026: Sat i gang." in " ".join(client.get(HOLE).text.split())


WHY: Final = "Vi venter på Brostad."
PLACES: Final = {
    HOLE: ("accepteret", WHY, "1. marts 2027"),
    "/kommune/9903/huller": ("accepteret", WHY, "1. marts 2027"),
    "/kommune/9903/huller.csv": ("accepteret", WHY, "Koordinator", "2027-03-01"),
    "/kommune/9903/huller.xlsx": ("accepteret", WHY, "Koordinator", "2027-03-01"),
    "/kommune/9903/samlet.xlsx": ("accepteret", WHY, "Koordinator", "2027-03-01"),
    "/api/v1/gaps?municipality=9903": ('"state":"accepted"', '"state":"new"'),
    f"/api/v1/gaps/{GAP}": ('"state":"accepted"',),
}
"""Where it stands what was decided about a gap, and in which words."""


def test_what_was_decided_is_for_staff_on_pages_in_files_and_in_the_api(
    app: Flask, client: FlaskClient, demo_copy: GraphStore
) -> None:
    """Staff elsewhere read it too. Seen red with a state that every visitor reads."""
    send(client, HOLE, f"{HOLE}/status", state="accepted", why=WHY, until="2027-03-01")
    editor = accounts.add(demo_copy, "e@brostad.example", [Grant(Role.EDITOR, "actor:demo:x")])
    staff = accounts.add(demo_copy, "s@brostad.example", [Grant(Role.CASEWORKER, "9901")])
    for browser, reads in (
        (app.test_client(), False),
        (browser_of(app, editor), False),
        (browser_of(app, staff), True),
        (client, True),
    ):
        for address, words in PLACES.items():
            answer = browser.get(address)
            text = said(answer)
            assert answer.status_code == 200
            assert {word: word in text for word in words} == dict.fromkeys(words, reads), address


def test_staff_choose_by_state_and_count_what_nobody_accepted(
    app: Flask, client: FlaskClient, demo_copy: GraphStore
) -> None:
    """To a visitor there is one list, and its tile counts all of it."""
    send(client, HOLE, f"{HOLE}/status", state="accepted", why=WHY)
    visitor = app.test_client()
    chosen = "/kommune/9903/huller?rule=owed&state=accepted"
    assert (
        listed_in(client, chosen)
        == 1
        < listed_in(visitor, chosen)
        == listed_in(visitor, "/kommune/9903/huller?rule=owed")
    )
    tiles = {browser: tile(browser) for browser in (client, visitor)}
    assert tiles[client] == ("open", listed_in(visitor, chosen) - 1)
    assert tiles[visitor] == ("", listed_in(visitor, chosen))
    assert (
        "En pligt uden en forbindelse, accepteret" in client.get(chosen.replace("huller", "huller.csv")).text
    )
    assert 'value="accepted"' in client.get("/kommune/9903/huller").text
    assert 'value="accepted"' not in visitor.get("/kommune/9903/huller").text
    call = "/api/v1/gaps?municipality=9903&state=accepted"
    assert len((client.get(call).json or {})["items"]) == 1
    assert (visitor.get(call).status_code, (visitor.get(call).json or {})["parameter"]) == (422, "state")


def listed_in(browser: FlaskClient, address: str) -> int:
    """How many gaps a list has."""
    return browser.get(address).text.count('class="hole-text"')


def tile(browser: FlaskClient) -> tuple[str, int]:
    """Of the duties nobody meets: which state the week's tile leads to, and how many it counts."""
    page = html.unescape(browser.get("/kommune/9903").text)
    match = re.search(r'huller\?rule=owed(?:&state=(\w+))?"><strong>(\d+)', page)
    assert match is not None
    return match[1] or "", int(match[2])


def test_what_is_left_as_it_is_has_a_reason_and_can_be_opened_again(
    client: FlaskClient, demo_copy: GraphStore
) -> None:
    assert send(client, HOLE, f"{HOLE}/status", state="accepted").status_code == 422
    why, until = "Vi køber pladser i Brostad.", "2027-03-01"
    assert send(client, HOLE, f"{HOLE}/status", state="accepted", why=why, until=until).status_code == 303
    decision = read_decisions(demo_copy, "9903")[GAP]
    assert (decision.state, decision.why, decision.until) == (GapState.ACCEPTED, why, until)
    assert send(client, HOLE, f"{HOLE}/status", state="new").status_code == 303
    assert read_decisions(demo_copy, "9903")[GAP].state is GapState.NEW


def test_of_two_who_decide_at_once_the_second_sees_that_it_changed(
    client: FlaskClient, demo_copy: GraphStore
) -> None:
    """Seen red: the last one won, and nobody saw it."""
    page = client.get(HOLE).text
    form = {"csrf": csrf(page), **dict(re.findall(r'name="(seen)" value="(\d+)"', page))}
    why = "Vi køber pladser i Brostad."
    sent = {**form, "state": "accepted", "why": why}
    assert client.post(f"{HOLE}/status", data=sent).status_code == 303
    answer = client.post(f"{HOLE}/status", data={**form, "state": "in_work"})
    assert (answer.status_code, f'href="{HOLE}"' in answer.text) == (409, True)
    assert read_decisions(demo_copy, "9903")[GAP].why == why
    form |= re.findall(r'name="(seen)" value="(\d+)"', client.get(HOLE).text)
    assert client.post(f"{HOLE}/status", data={**form, "state": "in_work"}).status_code == 303


def test_a_form_that_does_not_say_what_was_seen_decides_nothing(
    client: FlaskClient, demo_copy: GraphStore
) -> None:
    """Seen red: the last of two won, unseen."""
    why = "Vi køber pladser i Brostad."
    assert send(client, HOLE, f"{HOLE}/status", state="accepted", why=why).status_code == 303
    token = csrf(client.get(HOLE).text)
    for seen in ({}, {"seen": ""}, {"seen": "x"}):
        answer = client.post(f"{HOLE}/status", data={"csrf": token, "state": "in_work", **seen})
        assert answer.status_code == 400
    assert read_decisions(demo_copy, "9903")[GAP].why == why


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"state": "closed"}, 400),
        ({"state": "in_work", "why": "Se 010190-1234"}, 422),
        ({"state": "in_work", "why": "x" * 1001}, 422),
        ({"state": "in_work", "until": "i morgen"}, 422),
        ({"state": "in_work", "until": "010190-1234"}, 422),
    ],
)
def test_what_cannot_be_taken_changes_nothing(
    client: FlaskClient, demo_copy: GraphStore, sent: dict[str, str], status: int
) -> None:
    before = read_decisions(demo_copy, "9903")
    answer = send(client, HOLE, f"{HOLE}/status", **sent)
    assert (answer.status_code, "-1234" in answer.text) == (status, False)
    assert status == 400 or 'role="alert" id="refused"' in answer.text
    assert read_decisions(demo_copy, "9903") == before


def test_a_gap_of_another_municipality_is_not_there(client: FlaskClient) -> None:
    """The code in the path is what the right is for. Seen red without comparing the two."""
    page = client.get("/kommune/9901/huller").text
    foreign = html.unescape(re.search(r'href="/kommune/9901/huller/([^"?]+)"', page)[1])  # type: ignore[index]
    assert client.get(f"/kommune/9901/huller/{foreign}").status_code == 200
    for code, status in (("9903", 404), ("9901", 403)):
        path = f"/kommune/{code}/huller/{foreign}/status"
        assert send(client, HOLE, path, state="in_work").status_code == status


def test_a_gap_that_only_staff_see_is_decided_too(client: FlaskClient, demo_copy: GraphStore) -> None:
    """Seen red: the page had the form, and its answer was that there is no such gap."""
    lists = client.get("/kommune/9903/huller").text
    alone = re.search(r'href="(/kommune/9903/huller/single\.9903\.(actor:demo:[^"?]+))"', lists)
    assert alone is not None
    own = coordinator_source("9903")
    hidden = Set(alone[2], own, Rank.COORDINATOR, VISIBILITY, "professionals", TODAY)
    commit(demo_copy, [hidden], Stamp(f"{TODAY}T10:00:00+00:00", "prøve", "prøve"))
    hole = alone[1]
    assert client.application.test_client().get(hole).status_code == 404
    assert send(client, hole, f"{hole}/status", state="in_work").status_code == 303
    assert alone[1].rpartition("/")[2] in read_decisions(demo_copy, "9903")


def test_from_the_matrix_asked_none_is_said_by_two_clicks(client: FlaskClient, demo_copy: GraphStore) -> None:
    """The cell, and a button; and it can be taken back."""
    cell = grey_cell(client)
    group, kind = cell.split("/")[-2:]
    assert 'value="none"' in client.get(cell).text
    sent = {"kind": kind, "group": group, "next": cell}
    answer = send(client, cell, "/kommune/9903/spurgt", act="none", **sent)
    assert (answer.status_code, answer.location) == (303, cell)
    assert answered(demo_copy, kind, group) is State.ASKED_NONE
    (change,) = demo_copy.changes(after=demo_copy.status().version - 1, limit=5).items
    assert change.source == coordinator_source("9903")
    assert "Tag svaret tilbage" in client.get(cell).text
    assert send(client, cell, "/kommune/9903/spurgt", act="undo", **sent).status_code == 303
    assert answered(demo_copy, kind, group) is None
    assert send(client, cell, "/kommune/9903/spurgt", act="none_at_all", **sent).status_code == 303
    assert answered(demo_copy, kind, "") is State.ASKED_NONE


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"act": "none", "kind": "bo_999"}, 409),
        ({"act": "none", "kind": "bo_110", "group": "rg_x"}, 409),
        ({"act": "undo", "kind": "bo_110", "group": "rg_rus"}, 409),
        ({"act": "there_is", "kind": "bo_110"}, 400),
    ],
)
def test_what_nobody_can_be_asked_about_is_refused(
    client: FlaskClient, demo_copy: GraphStore, sent: dict[str, str], status: int
) -> None:
    before = demo_copy.status().version
    assert send(client, HOLE, "/kommune/9903/spurgt", **sent).status_code == status
    assert demo_copy.status().version == before


@pytest.mark.parametrize("after", ["//evil.example", "https://evil.example", "/nowhere", "/kommune/9903\\x"])
def test_it_leads_to_pages_of_ours_alone(client: FlaskClient, after: str) -> None:
    answer = send(client, HOLE, "/kommune/9903/spurgt", act="none_at_all", kind="bo_110", next=after)
    assert (answer.status_code, answer.location) == (303, "/kommune/9903/matrix")


def test_others_see_no_buttons(app: Flask, client: FlaskClient) -> None:
    visitor = app.test_client()
    for page in (HOLE, grey_cell(client)):
        assert "<form" not in visitor.get(page).text
        assert 'name="csrf"' not in client.get(page.replace("9903", "9901")).text
