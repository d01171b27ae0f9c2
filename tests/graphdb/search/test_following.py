"""What an index that follows an edit shares with the one before, and what it must not."""

from datetime import timedelta
from typing import cast

from graphdb.fields.facets import FACETS, MUNICIPALITY
from graphdb.model import EdgeKind, NodeKind, area_id, edge_id, node_id, term_id
from graphdb.search import index
from graphdb.search.index import Index
from graphdb.store import GraphStore
from graphdb.writing.plan import Drop
from tests.graphdb.counting import Counting
from tests.graphdb.town import NOW, TODAY, actor, actor_id, link, node, place, put, service


def now(store: GraphStore) -> Index:
    return index.current(store, TODAY)


def test_an_edit_leaves_alone_what_it_does_not_touch(town: GraphStore) -> None:
    """Each facet of a country takes some milliseconds. Seen red with all that is built anew."""
    put(town, actor("a", "A", areas=["0101"]), actor("b", "B", areas=["1084"]))
    put(town, service("a1", "a", "Gæld", terms=["need_gaeld"]), service("b1", "b", "Bo", terms=["rg_rus"]))
    before = now(town)
    put(town, actor("a", "Å", areas=["0101"]), service("b1", "b", "Bo", terms=["rg_rus", "need_gaeld"]))
    after = now(town)
    assert [after.id(slot) for slot in after.order] == [actor_id("b"), actor_id("a")]
    anew = [name for name in (*FACETS, MUNICIPALITY) if after.facets[name] is not before.facets[name]]
    assert anew == ["need"]
    assert after.count(after.shown, "need") == {"need_gaeld": 2}


def test_what_changed_is_read_once_and_leaves_the_vocabulary_as_it_is(town: GraphStore) -> None:
    """Seen red: the vocabulary went through the same, and after twenty pages it was read anew."""
    counted = Counting(town)
    beside = cast("GraphStore", counted)
    before = now(beside)
    put(town, actor("a", "A"))
    counted.calls.clear()
    after = now(beside)
    assert [after.id(slot) for slot in after.order] == [actor_id("a")]
    assert counted.calls["changes"] == 1
    assert after.terms is before.terms
    put(town, node(term_id("civ_gaeld"), NodeKind.ACTOR_TYPE, TODAY, "b", synonyms_da=("pengeskole",)))
    assert now(beside).terms is not before.terms
    index.forget(beside)


def test_who_moves_is_followed_to_where_it_stands_now(town: GraphStore) -> None:
    """Seen red where the towns of places were not compared."""
    put(town, actor("a", "A"), place("p", "0615", of="a", address="Gade 1"))
    assert now(town).actors("0615") == (actor_id("a"),)
    put(town, Drop(edge_id(EdgeKind.IN, node_id("place", "x", "p"), area_id("0615")), "a"))
    put(town, link(EdgeKind.IN, node_id("place", "x", "p"), area_id("0101")))
    assert (now(town).actors("0615"), now(town).actors("0101")) == ((), (actor_id("a"),))


def test_a_region_that_changes_with_an_edit_counts_as_it_is_now(town: GraphStore) -> None:
    """Seen red where the municipalities of the old vocabulary were kept."""
    put(town, actor("a", "A", areas=["1084"]))
    assert now(town).actors("0615") == ()
    put(town, actor("a", "Å", areas=["1084"]), link(EdgeKind.IN, area_id("0615"), area_id("1084")))
    assert now(town).actors("0615") == (actor_id("a"),)


def test_an_edit_on_another_day_is_followed_on_that_day(town: GraphStore) -> None:
    """Seen red with the areas of the day before, where nothing but a name is another."""
    put(town, actor("a", "A"), actor("b", "B", areas=["0101"]))
    put(town, link(EdgeKind.SERVES, actor_id("a"), area_id("0147"), until=TODAY))
    assert now(town).actors("0147") == (actor_id("a"),)
    put(town, actor("b", "Å", areas=["0101"]))
    tomorrow = (NOW + timedelta(days=1)).date().isoformat()
    assert index.current(town, tomorrow).actors("0147") == ()
