"""The first touch map after a start beside warm ones: ``python -m tests.benchmarks.first_touch_map STORE``.

``STORE`` is the address of a filled store; without it ``--size`` of a country is read into a Neo4j that is
started for it. Each round starts a server, waits until ``/readyz`` says that it is ready, and asks one
client's questions one after another. Printed are the milliseconds by the clock of the first and of half and
95 percent of the others, and the ratio: of the round in which the first took longest. In a last round the
front page, a search and a touch map are asked for while the server starts: how each is answered, and when.
"""

import argparse
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import partial
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from graphdb.touchmap import Question
from importers.running.frame import run
from importers.sources import directory
from importers.starting import reference
from tests.benchmarks import apart, country, mix
from tests.benchmarks.clock import Times, timed
from tests.benchmarks.import_memory import ORDER, empty
from tests.ports import free_port

_SERVE: Final = (sys.executable, "-c", "import brobygger; brobygger.main()", "serve", "--port")
_PATH: Final = "/api/v1/touch-map"
_PATIENCE: Final = 120.0
"""Seconds for a server to be ready in."""
_JSON: Final = {"Content-Type": "application/json"}


def main() -> None:
    """Start, ask, and print the worst of the rounds."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.first_touch_map", description=__doc__)
    parser.add_argument("store", nargs="?", help="such as sqlite:///country.db")
    parser.add_argument("--size", type=float, default=1.0, help="of a country, in a Neo4j started for it")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    filled = _filled(asked.size) if asked.store is None else nullcontext({"BROBYGGER_STORE": asked.store})
    with filled as setting:
        rounds = [_asked(setting) for _ in range(asked.rounds)]
        ready, first, warm = max(rounds, key=lambda one: one[1])
        half = warm.share(50)
        print(
            f"ready after {ready:.1f} s, first touch map {first:.0f} ms,"
            f" a warm one {half:.0f} ms (p95 {warm.share(95):.0f}): {first / half:.1f} x"
        )
        _ask_while_it_starts(setting)


@contextmanager
def _filled(size: float) -> Iterator[dict[str, str]]:
    """The settings that lead to a Neo4j with so much of a country."""
    with TemporaryDirectory() as folder, empty("neo4j", Path(folder)) as address:
        store = apart.opened(address)
        for _ in reference.load(store, ORDER):
            pass
        paths = country.write(Path(folder), country.Size.of(size))
        _, seconds = timed(lambda: run(store, directory.IMPORTER, paths, ORDER))
        store.close()
        print(f"neo4j, filled in {seconds:.1f} s", flush=True)
        url, user, password = address
        yield {
            "BROBYGGER_STORE": url,
            "BROBYGGER_NEO4J_USER": user,
            "BROBYGGER_NEO4J_PASSWORD": password,
        }


def _asked(setting: Mapping[str, str]) -> tuple[float, float, Times]:
    """Seconds until ready; milliseconds of the first touch map, and of the others."""
    bodies = [json.dumps(_body(one)) for one in mix.questions(101)]
    with _started(setting) as (port, begun):
        _wait(port, "/readyz", begun)
        ready = time.perf_counter() - begun
        first, *others = [timed(partial(_post, port, body))[1] * 1000 for body in bodies]
    return ready, first, Times(tuple(sorted(others)))


def _ask_while_it_starts(setting: Mapping[str, str]) -> None:
    """Print when each was answered, and how."""
    body = json.dumps(_body(mix.questions(1)[0]))
    with _started(setting) as (port, begun):
        _wait(port, "/", begun)
        print(f"first answer after {time.perf_counter() - begun:.2f} s", flush=True)
        for name, method, path, content in (
            ("search", "GET", "/find?q=g%C3%A6ld", None),
            ("touch map", "POST", _PATH, body),
        ):
            status = _status(port, method, path, content)
            print(f"{name} asked for at once: {status} after {time.perf_counter() - begun:.2f} s", flush=True)


def _body(question: Question) -> dict[str, object]:
    """The question as the API takes it."""
    given = {"situation": question.situation, "age": question.age, "acute": question.acute}
    return {"acting_municipality": question.acting_municipality, **given}


def _post(port: int, body: str) -> None:
    status = _status(port, "POST", _PATH, body)
    if status != HTTPStatus.OK:
        raise SystemExit(f"{status}: {_PATH}")


def _status(port: int, method: str, path: str, body: str | None = None) -> int:
    """How a request is answered; the answer is read whole."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body, _JSON if body else {})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


@contextmanager
def _started(setting: Mapping[str, str]) -> Iterator[tuple[int, float]]:
    """A server by its port, and when it was started; ended with the block."""
    port, begun = free_port(), time.perf_counter()
    process = subprocess.Popen(
        [*_SERVE, str(port)],
        env={**os.environ, **setting},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield port, begun
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _wait(port: int, path: str, begun: float) -> None:
    """Until it is answered with 200."""
    while True:
        try:
            if _status(port, "GET", path) == HTTPStatus.OK:
                return
        except (OSError, http.client.HTTPException):  # it does not listen yet
            pass
        if time.perf_counter() - begun > _PATIENCE:
            raise SystemExit("the server did not become ready")
        time.sleep(0.01)


if __name__ == "__main__":
    main()
