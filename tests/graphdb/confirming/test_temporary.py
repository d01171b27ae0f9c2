"""A change for a time: shown at once, over by itself, and asked about before the holidays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from graphdb.cards.card import temporary as shown_on
from graphdb.claims import own_source
from graphdb.confirming import temporary
from graphdb.confirming.temporary import State, Typed
from graphdb.errors import Contested, InvalidValue
from graphdb.message import say
from graphdb.store import GraphStore
from tests.graphdb.confirming.house import HOUSE, NOW, ask, edited, link_of

CHRISTMAS = NOW.replace(month=11, day=23)


def take(store: GraphStore, typed: Typed, now: datetime = NOW) -> None:
    """Type a change for a time."""
    about = ask(store, now=now)
    temporary.take(store, link_of(store), about.actor, typed, about.version, now)


def test_a_change_is_shown_from_its_first_to_its_last_day(house: GraphStore) -> None:
    take(house, Typed(State.CLOSED, "2026-10-12", "16-10-2026"))
    node = house.get([HOUSE])[HOUSE]
    assert node.prov["temporary_text"].source == own_source(HOUSE)
    days = ("2026-10-11", "2026-10-12", "2026-10-16", "2026-10-17")
    assert [say(shown_on(node, day)) for day in days] == ["", "Lukket.", "Lukket.", ""]


def test_open_as_always_takes_it_away(house: GraphStore) -> None:
    take(house, Typed(State.CHANGED, "", "2026-10-16", "Kun formiddag."))
    assert say(shown_on(house.get([HOUSE])[HOUSE], "2026-09-07")) == "Kun formiddag."
    take(house, Typed(State.OPEN))
    assert shown_on(house.get([HOUSE])[HOUSE], "2026-09-07") == ""
    before = house.status().version
    take(house, Typed(State.OPEN))
    assert house.status().version == before


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (Typed(State.CLOSED), "temporary_to"),
        (Typed(State.CLOSED, "", "i morgen"), "temporary_to"),
        (Typed(State.CLOSED, "x", "2026-10-16"), "temporary_from"),
        (Typed(State.CLOSED, "2026-10-20", "2026-10-16"), "temporary_to"),
        (Typed(State.CLOSED, "2026-08-01", "2026-08-16"), "temporary_to"),
        (Typed(State.CLOSED, "", "2027-10-16"), "temporary_to"),
        (Typed(State.CHANGED, "", "2026-10-16"), "temporary_text"),
        (Typed(State.CHANGED, "", "2026-10-16", "010190-1234"), "temporary_text"),
    ],
)
def test_what_cannot_be_taken_names_its_field(house: GraphStore, typed: Typed, field: str) -> None:
    before = house.status().version
    with pytest.raises(InvalidValue) as caught:
        take(house, typed)
    assert caught.value.field == field
    assert house.status().version == before


def test_before_a_holiday_it_is_asked_once(house: GraphStore) -> None:
    actor = ask(house).actor
    assert temporary.to_ask(house, actor, "2026-09-07") is None
    season = temporary.to_ask(house, actor, "2026-11-23")
    assert season is not None
    assert say(season.name) == "julen"
    take(house, Typed(State.OPEN), CHRISTMAS)
    assert temporary.to_ask(house, actor, "2026-12-01") is None
    assert temporary.to_ask(house, actor, "2027-05-02") is not None
    assert temporary.to_ask(house, actor, "2027-11-02") is not None


def test_who_comes_second_is_asked(house: GraphStore) -> None:
    about = ask(house)
    edited(house, HOUSE, "temporary_text", "Flyttet til nr. 5.")
    later = NOW + timedelta(minutes=1)
    actor = house.get([HOUSE])[HOUSE]
    typed = Typed(State.CLOSED, "", "2026-10-16")
    with pytest.raises(Contested):
        temporary.take(house, link_of(house), actor, typed, about.version, later)


@pytest.mark.parametrize("typed", [Typed(State.CLOSED, "", "2026-12-26"), Typed(State.OPEN)])
def test_a_double_click_is_taken_once(house: GraphStore, typed: Typed) -> None:
    """Both press at once, with the same page before them."""
    about, link = ask(house, now=CHRISTMAS), link_of(house)

    def press(_: int) -> None:
        temporary.take(house, link, about.actor, typed, about.version, CHRISTMAS)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, range(4)))
    assert temporary.to_ask(house, about.actor, "2026-11-23") is None
