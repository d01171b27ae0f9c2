"""The same random edits to two stores: at the end they are equal byte for byte, and sound by every check."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Final, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from graphdb.claims import Claim, Fact, Rank, relation
from graphdb.errors import Refused
from graphdb.fields.relation import SAME, VERDICT
from graphdb.history import chain
from graphdb.model import EdgeKind, Id
from graphdb.records import NOTHING_EXPECTED, Record, RecordKey, RecordWrite
from graphdb.runs import runs
from graphdb.runs.undo import Undone
from graphdb.store import GraphStore, Term, What, every
from graphdb.upkeep.check import check
from graphdb.upkeep.transfer import dump, export, restore
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit
from graphdb.writing.secrecy.flag import without_address
from tests import neo4j_server
from tests.conftest import Address
from tests.contract.random_edits import FIELDS, LINKS, NODES, SOURCES, edits, links, nodes
from tests.contract.samples import AT, bare
from tests.graphdb.runs.test_undo import claims_of

T = TypeVar("T")
Key = tuple[Id, str]
"""Target and source."""
IMPORTED: Final = ("own", "æ-register")
"""The sources that are imported; for the first, persons write too."""
NOT_YET: Final = {"actor:x:d", "service:x:t"}
"""What nobody has spoken of at the beginning."""
puts: Final = st.lists(nodes() | links(), min_size=1, max_size=6)


@contextmanager
def same_ids(number: int) -> Iterator[None]:
    """Runs, and commits of runs, get their ids and salts from this number, not by chance."""
    numbers = count()

    def stamp(
        at: str, by: str, why: str, run: str = "", expect_records: Mapping[RecordKey, int] = NOTHING_EXPECTED
    ) -> Stamp:
        made_up = f"of-run-{number}-{next(numbers)}", map(str, count()).__next__
        return Stamp(at, by, why, run, *made_up, expect_records=expect_records)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "Stamp", stamp)
        patch.setattr(runs, "secrets", SimpleNamespace(token_hex=lambda _: f"{number}"))
        yield


def open_part(claim: Claim) -> Claim:
    """What a secret address cannot take from a claim of this world: an erasing changes its run, too."""
    shown = without_address(claim)
    facts = {name: fact for name, fact in shown.facts.items() if name != "role"}
    return replace(shown, facts=facts, run="")


class Pair(RuleBasedStateMachine):
    """Two stores that get the same writes."""

    def __init__(self, stores: Callable[[], tuple[GraphStore, GraphStore]], folder: Path) -> None:
        super().__init__()
        self.stores = stores()
        self.folder = folder
        self.number = 0
        self.moment = 0  # how often something was done to runs
        self.running: list[runs.Run] = []  # the run at work, in each store
        self.kinds: set[str] = set()  # of the claims that it brings
        self.finished: list[str] = []
        self.lost: set[str] = set()
        self.runs: dict[Key, list[str]] = {}  # those that said something, the newest last
        self.said_in: dict[Key, str] = {}  # the run that said what stands
        self.listened = 0  # the last commit that these know of

    @initialize()
    def begin(self) -> None:
        """Most of the world is there from the start, so that relations have ends."""
        values = {"name": "Navn", "kind": "bo_110", "code": "9901", "level": "municipality"}
        facts = {name: Fact(value, "2024-01-01", "2024-01-01") for name, value in values.items()}
        self.write(
            [
                Put(
                    Claim(
                        one, "own", Rank.OWN, kind, {n: facts[n] for n in facts if n == "name" or n in known}
                    )
                )
                for one, kind in NODES.items()
                if one not in NOT_YET
                for known in [FIELDS.get(kind, {})]
            ]
        )

    @rule(edits=edits, run=st.sampled_from(["", "run-1"]))
    def say(self, edits: list[Edit], run: str) -> None:
        """Sources say something new, several things at a time."""
        self.write(edits, run=run)

    @rule(one=st.sampled_from(sorted(NODES)), sources=st.sets(st.sampled_from(sorted(SOURCES)), min_size=1))
    def unsay(self, one: Id, sources: set[str]) -> None:
        """Sources say nothing about a node any more; the last one takes its relations with it."""
        self.write([Drop(one, source) for source in sorted(sources)])

    @rule(which=st.integers(0, 99), source=st.sampled_from(sorted(SOURCES)))
    def unlink(self, which: int, source: str) -> None:
        """A source takes a relation back."""
        there = [edge.id for edge in self.stores[0].scan(What.EDGES)]  # type: ignore[union-attr]
        if there:
            self.write([Drop(there[which % len(there)], source)])

    @rule(pair=st.sampled_from([link for link in LINKS if link[0] is EdgeKind.SAME]), stands=st.booleans())
    def judge(self, pair: tuple[EdgeKind, Id, Id], stands: bool) -> None:
        """Two are one, or not any more."""
        kind, src, dst = pair
        facts = {VERDICT: Fact(SAME, "2025-01-01", "2025-01-01")}
        source = "coordinator:9901"
        said = relation(source, SOURCES[source], kind, (src, dst), facts, dates=("2025-01-01", "2025-01-01"))
        self.write([Put(said) if stands else Drop(said.target, source)])

    @rule(source=st.sampled_from(IMPORTED), puts=puts)
    def begin_run(self, source: str, puts: list[Put]) -> None:
        """An import begins, once the one before is done, and writes its first part."""
        self.end_run(well=True)
        self.running = self.in_both(lambda which: runs.begin(self.stores[which], source, AT, "tests"))
        self.kinds = set()
        self.write_in_run(puts)

    @precondition(lambda self: self.running)
    @rule(puts=puts, gone=st.sets(st.sampled_from(sorted(NODES)), max_size=2))
    def go_on_with_run(self, puts: list[Put], gone: set[Id]) -> None:
        """The next part of it."""
        self.write_in_run(puts, gone)

    @precondition(lambda self: self.running)
    @rule()
    def fail_run(self) -> None:
        """It ends in an error, and is taken back."""
        self.end_run(well=False)

    @precondition(lambda self: self.finished)
    @rule(which=st.integers(0, 99))
    def take_back(self, which: int) -> None:
        """A finished run is taken back, as was foretold: once, and when no other is at work."""
        run = self.finished[which % len(self.finished)]

        def undo(which: int, *, dry_run: bool = False) -> Undone:
            return runs.undo(self.stores[which], run, AT, "tests", dry_run=dry_run)

        def refused(why: str) -> None:
            before = [store.status().version for store in self.stores]
            for number in (0, 1):
                with pytest.raises(Refused, match=why):
                    undo(number)
            assert [store.status().version for store in self.stores] == before

        if self.running:
            refused("i gang")
            self.end_run(well=True)
        if run not in self.lost:
            forecast, _ = self.in_both(lambda which: undo(which, dry_run=True))
            assert self.lose(run, undo) == forecast
        refused("allerede")

    @rule(which=st.integers(0, 99))
    def say_again(self, which: int) -> None:
        """A commit of before is sent once more, with other contents."""
        again = bare(f"commit-{1 + which % self.number}")
        one, other = (store.write(again) for store in self.stores)
        assert one == other

    @rule(
        kind=st.sampled_from(["aftale", "konto"]),
        record_id=st.sampled_from("aå"),
        key=st.sampled_from(["", "x", "y"]),
    )
    def note(self, kind: str, record_id: str, key: str) -> None:
        """Something beside the graph, and a count."""
        self.number += 1
        record = Record(kind, record_id, f'{{"n":{self.number}}}', {"k2": key} if key else {})
        other_record = replace(record, kind="konto", id="å")
        gone = [RecordWrite(other_record, gone=True)] if record.key != other_record.key else []
        change = bare(f"commit-{self.number}", records=(RecordWrite(record), *gone))
        one, other = (store.write(change) for store in self.stores)
        for store in self.stores:
            store.records.add(f"t{key}")
        assert one == other

    @rule(record_id=st.sampled_from("aå"), expires=st.sampled_from(["", "2026", "2027"]))
    def record(self, record_id: str, expires: str) -> None:
        """Something beside the graph that no commit carries, and what has expired goes."""
        record = Record("session-like", record_id, "{}", {"k1": "x"}, expires)
        one, other = (store.records.put(record) for store in self.stores)
        assert one == other
        gone = [store.records.purge("2026-06") for store in self.stores]
        assert gone[0] == gone[1]

    @rule()
    def reopen(self) -> None:
        """Nothing is kept in memory only."""
        for store in self.stores:
            store.close()

    @rule(
        words=st.sampled_from(["herberg", "rusmiddel", "vaerested", "hjaelp", "h", "110"]),
        prefix=st.booleans(),
    )
    def find(self, words: str, prefix: bool) -> None:
        """The same entries are found."""
        matches = []
        for store in self.stores:
            ids = {entry.n: entry.id for entry in store.entries(sorted(NODES)).values()}
            matches.append({ids[n] for n in store.match([((Term(words, prefix),),)])[0]})
        assert matches[0] == matches[1]

    def teardown(self) -> None:
        """Equal, sound, and the same again from a file."""
        one, other = self.stores
        try:
            self.end_run(well=False)
            assert dump(one) == dump(other)
            assert [check(store).faults for store in self.stores] == [(), ()]
            self.through_a_file()
        finally:
            for store in self.stores:
                store.close()

    def through_a_file(self) -> None:
        """Export one, restore it into a new store."""
        path = self.folder / "export.jsonl"
        export(self.stores[1], path)
        (self.folder / "again.db").unlink(missing_ok=True)
        again = Address(f"sqlite:///{self.folder / 'again.db'}").open()
        again.prepare()
        restore(again, path)
        assert dump(again) == path.read_bytes()
        again.close()

    def write(self, edits: Sequence[Edit], *, run: str = "") -> None:
        """Commit to both; what is done and what is refused must be the same."""
        self.number += 1
        plans = []
        for store in self.stores:
            salt = map(str, count()).__next__
            stamp = Stamp(AT, "tests", "Prøve", run, f"commit-{self.number}", salt)
            plans.append(commit(store, edits, stamp))
        assert plans[0] == plans[1]
        if plans[0][1] is None:
            self.number -= 1
        self.listen()

    def write_in_run(self, puts: Sequence[Put], gone: Collection[Id] = ()) -> None:
        """Commit to both as the run at work; its source alone speaks."""
        source = self.running[0].source
        said = [Put(replace(put.claim, source=source, rank=SOURCES[source])) for put in puts]
        self.kinds |= {put.claim.kind for put in said}
        edits: list[Edit] = [*(Drop(target, source) for target in sorted(gone)), *said]
        one, other = self.in_both(
            lambda which: commit(self.stores[which], edits, self.running[which].stamp("Prøve"))
        )
        assert one == other
        self.listen()

    def end_run(self, *, well: bool) -> None:
        """The run at work, if there is any, is done or taken back."""
        begun, self.running = self.running, []
        if not begun:
            return
        if not well:
            self.lose(begun[0].id, lambda which: begun[which].undo())
            return
        for run in begun:
            run.outcome = {"kinds": sorted(self.kinds)}
        self.in_both(lambda which: begun[which].close())
        self.finished.append(begun[0].id)

    def lose(self, run: str, undo: Callable[[int], Undone | None]) -> Undone:
        """Take a run back in both: nothing else is lost, and what is left of it is named or counted.

        Seen red when an undo forgot what was said since, by ``_Line.standing`` as it was before the run.
        """
        self.lost.add(run)
        before, said_in = claims_of(self.stores[0]), {**self.said_in}
        one, other = self.in_both(undo)
        assert one is not None
        assert one == other
        self.listen()
        after = claims_of(self.stores[0])
        of_others = {key: claim for key, claim in before.items() if said_in[key] not in self.lost}
        assert of_others.keys() <= after.keys()
        for key, claim in of_others.items():
            assert open_part(after[key]) == open_part(claim)
        left = {key for key in after if self.said_in[key] == run}
        assert len(left - {(kept.target, kept.source) for kept in one.kept}) <= one.said_again
        return one

    def listen(self) -> None:
        """Note what each new commit said, and of each claim the run that said what stands.

        The run that an erasing gives a claim has said nothing of it.
        """
        store, after = self.stores[0], str(self.listened)
        run_by_seq = {one.seq: one.run for one in every(lambda at: store.commits(after=int(at)), after)}
        for change in every(lambda at: store.changes(after=int(at)), after):
            key, run = (change.target, change.source), run_by_seq[change.seq]
            before, now = chain.sides(change) if change.body else (None, None)
            erases = chain.erases(change) is not None
            if before and now and (before == now or (erases and before.says_the_same(now))):
                continue  # hidden, shown, or erased
            if run not in self.lost:
                self.runs.setdefault(key, []).append(run)
                self.said_in[key] = run
            elif erases:
                self.said_in[key] = next((one for one in self.runs[key][::-1] if one not in self.lost), run)
            elif now:
                self.said_in[key] = now.run
        self.listened = store.status().version

    def in_both(self, act: Callable[[int], T]) -> list[T]:
        """Do it to the first store and to the second, with the same ids."""
        self.moment += 1
        answers = []
        for which in (0, 1):
            with same_ids(self.moment):
                answers.append(act(which))
        return answers


def emptied(server: neo4j_server.Server) -> GraphStore:
    """The session's Neo4j with nothing in it."""
    neo4j_server.wipe(server)
    return ready(Address(server.uri, server.user, server.password))


