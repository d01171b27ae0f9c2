"""Each request has its time, and whoever waits for the database knows how much is left of it."""

from typing import Any

import pytest

from graphdb.deadline import remaining
from graphdb.store import GraphStore
from tests.webapp.conftest import UNHURRIED, application

LONG = 600.0


class Asked:
    """A real store that notes, at each use, how long a wait for it may take."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self.left: list[float] = []

    def __getattr__(self, name: str) -> Any:
        self.left.append(remaining(LONG))
        return getattr(self._store, name)


@pytest.mark.parametrize("path", ["/find?q=herberg", "/actors/actor:demo:herberg-broen", "/readyz", "/en/"])
def test_what_a_page_asks_the_database_is_within_its_time(demo_store: GraphStore, path: str) -> None:
    """Seen red without ``Deadline`` around the application."""
    store: Any = Asked(demo_store)
    client = application(store).test_client()
    assert client.get(path).status_code == 200
    assert store.left
    assert max(store.left) <= UNHURRIED
    assert remaining(LONG) == LONG
