"""Texts by number, to which several threads add at once."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from graphdb.search.index.columns import Names

TEXTS = [f"actor:{number}" for number in range(3000)]


@pytest.fixture
def short_turns() -> Iterator[None]:
    """Threads that take turns as often as Python lets them."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("short_turns")
def test_a_text_has_one_number_whoever_adds_it() -> None:
    """Seen red without the lock."""
    names = Names()
    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(lambda _: [names.add(text) for text in TEXTS], range(4)))
    assert numbers == [[names.find(text) for text in TEXTS]] * 4
    assert [names[number] for number in numbers[0]] == TEXTS
    assert len(names) == len(TEXTS)
