"""This checkout beside another one, in turns: ``python -m tests.benchmarks.against OTHER [--store STORE]``.

Each round measures both, each in a process and a store of its own, on the same files. Printed is the best
of all rounds in milliseconds of processor time: on a busy machine the clock on the wall tells of others.
What Neo4j's own server takes is not in it.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Final

import psutil
from flask.testing import FlaskClient

from graphdb import touchmap
from graphdb.claims import Claim, Fact, Rank
from graphdb.directory.profile import profile
from graphdb.model import Id, NodeKind, node_id
from graphdb.search import index
from graphdb.search.index.readmodel import Filters
from graphdb.search.search import search
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from graphdb.writing.plan import Put, Stamp, commit
from importers.running.frame import Order, run
from importers.sources import directory
from importers.starting import reference
from tests.benchmarks import apart, country, mix
from tests.benchmarks.apart import Address
from webapp.app import create_app
from webapp.settings import Settings

NOW: Final = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY: Final = "2026-11-23"
ORDER: Final = Order(source="bench", at=NOW.isoformat(), today=TODAY)
HERE: Final = Path(__file__).parents[2]
SIZE: Final = country.Size(748, 1_875, 16_500)
"""As many actors and services as the open directory that we compare with, and relations like a country's."""
CALLS: Final = 25
_ONE: Final = "--one"
"""How the process is called that measures one checkout."""
Measured = dict[str, float]


def main() -> None:
    """Print a line for each thing done: the other checkout, this one, and their ratio."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.against", description=__doc__)
    parser.add_argument("other", type=Path, help="another checkout")
    parser.add_argument("--store", choices=("sqlite", "neo4j"), default="sqlite")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    best: dict[Path, Measured] = {asked.other.absolute(): {}, HERE: {}}
    with TemporaryDirectory() as folder, _addresses(asked.store, Path(folder)) as empty_store:
        country.write(Path(folder), SIZE)
        for number in range(asked.rounds):
            for tree, lowest in best.items():
                address = empty_store(f"{tree.name}-{number}")
                for name, value in _measured_in(tree, address, folder).items():
                    lowest[name] = min(value, lowest.get(name, value))
    other, ours = best.values()
    for name, value in ours.items():
        print(f"{name:<28}{other[name]:10.2f}{value:10.2f}{value / other[name]:8.2f} x", flush=True)


@contextmanager
def _addresses(store: str, folder: Path) -> Iterator[Callable[[str], Address]]:
    """What gives a new name the address of an empty store."""
    if store == "sqlite":
        yield lambda name: (f"sqlite:///{folder / name}.db", "", "")
        return
    from tests import neo4j_server  # a process on a file is measured without the driver

    server = neo4j_server.LocalServer(folder / "neo4j", brief=False)
    server.start()

    def emptied(name: str) -> Address:
        neo4j_server.wipe(server)
        return (server.uri, server.user, server.password)

    try:
        yield emptied
    finally:
        server.stop()


def _measured_in(tree: Path, address: Address, folder: str) -> Measured:
    """What a process measures that runs this file with the modules of a checkout."""
    done = subprocess.run(
        [sys.executable, "-P", __file__, _ONE, *address, folder],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(done.stderr)
    measured: Measured = json.loads(done.stdout.splitlines()[-1])
    return measured


def measure(address: Address, folder: Path) -> Measured:
    """All that is measured in one process: milliseconds, and megabytes at the end of each part."""
    store = apart.opened(address)
    for _ in reference.load(store, ORDER):
        pass
    catalogue.read(store)
    measured: Measured = {}
    for name in ("import", "import, the same again"):
        measured[name] = _each([partial(run, store, directory.IMPORTER, _files(folder), ORDER)])
    measured["MB after imports"] = _megabytes()
    measured["index, built"] = _each([partial(index.current, store, TODAY)])
    for name, calls in _parts(store):
        waiting = iter(calls)
        for call, _ in zip(waiting, range(3), strict=False):  # the first are slower
            call()
        measured[name] = _each(waiting)
    return measured | {"MB at the end": _megabytes()}


def _files(folder: Path) -> list[Path]:
    return [folder / f"{name}.csv" for name in ("places", "actors", "services", "relations")]


def _each(calls: Iterable[Callable[[], object]]) -> float:
    milliseconds = []
    for call in calls:
        begun = process_time()
        call()
        milliseconds.append((process_time() - begun) * 1000)
    return median(milliseconds)


def _megabytes() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


def _parts(store: GraphStore) -> Iterator[tuple[str, list[Callable[[], object]]]]:
    number = count()

    def edit() -> str:
        name = f"Omdøbt {next(number)}"
        facts = {"name": Fact(name, TODAY, TODAY)}
        claim = Claim(_actor(next(number) % 50), "own", Rank.OWN, NodeKind.ACTOR, facts)
        commit(store, [Put(claim)], Stamp(NOW.isoformat(), "bench", "prøve"))
        return name

    def edit_and_index() -> None:
        edit()
        index.current(store, TODAY)

    def edit_and_find() -> None:
        assert search(store, Filters(q=edit()), now=NOW).total

    yield "edit", [edit] * CALLS
    yield "edit, index", [edit_and_index] * CALLS
    yield "edit, search", [edit_and_find] * CALLS
    random = Random(4)
    actors = [_actor(random.randrange(SIZE.actors)) for _ in range(2 * CALLS)]
    actors = [one for one in actors if one in store.get([one])]
    yield "search", [partial(search, store, one, now=NOW) for _, one in mix.searches(4 * CALLS)]
    yield "profile", [partial(profile, store, one, now=NOW) for one in actors]
    yield "touch map", [partial(touchmap.build, store, one, now=NOW) for one in mix.questions(CALLS)]
    client = create_app(Settings(), store, clock=lambda: NOW).test_client()
    for name, paths in _pages(actors).items():
        yield name, [partial(_get, client, path) for path in paths]


def _actor(number: int) -> Id:
    return node_id("actor", "bench", f"a{number}")


def _pages(actors: Iterable[Id]) -> dict[str, list[str]]:
    words = [*mix.BROAD] * 3
    return {
        "front page": ["/"] * CALLS,
        "result page": [f"/find?q={word}" for word in words],
        "actor page": [f"/actors/{one}" for one in actors],
        "API, list": [f"/api/v1/actors?q={word}" for word in words],
        "API, actor": [f"/api/v1/actors/{one}" for one in actors],
    }


def _get(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200, path


if __name__ == "__main__" and sys.argv[1:2] == [_ONE]:
    _, _, url, user, password, files = sys.argv
    print(json.dumps(measure((url, user, password), Path(files))))
elif __name__ == "__main__":
    main()
