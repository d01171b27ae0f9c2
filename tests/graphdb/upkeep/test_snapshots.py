"""Export, open export and check read one version while people write."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import count, islice
from pathlib import Path
from threading import Event, Thread

import pytest
from neo4j import ManagedTransaction

from graphdb.codec import canonical, to_json
from graphdb.errors import Busy, Unavailable
from graphdb.model import EdgeKind, Entry, NodeKind, edge_id, node_id, term_id
from graphdb.records import Record
from graphdb.store import GraphStore, Item, Term, What
from graphdb.stores.neo4j import frozen, reading
from graphdb.upkeep import snapshots
from graphdb.upkeep.check import check
from graphdb.upkeep.publication import publish
from graphdb.upkeep.reasons import erase_reasons, with_reason
from graphdb.upkeep.transfer import dump, export, restore
from graphdb.writing.plan import Drop, Edit, Stamp, commit
from tests.conftest import Address, prepared
from tests.contract.samples import AT
from tests.graphdb.writing.test_plan import BED, HERBERG, TOWN, UNIT, link, node, small


def named(store: GraphStore, name: str) -> None:
    commit(store, [node(UNIT, NodeKind.ACTOR, name=name, kind="bo_110")], Stamp(AT, "test", "Prøve"))


def flagged(store: GraphStore) -> None:
    secret = node(HERBERG, NodeKind.ACTOR, name="Herberget", kind="bo_110", secret_address=True)
    commit(store, [secret], Stamp(AT, "test", "Prøve"))


@pytest.fixture
def town(store: GraphStore) -> GraphStore:
    commit(store, small(), Stamp(AT, "test", "Prøve", id="small", salt=lambda: "salt"))
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


def test_what_is_found_belongs_to_that_version_too(town: GraphStore) -> None:
    """Seen red on Neo4j with what the server finds, and with what changes tell alone of entries since."""
    queries = [((Term(word),),) for word in ("herberg", "seng", "rg_rus", "navn")]
    ids = {entry.n: entry.id for entry in town.scan(What.ENTRIES) if isinstance(entry, Entry)}

    def twice(frozen: GraphStore) -> None:
        before = [{ids[n] for n in hits} for hits in frozen.match(queries)]
        commit(town, [Drop(edge_id(EdgeKind.REACHES, BED, term_id("rg_rus")), "a")], later())
        commit(town, [node(HERBERG, NodeKind.ACTOR, name="Navn", kind="bo_110")], later())
        commit(town, [node(UNIT, NodeKind.ACTOR, name="Herberget Seng", kind="bo_110")], later())
        assert [{ids[n] for n in hits} for hits in frozen.match(queries)] == before
        entries = [entry for entry in frozen.scan(What.ENTRIES) if isinstance(entry, Entry)]
        assert {entry.n: entry.id for entry in entries} == ids

    town.snapshot(twice)


def later() -> Stamp:
    return Stamp(AT, "test", "Prøve")


def state(store: GraphStore) -> bytes:
    everything = [store.status(), *(item for what in What for item in store.scan(what))]
    return repr(everything).encode()


def test_an_embedded_store_is_not_written_through_a_snapshot(sqlite_store: GraphStore) -> None:
    with pytest.raises(TypeError):
        sqlite_store.snapshot(lambda frozen: frozen.records.put(Record("note", "a", "{}")))


def numbered(store: GraphStore, numbers: Iterable[int]) -> None:
    """Commits of which each has its own number: any store to which they were made is the same."""
    for number in numbers:
        forgets = (number - 3,) if number % 8 == 7 else ()  # the reason of the one five before it
        stamp = Stamp(AT, "test", "Prøve", id=f"nr-{number}", salt=lambda: "salt", forgets=forgets)
        planned, _ = commit(store, said_as_number(number), stamp)
        assert {one.field for one in planned.refused} <= {"description"}, "it names a street"


def said_as_number(number: int) -> list[Edit]:
    """What another person writes: names, things that come and go with relations and marks, streets."""
    other, flags = node_id("actor", "x", f"ny{number // 6}"), {"secret_address": True}
    match number % 6:
        case 0:
            return [node(UNIT, NodeKind.ACTOR, name=f"Navn {number}", kind="bo_110")]
        case 1:
            return [Drop(BED, "a"), link(EdgeKind.PART_OF, UNIT, HERBERG)]
        case 2:
            return [node(other, NodeKind.ACTOR, name="Ny", kind="bo_110"), link(EdgeKind.SERVES, other, TOWN)]
        case 3:
            return [node(BED, NodeKind.SERVICE, name=f"Seng {number}")]
        case 4:
            serves = edge_id(EdgeKind.SERVES, UNIT, TOWN)  # its entry changes, and nothing else about it
            served = Drop(serves, "a") if number % 12 == 4 else link(EdgeKind.SERVES, UNIT, TOWN)
            return [Drop(other, "a"), Drop(edge_id(EdgeKind.SERVES, other, TOWN), "a"), served]
        case _:
            values = {"name": "Herberget", "kind": "bo_110", "description": f"Broen 1, nr. {number}"}
            return [node(HERBERG, NodeKind.ACTOR, **values, **(flags if number % 12 == 5 else {}))]


@pytest.fixture
def again(tmp_path: Path) -> Iterator[GraphStore]:
    """Another store, to be told the same or to be filled from a file."""
    yield from prepared(Address(f"sqlite:///{tmp_path / 'again.db'}"))


def test_people_who_write_all_the_time_disturb_nothing(
    town: GraphStore, again: GraphStore, tmp_path: Path
) -> None:
    """Some ten writes a second, until all is read. Seen red with ``stable``: Busy."""
    stop, begun = Event(), Event()

    def write() -> None:
        for number in (number for number in count() if number % 12 != 5 and number % 8 != 7):  # which erase
            numbered(town, [number])
            town.records.add("skrevet")
            begun.set()
            if stop.wait(0.1):
                return

    writer = Thread(target=write)
    writer.start()
    try:
        begun.wait()
        for number in range(3):
            export(town, tmp_path / f"{number}.jsonl")
            publish(town, tmp_path / f"{number}.open")
            assert check(town).faults == ()
    finally:
        stop.set()
        writer.join()
    restore(again, tmp_path / "2.jsonl")
    assert dump(again) == (tmp_path / "2.jsonl").read_bytes()


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


def test_what_looks_damaged_for_a_moment_only_is_no_fault(
    neo4j_store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of a commit that is being applied. Seen red without the second look."""
    looks = count()
    monkeypatch.setattr(reading, "damage", lambda tx: iter([] if next(looks) else ["half a commit"]))
    assert neo4j_store.damage() == []
    assert next(looks) == 2
    monkeypatch.setattr(reading, "damage", lambda tx: iter(["damaged for good"]))
    assert neo4j_store.damage() == ["damaged for good"]


