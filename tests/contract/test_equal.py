"""The same random edits to two stores: at the end they are equal byte for byte, and sound by every check."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from graphdb.claims import EXISTS, Claim, Fact, Rank, relation
from graphdb.fields.relation import DIFFERENT, SAME, VERDICT
from graphdb.model import EDGES, EdgeKind, Id, NodeKind, Value
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore, Term, What
from graphdb.upkeep.check import check
from graphdb.upkeep.transfer import dump, export, restore
from graphdb.writing.plan import Clear, Confirm, Drop, Edit, Put, Set, Stamp, commit
from tests import neo4j_server
from tests.conftest import Address
from tests.contract.samples import AT, bare

NODES: Final[dict[Id, NodeKind]] = {
    **{f"actor:x:{one}": NodeKind.ACTOR for one in "abcd"},
    **{f"service:x:{one}": NodeKind.SERVICE for one in "st"},
    **{f"place:x:{one}": NodeKind.PLACE for one in "pq"},
    **{f"contact:x:{one}": NodeKind.CONTACT_POINT for one in "vw"},
    "area:9901": NodeKind.AREA,
    "term:rg_rus": NodeKind.RISK_GROUP,
    "term:need_seng": NodeKind.NEED,
}
SOURCES: Final = {
    "own": Rank.OWN,
    "kommune": Rank.MUNICIPALITY,
    "æ-register": Rank.REGISTER,
    "coordinator:9901": Rank.COORDINATOR,
}
LINKS: Final = sorted(
    (kind, src, dst)
    for src in NODES
    for dst in NODES
    for kind in EdgeKind
    if src != dst and (NODES[src], kind, NODES[dst]) in EDGES
)
FIELDS: Final[dict[NodeKind, dict[str, Sequence[Value]]]] = {
    NodeKind.ACTOR: {
        "kind": ["bo_110", "kom_bolig"],
        "description": ["Hjælp til borgere i hjemløshed \U0001f600", "§ 110"],
        "cvr": ["00000012"],
        "secret_address": [True, False],
        "other_names": [("Huset", "Broen"), ("Æ",)],
    },
    NodeKind.SERVICE: {"min_age": [0, 18, 120], "anonymous": [True, False]},
    NodeKind.PLACE: {"address": ["Hemmelig Vej 7"], "city": ["Brostad"], "lat": [55.0, 56.1], "lon": [10.5]},
    NodeKind.CONTACT_POINT: {
        "role": ["Vagten ved Hemmelig Vej 7", "Leder"],
        "phone": ["+4500123456"],
        "visibility": ["public", "municipality"],
    },
    NodeKind.AREA: {"code": ["9901"], "level": ["municipality"]},
}
names = st.sampled_from(["Herberget", "Værestedet Ø", "Å", "herberget", "Rådgivning & mere"])
days = st.sampled_from(["2024-02-29", "2025-01-01", "2026-03-01"])


@st.composite
def nodes(draw: st.DrawFn) -> Put:
    """A claim on a node, whole or lacking what its kind requires."""
    target = draw(st.sampled_from(sorted(NODES)))
    source = draw(st.sampled_from(sorted(SOURCES)))
    table = FIELDS.get(NODES[target], {})
    chosen = {name: draw(st.sampled_from(list(table[name]))) for name in sorted(table) if draw(st.booleans())}
    if draw(st.integers(0, 9)):
        chosen |= {name: table[name][0] for name in ("kind", "code", "level", "role") if name in table}
    facts = {name: Fact(value, draw(days), draw(days)) for name, value in chosen.items()}
    if NODES[target] is not NodeKind.CONTACT_POINT:
        facts["name"] = Fact(draw(names), draw(days), draw(days))
    return Put(Claim(target, source, SOURCES[source], NODES[target], facts))


@st.composite
def links(draw: st.DrawFn) -> Put:
    """A claim that a relation is there, or is not."""
    kind, src, dst = draw(st.sampled_from(LINKS))
    source = draw(st.sampled_from(sorted(SOURCES)))
    mark, facts = "", {}
    if kind is EdgeKind.RELATES:
        mark = draw(st.sampled_from(["henviser", "henviser.2026"]))
        facts = {"kind": Fact("henviser", draw(days), draw(days))}
    if kind is EdgeKind.SAME:
        facts = {VERDICT: Fact(draw(st.sampled_from([SAME, SAME, DIFFERENT])), draw(days), draw(days))}
    if draw(st.integers(0, 9)) == 0:
        facts[EXISTS] = Fact(False, draw(days), draw(days))
    dates = (draw(days), draw(days))
    return Put(relation(source, SOURCES[source], kind, (src, dst), facts, mark=mark, dates=dates))


@st.composite
def fields(draw: st.DrawFn) -> Set | Clear | Confirm:
    """What a person says of one field of a node, for a source."""
    target = draw(st.sampled_from(sorted(NODES)))
    source = draw(st.sampled_from(["coordinator:9901", "own"]))
    table = FIELDS.get(NODES[target], {})
    name = draw(st.sampled_from([*sorted(table), "name"]))
    where, day = (target, source, SOURCES[source], name), draw(days)
    match draw(st.integers(0, 3)):
        case 0:
            return Clear(*where, day)
        case 1:
            return Confirm(*where, day)
    return Set(*where, draw(st.sampled_from(list(table[name])) if name in table else names), day)


edits = st.lists(nodes() | links() | fields(), min_size=1, max_size=12)


class Pair(RuleBasedStateMachine):
    """Two stores that get the same writes."""

    def __init__(self, stores: Callable[[], tuple[GraphStore, GraphStore]], folder: Path) -> None:
        super().__init__()
        self.stores = stores()
        self.folder = folder
        self.number = 0

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

    @rule(which=st.integers(0, 99))
    def say_again(self, which: int) -> None:
        """A commit of before is sent once more, with other contents."""
        again = bare(f"commit-{1 + which % self.number}")
        one, other = (store.write(again) for store in self.stores)
        assert one == other

    @rule(
        kind=st.sampled_from(["run", "konto"]),
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
