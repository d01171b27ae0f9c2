"""One thing for each store, one thread at a time."""

from threading import Event, Thread

import pytest

from graphdb import deadline
from graphdb.deadline import give_way, standing_back, within
from graphdb.errors import Busy
from graphdb.per_store import PerStore
from graphdb.store import GraphStore


def test_it_is_kept_until_it_is_forgotten(sqlite_store: GraphStore) -> None:
    kept = PerStore(list[int])
    with kept.of(sqlite_store) as numbers:
        numbers.append(1)
    with kept.of(sqlite_store) as numbers:
        assert numbers == [1]
    kept.forget(sqlite_store)
    with kept.of(sqlite_store) as numbers:
        assert numbers == []


@pytest.mark.usefixtures("clock_stands_still")
def test_who_waits_for_another_thread_waits_no_longer_than_there_is_time(sqlite_store: GraphStore) -> None:
    kept, taken, done = PerStore(list[int]), Event(), Event()

    def take() -> None:
        with kept.of(sqlite_store):
            taken.set()
            done.wait(60)

    other = Thread(target=take)
    other.start()
    assert taken.wait(60)
    with pytest.raises(Busy), within(0.1), kept.of(sqlite_store):
        pass
    done.set()
    other.join()
    with kept.of(sqlite_store) as numbers:
        assert numbers == []


def test_who_reads_does_not_give_way_to_those_who_wait_for_it(
    sqlite_store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red, Busy, where they were counted among those that somebody waits for."""
    monkeypatch.setattr(deadline, "_MOST", 500.0)
    kept, asks = PerStore(list[int]), Event()
    numbers: list[int] = []

    def ask() -> None:
        with within(60):
            asks.set()
            with kept.of(sqlite_store) as read:
                numbers.extend(read)

    other = Thread(target=ask)
    with kept.of(sqlite_store) as reading:
        other.start()
        assert asks.wait(60)
        with standing_back(500):
            give_way()
        reading.append(1)
    other.join()
    assert numbers == [1]
