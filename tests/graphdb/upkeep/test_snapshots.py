"""Export, open export and check read one version while people write."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from threading import Event, Thread

import pytest

from graphdb.errors import Busy
from graphdb.model import NodeKind
from graphdb.records import Record
from graphdb.store import GraphStore, What
from graphdb.upkeep import snapshots
from graphdb.upkeep.check import check
from graphdb.upkeep.publication import publish
from graphdb.upkeep.transfer import dump, export, restore
from graphdb.writing.plan import Stamp, commit
from graphdb.writing.reasons import erase_reasons, with_reason
from tests.conftest import Address, prepared
from tests.contract.samples import AT
from tests.graphdb.writing.test_plan import HERBERG, UNIT, node, small


def named(store: GraphStore, name: str) -> None:
    commit(store, [node(UNIT, NodeKind.ACTOR, name=name, kind="bo_110")], Stamp(AT, "test", "Prøve"))


def flagged(store: GraphStore) -> None:
    secret = node(HERBERG, NodeKind.ACTOR, name="Herberget", kind="bo_110", secret_address=True)
    commit(store, [secret], Stamp(AT, "test", "Prøve"))


@pytest.fixture
def town(store: GraphStore) -> GraphStore:
    commit(store, small(), Stamp(AT, "test", "Prøve"))
    return store


def test_all_that_is_read_belongs_to_one_version(town: GraphStore) -> None:
    """Seen red with a snapshot that is the store itself."""
    writes: list[Callable[[], None]] = [lambda: named(town, "Enheden")]

    def twice(frozen: GraphStore) -> tuple[bytes, bytes]:
        before = state(frozen)
        if writes:
            writes.pop()()
        return before, state(frozen)

    before, after = town.snapshot(twice)
    assert before == after
    assert UNIT in town.get([UNIT])


def state(store: GraphStore) -> bytes:
    everything = [store.status(), *(item for what in What for item in store.scan(what))]
    return repr(everything).encode()


def test_an_embedded_store_is_not_written_through_a_snapshot(sqlite_store: GraphStore) -> None:
    with pytest.raises(TypeError):
        sqlite_store.snapshot(lambda frozen: frozen.records.put(Record("note", "a", "{}")))


def test_people_who_write_all_the_time_disturb_nothing(sqlite_store: GraphStore, tmp_path: Path) -> None:
    """Seen red with ``stable``: Busy."""
    commit(sqlite_store, small(), Stamp(AT, "test", "Prøve"))
    stop, begun = Event(), Event()

    def write() -> None:
        for number in count():
            named(sqlite_store, f"Navn {number}")
            sqlite_store.records.add("skrevet")
            begun.set()
            if stop.is_set():
                return

    writer = Thread(target=write)
    writer.start()
    try:
        begun.wait()
        for number in range(5):
            export(sqlite_store, tmp_path / f"{number}.jsonl")
            publish(sqlite_store, tmp_path / f"{number}.open")
            assert check(sqlite_store).faults == ()
    finally:
        stop.set()
        writer.join()
    for other in prepared(Address(f"sqlite:///{tmp_path / 'again.db'}")):
        restore(other, tmp_path / "4.jsonl")
        assert dump(other) == (tmp_path / "4.jsonl").read_bytes()


class Meanwhile:
    """A store to which something is written just when a snapshot of it has been read."""

    def __init__(self, store: GraphStore, write: Callable[[], None]) -> None:
        self._store, self._write = store, write

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def snapshot(self, work: Callable[[GraphStore], object]) -> object:
        answer = self._store.snapshot(work)
        self._write()
        return answer


def test_what_is_erased_meanwhile_is_not_in_the_file(town: GraphStore, tmp_path: Path) -> None:
    """Seen red without ``_erased_since``."""
    erasing = Meanwhile(town, lambda: flagged(town))
    assert b"Broen 1" in dump(town)
    export(erasing, tmp_path / "one.jsonl")  # type: ignore[arg-type]
    assert b"Broen 1" not in (tmp_path / "one.jsonl").read_bytes()
    assert (tmp_path / "one.jsonl").read_bytes() == dump(town)


def test_a_reason_that_is_erased_meanwhile_is_not_in_the_file(town: GraphStore, tmp_path: Path) -> None:
    """Seen red with only what changes say that they erased."""
    commit(town, [node(UNIT, NodeKind.ACTOR, name="Enheden", kind="bo_110")], Stamp(AT, "test", "Om Jens B."))
    erasing = Meanwhile(town, lambda: erased(town))
    export(erasing, tmp_path / "one.jsonl")  # type: ignore[arg-type]
    assert b"Jens" not in (tmp_path / "one.jsonl").read_bytes()


def erased(store: GraphStore) -> None:
    erase_reasons(store, list(with_reason(store, "Jens")), AT, "test")


def test_an_export_that_is_overtaken_each_time_gives_up(
    town: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "_erased_since", lambda store, version: True)
    with pytest.raises(Busy):
        dump(town)
