"""The call list as the coordinator sees it."""

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts, sessions
from graphdb.claims import Rank, coordinator_source, own_source
from graphdb.confirming import asked
from graphdb.doubts import doubts
from graphdb.store import GraphStore
from graphdb.writing.plan import Clear, Set, Stamp, commit
from tests.webapp.answer.browsing import HOSTEL, hidden
from tests.webapp.signin.people import Clock, csrf

LIST = "/kommune/9901/ringeliste"


def without_mail(store: GraphStore, clock: Clock) -> None:
    """The hostel has no mail address, and its facts get old."""
    clock.turn(days=500)
    edit = Clear(HOSTEL, own_source(HOSTEL), Rank.OWN, "email", "2026-09-14")
    commit(store, [edit], Stamp("2026-09-14T08:00:00+00:00", "somebody", "test"))


def form_of(client: FlaskClient) -> dict[str, object]:
    """What the form of the hostel sends, but for the outcome."""
    page = client.get(LIST).text
    form = page.partition(f'action="{LIST}/{HOSTEL}"')[2].partition("</form>")[0]
    return {"csrf": csrf(form), "seen": hidden(form, "seen")[0], "fact": hidden(form, "fact")}


def signed_in_again(client: FlaskClient, app: Flask, store: GraphStore, clock: Clock) -> FlaskClient:
    """Time went by, so the session of before has ended."""
    (account,) = accounts.list_all(store)
    client.set_cookie("brobygger-session", sessions.begin(store, account, clock.moment()), domain="localhost")
    return client


