"""After Send: thanks, what happens next, and how to take it back."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.claims import EXISTS, Rank, own_source
from graphdb.model import EdgeKind, edge_id, term_id
from graphdb.proposals import proposals, review
from graphdb.proposals.proposals import About, Proposal
from graphdb.store import GraphStore, Way
from graphdb.writing.plan import Set, Stamp, commit
from tests.graphdb.identity.twice import same
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.edit.forms import opened, path, send, typed
from tests.webapp.lint import problems
from tests.webapp.signin.people import Clock, browser_of, csrf

ADDRESS = path()
OTHER = "actor:demo:brostad-udslusning"
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


def test_one_click_takes_back_what_was_just_sent(client: FlaskClient, demo_copy: GraphStore) -> None:
    """Seen red: it led to a page of boxes to tick, none of them ticked."""
    before = demo_copy.get([HOSTEL])[HOSTEL]
    sent = send(
        client, typed(opened(client, ADDRESS), phone="00 11 22 33", opening_hours="man 10-14"), ADDRESS
    )
    assert demo_copy.get([HOSTEL])[HOSTEL].text("phone") == "+4500112233"
    undone = undo(client, sent)
    page = client.get(undone.location or "").text
    assert problems(page) == []
    assert "Fortrudt: Telefon, Åbningstid." in page.split('id="sendt"')[1].split("</div>")[0]
    after = demo_copy.get([HOSTEL])[HOSTEL]
    assert [after.props.get(name) for name in ("phone", "opening_hours")] == [
        before.props.get(name) for name in ("phone", "opening_hours")
    ]
    days = [node.prov["phone"].confirmed_on for node in (before, after)]
    assert days[0] == days[1], "nobody confirmed the number by taking a slip back"
    assert proposals.waiting(demo_copy, HOSTEL) == (), "the coordinator has nothing to look at"
    history = client.get(f"/actors/{HOSTEL}/historik").text
    assert history.count("Rettet af aktørens egne folk") >= 2
    assert "own people" not in history
    assert "står nu, som det stod dengang" in client.get(undo(client, sent).location or "").text


def test_a_change_before_it_of_who_is_shown_as_one_is_still_to_be_seen(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """The coordinator saw a third number last: what stands again is news to them."""
    phone, source = demo_copy.get([OTHER])[OTHER].text("phone"), own_source(OTHER)
    at = (clock.now - timedelta(days=1)).isoformat(timespec="seconds")
    earlier = Proposal(OTHER, About.SHOWN, source, "test", at, OTHER, "phone", "+4571111111", phone)
    demo_copy.records.write(proposals.write_of(earlier))
    commit(demo_copy, [same(HOSTEL, OTHER)], Stamp(at, "test", "prøve"))
    undo(client, send(client, typed(opened(client, ADDRESS), phone="00 11 22 33"), ADDRESS))
    assert earlier in proposals.waiting(demo_copy, OTHER)


def test_a_list_is_put_back_too(client: FlaskClient, demo_copy: GraphStore) -> None:
    """And nobody has confirmed it by that. Seen red: what came back counted as confirmed today."""
    fields = opened(client, ADDRESS)
    before, confirmed = fields["f:risk_groups"], days(demo_copy)
    new = next(code for code in ("rg_restance", "rg_unge", "rg_flygtning") if code not in before)
    sent = send(client, typed(fields, risk_groups=[*before[1:], new]), ADDRESS)
    assert new in opened(client, ADDRESS)["f:risk_groups"]
    undo(client, sent)
    assert opened(client, ADDRESS)["f:risk_groups"] == before
    assert days(demo_copy) == confirmed


def days(store: GraphStore) -> dict[str, str]:
    """When it was last confirmed whom the hostel reaches."""
    edges = store.edges([HOSTEL], kinds=[EdgeKind.REACHES], way=Way.OUT)
    return {edge.dst: edge.prov["exists"].confirmed_on for edge in edges}


def test_what_was_changed_again_is_left_to_the_person(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    sent = send(client, typed(opened(client, ADDRESS), phone="00 11 22 33"), ADDRESS)
    other = accounts.add(demo_copy, "anden@broen.example", [Grant(Role.EDITOR, HOSTEL)])
    browser = browser_of(app, other, clock.moment())
    undone = undo(browser, sent, shown_to=client)
    assert "/historik/foer/" in (undone.location or ""), "another's change is not theirs"
    send(browser, typed(opened(browser, ADDRESS), phone="00 44 55 66"), ADDRESS)
    undone = undo(client, sent)
    page = client.get(undone.location or "").text
    assert "noget er ændret siden" in page
    assert demo_copy.get([HOSTEL])[HOSTEL].text("phone") == "+4500445566"
    form = {"csrf": csrf(page), "restore": f"{HOSTEL} phone", "seen": str(demo_copy.status().version)}
    assert client.post((undone.location or "").partition("?")[0], data=form).status_code == 303


@pytest.mark.parametrize("beside", [{}, {"phone": "00 11 22 33"}])
def test_a_relation_that_another_denied_since_is_said_not_to_be_back(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock, beside: dict[str, str]
) -> None:
    """The other people's word weighs the same and is newer. Seen red: it was said to stand as before."""
    commit(demo_copy, [same(HOSTEL, OTHER)], Stamp(clock.moment(), "test", "prøve"))
    fields = opened(client, ADDRESS)
    gone, *rest = fields["f:risk_groups"]
    sent = send(client, typed(fields, risk_groups=rest, **beside), ADDRESS)
    relation = edge_id(EdgeKind.REACHES, OTHER, term_id(gone))
    denied = Set(relation, own_source(OTHER), Rank.OWN, EXISTS, False, clock.moment()[:10])
    commit(demo_copy, [denied], Stamp(clock.moment(), "test", "prøve"))
    page = client.get(undo(client, sent).location or "").text
    notice = page.split('id="sendt"')[1].split("</div>")[0]
    assert problems(page) == []
    assert ("<strong>Fortrudt: Telefon.</strong>" in notice) is bool(beside)
    assert "Det er ikke fortrudt: Når ud til." in notice
    assert "Du eller andre har sagt noget om det siden" in notice
    assert opened(client, ADDRESS)["f:risk_groups"] == rest


