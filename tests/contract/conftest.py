"""Writers in processes of their own, for the tests that need more than one or kill one."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import Address

ROOT: Final = Path(__file__).parents[2]
Writer = subprocess.Popen[str]


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
