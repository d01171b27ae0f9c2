"""Use case: how many it is about in a municipality, to stand beside who is there for them."""

from dataclasses import dataclass, fields
from typing import Final

from graphdb.directory.area import numbers_of
from graphdb.directory.counts import Number, guarded
from graphdb.search import index as indexes
from graphdb.store import GraphStore, Status, stable

_OF: Final = 1000
"""Inhabitants that a share is of."""
_NAMES: Final = tuple(field.name for field in fields(Number))


@dataclass(frozen=True, slots=True)
class Demand(Number):
    """The newest number of a measure, of a group or of all, as it may be shown. ``per_1000`` of the
    inhabitants: of counts of all that are shown, where the population is known.
    """

    per_1000: float | None = None


def demand(store: GraphStore, municipality: str, today: str) -> tuple[Demand, ...]:
    """The newest numbers that are loaded, by measure, those of all before those of groups."""
    return stable(store, lambda status: _read(store, status, municipality, today), strict=False)


def _read(store: GraphStore, status: Status, municipality: str, today: str) -> tuple[Demand, ...]:
    area = indexes.current(store, today, status).terms.areas.get(municipality)
    people = None if area is None else area.number("population")
    newest: dict[tuple[str, str], Number] = {}
    for line in guarded(numbers_of(store, municipality)):
        newest.setdefault((line.measure, line.group), line)
    return tuple(
        Demand(**{name: getattr(line, name) for name in _NAMES}, per_1000=_share(line, people))
        for line in newest.values()
    )


def _share(line: Number, people: int | None) -> float | None:
    if not people or line.value is None or line.group or not line.counts:
        return None
    return round(line.value / people * _OF, 1)
