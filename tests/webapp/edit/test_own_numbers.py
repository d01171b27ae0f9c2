"""An actor's own people before what of their entry is for professionals alone; and what fits their kind."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.claims import own_source
from graphdb.proposals import proposals
from graphdb.store import GraphStore, What
from graphdb.view import winners
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.edit.forms import opened, path, send, typed
from tests.webapp.lint import problems
from tests.webapp.signin.people import Clock, browser_of

DEPARTMENT = "actor:demo:brostad-ksp"
FAMILY = "actor:demo:brostad-familie"
OLD, NEW = "00 51 32 40", "00 11 22 33"


def editor(app: Flask, store: GraphStore, clock: Clock, *actors: str) -> FlaskClient:
    grants = [Grant(Role.EDITOR, actor) for actor in actors]
    account = accounts.add(store, f"{len(actors)}@brostad.example", grants)
    return browser_of(app, account, clock.moment())


def thing(client: FlaskClient, actor: str, name: str) -> str:
    """The address of the form of a thing by its name."""
    page = client.get(f"/actors/{actor}/ret").text
    link = re.search(rf'href="([^"]+)">[^<]*{name}</a>', page)
    assert link is not None
    return link[1]


def test_they_see_and_correct_their_numbers_for_professionals(
    app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    """And these stay for professionals. Seen red on the public store: the number was not there to edit."""
    client = editor(app, demo_copy, clock, DEPARTMENT)
    overview = client.get(f"/actors/{DEPARTMENT}/ret").text
    assert (problems(overview), "kun for fagfolk" in overview) == ([], True)
    address = thing(client, DEPARTMENT, "Fælles postkasse")
    page = client.get(address).text
    assert (problems(page), OLD in page, "kun for fagfolk" in page) == ([], True, True)
    assert send(client, typed(opened(client, address), phone=NEW), address).status_code == 303
    assert NEW in client.get(address).text
    staff = accounts.add(demo_copy, "sb@brostad.example", [Grant(Role.CASEWORKER, "9901")])
    seen = browser_of(app, staff, clock.moment()).get(f"/actors/{DEPARTMENT}").text
    assert (NEW in seen, OLD in seen) == (True, False)
    for public in ("", "/historik"):
        page = app.test_client().get(f"/actors/{DEPARTMENT}{public}").text
        assert (NEW in page, OLD in page) == (False, False)


def test_their_own_word_says_for_whom_it_is(app: Flask, demo_copy: GraphStore, clock: Clock) -> None:
    """It may outlive the word of the source that did. Seen red without it."""
    client = editor(app, demo_copy, clock, DEPARTMENT)
    address = thing(client, DEPARTMENT, "Fælles postkasse")
    send(client, typed(opened(client, address), phone=NEW), address)
    (claim,) = (
        claim
        for claim in demo_copy.scan(What.CLAIMS)
        if getattr(claim, "source", "") == own_source(DEPARTMENT)
        and getattr(claim, "target", "").startswith("contact:")
    )
    assert {name: fact.value for name, fact in claim.facts.items()} == {  # type: ignore[union-attr]
        "phone": "+4500112233",
        "visibility": "professionals",
    }
    assert proposals.waiting(demo_copy, DEPARTMENT) == ()


def test_of_these_nothing_waits(app: Flask, demo_copy: GraphStore, clock: Clock) -> None:
    """The coordinator's queue reads what is public: a proposal about one could not be answered there."""
    client = editor(app, demo_copy, clock, DEPARTMENT)
    fields = opened(client, thing(client, DEPARTMENT, "Fælles postkasse"))
    assert {name for name in fields if name.startswith("f:")} == {"f:phone", "f:email", "f:hours"}


