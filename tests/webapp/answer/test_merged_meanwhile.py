"""Forms that were opened before their entry was merged: what was typed is kept, and what changed is named."""

import re
from collections.abc import Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.claims import Rank, own_source
from graphdb.confirming.questions import Questions, questions
from graphdb.doubts import doubts
from graphdb.proposals import proposals
from graphdb.store import GraphStore
from graphdb.writing.plan import Set, Stamp, commit
from tests.graphdb.identity.twice import same
from tests.webapp.answer.browsing import HOSTEL, form_of, hidden, opened, send, token_of
from tests.webapp.answer.test_answer import edit
from tests.webapp.calls.test_calls import LIST, without_mail
from tests.webapp.calls.test_calls import form_of as call_form
from tests.webapp.edit.forms import errors_of, fields_of, path, preview, typed
from tests.webapp.edit.forms import opened as opened_form
from tests.webapp.edit.test_edit import service
from tests.webapp.lint import problems
from tests.webapp.signin.people import Clock, browser_of, csrf

OTHER = "actor:demo:brostad-udslusning"
"""Under whose id the hostel is shown from then on."""


def merge(store: GraphStore) -> None:
    commit(store, [same(OTHER, HOSTEL)], Stamp("2026-09-07T08:00:00+00:00", "test", "prøve"))


def person(app: Flask, store: GraphStore, clock: Clock, role: Role, of: str) -> FlaskClient:
    return browser_of(app, accounts.add(store, "bo@brostad.example", [Grant(role, of)]), clock.moment())


def asked(store: GraphStore, clock: Clock) -> Questions:
    return questions(store, HOSTEL, clock())


def alike(store: GraphStore, clock: Clock, keys: list[str]) -> None:
    """The other says of these facts what the hostel does, as its own people's newest word."""
    about = asked(store, clock)
    for key in keys:
        question = about.by_key[key]
        if question.target == HOSTEL and not question.of_relations:
            word = Set(OTHER, own_source(OTHER), Rank.OWN, question.field, question.value, "2026-09-14")
            commit(store, [word], Stamp(clock.moment(), "somebody", "test"))


