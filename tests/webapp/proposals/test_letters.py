"""Who is written to about proposals: the sender that is known, and who stood there before."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.claims import own_source
from graphdb.proposals import proposals
from graphdb.proposals.proposals import About, Proposal
from graphdb.store import GraphStore
from tests.mail_server import Kept
from tests.webapp.answer.browsing import HOSTEL, opened, token_of
from tests.webapp.edit.forms import opened as shown_form
from tests.webapp.edit.forms import path, send, typed
from tests.webapp.own import mailing_app as app
from tests.webapp.own import post
from tests.webapp.proposals.queueing import decide, proposed
from tests.webapp.signin.people import Clock, browser_of
from webapp.maillink.posting import THREAD

__all__ = ["app", "post"]


def sent(post: tuple[Kept, str]) -> list[tuple[str, str, str]]:
    """Whom each mail is to, whom an answer goes to, and what it says."""
    THREAD.submit(lambda: None).result(30)
    return [
        (str(mail["To"]), str(mail["Reply-To"]), mail.get_body(["plain"]).get_content())  # type: ignore[union-attr]
        for mail in post[0].mails
    ]


def wanted(store: GraphStore, by: str, field: str, value: str) -> None:
    """A proposal about the hostel."""
    node = store.get([HOSTEL])[HOSTEL]
    seen = node.text(field)
    at = "2026-09-14T08:00:00+00:00"
    proposal = Proposal(HOSTEL, About.FIELD, own_source(HOSTEL), by, at, HOSTEL, field, seen, value)
    store.records.write(proposals.write_of(proposal))


def test_who_proposed_it_is_told_why_not(
    client: FlaskClient, demo_copy: GraphStore, post: tuple[Kept, str]
) -> None:
    """By the coordinator, whom an answer goes to; what is typed is text in the mail too."""
    editor: Account = accounts.add(demo_copy, "leder@broen.example", [Grant(Role.EDITOR, HOSTEL)])
    wanted(demo_copy, editor.by, "website", "https://broen.example/ny")
    why = "<b>Siden</b> findes ikke."
    assert decide(client, demo_copy, "reject", why=why).status_code == 303
    ((to, reply_to, text),) = sent(post)
    assert (to, "ko@brostad.example" in reply_to, why in text) == ("leder@broen.example", True, True)
    assert "<b>" not in post[0].mails[0].get_body(["html"]).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "ny@broen.example"),
        ("phone", "+4574444444"),
        ("website", "https://broen.example/ny"),
        ("description", "Et herberg ved havnen."),
    ],
)
def test_the_old_address_is_told_what_became_another(
    client: FlaskClient, demo_copy: GraphStore, post: tuple[Kept, str], field: str, value: str
) -> None:
    old = demo_copy.get([HOSTEL])[HOSTEL].text("email")
    wanted(demo_copy, "link:x", field, value)
    assert decide(client, demo_copy, "approve").status_code == 303
    ((to, _, text),) = sent(post)
    assert (to, "/ikke-os/link/" in text, value in text) == (old, True, False)


def test_of_other_fields_and_links_nobody_is_written_to(
    client: FlaskClient, demo_copy: GraphStore, post: tuple[Kept, str]
) -> None:
    wanted(demo_copy, "link:x", "name", "Herberget Broen")
    assert decide(client, demo_copy, "approve").status_code == 303
    wanted(demo_copy, "link:x", "phone", "+4574444444")
    assert decide(client, demo_copy, "reject", why="Nej.").status_code == 303
    assert sent(post) == []


def test_how_long_it_has_waited_is_seen_behind_the_link(
    app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    """Without the value, which would answer a question that is asked without showing it."""
    proposed(app, demo_copy, clock)
    clock.turn(days=3)
    browser = app.test_client()
    opened(browser, token_of(demo_copy, clock))
    for page in ("spoergsmaal", "aabent"):
        text = browser.get(f"/svar/{HOSTEL}/{page}").text
        assert "Telefon (har ventet 3 dage)" in text
        assert "74 44 44 44" not in text
    assert "har ventet 3 dage" in browser.get(f"/svar/{HOSTEL}/tak").text


def test_what_an_editor_changed_at_once_has_only_to_be_seen(
    client: FlaskClient, demo_copy: GraphStore
) -> None:
    node = demo_copy.get([HOSTEL])[HOSTEL]
    at, phone = "2026-09-14T08:00:00+00:00", node.text("phone")
    note = Proposal(
        HOSTEL, About.SHOWN, own_source(HOSTEL), "account:x", at, HOSTEL, "phone", "+4571111111", phone
    )
    demo_copy.records.write(proposals.write_of(note))
    page = client.get("/kommune/9901/forslag").text
    assert ("Set<" in page, "Godkend<" in page) == (True, False)
    assert decide(client, demo_copy, "approve").status_code == 303
    assert (demo_copy.get([HOSTEL])[HOSTEL], proposals.waiting(demo_copy)) == (node, ())


def test_an_editor_s_change_is_told_and_the_answer_goes_to_who_keeps_the_directory(
    app: Flask, demo_copy: GraphStore, clock: Clock, post: tuple[Kept, str]
) -> None:
    """Whether it was them is not for the editor to say. Seen red with an answer that goes to the editor."""
    editor = accounts.add(demo_copy, "leder@broen.example", [Grant(Role.EDITOR, HOSTEL)])
    browser, old = browser_of(app, editor, clock.moment()), demo_copy.get([HOSTEL])[HOSTEL].text("email")
    fields = typed(shown_form(browser, path()), phone="00 11 22 33", description="Vi har åbent for alle.")
    assert send(browser, fields, path()).status_code == 303
    ((to, reply_to, text),) = sent(post)
    assert (to, "bro@kommune.example" in reply_to, "Telefon" in text) == (old, True, True)
