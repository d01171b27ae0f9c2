"""Exact versions everywhere, and no addresses of package registries anywhere."""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Final

from tests.checkout import tracked
from tests.packaging.pins import ROOT, canonical, declared, locked, needed_to_run, pins, runtime_pins

# Servers chosen at run time, the clock's zones, what makes the Neo4j driver quick, programs, plugins,
# and types for mypy.
USED_WITHOUT_IMPORT: Final = {
    "granian",
    "waitress",
    "tzdata",
    "neo4j-rust-ext",
    "build",
    "import-linter",
    "mypy",
    "ruff",
    "pytest-timeout",
    "pytest-xdist",
    "types-networkx",
    "types-psutil",
    "types-pyyaml",
    "types-waitress",
    "uv",
}


def constraints() -> dict[str, str]:
    """constraints.txt as name to version."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    return {canonical(name): version for name, _, version in (line.partition("==") for line in lines)}


def test_constraints_pin_everything_that_is_installed() -> None:
    pinned = constraints()
    assert {name: pinned.get(name) for name in pins()} == pins()


def test_constraints_hold_names_and_versions_only() -> None:
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line), line


def test_each_dependency_has_a_lower_bound_that_the_pin_keeps() -> None:
    for requirement in declared():
        assert any(bound.operator == ">=" for bound in requirement.specifier), requirement
        assert requirement.specifier.contains(constraints()[canonical(requirement.name)]), requirement


def test_the_lock_is_what_is_installed_to_run_and_what_everybody_installs() -> None:
    """After a change of dependencies: make constraints, make lock."""
    lock, pinned = locked(), constraints()
    assert {name: lock.get(name) for name in runtime_pins()} == runtime_pins()
    assert {name: pinned.get(name) for name in lock} == lock
    assert {canonical(requirement.name) for requirement in needed_to_run()} <= set(lock)


def test_the_lock_has_nothing_that_only_tests_use() -> None:
    elsewhere = {"colorama"}
    assert set(locked()) - set(runtime_pins()) <= elsewhere


def test_each_line_of_the_lock_has_digests_and_names_no_place() -> None:
    """Seen red with a line without digests, which pip would refuse on a server only."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert len(lines) == len(locked())
    for line in lines:
        requirement, *digests = re.split(r"\s+--hash=", line.strip())
        assert re.fullmatch(r"[a-z0-9-]+==[A-Za-z0-9.]+( ; [A-Za-z_' !=<>.0-9]+)?", requirement), requirement
        assert digests, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in digests), requirement


def imported(folders: Iterable[str]) -> set[str]:
    """The distributions whose modules are imported in these folders and files."""
    owners = packages_distributions()
    paths = [path for top in folders for path in (ROOT / top).rglob("*.py")]
    module_names = {name for path in [*paths, ROOT / "brobygger.py"] for name in modules(path)}
    return {canonical(owner) for name in module_names for owner in owners.get(name, ())}


def modules(path: Path) -> Iterator[str]:
    """The top-level names that one file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module.partition(".")[0]


def test_what_is_imported_is_declared_and_what_is_declared_is_used() -> None:
    names = {canonical(requirement.name) for requirement in declared()}
    used = imported(["commands", "graphdb", "importers", "webapp", "tests"])
    assert used - {"brobygger"} <= names
    assert names - used <= USED_WITHOUT_IMPORT


def test_front_end_packages_have_exact_versions_and_the_lock_no_addresses() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    wanted = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for entry in locked.values():
        entry.pop("funding", None)  # where its authors may be thanked
    assert "resolved" not in str(locked)
    assert "://" not in str(locked)
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text(encoding="utf-8").split()


def test_no_file_names_a_package_registry() -> None:
    hosts = re.compile(
        r"registry\.npmjs\.org|pypi\.org|files\.pythonhosted\.org|repo1?\.maven\.(?:apache\.)?org"
    )
    here = Path(__file__).relative_to(ROOT).as_posix()
    for name in tracked():
        if name != here:
            text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
            assert hosts.search(text) is None, name
