"""How cost grows with a country: ``python -m tests.benchmarks.growth [--sizes 0.1 0.3 1 3]``.

Each size is a share of 20,000 actors, 40,000 services and 300,000 relations, imported into a new SQLite file
by a process of its own. Printed are processor seconds of the import, milliseconds of processor that 95 of 100
searches and half of the touch maps keep, and peak memory in MB; last the exponents that fit: with 1.0 twice
the country costs twice as much. Once they were 1.02, 0.71, 0.42 and 0.20; none may grow.
"""

import argparse
import resource
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import process_time
from typing import Final

import numpy as np

from graphdb import touchmap
from graphdb.search.search import search
from importers.running.frame import Order, run
from importers.sources import directory
from importers.starting import reference
from tests.benchmarks import apart, country, mix

NOW: Final = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ORDER: Final = Order(source="bench", at=NOW.isoformat(), today="2026-11-23")
SIZES: Final = (0.1, 0.3, 1.0, 3.0)
ROWS: Final = ("import, s", "search p95, ms", "touch map, ms", "memory, MB")
_UNIT: Final = 2**20 if sys.platform == "darwin" else 2**10


def main() -> None:
    """Print a line for each size, and the exponents."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.growth", description=__doc__)
    parser.add_argument("--sizes", type=float, nargs="+", default=SIZES)
    sizes = parser.parse_args().sizes
    print(f"{'':<12}" + "".join(f"{row:>18}" for row in ROWS))
    each = []
    for size in sizes:
        with TemporaryDirectory() as folder, get_context("spawn").Pool(1) as pool:
            each.append(pool.apply(measured, (Path(folder), size)))
        print(f"{size:<12.0%}" + "".join(f"{value:>18.2f}" for value in each[-1]), flush=True)
    exponents = [np.polyfit(np.log(sizes), np.log(values), 1)[0] for values in zip(*each, strict=True)]
    print(f"{'exponent':<12}" + "".join(f"{exponent:>18.2f}" for exponent in exponents))


def measured(folder: Path, size: float) -> tuple[float, ...]:
    """The values of ``ROWS``, of this process."""
    store = apart.opened((f"sqlite:///{folder / 'store.db'}", "", ""))
    for _ in reference.load(store, ORDER):
        pass
    paths = country.write(folder, country.Size.of(size))
    begun = process_time()
    run(store, directory.IMPORTER, paths, ORDER)
    seconds = process_time() - begun
    searches = _each(partial(search, store, one, now=NOW) for _, one in mix.searches(120))
    maps = _each(partial(touchmap.build, store, one, now=NOW) for one in mix.questions(30))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _UNIT
    return seconds, quantiles(searches, n=20)[-1], median(maps), peak


def _each(calls: Iterable[Callable[[], object]]) -> list[float]:
    """Milliseconds of processor of each call; the first, which builds what the others use, is left out."""
    milliseconds = []
    for call in calls:
        begun = process_time()
        call()
        milliseconds.append((process_time() - begun) * 1000)
    return milliseconds[1:]


if __name__ == "__main__":
    main()
