"""A port that a test has asked for is nobody else's until its server listens there."""

import socket
import subprocess
import sys
from pathlib import Path

from tests.ports import free_port


def test_no_port_comes_twice_nor_one_that_is_taken() -> None:
    first = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first + 1))
        ports = [free_port() for _ in range(3)]
    assert len({first, first + 1, *ports}) == 5


def test_systems_give_none_of_them_by_themselves() -> None:
    assert free_port() < 32_000


def test_processes_with_numbers_in_a_row_have_others() -> None:
    code = "import os, tests.ports as p; print(os.getpid(), p.free_port())"
    root = Path(__file__).parents[1]
    said = subprocess.run([sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True)
    number, port = map(int, said.stdout.split())
    assert port - 20_000 - number * 97 % 12_000 in range(5)
