"""How long a person's save takes beside a large import: ``python -m tests.benchmarks.save_beside``.

``--rows`` services of five claims are read in by a process of its own; meanwhile one field of an actor of
another source is saved about once a second, as its own people do it. Printed are half of the saves, 95
percent, the slowest; how many there were, how long the import took, and how busy the machine was. Aimed at:
3 s for the slowest.
"""

import argparse
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import get_context
from os import getloadavg
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic_ns, sleep
from typing import Final

from graphdb.claims import Rank, own_source
from graphdb.model import node_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Set, Stamp, commit
from importers.running.frame import run
from importers.sources import directory
from importers.starting import reference
from tests.benchmarks import apart
from tests.benchmarks.clock import Times, measured, say, tell, timed
from tests.benchmarks.import_memory import ORDER, empty, files

BEFORE: Final = 200
"""Rows that are there before, whose actors are edited."""
PAUSE: Final = 1.0
"""Seconds between two saves."""


def main() -> None:
    """Measure one store, and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.save_beside", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--store", choices=("sqlite", "neo4j"), default="sqlite")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder, empty(asked.store, Path(folder)) as address:
        before, large = Path(folder) / "before", Path(folder) / "large"
        for path in (before, large):
            path.mkdir()
        store = apart.opened(address)
        for _ in reference.load(store, ORDER):
            pass
        run(store, directory.IMPORTER, files(before, BEFORE), ORDER)
        paths = files(large, asked.rows)
        writer = get_context("spawn").Process(
            target=apart.write, args=(address, paths, ORDER.at, ORDER.today)
        )
        waits, seconds = timed(lambda: measured(_saves(store, writer.start, writer.is_alive)))
        writer.join()
        store.close()
    _tell(asked.store, asked.rows, waits, seconds)
    assert writer.exitcode == 0


def _saves(
    store: GraphStore, begin: Callable[[], None], goes_on: Callable[[], bool]
) -> Iterator[Callable[[], object]]:
    """A save after another while the import goes on; the pauses between them are not measured."""
    begin()
    number = 0
    while goes_on():
        number += 1
        yield partial(_save, store, number)
        sleep(PAUSE)


def _save(store: GraphStore, number: int) -> None:
    """Change one field of an actor as its own people do, with the version that was shown to them."""
    actor = node_id("actor", ORDER.source, f"a{number % 5}")
    shown = store.get([actor])[actor].version
    said = f"Rettet {number} {monotonic_ns()}"
    edit = Set(actor, own_source(actor), Rank.OWN, "description", said, ORDER.today)
    commit(store, [edit], Stamp(ORDER.at, "bench", "prøve"), expect={actor: shown})


def _tell(kind: str, rows: int, waits: Times, seconds: float) -> None:
    """The lines."""
    tell("store, rows", f"{kind}, {rows}")
    say("a person's save beside the import", waits, aim="aim 3000")
    over = sum(wait > 3000 for wait in waits.each)
    load = ", ".join(f"{one:.1f}" for one in getloadavg())
    tell("  saves, over 3 s", f"{len(waits.each)}, {over}; the import took {seconds:.0f} s; load {load}")


if __name__ == "__main__":
    main()
