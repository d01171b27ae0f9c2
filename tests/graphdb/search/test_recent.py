"""Searches while a run writes do not follow each of its commits; what people save is there at once."""

import threading
from collections.abc import Collection, Iterator, Mapping
from typing import cast

import pytest

from graphdb import deadline
from graphdb.deadline import within
from graphdb.errors import Busy, Unavailable
from graphdb.model import Entry, Id, Node, NodeKind, term_id
from graphdb.runs import runs
from graphdb.runs.runs import Run
from graphdb.search import index
from graphdb.search.index import cache
from graphdb.store import GraphStore, Status
from graphdb.writing.plan import Edit, commit
from tests.graphdb.counting import Counting
from tests.graphdb.town import FRESH, NOW, TODAY, actor, actor_id, country, find, hit_codes, node, place, put

AT = NOW.isoformat()


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(cache, "monotonic", clock)
    return clock


@pytest.fixture
def town(store: GraphStore, clock: Clock) -> Iterator[GraphStore]:
    """A store with an actor, that was searched before."""
    put(store, country())
    put(store, actor("a", "Alfa", areas=["0101"]))
    assert hit_codes(find(store)) == ["a"]
    yield store
    index.forget(store)


@pytest.fixture
def run(town: GraphStore) -> Run:
    return runs.begin(town, "liste", AT, "prøve")


def write(run: Run, edits: list[Edit]) -> None:
    """What a run does for each of its parts."""
    commit(run.store, edits, run.stamp("prøve"))


def wait_for_the_index() -> None:
    for thread in threading.enumerate():
        if thread.name == "index":
            thread.join()


def test_a_search_does_not_follow_the_commits_of_a_run(town: GraphStore, run: Run) -> None:
    """Seen red with ``current``."""
    for code in "bc":
        write(run, actor(code, "Beta", areas=["0101"]))
        assert hit_codes(find(town)) == ["a"]
    run.close()
    assert hit_codes(find(town)) == ["a", "b", "c"]


def test_it_asks_only_who_wrote_and_reads_no_history(town: GraphStore) -> None:
    run = runs.begin(town, "liste", AT, "prøve")
    counted = Counting(town)
    beside = cast("GraphStore", counted)
    assert hit_codes(find(beside)) == ["a"]
    for code in "bcd":
        commit(town, actor(code, "Beta"), run.stamp("prøve"))
        counted.calls.clear()
        assert hit_codes(find(beside)) == ["a"]
        assert counted.calls.keys() <= {"meanwhile", "get", "edges"}, counted.calls
    index.forget(beside)


def test_right_after_a_save_it_asks_once_what_that_touched_and_reads_it(town: GraphStore, run: Run) -> None:
    counted = Counting(town)
    beside = cast("GraphStore", counted)
    assert hit_codes(find(beside)) == ["a"]
    write(run, actor("b", "Beta", areas=["0101"]))
    put(town, actor("c", "Cesar", areas=["0101"]))
    put(town, actor("d", "Delta", areas=["0101"]))
    counted.calls.clear()
    assert hit_codes(find(beside)) == ["a", "c", "d"]
    assert counted.calls == {"meanwhile": 1, "entries": 1, "get": 1, "edges": 1}
    index.forget(beside)


def test_what_people_save_beside_a_run_is_found_by_the_next_search(town: GraphStore, run: Run) -> None:
    """Seen red without looking at who wrote since."""
    write(run, actor("b", "Beta", areas=["0101"]))
    put(town, actor("c", "Cesar", areas=["0147"]))
    assert hit_codes(find(town)) == ["a", "c"]
    write(run, actor("d", "Delta"))
    put(town, actor("a", "Omega", areas=["0101"]), place("p", "0615", of="c"))
    assert hit_codes(find(town, "Omega")) == ["a"]
    assert hit_codes(find(town)) == ["c", "a"]
    run.close()
    assert hit_codes(find(town)) == ["b", "c", "d", "a"]
    assert index.current(town, TODAY).version == town.status().version


def test_a_term_that_people_save_beside_a_run_is_known_to_the_next_search(town: GraphStore, run: Run) -> None:
    write(run, actor("b", "Beta"))
    put(town, node(term_id("civ_gaeld"), NodeKind.ACTOR_TYPE, TODAY, "b", synonyms_da=("pengeskole",)))
    assert hit_codes(find(town, "pengeskole")) == ["a", "b"]


def test_no_search_is_answered_from_an_index_that_is_too_old(
    town: GraphStore, run: Run, clock: Clock
) -> None:
    """Seen red without the limit."""
    write(run, actor("b", "Beta"))
    clock.seconds += 6
    assert hit_codes(find(town)) == ["a", "b"]


def test_a_thread_reads_what_the_run_wrote_while_searches_are_answered(
    town: GraphStore, run: Run, clock: Clock
) -> None:
    """Seen red without the thread."""
    write(run, actor("b", "Beta"))
    clock.seconds += 3
    assert hit_codes(find(town)) == ["a"]
    for thread in [one for one in threading.enumerate() if one.name == "index"]:
        thread.join()
    assert hit_codes(find(town)) == ["a", "b"]


class Gate(Counting):
    """A store of which the thread that reads for searches gets no entries until it is open."""

    def __init__(self, store: GraphStore) -> None:
        super().__init__(store)
        self.reached, self.open = threading.Event(), threading.Event()

    def entries(self, ids: Collection[Id]) -> Mapping[Id, Entry]:
        if threading.current_thread().name == "index":
            self.reached.set()
            assert self.open.wait(60)
        return self._store.entries(ids)


