"""What is measured in a process of its own: an import that writes meanwhile, the memory of an index."""

from collections.abc import Sequence
from pathlib import Path

import psutil

from commands.priority import lower_priority
from graphdb.connect import open_store
from graphdb.search import index
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from importers.running.frame import Order, run
from importers.sources import directory
from webapp.settings import Settings

Address = tuple[str, str, str]
"""URL, user and password."""


def opened(address: Address) -> GraphStore:
    """A prepared store."""
    url, user, password = address
    store = open_store(url, user=user, password=password)
    store.prepare()
    return store


def write(address: Address, paths: Sequence[Path], at: str, today: str) -> None:
    """Import the files as a source of their own, behind others as the command does it."""
    lower_priority(Settings().import_nice)
    run(opened(address), directory.IMPORTER, paths, Order(source="meanwhile", at=at, today=today))


def index_memory(address: Address, today: str) -> float:
    """Megabytes that a fresh process grows by when it builds the index."""
    store, process = opened(address), psutil.Process()
    catalogue.read(store)
    before = process.memory_info().rss
    index.current(store, today)
    return float(process.memory_info().rss - before) / 2**20
