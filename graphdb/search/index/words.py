"""The words of every entry in memory: which entries have any of some terms, as a store's ``match`` says it.

Asking a store takes as long as all else that a search does, and a store may be newer than the index.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

import numpy as np
import numpy.typing as npt

from graphdb.deadline import give_way, giving_way
from graphdb.store import LAST, Term

Ints = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.uint16 | np.int32]
Bools = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint8]
Part = tuple[Numbers, Numbers]
"""Numbers of words and slots, side by side."""

_APART: Final = 5_000
"""So many words of changed entries are kept apart; beyond that they are put in order with all others."""
_AT_ONCE: Final = 5_000
"""So many words are numbered anew between two pauses: a millisecond."""
_SHORT: Final = 2**16
"""Numbers below this take two bytes; numpy sorts such without comparing them, eight times faster."""
_OFTEN: Final = 32
"""A word that one in so many slots has takes a bit for each slot, which is less than a number for those."""
_PART: Final = 100_000
"""So many words of entries are put in order at a time: all at once a country takes 50 MB for a moment."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Slots by word. ``words`` are in order; the slots of each begin at its number of ``starts``.

    ``often`` are the numbers of those words, in order, that have a row of ``bits`` and no ``slots``: a bit
    for each slot.
    """

    words: Sequence[str]
    starts: Ints
    slots: Numbers
    often: Ints
    bits: Bits

    @classmethod
    def of(cls, words: Sequence[str], parts: Sequence[Part], rows: Mapping[int, Bits]) -> "Postings":
        """Of ``parts`` with numbers of ``words``, which are in order. ``rows``: bits by number of a word.

        Which words have bits is chosen anew: one that is often in a small index may be seldom in a large one.
        """
        size = max((int(slots.max(initial=0)) + 1 for _, slots in parts), default=0)
        size = max(size, *(row.size * 8 for row in rows.values())) if rows else size
        counts = np.zeros(len(words), np.int32)
        for numbers, _ in parts:
            counts += np.bincount(numbers, minlength=len(words)).astype(np.int32)
        for number, row in rows.items():
            counts[number] += np.bitwise_count(row).sum(dtype=np.int32)
        is_often = counts > size // _OFTEN
        seldom = {number: row for number, row in rows.items() if not is_often[number]}
        if seldom:
            parts = [*parts, _as_numbers(seldom)]
        often = np.flatnonzero(is_often).astype(np.int32)
        bits = np.zeros((often.size, -(-size // 8)), np.uint8)
        for number in rows.keys() - seldom.keys():
            bits[np.searchsorted(often, number), : rows[number].size] = rows[number]
        starts = np.zeros(len(words) + 1, np.int32)
        np.cumsum(np.where(is_often, 0, counts), out=starts[1:])
        postings = cls(words, starts, np.empty(int(starts[-1]), width(size)), often, bits)
        postings._fill(parts, is_often)
        return postings

    def _fill(self, parts: Iterable[Part], is_often: Bools) -> None:
        """Put the slots of the parts where they belong."""
        free = self.starts[:-1].copy()
        for numbers, slots in giving_way(parts, 1):
            slots = slots[np.argsort(numbers, kind="stable")]
            counts = np.bincount(numbers, minlength=free.size)
            ends = np.cumsum(counts)
            for row, number in zip(self.bits, self.often.tolist(), strict=True):
                marked = np.zeros(row.size * 8, np.bool_)
                marked[slots[ends[number] - counts[number] : ends[number]]] = True
                row |= np.packbits(marked)
            rare = ~np.repeat(is_often, counts)
            counts = np.where(is_often, 0, counts)
            shift = free - (np.cumsum(counts) - counts)
            self.slots[np.repeat(shift, counts) + np.arange(counts.sum())] = slots[rare]
            free += counts.astype(np.int32)

    def mark(self, terms: Iterable[Term], mask: Bools) -> None:
        """Set the slots that have any of the terms."""
        for word, prefix in terms:
            first = bisect_left(self.words, word)
            if prefix:
                last = bisect_left(self.words, word + LAST)
            else:
                last = first + (self.words[first : first + 1] == [word])
            mask[self.slots[self.starts[first] : self.starts[last]]] = True
            rows = self.bits[slice(*np.searchsorted(self.often, (first, last)))]
            if rows.size:
                size = min(mask.size, rows.shape[1] * 8)
                mask[:size] |= np.unpackbits(np.bitwise_or.reduce(rows), count=size).view(np.bool_)

    def but(self, marked: Bools) -> "Postings":
        """Without marked slots; the mask is over all there are."""
        keep = ~marked[self.slots]
        kept_before = np.concatenate([np.zeros(1, np.int32), np.cumsum(keep, dtype=np.int32)])
        stays = np.ones(self.bits.shape[1] * 8, np.bool_)
        stays[: marked.size] = ~marked[: stays.size]
        bits = self.bits & np.packbits(stays)
        return Postings(self.words, kept_before[self.starts], self.slots[keep], self.often, bits)

    def size(self) -> int:
        """How many slots there are, of each word."""
        return self.slots.size + int(np.bitwise_count(self.bits).sum(dtype=np.int64))

    def plus(self, other: "Postings") -> "Postings":
        """Both."""
        if not self.words:
            return other
        words = sorted({*self.words, *other.words})
        give_way()
        number_of = {word: number for number, word in enumerate(words)}
        parts, rows = [], dict[int, Bits]()
        for one in (self, other):
            numbered = [number_of[word] for word in giving_way(one.words, _AT_ONCE)]
            numbers = np.array(numbered, width(len(words)))
            parts.append((np.repeat(numbers, np.diff(one.starts)), one.slots))
            for number, row in zip(numbers[one.often].tolist(), one.bits, strict=True):
                rows[number] = _either(rows[number], row) if number in rows else row
        return Postings.of(words, parts, rows)


def width(size: int) -> type[np.uint16 | np.int32]:
    """What numbers below ``size`` are kept as: of two bytes or of four."""
    return np.uint16 if size <= _SHORT else np.int32


def _as_numbers(rows: Mapping[int, Bits]) -> Part:
    """The slots of rows of bits, which stand by number of a word."""
    slots = [np.flatnonzero(np.unpackbits(row)).astype(np.int32) for row in rows.values()]
    numbers = np.repeat(np.fromiter(rows, np.int32), [some.size for some in slots])
    return numbers, np.concatenate(slots)


def _either(row: Bits, other: Bits) -> Bits:
    short, long = sorted((row, other), key=len)
    both = long.copy()
    both[: short.size] |= short
    return both


def no_postings() -> Postings:
    """Of no entries."""
    return Postings.of([], [], {})


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
        give_way()
        outdated = touched.copy()
        outdated[: self.outdated.size] |= self.outdated
        if newer.size() > _APART:
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
        self._parts: list[Part] = []

    def add(self, slot: int, words: str) -> None:
        """The words of the entry in a slot."""
        before = len(self._numbers)
        self._numbers.extend(map(self._number_of.__getitem__, words.split()))
        self._slots.append(slot)
        self._counts.append(len(self._numbers) - before)
        if len(self._numbers) > _PART:
            self._end_part()

    def postings(self) -> Postings:
        """What was added."""
        self._end_part()
        words = sorted(self._number_of)
        rank = np.empty(len(words), width(len(words)))
        rank[[self._number_of[word] for word in words]] = np.arange(len(words))
        return Postings.of(words, [(rank[numbers], slots) for numbers, slots in self._parts], {})

    def _end_part(self) -> None:
        slots: Numbers = np.repeat(_small(self._slots), np.array(self._counts, np.int32))
        self._parts.append((_small(self._numbers), slots))
        self._numbers, self._slots, self._counts = array("i"), array("i"), array("i")


def _small(numbers: "array[int]") -> Numbers:
    return np.array(numbers, width(max(numbers, default=0) + 1))
