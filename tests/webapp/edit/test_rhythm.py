"""How often an actor wants to be asked, chosen by its own people on the page where they edit."""

import re

from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.confirming import asked
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.lint import problems
from tests.webapp.signin.people import Clock, browser_of, csrf

OVERVIEW = f"/actors/{HOSTEL}/ret"
CHOOSE = f"{OVERVIEW}/rytme"
QUARTER = "ask_every_3_months"


def chosen(page: str) -> list[str]:
    return re.findall(r'name="rhythm" value="([a-z0-9_]+)" checked', page)


def choose(client: FlaskClient, code: str) -> int:
    data = {"csrf": csrf(client.get(OVERVIEW).text), "rhythm": code}
    return client.post(CHOOSE, data=data).status_code


def test_it_is_chosen_and_holds(client: FlaskClient, demo_copy: GraphStore) -> None:
    page = client.get(OVERVIEW).text
    assert (chosen(page), page.count('name="rhythm"')) == (["ask_as_now"], 3)
    data = {"csrf": csrf(page), "rhythm": QUARTER}
    after = client.post(CHOOSE, data=data)
    assert after.status_code == 303
    assert (after.location or "").endswith("#rytme")
    page = client.get(after.location).text
    assert (problems(page), chosen(page), "Gemt. Det gælder fra nu af." in page) == ([], [QUARTER], True)
    assert asked.read(demo_copy, HOSTEL).rhythm == QUARTER


def test_nothing_is_kept_of_what_is_no_choice(client: FlaskClient, demo_copy: GraphStore) -> None:
    assert [choose(client, code) for code in ("", "ask_never", "010190-1234")] == [400, 400, 400]
    assert asked.read(demo_copy, HOSTEL).rhythm == ""


def test_a_choice_that_is_no_more_stands_as_usual(client: FlaskClient, demo_copy: GraphStore) -> None:
    demo_copy.records.write(asked.read(demo_copy, HOSTEL).with_rhythm("ask_gone"))
    assert chosen(client.get(OVERVIEW).text) == ["ask_as_now"]


def test_no_visitor_and_no_other_actor_s_editor_gets_to_it(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """What a visitor is sent is the same, byte for byte, before and after."""
    visitor = app.test_client()
    public = (f"/actors/{HOSTEL}", f"/api/v1/actors/{HOSTEL}", "/find?q=broen", "/actors.csv")
    before = [visitor.get(address).data for address in public]
    assert choose(client, QUARTER) == 303
    assert [visitor.get(address).data for address in public] == before
    other = accounts.add(demo_copy, "anden@sted.example", [Grant(Role.EDITOR, "actor:demo:et-andet")])
    elsewhere = browser_of(app, other, clock.moment())
    data = {"csrf": csrf(elsewhere.get("/me").text), "rhythm": "ask_every_6_months"}
    assert elsewhere.post(CHOOSE, data=data).status_code == 403
    assert visitor.post(CHOOSE, data=data).status_code in (303, 403)
    assert asked.read(demo_copy, HOSTEL).rhythm == QUARTER
