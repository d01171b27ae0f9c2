"""The relations of an actor, for its editors: what both sides say, and whether it works."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts.accounts import Account
from graphdb.claims import EXISTS, Rank, own_source
from graphdb.confirming import answers as taking
from graphdb.errors import Conflict
from graphdb.proposals import proposals
from graphdb.store import GraphStore
from graphdb.writing.plan import Confirm, Set, Stamp, commit
from tests.webapp.answer.browsing import HOSTEL, OTHER, hidden
from tests.webapp.lint import problems
from tests.webapp.signin.people import Clock, csrf
from webapp.sides import views

WHERE = f"/actors/{HOSTEL}/samarbejde"
AT = "2026-09-14T08:00:00+00:00"


def form_of(page: str) -> dict[str, str | list[str]]:
    """What the form sends without an answer."""
    return {"csrf": csrf(page), "seen": hidden(page, "seen")[0], "shown": hidden(page, "shown")}


def test_an_editor_confirms_its_own_side_and_proposes_that_one_is_no_more(
    client: FlaskClient, account: Account, demo_copy: GraphStore
) -> None:
    page = client.get(WHERE).text
    keys = hidden(page, "shown")
    assert (len(keys) > 1, len(keys) <= views.SHOWN, problems(page)) == (True, True, [])
    assert page.count("Koordinatoren ser kun, hvad de fleste siger") == 1, "once for both questions"
    assert WHERE in client.get(f"/actors/{HOSTEL}/ret").text
    first, second = keys[:2]
    sent = {f"choice:{first}": "still", f"works:{first}": "yes", f"choice:{second}": "changed"}
    answer = client.post(WHERE, data={**form_of(page), **sent})
    assert answer.status_code == 303
    target = first.removesuffix(f" {EXISTS}")
    assert own_source(HOSTEL) in {claim.source for claim in demo_copy.claims([target])[target]}
    (proposal,) = proposals.waiting(demo_copy, HOSTEL)
    assert (f"{proposal.target} {EXISTS}", proposal.by, proposal.value) == (second, account.by, False)
    assert sum(demo_copy.records.counters("works:").values()) == 1
    after = client.get(answer.location).text
    assert ("Tak for svaret." in after, problems(after)) == (True, [])
    assert not {first, second} & set(hidden(after, "shown"))
    assert "En forbindelse med en anden" in client.get(f"/actors/{HOSTEL}/ret").text


def test_nothing_chosen_and_what_is_no_relation_is_not_taken(
    client: FlaskClient, demo_copy: GraphStore
) -> None:
    """Seen red with any question of the actor: its telephone went by a form that does not show it."""
    page, before = client.get(WHERE).text, demo_copy.status().version
    for sent in ({}, {f"choice:{HOSTEL} phone": "still"}, {"choice:x": "still"}, {f"works:{HOSTEL} x": "no"}):
        answer = client.post(WHERE, data={**form_of(page), **sent})
        assert (answer.status_code, "Vælg mindst ét svar" in answer.text) == (422, True)
        assert problems(answer.text) == []
    assert demo_copy.status().version == before


def test_what_others_changed_meanwhile_is_shown(
    client: FlaskClient, demo_copy: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client.get(WHERE).text
    key = hidden(page, "shown")[0]
    sent = {**form_of(page), f"choice:{key}": "still", f"works:{key}": "no"}

    def overtaken(*_: object) -> None:
        raise Conflict([HOSTEL])

    monkeypatch.setattr(taking, "take", overtaken)
    answer = client.post(WHERE, data=sent)
    assert (answer.status_code, "mange skriver lige nu" in answer.text, problems(answer.text)) == (
        409,
        True,
        [],
    )
    assert answer.text.count(" checked") == 2


def test_another_actors_relations_are_not_theirs(client: FlaskClient) -> None:
    page = client.get(WHERE).text
    assert client.get(f"/actors/{OTHER}/samarbejde").status_code == 403
    assert client.post(f"/actors/{OTHER}/samarbejde", data=form_of(page)).status_code == 403


def test_when_all_is_answered_nothing_is_asked(client: FlaskClient) -> None:
    page = client.get(WHERE).text
    for _ in range(12):
        keys = hidden(page, "shown")
        if not keys:
            break
        answers = {f"choice:{key}": "unknown" for key in keys}
        page = client.get(client.post(WHERE, data={**form_of(page), **answers}).location).text
    assert ("Vi har ikke flere spørgsmål om det" in page, problems(page)) == (True, [])


def test_in_english_with_what_the_other_side_says(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    key = hidden(client.get(WHERE).text, "shown")[0]
    target = key.removesuffix(f" {EXISTS}")
    ends = target.split("|")[1:3]
    other = next(end for end in ends if end != HOSTEL)
    commit(
        demo_copy,
        [Confirm(target, own_source(other), Rank.OWN, EXISTS, "2026-02-01")],
        Stamp(AT, "somebody", "test"),
    )
    page = client.get(f"/en{WHERE}").text
    assert "says: yes, 1 February 2026." in page
    commit(
        demo_copy,
        [Set(target, own_source(other), Rank.OWN, EXISTS, False, "2026-02-02")],
        Stamp(AT, "somebody", "test"),
    )
    assert key not in hidden(client.get(WHERE).text, "shown"), "the newest word of an own side holds"
