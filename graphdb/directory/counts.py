"""Numbers about an area as they may be shown: small counts, and what would tell them, as ranges.

A count of 1 to 4 is "under 5". A group's count is a range as well where what is left of the total would be as
small; and where a group's is not shown and the total less all others would tell it, the smallest of those
becomes a range. Groups overlap, so each is taken from the total by itself too. A table's measures ("HJEM01:
KØN Mænd") are parts of each other: where one of them is hidden or would be known, all are ranges. A year's
quarters and months are parts of it, and municipalities of their region and the country (``numbers``). A rate
is no count, but stands beside no hidden one of the same group and period: both together may tell it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from graphdb.model import Id

FEW: Final = 5
"""Fewer than this is not shown, nor which of so many in a row it is."""
_SHARE: Final = re.compile(r"\b(?:pr\.?|per)\s*(?:1(?:00|0{0,2}[. ]?000)\b|indbygger)", re.IGNORECASE)
"""Of so many inhabitants; "pr. 1. januar" is a day."""
_PERIOD: Final = re.compile(r"(?P<year>\d{4})(?:(?P<part>[KkQqMm]|-)\d{1,2})?")
"""A year, or a quarter (2026K1) or month (2026M03, 2026-03) of it."""
K = TypeVar("K", int, str)
_PERCENT: Final = re.compile(r"[%‰]|\b(?:pct|procent|percent|promille)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A number about the area, of a group ("" for the whole population). ``value`` is None when the source
    keeps it back because it is too small, or when we do: then it lies from ``low`` to ``high``. ``read_at``
    says where it was read, ``source`` is the id of the source, ``id`` that of the number.
    """

    measure: str
    period: str
    value: float | None
    unit: str
    group: str
    read_at: str
    source: str
    stated_on: str
    low: int | None = None
    high: int | None = None
    id: Id = ""

    @property
    def suppressed(self) -> bool:
        """Whether there is a number that is not shown; it is not zero."""
        return self.value is None

    @property
    def few(self) -> bool:
        """Whether it is under ``FEW``."""
        return self.high is not None and self.high < FEW

    @property
    def counts(self) -> bool:
        """Whether it counts people or homes; a rate does not."""
        whole = self.value is None or float(self.value).is_integer()
        share = _SHARE.search(self.measure) or _SHARE.search(self.unit)
        return whole and not share and not _PERCENT.search(self.unit or self.measure)

    @property
    def table(self) -> str:
        """The table that its measure is of; the measure itself when it is of none."""
        return self.measure.partition(":")[0]


def guarded(numbers: Iterable[Number]) -> tuple[Number, ...]:
    """The same numbers, in their order, as they may be shown."""
    return without_rates(ranged(numbers))


def ranged(numbers: Iterable[Number]) -> tuple[Number, ...]:
    """The same, but for rates. Of numbers that are ranges already it looks for what would tell those."""
    lines = list(numbers)
    together: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if line.counts:
            together[line.measure, line.period].append(at)
    ranges = {at: _few(line) for at, line in enumerate(lines) if line.counts and 0 < (line.value or 0) < FEW}
    for places in together.values():
        ranges |= dict(_telling(lines, ranges, places))
    for places in _tables(lines):
        if _tells(lines, ranges.keys(), places):
            ranges |= {at: as_range(lines[at]) for at in places if at not in ranges and lines[at].value}
    for year, parts in _years(lines):
        total, seen = lines[year].value, {at: ranges.get(at, lines[at]) for at in parts}
        if total is not None and year not in ranges:
            ranges |= complements(total, seen) or (
                {year: as_range(lines[year])} if _is_told(total, seen) else {}
            )
    return tuple(ranges.get(at, line) for at, line in enumerate(lines))


def without_rates(numbers: Iterable[Number]) -> tuple[Number, ...]:
    """The same without the rates that may tell a count which is not shown."""
    lines = tuple(numbers)
    hidden = {(line.group, line.period) for line in lines if line.counts and line.suppressed}
    telling = [not line.counts and (line.group, line.period) in hidden for line in lines]
    return tuple(
        replace(line, value=None) if tells else line for line, tells in zip(lines, telling, strict=True)
    )


def complement(total: float, parts: Mapping[K, float | None]) -> K | None:
    """Which of the parts of a total has to be a range too, so that what is left tells no small one; None when
    none has to. ``parts`` that are not shown are None.
    """
    seen = {name: value for name, value in parts.items() if value is not None}
    left = total - sum(seen.values())
    if not seen or not (0 < left < FEW or (left == 0 and len(seen) < len(parts))):
        return None
    return smallest(seen)


