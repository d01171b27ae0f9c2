"""A writer or a server killed at any moment: nothing half visible, nothing acknowledged lost."""

import random
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from graphdb.connect import open_store
from graphdb.deadline import within
from graphdb.errors import Busy, Unavailable
from graphdb.page import in_pieces
from graphdb.records import Record, RecordWrite
from graphdb.runs import runs
from graphdb.store import GraphStore, Term
from graphdb.upkeep.check import check
from graphdb.upkeep.transfer import dump, export, restore
from graphdb.writing.plan import Put, Stamp, commit
from tests import neo4j_server
from tests.conftest import Address
from tests.contract.conftest import Writer
from tests.contract.samples import AT, bare, said
from tests.contract.test_loading import many
from tests.contract.writer import BULK, GOES, joined, world
from tests.graphdb.identity.twice import contents
from tests.graphdb.upkeep.sound import fill

SECONDS: Final = 60.0  # a server frees a dead writer's locks when it notices that the connection is gone
Start = Callable[..., Writer]
Killed = Callable[[Writer], None]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export that takes more than one chunk to load."""
    folder = tmp_path_factory.mktemp("export")
    store = open_store(f"sqlite:///{folder / 'source.db'}")
    store.prepare()
    fill(store)
    for records in in_pieces(many(6000), 2000):
        store.records.write(*(RecordWrite(one) for one in records if isinstance(one, Record)))
    export(store, folder / "export.jsonl")
    store.close()
    return folder / "export.jsonl"


def first_words(writer: Writer) -> str:
    """The writer's first line: it is at work now."""
    assert writer.stdout is not None
    line = writer.stdout.readline()
    assert line.endswith("\n"), "the writer died by itself"
    return line.strip()


def last_words(writer: Writer) -> list[str]:
    """What else the writer said before it was killed."""
    assert writer.stdout is not None
    return [line.strip() for line in writer.stdout.readlines() if line.endswith("\n")]


def a_moment(longest: float) -> None:
    """Any moment: the next kill is never at the same step."""
    time.sleep(random.uniform(0, longest))


def patiently(work: Callable[[], object]) -> None:
    """Do it as soon as the store is free again, or its server has come to itself on a busy machine."""
    until = time.monotonic() + SECONDS
    while True:
        try:
            work()
        except (Busy, Unavailable):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def begin(store: GraphStore) -> None:
    """A store that writers can write to."""
    commit(store, world(), Stamp(AT, "tests", "Prøve", id="world"))


def sound(store: GraphStore, acknowledged: list[str]) -> None:
    """Whole commits only, all of those that were acknowledged, and the store goes on."""
    patiently(lambda: store.write(bare("after")))
    assert check(store).faults == ()
    seq_by_commit = {one.id: one.seq for one in store.commits().items}
    assert set(acknowledged) <= seq_by_commit.keys()
    changes = store.changes(limit=1_000_000).items
    for commit_id, seq in seq_by_commit.items():
        if commit_id not in ("world", "after"):
            assert sum(change.seq == seq for change in changes) >= BULK
    before = dump(store)
    store.write(bare(acknowledged[-1]))
    assert dump(store) == before


def loaded(store: GraphStore, file: Path) -> None:
    """Whole, or known to be cut short and then begun again."""
    if store.status().loading:
        with pytest.raises(Busy):
            store.write(bare("too soon"))
    if store.status().version == 0 or store.status().loading:
        patiently(lambda: restore(store, file))
    assert dump(store) == file.read_bytes()
    assert not store.status().loading
    assert len(store.match([((Term("groent"),),)])[0]) == 1


@pytest.mark.usefixtures("torture_round")
def test_a_writer_killed_in_a_commit(store: GraphStore, start: Start) -> None:
    begin(store)
    writer = start("bulk", "w")
    acknowledged = [first_words(writer)]
    a_moment(0.4)
    writer.kill()
    sound(store, acknowledged + last_words(writer))