@pytest.mark.parametrize("split", [0, 3, 5, 9, 12])
def test_a_copy_is_of_one_version_whatever_is_written_while_it_is_made(
    neo4j_store: GraphStore, again: GraphStore, monkeypatch: pytest.MonkeyPatch, split: int
) -> None:
    """Seen red without ``_catch_up`` in either place, ``ENTERED``, ``_TAKE_OUT``, ``_forgotten`` or
    ``_erases``.

    What is copied is written to at each step, as by a writer who is much quicker: to begin with, of each kind
    of thing just before it is read, and then before and after what came meanwhile is read.
    """
    numbers = iter(range(split, 100))

    def write(times: int) -> None:
        numbered(neo4j_store, islice(numbers, times))

    items, catch_up = reading.items, frozen._catch_up

    def disturbed_items(tx: ManagedTransaction, what: What, *bounds: str) -> Iterator[Item]:
        if what is not What.TALLIES:  # the last of all, behind the lock of those who write
            write(2)
        return items(tx, what, *bounds)

    def disturbed_catch_up(connection: sqlite3.Connection, after: int, tx: ManagedTransaction) -> None:
        first = not passes
        passes.append(after)
        if first:
            write(2)
        catch_up(connection, after, tx)
        if first:
            write(3)

    def read(copy: GraphStore) -> list[str]:
        write(1)
        return lines(copy)

    passes: list[int] = []
    commit(neo4j_store, small(), Stamp(AT, "test", "Prøve", id="small", salt=lambda: "salt"))
    numbered(neo4j_store, range(split))
    with monkeypatch.context() as disturbed:
        disturbed.setattr(reading, "items", disturbed_items)
        disturbed.setattr(frozen, "_catch_up", disturbed_catch_up)
        text = neo4j_store.snapshot(read)
    assert len(passes) == 2
    commit(again, small(), Stamp(AT, "test", "Prøve", id="small", salt=lambda: "salt"))
    numbered(again, range(split + 13))
    assert text == lines(again)
    assert next(numbers) == split + 14


def test_what_a_store_is_filled_with_while_it_is_copied_is_in_the_copy(
    neo4j_store: GraphStore, again: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was empty when the copy began. Seen red without both ``_catch_up``."""
    commit(again, small(), Stamp(AT, "test", "Prøve"))
    fillings = [lambda: neo4j_store.load([item for what in What for item in again.scan(what)])]
    items = reading.items

    def filled_items(tx: ManagedTransaction, what: What, *bounds: str) -> Iterator[Item]:
        before = list(items(tx, what, *bounds))
        if what is What.ENTRIES and fillings:
            fillings.pop()()
        return iter(before)

    monkeypatch.setattr(reading, "items", filled_items)
    assert neo4j_store.snapshot(lines) == lines(again)


def test_the_copy_is_of_a_file_without_a_name(
    neo4j_store: GraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may hold streets and sessions. Where it has no room, nothing is left of the export either."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    commit(neo4j_store, small(), Stamp(AT, "test", "Prøve"))
    assert neo4j_store.snapshot(lambda copy: (len(lines(copy)) > 1, list(tmp_path.iterdir()))) == (True, [])
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with pytest.raises(Unavailable):
        export(neo4j_store, tmp_path / "one.jsonl")
    assert list(tmp_path.iterdir()) == []


def lines(store: GraphStore) -> list[str]:
    """All that an export would hold, in words that show what differs."""
    return [canonical(to_json(item)) for what in What for item in store.scan(what)]
