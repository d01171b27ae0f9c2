"""The history of an entry for visitors, and restoring for its own people and the coordinator."""

import html
import re
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.claims import Rank, coordinator_source, own_source
from graphdb.message import message, say
from graphdb.model import EdgeKind, Id, is_public, node_id
from graphdb.proposals import proposals
from graphdb.proposals.proposals import About
from graphdb.store import GraphStore, Way
from graphdb.upkeep.check import check
from graphdb.writing.plan import Set, Stamp, commit
from tests.graphdb.identity.twice import same
from tests.graphdb.world import actor, actor_id, write
from tests.mail_server import mail_server
from tests.webapp.answer.browsing import HOSTEL, OTHER, hidden, opened, send, token_of
from tests.webapp.answer.test_answer import edit
from tests.webapp.signin.people import Clock, browser_of, csrf, site
from webapp.maillink.posting import THREAD

PAGE: Final = f"/actors/{HOSTEL}/historik"
PEOPLE: Final = {
    "coordinator": Grant(Role.COORDINATOR, "9901"),
    "editor": Grant(Role.EDITOR, HOSTEL),
    "administrator": Grant(Role.ADMINISTRATOR),
}
SOURCES: Final = {
    "coordinator": coordinator_source("9901"),
    "editor": own_source(HOSTEL),
    "administrator": coordinator_source("9901"),
}


def person(app: Flask, store: GraphStore, clock: Clock, *grants: Grant) -> FlaskClient:
    """A browser in which somebody with these roles is signed in."""
    return browser_of(app, accounts.add(store, "bo@brostad.example", grants), clock.moment())


def point_of(store: GraphStore) -> Id:
    """A contact point of the hostel that everybody sees."""
    points = sorted(edge.dst for edge in store.edges([HOSTEL], kinds=[EdgeKind.CONTACTED_AT], way=Way.OUT))
    return next(one for one in points if is_public(store.get([one])[one]))


def newest(page: str) -> str:
    """The newest change on the page."""
    return html.unescape(page.partition('<section class="card-box"')[2].partition("</section>")[0])


def first_seq(page: str) -> int:
    """The number of the newest change."""
    number = re.search(r'id="aendring-(\d+)"', page)
    assert number is not None
    return int(number[1])


