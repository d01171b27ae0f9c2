"""The question about a relation behind a link: both sides, whether it works, and who sees that."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.claims import EXISTS, Rank, own_source
from graphdb.confirming import works
from graphdb.confirming.questions import questions
from graphdb.proposals import proposals
from graphdb.store import GraphStore
from graphdb.writing.plan import Confirm, Stamp, commit
from tests.webapp.answer.browsing import HOSTEL, form_of, hidden, opened, token_of
from tests.webapp.lint import problems
from tests.webapp.proposals.queueing import QUEUE
from tests.webapp.signin.people import Clock, browser_of, csrf


def asked(client: FlaskClient, store: GraphStore, clock: Clock) -> tuple[str, str, str]:
    """The first page that asks about a relation, what came before being answered; with its key."""
    page = opened(client, token_of(store, clock))
    for _ in range(12):
        form = form_of(page)
        for key in form["shown"]:
            if key.startswith("RELATES"):
                return page, key, str(form["seen"])
        sent = {f"choice:{key}": "unknown" for key in form["shown"]}
        sent |= {f"typed:{key}": "" for key in form["blind"]}
        assert client.post(f"/svar/{HOSTEL}/spoergsmaal", data={**form, **sent}).status_code == 303
        page = client.get(f"/svar/{HOSTEL}/spoergsmaal").text
    pytest.fail("the relation is asked about once the rest is answered")


def test_it_is_one_of_the_questions_and_takes_two_acts(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    page, key, _ = asked(client, demo_copy, clock)
    other = questions(demo_copy, HOSTEL, clock()).by_key[key].sides
    assert other is not None
    name = other.other.text("name")
    for text in ("Passer det stadig?", "Ingen af jer har sagt noget om det. Det står i:"):
        assert text in page
    assert f"Virker det, når du ringer til {name}?" in page
    assert "Ikke mere" in page
    assert problems(page) == []
    groups = page.count('<div class="choices">') + page.count('name="blind"')
    assert groups <= 4, "and the button"


def test_the_answers_are_kept_apart(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    page, key, _ = asked(client, demo_copy, clock)
    sent = {f"choice:{key}": "changed", f"works:{key}": "no"}
    answer = client.post(f"/svar/{HOSTEL}/spoergsmaal", data={**form_of(page), **sent})
    assert answer.status_code == 303
    (proposal,) = proposals.waiting(demo_copy)
    assert (f"{proposal.target} {proposal.field}", proposal.value) == (key, False)
    thanks = client.get(answer.location).text
    assert ("er der ikke mere" in thanks, "Virker" in thanks, problems(thanks)) == (True, False, [])
    account = accounts.add(demo_copy, "ko@brostad.example", [Grant(Role.COORDINATOR, "9901")])
    coordinator = browser_of(app, account, clock.moment())
    queue = coordinator.get(QUEUE).text
    assert ("er der ikke mere" in queue, problems(queue)) == (True, [])
    page = coordinator.get(f"{QUEUE}/{proposal.id}").text
    assert problems(page) == []
    fields = {name: hidden(page, name)[0] for name in ("mark", "seen")}
    decision = {"csrf": csrf(page), "act": "approve", **fields}
    assert coordinator.post(f"{QUEUE}/{proposal.id}", data=decision).status_code == 303
    assert proposal.target not in {edge.id for edge in demo_copy.edges([HOSTEL])}


def test_only_whether_it_works_can_be_answered(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    page, key, _ = asked(client, demo_copy, clock)
    for said in ("yes", "nonsense"):
        answer = client.post(f"/svar/{HOSTEL}/spoergsmaal", data={**form_of(page), f"works:{key}": said})
        assert answer.status_code == (303 if said == "yes" else 422)
    assert sum(demo_copy.records.counters("works:").values()) == 1


def test_what_the_other_side_says_has_its_date(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    edits = [
        Confirm(one.target, own_source(one.sides.other.id), Rank.OWN, EXISTS, "2026-02-01")
        for one in questions(demo_copy, HOSTEL, clock()).by_key.values()
        if one.sides is not None
    ]
    commit(demo_copy, edits, Stamp("2026-09-14T08:00:00+00:00", "somebody", "test"))
    page, _, _ = asked(client, demo_copy, clock)
    assert "siger: ja, 1. februar 2026." in page


def test_only_the_coordinator_sees_whether_it_works(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """From five up, and no number; no page of the actor, and not for the actor itself. Seen red with four."""
    other = "actor:demo:herberg-broen"
    account = accounts.add(demo_copy, "ko@brostad.example", [Grant(Role.COORDINATOR, "9901")])
    coordinator = browser_of(app, account, clock.moment())
    where = "/kommune/9901/ringeliste"
    for _ in range(4):
        works.count(demo_copy, other, clock().date().isoformat(), works=True)
    assert "de fleste siger" not in coordinator.get(where).text
    works.count(demo_copy, other, clock().date().isoformat(), works=False)
    page = coordinator.get(where).text
    assert ("Herberg Broen</a>: de fleste siger ja</li>" in page, problems(page)) == (True, [])
    editor = accounts.add(demo_copy, "leder@broen.example", [Grant(Role.EDITOR, other)])
    own = browser_of(app, editor, clock.moment())
    assert own.get(where).status_code == 403
    for browser in (own, client):
        for path in (f"/actors/{other}", f"/actors/{other}/historik", f"/api/v1/actors/{other}"):
            text = browser.get(path).text
            assert ("de fleste siger" in text, "works" in text) == (False, False), path


def test_in_english(client: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    asked(client, demo_copy, clock)
    page = client.get(f"/en/svar/{HOSTEL}/spoergsmaal").text
    for text in (
        "Is that still so?",
        "Neither of you has said anything about it.",
        "Does it work when you call",
        "Not any more",
    ):
        assert text in page
