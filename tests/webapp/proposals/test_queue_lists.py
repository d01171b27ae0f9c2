"""Codes and lists that were proposed: taken as they are, or changed first on the coordinator's page."""

import re
from collections.abc import Iterable

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from graphdb.claims import Rank, coordinator_source, own_source
from graphdb.model import EdgeKind, Id, Value, area_id, edge_id
from graphdb.proposals import proposals
from graphdb.proposals.proposals import About, Proposal
from graphdb.store import GraphStore, Way
from graphdb.writing.edits import Set, Stamp
from graphdb.writing.plan import commit
from tests.webapp.answer.browsing import HOSTEL, hidden
from tests.webapp.edit.forms import opened, path, send, typed
from tests.webapp.lint import problems
from tests.webapp.proposals.queueing import QUEUE, address, decide
from tests.webapp.signin.people import Clock, csrf


def propose(editor: FlaskClient, **values: str | list[str]) -> None:
    assert send(editor, typed(opened(editor, path()), **values), path()).status_code == 303


def served(store: GraphStore) -> dict[str, str]:
    """The codes of the municipalities that the hostel serves, and whose word each is."""
    edges = store.edges([HOSTEL], kinds=[EdgeKind.SERVES], way=Way.OUT)
    return {edge.dst.removeprefix("area:"): edge.prov["exists"].source for edge in edges}


def value(store: GraphStore, field: str) -> Value | None:
    return store.get([HOSTEL])[HOSTEL].props.get(field)


def change(client: FlaskClient, store: GraphStore, values: Iterable[str], page: str = "") -> int:
    """Send what is ticked, chosen or typed."""
    where = address(store)
    page = page or client.get(where).text
    fields: list[tuple[str, str]] = [("value", one) for one in values]
    fields += [(name, hidden(page, name)[0]) for name in ("mark", "seen")]
    fields += [("csrf", csrf(page)), ("act", "change")]
    return client.post(where, data=MultiDict(fields)).status_code


def ticked(page: str) -> set[str]:
    return set(re.findall(r'name="value" value="([^"]*)" checked', page))


def test_a_list_is_shown_beside_what_stands_there_and_taken_as_it_is(
    client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore
) -> None:
    """Seen red with lists in words, which somebody had to type in anew."""
    before = served(demo_copy)
    propose(editor, municipalities=["9902"])
    page = client.get(QUEUE).text
    card = page.partition('class="card-box')[2].partition("</section>")[0]
    assert re.search(r"<dt>Nu</dt><dd>[^<]*Brostad", card), card
    assert re.search(r"<dt>Foreslået</dt><dd><strong>Åmose</strong>", card), card
    assert "Da det blev foreslået" not in card
    assert decide(client, demo_copy, "approve", page=page).status_code == 303
    assert served(demo_copy) == {"9902": before.get("9902", own_source(HOSTEL))}
    assert proposals.waiting(demo_copy) == ()


def test_a_list_that_would_be_empty_is_shown_as_nothing(
    client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore
) -> None:
    """Seen red: "Nu: Brostad, Foreslået: har ikke"."""
    assert served(demo_copy)
    propose(editor, municipalities=[])
    page = client.get(address(demo_copy)).text
    assert "<dt>Foreslået</dt><dd><strong>ingenting</strong>" in page
    assert decide(client, demo_copy, "approve", page=page).status_code == 303
    assert served(demo_copy) == {}


def test_a_list_is_changed_before_it_is_taken(
    client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore
) -> None:
    """The form has what was proposed ticked."""
    propose(editor, municipalities=["9902"])
    page = client.get(address(demo_copy)).text
    assert (ticked(page), problems(page)) == ({"9902"}, [])
    assert change(client, demo_copy, ["9902", "9903"]) == 303
    assert served(demo_copy).keys() == {"9902", "9903"}
    assert served(demo_copy)["9903"] == coordinator_source("9901")
    assert "Rettet og godkendt" in client.get(f"{QUEUE}?svar=rettet").text


def test_what_is_no_code_of_the_list_is_refused(
    client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore
) -> None:
    before = served(demo_copy)
    propose(editor, municipalities=["9902"], kind="civ_vaerested")
    assert change(client, demo_copy, ["9902", "rg_unge"]) == 422
    assert (served(demo_copy), len(proposals.waiting(demo_copy))) == (before, 2)