@pytest.mark.parametrize("at_work", ["import", "undo"])
@pytest.mark.usefixtures("torture_round")
def test_a_run_killed_as_it_is_written_or_taken_back(store: GraphStore, start: Start, at_work: str) -> None:
    """All of it goes and nothing else, though a judgement joins two of whom it speaks.

    Seen red when ``dead`` did not name the run that was left open.
    """
    before = before_a_run(store)
    writer = start("run")
    while first_words(writer) != at_work:
        pass
    a_moment(0.2)
    writer.kill()
    last_words(writer)
    writer.wait()  # a process that has closed its output may not be quite gone
    taken_back(store, before)


def before_a_run(store: GraphStore) -> list[str]:
    """What a store holds of which a run will speak."""
    begin(store)
    commit(store, [joined(), Put(said(GOES, "run", name="Navn", kind="bo_110"))], Stamp(AT, "tests", "Prøve"))
    return graph(store)


def taken_back(store: GraphStore, before: list[str]) -> None:
    """What a run that was killed has left is taken back, and all is as before."""
    patiently(lambda: store.write(bare("after")))
    runs.recover(store, AT, "tests")
    for run in list(runs.list_runs(store)):
        if run["state"] == "done":  # killed between the import and the undo
            runs.undo(store, run["id"], AT, "tests")
    assert graph(store) == before
    assert check(store).faults == ()


def graph(store: GraphStore) -> list[str]:
    """What a store holds but for records, without the numbers of commits."""
    return [line for line in contents(store) if not line.endswith('"what":"record"}')]


@pytest.mark.usefixtures("torture_round")
def test_a_writer_killed_in_a_load(store: GraphStore, start: Start, file: Path) -> None:
    writer = start("load", str(file))
    first_words(writer)
    a_moment(0.8)
    writer.kill()
    if last_words(writer) == ["loaded"]:
        assert store.status().version
    loaded(store, file)


def in_a_commit(store: GraphStore, start: Start, killed: Killed) -> None:
    begin(store)
    writer = start("bulk", "w")
    acknowledged = [first_words(writer)]
    a_moment(0.6)
    killed(writer)
    sound(store, acknowledged + last_words(writer))


def in_an_undo(store: GraphStore, start: Start, killed: Killed) -> None:
    before = before_a_run(store)
    writer = start("run")
    while first_words(writer) != "undo":
        pass
    a_moment(0.6)
    killed(writer)
    last_words(writer)
    writer.wait()
    taken_back(store, before)


def in_a_load(store: GraphStore, start: Start, killed: Killed, file: Path) -> None:
    writer = start("load", str(file))
    first_words(writer)
    a_moment(2.0)
    killed(writer)
    loaded(store, file)


@pytest.mark.sweep  # each moment is a start of Neo4j; a writer's death in an undo and a load is seen above
@pytest.mark.timeout(600)
@pytest.mark.parametrize("at_work", ["commit", "undo", "load"])
@pytest.mark.usefixtures("torture_round")
def test_a_server_killed_at_work(
    own_neo4j: neo4j_server.Server, start_at: Start, file: Path, at_work: str
) -> None:
    address = Address(own_neo4j.uri, own_neo4j.user, own_neo4j.password)
    with closing(address.open()) as store, closing(address.open()) as unaware:
        store.prepare()
        unaware.status()
        start, killed = partial(start_at, address), partial(kill, own_neo4j, store)
        match at_work:
            case "commit":
                in_a_commit(store, start, killed)
            case "undo":
                in_an_undo(store, start, killed)
            case _:
                in_a_load(store, start, killed, file)
        assert unaware.status() == store.status()  # its connection died, and nobody had noticed


def kill(server: neo4j_server.Server, store: GraphStore, writer: Writer) -> None:
    """Kill the server, then its writer, and start it again; the store at hand finds it by itself."""
    server.kill()
    with within(3.5), pytest.raises(Unavailable):
        store.status()
    with within(1.0), pytest.raises(Unavailable):
        store.write(bare("too late"))
    writer.kill()
    server.start()
    patiently(store.prepare)
