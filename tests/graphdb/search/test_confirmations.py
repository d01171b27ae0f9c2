"""Which entries sink, as each edit and each day leaves it; confirmations looked at before are not again."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from graphdb.freshness.shelf_life import read_confirmed
from graphdb.model import Id
from graphdb.search import index
from graphdb.search.index import confirmations
from graphdb.search.index.columns import Columns
from graphdb.search.index.names import Names
from graphdb.store import GraphStore
from tests.graphdb.town import FRESH, TODAY, actor, actor_id, country, put, service

LONG_AGO = "2020-01-01"
YEARS_ON = "2030-01-01"


@pytest.fixture
def town(store: GraphStore) -> Iterator[GraphStore]:
    put(store, country())
    put(store, actor("a", "Alfa"), actor("b", "Beta", confirmed=LONG_AGO))
    yield store
    index.forget(store)


def stale(store: GraphStore, day: str = TODAY) -> set[Id]:
    followed = index.current(store, day)
    return {followed.id(int(slot)) for slot in followed.stale().nonzero()[0]}


def test_it_follows_edits_and_days(town: GraphStore) -> None:
    """Seen red with what was known of the day before, and with numbers that came later left out."""
    assert stale(town) == {actor_id("b")}
    put(town, actor("c", "Cesar", confirmed="2019-12-31"), actor("b", "Beta", confirmed=FRESH))
    assert stale(town) == {actor_id("c")}
    assert stale(town, YEARS_ON) == {actor_id(code) for code in "abc"}
    assert stale(town) == {actor_id("c")}


def test_the_same_days_say_something_else_of_a_service(town: GraphStore) -> None:
    put(town, service("s", "a", "Tilbud", confirmed=LONG_AGO))
    alone = stale(town)
    index.forget(town)
    assert stale(town) == alone


def test_only_new_confirmations_are_looked_at(town: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    stale(town)
    asked: list[str] = []

    def noted(said: str) -> tuple[str, list[str]]:
        asked.append(said)
        return read_confirmed(said)

    monkeypatch.setattr(confirmations, "read_confirmed", noted)
    put(town, actor("c", "Cesar", confirmed="2018-05-01"))
    assert actor_id("c") in stale(town)
    assert {said.partition(":")[0] for said in asked} == {"2018-05-01"}


class Shared(Names):
    """Codes to which another thread adds, and reads them, right after they are counted."""

    __slots__ = ("meanwhile",)

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], object] | None = None

    def __len__(self) -> int:
        size = super().__len__()
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        return size


def test_two_may_read_while_one_of_them_adds_codes() -> None:
    """Seen red with the codes counted before what is known of them is fetched."""
    codes = Shared()
    columns = replace(Columns.empty(), codes=codes)
    codes.add("2026-05-03:name")
    confirmations.confirmations(columns)

    def meanwhile() -> None:
        codes.add("2026-05-04:name")
        confirmations.confirmations(columns)

    codes.meanwhile = meanwhile
    assert confirmations.confirmations(columns).days.size > 0
