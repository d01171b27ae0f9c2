"""Texts by number, to which several threads add at once."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from graphdb.search.index import names as index_names
from graphdb.search.index.names import NONE, Names

TEXTS = [f"actor:{number}" for number in range(3000)]


@pytest.fixture
def short_turns() -> Iterator[None]:
    """Threads that take turns as often as Python lets them."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("short_turns")
@pytest.mark.parametrize("recent", [10, 10_000], ids=["packed", "recent"])
def test_a_text_has_one_number_whoever_adds_it(monkeypatch: pytest.MonkeyPatch, recent: int) -> None:
    """Seen red without the lock."""
    monkeypatch.setattr(index_names, "_RECENT", recent)
    names = Names()
    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(lambda _: list(_added(names)), range(4)))
    assert numbers == [[names.find(text) for text in TEXTS]] * 4
    assert [names[number] for number in numbers[0]] == TEXTS
    assert len(names) == len(TEXTS)


def _added(names: Names) -> Iterator[int]:
    for text in TEXTS:
        yield names.add(text)
        if len(text) == len("actor:99"):
            names.pack()


def test_texts_of_any_signs_are_the_same_when_they_are_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lone half of a sign, as a row damaged by hand may have it, is a text too. Seen red without it."""
    monkeypatch.setattr(index_names, "_RECENT", 1)
    texts = ["", "æ", "Høje-Taastrup", "\ud800", "a", "aa", "\U0001f6f6", "\0"]
    names = Names()
    assert [names.add(text) for text in texts] == list(range(len(texts)))
    names.pack()
    assert (
        [names.find(text) for text in texts] == [names.add(text) for text in texts] == list(range(len(texts)))
    )
    assert [names[number] for number in range(len(texts))] == texts
    assert names.find("ud800") == names.find("aaa") == NONE
    with pytest.raises(IndexError):
        names[NONE]


def test_a_text_that_is_found_can_be_read() -> None:
    """Also by a thread that looks while another adds it. Seen red with the number noted before the text."""
    names = Names()
    read: list[str] = []

    class Numbers(dict[str, int]):
        def __setitem__(self, text: str, number: int) -> None:
            super().__setitem__(text, number)
            read.append(names[names.find(text)])

    names._texts = names._texts._replace(numbers=Numbers())
    for text in TEXTS[:3]:
        names.add(text)
    assert read == TEXTS[:3]
