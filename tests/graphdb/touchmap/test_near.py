"""The part of an index that a map is about: what is asked of it is answered as the index answers."""

from collections.abc import Sequence

import numpy as np
import pytest

from graphdb.model import EdgeKind, Id, NodeKind, node_id, term_id
from graphdb.search import index as indexes
from graphdb.search.index.columns import NONE
from graphdb.search.index.readmodel import Index
from graphdb.store import GraphStore
from graphdb.touchmap.near import Near
from tests.graphdb.touchmap.test_worlds import asked
from tests.graphdb.world import TODAY, actor, actor_id, service, tie, world_term, write


@pytest.fixture
def index(world: GraphStore) -> Index:
    """Three actors: with a service for other towns than its own, without services, and one that closed."""
    write(world, actor("Hus", "civ_vaerested", groups=("rg_hjemloes",)))
    write(world, service("Hus", "Mad", needs=("need_akutbolig",), min_age=18))
    write(world, service("Hus", "Andetsteds", groups=("rg_rus",)))
    write(world, [tie(EdgeKind.SERVES, node_id("service", "x", "Andetsteds"), "area:9902")])
    write(world, actor("Øst", "kom_bolig", towns=("9902",)))
    write(world, actor("Lukket", "kom_bolig", status="defunct"))
    write(world, [world_term("law_a", NodeKind.LEGAL_BASIS, label_da="A")])
    write(world, [tie(EdgeKind.UNDER, node_id("service", "x", "Mad"), term_id("law_a"))])
    return indexes.current(world, TODAY)


def ids(near: Near) -> set[Id]:
    return set(near.ids(range(near.size)))


@pytest.mark.parametrize(
    ("towns", "also", "names"),
    [
        (["9901"], [], ["Hus", "Mad", "Andetsteds"]),
        (["9902"], [], ["Hus", "Mad", "Andetsteds", "Øst"]),
        (["9902"], ["Lukket", "nobody"], ["Hus", "Mad", "Andetsteds", "Øst", "Lukket"]),
        (["0101"], [], []),
        (["0101"], ["Øst"], ["Øst"]),
    ],
)
def test_near_are_who_serves_a_town_with_all_they_offer_and_the_known_ones(
    index: Index, towns: Sequence[str], also: Sequence[str], names: Sequence[str]
) -> None:
    """Seen red with the units that serve the town alone."""
    near = Near.serving(index, towns, map(actor_id, also))
    services = {"Mad", "Andetsteds"}
    assert ids(near) == {
        node_id("service", "x", name) if name in services else actor_id(name) for name in names
    }
    assert [near.place_of(slot) for slot in near.slots] == [*range(near.size)]
    assert near.places_of([NONE, *range(index.size)]).tolist() == [*range(near.size)]
    assert near.slots[near.owner].tolist() == index.owner[near.slots].tolist()


def test_one_elsewhere_has_no_place_and_not_the_last_one(index: Index) -> None:
    """Seen red, for each, with -1 for an answer: numpy takes it for the last."""
    near = Near.serving(index, ["9902"], [])
    for slot in (index.columns.find(actor_id("Lukket")), index.columns.find(actor_id("nobody"))):
        with pytest.raises(KeyError):
            near.place_of(slot)


@pytest.mark.parametrize("also", [(), (actor_id("Lukket"),)])
def test_it_answers_as_the_index_does(index: Index, also: tuple[Id, ...]) -> None:
    near = Near.serving(index, ["9902"], also)
    for name, code in (("municipality", "9902"), ("risk_group", "rg_rus"), ("law", "law_a"), ("kind", "no")):
        units = index.with_any(name, [code])
        assert near.with_any(name, [code]).tolist() == units[near.slots].tolist()
        assert (
            near.actors_of(near.with_any(name, [code])).tolist()
            == index.actors_of(units)[near.slots].tolist()
        )
    assert near.with_flag("need", "bed").tolist() == index.with_flag("need", "bed")[near.slots].tolist()
    places, codes = near.pairs("law")
    assert near.ids(places) == [node_id("service", "x", "Mad")]
    assert [index.code(code) for code in codes.tolist()] == ["law_a"]
    kinds = near.of_kinds(["kom_bolig", "none_such"])
    assert set(near.ids(np.flatnonzero(kinds))) == {actor_id("Øst"), *also}


def test_a_known_actor_elsewhere_is_on_the_map_with_its_hours(world: GraphStore) -> None:
    write(world, actor("Øst", "kom_bolig", towns=("9902",)))
    write(world, service("Øst", "Rådgivning", opening_hours="24/7"))
    touch_map = asked(world, situation="sp_hjemloes", age=30, known_actors=(actor_id("Øst"),))
    assert [one.id for one in touch_map.touched] == [actor_id("Øst")]
    cards = {call.id: call.card for call in touch_map.call if call.card}
    assert cards[actor_id("Øst")].phone == "+4571111111"
