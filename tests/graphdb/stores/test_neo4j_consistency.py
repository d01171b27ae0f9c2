"""Each method answers from one version, though Neo4j itself shows commits while they are being applied."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from threading import Event
from typing import Any, LiteralString
from unittest.mock import Mock

import neo4j
import pytest

from graphdb.claims import Claim
from graphdb.deadline import within
from graphdb.errors import Busy
from graphdb.history import chain
from graphdb.model import Edge, EdgeKind, Entry, Node, NodeKind, edge_id
from graphdb.records import Record, RecordWrite
from graphdb.store import Change, GraphStore, Item, Term, Way, What, WriteSet
from graphdb.stores.neo4j import loading, seqlock
from tests.conftest import Address
from tests.contract.samples import actor, bare, entry, everything, graph, said, writing
from tests.neo4j_waits import sign_of_life

__all__ = ["sign_of_life"]
IDS = [actor(f"n{number}") for number in range(100)]
EXTRA = actor("extra")
LINK = edge_id(EdgeKind.PART_OF, EXTRA, IDS[0])
ROUNDS = 25  # and 40 times that many in `make torture`
TORN = -1

Seen = Iterable[int]


def round_of(k: int) -> WriteSet:
    """Every item says ``k``; an extra node with a relation is there when ``k`` is odd."""
    nodes = [Node(one, NodeKind.ACTOR, {"k": k}) for one in IDS]
    edges = [
        Edge(edge_id(EdgeKind.PART_OF, a, b), EdgeKind.PART_OF, a, b, {"k": k}) for a, b in pairwise(IDS)
    ]
    if k % 2:
        nodes.append(Node(EXTRA, NodeKind.ACTOR, {"k": k}))
        edges.append(Edge(LINK, EdgeKind.PART_OF, EXTRA, IDS[0], {"k": k}))
    claims = tuple(said(one, k=k) for one in IDS)
    return bare(
        f"round{k}",
        nodes=tuple(nodes),
        edges=tuple(edges),
        gone=() if k % 2 else (LINK, EXTRA),
        entries=tuple(entry(one, f"w{k}") for one in IDS),
        claims=claims,
        changes=tuple(chain.change(one.target, "demo", None, one, f"salt{k}") for one in claims),
        records=tuple(RecordWrite(Record("round", one, str(k))) for one in IDS),
    )


def of_view(items: Iterable[Item], extra: str) -> Iterator[int]:
    """The round of each node or relation, and ``TORN`` when the one named is there or not as it should."""
    view = {item.id: item.props["k"] for item in items if isinstance(item, Node | Edge)}
    for k in view.values():
        assert isinstance(k, int)
        yield k if (extra in view) == k % 2 else TORN


def by_get(store: GraphStore) -> Seen:
    return of_view(store.get([*IDS, EXTRA]).values(), EXTRA)


def edges_by(way: Way, among: bool) -> Callable[[GraphStore], Seen]:
    return lambda store: of_view(store.edges([*IDS, EXTRA], way=way, among=among), LINK)


def of_entries(entries: Iterable[Item]) -> Seen:
    return [int(one.words[1:]) for one in entries if isinstance(one, Entry)]


def by_entries(store: GraphStore) -> Seen:
    return of_entries(store.entries(IDS).values())


def by_match(store: GraphStore) -> Seen:
    newest = store.status().version
    ks = range(max(1, newest - 5), newest + 30)
    hits = dict(zip(ks, store.match([((Term(f"w{k}"),),) for k in ks]), strict=True))
    return [k if len(numbers) == len(IDS) else TORN for k, numbers in hits.items() if numbers]


def of_claims(claims: Iterable[Item]) -> Iterator[int]:
    return (int(str(one.facts["k"].value)) for one in claims if isinstance(one, Claim))


def by_claims(store: GraphStore) -> Seen:
    return of_claims(claim for claims in store.claims(IDS).values() for claim in claims)


def by_claims_of(store: GraphStore) -> Seen:
    return of_claims(store.claims_of("demo").items)


def of_changes(changes: Iterable[Item]) -> Seen:
    counts = Counter(change.seq for change in changes if isinstance(change, Change))
    return [0 if count == len(IDS) else TORN for count in counts.values()]


def by_changes(store: GraphStore) -> Seen:
    return of_changes(store.changes(after=store.status().version - 1).items)


def by_status(store: GraphStore) -> Seen:
    status = store.status()
    newest = store.commits(after=status.version - 1, limit=1).items
    return [0 if commit.digest == status.head else TORN for commit in newest]


def by_commits(store: GraphStore) -> Seen:
    commits = store.commits().items
    return [0 if later.prev == commit.digest else TORN for commit, later in pairwise(commits)]


READS: dict[str, Callable[[GraphStore], Seen]] = {
    "get": by_get,
    **{f"edges {way}": edges_by(way, False) for way in Way},
    "edges among": edges_by(Way.OUT, True),
    "entries": by_entries,
    "match": by_match,
    "claims": by_claims,
    "claims_of": by_claims_of,
    "changes": by_changes,
    "commits": by_commits,
    "status": by_status,
    "scan nodes": lambda store: of_view(store.scan(What.NODES), EXTRA),
    "scan edges": lambda store: of_view(store.scan(What.EDGES), LINK),
    "scan claims": lambda store: of_claims(store.scan(What.CLAIMS)),
    "scan entries": lambda store: of_entries(store.scan(What.ENTRIES)),
    "scan records": lambda store: [
        int(one.body) for one in store.scan(What.RECORDS) if isinstance(one, Record)
    ],
    "scan changes": lambda store: of_changes(store.scan(What.CHANGES)),
}


@contextmanager
def busy_machine() -> Iterator[None]:
    """Two processes that want all the time there is: threads of the server stop at every odd moment.

    In the gate those that run other tests are the two.
    """
    others = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) - 1
    loads = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2 - others)]
    try:
        yield
    finally:
        for load in loads:
            load.kill()
            load.wait()


def keep_reading(store: GraphStore, names: Iterable[str], over: Event) -> list[tuple[str, frozenset[int]]]:
    """The rounds that each reading saw, until it is over."""
    return [(name, frozenset(READS[name](store))) for _ in iter(over.is_set, True) for name in names]


@pytest.mark.usefixtures("torture_round")
def test_readers_see_whole_commits_only(neo4j_store: GraphStore) -> None:
    """Red, if not each time, when ``seqlock.whole``, ``consistent`` or ``publish`` leaves a look out."""
    for k in (1, 2):
        neo4j_store.write(round_of(k))
    over, names = Event(), list(READS)
    with busy_machine(), ThreadPoolExecutor() as threads:
        parts = [names[part::4] for part in range(4)]
        readers = [threads.submit(keep_reading, neo4j_store, part, over) for part in parts]
        try:
            for k in range(3, ROUNDS + 1):
                neo4j_store.write(round_of(k))
        finally:
            over.set()
        readings = [reading for reader in readers for reading in reader.result()]
    assert {name for name, _ in readings} == set(READS)
    assert [(name, ks) for name, ks in readings if len(ks) != 1 or TORN in ks] == []


def compare_looks(
    store: GraphStore, names: Iterable[str], over: Event
) -> Iterator[tuple[str, int, frozenset[int]]]:
    """What was read between two looks at one status that was not loading: reading, version, rounds."""
    while True:
        last = over.is_set()
        for name in names:
            before = store.status()
            ks = frozenset(READS[name](store))
            if not before.loading and store.status() == before:
                yield name, before.version, ks
        if last:
            return


@pytest.mark.usefixtures("torture_round")
def test_readers_of_a_load_see_all_of_it_or_are_told(
    neo4j_store: GraphStore, sqlite_store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red when ``START_LOAD`` does not say that a load began, or ``END_LOAD`` comes before the last chunk."""
    monkeypatch.setattr(loading, "CHUNK", 50)
    for k in (1, 2):
        sqlite_store.write(round_of(k))
    items = everything(sqlite_store)
    over, names = Event(), list(READS)
    with busy_machine(), ThreadPoolExecutor() as threads:
        readers = [
            threads.submit(lambda part: list(compare_looks(neo4j_store, part, over)), names[part::4])
            for part in range(4)
        ]
        try:
            neo4j_store.load(items)
        finally:
            over.set()
        readings = [reading for reader in readers for reading in reader.result()]
    assert {name for name, version, _ in readings if version} == set(READS)
    wrong = [one for one in readings if (len(one[2]) != 1 if one[1] else one[2]) or TORN in one[2]]
    assert wrong == []


