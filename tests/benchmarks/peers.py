"""Datasette and we on the same rows, in turns: ``python -m tests.benchmarks.peers [--size SHARE]``.

Datasette comes from its package (``pip install '.[bench]'``, or ``--datasette`` names its program). It gets
the rows of the same files as tables with keys, indexes and full text, and serves them as a file that does not
change, which is its fastest. Both are asked by two clients that keep their connections; each row of the
output has requests a second and half of the calls in milliseconds, theirs and ours, and how many times
theirs ours is. Its search knows no stems, synonyms, services or areas; its answers are shorter.
"""

import argparse
import csv
import http.client
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import quote

import psutil

from importers.running.frame import Order, run
from importers.sources import directory
from importers.starting import reference
from tests.benchmarks import apart, country, mix
from tests.benchmarks.clock import timed
from tests.ports import free_port
from tests.webapp.serving import ask

ORDER: Final = Order(source="bench", at="2026-11-23T09:30:00+00:00", today="2026-11-23")
CLIENTS: Final = 2
_FACETS: Final = "&_facet=kind&_facet_array=risk_groups&_facet_array=municipalities"
_LISTS: Final = ("municipalities", "risk_groups", "needs", "methods", "access_routes")
_TABLES: Final = ("places", "actors", "services", "relations")
_OURS: Final = (sys.executable, "-c", "import brobygger; brobygger.main()", "serve")
_KEYS: Final = {"services": ("actor",), "relations": ("from", "to")}


@dataclass(frozen=True, slots=True)
class Asked:
    """Requests a second, and milliseconds of half of the calls."""

    rate: float
    half: float


@dataclass(frozen=True, slots=True)
class Served:
    """A running server; how many seconds it took to its first answer, and to that of the search after it."""

    port: int
    pid: int
    started: float
    searched: float

    def megabytes(self) -> float:
        """What it and its workers take, of what they share each its part."""
        parent = psutil.Process(self.pid)
        processes = [parent, *parent.children(recursive=True)]
        return float(sum(one.memory_full_info().pss for one in processes)) / 2**20


def main() -> None:
    """Fill both, serve both, and ask in turns."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.peers", description=__doc__)
    parser.add_argument("--size", type=float, default=0.04, help="1.0 is the whole country")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--calls", type=int, default=60, help="of each client in a round")
    beside = shutil.which("datasette", path=str(Path(sys.executable).parent))
    parser.add_argument("--datasette", default=beside, help="its program")
    asked = parser.parse_args()
    if asked.datasette is None:
        parser.error("Datasette is missing: pip install '.[bench]'")
    with TemporaryDirectory() as name:
        folder, size = Path(name), country.Size.of(asked.size)
        country.write(folder, size)
        _, theirs = timed(lambda: _tables(folder, folder / "bench.sqlite"))
        _, ours = timed(lambda: _import(folder, folder / "ours.db"))
        _say("import, seconds", theirs, ours)
        files = [sum(one.stat().st_size for one in folder.glob(f"{each}*")) for each in ("bench.", "ours.")]
        _say("disk, MB", files[0] / 2**20, files[1] / 2**20)
        command = [asked.datasette, "serve", "--immutable", str(folder / "bench.sqlite")]
        store = f"sqlite:///{folder / 'ours.db'}"
        versions, search = "/-/versions.json", "/bench/actors.json?_search=rus"
        with _served(command, versions, search) as peer, _served(_OURS, "/", "/find?q=rus", store) as we:
            for row, paths in _rows(size).items():
                _in_turns(row, paths, (peer.port, we.port), asked.rounds, asked.calls)
            _say("first answer after a start, s", peer.started, we.started)
            _say("first search after that start, s", peer.searched, we.searched)
            _say("memory, MB (proportional)", peer.megabytes(), we.megabytes())


def _say(row: str, theirs: float, ours: float) -> None:
    print(f"{row:<34}{theirs:10.1f}{ours:10.1f}{ours / theirs:8.2f} x", flush=True)


def _import(folder: Path, path: Path) -> None:
    store = apart.opened((f"sqlite:///{path}", "", ""))
    for _ in reference.load(store, ORDER):
        pass
    run(store, directory.IMPORTER, [folder / f"{name}.csv" for name in _TABLES], ORDER)
    store.close()


def _tables(folder: Path, path: Path) -> None:
    """The files as Datasette's own tools would make tables of them, lists as JSON."""
    database = sqlite3.connect(path)
    for table in _TABLES:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            columns = next(rows)
            named = ", ".join(f'"{name}"' for name in columns)
            keyed = named.replace('"id"', '"id" TEXT PRIMARY KEY')
            database.execute(f"CREATE TABLE {table} ({keyed})")
            lists = [at for at, name in enumerate(columns) if name in _LISTS]
            marks = ", ".join("?" * len(columns))
            database.executemany(
                f"INSERT INTO {table} VALUES ({marks})", (_with_lists(row, lists) for row in rows)
            )
        for key in _KEYS.get(table, ()):
            database.execute(f'CREATE INDEX {table}_{key} ON {table} ("{key}")')
    database.execute("CREATE VIRTUAL TABLE actors_fts USING fts5 (name, description, content='actors')")
    database.execute("INSERT INTO actors_fts (actors_fts) VALUES ('rebuild')")
    database.commit()
    database.close()


