"""What a command imports before it does anything: each user waits for it, and each test of a process."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

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
SERVES: Final = "import commands.opening; from commands import serving; serving.load_application()"
SHOWS: Final = """
import gc, sys
import brobygger, commands.opening, psutil
from commands import serving
from webapp import server

def serve(*given, **more):
    meanwhile = collections() - before[0]
    opened = sum(".db" in file.path for file in psutil.Process().open_files())
    ready = brobygger.wsgi().test_client().get("/readyz")
    loaded = "webapp.actor.views" in sys.modules
    print(loaded, gc.get_freeze_count(), ready.status_code, opened, meanwhile, gc.isenabled())

def load():
    before.append(collections())
    load_application()

def collections():
    return gc.get_stats()[2]["collections"]

before, load_application, serving.load_application = [], serving.load_application, load
server.check, server.serve = lambda *given: None, serve
serving.show(8000, "127.0.0.1", lambda: False)
"""
PAGES: Final = {"flask", "jinja2", "werkzeug", "webapp.app"}
COUNTS: Final = {"numpy", "networkx", "pyvis"}
FILES: Final = {"importers.frame", "xlsxwriter", "python_calamine", "ijson"}
WRITING: Final = {
    "graphdb.writing.plan",
    "graphdb.fields.schema",
    "phonenumbers",
    "holidays",
    "stdnum",
    "psutil",
}
SEARCH: Final = {"graphdb.search.index", "graphdb.touchmap", "graphdb.directory.profile"}


def imported(start: str) -> set[str]:
    """The modules that a new process has imported."""
    command = [sys.executable, "-c", STARTS.format(start)]
    return {*subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()}


@pytest.mark.parametrize(
    ("start", "never"),
    [
        ("", PAGES | COUNTS | FILES | SEARCH | {"neo4j", "sqlite3", "pydantic", "rich", "graphdb.connect"}),
        ("import commands.opening", PAGES | COUNTS | FILES | SEARCH | WRITING | {"neo4j", "rapidfuzz"}),
        (RUNS.format("user"), PAGES | COUNTS | FILES | SEARCH | WRITING | {"neo4j"}),
        (RUNS.format("runs"), PAGES | COUNTS | FILES | SEARCH | {"neo4j"}),
        (RUNS.format("check"), PAGES | COUNTS | FILES | SEARCH | {"neo4j"}),
        (RUNS.format("merge"), PAGES | COUNTS | FILES | SEARCH | {"neo4j"}),
        (RUNS.format("import"), PAGES | COUNTS | SEARCH | {"neo4j", "ijson"}),
        (RUNS.format("asked"), PAGES | FILES | {"neo4j"}),
        (SERVES, FILES | {"neo4j", "importers", "authlib", "cryptography"}),
    ],
    ids=["help", "opening", "user", "runs", "check", "merge", "import", "asked", "pages"],
)
def test_what_is_not_used_is_not_imported(start: str, never: set[str]) -> None:
    assert not imported(start) & never


def test_every_command_is_there_under_its_name() -> None:
    group = brobygger.command_line
    assert {name: group.load(name).name for name in group.commands} == {name: name for name in group.commands}


def test_the_processes_of_the_pages_share_what_all_of_them_need(demo_file: Path) -> None:
    """Seen red with the views left to each process, and with all there is looked through for garbage."""
    loaded, frozen, *_ = as_served(demo_file)
    assert (loaded, int(frozen) > 10_000) == ("True", True)


def test_the_directory_is_read_before_there_are_processes(demo_file: Path) -> None:
    """Each is ready at once, and has a store of its own."""
    _, _, ready, connections, *_ = as_served(demo_file)
    assert (ready, connections) == ("200", "0")


def test_garbage_is_looked_for_when_all_is_read_and_not_before(demo_file: Path) -> None:
    """Seen red with the collector on, and with a collection before the fork."""
    *_, collections, collects = as_served(demo_file)
    assert (collections, collects) == ("0", "True")


@cache
def as_served(database: Path) -> list[str]:
    """Whether views are imported, how much is left out of the search for garbage, the status of ``/readyz``
    and how many files of the database are open, when the server is to start its processes; how often
    all was looked through for garbage meanwhile, and whether it is from now on.
    """
    store = {**os.environ, "BROBYGGER_STORE": f"sqlite:///{database}"}
    command = [sys.executable, "-c", SHOWS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=store)
    return done.stdout.split()
