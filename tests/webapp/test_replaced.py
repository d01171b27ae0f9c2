"""A database that is deleted or replaced while it is served: pages say so until it is opened anew."""

import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from tests.webapp.serving import Serving, serving

PAGES = ["/", "/find?q=herberg", "/actors/actor:demo:herberg-broen", "/about", "/touch-map", "/api/v1/actors"]


def copied(source: Path, target: Path) -> Path:
    """A copy of a database that is open."""
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    return target


def statuses(running: Serving, paths: Iterable[str] = PAGES) -> set[int]:
    """What the pages answer; asked so often that each of two processes has been asked."""
    return {running.get(path).status for path in paths for _ in range(4)}


def wait_for_pages(running: Serving) -> None:
    """Until each process has read the directory, which takes a busy machine longer than a page may take."""
    until = time.monotonic() + 60
    while statuses(running) != {200}:
        assert time.monotonic() < until


@pytest.mark.parametrize("how", ["deleted", "replaced"])
def test_it_is_said_until_it_is_opened_anew(tmp_path: Path, demo_file: Path, how: str) -> None:
    # Red without ``_require_same_file``: pages go on showing what is in no file any more.
    database = copied(demo_file, tmp_path / "served.db")
    kept = copied(demo_file, tmp_path / "kept.db")
    with serving(database) as running:
        wait_for_pages(running)
        if how == "deleted":
            database.unlink()
        else:
            kept.replace(database)
        assert statuses(running) == {503}
        ready = running.get("/readyz")
        assert (ready.status, ready.text) == (503, "replaced\n")
        assert running.get("/healthz").status == 200
    if how == "replaced":
        with serving(database, workers=1) as running:
            wait_for_pages(running)
