"""The demo directory in a store that tests only read, and a store to write small worlds in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graphdb.store import GraphStore
from tests.files import copied, filled_once, opened
from tests.graphdb.world import load_seed


@pytest.fixture(scope="session")
def demo(demo_file: Path) -> Iterator[GraphStore]:
    """The demo directory. Only read it."""
    yield from opened(demo_file)


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the vocabulary and areas."""
    return filled_once(tmp_path_factory, "towns.db", load_seed)


@pytest.fixture
def world(seeded_file: Path, tmp_path: Path) -> Iterator[GraphStore]:
    """A store of one's own with the vocabulary, two municipalities (9901, 9902), and nobody in them."""
    yield from copied(seeded_file, tmp_path)
