"""Tables of earlier versions of HSDS, and of Ohana, as those of 3.x: by files in ``seed/mappings/hsds``.

Documented, with an example, in ``seed/mappings/README.md``.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from graphdb.errors import Refused
from graphdb.message import message
from importers.problems import harmless

_FOLDER: Final = ("mappings", "hsds")
_BETWEEN: Final = "; "
"""Between the texts of two columns that come together in one."""
_KEYS: Final = ("object", "into", "scope", "rename", "constants", "values", "lists", "through")
_ABOUT: Final = ("title", "publisher", "licence", "url")
_LINK: Final = "attribute"
"""The only object that points at its owner by ``link_id``."""
_LIST, _THROUGH = 1, 2
"""Dots in the paths of ``lists`` and ``through``."""
Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class TableDialect:
    """How the rows of one table become objects of HSDS 3.x.

    ``rename`` gives the column that each column is there; two may come together in one. ``values`` are other
    words for what stands in a column of the file. ``lists`` are columns of which each item, between commas,
    is an object of its own below this one: ``language.name``. ``through`` are columns that an object has
    which another column points at: ``location_id.location.organization_id``. ``into``: the rows are no
    objects, but say more of one of this sort. ``scope`` stands before their ids, where others have the same.
    """

    object: str
    into: str = ""
    scope: str = ""
    rename: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    through: Mapping[str, str] = field(default_factory=dict)

    @property
    def _pointing(self) -> set[str]:
        return {path.partition(".")[0] for path in self.through.values()}

    def objects(self, cells: Mapping[str, str]) -> Iterator[tuple[str, Values]]:
        """The objects that a row stands for, each with its sort: first its own."""
        values: Values = {}
        below: list[tuple[str, str]] = []
        for column, text in cells.items():
            text = self._value(column, text)
            if path := self.lists.get(column):
                below += [(path, item) for part in text.split(",") if (item := part.strip())]
                if column not in self._pointing:
                    continue
            name = self.rename.get(column, column)
            if text:
                values[name] = f"{values[name]}{_BETWEEN}{text}" if name in values else text
        if self.scope and values.get("id"):
            values["id"] = f"{self.scope}.{values['id']}"
        yield self.object, {**self.constants, **values}
        owner = values.get("id", "")
        for at, (path, item) in enumerate(below):
            sort, _, column = path.partition(".")
            link = (
                {"link_id": owner, "link_entity": self.object}
                if sort == _LINK
                else {f"{self.object}_id": owner}
            )
            yield sort, {"id": f"{self.object}.{owner}.{at}", **link, column: item}

    def _value(self, column: str, text: str) -> str:
        known = self.values.get(column)
        return text if known is None else known.get(text.strip().lower(), text)

    def called(self, column: str) -> str:
        """What a column of HSDS is called in the file; of one that is looked up, where it begins."""
        names = [name for name, renamed in self.rename.items() if renamed == column]
        names += [path.partition(".")[0] for name, path in self.through.items() if name == column]
        return ", ".join(names) or column


@dataclass(frozen=True, slots=True)
class Dialect:
    """All tables of a dialect, by the names that their files have without ending.

    ``known_by`` are columns (``services.location_id``) that tell it from others.
    """

    name: str
    tables: Mapping[str, TableDialect]
    known_by: frozenset[str]
    about: Mapping[str, str]


def shipped() -> list[str]:
    """The names of the dialects that we ship."""
    folder = files("seed").joinpath(*_FOLDER)
    return sorted(
        entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")
    )


def known_by(columns: Collection[str]) -> Dialect | None:
    """The dialect that is known by most of these columns, ``table.column``; None when by none."""
    fits = [(len(dialect.known_by.intersection(columns)), dialect) for dialect in map(_ours, shipped())]
    points, best = max(fits, key=lambda fit: fit[0])
    return best if points else None


def read_dialect(where: Path) -> Dialect:
    """A dialect of ours by its name, or a file. Refused when it can't be read or understood."""
    if str(where) in shipped() and not where.exists():
        return _ours(str(where))
    name = harmless(where.name)
    try:
        return parse(name, where.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(message("import.no_mapping", file=name, words=", ".join(shipped()))) from error


@cache
def _ours(name: str) -> Dialect:
    path = files("seed").joinpath(*_FOLDER, f"{name}.toml")
    return parse(name, path.read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Dialect:
    """A dialect from the text of its file. Refused when it can't be understood."""
    try:
        said = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refused(message("import.mapping_toml", file=name, fault=harmless(str(error)))) from error
    _require(name, said, ("table", "known_by", *_ABOUT), "")
    tables, columns = said.get("table"), said.get("known_by", [])
    if not isinstance(tables, dict) or not tables or not _is_texts(columns):
        raise Refused(message("import.dialect_no_table", file=name))
    by_stem: dict[str, TableDialect] = {}
    for stems, table in tables.items():
        if not isinstance(table, dict) or not isinstance(table.get("object"), str):
            raise Refused(message("import.dialect_no_table", file=name))
        by_stem |= dict.fromkeys(stems.split("|"), _table(name, stems, table))
    about = {key: said[key] for key in _ABOUT if isinstance(said.get(key), str)}
    return Dialect(name, by_stem, frozenset(columns), about)


def _table(file: str, where: str, said: Mapping[str, Any]) -> TableDialect:
    _require(file, said, _KEYS, where)
    values = said.get("values", {})
    maps = [said.get(key, {}) for key in ("rename", "constants", "lists", "through")]
    into, scope = texts = [said.get(key, "") for key in ("into", "scope")]
    if not (
        isinstance(values, dict)
        and _is_texts(texts)
        and all(isinstance(one, dict) and _is_texts(list(one.values())) for one in (*maps, *values.values()))
    ):
        raise Refused(message("import.dialect_text", file=file, key=harmless(where)))
    rename, constants, lists, through = maps
    parts = (*((path, _LIST) for path in lists.values()), *((path, _THROUGH) for path in through.values()))
    if any(path.count(".") != dots for path, dots in parts):
        raise Refused(message("import.dialect_text", file=file, key=harmless(where)))
    return TableDialect(said["object"], into, scope, rename, constants, values, lists, through)


def _is_texts(said: object) -> bool:
    return isinstance(said, list) and all(isinstance(text, str) for text in said)


def _require(file: str, said: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    for key in said:
        if key not in known:
            path = harmless(f"{where}.{key}" if where else key)
            raise Refused(message("import.mapping_key", file=file, key=path, names=", ".join(known)))
