"""The memory an import takes, and how it grows: ``python -m tests.benchmarks.import_memory [--rows N]``.

Each row is a service of five claims: what it is, whose, and three relations. Each size is a share of the
rows, twice the one before, imported into a new SQLite file by a process of its own. Printed are the peak
memory of that process, what a row added since the size before, and how long it took. Aimed at: 300 MB
at 100,000 rows.
"""

import argparse
import csv
import resource
import sys
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from importers import reference
from importers.frame import Order, run
from importers.sources import directory
from tests.benchmarks import apart

SHARES: Final = (0.125, 0.25, 0.5, 1.0)
PER_ACTOR: Final = 20
ORDER: Final = Order(source="bench", at="2026-11-23T09:30:00+00:00", today="2026-11-23")
_UNIT: Final = 2**20 if sys.platform == "darwin" else 2**10


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.import_memory", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    whole = parser.parse_args().rows
    before = (0, 0.0)
    for rows in (int(whole * share) for share in SHARES):
        with TemporaryDirectory() as folder, get_context("spawn").Pool(1) as pool:
            peak, seconds = pool.apply(measured, (Path(folder), rows))
        added = (peak - before[1]) * 1024 / (rows - before[0])
        print(f"{rows:>8} rows {peak:8.0f} MB {added:8.2f} kB a row {seconds:8.1f} s", flush=True)
        before = (rows, peak)


def measured(folder: Path, rows: int) -> tuple[float, float]:
    """The peak of this process in MB and the seconds of the import."""
    store = apart.opened((f"sqlite:///{folder / 'store.db'}", "", ""))
    for _ in reference.load(store, ORDER):
        pass
    files = _files(folder, rows)
    begun = perf_counter()
    report = run(store, directory.IMPORTER, files, ORDER)
    seconds = perf_counter() - begun
    store.close()
    assert report.counts["services"]["new"] == 5 * rows, report.sentences()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _UNIT, seconds


def _files(folder: Path, rows: int) -> list[Path]:
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
