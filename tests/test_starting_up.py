"""What a command imports before it does anything: each user waits for it, and each test of a process."""

import subprocess
import sys
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
        (SERVES, FILES | {"neo4j", "importers"}),
    ],
    ids=["help", "opening", "user", "runs", "check", "merge", "import", "asked", "pages"],
)
def test_what_is_not_used_is_not_imported(start: str, never: set[str]) -> None:
    assert not imported(start) & never


def test_every_command_is_there_under_its_name() -> None:
    group = brobygger.command_line
    assert {name: group.load(name).name for name in group.commands} == {name: name for name in group.commands}


def test_the_processes_of_the_pages_share_what_all_of_them_need() -> None:
    """Seen red with the views left to each process, and with all there is looked through for garbage."""
    code = (
        "import gc, sys; from commands import opening, serving; from webapp import server;"
        "server.check = lambda *given: None;"
        "server.serve = lambda *given, **more:"
        " print('webapp.actor.views' in sys.modules, gc.get_freeze_count());"
        "serving.show(8000, '127.0.0.1', lambda: None)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded, frozen = done.stdout.split()
    assert (loaded, int(frozen) > 10_000) == ("True", True)
