"""A drop-in centre and a large hostel in each kind of store, and nothing that was answered."""

from collections.abc import Iterator

import pytest

from graphdb.confirming import asked, links
from graphdb.doubts import doubts
from graphdb.proposals import disowning, proposals
from graphdb.store import GraphStore
from tests.graphdb.confirming.house import build


@pytest.fixture
def house(each_world: GraphStore) -> Iterator[GraphStore]:
    """The actors of ``build``; what is written about their answers goes."""
    build(each_world)
    yield each_world
    for kind in (asked.KIND, links.KIND, proposals.KIND, doubts.KIND, disowning.KIND):
        for record in each_world.records.list(kind, now="").items:
            each_world.records.delete(record.kind, record.id)