def test_answers_behind_a_link_are_taken(client: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    """Seen red: the link was said not to work any more."""
    page = opened(client, token_of(demo_copy, clock))
    keys = hidden(page, "shown")
    alike(demo_copy, clock, keys)
    merge(demo_copy)
    still = {f"choice:{key}": "still" for key in keys}
    answer = send(client, page, **still)
    assert answer.status_code == 303
    said = {claim.target for claim in demo_copy.claims_of(own_source(HOSTEL)).items}
    assert {key.partition(" ")[0] for key in keys if key.startswith("actor:")} <= said
    assert "Tak" in client.get(answer.headers["Location"]).text


def test_what_was_typed_behind_a_link_stands_beside_what_changed(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    page = opened(client, token_of(demo_copy, clock))
    field = "email"
    key = f"{HOSTEL} {field}"
    merge(demo_copy)
    edit(demo_copy, OTHER, field, "de@andre.example", clock)
    form = {**form_of(page), "shown": [key], f"choice:{key}": "changed", f"text:{key}": "os@brostad.example"}
    answer = client.post(f"/svar/{HOSTEL}/spoergsmaal", data=form)
    assert (answer.status_code, problems(answer.text)) == (409, [])
    assert "de@andre.example" in answer.text
    assert "os@brostad.example" in answer.text
    (now,) = hidden(answer.text, "shown")
    again = send(client, answer.text, **{f"choice:{now}": "changed", f"text:{now}": "os@brostad.example"})
    assert again.status_code == 303
    (proposal,) = proposals.waiting(demo_copy, HOSTEL)
    assert (proposal.actor, proposal.target, proposal.value) == (HOSTEL, HOSTEL, "os@brostad.example")


def test_who_leaves_by_a_link_is_heard(client: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    opened(client, token_of(demo_copy, clock))
    page = client.get(f"/svar/{HOSTEL}/slut").text
    merge(demo_copy)
    form = {"csrf": csrf(page), "about": "stopped", "text": "Spørg Ane i stedet"}
    assert client.post(f"/svar/{HOSTEL}/slut", data=form).status_code == 303
    assert [one.text for one in proposals.waiting(demo_copy, HOSTEL)] == ["Spørg Ane i stedet"]
    assert client.get(f"/svar/{HOSTEL}/slut").status_code == 200


def test_a_doubt_keeps_its_fact(client: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    """Seen red: the note was kept without the fact that it was about."""
    page = f"/actors/{HOSTEL}/forkert"
    form = {"csrf": csrf(client.get(page).text), "fact": f"{HOSTEL} phone", "text": "Ingen tager den"}
    merge(demo_copy)
    answer = client.post(page, data=form)
    assert answer.status_code == 308
    assert client.post(answer.headers["Location"], data=form).status_code == 303
    (said,) = doubts.waiting(demo_copy, clock.moment())
    assert (said.target, said.field, said.text) == (OTHER, "phone", "Ingen tager den")


def test_answers_about_relations_are_taken(app: Flask, demo_copy: GraphStore, clock: Clock) -> None:
    """Seen red: nothing was said to be chosen, and the page was empty."""
    editor, page = person(app, demo_copy, clock, Role.EDITOR, HOSTEL), f"/actors/{HOSTEL}/samarbejde"
    form = form_of_sides(editor.get(page).text)
    merge(demo_copy)
    answer = editor.post(page, data=form)
    assert answer.status_code == 308
    assert editor.post(answer.headers["Location"], data=form).status_code == 303
    (first,) = (key.partition(" ")[0] for name, _ in form.items() if (key := name.partition("choice:")[2]))
    assert first in {claim.target for claim in demo_copy.claims_of(own_source(HOSTEL)).items}


def form_of_sides(page: str) -> Mapping[str, str | list[str]]:
    """The first relation stands still."""
    shown = hidden(page, "shown")
    fields: dict[str, str | list[str]] = {"shown": shown, "seen": hidden(page, "seen")[0], "csrf": csrf(page)}
    return {**fields, f"choice:{shown[0]}": "still"}


def test_what_came_of_a_call_is_kept(app: Flask, demo_copy: GraphStore, clock: Clock) -> None:
    """Seen red: the actor was said not to be on the list."""
    without_mail(demo_copy, clock)
    coordinator = person(app, demo_copy, clock, Role.COORDINATOR, "9901")
    form = call_form(coordinator)
    merge(demo_copy)
    answer = coordinator.post(f"{LIST}/{HOSTEL}", data=form | {"outcome": "wrong", "text": "Nyt nummer"})
    assert answer.status_code == 303
    (said,) = doubts.waiting(demo_copy, clock.moment())
    assert (said.actor, said.text) == (OTHER, "Nyt nummer")


def test_what_was_to_be_restored_is_shown_again_with_the_reason(
    app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red: nothing was said to be chosen."""
    edit(demo_copy, HOSTEL, "email", "ny@brostad.example", clock)
    coordinator = person(app, demo_copy, clock, Role.COORDINATOR, "9901")
    seq = demo_copy.status().version
    address = f"/actors/{HOSTEL}/historik/foer/{seq}"
    page = coordinator.get(address).text
    key = f"{HOSTEL} email"
    form = {"csrf": csrf(page), "seen": hidden(page, "seen")[0], "restore": key, "why": "Bo ringede"}
    merge(demo_copy)
    moved = coordinator.post(address, data=form)
    assert moved.status_code == 308
    answer = coordinator.post(moved.headers["Location"], data=form)
    assert (answer.status_code, "Bo ringede" in answer.text) == (409, True)
    assert re.search(rf'value="{OTHER} email"[^>]* checked', answer.text)


@pytest.mark.parametrize("merged", [True, False])
def test_hours_in_words_are_not_taken_over_others(
    app: Flask, demo_copy: GraphStore, clock: Clock, merged: bool
) -> None:
    """Seen red: what waits in words was not compared with what others have changed since."""
    editor, one = person(app, demo_copy, clock, Role.EDITOR, HOSTEL), service(demo_copy)
    address = path(one)
    fields = typed(opened_form(editor, address), opening_hours="når månen er fuld")
    if merged:
        merge(demo_copy)
        address = path(one, OTHER)
    edit(demo_copy, one, "opening_hours", "Mo-Fr 09:00-15:00", clock)
    answer = preview(editor, fields, address)
    assert (answer.status_code, errors_of(answer.text)) == (409, ["opening_hours"])
    assert "når månen er fuld" in answer.text
    assert "man-fre" in answer.text.lower() or "mandag" in answer.text.lower()
    again = preview(editor, fields_of(answer.text), address)
    assert again.status_code == 200
    data = {**fields_of(again.text), "step": "send"}
    assert editor.post(address, data=data).status_code == 303
    (words,) = proposals.waiting(demo_copy, HOSTEL)
    assert words.value == "når månen er fuld"
