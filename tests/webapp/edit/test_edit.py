"""The full form of an editor: what is shown at once, what waits, and two who edit at the same time."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts.accounts import Account
from graphdb.claims import own_source
from graphdb.model import EdgeKind, Id, edge_id, term_id
from graphdb.proposals import proposals, review
from graphdb.proposals.proposals import About, Proposal
from graphdb.store import GraphStore, Way
from graphdb.writing.plan import Drop, Stamp, commit
from tests.graphdb.identity.twice import same
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.edit.forms import errors_of, fields_of, opened, path, preview, send, typed
from tests.webapp.lint import problems
from tests.webapp.signin.people import Clock, browser_of

ADDRESS = path()


def value(store: GraphStore, field: str, target: Id = HOSTEL) -> object:
    return store.get([target])[target].props.get(field)


def waiting(store: GraphStore, about: About) -> list[Proposal]:
    return [one for one in proposals.waiting(store, HOSTEL) if one.about is about]


def service(store: GraphStore) -> Id:
    """The first of the hostel's services."""
    return min(edge.dst for edge in store.edges([HOSTEL], kinds=[EdgeKind.OFFERS], way=Way.OUT))


def groups(store: GraphStore) -> set[Id]:
    return {edge.dst for edge in store.edges([HOSTEL], kinds=[EdgeKind.REACHES], way=Way.OUT)}


def test_the_way_from_ones_own_page(client: FlaskClient) -> None:
    assert f'href="/actors/{HOSTEL}/ret"' in client.get("/me").text
    assert f'href="/actors/{HOSTEL}/ret"' in client.get(f"/actors/{HOSTEL}").text
    overview = client.get(f"/actors/{HOSTEL}/ret").text
    assert (problems(overview), f'href="{ADDRESS}"' in overview) == ([], True)


def test_every_thing_has_a_form_that_changes_nothing_by_itself(
    client: FlaskClient, demo_copy: GraphStore
) -> None:
    """Sent as it came, each form says that nothing was changed: values survive the way there and back."""
    before = demo_copy.status().version
    overview = client.get(f"/actors/{HOSTEL}/ret").text
    addresses = set(re.findall(f'href="(/actors/{HOSTEL}/ret/[^"]*)"', overview))
    assert len(addresses) > 2
    for address in addresses:
        page = client.get(address).text
        assert problems(page) == [], address
        assert "kode, =" not in page, address  # how a cell of a table is written
        answer = preview(client, fields_of(page), address)
        assert (answer.status_code, "ikke rettet noget" in answer.text) == (422, True), address
    assert demo_copy.status().version == before


def test_telephone_and_description_are_shown_at_once_and_marked(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock, account: Account
) -> None:
    fields = typed(opened(client, ADDRESS), phone="00 11 22 33", description="Vi har åbent for alle.")
    shown = preview(client, fields, ADDRESS)
    assert problems(shown.text) == []
    assert value(demo_copy, "description") != "Vi har åbent for alle."
    answer = send(client, fields, ADDRESS)
    assert (answer.status_code, (answer.location or "").partition("?")[0]) == (303, f"/actors/{HOSTEL}/ret")
    assert value(demo_copy, "phone") == "+4500112233"
    page = app.test_client().get(f"/actors/{HOSTEL}").text
    assert "Vi har åbent for alle." in page
    assert "ikke har set endnu" in page
    assert waiting(demo_copy, About.FIELD) == []
    (mark,) = (one for one in waiting(demo_copy, About.SHOWN) if one.field == "phone")
    assert mark.by == account.by
    for one in waiting(demo_copy, About.SHOWN):
        review.approve(demo_copy, one, "coordinator", clock.moment())
    assert "ikke har set endnu" not in app.test_client().get(f"/actors/{HOSTEL}").text


def test_a_mark_keeps_what_the_coordinator_saw_last(client: FlaskClient, demo_copy: GraphStore) -> None:
    """Seen red without what was there before the first of two changes."""
    seen = value(demo_copy, "website")
    for website in ("https://en.example", "https://to.example"):
        assert send(client, typed(opened(client, ADDRESS), website=website), ADDRESS).status_code == 303
    (mark,) = waiting(demo_copy, About.SHOWN)
    assert (mark.seen, mark.value) == (seen, "https://to.example")


