"""The demo directory in a store that tests only read, and a store to write small worlds in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graphdb.connect import open_store
from graphdb.store import GraphStore
from tests.graphdb.world import load_seed


@pytest.fixture(scope="session")
def demo(demo_file: Path) -> Iterator[GraphStore]:
    """The demo directory. Only read it."""
    store = open_store(f"sqlite:///{demo_file}")
    yield store
    store.close()


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the vocabulary and areas."""
    path = tmp_path_factory.mktemp("touchmap") / "seeded.db"
    store = open_store(f"sqlite:///{path}")
    store.prepare()
    load_seed(store)
    store.close()
    return path


@pytest.fixture
def world(seeded_file: Path, tmp_path: Path) -> Iterator[GraphStore]:
    """A store of one's own with the vocabulary, two municipalities (9901, 9902), and nobody in them."""
    path = tmp_path / "world.db"
    path.write_bytes(seeded_file.read_bytes())
    store = open_store(f"sqlite:///{path}")
    yield store
    store.close()
