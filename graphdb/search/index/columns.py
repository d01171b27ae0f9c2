"""The search entries as columns of numbers: what the index counts and filters with.

Every actor and service has a *slot*, a small number of its own that it keeps as long as the columns live. One
number per slot makes a column; lists (areas, towns, the codes of each facet) are pairs of slot and code.
"""

import json
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from graphdb.codec import readable
from graphdb.deadline import give_way, giving_way
from graphdb.fields.facets import FACETS
from graphdb.model import Entry, Id, NodeKind
from graphdb.search.entries import NARROWER, UNTIL
from graphdb.search.index.names import NONE as NONE
from graphdb.search.index.names import Names
from graphdb.search.index.words import Reading, Words
from graphdb.visibility.audience import OPEN
from graphdb.visibility.seen import has_marks, words_at

Ints = npt.NDArray[np.int32]
Places = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]
T = TypeVar("T")

AREAS, TOWNS, CONFIRMED, EXCLUSIONS = "areas", "towns", "confirmed", "exclusions"
HIDDEN: Final = frozenset({"inactive", "defunct"})
CLOSED: Final = "temporarily_closed"
YOUNGEST, OLDEST = 0, 999
_AT_ONCE: Final = 50
"""So many entries are put into columns between two pauses: a millisecond or two."""

_NUMBERS: Final[Mapping[str, int]] = {
    "n": NONE,
    "owner": NONE,
    "parent": NONE,
    "above": NONE,
    "type": NONE,
    "hours": NONE,
    "min_age": YOUNGEST,
    "max_age": OLDEST,
    "confirmed": 0,
    "other_from": 0,
    "other_to": 0,
    "starts_on": 0,
    "ends_on": 0,
}
_DAYS: Final = {"confirmed": "confirmed_on"} | {
    name: name for name in ("other_from", "other_to", "starts_on", "ends_on")
}
"""The columns that are days, and where an entry says them."""
_PLAIN: Final = (AREAS, TOWNS, CONFIRMED, EXCLUSIONS)
"""The lists that no facet is of."""
_FLAGS: Final = ("present", "service", "hidden", "withheld", "placeholder", "closed", "secret")


def _lists() -> tuple[str, ...]:
    return (*_PLAIN, *FACETS)


@dataclass(frozen=True, slots=True)
class Pairs:
    """A list of codes for each slot, as two columns of equal length in no order."""

    slots: Ints
    codes: Ints

    def changed(self, marked: Bools, newer: "Pairs") -> "Pairs":
        """With newer pairs in place of those of the marked slots; itself where these are the same."""
        touched = marked[self.slots]
        if np.array_equal(self._where(touched).in_order(), newer.in_order()):
            return self
        return self._where(~touched).plus(newer)

    def in_order(self) -> npt.NDArray[np.int64]:
        """Each pair as one number, in order: equal where the pairs are."""
        return np.sort((self.slots.astype(np.int64) << 32) | self.codes)

    def only(self, marked: Bools) -> "Pairs":
        """The pairs of marked slots."""
        return self._where(marked[self.slots])

    def _where(self, chosen: Bools) -> "Pairs":
        return Pairs(self.slots[chosen], self.codes[chosen])

    def plus(self, other: "Pairs") -> "Pairs":
        """Both."""
        slots = np.concatenate([self.slots, other.slots])
        return Pairs(slots, np.concatenate([self.codes, other.codes]))

    def lent(self, lenders: Ints | Places, borrowers: Ints) -> "Pairs":
        """For each borrower the codes of its lender; the two columns run side by side."""
        order = np.argsort(self.slots, kind="stable")
        counts = np.bincount(self.slots, minlength=int(lenders.max(initial=0)) + 1)
        count = counts[lenders]
        first = (np.cumsum(counts) - counts)[lenders]
        slots = np.repeat(borrowers, count)
        skipped = np.repeat(np.cumsum(count) - count, count)
        at = np.repeat(first, count) + np.arange(slots.size) - skipped
        return Pairs(slots.astype(np.int32), self.codes[order][at])


def no_pairs() -> Pairs:
    """Pairs of nothing."""
    return Pairs(np.zeros(0, np.int32), np.zeros(0, np.int32))


