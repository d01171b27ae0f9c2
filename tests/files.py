"""SQLite files that tests begin with: filled once, opened to read or copied to write in."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from graphdb.connect import open_store
from graphdb.store import GraphStore


def filled(path: Path, fill: Callable[[GraphStore], object]) -> Path:
    """A new file with what ``fill`` puts into its prepared store."""
    with closing(open_store(f"sqlite:///{path}")) as store:
        store.prepare()
        fill(store)
    return path


def opened(path: Path) -> Iterator[GraphStore]:
    """The store in a file, closed in the end."""
    with closing(open_store(f"sqlite:///{path}")) as store:
        yield store


def copied(source: Path, folder: Path) -> Iterator[GraphStore]:
    """A store of one's own with the same contents."""
    path = folder / source.name
    path.write_bytes(source.read_bytes())
    yield from opened(path)