def test_what_only_the_municipality_sees_is_not_theirs(
    app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    page = editor(app, demo_copy, clock, FAMILY).get(f"/actors/{FAMILY}/ret").text
    assert ("Intern bagvagt" in page, "Familie" in page) == (False, True)


def test_an_editor_sees_of_others_what_everybody_does(
    app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    client = editor(app, demo_copy, clock, HOSTEL)
    assert client.get(f"/actors/{DEPARTMENT}/ret").status_code == 403
    assert OLD not in client.get(f"/actors/{DEPARTMENT}").text


@pytest.mark.parametrize(("kind", "count"), [("civ_ngo", 0), ("fund_fond", 4)])
def test_only_who_pays_is_asked_about_applications(
    app: Flask, demo_copy: GraphStore, clock: Clock, kind: str, count: int
) -> None:
    """By the flag of the kind. Seen red with all fields for everybody."""
    actors = (node for node in demo_copy.scan(What.NODES, after="actor:demo:") if "kind" in node.props)  # type: ignore[union-attr]
    actor = next(node.id for node in actors if node.props["kind"] == kind and _services(demo_copy, node.id))  # type: ignore[union-attr]
    service = _services(demo_copy, actor)[0]
    page = editor(app, demo_copy, clock, actor).get(path(service, actor)).text
    assert len(re.findall(r'name="f:(apply_from|apply_by|amount|applicants)"', page)) == count


def _services(store: GraphStore, actor: str) -> list[str]:
    return sorted(edge.dst for edge in store.edges([actor]) if edge.id.startswith("OFFERS|"))


def test_groups_are_folded_until_somebody_typed_in_them(client: FlaskClient) -> None:
    """What is shown at once stands open; what was typed, or is refused, opens its group."""
    address = path()
    page = client.get(address).text
    assert (page.count('<details class="form-fold">'), page.count('<details class="ticks">')) == (1, 2)
    fields = typed(opened(client, address), name="Det nye herberg")
    again = client.post(address, data={**fields, "step": "back"}).text
    assert '<details class="form-fold" open>' in again
    refused = client.post(address, data={**typed(fields, name=""), "step": "preview"}).text
    assert '<details class="form-fold" open>' in refused


def undo(client: FlaskClient, page: str) -> TestResponse:
    """Press the button of the page after Send."""
    fields = dict(re.findall(r'name="(csrf|om|nr)" value="([^"]*)"', page.split('id="sendt"')[1]))
    answer = client.post(f"/actors/{DEPARTMENT}/ret/fortryd", data=fields)
    assert answer.status_code == 303
    return answer


def test_what_was_just_sent_of_one_is_taken_back(app: Flask, demo_copy: GraphStore, clock: Clock) -> None:
    """And still nobody else reads it. Seen red: there was no button."""
    client = editor(app, demo_copy, clock, DEPARTMENT)
    address = thing(client, DEPARTMENT, "Fælles postkasse")
    point = address.rpartition("/")[2]
    before = contact(demo_copy, point)
    sent = send(client, typed(opened(client, address), phone=NEW), address)
    undone = undo(client, client.get(sent.location or "").text)
    page = client.get(undone.location or "").text
    assert (problems(page), "Fortrudt: " in page, "Se historikken" in page) == ([], True, False)
    assert opened(client, address)["f:phone"] == [OLD]
    assert contact(demo_copy, point) == before, "it keeps the day on which it was confirmed"
    for public in ("", "/historik"):
        page = app.test_client().get(f"/actors/{DEPARTMENT}{public}").text
        assert (NEW in page, OLD in page) == (False, False)


def contact(store: GraphStore, point: str) -> tuple[object, str]:
    """The number that holds, and when it was confirmed."""
    best = winners(store.claims([point])[point])
    return best["phone"][1].value, best["phone"][1].confirmed_on


def test_what_was_changed_again_of_one_is_left(app: Flask, demo_copy: GraphStore, clock: Clock) -> None:
    client = editor(app, demo_copy, clock, DEPARTMENT)
    address = thing(client, DEPARTMENT, "Fælles postkasse")
    sent = send(client, typed(opened(client, address), phone=NEW), address)
    page = client.get(sent.location or "").text
    send(client, typed(opened(client, address), phone="00 44 55 66"), address)
    answer = client.get(undo(client, page).location or "").text
    assert (problems(answer), "Det er ikke fortrudt" in answer) == ([], True)
    assert opened(client, address)["f:phone"] == ["00 44 55 66"]
