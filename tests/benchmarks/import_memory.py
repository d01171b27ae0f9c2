"""The memory an import takes, and how it grows: ``python -m tests.benchmarks.import_memory``.

Each row is a service of five claims: what it is, whose, and three relations. Each size is a share of
``--rows``, twice the one before, imported into an empty ``--store`` by a process of its own. Printed are the
peak memory of that process, what a row added since the size before, and how long it took, of which its own
processor time. Aimed at for 100,000 rows: 300 MB, and 60 s into SQLite and 120 s into Neo4j.
"""

import argparse
import csv
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Final

from importers.running.frame import Order, run
from importers.sources import directory
from importers.starting import reference
from tests import neo4j_server
from tests.benchmarks import apart
from tests.benchmarks.apart import Address

SHARES: Final = (0.125, 0.25, 0.5, 1.0)
PER_ACTOR: Final = 20
ORDER: Final = Order(source="bench", at="2026-11-23T09:30:00+00:00", today="2026-11-23")
_UNIT: Final = 2**20 if sys.platform == "darwin" else 2**10


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.import_memory", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--store", choices=("sqlite", "neo4j"), default="sqlite")
    parser.add_argument("--only", action="store_true", help="all rows, and no share of them before")
    asked = parser.parse_args()
    shares = SHARES[-1:] if asked.only else SHARES
    before = (0, 0.0)
    for rows in (int(asked.rows * share) for share in shares):
        with (
            TemporaryDirectory() as folder,
            empty(asked.store, Path(folder)) as address,
            get_context("spawn").Pool(1) as pool,
        ):
            peak, seconds, own = pool.apply(measured, (address, Path(folder), rows))
        added = (peak - before[1]) * 1024 / (rows - before[0])
        times = f"{seconds:8.1f} s, own {own:8.1f} s"
        print(f"{rows:>8} rows {peak:8.0f} MB {added:8.2f} kB a row {times}", flush=True)
        before = (rows, peak)


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[Address]:
    """Where an empty store is; a server of its own for each."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'store.db'}", "", ""
        return
    server = neo4j_server.own(folder / "neo4j", brief=False)
    server.start()
    try:
        yield server.uri, server.user, server.password
    finally:
        server.stop()


def measured(address: Address, folder: Path, rows: int) -> tuple[float, float, float]:
    """The peak of this process in MB, the seconds of the import and its own processor time."""
    store = apart.opened(address)
    for _ in reference.load(store, ORDER):
        pass
    paths = files(folder, rows)
    begun, own = perf_counter(), process_time()
    report = run(store, directory.IMPORTER, paths, ORDER)
    seconds, own = perf_counter() - begun, process_time() - own
    store.close()
    assert report.counts["services"]["new"] == 5 * rows, report.sentences()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _UNIT, seconds, own


def files(folder: Path, rows: int) -> list[Path]:
    """An ``actors.csv`` and a ``services.csv`` of so many rows."""
    actors, services = folder / "actors.csv", folder / "services.csv"
    with actors.open("w", encoding="utf-8", newline="") as out:
        write = csv.writer(out).writerow
        write(("id", "name", "kind", "stated_on"))
        for number in range(rows // PER_ACTOR + 1):
            write((f"a{number}", f"Værested {number}", "civ_vaerested", "2026-01-05"))
    with services.open("w", encoding="utf-8", newline="") as out:
        write = csv.writer(out).writerow
        write(("id", "actor", "name", "description", "municipalities", "risk_groups", "needs", "stated_on"))
        for number in range(rows):
            text = f"Samtale nr. {number} om bolig, økonomi og hverdag for dem, der bor her."
            ties = ("0615", "rg_hjemloes", "need_akutbolig")
            write((f"s{number}", f"a{number // PER_ACTOR}", f"Samtale {number}", text, *ties, "2026-01-05"))
    return [actors, services]


if __name__ == "__main__":
    main()