def test_who_when_what_before_and_after(client: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    before = demo_copy.get([HOSTEL])[HOSTEL].text("email")
    edit(demo_copy, HOSTEL, "email", "ny@brostad.example", clock)
    page = client.get(PAGE)
    change = newest(page.text)
    assert page.status_code == 200
    assert f"<del>{before}</del>" in change
    assert "<ins>ny@brostad.example</ins>" in change
    assert "aktørens egne folk" in change.lower()
    assert "indlæst: " in html.unescape(page.text)
    assert PAGE in client.get(f"/actors/{HOSTEL}").text
    assert "Se, hvad der stod før" not in page.text


def test_answers_by_a_link_are_told_with_what_was_confirmed(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    page = opened(client, token_of(demo_copy, clock))
    key = hidden(page, "shown")[0]
    send(client, page, **{f"choice:{key}": "still"})
    change = newest(client.get(PAGE).text)
    assert "Svar ved link i mail" in change
    assert "Bekræftet:" in change


def test_no_person_and_no_reason_of_a_person_is_named_to_visitors(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Who looks after the entry sees both."""
    account = accounts.add(demo_copy, "bo@brostad.example", [Grant(Role.COORDINATOR, "9901")])
    restored = Set(
        HOSTEL, coordinator_source("9901"), Rank.COORDINATOR, "email", "x@brostad.example", "2026-09-17"
    )
    commit(demo_copy, [restored], Stamp(clock.moment(), f"account:{account.id}", "Bo ringede om det"))
    change = newest(client.get(PAGE).text)
    assert "koordinator" in change.lower()
    assert "bo@" not in change
    assert "Bo ringede" not in change
    change = newest(browser_of(app, account, clock.moment()).get(PAGE).text)
    assert "bo@brostad.example" in change
    assert "Bo ringede om det" in change
    other = accounts.add(demo_copy, "other@brostad.example", [Grant(Role.COORDINATOR, "9902")])
    assert "bo@" not in browser_of(app, other, clock.moment()).get(PAGE).text


def test_what_was_withheld_stays_so_in_its_past(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Also when all may see it again. Seen red without the look at the past."""
    point = point_of(demo_copy)
    for name, value in (("visibility", "professionals"), ("phone", "+4574449911"), ("visibility", "public")):
        edit(demo_copy, point, name, value, clock)
    edit(demo_copy, point, "phone", "+4574448822", clock)
    page = client.get(PAGE).text
    assert "74 44 99 11" not in page
    assert "74 44 88 22" not in page
    assert "74 44 88 22" in client.get(f"/actors/{HOSTEL}").text


def test_names_of_persons_are_in_no_history(client: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    point = point_of(demo_copy)
    for name, value in (("person_until", "2026-12-31"), ("person", "Bodil Sten"), ("note", "Ring gerne")):
        edit(demo_copy, point, name, value, clock)
    page = client.get(PAGE).text
    assert "Ring gerne" in page
    assert "Bodil" not in page


@pytest.mark.parametrize("role", PEOPLE)
def test_an_earlier_version_comes_back_as_a_new_change(
    app: Flask, demo_copy: GraphStore, clock: Clock, role: str
) -> None:
    before = demo_copy.get([HOSTEL])[HOSTEL].text("email")
    edit(demo_copy, HOSTEL, "email", "forkert@brostad.example", clock)
    edit(demo_copy, HOSTEL, "description", "Også forkert", clock)
    browser = person(app, demo_copy, clock, PEOPLE[role])
    seqs = sorted(map(int, re.findall(r'id="aendring-(\d+)"', browser.get(PAGE).text)))
    address = f"{PAGE}/foer/{seqs[-2]}"
    page = browser.get(address).text
    assert before in page
    assert "forkert@brostad.example" in page
    version = demo_copy.status().version
    form = {"csrf": csrf(page), "seen": hidden(page, "seen")[0], "why": "Det var en fejl"}
    assert browser.post(address, data=form).status_code == 422
    assert demo_copy.status().version == version
    answer = browser.post(address, data=form | {"restore": f"{HOSTEL} email"})
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    node = demo_copy.get([HOSTEL])[HOSTEL]
    assert (node.text("email"), node.prov["email"].source) == (before, SOURCES[role])
    assert node.text("description") == "Også forkert", "only what was chosen"
    notes = [one.about for one in proposals.waiting(demo_copy, HOSTEL)]
    assert notes == ([About.SHOWN] if role == "editor" else []), "by the rules of an editor's edits"
    change = newest(browser.get(PAGE).text)
    assert "Det var en fejl" in change
    assert f"<ins>{before}</ins>" in change
    assert demo_copy.status().version == version + 1
    assert check(demo_copy).faults == ()


@pytest.mark.parametrize("role", PEOPLE)
def test_the_address_that_stood_there_is_told(demo_copy: GraphStore, clock: Clock, role: str) -> None:
    """As of any other change of how an actor is reached. Seen red: nobody was."""
    edit(demo_copy, HOSTEL, "email", "ny@brostad.example", clock)
    with mail_server() as (mails, url):
        app = site(demo_copy, clock, smtp_url=url, mail_from="Brobygger <bro@kommune.example>")
        browser = person(app, demo_copy, clock, PEOPLE[role])
        address = f"{PAGE}/foer/{first_seq(browser.get(PAGE).text)}"
        page = browser.get(address).text
        form = {"csrf": csrf(page), "seen": hidden(page, "seen")[0], "restore": f"{HOSTEL} email"}
        assert browser.post(address, data=form).status_code == 303
        THREAD.submit(lambda: None).result(30)
    assert mails.envelopes == [["ny@brostad.example"]]


def test_a_relation_that_went_comes_back(app: Flask, demo_copy: GraphStore, clock: Clock) -> None:
    """By the coordinator; an editor reads who can."""
    edge = next(edge for edge in demo_copy.edges([HOSTEL]) if edge.kind == "SERVES" and edge.src == HOSTEL)
    denial = Set(edge.id, coordinator_source("9901"), Rank.COORDINATOR, "exists", False, "2026-09-17")
    commit(demo_copy, [denial], Stamp(clock.moment(), "coordinator", "test"))
    assert edge.id not in {one.id for one in demo_copy.edges([HOSTEL])}
    editor = person(app, demo_copy, clock, PEOPLE["editor"])
    seq = first_seq(editor.get(PAGE).text)
    assert "kan kommunens koordinator gendanne" in editor.get(f"{PAGE}/foer/{seq}").text
    account = accounts.add(demo_copy, "ko@brostad.example", [PEOPLE["coordinator"]])
    browser = browser_of(app, account, clock.moment())
    page = browser.get(f"{PAGE}/foer/{seq}").text
    form = {"csrf": csrf(page), "seen": hidden(page, "seen")[0], "restore": f"{edge.id} exists"}
    assert browser.post(f"{PAGE}/foer/{seq}", data=form).status_code == 303
    assert edge.id in {one.id for one in demo_copy.edges([HOSTEL])}


def test_a_name_is_proposed_by_its_own_people(app: Flask, demo_copy: GraphStore, clock: Clock) -> None:
    before = demo_copy.get([HOSTEL])[HOSTEL].text("name")
    edit(demo_copy, HOSTEL, "name", "Et andet navn", clock)
    browser = person(app, demo_copy, clock, PEOPLE["editor"])
    address = f"{PAGE}/foer/{first_seq(browser.get(PAGE).text)}"
    page = browser.get(address).text
    assert "koordinatoren ser det først" in page
    form = {"csrf": csrf(page), "seen": hidden(page, "seen")[0], "restore": f"{HOSTEL} name"}
    assert browser.post(address, data=form).status_code == 303
    assert demo_copy.get([HOSTEL])[HOSTEL].text("name") == "Et andet navn"
    (proposal,) = proposals.waiting(demo_copy, HOSTEL)
    assert (proposal.field, proposal.value, proposal.seen) == ("name", before, "Et andet navn")


def test_of_a_merged_entry_its_own_people_restore_in_their_own_name(
    app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red: it was said for the one that both are shown as."""
    other = "actor:demo:brostad-udslusning"
    commit(demo_copy, [same(other, HOSTEL)], Stamp(clock.moment(), "test", "test"))
    for field, said in (("name", "Et andet navn"), ("website", "https://forkert.example")):
        edit(demo_copy, other, field, said, clock)
    browser, page = person(app, demo_copy, clock, PEOPLE["editor"]), f"/actors/{other}/historik"
    seqs = [first_seq(browser.get(page).text) - back for back in (0, 1)]
    for seq, field in zip(seqs, ("website", "name"), strict=True):
        shown = browser.get(f"{page}/foer/{seq}").text
        form = {"csrf": csrf(shown), "seen": hidden(shown, "seen")[0], "restore": f"{other} {field}"}
        assert browser.post(f"{page}/foer/{seq}", data=form).status_code == 303
    assert "website" in {
        name
        for claim in demo_copy.claims([HOSTEL])[HOSTEL]
        if claim.source == own_source(HOSTEL)
        for name in claim.facts
    }
    several = proposals.waiting(demo_copy, other)
    assert {one.field for one in several} >= {"name"}
    assert {(one.actor, one.target, one.source) for one in several} == {(HOSTEL, HOSTEL, own_source(HOSTEL))}


def test_who_comes_second_restores_nothing_unseen(app: Flask, demo_copy: GraphStore, clock: Clock) -> None:
    edit(demo_copy, HOSTEL, "email", "forkert@brostad.example", clock)
    browser = person(app, demo_copy, clock, PEOPLE["coordinator"])
    address = f"{PAGE}/foer/{first_seq(browser.get(PAGE).text)}"
    page = browser.get(address).text
    edit(demo_copy, HOSTEL, "email", "rigtig@brostad.example", clock)
    form = {"csrf": csrf(page), "seen": hidden(page, "seen")[0], "why": "En fejl"}
    answer = browser.post(address, data=form | {"restore": f"{HOSTEL} email"})
    assert answer.status_code == 409
    assert "rigtig@brostad.example" in answer.text
    assert 'value="En fejl"' in answer.text
    assert demo_copy.get([HOSTEL])[HOSTEL].text("email") == "rigtig@brostad.example"


def test_what_is_not_there_is_not_found(app: Flask, demo_copy: GraphStore, clock: Clock) -> None:
    """A change of another entry, and a field that was not on the page."""
    edit(demo_copy, OTHER, "email", "x@brostad.example", clock)
    edit(demo_copy, HOSTEL, "email", "y@brostad.example", clock)
    browser = person(app, demo_copy, clock, PEOPLE["editor"])
    seq = first_seq(browser.get(PAGE).text)
    token = csrf(browser.get(f"{PAGE}/foer/{seq}").text)
    for wrong in (seq - 1, seq + 1, 10**18, 10**30, 0):
        assert browser.get(f"{PAGE}/foer/{wrong}").status_code == 404, wrong
    form = {"csrf": token, "restore": f"{HOSTEL} email"}
    assert browser.post(f"{PAGE}/foer/{10**30}", data=form).status_code == 404
    assert browser.get(f"{PAGE}?page=99").status_code == 404
    assert browser.get("/actors/actor:demo:nowhere/historik").status_code == 404
    assert browser.get(f"/actors/{OTHER}/historik/foer/{seq - 1}").status_code == 403
    page = browser.get(f"{PAGE}/foer/{seq}").text
    for key in (f"{HOSTEL} visibility", f"{OTHER} email", f"{node_id('service', 'x')} name"):
        form = {"csrf": csrf(page), "seen": hidden(page, "seen")[0], "restore": key}
        assert browser.post(f"{PAGE}/foer/{seq}", data=form).status_code == 422
    cpr = {"csrf": csrf(page), "seen": "1", "restore": f"{HOSTEL} email", "why": "010190-1234"}
    answer = browser.post(f"{PAGE}/foer/{seq}", data=cpr)
    assert (answer.status_code, "010190" in answer.text) == (422, False)


def test_of_an_actor_of_no_municipality_the_administrator_reads_why_not(
    app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red: it was an error of ours."""
    national = actor_id("landet")
    write(demo_copy, actor("landet", "civ_vaerested", towns=["1082"]))
    edit(demo_copy, national, "name", "Et andet navn", clock)
    browser = person(app, demo_copy, clock, PEOPLE["administrator"])
    page = browser.get(f"/actors/{national}/historik").text
    where = f"/actors/{national}/historik/foer/{first_seq(page)}"
    form = {"csrf": csrf(browser.get("/me").text), "restore": f"{national} name"}
    for answer in (browser.get(where), browser.post(where, data=form)):
        assert answer.status_code == 409
        assert say(message("history.no_municipality")) in html.unescape(answer.text)