def _with_lists(row: list[str], lists: Sequence[int]) -> list[str]:
    for at in lists:
        quoted = ", ".join(f'"{code}"' for code in row[at].split("|") if code)
        row[at] = f"[{quoted}]"
    return row


def _rows(size: country.Size) -> dict[str, tuple[list[str], list[str]]]:
    """Each row of the output: what is asked of Datasette, and of ours."""
    words = [quote(word) for word in mix.BROAD]
    some = range(1, size.actors, max(1, size.actors // 40))
    theirs = [f"/bench/actors.json?_search={word}{_FACETS}&_size=20&_shape=objects" for word in words]
    return {
        "list of 20, JSON": (
            ["/bench/actors.json?_size=20&_shape=objects"],
            ["/api/v1/actors?per_page=20"],
        ),
        "full text with facets, JSON": (theirs, [f"/api/v1/actors?q={word}&per_page=20" for word in words]),
        "result page, HTML": (
            [f"/bench/actors?_search={word}{_FACETS}&_size=20" for word in words],
            [f"/find?q={word}" for word in words],
        ),
        "profile, JSON": (
            [f"/bench/actors/a{number}.json?_shape=objects" for number in some],
            [f"/api/v1/actors/actor:bench:a{number}" for number in some],
        ),
        "profile, HTML": (
            [f"/bench/actors/a{number}" for number in some],
            [f"/actors/actor:bench:a{number}" for number in some],
        ),
    }


def _in_turns(
    row: str, paths: tuple[list[str], list[str]], ports: tuple[int, int], rounds: int, calls: int
) -> None:
    best: list[Asked | None] = [None, None]
    for _ in range(rounds):
        for at in (0, 1):
            asked = _asked(ports[at], paths[at], calls)
            earlier = best[at]
            best[at] = asked if earlier is None or asked.rate > earlier.rate else earlier
    theirs, ours = best
    if theirs and ours:
        print(
            f"{row:<34}{theirs.rate:8.0f}/s{ours.rate:8.0f}/s{ours.rate / theirs.rate:8.2f} x"
            f"   {theirs.half:6.1f} ms {ours.half:6.1f} ms",
            flush=True,
        )


def _asked(port: int, paths: Sequence[str], calls: int) -> Asked:
    """By all clients at once; each begins at another of the paths."""

    def visit(client: int) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        get: Callable[[str], None] = partial(_get, connection)
        for number in range(3):
            get(paths[(client + number) % len(paths)])
        return [timed(partial(get, paths[(client + number) % len(paths)]))[1] for number in range(calls)]

    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        each = [one for visits in clients.map(visit, range(CLIENTS)) for one in visits]
    return Asked((len(each) + 3 * CLIENTS) / (time.perf_counter() - begun), median(each) * 1000)


def _get(connection: http.client.HTTPConnection, path: str) -> None:
    connection.request("GET", path, headers={"Accept-Encoding": "br, gzip"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise SystemExit(f"{answer.status}: {path}")


@contextmanager
def _served(command: Sequence[str], path: str, search: str, store: str = "") -> Iterator[Served]:
    """A server from its first answer to this path, and then to a search, until the block ends."""
    port = free_port()
    begun = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        env={**os.environ, "BROBYGGER_STORE": store},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        ask(f"http://127.0.0.1:{port}{path}")
        started = time.perf_counter() - begun
        ask(f"http://127.0.0.1:{port}{search}")
        yield Served(port, process.pid, started, time.perf_counter() - begun)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


if __name__ == "__main__":
    main()