def test_number_day_and_what_to_ask(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    without_mail(demo_copy, clock)
    page = signed_in_again(client, app, demo_copy, clock).get(LIST).text
    section = page.partition("Herberg Broen</a>")[2].partition("</section>")[0]
    assert 'href="tel:' in section
    assert "sidst bekræftet" in section
    assert "<dt>" in section
    assert section.count("<dt>") == len(hidden(section, "fact")) <= 6


def test_the_coordinator_reads_that_it_is_the_actor_s_own_wish(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    without_mail(demo_copy, clock)
    browser = signed_in_again(client, app, demo_copy, clock)
    assert "Vil selv spørges" not in browser.get(LIST).text
    demo_copy.records.write(asked.read(demo_copy, HOSTEL).with_rhythm("ask_every_3_months"))
    assert "Vil selv spørges så tit: Mindst hver tredje måned" in browser.get(LIST).text


def test_one_click_confirms_on_their_behalf(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    without_mail(demo_copy, clock)
    signed_in_again(client, app, demo_copy, clock)
    form = form_of(client)
    answer = client.post(f"{LIST}/{HOSTEL}", data=form | {"outcome": "confirmed"}, follow_redirects=True)
    assert (answer.status_code, "Bekræftet på aktørens vegne" in answer.text) == (200, True)
    (newest,) = demo_copy.commits(after=demo_copy.status().version - 1).items
    assert newest.by.startswith("account:")
    changed = {change.source for change in demo_copy.changes(after=newest.seq - 1).items}
    assert changed == {coordinator_source("9901")}
    history = client.get(f"/actors/{HOSTEL}/historik").text
    assert "Bekræftet i telefonen på aktørens vegne" in history


def test_nobody_there_and_something_wrong(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    without_mail(demo_copy, clock)
    signed_in_again(client, app, demo_copy, clock)
    form = form_of(client)
    assert client.post(f"{LIST}/{HOSTEL}", data=form).status_code == 422
    empty = client.post(f"{LIST}/{HOSTEL}", data=form | {"outcome": "wrong"})
    assert (empty.status_code, "notice-stop" in empty.text) == (422, True)
    cpr = client.post(f"{LIST}/{HOSTEL}", data=form | {"outcome": "wrong", "text": "010190-1234"})
    assert (cpr.status_code, "010190" in cpr.text) == (422, False)
    assert doubts.waiting(demo_copy, clock.moment()) == ()
    said = client.post(f"{LIST}/{HOSTEL}", data=form | {"outcome": "wrong", "text": "De er flyttet"})
    assert said.status_code == 303
    assert [one.text for one in doubts.waiting(demo_copy, clock.moment())] == ["De er flyttet"]
    page = client.get(LIST).text
    assert "ringet forgæves i denne uge" in page.partition("Herberg Broen</a>")[2].partition("</h2>")[0]
    assert client.post(f"{LIST}/{HOSTEL}", data=form | {"outcome": "no_answer"}).status_code == 303


def test_what_others_changed_meanwhile_is_not_confirmed(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    without_mail(demo_copy, clock)
    signed_in_again(client, app, demo_copy, clock)
    form = form_of(client)
    key = f"{HOSTEL} phone"
    assert key in hidden(client.get(LIST).text, "fact")
    edit = Set(HOSTEL, own_source(HOSTEL), Rank.OWN, "phone", "+4579999999", "2026-09-14")
    commit(demo_copy, [edit], Stamp(clock.moment(), "somebody", "test"))
    answer = client.post(f"{LIST}/{HOSTEL}", data=form | {"outcome": "confirmed"})
    assert (answer.status_code, "andre har rettet" in answer.text.lower()) == (409, True)


def test_it_goes_along_as_a_table(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    without_mail(demo_copy, clock)
    signed_in_again(client, app, demo_copy, clock)
    text = client.get(f"{LIST}.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    heads = next(number for number, row in enumerate(rows) if row and row[0] == "Aktør")
    assert "Herberg Broen" in [row[0] for row in rows[heads + 1 :]]
    assert client.get(f"{LIST}.xlsx").data.startswith(b"PK")


def test_another_municipality_s_actor_is_not_on_it(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    other = "actor:demo:herberg-mosegaarden"
    without_mail(demo_copy, clock)
    signed_in_again(client, app, demo_copy, clock)
    form = form_of(client)
    before = demo_copy.status().version
    answer = client.post(f"{LIST}/{other}", data=form | {"outcome": "confirmed"})
    assert (answer.status_code, demo_copy.status().version) == (404, before)
    assert client.get("/kommune/9902/ringeliste").status_code == 403
    assert "ringeliste" in client.get("/kommune/9901").text
    assert "ringeliste" not in app.test_client().get("/kommune/9901").text


def test_what_was_written_of_a_call_is_shown_again_when_the_actor_left_the_list(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    """As when a colleague was rung meanwhile, or they answered. Seen red: the text was gone."""
    without_mail(demo_copy, clock)
    signed_in_again(client, app, demo_copy, clock)
    other = {"csrf": form_of(client)["csrf"], "outcome": "wrong", "text": "De er flyttet"}
    edit = Set(HOSTEL, own_source(HOSTEL), Rank.OWN, "email", "ny@brostad.example", "2026-09-14")
    commit(demo_copy, [edit], Stamp(clock.moment(), "somebody", "test"))
    cpr = client.post(f"{LIST}/{HOSTEL}", data=other | {"text": "010190-1234"})
    assert (cpr.status_code, "010190" in cpr.text) == (404, False)
    answer = client.post(f"{LIST}/{HOSTEL}", data=other)
    assert (answer.status_code, "De er flyttet" in answer.text) == (404, True)


def test_a_long_list_has_pages(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is answered about stands on the page that comes back, and the next one on the same."""
    monkeypatch.setattr("webapp.calls.views.PER_PAGE", 1)
    without_mail(demo_copy, clock)
    signed_in_again(client, app, demo_copy, clock)
    pages = [client.get(f"{LIST}?page={page}").text for page in (1, 2)]
    shown = [re.findall(r'id="ring-([^"]*)"', page) for page in pages]
    assert [len(actors) for actors in shown] == [1, 1]
    assert shown[0] != shown[1]
    assert f'href="{LIST}?page=2"' in pages[0]
    ((second,), token) = shown[1], csrf(pages[1])
    assert f'action="{LIST}/{second}?page=2"' in pages[1]
    answer = client.post(f"{LIST}/{second}", data={"csrf": token, "outcome": "wrong", "text": ""})
    assert (answer.status_code, f'id="ring-{second}"' in answer.text) == (422, True)
    answer = client.post(f"{LIST}/{second}?page=2", data={"csrf": token, "outcome": "no_answer"})
    assert answer.location == f"{LIST}?done=no_answer&page=2"
    assert client.get(f"{LIST}?page=999").status_code == 200


def test_a_form_that_is_too_old_has_what_was_typed_in_it_again(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red: the answer was a page from which it could be copied."""
    without_mail(demo_copy, clock)
    signed_in_again(client, app, demo_copy, clock)
    sent = form_of(client) | {"outcome": "wrong", "text": "Ny adresse", "csrf": "0" * 64}
    here = {"Sec-Fetch-Site": "same-origin"}
    answer = client.post(f"{LIST}/{HOSTEL}", data=sent, headers=here)
    assert (answer.status_code, "stået åben for længe" in answer.text) == (403, True)
    form = answer.text.partition(f'action="{LIST}/{HOSTEL}"')[2].partition("</form>")[0]
    assert 'name="text" value="Ny adresse" aria-describedby="refused"' in form
    assert doubts.waiting(demo_copy, clock.moment()) == ()
    assert client.post(f"{LIST}/{HOSTEL}", data=sent | {"csrf": csrf(form)}).status_code == 303
    number = client.post(f"{LIST}/{HOSTEL}", data=sent | {"text": "010190-6789"}, headers=here).text
    assert "-6789" not in number
