"""Prints the exact versions that are installed now, one a line and without hosts, for ``constraints.txt``."""

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution

import click
from packaging.requirements import Requirement

# Needed on Windows only, so not found where constraints are made.
ELSEWHERE = {"colorama": "0.4.6"}


def canonical(name: str) -> str:
    """The one spelling of a distribution's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(root: str = "brobygger", extras: Iterable[str] = ("test",)) -> dict[str, str]:
    """Name and version of all that ``root`` with its extras brings along, itself left out."""
    found = dict(ELSEWHERE)
    waiting = [(root, frozenset(extras))]
    seen = set(waiting)
    while waiting:
        name, wanted = waiting.pop()
        for requirement in required(name, wanted):
            key = (canonical(requirement.name), frozenset(requirement.extras))
            if key not in seen:
                seen.add(key)
                waiting.append(key)
                found[key[0]] = distribution(key[0]).version
    return dict(sorted(found.items()))


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
