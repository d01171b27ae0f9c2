""" "Det var ikke os": from a change to the letter, its link, the button and the coordinator's line."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.doubts import doubts
from graphdb.errors import Conflict
from graphdb.proposals import disowning, proposals
from graphdb.store import GraphStore
from tests.mail_server import Kept
from tests.webapp.answer.browsing import HOSTEL, OTHER, opened, token_of
from tests.webapp.answer.browsing import send as send_answers
from tests.webapp.conftest import Lines
from tests.webapp.edit.forms import opened as shown_form
from tests.webapp.edit.forms import path, send, typed
from tests.webapp.lint import problems
from tests.webapp.notus.letters import letters, link
from tests.webapp.proposals.queueing import QUEUE, decide, proposed
from tests.webapp.signin.people import Clock, browser_of, csrf, site

Post = tuple[Kept, str]
ENDED = "Linket virker ikke mere"


class House(NamedTuple):
    """The application, the directory that it shows, and its clock."""

    app: Flask
    store: GraphStore
    clock: Clock


@pytest.fixture
def house(app: Flask, demo_copy: GraphStore, clock: Clock) -> House:
    """All three."""
    return House(app, demo_copy, clock)


def edited(app: Flask, store: GraphStore, clock: Clock, **fields: str) -> None:
    """An editor changes something at once."""
    editor = accounts.add(store, "leder@broen.example", [Grant(Role.EDITOR, HOSTEL)])
    browser = browser_of(app, editor, clock.moment())
    assert send(browser, typed(shown_form(browser, path()), **fields), path()).status_code == 303


def shown(client: FlaskClient, where: str) -> str:
    """The page that a letter's link leads to."""
    answer = client.get(where, follow_redirects=True)
    assert (answer.status_code, problems(answer.text)) == (200, []), answer.text
    return answer.text


def press(client: FlaskClient, page: str) -> str:
    """Press the button of a page; answers the page that comes after."""
    action = re.search(r'action="(/(?:en/)?ikke-os/[0-9a-f]{16})"', page)
    assert action is not None
    answer = client.post(action[1], data={"csrf": csrf(page)})
    assert answer.status_code == 303, answer.text
    return shown(client, answer.location)


def test_a_proposal_by_link_is_announced_and_stopped(
    house: House, client: FlaskClient, coordinator: FlaskClient, post: Post
) -> None:
    """Seen red with a letter that leaves only when the coordinator has approved."""
    old = house.store.get([HOSTEL])[HOSTEL].text("email")
    proposed(*house)
    ((to, subject, text),) = letters(post)
    assert (to, subject) == (old, "Nogen vil rette Herberg Broen i Brobygger. Er det jer?")
    assert ("Telefon" in text, "Intet er ændret endnu" in text, "74 44" in text) == (True, True, False)
    page = shown(client, link(post))
    assert "intet er ændret endnu" in page
    after = press(client, page)
    assert ("Tak for beskeden" in after, "Stoppet, eller rettet tilbage: Telefon." in after) == (True, True)
    assert "<form" not in after.partition("<main")[2]
    assert proposals.waiting(house.store) == ()
    queue = coordinator.get(QUEUE).text
    assert ("har stoppet forslaget" in queue, "74 44 44 44" in queue) == (True, True)


def test_what_was_changed_at_once_is_doubted(
    house: House, client: FlaskClient, coordinator: FlaskClient, post: Post
) -> None:
    """One letter for all of a form; to the old address where it is the address that changed."""
    old = house.store.get([HOSTEL])[HOSTEL].text("email")
    edited(*house, phone="00 11 22 33", email="ny@broen.example", description="Ny tekst.")
    ((to, _, text),) = letters(post)
    assert to == old
    for what in ("Telefon", "Mail", "Beskrivelse"):
        assert what in text
    page = shown(client, link(post))
    assert "Det nye står der nu" in page
    after = press(client, page)
    assert "Det står der endnu, til koordinatoren har set på det" in after
    assert {one.field for one in doubts.waiting(house.store, house.clock.moment())} == {
        "phone",
        "email",
        "description",
    }
    assert coordinator.get(QUEUE).text.count("siger, at de ikke har rettet det") == 3
    assert house.store.get([HOSTEL])[HOSTEL].text("email") == "ny@broen.example"


def test_approved_meanwhile_it_is_doubted_and_not_announced_twice(
    house: House, client: FlaskClient, coordinator: FlaskClient, post: Post
) -> None:
    proposed(*house)
    assert decide(coordinator, house.store, "approve").status_code == 303
    assert len(letters(post)) == 1
    page = shown(client, link(post))
    assert "Nogen har rettet: Telefon." in page
    assert "Det står der endnu" in press(client, page)


def test_what_was_rejected_is_settled(
    house: House, client: FlaskClient, coordinator: FlaskClient, post: Post
) -> None:
    proposed(*house)
    assert decide(coordinator, house.store, "reject", why="Nej.").status_code == 303
    page = shown(client, link(post))
    assert ("Det er allerede afgjort" in page, "Det var ikke os</button>" in page) == (True, False)


