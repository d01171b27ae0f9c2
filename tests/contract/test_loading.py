"""Filling an empty store from another's items: the same contents, whole, and only into an empty one."""

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from graphdb.connect import open_store
from graphdb.errors import Busy, NotEmpty
from graphdb.records import Record, RecordWrite
from graphdb.store import Commit, GraphStore, Item, Term, What
from graphdb.upkeep.transfer import dump
from tests.conftest import Address
from tests.contract.samples import actor, bare, everything, graph, said, writing

A, B = actor("a"), actor("b")


class PowerCut(Exception):
    """What a test throws out of the middle of a load."""


@cache
def history() -> list[Item]:
    """What a store with something of everything in it gives away."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'source.db'}")
        store.prepare()
        fill(store)
        items = everything(store)
        store.close()
    return items


def fill(store: GraphStore) -> Commit:
    """Three commits: a graph, a change with an erasure, records, and a count."""
    store.write(writing("one", *graph(), run="run-1", words={A: "gul roed", B: "blaa"}))
    store.write(writing("two", said(A, name="Nyt"), before=[said(A)], words={A: "groen"}))
    store.records.add("t", 7)
    run = Record("run", "r", "{}", {"k1": "demo", "k3": "ok"})
    records = (RecordWrite(run), RecordWrite(Record("ø", "å", '{"a":1}', expires="2026-12-31")))
    return store.write(bare("three", records=records, erase=(B,)))


def cut_short(items: list[Item], after: int) -> Iterator[Item]:
    yield from items[:after]
    raise PowerCut


def many(count: int) -> list[Item]:
    """Enough records to be written in more than one chunk."""
    return [Record("note", f"{number:06}", "{}", version=9) for number in range(count)]


def test_everything_comes_back_the_same(store: GraphStore) -> None:
    items = history()
    commit = store.load(items)
    assert everything(store) == items
    assert (commit.seq, commit.id) == (3, "three")
    status = store.status()
    assert (status.version, status.head, status.loading) == (3, commit.digest, False)


def test_what_was_loaded_is_found_and_can_be_gone_on_with(store: GraphStore) -> None:
    store.load(history())
    entries = store.entries([A, B])
    ordinals = store.match([((Term("groen"),),), ((Term("gul"),),), ((Term("bl", True),),)])
    assert [*map(list, ordinals)] == [[entries[A].n], [], [entries[B].n]]
    assert len(store.changes(run="run-1").items) == len(graph())
    assert store.records.list("run", where={"k3": "ok"}, now="").items[0].id == "r"
    four = store.write(writing("four", said(B), expect={B: 1}, words={B: "gul"}))
    assert (four.seq, len(store.match([((Term("gul"),),)])[0])) == (4, 1)
    assert store.write(writing("one", said(A, name="Igen"))).seq == 1


def test_a_store_with_something_in_it_is_left_alone(store: GraphStore) -> None:
    store.write(bare("one"))
    before = dump(store)
    with pytest.raises(NotEmpty):
        store.load(history())
    assert dump(store) == before
    assert not store.status().loading


def test_nothing_can_be_loaded(store: GraphStore) -> None:
    assert store.load([]) == Commit(0, "", "", "", "", "", "", "")
    assert (store.status().version, store.status().loading) == (0, False)
    assert store.write(writing("one", said(A))).seq == 1


def test_a_loaded_store_is_another_than_before(store: GraphStore) -> None:
    """Who keeps something about version 3 of the store as it was must not take it for this version 3."""
    before = store.status().fingerprint
    store.load(history())
    assert store.status().fingerprint != before


def test_a_load_cut_short_is_seen_and_begun_again(store: GraphStore) -> None:
    items = [*history(), *many(6000)]
    with pytest.raises(PowerCut):
        store.load(cut_short(items, len(items) - 10))
    assert store.status().loading
    with pytest.raises(Busy):
        store.write(writing("no", said(A)))
    with pytest.raises(PowerCut):
        store.load(cut_short(history(), 5))
    store.load(history())
    assert everything(store) == history()
    assert not store.status().loading


def test_two_loads_at_once_never_mix(store: GraphStore, address: Address) -> None:
    """The later one takes the store over; the earlier one notices before it writes again."""
    other = address.open()

    def interrupted() -> Iterator[Item]:
        yield from many(6000)
        other.load(history())
        yield from many(10)

    try:
        with pytest.raises(Busy):
            store.load(interrupted())
        assert everything(store) == history()
        assert not other.status().loading
    finally:
        other.close()


def test_while_loading_readers_are_told(store: GraphStore, address: Address) -> None:
    other = address.open()
    seen: list[bool] = []

    def watched() -> Iterator[Item]:
        for item in history():
            seen.append(other.status().loading)
            yield item

    try:
        store.load(watched())
        assert all(seen)
        assert not other.status().loading
        assert list(other.scan(What.TALLIES))
    finally:
        other.close()
