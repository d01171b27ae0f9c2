"""Changes of two that are shown as one, as coordinator and visitor see them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.claims import own_source
from graphdb.model import Id
from graphdb.proposals import proposals
from graphdb.proposals.proposals import About, Proposal
from graphdb.store import GraphStore
from graphdb.writing.plan import Stamp, commit
from tests.graphdb.identity.twice import same
from tests.mail_server import Kept
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.lint import problems
from tests.webapp.own import mailing_app, post
from tests.webapp.proposals.queueing import QUEUE, decide
from tests.webapp.proposals.test_letters import sent
from tests.webapp.signin.people import Clock, browser_of

__all__ = ["mailing_app", "post"]
OTHER = "actor:demo:brostad-udslusning"
SEEN, AT, LATER = "+4571111111", "2026-09-14T08:00:00+00:00", "2026-09-15T08:00:00+00:00"


@pytest.fixture
def notes(demo_copy: GraphStore) -> tuple[Proposal, Proposal]:
    """Each has a new number, and they are merged."""

    def note(of: Id, by: str, at: str, seen: str) -> Proposal:
        writer = accounts.add(demo_copy, by, [Grant(Role.EDITOR, of)])
        phone = demo_copy.get([of])[of].text("phone")
        return Proposal(of, About.SHOWN, own_source(of), writer.by, at, of, "phone", seen, phone)

    pair = (
        note(HOSTEL, "leder@broen.example", AT, SEEN),
        note(OTHER, "chef@broen.example", LATER, "+4572222222"),
    )
    demo_copy.records.write(*map(proposals.write_of, pair))
    commit(demo_copy, [same(OTHER, HOSTEL)], Stamp(LATER, "test", "prøve"))
    return pair


def test_one_line_and_one_decision(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, notes: tuple[Proposal, Proposal]
) -> None:
    """By the address of either. Seen red with a line for each, and a page that was not there any more."""
    page = client.get(QUEUE).text
    assert [one.id in page for one in notes] == [False, True]
    assert problems(page) == []
    assert "ikke har set endnu:</strong> Telefon." in app.test_client().get(f"/actors/{OTHER}").text
    for one in notes:
        single = client.get(f"{QUEUE}/{one.id}").text
        assert "71 11 11 11" in single
        assert "72 22 22 22" not in single
    assert decide(client, demo_copy, "approve", where=f"{QUEUE}/{notes[0].id}").status_code == 303
    assert proposals.waiting(demo_copy) == ()


def test_who_wrote_either_is_told_why_it_was_put_back(
    mailing_app: Flask,
    demo_copy: GraphStore,
    clock: Clock,
    post: tuple[Kept, str],
    notes: tuple[Proposal, Proposal],
) -> None:
    account = accounts.add(demo_copy, "ko@brostad.example", [Grant(Role.COORDINATOR, "9901")])
    coordinator = browser_of(mailing_app, account, clock.moment())
    answer = decide(coordinator, demo_copy, "back", where=f"{QUEUE}/{notes[1].id}")
    assert answer.status_code == 303
    assert demo_copy.get([OTHER])[OTHER].text("phone") == SEEN
    assert {to for to, _, _ in sent(post)} >= {"leder@broen.example", "chef@broen.example"}
