"""The first touch map after a start beside warm ones: ``python -m tests.benchmarks.first_touch_map STORE``.

``STORE`` is the address of a filled store. Each round starts a server on it, waits until ``/readyz`` says
that it is ready, and asks one client's questions one after another. Printed are the milliseconds by the
clock of the first and of half of the others, and their ratio: of the round in which the first took longest.
"""

import argparse
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from statistics import median
from typing import Final

from graphdb.touchmap import Question
from tests.benchmarks import mix
from tests.benchmarks.clock import timed
from tests.ports import free_port

_SERVE: Final = (sys.executable, "-c", "import brobygger; brobygger.main()", "serve", "--port")
_PATH: Final = "/api/v1/touch-map"
_PATIENCE: Final = 120.0
"""Seconds for a server to be ready in."""


def main() -> None:
    """Start, ask, and print the worst of the rounds."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.first_touch_map", description=__doc__)
    parser.add_argument("store", help="such as sqlite:///country.db")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    rounds = [_asked(asked.store) for _ in range(asked.rounds)]
    ready, first, warm = max(rounds, key=lambda one: one[1])
    print(
        f"ready after {ready:.1f} s, first touch map {first * 1000:.0f} ms,"
        f" a warm one {warm * 1000:.0f} ms: {first / warm:.1f} x"
    )


def _asked(store: str) -> tuple[float, float, float]:
    """Seconds until ready, of the first touch map and of half of the others."""
    bodies = [json.dumps(_body(one)) for one in mix.questions(31)]
    with _ready(store) as (port, ready):
        first, *others = [timed(partial(_post, port, body))[1] for body in bodies]
    return ready, first, median(others)


def _body(question: Question) -> dict[str, object]:
    """The question as the API takes it."""
    given = {"situation": question.situation, "age": question.age, "acute": question.acute}
    return {"acting_municipality": question.acting_municipality, **given}


def _post(port: int, body: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", _PATH, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != HTTPStatus.OK:
        raise SystemExit(f"{answer.status}: {_PATH}")


@contextmanager
def _ready(store: str) -> Iterator[tuple[int, float]]:
    """A server that is ready, by its port, and the seconds until it was."""
    port, begun = free_port(), time.perf_counter()
    process = subprocess.Popen(
        [*_SERVE, str(port)],
        env={**os.environ, "BROBYGGER_STORE": store},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _is_ready(port):
            if process.poll() is not None or time.perf_counter() - begun > _PATIENCE:
                raise SystemExit("the server did not become ready")
            time.sleep(0.01)
        yield port, time.perf_counter() - begun
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _is_ready(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/readyz")
        ready = connection.getresponse().status == HTTPStatus.OK
        connection.close()
    except (OSError, http.client.HTTPException):  # it does not listen yet
        return False
    return ready


if __name__ == "__main__":
    main()