def undo(client: FlaskClient, sent: TestResponse, shown_to: FlaskClient | None = None) -> TestResponse:
    """Press the button of the page after Send, as it stood then; ``shown_to``: of who sent it, if another."""
    page = (shown_to or client).get(sent.location or "").text
    fields = dict(re.findall(r'name="(om|nr)" value="([^"]*)"', page.split('id="sendt"')[1]))
    token = csrf(client.get(OVERVIEW).text)
    answer = client.post(f"{OVERVIEW}/fortryd", data={**fields, "csrf": token})
    assert answer.status_code == 303
    return answer


@pytest.mark.parametrize("name", ["vist", "venter", "fortrudt", "ikke"])
def test_what_an_address_makes_up_is_not_said(client: FlaskClient, name: str) -> None:
    """Seen red: it was said of any item that an address named."""
    for query in (f"om=x&{name}=phone", f"om={HOSTEL}&{name}=phone", f"om={HOSTEL}&{name}=phone&bevis=ø"):
        assert 'id="sendt"' not in client.get(f"{OVERVIEW}?{query}").text


@pytest.mark.parametrize("svar", ["tilbage", "afgjort", "aendret", "rytme"])
def test_what_became_of_something_is_said_of_nothing_made_up(client: FlaskClient, svar: str) -> None:
    """Seen red: any address said that a proposal was withdrawn."""
    plain = client.get(OVERVIEW).text
    for query in (f"svar={svar}", f"svar={svar}&om=&bevis={'0' * 32}"):
        page = client.get(f"{OVERVIEW}?{query}").text
        assert page.count('role="status"') == plain.count('role="status"')


def test_what_was_sent_is_said_to_who_sent_it_as_it_was_sent(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """An address that was changed, or that somebody else is given, says nothing."""
    address = send(client, typed(opened(client, ADDRESS), phone="00 11 22 33"), ADDRESS).location or ""
    assert 'id="sendt"' in client.get(address).text
    for before, after in (("vist=phone", "vist=email"), ("vist=phone", "fortrudt=phone"), ("nr=", "nr=1")):
        assert 'id="sendt"' not in client.get(address.replace(before, after)).text
    other = accounts.add(demo_copy, "anden@broen.example", [Grant(Role.EDITOR, HOSTEL)])
    assert 'id="sendt"' not in browser_of(app, other, clock.moment()).get(address).text


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
