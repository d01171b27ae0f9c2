"""What anybody says is wrong, as it stands in the coordinator's queue, and how it is closed there."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.doubts import doubts
from graphdb.store import GraphStore
from tests.graphdb.identity.twice import same
from tests.graphdb.world import actor, actor_id, write
from tests.webapp.answer.browsing import HOSTEL, OTHER
from tests.webapp.lint import problems
from tests.webapp.proposals.queueing import QUEUE, proposed
from tests.webapp.signin.people import Clock, browser_of, csrf, site

HEADING = "Nogen siger, at noget er forkert"


def say(store: GraphStore, clock: Clock, text: str = "", field: str = "", of: str = HOSTEL) -> str:
    """Keep a doubt; answers where it is closed."""
    said = doubts.doubt(of, text, clock(), of if field else "", field)
    doubts.keep(store, said)
    return f"{QUEUE}/forkert/{said.id}"


def test_it_stands_there_until_it_is_closed(client: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    """Who writes <b> writes text."""
    where = say(demo_copy, clock, "Ingen <b>tager</b> den", "phone")
    say(demo_copy, clock, "De er flyttet")
    page = client.get(QUEUE).text
    gone = clock() + timedelta(days=90)
    for shown in (
        HEADING,
        "Herberg Broen: Telefon",
        "Ingen &lt;b&gt;tager&lt;/b&gt; den",
        "Herberg Broen: hele opslaget",
        f"{gone.day}. december {gone.year}",
        "2 ting venter på dig.",
        f'href="/actors/{HOSTEL}"',
    ):
        assert shown in page
    assert ("<b>tager" in page, "Ingen forslag venter" in page, problems(page)) == (False, False, [])
    answer = client.post(where, data={"csrf": csrf(page)})
    assert (answer.status_code, answer.location) == (303, f"{QUEUE}?svar=set")
    page = client.get(answer.location).text
    assert ("Beskeden er slettet." in page, "1 ting venter på dig." in page) == (True, True)
    assert "tager" not in page
    assert [said.text for said in doubts.waiting(demo_copy, clock.moment())] == ["De er flyttet"]
    assert client.post(where, data={"csrf": csrf(page)}).status_code == 404


def test_it_is_counted_with_the_proposals_and_the_oldest_of_all_is_told(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    say(demo_copy, clock, "De er flyttet")
    clock.now -= timedelta(days=2)
    proposed(app, demo_copy, clock)
    clock.turn(days=2)
    page = client.get(QUEUE).text
    assert "2 ting venter på dig. Det ældste har ventet 2 dage." in page


def test_only_the_municipality_s_own_stand_there_and_are_closed(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red with the doubts of all."""
    where = say(demo_copy, clock, "De er flyttet", of=OTHER)
    page = client.get(QUEUE).text
    assert ("De er flyttet" in page, HEADING in page) == (False, False)
    page = client.get("/me").text
    assert client.post(where, data={"csrf": csrf(page)}).status_code == 404
    assert len(doubts.waiting(demo_copy, clock.moment())) == 1


def test_a_form_without_its_token_or_of_another_town_closes_nothing(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    where = say(demo_copy, clock, "De er flyttet")
    assert client.post(where).status_code == 403
    assert client.get(where).status_code in (404, 405)
    foreign = accounts.add(demo_copy, "b@mosekoebing.example", [Grant(Role.COORDINATOR, "9902")])
    browser = browser_of(app, foreign, clock.moment())
    token = csrf(browser.get("/me").text)
    assert browser.post(where, data={"csrf": token}).status_code == 403
    assert browser.post(where.replace("/9901/", "/9902/"), data={"csrf": token}).status_code == 404
    assert len(doubts.waiting(demo_copy, clock.moment())) == 1


def test_it_stands_with_what_its_actor_was_joined_to(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red with the id that was written about."""
    twin = actor_id("tvilling")
    write(demo_copy, actor("tvilling", "civ_vaerested", towns=["9901"]))
    where = say(demo_copy, clock, "Ingen tager den", "phone", of=twin)
    write(demo_copy, [same(HOSTEL, twin)])
    page, name = client.get(QUEUE).text, demo_copy.get([HOSTEL])[HOSTEL].text("name")
    assert (f"{name}: Telefon" in page, f'href="/actors/{HOSTEL}"' in page) == (True, True)
    assert client.post(where, data={"csrf": csrf(page)}).status_code == 303
    assert doubts.waiting(demo_copy, clock.moment()) == ()


def test_what_belongs_to_no_municipality_is_the_administrators(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    write(demo_copy, actor("landet", "civ_vaerested", towns=["1082"]))
    where = say(demo_copy, clock, "De er lukket", of=actor_id("landet")).replace("/9901/", "/landet/")
    account = accounts.add(demo_copy, "it@brostad.example", [Grant(Role.ADMINISTRATOR)])
    browser = browser_of(app, account, clock.moment())
    page = browser.get("/kommune/landet/forslag").text
    assert ("De er lukket" in page, "De er lukket" in client.get(QUEUE).text) == (True, False)
    assert browser.post(where, data={"csrf": csrf(page)}).status_code == 303


def test_it_leads_to_the_call_list_where_its_actor_stands_there(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    write(demo_copy, actor("gammel", "civ_vaerested", day="2024-01-05", towns=["9901"]))
    old = actor_id("gammel")
    say(demo_copy, clock, "De er flyttet", of=old)
    anchor = f"ring-{old}"
    assert f'id="{anchor}"' in client.get("/kommune/9901/ringeliste").text
    assert f'href="/kommune/9901/ringeliste#{anchor}"' in client.get(QUEUE).text
    clock.turn(days=1)
    say(demo_copy, clock, "Nummeret er et andet", of=HOSTEL)
    listed = f'id="ring-{HOSTEL}"' in client.get("/kommune/9901/ringeliste").text
    assert (f"#ring-{HOSTEL}" in client.get(QUEUE).text) == listed


@pytest.mark.parametrize("days", [7, 90])
def test_the_day_is_that_of_the_settings(demo_copy: GraphStore, clock: Clock, days: int) -> None:
    account = accounts.add(demo_copy, "ko@brostad.example", [Grant(Role.COORDINATOR, "9901")])
    browser = browser_of(site(demo_copy, clock, keep_doubts=days), account, clock.moment())
    say(demo_copy, clock, "De er flyttet")
    gone = clock() + timedelta(days=days)
    assert f"slettes {gone.day}. " in browser.get(QUEUE).text
