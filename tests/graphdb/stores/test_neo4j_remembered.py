"""A reading of one version may begin with a status that is remembered, and is of what stands all the same."""

from collections.abc import Iterator
from itertools import chain, repeat
from typing import cast
from unittest.mock import Mock

import pytest

from graphdb.concurrency.stable import stable
from graphdb.errors import NotFound
from graphdb.message import message
from graphdb.model import Node, NodeKind
from graphdb.store import GraphStore, Status
from graphdb.stores.neo4j import store as neo4j_stores
from tests.conftest import Address, prepared
from tests.contract.samples import actor, bare

A = actor("a")


class Looks:
    """A store that counts how often it is asked for its status."""

    def __init__(self, store: GraphStore) -> None:
        self._store, self.count = store, 0

    def remembered(self) -> Status | None:
        return self._store.remembered()

    def status(self) -> Status:
        self.count += 1
        return self._store.status()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Mock:
    clock = Mock(return_value=0.0)
    monkeypatch.setattr(neo4j_stores, "monotonic", clock)
    return clock


@pytest.fixture
def other(neo4j_address: Address) -> Iterator[GraphStore]:
    """The same store, as another process has it."""
    yield from prepared(neo4j_address)


@pytest.fixture
def standing(neo4j_store: GraphStore, clock: Mock) -> GraphStore:
    """A store whose status has been seen, and has stood for some seconds."""
    call(neo4j_store, "Alfa")
    neo4j_store.status()
    clock.return_value += 3
    assert neo4j_store.remembered() == neo4j_store.status()
    return neo4j_store


def call(store: GraphStore, name: str) -> None:
    store.write(bare(name, nodes=(Node(A, NodeKind.ACTOR, {"name": name}),)))


def name_of(store: GraphStore) -> str:
    return stable(store, lambda status: f"{store.get([A])[A].text('name')} {status.version}")


def test_what_others_wrote_since_is_read_anew(standing: GraphStore, other: GraphStore) -> None:
    call(other, "Beta")
    assert name_of(standing) == "Beta 2"


def test_so_is_what_they_write_while_it_is_being_read(standing: GraphStore, other: GraphStore) -> None:
    names = chain(["Beta"], repeat(""))

    def read(status: Status) -> tuple[int, int]:
        first = standing.get([A])[A].version
        if name := next(names):
            call(other, name)
        return first, standing.get([A])[A].version

    assert stable(standing, read) == (2, 2)


def test_what_was_not_there_when_it_was_seen_is_looked_for_again(
    standing: GraphStore, other: GraphStore
) -> None:
    call(other, "Beta")

    def read(status: Status) -> int:
        if status.version < 2:
            raise NotFound(message("stores.changing"))
        return status.version

    assert stable(standing, read) == 2


def test_while_nobody_writes_it_is_asked_for_once(standing: GraphStore) -> None:
    looks = Looks(standing)
    assert stable(cast("GraphStore", looks), lambda status: status.version) == 1
    assert looks.count == 1


def test_what_changed_a_moment_ago_is_not_remembered(
    standing: GraphStore, other: GraphStore, clock: Mock
) -> None:
    call(other, "Beta")
    standing.status()
    assert standing.remembered() is None
    clock.return_value += 3
    assert standing.remembered() == standing.status()


def test_nor_is_what_stood_before_one_wrote_oneself(standing: GraphStore) -> None:
    call(standing, "Beta")
    assert standing.remembered() is None


def test_what_is_not_there_while_nobody_writes_is_looked_for_once(standing: GraphStore) -> None:
    """Seen red when it was looked for again however the store stood."""
    versions: list[int] = []

    def read(status: Status) -> int:
        versions.append(status.version)
        raise NotFound(message("stores.changing"))

    with pytest.raises(NotFound):
        stable(standing, read)
    assert versions == [1]


def test_what_a_search_beside_an_import_saw_is_remembered_too(
    standing: GraphStore, other: GraphStore, clock: Mock
) -> None:
    """Seen red when only the question for the status was noted."""
    call(other, "Beta")
    assert standing.meanwhile(1).status.version == 2
    assert standing.remembered() is None
    clock.return_value += 3
    assert standing.remembered() == standing.status()
