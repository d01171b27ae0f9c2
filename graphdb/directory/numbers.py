"""The numbers of areas: as they are loaded, to count with, and as they may be shown.

What stands on one area's page may tell what does not stand on another's: a municipality's count is the
region's less all others'. So of one that is not shown in a region, or in the country, the smallest of the
others becomes a range on its own page too. The country is looked at for what no region has a total of.
A region that becomes such a range is not to be added up: the smallest of its municipalities becomes one too.
Where no municipality of a region is shown and its total tells them all, the total itself becomes a range.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from graphdb.directory.counts import Number, as_range, complements, of_hidden, ranged, smallest, without_rates
from graphdb.model import INDICATOR_PREFIX, EdgeKind, Id, Node, Provenance, code_of
from graphdb.store import GraphStore, Way, What
from graphdb.vocabulary import catalogue
from graphdb.vocabulary.catalogue import Vocabulary

if TYPE_CHECKING:
    from graphdb.search.index.readmodel import Index

_COUNTRY: Final = "dk"
Key = tuple[str, str, str]
"""Measure, group and period."""
Totals = Mapping[Key, Number]
"""The counts of an area as they may be shown."""


def all_shown(store: GraphStore) -> Mapping[Id, Number]:
    """Each number of the store, by its id, as it may be shown."""
    numbers = Numbers(catalogue.read(store), cache(lambda area: ranged(numbers_of(store, area))))
    return {line.id: line for area in numbers.terms.areas for line in numbers.shown(area)}


def shown_numbers(store: GraphStore, index: "Index", code: str) -> tuple[Number, ...]:
    """The numbers about an area by measure and group, newest first, as they may be shown."""

    def read(area: str) -> tuple[Number, ...]:
        known = index.memo.get(("numbers", area))
        if not isinstance(known, tuple):
            known = index.memo["numbers", area] = ranged(numbers_of(store, area))
        return known

    return Numbers(index.terms, read).shown(code)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of all areas; ``read`` answers those of one with what may not be shown of it as ranges."""

    terms: Vocabulary
    read: Callable[[str], tuple[Number, ...]]
    _totals: dict[str, Totals] = field(default_factory=dict)
    _ranges: dict[str, Totals] = field(default_factory=dict)
    _inside: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def shown(self, code: str) -> tuple[Number, ...]:
        """Those of an area as they may be shown beside those of the others."""
        lines = self.read(code)
        telling = self._telling(code)
        if telling:
            lines = ranged(
                telling.get(_key(one), one) if one.counts and one.value is not None else one for one in lines
            )
        return without_rates(lines)

    def _telling(self, code: str) -> Totals:
        """The counts of an area that would tell a small one of another's, as they may be shown."""
        if code not in self._ranges:
            hidden = {key: line for key, line in self._of(code).items() if line.value is None}
            self._ranges[code] = hidden | dict(self._complements(code))
        return self._ranges[code]

    def _complements(self, code: str) -> Iterator[tuple[Key, Number]]:
        own = {key: line for key, line in self._of(code).items() if line.value is not None}
        for whole in self._wholes(code):
            totals = self._of(whole) if own else {}
            keys = [key for key in own if key in totals and totals[key].value is not None]
            parts = {part: self._of(part) for part in self._parts(code, whole)} if keys else {}
            for key in keys:
                lines = {part: of_part[key] for part, of_part in parts.items() if key in of_part}
                if key in self._telling(whole):
                    part = smallest({part: line.value for part, line in lines.items()})
                    ranges = {} if part is None else {part: as_range(lines[part])}
                else:
                    ranges = complements(totals[key].value or 0, lines)
                if code in ranges:
                    yield key, ranges[code]
            own = {key: line for key, line in own.items() if key not in totals}

    def _of(self, code: str) -> Totals:
        """The counts of an area; one that would tell all its parts, none of which is shown, as a range."""
        if code not in self._totals:
            lines = {_key(line): line for line in self.read(code) if line.counts}
            self._totals[code] = lines  # also what an area that is a part of itself is answered
            for parts in self._below(code) if lines else ():
                counts = [self._of(part) for part in parts]
                for key, line in lines.items():
                    lines[key] = of_hidden(line, [of_part[key] for of_part in counts if key in of_part])
        return self._totals[code]

    def _below(self, whole: str) -> Iterable[list[str]]:
        """The areas that a whole consists of, those of each level by themselves."""
        if not self._inside:
            for area, node in self.terms.areas.items():
                for above in self._wholes(area):
                    levels = self._inside.setdefault(above, {})
                    levels.setdefault(node.text("level"), []).append(area)
        return self._inside.get(whole, {}).values()

    def _wholes(self, code: str) -> tuple[str, ...]:
        """The areas that an area is a part of, the country last."""
        above = dict.fromkeys(code_of(edge.dst) for edge in self.terms.within.get(code, ()))
        above.pop(_COUNTRY, None)
        return (*above, *([] if code == _COUNTRY else [_COUNTRY]))

    def _parts(self, code: str, whole: str) -> tuple[str, ...]:
        """The areas of one level that a whole consists of."""
        level = self.terms.areas[code].text("level")
        same = (area for area, node in self.terms.areas.items() if node.text("level") == level)
        if whole == _COUNTRY:
            return tuple(same)
        return tuple(
            area
            for area in same
            if any(code_of(edge.dst) == whole for edge in self.terms.within.get(area, ()))
        )


def _key(line: Number) -> Key:
    return line.measure, line.group, line.period


def numbers_of(store: GraphStore, code: str) -> tuple[Number, ...]:
    """The numbers about an area by measure and group, newest first, small ones too: to count with, not to
    show (``shown_numbers``).

    The ids of an area's numbers begin alike, so this reads no other's.
    """
    begin = f"{INDICATOR_PREFIX}:{code}"
    scanned = cast("Iterable[Node]", store.scan(What.NODES, after=f"{begin}:", until=f"{begin};"))
    nodes = {node.id: node for node in scanned}
    about = store.edges(nodes.keys(), kinds=[EdgeKind.ABOUT], way=Way.OUT) if nodes else frozenset()
    groups = {edge.src: code_of(edge.dst) for edge in about}
    newest_first = sorted(
        (_number(node, groups) for node in nodes.values()), key=lambda line: line.period, reverse=True
    )
    return tuple(sorted(newest_first, key=lambda line: (line.measure, line.group)))


def _number(node: Node, groups: Mapping[Id, str]) -> Number:
    value = node.props.get("value")
    origin = node.prov.get("measure") or Provenance("", "", "")
    return Number(
        measure=node.text("measure"),
        period=node.text("period"),
        value=float(value) if isinstance(value, int | float) else None,
        unit=node.text("unit"),
        group=groups.get(node.id, ""),
        read_at=node.text("source"),
        source=origin.source,
        stated_on=origin.stated_on,
        id=node.id,
    )
