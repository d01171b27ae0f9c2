"""Who is in a municipality: asked of the index, and the same as when each is asked about by itself."""

import pytest

from graphdb.coverage.presence import Presence, presence, presence_without
from graphdb.search import index as indexes
from graphdb.store import GraphStore
from tests.graphdb.world import STALE, TODAY, actor, actor_id, located, service, write

GROUP = "rg_hjemloes"


def of(store: GraphStore, municipality: str = "9901") -> Presence:
    return presence(indexes.current(store, TODAY), municipality)


def test_the_actors_are_in_the_order_of_their_names(world: GraphStore) -> None:
    for name in ("Ågården", "Bo", "Zoo", "Alfa"):
        write(world, actor(name, "bo_110", groups=[GROUP]))
    names = ["Alfa", "Bo", "Zoo", "Ågården"]
    assert of(world).all_ids() == tuple(actor_id(name) for name in names)
    assert [local.id for local in of(world).of("bo_110", GROUP)] == [actor_id(name) for name in names]
    assert of(world, "9902").all_ids() == ()


def test_what_serves_here_by_a_service_alone_is_here(world: GraphStore) -> None:
    write(world, [*actor("Herberg", "bo_110", towns=["9902"]), *located("Herberg", "9902")])
    write(world, service("Herberg", "seng", groups=[GROUP]))
    assert of(world).all_ids() == ()
    assert of(world, "9902").services() == ("service:x:seng",)


def test_a_kind_is_asked_for_by_what_its_actors_name(world: GraphStore) -> None:
    write(world, [*actor("Café", "civ_vaerested", groups=[GROUP]), *actor("Herberg", "bo_110")])
    assert of(world).kinds_that_name(GROUP) == ("civ_vaerested",)
    assert of(world).ids(["bo_110", "civ_vaerested"]) == (actor_id("Herberg"), actor_id("Café"))
    assert of(world).kind_of(actor_id("Café")) == "civ_vaerested"
    assert of(world).kind_of("actor:x:nobody") == ""


@pytest.mark.parametrize(("kind", "by_law"), [("kom_voksen", True), ("jus_politi", True), ("bo_110", False)])
def test_who_is_there_by_law(world: GraphStore, kind: str, by_law: bool) -> None:
    assert of(world).by_law(kind) is by_law


def test_too_old_is_who_has_a_fact_that_can_spoil_the_call(world: GraphStore) -> None:
    write(world, [*actor("Ny", "bo_110"), *actor("Gammel", "bo_110", day=STALE)])
    assert list(of(world).overdue(TODAY)) == [(actor_id("Gammel"), STALE)]
    assert list(of(world).overdue("2024-10-02")) == []
    write(world, service("Gammel", "seng", day="2023-05-01", opening_hours="24/7"))
    assert list(of(world).overdue(TODAY)) == [(actor_id("Gammel"), "2023-05-01")]


def test_without_some_the_rest_is_as_it_was(demo: GraphStore) -> None:
    index = indexes.current(demo, TODAY)
    before = presence(index, "9901")
    gone = frozenset(before.all_ids()[::7])
    after = presence_without(index, "9901", gone)
    assert set(after.all_ids()) == set(before.all_ids()) - gone
    for kind in before.places:
        for group in ("rg_rus", "rg_vold"):
            left = [local for local in before.of(kind, group) if local.id not in gone]
            assert list(after.of(kind, group)) == left


def test_it_is_worked_out_once_for_each_version(world: GraphStore) -> None:
    write(world, actor("Ny", "bo_110"))
    index = indexes.current(world, TODAY)
    assert presence(index, "9901") is presence(index, "9901")
    write(world, actor("Nyere", "bo_110"))
    assert len(of(world).all_ids()) == len(presence(index, "9901").all_ids()) + 1
