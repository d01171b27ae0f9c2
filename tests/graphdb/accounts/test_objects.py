"""Which roles hold for an actor: its own, those of what it is part of, and those of its municipalities."""

import pytest

from graphdb.accounts.objects import holders
from graphdb.accounts.roles import OF_OBJECT, Grant, Right, Role, may
from graphdb.model import EdgeKind, area_id
from graphdb.store import GraphStore
from tests.graphdb.identity.twice import same
from tests.graphdb.world import TODAY, actor, actor_id, located, service, tie, write

HOUSE, NIGHT, OTHER = actor_id("huset"), actor_id("natten"), actor_id("andre")


@pytest.fixture
def housed(each_world: GraphStore) -> GraphStore:
    """A house with a part that serves another municipality, and a third actor for the whole region."""
    write(each_world, [*actor("huset", "civ_vaerested"), *located("huset", "9901")])
    write(
        each_world, [*actor("natten", "civ_vaerested", towns=["9902"]), tie(EdgeKind.PART_OF, NIGHT, HOUSE)]
    )
    write(each_world, [*actor("andre", "civ_vaerested", towns=["1082"])])
    return each_world


def test_a_part_is_of_the_whole_and_not_the_other_way(housed: GraphStore) -> None:
    """Seen red without the way up, and with the municipalities of the whole."""
    assert holders(housed, NIGHT, TODAY) == {NIGHT, HOUSE, "9902"}
    assert holders(housed, HOUSE, TODAY) == {HOUSE, "9901"}


def test_who_serves_a_region_is_of_no_municipality_until_it_has_an_address(housed: GraphStore) -> None:
    assert holders(housed, OTHER, TODAY) == {OTHER}
    write(housed, located("andre", "9902"))
    assert holders(housed, OTHER, TODAY) == {OTHER, "9902"}


def test_what_a_service_names_counts(housed: GraphStore) -> None:
    write(housed, service("andre", "ude"))
    write(housed, [tie(EdgeKind.SERVES, "service:x:ude", area_id("9902"))])
    assert holders(housed, OTHER, TODAY) == {OTHER, "9902"}


def test_who_is_shown_as_one_is_one(housed: GraphStore) -> None:
    """A role for either id holds for both."""
    write(housed, [same(OTHER, NIGHT)])
    assert holders(housed, NIGHT, TODAY) == holders(housed, OTHER, TODAY) | {NIGHT}
    assert {OTHER, NIGHT, "9902"} <= holders(housed, OTHER, TODAY)


@pytest.mark.parametrize("what", ["9901", "9999", "", "actor:x:ingen", "actor:x:<"])
def test_a_municipality_and_what_nobody_knows_are_of_themselves(housed: GraphStore, what: str) -> None:
    assert holders(housed, what, TODAY) == {what}


def test_a_right_to_an_object_is_for_its_own_alone() -> None:
    editor, coordinator = Grant(Role.EDITOR, HOUSE), Grant(Role.COORDINATOR, "9901")
    assert may([editor], Right.EDIT, {NIGHT, HOUSE})
    assert not may([editor], Right.EDIT, {OTHER})
    assert not may([editor], Right.COORDINATE, {HOUSE})
    assert not may([coordinator], Right.EDIT, {HOUSE, "9901"})
    assert may([coordinator], Right.COORDINATE, {HOUSE, "9901"})
    for right in OF_OBJECT:
        assert not may([editor, coordinator], right)
    assert may([Grant(Role.ADMINISTRATOR)], Right.COORDINATE)
