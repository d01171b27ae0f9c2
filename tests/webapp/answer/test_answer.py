"""The pages behind a confirmation link, without a browser's scripts."""

import html

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import sessions
from graphdb.accounts.roles import Grant, Role
from graphdb.claims import Rank, coordinator_source, own_source
from graphdb.model import NodeKind
from graphdb.proposals import proposals, review
from graphdb.proposals.proposals import State
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from graphdb.writing.plan import Set, Stamp, commit
from tests.webapp.answer.browsing import HOSTEL, OTHER, form_of, hidden, opened, send, token_of
from tests.webapp.signin.people import Clock, csrf, site, with_password

GONE = "Linket virker ikke mere"


def edit(store: GraphStore, target: str, field: str, value: str, clock: Clock) -> None:
    """Somebody else of the actor's own people says otherwise."""
    change = Set(target, own_source(HOSTEL), Rank.OWN, field, value, clock.now.date().isoformat())
    commit(store, [change], Stamp(clock.moment(), "somebody", "test"))


def test_the_token_leaves_the_address_at_once(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    token = token_of(demo_copy, clock)
    answer = client.get(f"/svar/link/{token}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/svar/{HOSTEL}")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert token not in client.get(f"/svar/{HOSTEL}").text


def test_three_are_asked_and_one_that_is_not_shown(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    page = opened(client, token_of(demo_copy, clock))
    assert len(hidden(page, "shown")) == 3
    assert len(hidden(page, "blind")) == 1
    assert page.count("Stadig rigtigt") == 3
    assert " checked" not in page
    assert "24/7" not in page


def test_answers_hold_or_wait(client: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    page = opened(client, token_of(demo_copy, clock))
    first, second, third = hidden(page, "shown")
    (unseen,) = hidden(page, "blind")
    chosen = {f"choice:{first}": "still", f"choice:{second}": "changed", f"text:{second}": "Ring først"}
    answer = send(client, page, **chosen, **{f"choice:{third}": "unknown", f"typed:{unseen}": "24/7"})
    if answer.status_code == 422:  # the second is a field with a form of its own
        chosen[f"text:{second}"] = "21"
        answer = send(client, page, **chosen, **{f"choice:{third}": "unknown", f"typed:{unseen}": "24/7"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/svar/{HOSTEL}/tak")
    thanks = client.get(f"/svar/{HOSTEL}/tak").text
    assert "Bekræftet i dag" in thanks
    assert "Venter på kommunens koordinator" in thanks
    assert len(proposals.waiting(demo_copy, HOSTEL)) == 1
    again = client.get(f"/svar/{HOSTEL}").text
    assert not {first, second, third} & {*hidden(again, "shown")}


def test_a_page_without_answers_says_so(client: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    page = opened(client, token_of(demo_copy, clock))
    answer = send(client, page)
    assert (answer.status_code, "mindst ét svar" in answer.text) == (422, True)
    assert hidden(answer.text, "shown") == hidden(page, "shown")


def test_what_cannot_be_read_stands_there_again(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    page = opened(client, token_of(demo_copy, clock))
    first, second, third = hidden(page, "shown")
    answer = send(
        client,
        page,
        **{f"choice:{first}": "still", f"choice:{third}": "changed", f"text:{third}": "010190-1234"},
        **{f"choice:{second}": "still", f"text:{second}": "og dog"},
    )
    assert answer.status_code == 422
    assert "010190" not in answer.text
    assert "og dog" in answer.text
    assert "Intet er gemt endnu" in answer.text
    assert answer.text.count(" checked") == 3
    assert form_of(answer.text)["shown"] == [first, second, third]


def test_who_comes_second_sees_both_and_loses_nothing(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red with the versions of the answer instead of those of the page."""
    page = opened(client, token_of(demo_copy, clock))
    key = next(key for key in hidden(page, "shown") if key.endswith("opening_hours"))
    edit(demo_copy, key.split()[0], "opening_hours", "Mo 10:00-11:00", clock)
    typed = {f"choice:{key}": "changed", f"text:{key}": "tirsdag 8-9"}
    answer = send(client, page, **typed)
    assert answer.status_code == 409
    text = html.unescape(answer.text)
    assert "Da du åbnede siden" in text
    assert "mandag 10" in text.lower() or "man" in text.lower()
    assert text.count("tirsdag 8-9") == 2
    assert send(client, answer.text, **typed).status_code == 303
    assert demo_copy.get([key.split()[0]])[key.split()[0]].text("opening_hours") == "Tu 08:00-09:00"


def test_an_answer_that_was_refused_is_still_to_what_was_seen(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Others correct a fact between the page and its refusal: what is ticked is no answer to theirs."""
    page = opened(client, token_of(demo_copy, clock))
    key = next(key for key in hidden(page, "shown") if key.endswith("opening_hours"))
    edit(demo_copy, key.split()[0], "opening_hours", "Mo 10:00-11:00", clock)
    refused = send(client, page, **{f"choice:{key}": "still", f"text:{key}": "og dog"})
    assert (refused.status_code, " checked" in refused.text) == (422, True)
    again = send(client, refused.text, **{f"choice:{key}": "still"})
    assert (again.status_code, " checked" in again.text) == (409, False)
    assert send(client, again.text, **{f"choice:{key}": "still"}).status_code == 303


def test_before_christmas_it_asks_about_that_alone(client: FlaskClient, demo_copy: GraphStore) -> None:
    clock = Clock()
    client = site(demo_copy, clock).test_client()
    page = opened(client, token_of(demo_copy, clock))
    assert "Er der åbent som altid i julen?" in page
    data = {"csrf": csrf(page), "seen": hidden(page, "seen")[0], "state": "closed", "until": "2026-12-26"}
    answer = client.post(f"/svar/{HOSTEL}/aabent", data=data | {"since": "2026-12-24"})
    assert answer.status_code == 303
    assert "Lukket." in client.get(f"/svar/{HOSTEL}/tak").text
    assert "Passer det stadig?" in client.get(f"/svar/{HOSTEL}").text


def test_a_change_for_a_time_is_on_the_page_of_the_actor(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    opened(client, token_of(demo_copy, clock))
    page = client.get(f"/svar/{HOSTEL}/aabent").text
    data = {"csrf": csrf(page), "seen": hidden(page, "seen")[0], "state": "changed", "until": "2026-10-01"}
    refused = client.post(f"/svar/{HOSTEL}/aabent", data=data)
    assert (refused.status_code, "hvad der er anderledes" in refused.text) == (422, True)
    assert 'value="2026-10-01"' in refused.text
    assert client.post(f"/svar/{HOSTEL}/aabent", data={"csrf": data["csrf"]}).status_code == 422
    client.post(f"/svar/{HOSTEL}/aabent", data=data | {"text": "Kun formiddag."})
    assert "Kun formiddag." in client.get(f"/actors/{HOSTEL}").text
    again = client.get(f"/svar/{HOSTEL}/aabent").text
    assert "Kun formiddag." in again
    data = {"csrf": csrf(again), "seen": hidden(again, "seen")[0], "state": "open"}
    client.post(f"/svar/{HOSTEL}/aabent", data=data)
    assert "Kun formiddag." not in client.get(f"/actors/{HOSTEL}").text


def test_who_comes_second_with_a_change_for_a_time_is_asked(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    opened(client, token_of(demo_copy, clock))
    page = client.get(f"/svar/{HOSTEL}/aabent").text
    edit(demo_copy, HOSTEL, "temporary_text", "Flyttet til nr. 5.", clock)
    data = {"csrf": csrf(page), "seen": hidden(page, "seen")[0], "state": "closed", "until": "2026-10-01"}
    answer = client.post(f"/svar/{HOSTEL}/aabent", data=data | {"text": "Lukket af os."})
    assert answer.status_code == 409
    assert "Flyttet til nr. 5." in answer.text
    assert "Lukket af os." in answer.text


def test_a_refused_change_for_a_time_keeps_all_but_a_cpr_number(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Also where nothing was chosen, and also the version of the page, so that a clash is still seen."""
    opened(client, token_of(demo_copy, clock))
    page = client.get(f"/svar/{HOSTEL}/aabent").text
    data = {"csrf": csrf(page), "seen": hidden(page, "seen")[0]}
    typed = {"since": "2026-09-28", "until": "2026-10-01", "text": "Kun formiddag."}
    edit(demo_copy, HOSTEL, "temporary_text", "Flyttet til nr. 5.", clock)
    refused = client.post(f"/svar/{HOSTEL}/aabent", data=data | typed)
    assert (refused.status_code, "correction-shown" in refused.text) == (422, True)
    assert [text for text in typed.values() if f'value="{text}"' not in refused.text] == []
    data["seen"] = hidden(refused.text, "seen")[0]
    changed = data | {"state": "changed"}
    for name in typed:
        for sent in (data, changed):
            answer = client.post(f"/svar/{HOSTEL}/aabent", data=sent | typed | {name: "010190-1234"})
            assert (answer.status_code, "010190" in answer.text) == (422, False)
            assert hidden(answer.text, "seen") == [data["seen"]]
    assert client.post(f"/svar/{HOSTEL}/aabent", data=changed | typed).status_code == 409


@pytest.mark.parametrize("about", ["stopped", "not_me"])
def test_who_is_not_the_one_closes_the_link(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock, about: str
) -> None:
    token = token_of(demo_copy, clock)
    opened(client, token)
    page = client.get(f"/svar/{HOSTEL}/slut").text
    assert client.post(f"/svar/{HOSTEL}/slut", data={"csrf": csrf(page)}).status_code == 422
    cpr = {"csrf": csrf(page), "about": about, "text": "010190-1234"}
    refused = client.post(f"/svar/{HOSTEL}/slut", data=cpr)
    assert (refused.status_code, "010190" in refused.text) == (422, False)
    for _ in range(2):  # the second click of a double click finds the link closed
        answer = client.post(f"/svar/{HOSTEL}/slut", data=cpr | {"text": "Spørg Bo"}, follow_redirects=True)
        assert (answer.status_code, "Tak for beskeden" in answer.text) == (200, True)
    assert client.get(f"/svar/{HOSTEL}").status_code == 410
    assert GONE in client.get(f"/svar/link/{token}").text
    (proposal,) = proposals.waiting(demo_copy, HOSTEL)
    assert (proposal.about, proposal.text) == (about, "Spørg Bo")


def test_what_others_said_today_is_not_what_was_confirmed(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red: the coordinator's word of today stood under "Bekræftet i dag"."""
    page = opened(client, token_of(demo_copy, clock))
    day = clock.now.date().isoformat()
    coordinator = coordinator_source("9901")
    change = Set(HOSTEL, coordinator, Rank.COORDINATOR, "email", "ny@brostad.example", day)
    commit(demo_copy, [change], Stamp(clock.moment(), "coordinator", "test"))
    key = hidden(page, "shown")[0]
    send(client, page, **{f"choice:{key}": "still"})
    confirmed = client.get(f"/svar/{HOSTEL}/tak").text.partition("Bekræftet i dag")[2].partition("</ul>")[0]
    assert confirmed.count("<li>") == 1
    assert "ny@brostad.example" not in confirmed


def test_signing_in_elsewhere_loses_nothing(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """In another tab of the same browser, and out again. Seen red with the token of the session."""
    page = opened(client, token_of(demo_copy, clock))
    key = hidden(page, "shown")[0]
    account, _ = with_password(demo_copy, Grant(Role.ADMINISTRATOR))
    client.set_cookie(
        "brobygger-session", sessions.begin(demo_copy, account, clock.moment()), domain="localhost"
    )
    assert send(client, page, **{f"choice:{key}": "unknown"}).status_code == 303
    page = client.get(f"/svar/{HOSTEL}").text
    client.post("/sign-out", data={"csrf": csrf(client.get("/me").text)})
    key = hidden(page, "shown")[0]
    assert send(client, page, **{f"choice:{key}": "unknown"}).status_code == 303


@pytest.mark.parametrize("name", ["spoergsmaal", "aabent", "slut"])
def test_a_form_of_an_old_page_keeps_what_was_typed(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock, name: str
) -> None:
    page = opened(client, token_of(demo_copy, clock))
    key = hidden(page, "shown")[0]
    form = form_of(page) | {f"choice:{key}": "changed", f"text:{key}": "tirsdag 8-9"}
    form |= {"state": "changed", "text": "tirsdag 8-9", "about": "stopped"}
    clock.turn(minutes=1)
    opened(client, token_of(demo_copy, clock))  # a newer link, in another tab
    answer = client.post(f"/svar/{HOSTEL}/{name}", data=form)
    assert (answer.status_code, "tirsdag 8-9" in answer.text) == (403, True)
    assert ("siden var for gammel" in answer.text, answer.text.count(" checked")) == (True, 1)
    again = form | {"csrf": csrf(answer.text)}
    assert client.post(f"/svar/{HOSTEL}/{name}", data=again).status_code in (303, 422)


def test_who_proposed_sees_what_became_of_it(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    page = opened(client, token_of(demo_copy, clock))
    key = next(key for key in hidden(page, "shown") if key.endswith("access_routes"))
    send(client, page, **{f"choice:{key}": "changed", f"text:{key}": "Ring først"})
    thanks = client.get(f"/svar/{HOSTEL}/tak").text
    assert "Ring først" in thanks.partition("Venter på kommunens koordinator")[2]
    (proposal,) = proposals.waiting(demo_copy, HOSTEL)
    review.close(demo_copy, proposal, State.REJECTED, "Det gælder kun om natten.", clock.moment())
    thanks = client.get(f"/svar/{HOSTEL}/tak").text
    assert "Venter på" not in thanks
    assert "Det gælder kun om natten." in thanks.partition("Ikke taget med")[2]


def test_two_links_in_one_browser_do_not_answer_for_each_other(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red with one cookie for both."""
    page = opened(client, token_of(demo_copy, clock))
    opened(client, token_of(demo_copy, clock, OTHER))
    first = hidden(page, "shown")[0]
    assert send(client, page, **{f"choice:{first}": "still"}).status_code == 303
    assert "Herberg Broen" in client.get(f"/svar/{HOSTEL}").text


def test_what_can_be_answered_is_what_the_tables_say(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red with the labels in the template."""
    vocabulary = catalogue.read(demo_copy)
    still = vocabulary.terms[NodeKind.SHELF_ANSWER]["still"].id
    rows = [row.id for row in vocabulary.terms[NodeKind.SHELF_LIFE].values()]
    words = [(still, "label_da", "Det passer")] + [(row, "answers", ("still", "changed")) for row in rows]
    day = clock.now.date().isoformat()
    source = coordinator_source("9901")
    sets = [Set(target, source, Rank.COORDINATOR, name, value, day) for target, name, value in words]
    commit(demo_copy, sets, Stamp(clock.moment(), "coordinator", "test"))
    page = opened(client, token_of(demo_copy, clock))
    assert page.count("Det passer") == 3
    assert page.count('value="changed"') == 3
    assert 'value="unknown"' not in page


def test_what_an_answer_does_is_what_the_table_says(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red with the codes in the program."""
    unknown = catalogue.read(demo_copy).terms[NodeKind.SHELF_ANSWER]["unknown"].id
    day, source = clock.now.date().isoformat(), coordinator_source("9901")
    confirms = Set(unknown, source, Rank.COORDINATOR, "does", "confirms", day)
    commit(demo_copy, [confirms], Stamp(clock.moment(), "coordinator", "test"))
    page = opened(client, token_of(demo_copy, clock))
    key = hidden(page, "shown")[0]
    assert send(client, page, **{f"choice:{key}": "unknown"}).status_code == 303
    target, field = key.split(" ")
    assert demo_copy.get([target])[target].prov[field].confirmed_on == day


def test_a_choice_that_is_none_of_the_table_changes_nothing(
    client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Not even with a value typed beside it: the form that has such a choice is not ours."""
    page, version = opened(client, token_of(demo_copy, clock)), demo_copy.status().version
    key = hidden(page, "shown")[0]
    assert send(client, page, **{f"choice:{key}": "typed", f"text:{key}": "Ring først"}).status_code == 422
    assert demo_copy.status().version == version


def test_the_pages_speak_english(client: FlaskClient, demo_copy: GraphStore, clock: Clock) -> None:
    opened(client, token_of(demo_copy, clock))
    page = client.get(f"/en/svar/{HOSTEL}").text
    assert "Still right" in page
    assert "Stadig" not in page
