"""Writers in processes of their own, of which tests run several or kill one, and a world to import into."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from graphdb.connect import open_store
from graphdb.store import GraphStore
from graphdb.upkeep.transfer import export, restore
from tests.conftest import Address
from tests.contract.fail_closed import World

ROOT: Final = Path(__file__).parents[2]
Writer = subprocess.Popen[str]


@pytest.fixture(scope="session")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of a ``World`` to begin with: less work than to import it again for each test."""
    folder = tmp_path_factory.mktemp("words")
    store = open_store(f"sqlite:///{folder / 'words.db'}")
    store.prepare()
    World(store, folder).begin()
    export(store, folder / "words.jsonl")
    store.close()
    return folder / "words.jsonl"


@pytest.fixture
def world(store: GraphStore, tmp_path: Path, words: Path) -> World:
    """A store with some words and two towns, to import into."""
    restore(store, words)
    return World(store, tmp_path)


@pytest.fixture
def start_at() -> Iterator[Callable[..., Writer]]:
    """Starts writers to an address, and ends those that a failed test left."""
    started: list[Writer] = []

    def start(address: Address, *words: str) -> Writer:
        command = [sys.executable, "-m", "tests.contract.writer", *words]
        login = {"STORE_URL": address.url, "STORE_USER": address.user, "STORE_PASSWORD": address.password}
        environment = {**os.environ, **login}
        started.append(
            subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        )
        return started[-1]

    yield start
    for writer in started:
        with writer:  # waits, and closes its output
            writer.kill()


@pytest.fixture
def start(address: Address, start_at: Callable[..., Writer]) -> Callable[..., Writer]:
    """Starts writers to the test's store."""
    return partial(start_at, address)
