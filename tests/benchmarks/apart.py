"""An import in a process of its own, as imports are: to be measured beside."""

from collections.abc import Sequence
from pathlib import Path

from graphdb.connect import open_store
from graphdb.store import GraphStore
from importers.frame import Order, run
from importers.sources import directory

Address = tuple[str, str, str]
"""URL, user and password."""


def opened(address: Address) -> GraphStore:
    """A prepared store."""
    url, user, password = address
    store = open_store(url, user=user, password=password)
    store.prepare()
    return store


def write(address: Address, paths: Sequence[Path], at: str, today: str) -> None:
    """Import the files as a source of their own."""
    run(opened(address), directory.IMPORTER, paths, Order(source="meanwhile", at=at, today=today))
