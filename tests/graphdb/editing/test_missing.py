"""What an entry lacks most, on both stores."""

from graphdb.editing.missing import missing
from graphdb.store import GraphStore
from tests.graphdb.confirming.house import HOSTEL, HOUSE, NOW, build
from tests.graphdb.world import actor, actor_id, write


def test_an_empty_entry_lacks_three_things_and_a_full_one_none_of_them(each_world: GraphStore) -> None:
    """The telephone first: without it nothing else helps."""
    build(each_world)
    write(each_world, actor("tom", "civ_vaerested"))
    assert [one.id for one in missing(each_world, actor_id("tom"), NOW)] == [
        "missing.services",
        "missing.groups",
        "missing.hours",
    ]
    said = {one.id for one in missing(each_world, HOUSE, NOW)}
    assert said == {"missing.groups", "missing.description"}
    assert "missing.description" not in {one.id for one in missing(each_world, HOSTEL, NOW)}