def test_who_changed_the_list_meanwhile_is_shown_first(
    client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """What they added would go unseen."""
    propose(editor, municipalities=["9902"])
    page = client.get(address(demo_copy)).text
    edge = edge_id(EdgeKind.SERVES, HOSTEL, area_id("9903"))
    edit = Set(edge, coordinator_source("9901"), Rank.COORDINATOR, "exists", True, "2026-09-14")
    commit(demo_copy, [edit], Stamp(clock.moment(), "somebody", "test"))
    assert change(client, demo_copy, ["9902"], page) == 409
    assert "9903" in served(demo_copy)
    assert change(client, demo_copy, ["9902"]) == 303
    assert served(demo_copy).keys() == {"9902"}


def test_a_code_is_chosen_otherwise(client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore) -> None:
    propose(editor, kind="civ_vaerested")
    page = client.get(address(demo_copy)).text
    assert 'value="civ_vaerested" selected' in page
    assert change(client, demo_copy, ["ingen_slags"]) == 422
    assert change(client, demo_copy, ["civ_ngo"]) == 303
    assert value(demo_copy, "kind") == "civ_ngo"
    assert demo_copy.get([HOSTEL])[HOSTEL].prov["kind"].source == coordinator_source("9901")


def test_none_is_chosen_where_none_was_proposed(
    client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore
) -> None:
    """Seen red: the browser chose the first, and "Ret, og godkend" made it the coordinator's word."""
    propose(editor, budget_area="")
    page = client.get(address(demo_copy)).text
    assert '<option value=""></option>' in page
    assert change(client, demo_copy, [""]) == 422


def test_names_and_languages_are_typed_a_line_each(
    client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore
) -> None:
    propose(editor, other_names="Broen\nHerberget")
    page = client.get(address(demo_copy)).text
    assert "Broen\nHerberget</textarea>" in page
    assert change(client, demo_copy, ["Broen\r\nDet gamle herberg"]) == 303
    assert value(demo_copy, "other_names") == ("Broen", "Det gamle herberg")
    propose(editor, languages="engelsk\narabisk")
    assert change(client, demo_copy, ["engelsk\nklingonsk"]) == 422
    assert change(client, demo_copy, ["engelsk"]) == 303
    assert value(demo_copy, "languages") == ("en",)


def test_a_list_in_words_begins_with_what_stands_there(client: FlaskClient, demo_copy: GraphStore) -> None:
    """What was sent behind a link, and what waits since before lists had codes."""
    at, source, names = "2026-09-14T08:00:00+00:00", own_source(HOSTEL), "også Åmose"
    words = Proposal(HOSTEL, About.WORDS, source, "link:x", at, HOSTEL, "municipalities", "Brostad", names)
    demo_copy.records.write(proposals.write_of(words))
    page = client.get(address(demo_copy)).text
    assert (names in page, ticked(page)) == (True, set(served(demo_copy)))
    assert decide(client, demo_copy, "approve").status_code == 409
    assert change(client, demo_copy, [*served(demo_copy), "9902"]) == 303
    assert "9902" in served(demo_copy)


def test_who_proposed_it_reads_it_in_words(
    app: Flask, client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore
) -> None:
    del client
    thing: Id = HOSTEL
    propose(editor, municipalities=["9902"])
    (one,) = proposals.waiting(demo_copy, thing)
    assert (one.about, one.value) == (About.FIELD, ("9902",))
    assert "Venter på kommunens koordinator" in editor.get(f"/actors/{HOSTEL}/ret").text
    assert "9902" not in app.test_client().get(f"/actors/{HOSTEL}").text


def serve(store: GraphStore, clock: Clock, code: str, *, there: bool) -> None:
    """Another coordinator says whether the hostel serves a municipality."""
    edge = edge_id(EdgeKind.SERVES, HOSTEL, area_id(code))
    edit = Set(edge, coordinator_source("9901"), Rank.COORDINATOR, "exists", there, "2026-09-14")
    commit(store, [edit], Stamp(clock.moment(), "somebody", "test"))


def test_what_others_changed_since_it_was_proposed_stands_in_what_will_be(
    client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red: "Foreslået" was the list of then, and it was what stood there once it was approved."""
    before = served(demo_copy).keys()
    assert "9901" in before
    propose(editor, municipalities=[*before, "9902"])
    serve(demo_copy, clock, "9901", there=False)
    serve(demo_copy, clock, "9903", there=True)
    page = client.get(address(demo_copy)).text
    wanted = {*before, "9902", "9903"} - {"9901"}
    assert (ticked(page), problems(page)) == (wanted, [])
    (will_be,) = re.findall(r"<dt>Med forslaget</dt><dd><strong>([^<]*)</strong>", page)
    assert ("Brostad" in will_be, "Åmose" in will_be) == (False, True)
    assert decide(client, demo_copy, "approve", page=page).status_code == 303
    assert served(demo_copy).keys() == wanted


def test_what_others_took_out_while_the_page_stood_open_stays_out(
    client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Approved as it is both are heard; changed on the page it is shown first."""
    before = served(demo_copy).keys()
    propose(editor, municipalities=[*before, "9902"])
    page = client.get(address(demo_copy)).text
    serve(demo_copy, clock, "9901", there=False)
    assert change(client, demo_copy, ["9901", "9903"], page) == 409
    assert served(demo_copy).keys() == before - {"9901"}
    assert decide(client, demo_copy, "approve", page=page).status_code == 303
    assert served(demo_copy).keys() == {*before, "9902"} - {"9901"}
