"""Lines of hits that are kept say what lines written anew do, to whoever asks, for a minute at most."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from graphdb.search import hit_facts, index
from graphdb.store import GraphStore
from graphdb.visibility.audience import Audience
from tests.graphdb.counting import Counting
from tests.graphdb.town import (
    NOW,
    TODAY,
    actor,
    actor_id,
    contact,
    country,
    find,
    place,
    put,
    service,
    why,
)

SEARCHES: list[dict[str, Any]] = [
    {"q": "gæld"},
    {"q": "gæld", "need": ("need_akutbolig",)},
    {"q": "nathjælp"},
    {"municipality": ("0101",)},
    {"need": ("need_gaeld", "need_akutbolig")},
    {"risk_group": ("rg_rus",)},
    {"open_now": True},
    {},
]


@pytest.fixture
def town(sqlite_store: GraphStore) -> Iterator[GraphStore]:
    """A store with an office of two services, and a house that is called like another."""
    put(sqlite_store, country())
    put(
        sqlite_store,
        actor("a", "Ydelse", areas=["0101"], groups=["rg_rus"], opening_hours="Mo-Su 08:00-20:00"),
    )
    put(
        sqlite_store,
        service("a1", "a", "Nathjælp", terms=["need_akutbolig", "ar_selv"], opening_hours="24/7"),
    )
    put(sqlite_store, service("a2", "a", "Råd om gæld", terms=["need_gaeld"], phone="+4522222222"))
    put(sqlite_store, actor("b", "Huset", areas=["0101"]), place("b", "0101", of="b", address="Gade 1"))
    put(sqlite_store, actor("c", "Huset", areas=["0147"]), place("c", "0147", of="c", address="Gade 2"))
    yield sqlite_store
    index.forget(sqlite_store)


def test_kept_lines_are_those_that_would_be_written(town: GraphStore) -> None:
    """Seen red with lines by their actor alone: the next search named the service of the one before."""
    kept = [find(town, **asked).items for asked in SEARCHES * 2][len(SEARCHES) :]
    anew = []
    for asked in SEARCHES:
        hit_facts._kept.clear()
        anew.append(find(town, **asked).items)
    assert kept == anew
    assert {hit.street for hits in kept for hit in hits} == {"", "Gade 1", "Gade 2"}


def test_what_was_read_once_is_not_asked_of_the_store_again(town: GraphStore) -> None:
    counting: Any = Counting(town)
    for asked in SEARCHES:
        find(counting, **asked)
    assert counting.calls["get"]
    counting.calls.clear()
    for asked in SEARCHES:
        find(counting, **asked)
    assert counting.calls == {"meanwhile": len(SEARCHES)}, "each asks how the store stands"
    index.forget(counting)


def test_an_edit_is_in_the_next_line(town: GraphStore) -> None:
    find(town, "gæld")
    put(town, service("a2", "a", "Råd om gæld og husleje", terms=["need_gaeld"]))
    (hit,) = find(town, "gæld").items
    assert why(hit)[0].startswith("Råd om gæld og husleje:")
    assert hit.card.phone == ""


def test_an_office_opens_in_the_minute_when_it_opens(town: GraphStore) -> None:
    """Seen red with lines that are kept for a day."""
    opens = NOW.replace(hour=8, minute=0, second=0)
    moments = [opens - timedelta(seconds=1), opens, opens.replace(hour=19, minute=59), opens.replace(hour=20)]
    states = [find(town, "ydelse", at=at).items[0].card.opening.open_now for at in moments]
    assert states == [True] * 4  # the night help is open
    put(town, service("a1", "a", "Nathjælp", terms=["need_akutbolig"]))
    states = [find(town, "ydelse", at=at).items[0].card.opening.open_now for at in moments]
    assert states == [False, True, True, False]


def test_what_staff_see_is_in_no_line_of_visitors(town: GraphStore) -> None:
    """The index is the same for both, for contact points are not in it. Seen red without the audience."""
    put(town, contact(actor_id("b"), "vagt", phone="+4533333333", visibility="professionals"))
    staff = index.seen(town, Audience(professional=True), TODAY)
    phones = [find(store, "huset").items[0].card.phone for store in (staff, town, staff)]
    assert phones == ["+4533333333", "", "+4533333333"]


def test_no_more_lines_than_so_many_are_kept(town: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of three is still kept whole. Seen red without the limit."""
    monkeypatch.setattr(hit_facts, "MOST", 2)
    sizes = []
    for asked in SEARCHES:
        find(town, **asked)
        known = hit_facts._kept[index.current(town, TODAY)]
        sizes.append(sum(len(facts.lines) for facts in known.facts.values()))
    assert max(sizes) <= 1 + 3
