"""What a machine lacks is a visible skip, and a failure where CI is set; long sweeps are thinned."""

import os
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graphdb.store import GraphStore
from tests.files import filled_once

TESTS = """\
import pytest

@pytest.mark.skip(reason="make is missing")
def test_marked() -> None: ...

def test_begun() -> None:
    pytest.skip("Chromium is missing")

@pytest.mark.xfail(reason="known", strict=True)
def test_expected_to_fail() -> None:
    assert False
"""


def run(folder: Path, *words: str, tests: str = TESTS, **environment: str) -> str:
    """pytest's own summary of the tests above, or of others."""
    (folder / "test_lacking.py").write_text(tests, encoding="utf-8")
    plugins = ["-p", "xdist.plugin", "-p", "tests.conftest"]  # the others would take longer than the tests
    command = [sys.executable, "-m", "pytest", "-q", "-ra", *plugins, "-c", os.devnull, *words]
    kept = {name: value for name, value in os.environ.items() if name != "CI" and "XDIST" not in name}
    done = subprocess.run(
        [*command, "--rootdir", str(folder), "-p", "no:cacheprovider", str(folder)],
        cwd=Path(__file__).parents[1],
        env={**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.fixture
def whole_file(tmp_path: Path) -> None:
    """A file beside the tests that skips itself."""
    (tmp_path / "test_whole.py").write_text("import pytest\npytest.skip('no', allow_module_level=True)\n")


@pytest.mark.usefixtures("whole_file")
def test_a_skip_is_visible_on_a_laptop(tmp_path: Path) -> None:
    said = run(tmp_path)
    assert "3 skipped, 1 xfailed" in said
    assert "make is missing" in said


@pytest.mark.usefixtures("whole_file")
def test_a_skip_fails_where_ci_is_set(tmp_path: Path) -> None:
    """Seen red without the hook: the gate passed on a machine without a browser."""
    said = run(tmp_path, "--continue-on-collection-errors", CI="1")
    assert "1 failed, 1 xfailed, 2 errors" in said
    assert "no (skipped, and CI is set)" in said
    assert "Chromium is missing (skipped, and CI is set)" in said


@pytest.mark.parametrize(("words", "said"), [((), "37 passed, 113 deselected"), (("--sweep",), "150 passed")])
def test_the_gate_takes_one_case_in_twenty_of_a_sweep(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """5 of 90; and of 30 that are a sweep on Neo4j only, 30 and 2."""
    tests = """\
import pytest

@pytest.mark.sweep
@pytest.mark.parametrize("case", range(90))
def test_long(case: int) -> None: ...

@pytest.mark.cases_on_sqlite
@pytest.mark.parametrize("store", ["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
@pytest.mark.parametrize("case", range(30))
def test_cases(store: str, case: int) -> None: ...
"""
    assert said in run(tmp_path, *words, tests=tests)


def test_above_the_store_neo4j_is_asked_one_test_in_twenty_of_a_file(tmp_path: Path) -> None:
    """Else six hundred tests on Neo4j take a third of the gate, and each new one adds to it."""
    tests = """\
import pytest

both = pytest.mark.parametrize("store", ["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])

@both
@pytest.mark.parametrize("case", range(15))
def test_one(store: str, case: int) -> None: ...

@both
@pytest.mark.parametrize("case", range(15))
def test_two(store: str, case: int) -> None: ...
"""
    counts = {"graphdb/writing": 32, "graphdb/stores": 60, "graphdb/upkeep": 60, "contract": 60}
    for folder in counts:
        (tmp_path / folder).mkdir(parents=True)
        name = f"test_{folder.replace('/', '_')}.py"  # no two of one name without packages
        (tmp_path / folder / name).write_text(tests, encoding="utf-8")
    said = run(tmp_path, "--collect-only", "--quiet", tests="")
    assert dict(re.findall(r"(\S+)/test_\w+\.py: (\d+)", said)) == {
        folder: str(count) for folder, count in counts.items()
    }


def test_tests_of_one_file_run_in_one_process(tmp_path: Path) -> None:
    """Seen red with pytest 9.2, whose names of tests pytest-xdist 3.8 cannot add the group to.

    Then each process starts a Neo4j and a Chromium and loads the demo, and nothing else says so.
    """
    tests = """\
import pytest

@pytest.mark.parametrize("case", range(6))
def test_where(case: int) -> None: ...
"""
    (tmp_path / "test_other.py").write_text(tests, encoding="utf-8")
    said = run(tmp_path, "-vv", "--numprocesses", "2", "--dist", "loadgroup", tests=tests)
    ran = Counter(re.findall(r"\[(gw\d)\].* PASSED .*/(\w+)\.py", said))
    assert sorted(ran.values()) == [6, 6], said


def test_a_file_that_many_begin_with_is_filled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Seen red without the lock: each process read the vocabularies in anew."""
    stores = list[GraphStore]()
    with ThreadPoolExecutor(3) as threads:
        paths = list(threads.map(lambda _: filled_once(tmp_path_factory, "once.db", stores.append), range(3)))
    assert (len(set(paths)), len(stores)) == (1, 1)
