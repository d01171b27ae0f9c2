"""A store that was filled before staff could sign in: from its first start they see what is for them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.message import message
from graphdb.model import PROFESSIONALS, Edge, Node
from graphdb.search.entries import NARROWER
from graphdb.store import GraphStore, What
from graphdb.upkeep import renewal
from graphdb.upkeep.check import check
from graphdb.visibility.audience import OPEN
from graphdb.visibility.seen import has_marks, words_at
from importers.running.report import Report
from tests import sqlite_by_hand
from tests.command_line import call
from tests.files import opened
from tests.graphdb.world import actor, actor_id, contact, write
from tests.webapp.conftest import application
from tests.webapp.planted import FILES, HOME, HOUSE, NARROW, plant
from tests.webapp.signin.people import AT, browser_of

VIEW = (What.NODES, What.EDGES, What.ENTRIES)


def as_before(path: Path) -> None:
    """Leave in the view what an earlier edition had there: no word and no relation that is not for all."""
    with closing(sqlite_by_hand.opened(path)) as database, database:
        database.execute("DELETE FROM edge WHERE json_extract(unpacked(props), '$.visibility') <> 'public'")
        entries = database.execute("SELECT n, words FROM entry").fetchall()
        for number, words in entries:
            if has_marks(words):
                database.execute(
                    "UPDATE entry SET words = ?, body = json_remove(unpacked(body), ?) WHERE n = ?",
                    (words_at(words, OPEN), f"$.{NARROWER}", number),
                )


@pytest.fixture
def before(demo_copy: GraphStore, tmp_path: Path) -> Iterator[tuple[GraphStore, list[object]]]:
    """The store, and what was shown in it until it became one of before."""
    plant(demo_copy, tmp_path, FILES)
    shown = view(demo_copy)
    demo_copy.close()
    as_before(next(tmp_path.glob("*.db")))
    for store in opened(next(tmp_path.glob("*.db"))):
        yield store, shown


def view(store: GraphStore) -> list[object]:
    """What is shown, whatever commit it is of, and what is searched."""
    items = [item for what in VIEW for item in store.scan(what)]
    return [(item.id, item.props) if isinstance(item, Node | Edge) else item for item in items]


def test_staff_see_it_from_the_first_start(before: tuple[GraphStore, list[object]]) -> None:
    """As if it had been filled today; once, and nothing that the history had is changed."""
    store, shown = before
    account = accounts.add(store, "sagsbehandler@brostad.example", [Grant(Role.CASEWORKER, "9901")])
    asked = f"/find?q={NARROW}&municipality=9901"
    assert f"{NARROW} Hus" not in browser_of(application(store), account).get(asked).text
    report = check(store)
    assert report.faults
    assert message("upkeep.not_renewed") in report.notes
    assert renewal.renew(store, AT) > 10
    assert view(store) == shown
    assert check(store).faults == ()
    browser = browser_of(application(store), account)
    assert f"{NARROW} Hus" in browser.get(asked).text
    assert HOME in browser.get(f"/actors/{HOUSE}").text
    version = store.status().version
    assert (renewal.renew(store, AT), store.status().version) == (0, version)


def test_starting_the_pages_does_it(
    before: tuple[GraphStore, list[object]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Seen red with a start that only opens the store."""
    store, shown = before
    monkeypatch.setenv("BROBYGGER_STORE", f"sqlite:///{next(tmp_path.glob('*.db'))}")
    monkeypatch.setattr("commands.serving.show", lambda port, host, prepare: prepare())
    assert "Nu ser de også det, der kun er for dem" in call(monkeypatch, capfd, "serve")[1]
    assert view(store) == shown
    assert call(monkeypatch, capfd, "serve")[1] == ""


def test_a_directory_that_this_edition_fills_is_not_said_to_be_older(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Seen red: whoever tried the demo read on its first start that the directory was older than sign-in."""

    def fill(store: GraphStore, *_order: object, **_wanted: object) -> list[Report]:
        house, number = actor("huset", "civ_vaerested", towns=()), "+4571111111"
        write(store, [*house, *contact(actor_id("huset"), "Leder", phone=number, visibility=PROFESSIONALS)])
        return []

    monkeypatch.setenv("BROBYGGER_STORE", f"sqlite:///{tmp_path / 'new.db'}")
    monkeypatch.setattr("commands.serving.show", lambda port, host, prepare: prepare())
    monkeypatch.setattr("importers.starting.reference.load", fill)
    for command in ("demo", "demo", "serve"):
        assert call(monkeypatch, capfd, command)[:2] == (0, "")