def test_who_sends_often_causes_one_letter_a_day(house: House, post: Post) -> None:
    """Whoever has a link could fill the mailbox. Seen red without looking at what has left."""
    for text in ("74 44 44 44", "75 55 55 55", "76 66 66 66"):
        proposed(*house, text)
    assert len(letters(post)) == 1
    house.clock.turn(days=2)
    proposed(*house, "77 77 77 77")
    assert len(letters(post)) == 2


def test_other_fields_are_announced_to_nobody(house: House, post: Post) -> None:
    browser = house.app.test_client()
    page = opened(browser, token_of(house.store, house.clock))
    keys = {f"choice:{HOSTEL} municipalities": "changed", f"text:{HOSTEL} municipalities": "Også Øst"}
    assert send_answers(browser, page, HOSTEL, **keys).status_code == 303
    assert letters(post) == []


def test_a_letter_that_is_refused_leaves_no_link(house: House, post: Post) -> None:
    """So that the approval is announced. Seen red without taking the link back."""
    post[0].answer = "550 no such mailbox"
    proposed(*house)
    assert letters(post) == []
    assert house.store.records.list(disowning.KIND, now=house.clock.moment()).items == ()


def test_looking_changes_nothing(house: House, client: FlaskClient, post: Post, tmp_path: Path) -> None:
    """Mail scanners open the link and follow it; the token leaves the address at once."""
    proposed(*house)
    where = link(post)
    with closing(sqlite3.connect(next(tmp_path.glob("*.db")))) as watch:
        before = watch.execute("PRAGMA data_version").fetchone()
        for method in ("GET", "HEAD", "OPTIONS"):
            client.open(where, method=method, headers={"Purpose": "prefetch"}, follow_redirects=True)
        page = shown(client, where)
        assert watch.execute("PRAGMA data_version").fetchone() == before
    answer = client.get(where)
    token = where.rpartition("/")[2]
    assert (answer.status_code, token in answer.location, token in page) == (303, False, False)
    assert ("<script" in page, "http-equiv" in page) == (False, False)


def test_the_button_is_for_the_browser_that_opened_the_link(
    house: House, client: FlaskClient, post: Post
) -> None:
    """Another site's form, another browser, and the letter of another entry."""
    proposed(*house)
    page = shown(client, link(post))
    letter = client.get(link(post)).location
    for data in ({}, {"csrf": "a" * 64}):
        assert client.post(letter, data=data).status_code == 403
    stranger = house.app.test_client()
    assert stranger.post(letter, data={"csrf": csrf(stranger.get("/sign-in").text)}).status_code == 410
    proposed(*house, key=f"{OTHER} phone", of=OTHER)
    other = client.get(link(post)).location
    assert other != letter
    assert len(proposals.waiting(house.store)) == 2
    press(client, page)
    assert [one.actor for one in proposals.waiting(house.store)] == [OTHER]


def test_old_and_made_up_links_are_answered_alike(house: House, client: FlaskClient, post: Post) -> None:
    proposed(*house)
    where = link(post)
    house.clock.turn(days=31)
    paths = (where, f"/ikke-os/link/{'a' * 64}", "/ikke-os/link/x", "/ikke-os/0123456789abcdef")
    answers = [client.get(one) for one in paths]
    assert {(answer.status_code, ENDED in answer.text) for answer in answers} == {(410, True)}
    assert {problems(answer.text) == [] for answer in answers} == {True}
    assert len(proposals.waiting(house.store)) == 1


def test_a_second_press_says_no_more(house: House, client: FlaskClient, post: Post) -> None:
    proposed(*house)
    page = shown(client, link(post))
    press(client, page)
    assert "Tak for beskeden" in press(client, page)
    assert len(doubts.waiting(house.store, house.clock.moment())) == 1


def test_the_token_stands_in_no_log_and_not_over_plain_http(house: House, post: Post, logged: Lines) -> None:
    proposed(*house)
    where = link(post)
    browser = site(house.store, house.clock).test_client()
    assert browser.get(where, base_url="http://brobygger.example").status_code in (400, 403)
    browser.get(where)
    assert where.rpartition("/")[2] not in f"{logged}"


def test_who_decides_at_the_same_moment_is_not_overrun(
    house: House, client: FlaskClient, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed(*house)
    page = shown(client, link(post))

    def overtaken(*_: object) -> bool:
        raise Conflict([HOSTEL])

    monkeypatch.setattr(disowning, "disown", overtaken)
    answer = client.post(client.get(link(post)).location, data={"csrf": csrf(page)})
    assert (answer.status_code, "nogen svarede i det samme" in answer.text) == (409, True)
    assert problems(answer.text) == []


@pytest.mark.parametrize("pressed", [False, True])
def test_in_english(house: House, client: FlaskClient, post: Post, pressed: bool) -> None:
    proposed(*house)
    page = shown(client, f"/en{link(post)}")
    assert "nothing is changed yet" in page
    if pressed:
        assert "you said that it was not you" in press(client, page)
