"""A store as an audience sees it, on both kinds of store."""

import sys
from collections.abc import Iterator
from itertools import count
from threading import Event, Thread
from typing import Any, Final, cast

import numpy as np
import pytest

from graphdb.language.danish import token_of
from graphdb.model import Edge, EdgeKind, Id, Node, NodeKind, area_id, is_public, node_id, term_id
from graphdb.network import adjacency
from graphdb.search import index as indexes
from graphdb.search.index.readmodel import Index
from graphdb.store import GraphStore, Term, What
from graphdb.upkeep.check import check
from graphdb.visibility.audience import VISITOR, Audience
from graphdb.visibility.seen import Seen, only_for, whole
from graphdb.writing.plan import Stamp, commit
from tests.graphdb.town import TODAY, actor, actor_id, contact, country, find, link, node, place, put, service

FOR: Final[dict[str, dict[str, Any]]] = {
    "": {},
    "professionals": {"visibility": "professionals"},
    "municipality": {"visibility": "municipality"},
}
PROFESSIONAL: Final = frozenset({"", "professionals"})
SEES: Final[dict[str, tuple[Audience, frozenset[str]]]] = {
    "visitor": (VISITOR, frozenset({""})),
    "professional": (Audience(True), PROFESSIONAL),
    "foreign": (Audience(True, frozenset({"0615"})), PROFESSIONAL),
    "home": (Audience(True, frozenset({"0101"})), frozenset(FOR)),
    "everywhere": (Audience(True, everywhere=True), frozenset(FOR)),
}
HOUSE: Final = actor_id("hus")
WORDS: Final = {"": "alfa", "professionals": "bravo", "municipality": "charlie"}


@pytest.fixture
def town(store: GraphStore) -> GraphStore:
    """For each whom a thing may be for an actor, and of one house a service, a contact point, a relation."""
    put(store, country(), actor("hus", "Huset", "bo_110"), place("dør", "0101", of="hus", city="København"))
    for whom, seen_by in FOR.items():
        code, word = whom or "alle", WORDS[whom]
        put(
            store,
            actor(code, f"{word} hus", "bo_110", areas=("0101",), **seen_by),
            service(code, "hus", f"{word} seng", **seen_by),
            contact(HOUSE, word, **seen_by),
            contact(node_id("place", "x", "dør"), f"{word} port", **seen_by),
            link(EdgeKind.RELATES, HOUSE, actor_id(code), kind="rel_henviser", **seen_by),
        )
    put(store, link(EdgeKind.REACHES, HOUSE, term_id("rg_rus"), **FOR["municipality"]))
    return store


def seen_by(store: GraphStore, who: str) -> GraphStore:
    """The store as they see it; the visitor's is the store itself."""
    return indexes.seen(store, SEES[who][0], TODAY)


def index_of(store: GraphStore, who: str) -> Index:
    return indexes.current(seen_by(store, who), TODAY)


def shown(sight: GraphStore, ids: list[Id]) -> set[str]:
    """Whom those of the nodes are for that a use case takes."""
    return {only_for(node) for node in sight.get(ids).values() if is_public(node)}


@pytest.mark.parametrize("who", SEES)
def test_nodes_and_relations_are_there_for_whom_they_are(town: GraphStore, who: str) -> None:
    """Seen red with homes that nobody asks for."""
    sight, levels = seen_by(town, who), SEES[who][1]
    related = sight.edges([HOUSE], kinds=[EdgeKind.RELATES])
    assert {only_for(edge) for edge in related} == levels
    assert shown(sight, [actor_id(code or "alle") for code in FOR]) == levels
    for owner in (HOUSE, node_id("place", "x", "dør")):
        ties = sight.edges([owner], kinds=[EdgeKind.CONTACTED_AT])
        assert shown(sight, [edge.dst for edge in ties]) == levels, owner
    scanned = cast("Iterator[Edge]", sight.scan(What.EDGES, after="RELATES|", until="RELATES~"))
    assert related == {edge for edge in scanned if is_public(edge)}
    actors = cast("Iterator[Node]", sight.scan(What.NODES, after="actor:", until="actor;"))
    assert len([node for node in actors if is_public(node)]) == 1 + len(levels)
    withheld = sight.edges([HOUSE], kinds=[EdgeKind.RELATES], withheld=True)
    assert len(withheld) == len(FOR), "who works out a change gets all"


@pytest.mark.parametrize("who", SEES)
def test_words_counts_and_neighbours_are_theirs(town: GraphStore, who: str) -> None:
    """Seen red with an index of visitors for all."""
    sight, levels = seen_by(town, who), SEES[who][1]
    for whom, word in WORDS.items():
        for asked in (word, word[:3]):
            expected = {HOUSE, actor_id(whom or "alle")} if whom in levels else set()
            assert {hit.card.id for hit in find(sight, asked).items} == expected, asked
    results = find(sight, municipality="0101")
    assert results.total == results.facets["kind"]["bo_110"] == 1 + len(levels)
    assert ("rg_rus" in results.facets["risk_group"]) == ("municipality" in levels)
    ties, shown = adjacency.current(sight, indexes.current(sight, TODAY))
    assert int(np.count_nonzero(shown)) == 1 + len(levels)
    assert ties.src.size == len(levels)