def complements(total: float, parts: Mapping[K, Number]) -> dict[K, Number]:
    """The part that has to be a range too, as it may be shown; none when none has to. Where the ranges make
    what is left in one way alone, it is a wider one.
    """
    values = {name: part.value for name, part in parts.items()}
    at = smallest(values) if _is_told(total, parts) else complement(total, values)
    if at is None:
        return {}
    line = as_range(parts[at])
    if _is_told(total, {**parts, at: line}):
        low, high = line.low or 0, line.high or 0
        line = replace(line, low=max(0, low - FEW), high=high + FEW)
    return {at: line}


def of_hidden(total: Number, parts: Collection[Number]) -> Number:
    """A total as it may be shown beside its parts: a range where none of them is shown and it tells them."""
    if total.value is None or any(part.value is not None for part in parts):
        return total
    by_place = dict(enumerate(parts))
    if not _is_told(total.value, by_place):
        return total
    line = as_range(total)
    low, high = line.low or 0, line.high or 0
    if _is_told(low, by_place) or _is_told(high, by_place):
        line = replace(line, low=max(0, low - FEW), high=high + FEW)
    return line


def _is_told(total: float, parts: Mapping[K, Number]) -> bool:
    """Whether all that are not shown have to be their least, or their most, to make what is left; or there
    is but one, which is what is left.
    """
    hidden = [part for part in parts.values() if part.value is None]
    left = total - sum(part.value or 0 for part in parts.values())
    least = sum(1 if part.low is None else part.low for part in hidden)
    most = sum(FEW - 1 if part.high is None else part.high for part in hidden)
    if len(hidden) == 1 and hidden[0].low is not None:
        return least <= left <= most
    return bool(hidden) and left in (least, most)


def smallest(parts: Mapping[K, float | None]) -> K | None:
    """Which part is the smallest that is shown and not zero, or else a zero; None when none is shown."""
    seen = {name: value for name, value in parts.items() if value is not None}
    return min(seen, key=lambda name: (not seen[name], seen[name], name), default=None)


def _few(line: Number) -> Number:
    return replace(line, value=None, low=1, high=FEW - 1)


def as_range(line: Number) -> Number:
    """Five in a row, of which it is one."""
    low = int(line.value or 0) // FEW * FEW
    return replace(line, value=None, low=low, high=low + FEW - 1)


def _years(lines: Sequence[Number]) -> Iterator[tuple[int, list[int]]]:
    """Each count of a year with those of its quarters, or of its months."""
    years: dict[tuple[str, str, str], int] = {}
    parts: defaultdict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if line.counts and (period := _PERIOD.fullmatch(line.period)):
            about = line.measure, line.group, period["year"]
            if period["part"]:
                parts[(*about, period["part"].upper())].append(at)
            else:
                years[about] = at
    for (measure, group, year, _), places in parts.items():
        if (measure, group, year) in years:
            yield years[measure, group, year], places


def _tables(lines: Sequence[Number]) -> Iterator[list[int]]:
    """The counts of each table and period that has more than one measure."""
    together: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if line.counts:
            together[line.table, line.period].append(at)
    for places in together.values():
        if len({lines[at].measure for at in places}) > 1:
            yield places


def _tells(lines: Sequence[Number], hidden: Collection[int], places: Iterable[int]) -> bool:
    """Whether a count of the table is not shown, or so few are left of its largest."""
    values = [None if at in hidden else lines[at].value for at in places]
    seen = sorted(value for value in values if value is not None)
    if len(seen) < len(values):
        return True
    *rest, most = seen
    return 0 < most - sum(rest) < FEW or any(0 < most - value < FEW for value in rest)


def _telling(
    lines: Sequence[Number], ranges: Mapping[int, Number], places: Iterable[int]
) -> Iterator[tuple[int, Number]]:
    """The groups whose counts would tell a small one by a difference from the total, as they may be shown."""
    unseen = {*ranges, *(at for at in places if lines[at].value is None)}
    groups = [at for at in places if lines[at].group]
    seen = {at: lines[at].value or 0 for at in groups if at not in unseen}
    for total in (lines[at].value or 0 for at in places if not lines[at].group and at not in unseen):
        telling = {at: as_range(lines[at]) for at, value in seen.items() if 0 < total - value < FEW}
        parts = {at: telling.get(at) or ranges.get(at, lines[at]) for at in groups}
        yield from (telling | complements(total, parts)).items()