@dataclass(frozen=True, slots=True)
class Columns:
    """Every entry of a store. Frozen: ``changed`` makes new columns and shares what stayed.

    ``actor_names`` is slot -> name for actors, ``narrower`` slot -> entry for those of which professionals
    or the own municipality see more; the columns have what is public. Days are numbers, 20260503.
    """

    ids: Names
    codes: Names
    numbers: Mapping[str, Ints]
    flags: Mapping[str, Bools]
    lists: Mapping[str, Pairs]
    actor_names: Mapping[int, str]
    narrower: Mapping[int, Entry]
    words: Words

    @classmethod
    def empty(cls) -> "Columns":
        """Columns without entries."""
        numbers = {name: np.zeros(0, np.int32) for name in _NUMBERS}
        flags = {name: np.zeros(0, np.bool_) for name in _FLAGS}
        lists = {name: no_pairs() for name in _lists()}
        return cls(Names(), Names(), numbers, flags, lists, {}, {}, Words.empty())

    def changed(self, entries: Iterable[Entry], gone: Collection[Id] = ()) -> "Columns":
        """The columns with these entries put in place of what they were, and those of ``gone`` taken out."""
        batch = _Batch(self.ids, self.codes)
        for entry, body in giving_way(readable(_parsed, entries), _AT_ONCE):
            batch.add(entry, body)
        dropped = [slot for one in gone if (slot := self.ids.find(one)) != NONE]
        for names in (self.ids, self.codes):
            names.pack()
        touched = np.array([*batch.slots, *dropped], np.int32)
        marked = np.zeros(len(self.ids), np.bool_)
        marked[touched] = True
        lists = {
            name: pairs.changed(marked, batch.pairs(name))
            for name, pairs in giving_way(self.lists.items(), every=1)
        }
        give_way()
        return Columns(
            self.ids,
            self.codes,
            {
                name: _laid(column, marked, *batch.numbers[name], absent=_NUMBERS[name])
                for name, column in self.numbers.items()
            },
            {name: _flagged(column, marked, batch.flags[name]) for name, column in self.flags.items()},
            lists,
            _replaced(self.actor_names, touched, batch.names),
            _replaced(self.narrower, touched, batch.narrower),
            self.words.changed(batch.words.postings(), marked),
        )

    def running(self, today: str) -> Bools:
        """The units that have begun and not ended on that day (ISO)."""
        day, starts, ends = day_number(today), self.numbers["starts_on"], self.numbers["ends_on"]
        running: Bools = (starts <= day) & ((ends == 0) | (day <= ends))
        return running

    def agreements(self) -> Iterator[tuple[int, str, str]]:
        """The numbers among ``areas`` that stand for an area up to a day: number, area code, last day."""
        for number in distinct(self.lists[AREAS].codes):
            area, dated, until = self.codes[number].partition(UNTIL)
            if dated:
                yield number, area, until

    def is_withheld(self, one: Id) -> bool:
        """Whether an actor or service is there, and not for whom these columns are."""
        slot = self.find(one)
        return slot != NONE and bool(self.flags["withheld"][slot])

    def find(self, one: Id) -> int:
        """The slot of an actor or service that is there, NONE when it is not."""
        slot = self.ids.find(one)
        present = self.flags["present"]
        return slot if slot != NONE and slot < present.size and present[slot] else NONE


def _parsed(entry: Entry) -> tuple[Entry, dict[str, Any]]:
    body: dict[str, Any] = json.loads(entry.body)
    if body["kind"] not in (NodeKind.ACTOR, NodeKind.SERVICE):
        raise ValueError("kind")
    return entry, body


def _replaced(by_slot: Mapping[int, T], slots: Ints, newer: Mapping[int, T]) -> dict[int, T]:
    by_slot = dict(by_slot)
    for slot in slots.tolist():
        by_slot.pop(slot, None)
    by_slot.update(newer)
    return by_slot


def _laid(column: Ints, marked: Bools, slots: "array[int]", values: "array[int]", *, absent: int) -> Ints:
    extended = np.full(marked.size, absent, np.int32)
    extended[: column.size] = column
    extended[marked] = absent
    extended[_column(slots)] = _column(values)
    # Of a column that nothing says anything in there is one value, which stands for all.
    return extended if (extended != absent).any() else np.broadcast_to(np.int32(absent), marked.size)


