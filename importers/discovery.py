"""The sources that files can be imported from: each module in ``sources`` has one, called ``IMPORTER``."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from importers import sources
from importers.importer import Importer


def names() -> tuple[str, ...]:
    """The ids of all importers, which are the names of their modules; none is imported for that."""
    return tuple(sorted(module.name for module in iter_modules(sources.__path__)))


def importer(name: str) -> Importer:
    """The importer of that id; one of ``names``."""
    known: Importer = import_module(f"importers.sources.{name}").IMPORTER
    return known


def discover() -> Mapping[str, Importer]:
    """Every importer by id."""
    return {name: importer(name) for name in names()}
