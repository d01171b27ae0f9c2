"""Forms that were opened while an entry was shown as one with another, and come when the two are parted."""

from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.claims import Claim, Rank, own_source
from graphdb.store import GraphStore
from graphdb.writing.plan import Set, Stamp, commit
from tests.graphdb.identity.twice import same, unsaid
from tests.webapp.answer.browsing import HOSTEL, form_of, hidden, opened, token_of
from tests.webapp.edit.forms import errors_of, fields_of, path, preview, typed
from tests.webapp.edit.forms import opened as opened_form
from tests.webapp.lint import problems
from tests.webapp.signin.people import Clock, browser_of

OTHER = "actor:demo:brostad-udslusning"
"""What the hostel is one with, and whose address is shown, long unconfirmed."""
EMAIL = "mail@udslusning.example"


@pytest.fixture
def joined(demo_copy: GraphStore, clock: Clock) -> GraphStore:
    """The two are one, under the hostel's id."""
    word = Set(OTHER, own_source(OTHER), Rank.OWN, "email", EMAIL, "2024-01-01")
    commit(demo_copy, [word, same(HOSTEL, OTHER)], Stamp(clock.moment(), "test", "prøve"))
    return demo_copy


def part(store: GraphStore, clock: Clock) -> str:
    """Take the judgement back; answers the hostel's own address."""
    commit(store, [unsaid(same(HOSTEL, OTHER))], Stamp(clock.moment(), "test", "prøve"))
    return store.get([HOSTEL])[HOSTEL].text("email")


def own(store: GraphStore) -> Sequence[Claim]:
    """What the hostel's people said."""
    return store.claims_of(own_source(HOSTEL)).items


def test_what_was_not_shown_is_not_confirmed_behind_a_link(
    client: FlaskClient, joined: GraphStore, clock: Clock
) -> None:
    """Seen red: the hostel's address was confirmed, which nobody had seen on the page."""
    page, key = opened(client, token_of(joined, clock)), f"{HOSTEL} email"
    assert key in hidden(page, "shown")
    assert EMAIL in page
    email, before = part(joined, clock), own(joined)
    assert email not in page
    form = {**form_of(page), "shown": [key], f"choice:{key}": "still"}
    answer = client.post(f"/svar/{HOSTEL}/spoergsmaal", data=form)
    assert (answer.status_code, problems(answer.text)) == (409, [])
    assert email in answer.text
    assert own(joined) == before


def test_what_was_not_shown_is_not_overwritten_by_a_form(
    app: Flask, joined: GraphStore, clock: Clock
) -> None:
    """Seen red: the new address went over one that the form had not shown."""
    person = accounts.add(joined, "leder@broen.example", [Grant(Role.EDITOR, HOSTEL)])
    editor = browser_of(app, person, clock.moment())
    fields = typed(opened_form(editor, path()), email="ny@broen.example")
    assert fields["w:email"] == [EMAIL]
    email = part(joined, clock)
    answer = preview(editor, fields, path())
    assert (answer.status_code, errors_of(answer.text), problems(answer.text)) == (409, ["email"], [])
    assert email in answer.text
    assert "ny@broen.example" in answer.text


def test_the_editor_of_the_one_that_was_not_shown_is_led_to_it(
    app: Flask, joined: GraphStore, clock: Clock
) -> None:
    """Seen red: 403, and what was typed was gone."""
    person = accounts.add(joined, "leder@udslusning.example", [Grant(Role.EDITOR, OTHER)])
    editor = browser_of(app, person, clock.moment())
    fields = typed(opened_form(editor, path()), description="Vi er her stadig", email="ny@udslusning.example")
    part(joined, clock)
    answer = preview(editor, fields, path())
    there = path(OTHER, OTHER)
    assert (answer.status_code, answer.headers["Location"]) == (308, there)
    shown = preview(editor, fields, there)
    assert (shown.status_code, problems(shown.text)) == (200, [])
    answer = editor.post(path(), data={**fields_of(shown.text), "step": "send"})
    assert (answer.status_code, answer.headers["Location"]) == (308, there)
    assert editor.post(there, data={**fields_of(shown.text), "step": "send"}).status_code == 303
    entry = joined.get([OTHER])[OTHER]
    assert (entry.text("description"), entry.text("email")) == ("Vi er her stadig", "ny@udslusning.example")


@pytest.mark.parametrize("seen", ["", "0", "x", "9" * 15, "9" * 30, "-1"])
def test_nobody_is_led_into_what_was_never_shown_as_theirs(
    app: Flask, joined: GraphStore, clock: Clock, seen: str
) -> None:
    person = accounts.add(joined, "leder@udslusning.example", [Grant(Role.EDITOR, OTHER)])
    editor = browser_of(app, person, clock.moment())
    fields = typed(opened_form(editor, path()), description="Fremmed")
    part(joined, clock)
    before = joined.status().version
    assert preview(editor, {**fields, "seen": [seen]}, path()).status_code == 403
    assert joined.status().version == before
