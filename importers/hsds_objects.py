"""The objects of Open Referral HSDS as records that point at each other, whichever way a file holds them.

JSON holds them inside each other, a tabular package as a table for each sort. Either way a record knows its
owner by a column: ``service_id``, ``location_id`` and so on; an attribute by ``link_id``.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, Final

from graphdb.errors import Refused
from graphdb.message import message
from importers.cells import EMPTY
from importers.cleaning import clean
from importers.directory_rows import DirectoryRows
from importers.json_items import Item, is_json, read_items
from importers.problems import Outcome, Problem
from importers.rows import words
from importers.seeded import seeded
from importers.tabular.archive import Piece, pieces
from importers.tabular.sheets import Sheet, open_sheets

_LISTS: Final = frozenset({"contents", "items", "data", "results"})
_PACKAGE: Final = "datapackage.json"
_MOST_BYTES: Final = 1_000_000
_LEAST: Final = 2
"""Columns of a sort that must be there for a table to be taken for it by them alone."""
_DEEPEST: Final = 8
_MAIN: Final = frozenset({"organization", "service", "location"})


@dataclass(slots=True)
class Record:
    """One object: where it stands, and its values as text, without the empty ones."""

    file: str
    number: int
    values: dict[str, str]

    def get(self, column: str) -> str:
        """A value, "" when there is none."""
        return self.values.get(column, "")


@dataclass(slots=True)
class Objects:
    """All records by sort and id, as they came; what is said twice of an object is one record."""

    gathered: DirectoryRows
    _records: defaultdict[str, dict[str, Record]] = field(default_factory=lambda: defaultdict(dict))
    _owned: dict[tuple[str, str], dict[str, list[Record]]] = field(default_factory=dict)
    _named: set[tuple[str, str, str]] = field(default_factory=set)
    _used: set[int] = field(default_factory=set)

    def of(self, sort: str) -> Iterator[tuple[str, Record]]:
        """The records of a sort with their ids."""
        return iter(self._records[sort].items())

    def find(self, sort: str, id_: str) -> Record | None:
        """A record by its id."""
        return self._records[sort].get(id_)

    def owned(self, sort: str, column: str, owner: str) -> Sequence[Record]:
        """The records of a sort that point at an owner by this column."""
        if (sort, column) not in self._owned:
            index = defaultdict(list)
            for record in self._records[sort].values():
                if at := record.get(column):
                    index[at].append(record)
            self._owned[sort, column] = index
        return self._owned[sort, column].get(owner, ())

    def use(self, records: Sequence[Record]) -> Sequence[Record]:
        """Note that these records come into the directory, and answer them."""
        self._used.update(map(id, records))
        return records

    def loose(self, sorts: Iterable[str]) -> Iterator[tuple[str, Record]]:
        """The records of these sorts that do not."""
        for sort in sorts:
            yield from ((sort, one) for one in self._records[sort].values() if id(one) not in self._used)

    def add(self, sort: str, record: Record) -> None:
        """Take a record; what is known of the same object already stays. The main sorts need an id."""
        if sort in _MAIN and not record.get("id"):
            self.gathered.problems.append(Problem(record.file, record.number, "id", "", EMPTY))
            self.gathered.unread |= self.gathered.groups
            return
        id_ = record.get("id") or f"{record.file}.{record.number}.{len(self._records[sort])}"
        known = self._records[sort].setdefault(id_, record)
        if known is not record:
            known.values = {**record.values, **known.values}
        for column in record.values:
            self._name(sort, column, record)

    def _name(self, sort: str, column: str, record: Record) -> None:
        """Say once in a file of a column that it is not kept, or not known."""
        use = _uses().get((sort, column), "" if not column.endswith("_id") else "mapped")
        if use in ("mapped", "fact") or (record.file, sort, column) in self._named:
            return
        self._named.add((record.file, sort, column))
        reason = message("import.hsds_ignored") if use else message("import.unknown_column")
        name = f"{sort}.{column}"
        self.gathered.problems.append(Problem(record.file, record.number, name, "", reason, Outcome.UNUSED))

    def read(self, path: Path) -> None:
        """Take all that lies at a path."""
        listed = list(pieces(path))
        named = _named_in_package(listed)
        if len(listed) == 1 and not listed[0].member and (is_json(listed[0]) or _looks_like_json(listed[0])):
            self._items(path)
            return
        self._items_beside(path, listed)
        for sheet in open_sheets(path):
            if isinstance(sheet, Sheet):
                self._sheet(sheet, named)

    def _items_beside(self, path: Path, listed: Sequence[Piece]) -> None:
        """JSON files in a folder or zip."""
        if any(is_json(piece) and _file(piece) != _PACKAGE for piece in listed):
            self._items(path)

    def _items(self, path: Path) -> None:
        for item in read_items(path, _LISTS, self.gathered):
            if PurePosixPath(item.file).name == _PACKAGE:
                continue
            sort = _sort_by(item.value)
            if sort:
                self._walk(sort, item, item.value, {}, 0)
            else:
                self._unknown(item.file, item.number)

    def _walk(
        self, sort: str, item: Item, value: Mapping[str, Any], owner: Mapping[str, str], depth: int
    ) -> str:
        """Take an object and those in it; its id."""
        values, inner = dict(owner), list[tuple[str, Mapping[str, Any]]]()
        for name, one in value.items():
            below = _sorts_by_name().get(str(name).lower(), "") if isinstance(one, list | Mapping) else ""
            if below and depth < _DEEPEST:
                inner += [(below, each) for each in (one if isinstance(one, list) else [one]) if _is(each)]
            elif text := _text(one):
                values[str(name).lower()] = text
        id_ = values.get("id", "")
        for at, (below, each) in enumerate(inner):
            # What has no id of its own has one of its owner's, which is the same next time.
            said = {name: one for name, one in each.items() if name != "id" or _text(one)}
            each = {"id": f"{id_}.{below}.{at}", **said}
            if below in ("organization", "program", "location", "taxonomy_term", "unit"):
                values[f"{below}_id"] = self._walk(below, item, each, {}, depth + 1)
                if (sort, below) == ("organization", "location"):
                    self._records[below][values.pop("location_id")].values["organization_id"] = id_
                continue
            points = {"link_id": id_} if below == "attribute" else {f"{sort}_id": id_}
            self._walk(below, item, each, points, depth + 1)
        self.add(sort, Record(item.file, item.number, values))
        return id_

    def _sheet(self, sheet: Sheet, named: Mapping[str, str]) -> None:
        """A table of one sort, known by the package, by the file's name or by its columns."""
        name = PurePosixPath(sheet.file).name
        at, line = next(islice(sheet.rows, 1), (0, []))
        header = [column.strip().lower() for column in line]
        stem = (sheet.name or name.partition(".")[0]).lower().replace("-", "_").replace(" ", "_")
        sort = named.get(name) or _sorts_by_name().get(stem) or _sort_by(dict.fromkeys(header, ""))
        if not sort and len(header) < _LEAST:  # a text to read, beside the tables
            reason = message("import.hsds_unknown")
            self.gathered.problems.append(Problem(sheet.file, at, "", "", reason, Outcome.LEFT_OUT))
            return
        if not sort:
            self._unknown(sheet.file, at)
            return
        for number, texts in sheet.rows:
            if any(texts[len(header) :]):
                self._unread(sheet.file, number, texts)
                continue
            values = {
                column: text
                for column, one in zip(header, texts, strict=False)
                if column and (text := clean(one))
            }
            if values:
                self.add(sort, Record(sheet.file, number, values))

    def _unread(self, file: str, number: int, texts: Sequence[str]) -> None:
        problem = Problem(file, number, "", "", message("import.too_many_cells"))
        self.gathered.problems.append(problem)
        self.gathered.unread |= self.gathered.groups
        self.gathered.lost |= {*texts, *(word for text in texts for word in words(text))}

    def _unknown(self, file: str, number: int) -> None:
        self.gathered.problems.append(Problem(file, number, "", "", message("import.hsds_unknown")))
        self.gathered.unread |= self.gathered.groups


