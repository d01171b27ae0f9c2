"""Entries of the start kit of which nobody has said anything: they are offered nowhere."""

import pytest

from graphdb.cards.card import NO_CONTACT
from graphdb.claims import Claim, Fact, Rank, relation
from graphdb.directory.overview import has_own
from graphdb.directory.profile import profile
from graphdb.identity.placeholder import start_source
from graphdb.model import EdgeKind, Id, NodeKind, Value, area_id, node_id, term_id
from graphdb.search import index
from graphdb.search.index.readmodel import Filters
from graphdb.search.search import search
from graphdb.store import GraphStore
from graphdb.upkeep.check import check
from graphdb.writing.plan import Put
from tests.graphdb.touchmap.test_worlds import asked, names
from tests.graphdb.world import FRESH, NOW, TODAY, contact, write

SOURCE = start_source("9901")
NIGHTS = node_id("actor", SOURCE, "bo_natcafe")


def said(source: str, rank: Rank, target: Id, kind: NodeKind, /, **values: Value) -> Put:
    facts = {name: Fact(value, FRESH, FRESH) for name, value in values.items()}
    return Put(Claim(target, source, rank, kind, facts))


def skeleton() -> list[Put]:
    """A night shelter as the start kit names it; with more than a kit says, so that it would be offered."""
    ends = (
        (EdgeKind.SERVES, NIGHTS, area_id("9901")),
        (EdgeKind.REACHES, NIGHTS, term_id("rg_hjemloes")),
    )
    dates = (FRESH, FRESH)
    return [
        said(
            *(SOURCE, Rank.START, NIGHTS, NodeKind.ACTOR),
            name="Natcafé, Vest",
            kind="bo_natcafe",
            phone="+4571111111",
            opening_hours="24/7",
        ),
        *(
            Put(relation(SOURCE, Rank.START, kind, (src, dst), dates=dates, facts={}))
            for kind, src, dst in ends
        ),
    ]


def offered(store: GraphStore) -> set[str]:
    """Where the touch map, a search and the numbers of coverage have the shelter."""
    touch_map = asked(store, situation="sp_hjemloes", acute=True, age=40, known_actors=(NIGHTS,))
    lists = {"call": touch_map.call, "likely": touch_map.likely, "tonight": touch_map.tonight}
    places = {where for where, lines in lists.items() if any("Natcafé" in name for name in names(lines))}
    current = index.current(store, TODAY)
    if search(store, Filters(municipality=("9901",)), now=NOW).total:
        places.add("search")
    if current.coverage("kind")["9901"].get("bo_natcafe"):
        places.add("coverage")
    if has_own(current, "9901"):
        places.add("own")
    return places


def test_what_the_start_kit_alone_names_is_offered_nowhere(world: GraphStore) -> None:
    """Seen red without the placeholder among what is hidden."""
    write(world, skeleton())
    assert offered(world) == set()
    entry = profile(world, NIGHTS, now=NOW)
    assert (entry.placeholder, entry.card.temporary) == (True, NO_CONTACT)
    assert check(world).faults == ()


@pytest.mark.parametrize(
    "word",
    [
        [said("liste", Rank.DIRECTORY, NIGHTS, NodeKind.ACTOR, phone="+4572222222")],
        list(contact(NIGHTS, "Vagt", phone="+4572222222")),
    ],
    ids=["a field", "a contact point"],
)
def test_it_is_an_entry_like_others_once_anybody_else_says_something_of_it(
    world: GraphStore, word: list[Put]
) -> None:
    """Seen red without the relations that no entry is made of."""
    write(world, skeleton())
    index.current(world, TODAY)
    write(world, word)
    assert {"call", "search", "coverage", "own"} <= offered(world)
    assert not profile(world, NIGHTS, now=NOW).placeholder
    assert check(world).faults == ()


def test_any_word_beats_that_of_the_start_kit(world: GraphStore) -> None:
    """Also an older one of a directory."""
    write(world, skeleton())
    older = Claim(
        NIGHTS, "liste", Rank.DIRECTORY, NodeKind.ACTOR, {"name": Fact("Natcaféen Ly", "2020-01-01", "")}
    )
    write(world, [Put(older)])
    assert profile(world, NIGHTS, now=NOW).card.name == "Natcaféen Ly"
