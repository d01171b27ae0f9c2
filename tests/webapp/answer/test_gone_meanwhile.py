"""Forms that stood open while an import took away what they are about: what was typed stands there."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.model import Id
from graphdb.store import GraphStore
from graphdb.writing.plan import Drop, Stamp, commit
from tests.webapp.answer.browsing import HOSTEL, form_of, opened, token_of
from tests.webapp.edit.forms import opened as opened_form
from tests.webapp.edit.forms import path, typed
from tests.webapp.edit.test_edit import service
from tests.webapp.lint import problems
from tests.webapp.signin.people import Clock, browser_of, csrf

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
TEXT = "Ring først, klokken er i stykker"


def goes(store: GraphStore, target: Id) -> None:
    drops = [Drop(target, claim.source) for claim in store.claims([target])[target]]
    commit(store, drops, Stamp("2026-09-07T08:00:00+00:00", "test", "prøve"))


@pytest.fixture
def editor(app: Flask, demo_copy: GraphStore, clock: Clock) -> FlaskClient:
    account = accounts.add(demo_copy, "leder@broen.example", [Grant(Role.EDITOR, HOSTEL)])
    return browser_of(app, account, clock.moment())


@pytest.mark.parametrize("step", ["preview", "send"])
@pytest.mark.parametrize("what", ["actor", "service"])
def test_what_an_editor_typed(editor: FlaskClient, demo_copy: GraphStore, what: str, step: str) -> None:
    """And nothing else of the form. Seen red."""
    target = HOSTEL if what == "actor" else service(demo_copy)
    fields = typed(opened_form(editor, path(target)), description=TEXT)
    goes(demo_copy, target)
    answer = editor.post(path(target), data={**fields, "step": step}, headers=FROM_HERE)
    assert (answer.status_code, problems(answer.text)) == (410 if what == "actor" else 404, [])
    listed = answer.text.partition("Det skrev du")[2].partition("</ul>")[0]
    assert re.findall("<li>(.*?)</li>", listed) == [TEXT]


def test_what_an_editor_ticked_and_chose_stands_in_words(editor: FlaskClient, demo_copy: GraphStore) -> None:
    """Seen red: the codes stood there."""
    fields = opened_form(editor, path())
    fields = typed(
        fields,
        municipalities=[*fields["f:municipalities"], "9902"],
        kind="civ_vaerested",
        status="temporarily_closed",
        other_names="9902",
    )
    goes(demo_copy, HOSTEL)
    answer = editor.post(path(), data={**fields, "step": "preview"}, headers=FROM_HERE)
    listed = answer.text.partition("Det skrev du")[2].partition("</ul>")[0]
    words = re.findall("<li>(.*?)</li>", listed)
    assert sorted(words) == sorted(["Åmose", "Værested", "Midlertidigt lukket", "9902"])


def test_nothing_is_shown_of_a_form_of_another_site(editor: FlaskClient, demo_copy: GraphStore) -> None:
    fields = typed(opened_form(editor, path()), description=TEXT)
    goes(demo_copy, HOSTEL)
    for site in ("cross-site", "same-site", "none", ""):
        answer = editor.post(path(), data=fields, headers={"Sec-Fetch-Site": site})
        assert (answer.status_code, TEXT in answer.text) == (410, False)


def test_what_a_visitor_typed(client: FlaskClient, demo_copy: GraphStore) -> None:
    """Never a citizen's number. Seen red."""
    page = f"/actors/{HOSTEL}/forkert"
    form = {"csrf": csrf(client.get(page).text), "fact": "", "text": f"{TEXT} 010190-1234"}
    goes(demo_copy, HOSTEL)
    answer = client.post(page, data=form, headers=FROM_HERE)
    assert (answer.status_code, TEXT in answer.text, "010190" in answer.text) == (410, True, False)


@pytest.mark.parametrize("what", ["actor", "service"])
def test_what_was_typed_behind_a_link(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock, what: str
) -> None:
    """Seen red."""
    target = HOSTEL if what == "actor" else service(demo_copy)
    page = opened(client, token_of(demo_copy, clock))
    key = f"{target} description"
    form = {**form_of(page), "shown": [key], f"choice:{key}": "changed", f"text:{key}": TEXT}
    goes(demo_copy, target)
    answer = client.post(f"/svar/{HOSTEL}/spoergsmaal", data=form, headers=FROM_HERE)
    assert (answer.status_code, TEXT in answer.text) == (410 if what == "actor" else 422, True)
    assert problems(answer.text) == []