def test_name_kind_and_closing_wait(client: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    """The approved version stays meanwhile. Seen red with everything live."""
    before = {name: value(demo_copy, name) for name in ("name", "kind", "status")}
    fields = typed(opened(client, ADDRESS), name="Det nye herberg", kind="civ_vaerested", status="defunct")
    version = demo_copy.status().version
    assert send(client, fields, ADDRESS).status_code == 303
    assert demo_copy.status().version == version
    assert {name: value(demo_copy, name) for name in before} == before
    assert {one.field: one.value for one in waiting(demo_copy, About.FIELD)} == {
        "name": "Det nye herberg",
        "kind": "civ_vaerested",
        "status": "defunct",
    }
    overview = client.get(f"/actors/{HOSTEL}/ret").text
    assert "Venter på kommunens koordinator" in overview
    assert "har ventet 0 dage" in overview
    (name,) = (one for one in waiting(demo_copy, About.FIELD) if one.field == "name")
    review.approve(demo_copy, name, "coordinator", clock.moment())
    assert value(demo_copy, "name") == "Det nye herberg"


def test_whom_they_reach_is_shown_and_whom_they_serve_waits(
    client: FlaskClient, demo_copy: GraphStore
) -> None:
    """A group is added and one taken away: the actor's own word against that of others."""
    before = groups(demo_copy)
    fields = opened(client, ADDRESS)
    codes = fields["f:risk_groups"]
    new = next(code for code in ("rg_restance", "rg_unge", "rg_flygtning") if code not in codes)
    fields = typed(fields, risk_groups=[*codes[1:], new], municipalities=["9902"])
    assert send(client, fields, ADDRESS).status_code == 303
    assert groups(demo_copy) == before - {f"term:{codes[0]}"} | {f"term:{new}"}
    (areas,) = waiting(demo_copy, About.FIELD)
    assert (areas.field, areas.value) == ("municipalities", ("9902",))
    again = typed(opened(client, ADDRESS), risk_groups=codes)
    assert send(client, again, ADDRESS).status_code == 303
    assert groups(demo_copy) == before


def test_a_service_and_its_hours(client: FlaskClient, demo_copy: GraphStore) -> None:
    """Hours that nobody understands wait for somebody to read them."""
    address = path(service(demo_copy))
    fields = typed(opened(client, address), opening_hours="man-fre 9-15")
    assert send(client, fields, address).status_code == 303
    assert str(value(demo_copy, "opening_hours", service(demo_copy))).startswith("Mo-Fr 09:00-15:00")
    assert waiting(demo_copy, About.SHOWN) == []
    fields = typed(opened(client, address), opening_hours="når månen er fuld")
    assert send(client, fields, address).status_code == 303
    assert [one.value for one in waiting(demo_copy, About.WORDS)] == ["når månen er fuld"]


def test_something_can_be_taken_away(client: FlaskClient, demo_copy: GraphStore) -> None:
    assert send(client, typed(opened(client, ADDRESS), website=""), ADDRESS).status_code == 303
    assert value(demo_copy, "website") is None
    answer = preview(client, typed(opened(client, ADDRESS), name="", status=""), ADDRESS)
    assert (answer.status_code, sorted(errors_of(answer.text))) == (422, ["name", "status"])


def test_errors_stand_beside_the_field_and_nothing_typed_is_lost(
    client: FlaskClient, demo_copy: GraphStore
) -> None:
    fields = typed(
        opened(client, ADDRESS), phone="12", email="x", description="Ny tekst", risk_groups=["rg_restance"]
    )
    answer = preview(client, fields, ADDRESS)
    assert (answer.status_code, sorted(errors_of(answer.text))) == (422, ["email", "phone"])
    assert problems(answer.text) == []
    again = fields_of(answer.text)
    for name in ("f:phone", "f:email", "f:description", "f:risk_groups"):
        assert again[name] == fields[name]
    fixed = typed(again, phone="00 11 22 33", email="a@b.example")
    assert send(client, fixed, ADDRESS).status_code == 303
    assert value(demo_copy, "description") == "Ny tekst"


def test_back_from_the_difference_everything_stands_there(client: FlaskClient) -> None:
    fields = typed(opened(client, ADDRESS), description="Ny tekst\nmed to linjer", risk_groups=[])
    shown = fields_of(preview(client, fields, ADDRESS).text)
    back = fields_of(client.post(ADDRESS, data={**shown, "step": "back"}).text)
    assert back["f:description"][0].splitlines() == ["Ny tekst", "med to linjer"]
    assert "f:risk_groups" not in back
    assert back["f:name"] == fields["f:name"]


def test_two_who_edit_different_things_do_not_undo_each_other(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, account: Account, clock: Clock
) -> None:
    other = browser_of(app, account, clock.moment())
    mine, theirs = opened(client, ADDRESS), opened(other, ADDRESS)
    assert send(other, typed(theirs, website="https://ny.example"), ADDRESS).status_code == 303
    assert send(client, typed(mine, description="Ny tekst"), ADDRESS).status_code == 303
    assert (value(demo_copy, "website"), value(demo_copy, "description")) == (
        "https://ny.example",
        "Ny tekst",
    )


def test_who_was_typing_as_the_entry_was_merged_loses_nothing(
    client: FlaskClient, demo_copy: GraphStore
) -> None:
    """Seen red: the form was answered 301, after which a browser asks for the page and forgets what it sent.

    What the other entry says stands beside what was typed, before it is sent.
    """
    other = "actor:demo:brostad-udslusning"
    there, fields = path(other, other), typed(opened(client, ADDRESS), website="https://ny.example")
    commit(demo_copy, [same(other, HOSTEL)], Stamp("2026-09-07T08:00:00+00:00", "test", "prøve"))
    answer = client.post(ADDRESS, data={**fields, "step": "preview"})
    assert (answer.status_code, answer.headers["Location"]) == (308, there)
    page = client.post(there, data={**fields, "step": "preview"}).text
    assert "https://ny.example" in page
    assert str(value(demo_copy, "website", other)) in page
    assert client.post(there, data={**fields_of(page), "step": "send"}).status_code == 303
    assert value(demo_copy, "website", other) == "https://ny.example"


def test_what_an_editor_of_a_merged_entry_says_stays_with_that_one(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, account: Account, clock: Clock
) -> None:
    """Seen red: it was the word of the one that both are shown as, and stayed there when they were parted."""
    other = "actor:demo:brostad-udslusning"
    judgement, stamp = same(other, HOSTEL), Stamp("2026-09-07T08:00:00+00:00", "test", "prøve")
    before = demo_copy.get([other])[other]
    commit(demo_copy, [judgement], stamp)
    there, later = path(other, other), browser_of(app, account, clock.moment())
    mine = typed(opened(client, there), website="https://ny.example", risk_groups=["rg_restance"])
    theirs = typed(opened(later, there), website="https://anden.example")
    assert send(client, mine, there).status_code == 303
    assert value(demo_copy, "website", other) == "https://ny.example"
    reached = edge_id(EdgeKind.REACHES, HOSTEL, term_id("rg_restance"))
    said = {claim.target for claim in demo_copy.claims_of(own_source(HOSTEL)).items}
    assert {HOSTEL, reached} <= said
    assert demo_copy.claims_of(own_source(other)).items == ()
    assert preview(later, theirs, there).status_code == 409
    commit(demo_copy, [Drop(judgement.claim.target, judgement.claim.source)], replace(stamp, id="parted"))
    assert value(demo_copy, "website") == "https://ny.example"
    assert demo_copy.get([other])[other].props == before.props


def test_the_second_gets_both_versions(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, account: Account, clock: Clock
) -> None:
    """Status 409, also of what waits; what was typed stands there. Seen red without the versions."""
    other = browser_of(app, account, clock.moment())
    old = str(value(demo_copy, "description"))
    mine = typed(opened(client, ADDRESS), description="Min tekst", website="https://min.example")
    theirs = typed(opened(other, ADDRESS), description="Deres tekst")
    ready = fields_of(preview(client, mine, ADDRESS).text)
    assert send(other, theirs, ADDRESS).status_code == 303
    answer = client.post(ADDRESS, data={**ready, "step": "send"})
    assert (answer.status_code, errors_of(answer.text)) == (409, ["description"])
    assert problems(answer.text) == []
    for text in (old, "Deres tekst", "Min tekst", "https://min.example"):
        assert text in answer.text
    assert value(demo_copy, "description") == "Deres tekst"
    assert value(demo_copy, "website") != "https://min.example"
    assert send(client, fields_of(answer.text), ADDRESS).status_code == 303
    assert value(demo_copy, "description") == "Min tekst"
    assert value(demo_copy, "website") == "https://min.example"


def test_who_saw_what_others_wrote_is_not_asked_about_it(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, account: Account, clock: Clock
) -> None:
    """While others write without a pause a form is newer than the number it came with. Seen red."""
    other = browser_of(app, account, clock.moment())
    before = opened(client, ADDRESS)
    theirs = typed(opened(other, ADDRESS), description="Deres tekst", risk_groups=before["f:risk_groups"][1:])
    assert send(other, theirs, ADDRESS).status_code == 303
    now = opened(client, ADDRESS)
    mine = typed(now, description="Min tekst", risk_groups=before["f:risk_groups"]) | {"seen": before["seen"]}
    assert send(client, mine, ADDRESS).status_code == 303
    assert value(demo_copy, "description") == "Min tekst"
    assert groups(demo_copy) == {term_id(code) for code in before["f:risk_groups"]}


def test_the_second_proposal_of_a_name_is_not_asked_about_the_first(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, account: Account, clock: Clock
) -> None:
    """What only waits has changed nothing; what was approved meanwhile has."""
    mine = typed(opened(client, ADDRESS), name="Mit navn")
    other = browser_of(app, account, clock.moment())
    assert send(other, typed(opened(other, ADDRESS), name="Deres navn"), ADDRESS).status_code == 303
    review.approve(demo_copy, waiting(demo_copy, About.FIELD)[0], "coordinator", clock.moment())
    answer = send(client, mine, ADDRESS)
    assert (answer.status_code, errors_of(answer.text)) == (409, ["name"])


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_difference_says_what_becomes_of_each(client: FlaskClient, language: str) -> None:
    address = f"{language}{ADDRESS}"
    fields = typed(opened(client, address), phone="00 11 22 33", name="Det nye herberg")
    page = preview(client, fields, address).text
    at_once, _, later = page.partition("Det nye herberg")
    assert "00 11 22 33" in at_once
    assert "00 11 22 33" not in later.partition("<form")[0]


@pytest.mark.parametrize("language", ["", "/en"])
def test_lists_and_hours_stand_as_people_write_them(
    client: FlaskClient, demo_copy: GraphStore, language: str
) -> None:
    """One on each line, languages by name, hours in words: codes and separators are ours."""
    fields = opened(client, f"{language}{ADDRESS}")
    names = fields["f:other_names"][0].splitlines()
    assert tuple(names) == value(demo_copy, "other_names")
    assert fields["f:phone_hours"] == ["24/7" if language else "døgnåbent"]
    assert "|" not in "".join(fields["f:languages"] + fields["f:identifiers"])
    more = typed(fields, languages="dansk\nengelsk", other_names="\n".join([*names, "Ny"]))
    assert preview(client, more, ADDRESS).status_code == 200
    assert send(client, more, ADDRESS).status_code == 303
    kept = {one.field: one.value for one in waiting(demo_copy, About.FIELD)}
    assert kept == {"languages": ("da", "en"), "other_names": (*names, "Ny")}


def test_what_waits_of_a_service_that_closed_has_its_name(client: FlaskClient, demo_copy: GraphStore) -> None:
    """Seen red: the field's own English name stood there."""
    gone = "service:demo:lukket"
    at, source = "2026-09-14T08:00:00+00:00", own_source(HOSTEL)
    proposal = Proposal(HOSTEL, About.FIELD, source, "link:x", at, gone, "description", "", "Nyt")
    demo_copy.records.write(proposals.write_of(proposal))
    overview = client.get(f"/actors/{HOSTEL}/ret").text
    assert ("<span>description" in overview, "<span>Beskrivelse" in overview) == (False, True)


def test_what_an_editor_of_a_merged_entry_proposes_stays_with_that_one(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red: it was proposed as the word of the one that both are shown as."""
    other = "actor:demo:brostad-udslusning"
    judgement, stamp = same(other, HOSTEL), Stamp("2026-09-07T08:00:00+00:00", "test", "prøve")
    before = {field: value(demo_copy, field, other) for field in ("name", "description")}
    areas = {edge.dst for edge in demo_copy.edges([other], kinds=[EdgeKind.SERVES], way=Way.OUT)}
    commit(demo_copy, [judgement], stamp)
    there = path(other, other)
    changed = typed(
        opened(client, there), name="Herbergets navn", description="Herbergets ord", municipalities=["9902"]
    )
    assert send(client, changed, there).status_code == 303
    assert "ikke har set endnu" in app.test_client().get(f"/actors/{other}").text
    overview = client.get(f"/actors/{other}/ret").text
    several = [one for one in proposals.waiting(demo_copy, other) if one.by.startswith("account:")]
    assert {(one.actor, one.target, one.source) for one in several} == {(HOSTEL, HOSTEL, own_source(HOSTEL))}
    for one in several:
        if one.about in proposals.PROPOSED:
            assert f'value="{one.id}"' in overview
        review.approve(demo_copy, one, "coordinator", clock.moment(), seen=demo_copy.status().version)
    assert value(demo_copy, "name", other) == "Herbergets navn"
    commit(demo_copy, [Drop(judgement.claim.target, judgement.claim.source)], replace(stamp, id="parted"))
    assert {field: value(demo_copy, field, other) for field in before} == before
    assert {edge.dst for edge in demo_copy.edges([other], kinds=[EdgeKind.SERVES], way=Way.OUT)} == areas
    assert value(demo_copy, "name") == "Herbergets navn"


def test_what_an_editor_of_a_merged_entry_proposes_can_be_taken_back(
    client: FlaskClient, demo_copy: GraphStore
) -> None:
    """Seen red with what is proposed in the name of the one that is shown alone."""
    other = "actor:demo:brostad-udslusning"
    commit(demo_copy, [same(other, HOSTEL)], Stamp("2026-09-07T08:00:00+00:00", "test", "prøve"))
    there = path(other, other)
    send(client, typed(opened(client, there), name="Herbergets navn"), there)
    (one,) = waiting(demo_copy, About.FIELD)
    page = fields_of(client.get(f"/actors/{other}/ret").text)
    form = {"csrf": page["csrf"][0], "proposal": one.id}
    assert client.post(f"/actors/{other}/ret/traek-tilbage", data=form).status_code == 303
    assert waiting(demo_copy, About.FIELD) == []


def test_two_who_tick_different_things_in_a_list_do_not_undo_each_other(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, account: Account, clock: Clock
) -> None:
    """Seen red: what one took away came back with what the other added, and the other way about."""
    other, before = browser_of(app, account, clock.moment()), groups(demo_copy)
    mine, theirs = opened(client, ADDRESS), opened(other, ADDRESS)
    away, gone, *stay = mine["f:risk_groups"]
    page = client.get(ADDRESS).text
    options = re.findall(r'name="f:risk_groups" value="([^"]*)"', page)
    first, second, *_ = (code for code in options if code not in mine["f:risk_groups"])
    ticked = typed(theirs, risk_groups=[gone, *stay, first])
    assert send(other, ticked, ADDRESS).status_code == 303
    shown = preview(client, typed(mine, risk_groups=[away, *stay, second]), ADDRESS)
    assert shown.status_code == 200
    assert client.post(ADDRESS, data={**fields_of(shown.text), "step": "send"}).status_code == 303
    left = before - {term_id(away), term_id(gone)}
    assert groups(demo_copy) == left | {term_id(first), term_id(second)}
