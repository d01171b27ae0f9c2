"""The licences of what is shipped: the Python packages of this installation and the files that pages load.

Packages are read from the metadata that pip installed, so the list is that of this machine. Files carried in
``static/vendor`` have no metadata; they are listed here with where their terms stand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from graphdb.errors import NotFound
from graphdb.message import message

ROOT_PACKAGE: Final = "brobygger"
_VENDOR: Final = Path(__file__).parents[1] / "static" / "vendor"
_TEXTS: Final = re.compile(r"licen[cs]e|copying|notice", re.I)
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_EXTRA: Final = re.compile(r"\bextra\s*==")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.S)


@dataclass(frozen=True, slots=True)
class Component:
    """One thing that is shipped.

    ``licence`` is an SPDX expression where its makers give one; ``needs`` are names of other packages.
    """

    name: str
    version: str
    licence: str
    files: tuple[Path, ...] = ()
    needs: tuple[str, ...] = ()

    def text(self) -> str:
        """The terms as their makers wrote them; of a script its opening comment, which states them."""
        return "\n\n".join(_terms(path) for path in self.files)


CARRIED: Final = (
    Component("Det Fælles Designsystem", "11.2.0", "MIT", (_VENDOR / "dkfds/LICENSE.md",)),
    Component("Material Symbols, Pictogrammers", "11.2.0", "Apache-2.0", (_VENDOR / "dkfds/LICENSE.md",)),
    Component(
        "IBM Plex Sans",
        "11.2.0",
        "OFL-1.1",
        (_VENDOR / "dkfds/fonts/IBMPlexSans/complete/woff2/license.txt",),
    ),
    Component("vis-network", "9.1.2", "MIT OR Apache-2.0", (_VENDOR / "vis/vis-network.min.js",)),
)
"""Style, icons and letters come in one release of the design system and have its version."""


@cache
def packages() -> tuple[Component, ...]:
    """Brobygger and each package that it brings along here, by name. Raises PackageNotFoundError."""
    waiting, components = [ROOT_PACKAGE], dict[str, Component]()
    while waiting:
        name = waiting.pop()
        if name in components:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:
            if name == ROOT_PACKAGE:
                raise
            continue  # asked for on other systems only
        needs = tuple(_required(package))
        components[name] = Component(name, package.version, licence(package), tuple(_files(package)), needs)
        waiting.extend(needs)
    return tuple(component for _, component in sorted(components.items()))


def get(name: str) -> Component:
    """The component of that name that has terms to show. Raises NotFound."""
    for component in (*packages(), *CARRIED):
        if component.name == name and component.files:
            return component
    raise NotFound(message("pages.no_licence"))


def canonical(name: str) -> str:
    """The one spelling of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(package: Distribution) -> str:
    """The SPDX expression, else the classifiers, else the first line of the free text; "" if none is said."""
    said = {
        name: package.metadata.get_all(name, []) for name in ("License-Expression", "License", "Classifier")
    }
    kinds = [kind.rpartition(" :: ")[2] for kind in said["Classifier"] if kind.startswith("License ::")]
    free = [str(text).partition("\n")[0] for text in said["License"]]
    return next(filter(None, (*said["License-Expression"], ", ".join(kinds), *free)), "")


def _required(package: Distribution) -> Iterator[str]:
    for line in package.requires or ():
        name = _NAME.match(line)
        if name is not None and _EXTRA.search(line) is None:
            yield canonical(name[0])


def _files(package: Distribution) -> Iterator[Path]:
    for path in sorted(package.files or (), key=str):
        if ".dist-info" in str(path) and _TEXTS.search(path.name):
            yield Path(str(path.locate()))


def _terms(path: Path) -> str:
    text = path.read_text(encoding="utf-8", errors="replace")
    comment = _COMMENT.search(text) if path.suffix == ".js" else None
    return text.strip() if comment is None else comment[0]