def ready(address: Address) -> GraphStore:
    """A prepared store."""
    store = address.open()
    store.prepare()
    return store


both_kinds = pytest.mark.parametrize("other", ["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])


@both_kinds
def test_two_stores_told_the_same_are_the_same(
    request: pytest.FixtureRequest, tmp_path: Path, other: str
) -> None:
    """With SQLite on both sides it still shows that every history is sound."""
    compare(request, tmp_path, other, examples=3 * request.config.getoption("--rounds"), steps=12)


@pytest.mark.sweep
@pytest.mark.timeout(1800)
@both_kinds
def test_so_they_are_after_many_steps(request: pytest.FixtureRequest, tmp_path: Path, other: str) -> None:
    """``make sweep``: sixty histories of forty steps; without it one."""
    compare(request, tmp_path, other, examples=60 if request.config.getoption("--sweep") else 1, steps=40)


def compare(request: pytest.FixtureRequest, folder: Path, other: str, *, examples: int, steps: int) -> None:
    """Run the machine on pairs of empty stores."""
    numbers = count()

    def stores() -> tuple[GraphStore, GraphStore]:
        return new_file(), emptied(
            request.getfixturevalue("neo4j_server")
        ) if other == "neo4j" else new_file()

    def new_file() -> GraphStore:
        return ready(Address(f"sqlite:///{folder / f'{next(numbers)}.db'}"))

    class Machine(Pair):
        def __init__(self) -> None:
            super().__init__(stores, folder)

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
