"""A form whose page is too old, or whose sign-in ended meanwhile: what was typed is shown again."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL, september
from tests.webapp.edit.forms import fields_of, opened, path, typed
from tests.webapp.lint import problems
from tests.webapp.own import app, clock
from tests.webapp.signin.people import Clock, browser_of, csrf, site

__all__ = ["app", "clock"]
HERE = {"Sec-Fetch-Site": "same-origin"}
DOUBT, CLAIM = f"/actors/{HOSTEL}/forkert", f"/actors/{HOSTEL}/jeres"
TYPED = {
    DOUBT: {"fact": f"{HOSTEL} phone", "text": "Ingen tager den"},
    CLAIM: {"name": "Ane Holm", "address": "ane@broen.example", "cvr": "", "note": "Jeg leder stedet"},
}


@pytest.mark.parametrize("page", TYPED)
def test_a_form_that_is_too_old_is_shown_again_and_can_be_sent(app: Flask, page: str) -> None:
    """Seen red: the answer was a page without what was typed."""
    browser = app.test_client()
    answer = browser.post(page, data={**TYPED[page], "csrf": "0" * 64}, headers=HERE)
    assert (answer.status_code, problems(answer.text)) == (403, [])
    assert "stået åben for længe" in answer.text
    assert all(text in answer.text for text in TYPED[page].values())
    assert browser.post(page, data={**TYPED[page], "csrf": csrf(answer.text)}).status_code == 303


@pytest.mark.parametrize("page", TYPED)
def test_a_form_of_another_site_is_not_shown_with_its_text(app: Flask, page: str) -> None:
    """Seen red: another site's words stood in our form, with a token, for the visitor to send."""
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        answer = app.test_client().post(page, data=TYPED[page], headers=headers)
        assert (answer.status_code, "Siden var for gammel" in answer.text) == (403, True)
        assert not any(text and text in answer.text for text in TYPED[page].values())
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("page", TYPED)
def test_no_citizens_number_is_repeated(app: Flask, page: str) -> None:
    data = {name: f"{text} 010190-6789" for name, text in TYPED[page].items()}
    answer = app.test_client().post(page, data=data, headers=HERE)
    assert (answer.status_code, "0190-6789" in answer.text) == (403, False)


def test_who_signed_in_anew_has_the_form_of_an_entry_again(
    app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    editor = accounts.add(demo_copy, "leder@broen.example", [Grant(Role.EDITOR, HOSTEL)])
    fields = typed(opened(browser_of(app, editor, clock.moment()), path()), phone="00 11 22 33")
    browser = browser_of(app, editor, clock.moment())
    answer = browser.post(path(), data={**fields, "step": "preview"}, headers=HERE)
    assert (answer.status_code, problems(answer.text)) == (403, [])
    again = fields_of(answer.text)
    assert again["f:phone"] == ["00 11 22 33"]
    assert browser.post(path(), data={**again, "step": "preview"}).status_code == 200


def test_whose_sign_in_ended_can_copy_what_was_typed(app: Flask, demo_copy: GraphStore, clock: Clock) -> None:
    """Seen red: nothing of it was there. What was not changed is not repeated, nor a citizen's number."""
    editor = accounts.add(demo_copy, "leder@broen.example", [Grant(Role.EDITOR, HOSTEL)])
    fields = opened(browser_of(app, editor, clock.moment()), path())
    data = typed(fields, phone="00 11 22 33", description="Ring først. 010190-6789")
    answer = ended(app, path(), data)
    assert (answer.count("<li>00 11 22 33</li>"), "<li>Ring først.</li>" in answer) == (1, True)
    assert ("0190-6789" in answer, "for dem, der er logget ind" in answer) == (False, True)
    assert f"<li>{fields['w:name'][0]}</li>" not in answer
    assert 'href="/sign-in"' in answer
    assert problems(answer) == []


@pytest.mark.parametrize("of", ["why", "text", "value", "note"])
def test_the_lists_of_a_coordinator_give_back_what_was_typed_too(
    app: Flask, demo_copy: GraphStore, clock: Clock, of: str
) -> None:
    """Also where the token is old and somebody is signed in, who needs no way to sign in."""
    address, data = f"/kommune/9901/ringeliste/{HOSTEL}", {of: ["Ringede i går"]}
    assert "<li>Ringede i går</li>" in ended(app, address, data)
    coordinator = accounts.add(demo_copy, "ko@brostad.example", [Grant(Role.COORDINATOR, "9901")])
    answer = browser_of(app, coordinator, clock.moment()).post(address, data=data, headers=HERE)
    assert (answer.status_code, "<li>Ringede i går</li>" in answer.text) == (403, True)
    assert "Siden var for gammel" in answer.text
    assert "<form" not in answer.text.partition("<main")[2]


def ended(app: Flask, address: str, data: dict[str, list[str]]) -> str:
    """The page that a browser gets which is signed in no more."""
    answer = app.test_client().post(address, data=data, headers=HERE)
    assert answer.status_code == 403
    return answer.text


def test_where_the_directory_is_not_public_a_doubt_can_be_copied(demo_copy: GraphStore) -> None:
    closed: FlaskClient = site(demo_copy, september(), public=False).test_client()
    answer = closed.post(DOUBT, data=TYPED[DOUBT], headers=HERE)
    assert (answer.status_code, "<li>Ingen tager den</li>" in answer.text) == (403, True)
    assert "<form" not in answer.text.partition("<main")[2]
