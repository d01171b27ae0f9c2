"""What a municipality expects for itself, said on its page by its coordinator, and taken back there."""

import html
import re
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.claims import coordinator_source
from graphdb.coverage.expecting import Own, own_expectations
from graphdb.message import DANISH, say
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from tests.webapp.deciding.test_deciding import TODAY, send
from tests.webapp.lint import problems

PAGE: Final = "/kommune/9903/forventninger"
WHY: Final = "Vi køber det i Brostad."
LESS: Final = {"kind": "rus_ambulant", "group": "rg_rus", "strength": "optional", "why": WHY}


def own(store: GraphStore) -> dict[tuple[str, str], Own]:
    """What the municipality has decided, by group and kind."""
    rows = own_expectations(catalogue.read(store), "9903", TODAY)
    return {(row.group, row.kind): row for row in rows}


def test_from_the_matrix_it_is_changed_and_taken_back(client: FlaskClient, demo_copy: GraphStore) -> None:
    """The cell leads to the form with kind and group chosen."""
    cell = client.get("/kommune/9903/matrix/kind/rg_rus/rus_ambulant").text
    match = re.search(r'href="(/kommune/9903/forventninger[^"#]*)#lav-om"', cell)
    assert match is not None
    form = client.get(html.unescape(match[1])).text
    assert problems(form) == []
    assert all(f'value="{LESS[name]}" selected' in form for name in ("kind", "group"))
    answer = send(client, PAGE, PAGE, **LESS)
    assert (answer.status_code, answer.location) == (303, PAGE)
    row = own(demo_copy)["rg_rus", "rus_ambulant"]
    assert (row.national, row.strength, say(row.why, DANISH), row.since) == ("core", "optional", WHY, TODAY)
    assert row.source == coordinator_source("9903")
    assert WHY in client.get(PAGE).text
    undo = {"act": "undo", "kind": LESS["kind"], "group": LESS["group"]}
    assert 'name="act" value="undo"' in client.get(PAGE).text
    assert send(client, PAGE, PAGE, **undo).status_code == 303
    assert own(demo_copy) == {}
    assert send(client, PAGE, PAGE, **undo).status_code == 422


def test_without_a_group_it_is_for_all_that_the_starting_point_names(
    client: FlaskClient, demo_copy: GraphStore
) -> None:
    sent = {**LESS, "group": "", "strength": "none"}
    assert send(client, PAGE, PAGE, **sent).status_code == 303
    rows = own(demo_copy)
    assert len(rows) > 1
    assert {row.strength for row in rows.values()} == {"none"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"strength": ""}, "strength"),
        ({"strength": "closed"}, "strength"),
        ({"why": " "}, "why"),
        ({"why": "x" * 1001}, "why"),
        ({"why": "Se 010190-1234"}, "why"),
        ({"kind": "none_such"}, ""),
        ({"group": "none_such"}, ""),
    ],
)
def test_what_cannot_be_taken_changes_nothing_and_is_still_there(
    client: FlaskClient, demo_copy: GraphStore, changed: dict[str, str], field: str
) -> None:
    before = demo_copy.status().version
    answer = send(client, PAGE, PAGE, **{**LESS, **changed})
    assert (answer.status_code, "-1234" in answer.text) == (422, False)
    assert 'role="alert" id="refused"' in answer.text
    assert bool(field) is ('aria-invalid="true"' in answer.text)
    assert "why" in changed or f'value="{WHY}"' in answer.text
    assert problems(answer.text) == []
    assert demo_copy.status().version == before


def test_only_its_own_coordinator_may(app: Flask, client: FlaskClient, demo_copy: GraphStore) -> None:
    """Seen red with a form for everybody who is signed in."""
    visitor = app.test_client()
    for browser, page in ((visitor, PAGE), (client, PAGE.replace("9903", "9902"))):
        text = browser.get(page).text
        assert 'name="strength"' not in text
        assert "brobygger" not in text.split("<main")[1].split("</main>")[0].lower().replace("brobyggers", "")
    assert send(client, PAGE, PAGE.replace("9903", "9902"), **LESS).status_code == 403
    assert own(demo_copy) == {}
