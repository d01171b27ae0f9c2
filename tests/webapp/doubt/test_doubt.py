"""Saying that something is wrong without signing in, through the page."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graphdb.accounts import throttle
from graphdb.doubts import doubts
from graphdb.doubts.doubts import Doubt
from graphdb.language.text import danish_sort_key
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL, OTHER
from tests.webapp.lint import problems
from tests.webapp.signin.people import Clock, csrf, site

PAGE = f"/actors/{HOSTEL}/forkert"
PHONE = f"{HOSTEL} phone"


def send(client: FlaskClient, page: str = PAGE, **fields: str) -> TestResponse:
    return client.post(page, data={"csrf": csrf(client.get(page).text), **fields})


def said(store: GraphStore, clock: Clock) -> tuple[Doubt, ...]:
    return doubts.waiting(store, clock.moment())


def test_the_page_of_an_actor_leads_there(client: FlaskClient) -> None:
    assert f'href="{PAGE}"' in client.get(f"/actors/{HOSTEL}").text
    form = client.get(PAGE)
    assert (form.status_code, problems(form.text)) == (200, [])
    assert f'value="{PHONE}"' in form.text


def test_what_one_rings_by_is_chosen_from_first(client: FlaskClient) -> None:
    """The actor's own facts before each service's, under its name; the unsure answer stays the first."""
    select = client.get(PAGE).text.split('<select class="form-select" id="fact"')[1].split("</select>")[0]
    groups = re.findall(r'<optgroup label="([^"]+)">', select)
    own, *others = re.split("<optgroup[^>]*>", select.split("<optgroup", 1)[1])
    assert groups[0] == "Herberg Broen"
    assert groups[1:] == sorted(groups[1:], key=danish_sort_key)
    assert len(others) == len(groups) - 1 > 1
    labels = re.findall(r"<option[^>]*>([^<]+)", own)
    assert labels[0] == "Telefon"
    assert labels.index("Status") < labels.index("Beskrivelse")
    assert select.index("Ved ikke, eller noget andet") < select.index("<optgroup")


def test_a_doubt_is_kept_and_nothing_is_changed(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    before = demo_copy.status().version
    answer = send(client, fact=PHONE, text="Ingen tager den")
    assert (answer.status_code, answer.location) == (303, f"{PAGE}/tak")
    assert problems(client.get(answer.location).text) == []
    assert said(demo_copy, clock) == (Doubt(HOSTEL, clock.moment(), HOSTEL, "phone", "Ingen tager den"),)
    assert demo_copy.status().version == before
    assert "Ingen tager den" not in client.get(f"/actors/{HOSTEL}").text


def test_what_says_nothing_is_refused(client: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    """A fact of another actor, or one that is not shown, is none."""
    for fact in ("", "x", f"{OTHER} phone", f"{HOSTEL} secret_address"):
        answer = send(client, fact=fact, text=" ")
        assert (answer.status_code, "Vælg, hvad der er forkert" in answer.text) == (422, True)
        assert problems(answer.text) == []
    assert send(client, fact=PHONE).status_code == 303
    assert [one.field for one in said(demo_copy, clock)] == ["phone"]


def test_a_citizens_number_is_refused_and_the_rest_is_kept(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red with the text as it was typed."""
    answer = send(client, fact=PHONE, text="Borger 010190-6789 fik ikke fat i nogen")
    assert (answer.status_code, "-6789" in answer.text) == (422, False)
    assert "fik ikke fat i nogen" in answer.text
    assert f'value="{PHONE}" selected' in answer.text
    assert said(demo_copy, clock) == ()
    other = send(client, text="Født første januar 1990\n- 6789").text
    assert "- 6789" not in other


def test_what_is_too_long_is_refused_and_kept(client: FlaskClient) -> None:
    answer = send(client, text="Der er flyttet. " * 40)
    assert (answer.status_code, "Der er flyttet. Der er flyttet." in answer.text) == (422, True)


def test_many_are_slowed_down_and_not_locked_out(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red without the count. What was typed stands there."""
    for number in range(throttle.FREE["doubt"]):
        assert send(client, text=f"Besked {'x' * number}").status_code == 303
    answer = send(client, text="En til")
    assert (answer.status_code, "En til" in answer.text) == (429, True)
    assert problems(answer.text) == []
    clock.turn(seconds=int(answer.headers["Retry-After"]) + 1)
    assert send(client, text="En til").status_code == 303


def test_one_actor_is_not_flooded_from_everywhere(app: Flask, clock: Clock) -> None:
    """Each from another network; another actor is not held up."""
    answers = []
    for number in range(throttle.FREE["doubted"] + 1):
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
        answers.append(send(client, text=f"Besked {'x' * number}").status_code)
    assert answers[-1] == 429
    assert send(client, f"/actors/{OTHER}/forkert", text="Besked").status_code == 303


def test_it_takes_the_form(client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock) -> None:
    page = client.get(PAGE).text
    assert client.post(PAGE, data={"text": "x"}).status_code == 403
    assert app.test_client().post(PAGE, data={"csrf": csrf(page), "text": "x"}).status_code == 403
    assert said(demo_copy, clock) == ()


def test_looking_writes_nothing(client: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    for method in ("GET", "HEAD"):
        assert client.open(f"{PAGE}?fact={PHONE}&text=x", method=method).status_code == 200
    assert said(demo_copy, clock) == ()


def test_over_http_nothing_can_be_sent(app: Flask) -> None:
    page = app.test_client().get(PAGE, base_url="http://brobygger.example")
    assert "<form" not in page.text


@pytest.mark.parametrize("path", ["/forkert", "/forkert/tak"])
def test_who_is_not_there_has_no_form(client: FlaskClient, path: str) -> None:
    assert client.get(f"/actors/actor:demo:nowhere{path}").status_code == 404


def test_a_closed_directory_takes_none_of_visitors(demo_copy: GraphStore, clock: Clock) -> None:
    closed = site(demo_copy, clock, public=False).test_client()
    assert closed.get(PAGE).status_code == 403
    assert closed.post(PAGE, data={"text": "x"}).status_code == 403
