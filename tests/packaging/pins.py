"""Prints the exact versions that are installed now, one a line and without hosts, for ``constraints.txt``."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

import click
from packaging.requirements import Requirement

ROOT: Final = Path(__file__).resolve().parents[2]
# Needed on Windows only, so not installed where constraints are pinned.
ELSEWHERE: Final = {"colorama": "0.4.6"}


def canonical(name: str) -> str:
    """The one spelling of a distribution's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> list[Requirement]:
    """What pyproject.toml asks for, to run and to test."""
    return [*needed_to_run(), *map(Requirement, _project()["optional-dependencies"]["test"])]


def needed_to_run() -> list[Requirement]:
    """What pyproject.toml asks for wherever Brobygger is installed."""
    return [Requirement(line) for line in _project()["dependencies"]]


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def pins() -> dict[str, str]:
    """Name and installed version of all that is declared and all that it brings along."""
    return dict(sorted({**ELSEWHERE, **closure(declared())}.items()))


def runtime_pins() -> dict[str, str]:
    """The same for what is needed to run on this machine."""
    return dict(sorted(closure(needed_to_run()).items()))


def locked() -> dict[str, str]:
    """Name and version of each package in requirements.txt, those for other systems too."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = [Requirement(line.removesuffix("\\")) for line in lines if line[:1].isalnum()]
    return {canonical(pin.name): str(pin.specifier).removeprefix("==") for pin in pinned}


def closure(wanted: Iterable[Requirement]) -> dict[str, str]:
    """Name and installed version of these requirements and all that they bring along here."""
    version_by_name = dict[str, str]()
    waiting = list(wanted)
    seen = set()
    while waiting:
        requirement = waiting.pop()
        key = (canonical(requirement.name), frozenset(requirement.extras))
        if key not in seen:
            seen.add(key)
            version_by_name[key[0]] = distribution(key[0]).version
            waiting.extend(required(*key))
    return version_by_name


def required(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    """What one installed distribution needs here, with these extras; nothing for what is needed elsewhere."""
    for line in distribution(name).requires or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras or {""}):
            yield requirement


if __name__ == "__main__":
    try:
        for package, version in pins().items():
            click.echo(f"{package}=={version}")
    except PackageNotFoundError as missing:
        raise SystemExit(f"{missing} is not installed: run make .venv/.with-tests") from missing
