"""Several processes that answer, forked from one that has read the directory."""

from multiprocessing import get_start_method
from pathlib import Path
from typing import Final

import psutil
import pytest

from graphdb.claims import Rank, own_source
from graphdb.store import GraphStore
from graphdb.writing.plan import Set, Stamp, commit
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.serving import ask, serving

PAGES: Final = 12
"""Requests, as a rule of both processes."""


@pytest.mark.skipif(get_start_method() != "fork", reason="processes are spawned here")
def test_each_process_shows_what_is_written_after_the_directory_was_read(
    demo_copy: GraphStore, demo_file: Path, tmp_path: Path
) -> None:
    """Also one that is forked later, in the place of one that died."""
    with serving(tmp_path / demo_file.name, workers=2) as running:
        before = [running.get("/find?q=nordlyset").text for _ in range(PAGES)]
        edit = Set(HOSTEL, own_source(HOSTEL), Rank.OWN, "name", "Herberg Nordlyset", "2026-11-23")
        plan, _ = commit(demo_copy, [edit], Stamp("2026-11-23T08:00:00+00:00", "test", "prøve"))
        assert not plan.refused
        after = [running.get("/find?q=nordlyset").text for _ in range(PAGES)]
        assert not any("Herberg Nordlyset" in page for page in before)
        assert all("Herberg Nordlyset" in page for page in after)
        processes = psutil.Process(running.process.pid).children()
        assert len(processes) == 2
        for process in processes:
            process.kill()
        psutil.wait_procs(processes)  # one that is not gone yet may take a connection with it
        ask(f"{running.address}/healthz")
        assert "Herberg Nordlyset" in running.get("/find?q=nordlyset").text
