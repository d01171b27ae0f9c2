"""A store of one's own with the country, to search in."""

from collections.abc import Iterator

import pytest

from graphdb.search import index
from graphdb.store import GraphStore
from tests.graphdb.town import country, put


@pytest.fixture
def town(sqlite_store: GraphStore) -> Iterator[GraphStore]:
    """A store with the country and nobody in it."""
    put(sqlite_store, country())
    yield sqlite_store
    index.forget(sqlite_store)
