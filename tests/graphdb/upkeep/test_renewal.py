"""What is not for everybody is written again once in the life of a store, and is as it was."""

from collections.abc import Iterator

import pytest

from graphdb.model import PROFESSIONALS, Edge, Entry, Node
from graphdb.store import GraphStore, What
from graphdb.upkeep import renewal
from graphdb.upkeep.check import check
from tests.graphdb.confirming.house import AT, HOUSE, build
from tests.graphdb.world import contact, write


@pytest.fixture
def house(each_world: GraphStore) -> Iterator[GraphStore]:
    """A house with a number for professionals."""
    build(each_world)
    write(each_world, contact(HOUSE, "Lederen", phone="+4573333333", visibility=PROFESSIONALS))
    yield each_world
    for record in each_world.records.list(renewal.KIND, now="").items:
        each_world.records.delete(record.kind, record.id)


def shown(store: GraphStore) -> list[object]:
    """What is shown, whatever commit it is of, and what is searched."""
    items = [item for what in (What.NODES, What.EDGES, What.ENTRIES) for item in store.scan(what)]
    assert all(isinstance(item, Node | Edge | Entry) for item in items)
    return [(item.id, item.props) if isinstance(item, Node | Edge) else item for item in items]


def test_it_is_written_again_as_its_claims_have_it(house: GraphStore) -> None:
    before, version = shown(house), house.status().version
    assert renewal.renew(house, AT) == 1
    assert house.status().version == version + 1
    assert shown(house) == before
    assert check(house).faults == ()
    assert renewal.is_done(house)
    assert renewal.renew(house, AT) == 0