@cache
def _uses() -> Mapping[tuple[str, str], str]:
    return {(row["object"], row["column"]): row["use"] for row in seeded("hsds_columns")}


def facts_of(sort: str) -> Sequence[str]:
    """The columns of a sort that are kept as they are."""
    return [column for (name, column), use in _uses().items() if name == sort and use == "fact"]


@cache
def _sorts_by_name() -> Mapping[str, str]:
    return {name: row["object"] for row in seeded("hsds_objects") for name in row["names"].split("|")}


def _sort_by(values: Mapping[str, Any]) -> str:
    """The sort that has most of these columns, "" when none has enough."""
    names = {str(name).lower() for name in values}
    inside = {_sorts_by_name().get(name, "") for name in names}
    fit = {
        sort: len(names & {column for name, column in _uses() if name == sort})
        + (sort == "organization" and bool({"service", "program"} & inside))
        + (sort == "service" and bool({"organization", "service_at_location"} & inside))
        for sort in dict.fromkeys(name for name, _ in _uses())
    }
    best = max(fit, key=lambda sort: fit[sort])
    return best if fit[best] >= _LEAST and "id" in names else ""


def _text(value: object) -> str:
    """A value as text; a list of them with commas, and of what is deeper nothing."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(one) for one in value if not isinstance(one, list | Mapping))))
    return "" if value is None or isinstance(value, Mapping) else clean(str(value))


def _is(value: object) -> bool:
    return isinstance(value, Mapping)


def _file(piece: Piece) -> str:
    return PurePosixPath(piece.member or piece.path.name).name


def _looks_like_json(piece: Piece) -> bool:
    with piece.open() as raw:
        return raw.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _named_in_package(listed: Sequence[Piece]) -> Mapping[str, str]:
    """Which sort each file of a package is of; one that cannot be read says nothing."""
    for piece in listed:
        if _file(piece) != _PACKAGE:
            continue
        try:
            with piece.open() as raw:
                package = json.loads(raw.read(_MOST_BYTES))
        except (ValueError, RecursionError, Refused):
            return {}
        resources = package.get("resources") if isinstance(package, dict) else None
        return {
            PurePosixPath(str(one.get("path"))).name: sort
            for one in (resources if isinstance(resources, list) else ())
            if isinstance(one, dict) and (sort := _sorts_by_name().get(str(one.get("name")).lower()))
        }
    return {}
