"""One thing for each store, one thread at a time."""

from threading import Event, Thread

import pytest

from graphdb.deadline import within
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