def by_hand(address: Address, statement: LiteralString) -> None:
    """What somebody, or a writer that died, did to the database."""
    with neo4j.GraphDatabase.driver(address.url, auth=(address.user, address.password)) as driver:
        driver.execute_query(statement)


@pytest.mark.parametrize(
    "left_behind",
    [
        "MATCH (s:Meta {id: 'seqlock'}) SET s.begun = s.begun + 1",  # died before it committed
        "MATCH (s:Meta {id: 'seqlock'}) SET s.done = s.done - 1",  # died after it had
    ],
)
def test_readers_do_not_wait_for_a_writer_that_died(
    neo4j_store: GraphStore,
    neo4j_address: Address,
    left_behind: LiteralString,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first puts it right, and the next does not wait at all."""
    waited: list[int] = []

    def noted(attempt: int) -> float:
        waited.append(attempt)
        return 0.0

    monkeypatch.setattr(seqlock, "_pause", noted)
    neo4j_store.write(writing("one", *graph()))
    by_hand(neo4j_address, left_behind)
    assert set(neo4j_store.get([actor("a")])) == {actor("a")}
    assert waited
    waited.clear()
    assert neo4j_store.status().version == 1
    assert waited == []
    assert neo4j_store.write(writing("two")).seq == 2
    assert neo4j_store.status().version == 2


@pytest.mark.usefixtures("sign_of_life")
def test_a_commit_that_takes_long_to_apply_ends_a_reading_in_time(
    neo4j_store: GraphStore, neo4j_address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has time until it waits behind the writer, and then two seconds."""
    clock, settled = Mock(monotonic=Mock(return_value=0.0)), seqlock.settled

    def at_the_end(*what: Any, **seconds: Any) -> object:
        clock.monotonic.return_value = 58.0
        return settled(*what, **seconds)

    monkeypatch.setattr("graphdb.deadline.time", clock)
    monkeypatch.setattr(seqlock, "settled", at_the_end)
    neo4j_store.write(writing("one", *graph()))
    login = (neo4j_address.user, neo4j_address.password)
    with (
        neo4j.GraphDatabase.driver(neo4j_address.url, auth=login) as driver,
        driver.session() as session,
        session.begin_transaction() as other,
    ):
        other.run("MATCH (m:Meta {id: 'meta'}) SET m.turn = 'min'").consume()
        by_hand(neo4j_address, "MATCH (s:Meta {id: 'seqlock'}) SET s.begun = s.begun + 1")
        with pytest.raises(Busy), within(60):
            neo4j_store.get([actor("a")])
    assert set(neo4j_store.get([actor("a")])) == {actor("a")}
