"""After Send: thanks, what happens next, and how to take it back."""

from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.proposals import proposals, review
from graphdb.proposals.proposals import Proposal
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.edit.forms import opened, path, send, typed
from tests.webapp.lint import problems
from tests.webapp.signin.people import Clock, browser_of, csrf

ADDRESS = path()
OVERVIEW = f"/actors/{HOSTEL}/ret"


def test_it_thanks_and_says_what_is_shown_and_what_waits(client: FlaskClient) -> None:
    """Hours are nobody's to look at afterwards: until now nothing was said of them."""
    fields = typed(opened(client, ADDRESS), opening_hours="man-fre 10-14", name="Det nye herberg")
    answer = send(client, fields, ADDRESS)
    page = client.get(answer.location or "").text
    assert problems(page) == []
    thanks = page.split('id="sendt"')[1].split("</div>")[0]
    assert "Tak, det er gemt: Åbningstid, Navn." in thanks
    assert "Det står der nu: Åbningstid." in thanks
    assert "Kommunens koordinator ser det først: Navn." in thanks
    english = client.get(f"/en{answer.location}").text
    assert "Thank you, it is saved: Opening hours, Name." in english


def test_the_way_back_leads_to_what_stood_before(client: FlaskClient, demo_copy: GraphStore) -> None:
    before = demo_copy.get([HOSTEL])[HOSTEL].text("phone")
    answer = send(client, typed(opened(client, ADDRESS), phone="00 11 22 33"), ADDRESS)
    seq = demo_copy.status().version
    address = f"/actors/{HOSTEL}/historik/foer/{seq}"
    assert f'<a href="{address}">Fortryd</a>' in client.get(answer.location or "").text
    page = client.get(address).text
    form = {"csrf": csrf(page), "restore": f"{HOSTEL} phone", "seen": str(seq)}
    assert client.post(address, data=form).status_code == 303
    assert demo_copy.get([HOSTEL])[HOSTEL].text("phone") == before


def test_what_an_address_makes_up_is_not_said(client: FlaskClient) -> None:
    for query in ("om=x&vist=phone", f"om={HOSTEL}&vist=kaffe", "vist=phone", "venter=name&nr=x"):
        assert "Tak, det er gemt" not in client.get(f"{OVERVIEW}?{query}").text


def test_what_waits_can_be_taken_back(client: FlaskClient, demo_copy: GraphStore) -> None:
    """It is gone from the queue; a second time it is not said to have been taken back."""
    send(client, typed(opened(client, ADDRESS), name="Det nye herberg"), ADDRESS)
    page = client.get(OVERVIEW).text
    (waiting,) = proposals.waiting(demo_copy, HOSTEL)
    assert f'name="proposal" value="{waiting.id}"' in page
    for said in ("Forslaget er trukket tilbage.", "Forslaget er der ikke mere"):
        assert said in withdraw(client, page, waiting)
        assert proposals.waiting(demo_copy, HOSTEL) == ()


def test_what_was_approved_meanwhile_is_not_said_to_be_withdrawn(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    send(client, typed(opened(client, ADDRESS), name="Det nye herberg"), ADDRESS)
    page = client.get(OVERVIEW).text
    (waiting,) = proposals.waiting(demo_copy, HOSTEL)
    review.approve(demo_copy, waiting, "account:0000000000000001", clock.moment())
    assert "Forslaget er der ikke mere" in withdraw(client, page, waiting)


def withdraw(client: FlaskClient, page: str, waiting: Proposal) -> str:
    """What is said after the button of a page was pressed."""
    data = {"csrf": csrf(page), "proposal": waiting.id}
    answer = client.post(f"{OVERVIEW}/traek-tilbage", data=data)
    assert answer.status_code == 303
    return client.get(answer.location or "").text


def test_a_coordinator_reads_nothing_more_of_it(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    coordinator = accounts.add(demo_copy, "ko@brostad.example", [Grant(Role.COORDINATOR, "9901")])
    queue = browser_of(app, coordinator, clock.moment())
    send(client, typed(opened(client, ADDRESS), name="Det nye herberg"), ADDRESS)
    assert "Det nye herberg" in queue.get("/kommune/9901/forslag").text
    (waiting,) = proposals.waiting(demo_copy, HOSTEL)
    data = {"csrf": csrf(client.get(OVERVIEW).text), "proposal": waiting.id}
    client.post(f"{OVERVIEW}/traek-tilbage", data=data)
    assert "Det nye herberg" not in queue.get("/kommune/9901/forslag").text
