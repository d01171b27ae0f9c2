"""The words of every entry in memory: which entries have any of some terms, as a store's ``match`` says it.

Asking a store takes as long as all else that a search does, and a store may be newer than the index.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

import numpy as np
import numpy.typing as npt

from graphdb.store import LAST, Term

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

_APART: Final = 5_000
"""So many words of changed entries are kept apart; beyond that they are put in order with all others."""
_SHORT: Final = 2**16
"""So many different words have numbers of two bytes."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Slots by word. ``words`` are in order; the slots of each begin at its number of ``starts``."""

    words: Sequence[str]
    starts: Ints
    slots: Ints

    @classmethod
    def of(cls, words: Sequence[str], numbers: Ints, slots: Ints) -> "Postings":
        """Of pairs of a slot and the number of its word among ``words``, which are in order."""
        few = len(words) <= _SHORT  # numpy sorts short numbers without comparing them, eight times faster
        order = np.argsort(numbers.astype(np.uint16) if few else numbers, kind="stable")
        starts = np.zeros(len(words) + 1, np.int32)
        np.cumsum(np.bincount(numbers, minlength=len(words)), out=starts[1:])
        return cls(words, starts, slots[order])

    def mark(self, terms: Iterable[Term], mask: Bools) -> None:
        """Set the slots that have any of the terms."""
        for word, prefix in terms:
            first = bisect_left(self.words, word)
            if prefix:
                last = bisect_left(self.words, word + LAST)
            else:
                last = first + (self.words[first : first + 1] == [word])
            mask[self.slots[self.starts[first] : self.starts[last]]] = True

    def but(self, marked: Bools) -> "Postings":
        """Without marked slots; the mask is over all there are."""
        keep = ~marked[self.slots]
        kept_before = np.concatenate([np.zeros(1, np.int32), np.cumsum(keep, dtype=np.int32)])
        return Postings(self.words, kept_before[self.starts], self.slots[keep])

    def numbers(self) -> Ints:
        """For each slot the number of its word."""
        return np.repeat(np.arange(len(self.words), dtype=np.int32), np.diff(self.starts))

    def plus(self, other: "Postings") -> "Postings":
        """Both."""
        if not self.slots.size:
            return other
        words = sorted({*self.words, *other.words})
        number_of = {word: number for number, word in enumerate(words)}
        numbers = [
            np.array([number_of[word] for word in one.words], np.int32)[one.numbers()]
            for one in (self, other)
        ]
        return Postings.of(words, np.concatenate(numbers), np.concatenate([self.slots, other.slots]))


def no_postings() -> Postings:
    """Of no entries."""
    return Postings([], np.zeros(1, np.int32), np.zeros(0, np.int32))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of all entries. Frozen: ``changed`` makes new ones that share the ``most``.

    ``newer`` are the words of the entries that changed since those were put in order; ``outdated`` are these,
    and those that are gone.
    """

    most: Postings
    newer: Postings
    outdated: Bools

    @classmethod
    def empty(cls) -> "Words":
        """Of no entries."""
        return cls(no_postings(), no_postings(), np.zeros(0, np.bool_))

    def changed(self, newest: Postings, touched: Bools) -> "Words":
        """With these in place of the words of the touched slots."""
        newer = self.newer.but(touched).plus(newest)
        outdated = touched.copy()
        outdated[: self.outdated.size] |= self.outdated
        if newer.slots.size > _APART:
            return Words(self.most.but(outdated).plus(newer), no_postings(), np.zeros(0, np.bool_))
        return Words(self.most, newer, outdated)

    def having(self, terms: Iterable[Term], size: int) -> Bools:
        """Those of the slots, so many, that have any of the terms."""
        mask, terms = np.zeros(size, np.bool_), tuple(terms)
        self.most.mark(terms, mask)
        if self.outdated.size:
            mask[: self.outdated.size] &= ~self.outdated
            self.newer.mark(terms, mask)
        return mask


class Reading:
    """Entries on their way into postings."""

    def __init__(self) -> None:
        self._number_of: defaultdict[str, int] = defaultdict(count().__next__)
        self._numbers, self._slots, self._counts = array("i"), array("i"), array("i")

    def add(self, slot: int, words: str) -> None:
        """The words of the entry in a slot."""
        before = len(self._numbers)
        self._numbers.extend(map(self._number_of.__getitem__, words.split()))
        self._slots.append(slot)
        self._counts.append(len(self._numbers) - before)

    def postings(self) -> Postings:
        """What was added."""
        words = sorted(self._number_of)
        rank = np.empty(len(words), np.int32)
        rank[[self._number_of[word] for word in words]] = np.arange(len(words), dtype=np.int32)
        numbers = np.frombuffer(self._numbers, np.int32) if self._numbers else np.zeros(0, np.int32)
        slots = np.repeat(np.array(self._slots, np.int32), np.array(self._counts, np.int32))
        return Postings.of(words, rank[numbers], slots)
