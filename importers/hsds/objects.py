"""The objects of Open Referral HSDS as records that point at each other, whichever way a file holds them.

JSON holds them inside each other, a tabular package as a table for each sort. Either way a record knows its
owner by a column: ``service_id``, ``location_id`` and so on; an attribute by ``link_id``.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, Final

from graphdb.errors import Refused
from graphdb.message import Text, message
from importers.directory.rows import DirectoryRows
from importers.hsds.dialects import Dialect, TableDialect, known_by
from importers.problems import Outcome, Problem
from importers.reading.cells import EMPTY
from importers.reading.cleaning import clean
from importers.reading.rows import words
from importers.reading.seeded import seeded
from importers.registers.json_items import Item, is_json, read_items
from importers.tabular.archive import Piece, pieces
from importers.tabular.sheets import Sheet, open_sheets

_LISTS: Final = frozenset({"contents", "items", "data", "results"})
_PACKAGE: Final = "datapackage.json"
_MOST_BYTES: Final = 1_000_000
_LEAST: Final = 2
"""Columns of a sort that must be there for a table to be taken for it by them alone."""
_DEEPEST: Final = 8
_LOOSE: Final = message("import.hsds_loose")
_SECOND: Final = message("import.hsds_second")
_MAIN: Final = frozenset({"organization", "service", "location"})


@dataclass(slots=True)
class Record:
    """One object: where it stands, and its values as text, without the empty ones."""

    file: str
    number: int
    values: dict[str, str]
    dialect: TableDialect | None = None

    def called(self, column: str) -> str:
        """What a column is called in the file."""
        return column if self.dialect is None else self.dialect.called(column)

    def get(self, column: str) -> str:
        """A value, "" when there is none."""
        return self.values.get(column, "")


@dataclass(slots=True)
class Objects:
    """All records by sort and id, as they came; what is said twice of an object is one record.

    ``dialect``: what tables mean that are not of HSDS 3.x.
    """

    gathered: DirectoryRows
    dialect: Dialect | None = None
    _more: list[tuple[TableDialect, Record]] = field(default_factory=list)
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

    def hold_back(self, record: Record, column: str, reason: Text) -> None:
        """Note that what stands in a column is kept nowhere."""
        problem = Problem(record.file, record.number, column, "", reason, Outcome.HELD_BACK)
        self.gathered.problems.append(problem)

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
        self._name_all(sort, record)

    def _name_all(self, sort: str, record: Record) -> None:
        for column in record.values:
            self._name(sort, column, record)

    def _name(self, sort: str, column: str, record: Record) -> None:
        """Say once in a file of a column that it is not kept, or not known."""
        use = _uses().get((sort, column), "" if not column.endswith("_id") else "mapped")
        if use in ("mapped", "fact") or (record.file, sort, column) in self._named:
            return
        self._named.add((record.file, sort, column))
        reason = message("import.hsds_ignored") if use else message("import.unknown_column")
        name = f"{sort}.{record.called(column)}"
        self.gathered.problems.append(Problem(record.file, record.number, name, "", reason, Outcome.UNUSED))

    def read_all(self, paths: Sequence[Path]) -> None:
        """Take all that lies at the paths, in the dialect that their columns tell, if none is given."""
        if self.dialect is None:
            self.dialect = known_by({column for path in paths for column in _columns(path)})
        for path in paths:
            self.read(path)
        self._join()

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
        if any(is_json(piece) and piece.file.name != _PACKAGE for piece in listed):
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
        at, header = _header(sheet)
        stems = (named.get(PurePosixPath(sheet.file).name, ""), _stem(sheet))
        tables = self.dialect.tables if self.dialect is not None else {}
        table = next((tables[stem] for stem in stems if stem in tables), None)
        sort = next((sort for stem in stems if (sort := _sorts_by_name().get(stem))), "")
        sort = sort or _sort_by(dict.fromkeys(header, ""))
        if table is None and not sort and len(header) < _LEAST:  # a text to read, beside the tables
            reason = message("import.hsds_unknown")
            self.gathered.problems.append(Problem(sheet.file, at, "", "", reason, Outcome.LEFT_OUT))
            return
        if table is None and not sort:
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
                self._row(table or TableDialect(sort), Record(sheet.file, number, values))

    def _row(self, table: TableDialect, row: Record) -> None:
        """Take what a row of a table stands for."""
        for sort, values in table.objects(row.values):
            record = Record(row.file, row.number, values, table)
            if table.into or (table.through and sort == table.object):
                self._more.append((table, record))
            if table.into:
                self._name_all(sort, record)
            else:
                self.add(sort, record)

    def _join(self) -> None:
        """Let rows that say more of an object say it there, and columns that stand elsewhere be looked up."""
        for table, record in self._more:
            for column, path in table.through.items():
                pointing, sort, theirs = path.split(".")
                first = record.get(pointing).partition(",")[0].strip()
                other = self.find(sort, first)
                if other is not None and (text := other.get(theirs)):
                    record.values.setdefault(column, text)
            if table.into:
                self._say_more(table, record)

    def _say_more(self, table: TableDialect, record: Record) -> None:
        owner = self.find(table.object, record.get(table.into))
        if owner is None:
            problem = Problem(record.file, record.number, table.into, record.get(table.into), _LOOSE)
            self.gathered.problems.append(replace(problem, outcome=Outcome.LEFT_OUT))
            return
        for column, text in record.values.items():
            before = owner.get(column)
            if column in ("id", table.into) or text == before:
                continue
            if before and text.isdecimal():
                name = record.called(column)
                problem = Problem(record.file, record.number, name, text, _SECOND, Outcome.LEFT_OUT)
                self.gathered.problems.append(problem)
            else:
                owner.values[column] = f"{before}; {text}" if before else text

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


def fact(sort: str, column: str, text: str) -> str:
    """A line of what a source says beside the fields of ours, for people: "Juridisk form: Forening"."""
    return f"{label(sort, column)}: {text}"


def label(sort: str, column: str) -> str:
    """What a column of HSDS is called in Danish."""
    return _labels()[sort, column]


@cache
def _labels() -> Mapping[tuple[str, str], str]:
    return {
        (row["object"], row["column"]): row["label_da"] for row in seeded("hsds_columns") if row["label_da"]
    }


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


def _columns(path: Path) -> Iterator[str]:
    """The columns of tables at a path, each behind what its table is called."""
    listed = list(pieces(path))
    if any(
        is_json(piece) or _looks_like_json(piece)
        for piece in listed
        if not piece.member and piece.path == path
    ):
        return
    named = _named_in_package(listed)
    for sheet in open_sheets(path):
        if isinstance(sheet, Sheet):
            _, header = _header(sheet)
            for stem in {named.get(PurePosixPath(sheet.file).name, ""), _stem(sheet)}:
                yield from (f"{stem}.{column}" for column in header)


def _header(sheet: Sheet) -> tuple[int, list[str]]:
    at, line = next(islice(sheet.rows, 1), (0, []))
    return at, [column.strip().lower() for column in line]


def _stem(sheet: Sheet) -> str:
    """What a table is called by its sheet or file."""
    name = sheet.name or PurePosixPath(sheet.file).name.partition(".")[0]
    return name.lower().replace("-", "_").replace(" ", "_")


def _text(value: object) -> str:
    """A value as text; a list of them with commas, and of what is deeper nothing."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(one) for one in value if not isinstance(one, list | Mapping))))
    return "" if value is None or isinstance(value, Mapping) else clean(str(value))


def _is(value: object) -> bool:
    return isinstance(value, Mapping)


def _looks_like_json(piece: Piece) -> bool:
    with piece.open() as raw:
        return raw.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _named_in_package(listed: Sequence[Piece]) -> Mapping[str, str]:
    """What the table in each file of a package is called; one that cannot be read says nothing."""
    for piece in listed:
        if piece.file.name != _PACKAGE:
            continue
        try:
            with piece.open() as raw:
                package = json.loads(raw.read(_MOST_BYTES))
        except (ValueError, RecursionError, Refused):
            return {}
        resources = package.get("resources") if isinstance(package, dict) else None
        return {
            PurePosixPath(str(one.get("path"))).name: str(one.get("name")).lower()
            for one in (resources if isinstance(resources, list) else ())
            if isinstance(one, dict)
        }
    return {}