@pytest.mark.parametrize("who", SEES)
def test_no_word_that_is_not_theirs_is_matched(town: GraphStore, who: str) -> None:
    index, levels = index_of(town, who), SEES[who][1]
    for whom, word in WORDS.items():
        hits = {index.id(slot) for slot in np.flatnonzero(index.having([Term(token_of(word))])).tolist()}
        both = {actor_id(whom or "alle"), node_id("service", "x", whom or "alle")}
        assert hits == (both if whom in levels else set()), word


def test_who_sees_the_same_shares_an_index(town: GraphStore) -> None:
    indices = {who: index_of(town, who) for who in SEES}
    assert indices["visitor"] is indexes.current(town, TODAY)
    assert indices["professional"] is indices["foreign"] is not indices["visitor"]
    assert indices["home"] is indices["everywhere"]
    assert indices["home"] is index_of(town, "home"), "worked out once"
    visitors, home = indices["visitor"], indices["home"]
    assert home.columns.numbers["hours"] is visitors.columns.numbers["hours"]
    assert home.facets["need"] is visitors.facets["need"]


def test_where_nothing_is_withheld_there_is_one_index(store: GraphStore) -> None:
    put(store, country(), actor("hus", "Huset", "bo_110", areas=("0101",)))
    assert index_of(store, "everywhere") is indexes.current(store, TODAY)


def test_it_follows_what_is_written(town: GraphStore) -> None:
    """Seen red with an index that is kept for an audience beside the store's."""
    assert find(seen_by(town, "home"), "delta").total == 0
    put(town, actor("ny", "delta hus", "bo_110", areas=("0101",), **FOR["municipality"]))
    assert find(seen_by(town, "home"), "delta").total == 1
    assert find(seen_by(town, "foreign"), "delta").total == 0
    indexes.forget(town)
    assert find(seen_by(town, "home"), "delta").total == 1


def test_it_is_only_read(town: GraphStore) -> None:
    sight = seen_by(town, "home")
    with pytest.raises(TypeError):
        commit(sight, [link(EdgeKind.REACHES, HOUSE, term_id("rg_restance"))], Stamp(TODAY, "x", "y"))
    with pytest.raises(TypeError):
        sight.match([])
    with pytest.raises(TypeError):
        sight.snapshot(lambda frozen: None)
    assert isinstance(sight, Seen)
    assert whole(sight) is town is whole(town)


def test_the_store_is_sound(town: GraphStore) -> None:
    """View, entries and their marked words are what the claims say."""
    assert not check(town).faults


def test_only_so_many_audiences_are_kept(sqlite_store: GraphStore) -> None:
    """A country has a hundred municipalities, each with facts of its own. Seen red without a bound."""
    put(sqlite_store, country())
    codes = [f"0{number}" for number in range(101, 121)]
    for code in codes:
        place_id = node_id("place", "x", code)
        put(
            sqlite_store,
            actor(code, f"Hus {code}", "bo_110", **FOR["municipality"]),
            node(place_id, NodeKind.PLACE, city="By"),
            link(EdgeKind.LOCATED_AT, actor_id(code), place_id),
            node(area_id(code), NodeKind.AREA, code=code, name=f"Kommune {code}", level="municipality"),
            link(EdgeKind.IN, place_id, area_id(code)),
        )
    for code in codes:
        sight = indexes.seen(sqlite_store, Audience(True, frozenset({code})), TODAY)
        assert find(sight, code).total == 1
    kept = [key for key in indexes.current(sqlite_store, TODAY).memo if key[0] == "opened"]
    assert 0 < len(kept) <= 8


def test_an_audience_may_ask_while_others_work_something_out(town: GraphStore) -> None:
    """Seen red with a walk through what is kept while another thread adds to it."""
    memo, done = indexes.current(town, TODAY).memo, Event()

    def add() -> None:
        for number in count():
            if done.is_set():
                return
            memo["presence", str(number)] = number

    memo.update({("presence", f"x{number}"): number for number in range(50_000)})
    before, adding = sys.getswitchinterval(), Thread(target=add)
    sys.setswitchinterval(1e-5)
    adding.start()
    try:
        for _ in range(5):
            assert find(seen_by(town, "home"), "charlie").total == 2
            for key in [key for key in list(memo) if key[0] in ("asked by", "opened")]:
                del memo[key]
    finally:
        done.set()
        adding.join()
        sys.setswitchinterval(before)


def test_what_is_worked_out_beside_the_requests_is_for_each_sight_that_is_kept(town: GraphStore) -> None:
    sight = seen_by(town, "home")
    assert sight in indexes.sights(town)
    assert sight.base is town if isinstance(sight, Seen) else False