def _flagged(column: Bools, marked: Bools, slots: "array[int]") -> Bools:
    extended = np.zeros(marked.size, np.bool_)
    extended[: column.size] = column
    extended[marked] = False
    extended[_column(slots)] = True
    return extended


def _column(numbers: "array[int]") -> Ints:
    return np.array(numbers, np.int32)


class _Batch:
    """Entries on their way into columns. ``numbers`` are slots and values of those that say anything beside
    what stands in an empty column, ``flags`` the slots that have them: most entries say little.

    Arrays of machine numbers, for a country has two million: as objects each takes 28 bytes and a pointer.
    """

    def __init__(self, ids: Names, codes: Names) -> None:
        self._ids, self._codes = ids, codes
        self._code = cache(codes.add)
        self.slots = array("i")
        self.names: dict[int, str] = {}
        self.narrower: dict[int, Entry] = {}
        self.numbers = {name: (array("i"), array("i")) for name in _NUMBERS}
        self.flags = {name: array("i") for name in _FLAGS}
        self._lists = {name: (array("i"), array("i")) for name in _lists()}
        self.words = Reading()

    def add(self, entry: Entry, body: dict[str, Any]) -> None:
        slot = self._ids.add(entry.id)
        self.slots.append(slot)
        self.words.add(slot, words_at(entry.words, OPEN))
        codes = body.get("codes", {})
        self._add_numbers(slot, entry, body, next(iter(codes.get("kind", ())), ""))
        self._add_flags(slot, body)
        if body["kind"] == NodeKind.ACTOR:
            self.names[slot] = body.get("name", "")
        if NARROWER in body or has_marks(entry.words):
            self.narrower[slot] = entry
        for name in _PLAIN:
            if name in body:
                self._add_list(slot, name, body[name])
        for name in codes.keys() & FACETS:
            self._add_list(slot, name, codes[name])

    def _add_list(self, slot: int, name: str, texts: Iterable[str]) -> None:
        slots, codes = self._lists[name]
        add = self._codes.add if name == CONFIRMED else self._code  # few say the former alike
        for text in texts:
            slots.append(slot)
            codes.append(add(text))

    def pairs(self, name: str) -> Pairs:
        slots, codes = self._lists[name]
        return Pairs(_column(slots), _column(codes))

    def _add_numbers(self, slot: int, entry: Entry, body: dict[str, Any], kind: str) -> None:
        self._add_number("n", slot, entry.n)
        self._add_number("owner", slot, self._ids.add(entry.actor))
        for name in ("parent", "above"):
            if name in body:
                self._add_number(name, slot, self._ids.add(body[name]))
        for name, text in (("type", kind), ("hours", body.get("hours", ""))):
            if text:
                self._add_number(name, slot, self._code(text))
        for name in ("min_age", "max_age"):
            if name in body:
                self._add_number(name, slot, min(max(body[name], YOUNGEST), OLDEST))
        for name, key in _DAYS.items():
            if key in body:
                self._add_number(name, slot, day_number(body[key]))

    def _add_number(self, name: str, slot: int, number: int) -> None:
        slots, numbers = self.numbers[name]
        slots.append(slot)
        numbers.append(number)

    def _add_flags(self, slot: int, body: dict[str, Any]) -> None:
        for name in _flags(body):
            self.flags[name].append(slot)


def _flags(body: dict[str, Any]) -> Iterator[str]:
    """The flags that an entry has."""
    withheld, placeholder, status = body.get("withheld"), body.get("placeholder"), body.get("status")
    yield "present"
    if body["kind"] == NodeKind.SERVICE:
        yield "service"
    if withheld:
        yield "withheld"
    if placeholder:
        yield "placeholder"
    if withheld or placeholder or status in HIDDEN:
        yield "hidden"
    if status == CLOSED:
        yield "closed"
    if body.get("secret"):
        yield "secret"


def distinct(numbers: Ints) -> list[int]:
    """The numbers that occur in a column, in order; none is below 0."""
    return np.flatnonzero(np.bincount(numbers)).tolist()


def day_number(iso: str) -> int:
    """An ISO date as a number that sorts the same, 20260503; 0 when there is none."""
    digits = iso[:10].replace("-", "")
    return int(digits) if digits.isdigit() else 0


def iso_day(number: int) -> str:
    """The ISO date of a number; "" of 0."""
    return f"{number // 10_000:04}-{number // 100 % 100:02}-{number % 100:02}" if number else ""
