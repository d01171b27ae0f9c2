"""What a command imports before it does anything: each user waits for it, and each test of a process."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

import brobygger

ROOT: Final = Path(__file__).parents[1]
STARTS: Final = """
import sys
import brobygger
{}
print(*sys.modules)
"""
RUNS: Final = "import commands.opening; brobygger.command_line.load({!r})"
SERVES: Final = "import commands.opening; from commands import serving; brobygger.application(examples=False)"
SHOWS: Final = """
import gc, json, sys, time
import brobygger, commands.opening, psutil
from commands import serving
from webapp import server

def serve(*given, **more):
    parent = {
        "workers": more["workers"],
        "loaded": "webapp.actor.views" in sys.modules,
        "imported": [*sys.modules],
        "opened": sum(".db" in file.path for file in psutil.Process().open_files()),
        "frozen": gc.get_freeze_count(),
    }
    application = brobygger.wsgi()
    answering = {"debugger": "pdb" in sys.modules, "turn": sys.getswitchinterval()}
    client = application.test_client()
    while (ready := client.get("/readyz").text) == "warming\\n" or not gc.isenabled():
        time.sleep(0.01)
    answering["draws"] = "networkx" in sys.modules or "pyvis" in sys.modules
    answering["models"] = "webapp.api.touchmap_answers" in sys.modules
    answering |= {"ready": ready, "frozen_then": gc.get_freeze_count(), "collections": sum(meanwhile)}
    print(json.dumps(parent | answering))

def collections():
    return gc.get_stats()[2]["collections"]

def begin():
    begin_reading()
    before.append(collections())

def end():
    meanwhile.append(collections() - before.pop())
    end_reading()

before, meanwhile = [], []
begin_reading, server.begin_reading = server.begin_reading, begin
end_reading, server.end_reading = server.end_reading, end
server.check, server.serve = lambda *given: None, serve
serving.show(8000, "127.0.0.1", lambda: False)
"""
PAGES: Final = {"flask", "jinja2", "werkzeug", "webapp.app"}
DRAWING: Final = {"networkx", "pyvis"}
COUNTS: Final = {"numpy", *DRAWING}
FILES: Final = {"importers.importer", "xlsxwriter", "python_calamine", "ijson"}
WRITING: Final = {
    "graphdb.writing.plan",
    "graphdb.fields.schema",
    "phonenumbers",
    "holidays",
    "stdnum",
    "psutil",
}
SELDOM: Final = {"rapidfuzz"}
"""What few pages need."""
SEARCH: Final = {"graphdb.search.index", "graphdb.touchmap", "graphdb.directory.profile"}


def imported(start: str) -> set[str]:
    """The modules that a new process has imported."""
    command = [sys.executable, "-c", STARTS.format(start)]
    return {*subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()}


@pytest.mark.parametrize(
    ("start", "never"),
    [
        ("", PAGES | COUNTS | FILES | SEARCH | {"neo4j", "sqlite3", "pydantic", "graphdb.connect"}),
        ("import commands.opening", PAGES | COUNTS | FILES | SEARCH | WRITING | {"neo4j", "rapidfuzz"}),
        (RUNS.format("user"), PAGES | COUNTS | FILES | SEARCH | WRITING | {"neo4j"}),
        (RUNS.format("runs"), PAGES | COUNTS | FILES | SEARCH | {"neo4j"}),
        (RUNS.format("check"), PAGES | COUNTS | FILES | SEARCH | {"neo4j"}),
        (RUNS.format("merge"), PAGES | COUNTS | FILES | SEARCH | {"neo4j"}),
        (RUNS.format("import"), PAGES | COUNTS | SEARCH | {"neo4j", "ijson"}),
        (RUNS.format("asked"), PAGES | FILES | {"neo4j"}),
        (SERVES, FILES | DRAWING | SELDOM | {"neo4j", "importers", "authlib", "cryptography", "holidays"}),
    ],
    ids=["help", "opening", "user", "runs", "check", "merge", "import", "asked", "pages"],
)
def test_what_is_not_used_is_not_imported(start: str, never: set[str]) -> None:
    assert not imported(start) & never


def test_every_command_is_there_under_its_name() -> None:
    group = brobygger.command_line
    assert {name: group.load(name).name for name in group.commands} == {name: name for name in group.commands}


def test_one_process_says_where_it_is_before_it_reads(demo_file: Path) -> None:
    """Where it is a child, on Windows, what its parent had read would be in memory twice. Seen red with the
    views imported before.

    A request beside its reading waits for short turns, and not for those that Python takes by itself.
    """
    seen = as_served(demo_file, 1)
    assert (seen["workers"], seen["loaded"], seen["frozen"], seen["opened"]) == (1, False, 0, 0)
    assert seen["turn"] < 0.001
    unused = PAGES | COUNTS | SEARCH | (WRITING - {"psutil"})
    assert not unused.intersection(seen["imported"])


def test_a_process_that_is_ready_has_shown_its_pages(demo_file: Path) -> None:
    """Seen red with a process that is ready when it has drawn a touch map, and has not answered one."""
    assert as_served(demo_file, 1)["models"]


def test_a_touch_map_is_drawn_without_what_draws_a_municipality(demo_file: Path) -> None:
    """Seen red with pyvis for the picture of a touch map: 16 MB of each process that is ready."""
    assert not as_served(demo_file, 1)["draws"]


def test_no_debugger_is_imported_to_write_the_first_page(demo_file: Path) -> None:
    """Seen red with Flask's own test client."""
    assert not as_served(demo_file, 1)["debugger"]


def test_several_processes_share_what_all_of_them_need(demo_file: Path) -> None:
    """Seen red with the views left to each process, and with all there is looked through for garbage.

    Each has a store of its own.
    """
    seen = as_served(demo_file, 2)
    assert (seen["workers"], seen["loaded"], seen["frozen"] > 10_000, seen["opened"]) == (2, True, True, 0)


@pytest.mark.parametrize("workers", [1, 2])
def test_garbage_is_looked_for_when_all_is_read_and_not_before(demo_file: Path, workers: int) -> None:
    """Seen red with the collector on, and with what was read looked through for garbage ever after."""
    seen = as_served(demo_file, workers)
    assert (seen["ready"], seen["collections"], seen["frozen_then"] > 10_000) == ("ok\n", 0, True)


@cache
def as_served(database: Path, workers: int) -> dict[str, Any]:
    """What is there when the server is to start its processes: ``loaded`` views, how much is ``frozen``,
    files of the database that are ``opened``. And when one of them is ``ready``: how often all was looked
    through for garbage until then, and how much is frozen.
    """
    store = {"BROBYGGER_STORE": f"sqlite:///{database}", "BROBYGGER_WORKERS": str(workers)}
    command = [sys.executable, "-c", SHOWS]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, env=os.environ | store, timeout=240
    )
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen
