"""How fast a country-sized directory is: ``python -m tests.benchmarks [--store STORE] [--size SHARE]``.

The size is a share of 20,000 actors, 40,000 services and 300,000 relations. Times are in milliseconds: half
of the calls, 95 percent, the slowest; then what is aimed at, and how many times the bare floor it is.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic_ns, process_time, sleep
from typing import Final, TypeVar

from psutil import Process

from graphdb import touchmap
from graphdb.claims import Claim, Fact, Rank, own_source
from graphdb.deadline import within
from graphdb.directory.profile import profile
from graphdb.identity.candidates import list_candidates
from graphdb.model import Edge, Entry, Node, NodeKind, node_id
from graphdb.search import index
from graphdb.search.index.readmodel import Filters
from graphdb.search.results import Results
from graphdb.search.search import search
from graphdb.store import Change, GraphStore, What
from graphdb.vocabulary import catalogue
from graphdb.writing.pipeline import short_turns
from graphdb.writing.plan import Put, Set, Stamp, commit
from graphdb.writing.secrecy import flag
from importers.running.frame import Order, run
from importers.running.report import Report
from importers.sources import directory as directory_format
from importers.starting import reference
from tests import neo4j_server
from tests.benchmarks import apart, coordinator, country, mix
from tests.benchmarks.apart import Address
from tests.benchmarks.clock import Times, measured, say, tell, timed
from tests.benchmarks.floors import Contents, Floor, Neo4jFloor, SqliteFloor
from webapp.app import DEADLINE_SECONDS

NOW: Final = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY: Final = "2026-11-23"
ORDER: Final = Order(source="bench", at=NOW.isoformat(), today=TODAY)
WARMING: Final = 3
"""Such rounds of a tenth of a country go to a server that has just started. Until then its own compiler takes
as much of the processor as the statements do, and what is measured last looks best."""
MEANWHILE: Final = 0.2
"""Of a country is imported while others edit and search: enough for a hundred searches."""
IMPORTED: Final = f":{ORDER.source}:"
"""In the ids of all that the import brings, and of nothing else."""
T = TypeVar("T")
AIMS: Final = {
    "sqlite": {"search": "p95 25", "touch map": "15", "profile": "5"},
    "neo4j": {"search": "90", "touch map": "50", "profile": "15"},
}


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock, and of processor time: of this process, and with that of the server."""

    seconds: float
    own: float
    of_all: float

    @classmethod
    def median(cls, each: Iterable["Spent"]) -> "Spent":
        """The median of each number by itself."""
        return cls(*map(median, zip(*map(astuple, each), strict=True)))

    def over(self, bare: "Spent") -> str:
        """How many times what the bare statements took."""
        clock, processor = self.seconds / bare.seconds, self.of_all / bare.of_all
        return f"{clock:.2f} x, of processor time {processor:.2f} x"


@dataclass(frozen=True, slots=True)
class Bench:
    """One store under measurement."""

    kind: str
    store: GraphStore
    address: Address
    floor: Floor
    folder: Path
    size: country.Size
    server: neo4j_server.Server | None = None

    def spending(self, call: Callable[[], T]) -> tuple[T, Spent]:
        """What a call answers, and what it took."""
        own, server = process_time(), self._of_server()
        answer, seconds = timed(call)
        own = process_time() - own
        return answer, Spent(seconds, own, own + self._of_server() - server)

    def _of_server(self) -> float:
        """Processor time of a server that runs here; of any other nothing is known."""
        if not isinstance(self.server, neo4j_server.LocalServer):
            return 0.0
        times = Process(self.server.pid).cpu_times()
        return float(times.user + times.system)

    def empty(self) -> None:
        """Take out all that earlier rounds wrote."""
        if self.server is not None:
            neo4j_server.wipe(self.server)
            self.store.prepare()

    def aim(self, name: str) -> str:
        """What is aimed at on two cores."""
        return f"aim {AIMS[self.kind][name]}"