def test_a_search_after_a_save_does_not_wait_for_that_thread(town: GraphStore, clock: Clock) -> None:
    """Seen red: Busy, with one lock for who reads and for what was read."""
    run, gate = runs.begin(town, "liste", AT, "prøve"), Gate(town)
    beside = cast("GraphStore", gate)
    assert hit_codes(find(beside)) == ["a"]
    commit(town, actor("b", "Beta", areas=["0101"]), run.stamp("prøve"))
    clock.seconds += 3
    assert hit_codes(find(beside)) == ["a"]
    assert gate.reached.wait(60)
    put(town, actor("c", "Cesar", areas=["0101"]))
    assert hit_codes(find(beside)) == ["a", "c"]
    gate.open.set()
    wait_for_the_index()
    assert hit_codes(find(beside)) == ["a", "b", "c"]
    index.forget(beside)


def test_a_search_does_not_wait_while_the_index_is_being_renewed(town: GraphStore, clock: Clock) -> None:
    """Seen red, Busy, where it waits for an index of more than five seconds. Of fifteen it does."""
    run, gate = runs.begin(town, "liste", AT, "prøve"), Gate(town)
    beside = cast("GraphStore", gate)
    assert hit_codes(find(beside)) == ["a"]
    commit(town, actor("b", "Beta", areas=["0101"]), run.stamp("prøve"))
    other = threading.Thread(target=index.renew, args=(beside, TODAY), name="index")
    other.start()
    assert gate.reached.wait(60)
    index.renew(beside, TODAY)  # leaves it to the other thread
    clock.seconds += 9
    with within(60):
        assert hit_codes(find(beside)) == ["a"]
    clock.seconds += 9
    with within(0.1), pytest.raises((Busy, Unavailable)):
        find(beside)
    gate.open.set()
    wait_for_the_index()
    assert hit_codes(find(beside)) == ["a", "b"]
    index.forget(beside)


class Hasty(Counting):
    """A store to which a run writes whenever nodes are read."""

    def __init__(self, store: GraphStore, run: Run) -> None:
        super().__init__(store)
        self._run, self._written = run, 0

    def get(self, ids: Collection[Id]) -> Mapping[Id, Node]:
        self.calls["get"] += 1
        self._written += 1
        write(self._run, actor(f"x{self._written}", "Xerxes"))
        return self._store.get(ids)

    def status(self) -> Status:
        self.calls["status"] += 1
        return self._store.status()


def test_a_search_beside_a_run_is_not_begun_anew_after_each_of_its_commits(
    town: GraphStore, run: Run
) -> None:
    """Seen red: three times the same, and four where the index had all when the search began."""
    hasty = Hasty(town, run)
    beside = cast("GraphStore", hasty)
    find(beside)  # reads the index
    index.current(beside, TODAY)
    for _ in ("the index has all", "it is behind"):
        hasty.calls.clear()
        assert hit_codes(find(beside))
        assert hasty.calls["get"] == 1
    index.forget(beside)


def test_nor_is_one_that_comes_right_after_a_save(town: GraphStore, run: Run) -> None:
    """Seen red where it asked whether more was written meanwhile."""
    hasty = Hasty(town, run)
    beside = cast("GraphStore", hasty)
    find(beside)
    write(run, actor("b", "Beta"))
    put(town, actor("c", "Cesar", areas=["0101"]))
    hasty.calls.clear()
    assert "c" in hit_codes(find(beside))
    assert hasty.calls["meanwhile"] == 1
    assert hasty.calls["status"] == 0, "it does not ask whether more was written meanwhile"
    assert hasty.calls["get"] == 1
    index.forget(beside)


def test_that_thread_gives_way_to_who_is_waited_for(
    town: GraphStore, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red without a pause before it reads entries."""
    monkeypatch.setattr(deadline, "_MOST", 60.0)
    run, gate = runs.begin(town, "liste", AT, "prøve"), Gate(town)
    beside = cast("GraphStore", gate)
    assert hit_codes(find(beside)) == ["a"]
    commit(town, actor("b", "Beta", areas=["0101"]), run.stamp("prøve"))
    clock.seconds += 3
    with within(60):
        assert hit_codes(find(beside)) == ["a"]
        assert not gate.reached.wait(0.1)
    gate.open.set()
    wait_for_the_index()
    assert hit_codes(find(beside)) == ["a", "b"]
    index.forget(beside)


def test_the_first_reading_gives_way_to_nobody(town: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red: it stood back at each fifty entries."""
    monkeypatch.setattr(deadline, "_MOST", 60.0)
    index.forget(town)
    with within(500):
        thread = threading.Thread(target=index.current, args=(town, TODAY), name="index")
        thread.start()
        thread.join(50)
        assert not thread.is_alive()


def test_what_a_run_takes_out_of_everybody_s_sight_is_not_shown(town: GraphStore, run: Run) -> None:
    """Seen red with hits of all that the index has."""
    write(run, [node(actor_id("a"), NodeKind.ACTOR, FRESH, "b", visibility="professionals")])
    assert hit_codes(find(town)) == []


def test_another_day_is_asked_for_beside_a_run(town: GraphStore, run: Run) -> None:
    write(run, actor("b", "Beta"))
    put(town, actor("c", "Cesar"))
    assert hit_codes(find(town)) == ["a", "c"]
    assert hit_codes(find(town, at=NOW.replace(day=3))) == ["a", "b", "c"]
