"""Texts by number and numbers by text, in a quarter of the memory that a list and a dictionary of them take.

Most texts stand as bytes one behind the other. What was added last is in a list and a dictionary, and goes to
the others when it is much.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final, NamedTuple

import numpy as np

NONE: Final = -1
_RECENT: Final = 1_000
_PART: Final = 16
"""So many texts stay in the dictionary, and of more texts such a part."""


class Names:
    """Texts by number and numbers by text. It only grows, so several columns may share one, and several
    threads add to it.
    """

    __slots__ = ("__weakref__", "_growing", "_texts")

    def __init__(self) -> None:
        self._growing = Lock()
        self._texts = _Texts(_packed([]), [], {})

    def __len__(self) -> int:
        return self._texts.size()

    def __getitem__(self, number: int) -> str:
        return self._texts.at(number)

    def add(self, text: str) -> int:
        """The number of a text, a new one when it has none."""
        number = self._texts.numbers.get(text)
        return self._grown(text) if number is None else number

    def find(self, text: str) -> int:
        """The number of a text, NONE when it has none."""
        return self._texts.find(text)

    def pack(self) -> None:
        """Put what was added last to the others, if it is much: for after many were added."""
        with self._growing:
            packed, recent, _ = self._texts
            if len(recent) > max(_RECENT, len(packed) // _PART):
                together = _packed([*packed, *map(_encoded, recent)])
                self._texts = _Texts(together, [], {})  # at once: others read meanwhile

    def _grown(self, text: str) -> int:
        number = self._texts.packed.find(text)
        if number != NONE:
            return number
        with self._growing:
            texts = self._texts
            number = texts.find(text)
            if number == NONE:  # another thread may have come first
                number = texts.size()
                texts.recent.append(text)
                texts.numbers[text] = number  # last: another thread finds it from now on
            return number


class _Texts(NamedTuple):
    """``recent`` have the numbers behind those of ``packed``; ``numbers`` are theirs by text."""

    packed: "_Packed"
    recent: list[str]
    numbers: dict[str, int]

    def size(self) -> int:
        return len(self.packed) + len(self.recent)

    def at(self, number: int) -> str:
        before = len(self.packed)
        return self.recent[number - before] if number >= before else self.packed.text(number)

    def find(self, text: str) -> int:
        number = self.numbers.get(text)
        return self.packed.find(text) if number is None else number


@dataclass(frozen=True, slots=True)
class _Packed:
    """Texts as bytes, text n from ``ends[n]`` to ``ends[n + 1]``.

    Those that their hash gives place p are ``numbers`` from ``starts[p]`` to ``starts[p + 1]``.
    """

    joined: bytes
    ends: memoryview
    numbers: memoryview
    starts: memoryview

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[bytes]:
        return (self.joined[self.ends[at] : self.ends[at + 1]] for at in range(len(self)))

    def text(self, number: int) -> str:
        if number < 0:
            raise IndexError(number)
        return self.joined[self.ends[number] : self.ends[number + 1]].decode("utf-8", "surrogatepass")

    def find(self, text: str) -> int:
        if not self.joined:
            return NONE
        encoded = _encoded(text)
        place = hash(encoded) & (len(self.starts) - 2)
        for at in range(self.starts[place], self.starts[place + 1]):
            number: int = self.numbers[at]
            if self.joined[self.ends[number] : self.ends[number + 1]] == encoded:
                return number
        return NONE


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _packed(texts: Sequence[bytes]) -> _Packed:
    places = 1 << len(texts).bit_length()
    place = np.fromiter(map(hash, texts), np.int64, len(texts)) & (places - 1)
    numbers = np.argsort(place, kind="stable").astype(np.int32)
    starts, ends = np.zeros(places + 1, np.int32), np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.bincount(place, minlength=places), out=starts[1:])
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=ends[1:])
    return _Packed(b"".join(texts), ends.astype(np.uint32).data, numbers.data, starts.data)
