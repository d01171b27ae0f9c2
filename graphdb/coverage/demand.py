"""Use case: how many it is about in a municipality, to stand beside who is there for them.

Numbers of groups, and a few of all; those of ages and sexes stand on the area's page alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Final

from graphdb.concurrency.stable import stable
from graphdb.directory.counts import Number
from graphdb.directory.numbers import shown_numbers
from graphdb.search import index as indexes
from graphdb.store import GraphStore, Status

_OF: Final = 1000
"""Inhabitants that a share is of."""
_MOST: Final = 5
"""Numbers of all."""
_PEOPLE: Final = re.compile(
    r"\b(?:borger|person|menneske|indbygger|beboer|hus{1,2}tand|familie|lejer|barn|børn|unge|voksne)", re.I
)
"""Units that count people or households."""
_WHOLE: Final = re.compile(r"\b(?:i alt|alle|tot(?:al)?)$", re.I)
_NAMES: Final = tuple(field.name for field in fields(Number))


@dataclass(frozen=True, slots=True)
class Demand(Number):
    """The newest number of a measure, of a group or of all, as it may be shown. ``per_1000`` of the
    inhabitants: of counts of people and households that are shown, of all, where the population is known.
    """

    per_1000: float | None = None


def demand(store: GraphStore, municipality: str, today: str) -> tuple[Demand, ...]:
    """The newest numbers that are loaded, by measure: of groups, and at most ``_MOST`` of all. A rate
    beside a count that is not shown, which it may tell, is left out.
    """
    return stable(store, lambda status: _read(store, status, municipality, today), strict=False)


def _read(store: GraphStore, status: Status, municipality: str, today: str) -> tuple[Demand, ...]:
    index = indexes.current(store, today, status)
    area = index.terms.areas.get(municipality)
    people = None if area is None else area.number("population")
    newest: dict[tuple[str, str], Number] = {}
    for line in shown_numbers(store, index, municipality):
        newest.setdefault((line.measure, line.group), line)
    return tuple(
        Demand(**{name: getattr(line, name) for name in _NAMES}, per_1000=_share(line, people))
        for line in _fitting(newest.values())
    )


def _fitting(lines: Iterable[Number]) -> Iterator[Number]:
    """What stands beside a matrix."""
    lines = tuple(lines)
    of_all = 0
    for line in lines:
        if line.suppressed and not line.counts:
            continue
        if not line.group:
            if _is_part(line.measure) or of_all == _MOST:
                continue
            of_all += 1
        yield line


def _is_part(measure: str) -> bool:
    """Whether it is of an age or a sex: "FOLK1A: KØN Mænd, ALDER I alt"."""
    parts = measure.partition(":")[2]
    return bool(parts) and not all(_WHOLE.search(part.strip()) for part in parts.split(","))


def _share(line: Number, people: int | None) -> float | None:
    if not people or line.value is None or line.group or not line.counts or not _PEOPLE.search(line.unit):
        return None
    return round(line.value / people * _OF, 1)