def main() -> None:
    """Measure everything, one line each."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--store", choices=sorted(AIMS), default="sqlite")
    parser.add_argument("--size", type=float, default=1.0, help="1.0 is the whole country")
    parser.add_argument("--rounds", type=int, default=200, help="calls of each kind")
    parser.add_argument(
        "--imports",
        type=int,
        default=3,
        help="into Neo4j, and as often the bare statements in turns with them, each time into an empty store",
    )
    parser.add_argument("--coordinator", action="store_true", help="only what coordinators look at")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder, _opened(asked.store, Path(folder)) as opened:
        address, store, floor, server = opened
        bench = Bench(asked.store, store, address, floor, Path(folder), country.Size.of(asked.size), server)
        tell("store, size", f"{bench.kind}, {bench.size}")
        edit = partial(_edit, bench.store)
        _warm(bench)
        if asked.coordinator:
            bench.empty()
            _load(bench)
            coordinator.measure(bench.store, edit, NOW, asked.rounds)
            return
        importing(bench, asked.imports)
        indexing(bench)
        coordinator.measure(bench.store, edit, NOW, asked.rounds)
        searching(bench, asked.rounds)
        reading(bench, asked.rounds)
        editing(bench)
        writing_meanwhile(bench)


@contextmanager
def _opened(
    kind: str, folder: Path
) -> Iterator[tuple[Address, GraphStore, Floor, neo4j_server.Server | None]]:
    if kind == "sqlite":
        path = folder / "store.db"
        address = (f"sqlite:///{path}", "", "")
        yield address, apart.opened(address), SqliteFloor(path), None
        return
    server = neo4j_server.given() or neo4j_server.own(folder / "neo4j", brief=False)
    server.start()
    try:
        address = (server.uri, server.user, server.password)
        with neo4j_server.connect(server) as driver:
            yield address, apart.opened(address), Neo4jFloor(driver), server
    finally:
        server.stop()


def importing(bench: Bench, rounds: int) -> None:
    """The import path, with diff, claims and history; the bare rows alone, in turns; the same files again,
    which are read, and once more, when their digests are known.
    """
    costs = []
    for _ in range(1 if bench.server is None else rounds):
        bench.empty()
        report, spent, paths = _load(bench)
        _tell_import(bench, report, spent)
        bare = _fill(bench)
        tell("bare statements, the same rows", f"{bare.seconds:.1f} s; the import took {spent.over(bare)}")
        costs.append((spent, bare))
    ours, floor = (Spent.median(each) for each in zip(*costs, strict=True))
    if len(costs) > 1:
        tell("import over bare, the medians", ours.over(floor))
    for name in ("import, the same again", "import, once more"):
        _, again = timed(lambda: run(bench.store, directory_format.IMPORTER, paths, ORDER))
        tell(name, f"{again:.1f} s")


def _tell_import(bench: Bench, report: Report, spent: Spent) -> None:
    new = sum(counts["new"] for counts in report.counts.values())
    entities = bench.size.actors + bench.size.services
    pace = f"{new / spent.seconds:.0f}/s, {entities / spent.seconds:.0f} entries/s"
    tell("import", f"{spent.seconds:.1f} s: {new} claims, {pace}")
    tell("  of it own processor time", f"{spent.own:.1f} s: {new / spent.own:.0f} claims/s")
    hidden = sum(problem.reason == flag.REASON for problem in report.problems)
    tell("refused", f"{len(report.problems) - hidden} rows; {hidden} secret addresses not kept")


def _fill(bench: Bench) -> Spent:
    """What the bare statements take for the rows that the import brought."""
    bench.floor.fill(_contents(bench.store, imported=False))
    rows = _contents(bench.store, imported=True)
    _, bare = bench.spending(lambda: bench.floor.fill(rows))
    return bare


def _load(bench: Bench) -> tuple[Report, Spent, Sequence[Path]]:
    """The report of the import, what it took, and what was imported."""
    _load_reference(bench.store)
    paths = country.write(bench.folder, bench.size)
    report, spent = bench.spending(lambda: run(bench.store, directory_format.IMPORTER, paths, ORDER))
    return report, spent, paths


def _warm(bench: Bench) -> None:
    """Let a server compile what the import asks of it, and what the bare statements do."""
    small = replace(bench, size=country.Size.of(0.1))
    for _ in range(0 if bench.server is None else WARMING):
        small.empty()
        _load(small)
        _fill(small)


def _load_reference(store: GraphStore) -> None:
    for _ in reference.load(store, ORDER):
        pass


def _contents(store: GraphStore, *, imported: bool) -> Contents:
    """What the import brought, or what was there before and its relations lead to."""
    return Contents(
        _rows(store, What.NODES, Node, imported),
        _rows(store, What.EDGES, Edge, imported),
        _rows(store, What.ENTRIES, Entry, imported),
        _rows(store, What.CLAIMS, Claim, imported),
        _rows(store, What.CHANGES, Change, imported),
    )


def _rows(store: GraphStore, what: What, sort: type[T], imported: bool) -> list[T]:
    return [one for one in store.scan(what) if isinstance(one, sort) and (IMPORTED in _id(one)) is imported]


def _id(item: object) -> str:
    return item.target if isinstance(item, Claim | Change) else str(getattr(item, "id", ""))


def indexing(bench: Bench) -> None:
    """Building the index, what it adds to the process, and following one edit."""
    catalogue.read(bench.store)
    actor_index, seconds = timed(lambda: index.current(bench.store, TODAY))
    with get_context("spawn").Pool(1) as pool:
        added = pool.apply(apart.index_memory, (bench.address, TODAY))
    tell("index, built", f"{seconds:.2f} s, adds {added:.0f} MB, {actor_index.size} entries")
    waiting, took = timed(lambda: list_candidates(bench.store, today=TODAY))
    tell("candidates for one and the same", f"{took:.2f} s, {len(waiting)} to be judged")
    say("index, one edit followed", measured(_following(bench)))
    say("coverage, 98 x 17", measured(_covering(bench)), aim="few")
    random = Random(3)
    asked = [
        (random.choice(mix.TOWNS)[0], random.choice(mix.GROUPS), random.choice(mix.NEEDS)) for _ in range(200)
    ]
    say("reach", measured(partial(actor_index.reach, *one) for one in asked), aim="aim 0.4")


def _following(bench: Bench) -> Iterator[Callable[[], object]]:
    for number in range(20):
        _edit(bench.store, number)
        yield lambda: index.current(bench.store, TODAY)


def _covering(bench: Bench) -> Iterator[Callable[[], object]]:
    """An index keeps its coverage, so each is asked of a new one."""
    for number in range(10):
        _edit(bench.store, number)
        yield index.current(bench.store, TODAY).coverage


def searching(bench: Bench, rounds: int) -> None:
    """Searches with facets over the stated mix, and each sort by itself."""
    asked = mix.searches(rounds)
    lexicon = catalogue.read(bench.store).lexicon
    floors = measured(bench.floor.words(words) for _, one in asked if (words := lexicon.query(one.q).tokens))
    for _, one in asked[:20]:
        _search(bench, one)
    say(
        "search, the mix",
        measured(partial(_search, bench, one) for _, one in asked),
        floor=floors,
        aim=bench.aim("search"),
    )
    for sort, share in mix.SHARES.items():
        mine = [one for name, one in asked if name == sort]
        if mine:
            say(f"  {sort} ({share} %)", measured(partial(_search, bench, one) for one in mine))


def _search(bench: Bench, asked: Filters) -> Results:
    return search(bench.store, asked, now=NOW)


def _search_as_served(bench: Bench, asked: Filters) -> Results:
    """With a deadline, as each request has one."""
    with within(DEADLINE_SECONDS):
        return _search(bench, asked)


def reading(bench: Bench, rounds: int) -> None:
    """Profiles and touch maps."""
    random = Random(4)
    actors = [node_id("actor", "bench", f"a{random.randrange(bench.size.actors)}") for _ in range(rounds)]
    floors = measured(bench.floor.near(one) for one in actors)
    profiles = measured(partial(profile, bench.store, one, now=NOW) for one in actors)
    say("profile", profiles, floor=floors, aim=bench.aim("profile"))
    questions = mix.questions(max(20, rounds // 4))
    touchmap.build(bench.store, questions[0], now=NOW)
    maps = measured(partial(touchmap.build, bench.store, one, now=NOW) for one in questions)
    say("touch map", maps, aim=bench.aim("touch map"))


def editing(bench: Bench) -> None:
    """One edit, and the search after it that must find it."""
    say("edit", measured(partial(_edit, bench.store, number) for number in range(30)))

    def edit_and_find(number: int) -> None:
        name = _edit(bench.store, number)
        assert _search(bench, Filters(q=name)).total

    say(
        "edit, then a search for it",
        measured(partial(edit_and_find, number) for number in range(10)),
    )


def writing_meanwhile(bench: Bench) -> None:
    """How long an edit waits while an import writes, and searches take: one right after it, and others."""
    changed = country.write(bench.folder, country.Size.of(MEANWHILE * bench.size.actors / country.ACTORS))
    writer = get_context("spawn").Process(target=apart.write, args=(bench.address, changed, ORDER.at, TODAY))
    writer.start()
    waits: list[float] = []
    edited: list[float] = []
    others: list[float] = []
    number = 1000
    asked = partial(_search_as_served, bench, Filters(q="gæld"))
    with short_turns():  # as the threads of a server have them
        while writer.is_alive():
            waits += measured([partial(_save, bench.store, number := number + 1)]).each
            edited += measured([asked]).each
            for _ in range(3):
                sleep(0.1)
                others += measured([asked]).each
    writer.join()
    say("a person's save while an import writes", Times(tuple(sorted(waits))), aim="aim 3000")
    tell("searches meanwhile", f"{len(edited)} right after a save, {len(others)} others")
    say("search right after a save", Times(tuple(sorted(edited))), aim="aim p95 50")
    say("search while an import writes", Times(tuple(sorted(others))), aim="aim p95 50")


def _edit(store: GraphStore, number: int) -> str:
    """Change one actor's name by its own source; answers the name."""
    name = f"Omdøbt {number} {monotonic_ns()}"
    facts = {"name": Fact(name, TODAY, TODAY)}
    claim = Claim(node_id("actor", "bench", f"a{number % 50}"), "own", Rank.OWN, NodeKind.ACTOR, facts)
    commit(store, [Put(claim)], Stamp(NOW.isoformat(), "bench", "prøve"))
    return name


def _save(store: GraphStore, number: int) -> None:
    """Change one field of an actor as its own people do, with what was shown to them."""
    actor = node_id("actor", "bench", f"a{number % 50}")
    shown = store.get([actor])[actor].version
    edit = Set(actor, own_source(actor), Rank.OWN, "description", f"Rettet {number} {monotonic_ns()}", TODAY)
    commit(store, [edit], Stamp(NOW.isoformat(), "bench", "prøve"), expect={actor: shown})


if __name__ == "__main__":
    main()
