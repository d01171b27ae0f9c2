"""What somebody who means harm sends to the form."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.fields.field import Sort
from graphdb.fields.registry import FIELDS
from graphdb.model import NodeKind
from graphdb.proposals import proposals, review
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL, OTHER
from tests.webapp.edit.forms import Fields, fields_of, opened, path, preview, send, typed
from tests.webapp.lint import problems
from tests.webapp.payloads import FORMULAS, PAYLOADS
from tests.webapp.signin.people import Clock, browser_of

ADDRESS = path()
STORED = (*(" ".join(PAYLOADS[at : at + 4]) for at in range(0, len(PAYLOADS), 4)), *FORMULAS)
"""Four to a text, so that each stands in each field; a formula is one at the beginning of a cell."""
TEXTS = tuple(row.name for row in FIELDS[NodeKind.ACTOR].values() if row.sort in (Sort.TEXT, Sort.NAME))
EDITED = tuple(name for name in TEXTS if name not in ("source", "other_facts"))


def test_there_are_forty() -> None:
    assert len({*PAYLOADS, *FORMULAS}) >= 40
    assert {"name", "description", "postal_address", "temporary_text"} <= set(EDITED)


def filled(client: FlaskClient, text: str) -> Fields:
    """Every text of the form; only names and lines take no line break."""
    dates = {"temporary_from": "2026-09-01", "temporary_to": "2026-12-01"}
    return typed(opened(client, ADDRESS), **dict.fromkeys(EDITED, text), **dates)


@pytest.mark.parametrize("text", STORED)
def test_what_is_stored_is_shown_as_text(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock, text: str
) -> None:
    """On the form, the difference, the overview, the page, what is printed, the API and a table."""
    fields = filled(client, text)
    pages = [preview(client, fields, ADDRESS)]
    assert send(client, fields, ADDRESS).status_code == 303
    for proposal in proposals.waiting(demo_copy, HOSTEL):
        review.approve(demo_copy, proposal, "coordinator", clock.moment())
    assert demo_copy.get([HOSTEL])[HOSTEL].text("name") == text
    entry = f"/actors/{HOSTEL}"
    for address in (entry, f"{entry}/ret", ADDRESS, f"{entry}/forkert", "/kommune/9901", "/find?kind=bo_110"):
        pages += [client.get(address), app.test_client().get(address)]
    asked = {"acting_municipality": "9901", "situation": "sp_foged", "known_actors": HOSTEL}
    pages += [client.post(f"/touch-map{sheet}", data=asked) for sheet in ("", "/citizen", "/case")]
    for page in pages:
        assert problems(page.text) == []
        assert not [payload for payload in PAYLOADS if "<" in payload and payload in page.text]
    assert client.get(f"/api/v1/actors/{HOSTEL}").json["name"] == text  # type: ignore[index]
    table = client.get("/kommune/9901/aktoerer.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table), delimiter=";"))
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@", "\t") and text in cell]


@pytest.mark.parametrize(
    "name", ["secret_address", "visibility", "source", "other_facts", "id", "version", "x"]
)
def test_only_what_the_form_has_can_be_set(client: FlaskClient, demo_copy: GraphStore, name: str) -> None:
    """Seen red with every field of the registry."""
    before = demo_copy.status().version
    answer = send(client, typed({**opened(client, ADDRESS), f"w:{name}": [""]}, **{name: "ja"}), ADDRESS)
    assert answer.status_code == 422
    assert demo_copy.status().version == before
    assert proposals.waiting(demo_copy, HOSTEL) == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [("kind", "nonsense"), ("status", "open"), ("risk_groups", "need_bolig"), ("municipalities", "x")],
)
def test_only_what_can_be_chosen_can_be_set(
    client: FlaskClient, demo_copy: GraphStore, name: str, value: str
) -> None:
    answer = send(client, typed(opened(client, ADDRESS), **{name: value}), ADDRESS)
    assert answer.status_code == 422
    assert proposals.waiting(demo_copy, HOSTEL) == ()


def test_nobody_edits_what_is_not_theirs(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    """Not another actor, nor its things through one's own address; nor does any other role edit."""
    fields = typed(opened(client, ADDRESS), phone="00 11 22 33")
    assert client.get(f"/actors/{OTHER}/ret").status_code == 403
    assert client.post(path(OTHER, OTHER), data={**fields, "step": "send"}).status_code == 403
    assert client.get(path(OTHER)).status_code == 404
    assert client.post(path(OTHER), data={**fields, "step": "send"}).status_code == 404
    for role in (Role.CASEWORKER, Role.COORDINATOR):
        other = accounts.add(demo_copy, f"{role}@brostad.example", [Grant(role, "9901")])
        browser = browser_of(app, other, clock.moment())
        assert browser.post(ADDRESS, data={**fields, "step": "send"}).status_code == 403
    assert app.test_client().post(ADDRESS, data={**fields, "step": "send"}).status_code == 403


def test_it_takes_the_form_of_this_session(client: FlaskClient) -> None:
    fields = typed(opened(client, ADDRESS), phone="00 11 22 33")
    for token in ([], ["a" * 64]):
        assert client.post(ADDRESS, data={**fields, "csrf": token, "step": "send"}).status_code == 403


def test_a_citizens_number_is_never_repeated(client: FlaskClient, demo_copy: GraphStore) -> None:
    fields = opened(client, ADDRESS)
    for name in EDITED:
        answer = preview(client, typed(fields, **{name: "Borger 010190-6789 bor her"}), ADDRESS)
        assert (answer.status_code, "0190-6789" in answer.text) == (422, False), name
        back = client.post(ADDRESS, data={**fields, f"w:{name}": "010190-6789", "step": "back"})
        assert "0190-6789" not in back.text
    assert proposals.waiting(demo_copy, HOSTEL) == ()


def test_looking_changes_nothing(client: FlaskClient, demo_copy: GraphStore) -> None:
    before = demo_copy.status().version
    for method in ("GET", "HEAD"):
        assert client.open(f"{ADDRESS}?step=send&f:phone=1", method=method).status_code == 200
    assert demo_copy.status().version == before
    assert "f:phone" in fields_of(client.get(ADDRESS).text)
