"""Mapping files: TOML that says which columns of a foreign table stand for what.

Documented, with examples, in ``seed/mappings/README.md``.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from graphdb.errors import InvalidValue, Refused
from graphdb.fields.field import Sort
from graphdb.fields.registry import FIELDS
from graphdb.language.danish import fold
from graphdb.message import message
from importers.directory.columns import CONTACTS, KINDS, columns
from importers.foreign.expression import Field, columns_of, field_of, text_of
from importers.problems import harmless

SHIPPED: Final = "mappings"
_GROUP_BY_THING: Final = {
    "parent": "actors",
    "actor": "actors",
    "place": "places",
    "service": "services",
    "contact": CONTACTS,
    "relation": "relations",
    "asked": "asked",
}
_MANY: Final = frozenset({"service", "contact", "relation"})
"""Of these a row may hold several."""
ENDS: Final = ("from", "to")
_OWNERS: Final = ("actor", "service", "place")
_IDENTITY: Final = ("id", "name", "postal_code", "identifiers")
"""What an actor is known by: an ``id``, a number in a register that is its alone, or name and postcode."""
_MADE: Final = frozenset({"actor", "service", "place", "parent", *ENDS})
"""Columns of a directory that point at another row: these are filled by what stands in the same row."""
ASKED: Final = ("municipality", "actor_type", "state", "asked_on", "answered_by", "asked_by_role", "group")
_LISTS: Final = frozenset(
    {*("municipalities", "risk_groups", "needs", "methods", "legal_basis", "access_routes")}
    | {
        name
        for kind in KINDS.values()
        for name, row in FIELDS[kind].items()
        if row.sort in (Sort.CODES, Sort.NAMES, Sort.LANGUAGES, Sort.IDENTIFIERS, Sort.ANSWERS)
    }
)
_TABLE_LISTS: Final = ("fill_down", "ignore", "only_with")
_TABLE_KEYS: Final = ("file", "sheet", "header", "optional", "skip", "suggested", *_TABLE_LISTS)
_OF_THING: Final = ("of", "instead")
_ABOUT: Final = ("title", "publisher", "licence", "url")


@dataclass(frozen=True, slots=True)
class Thing:
    """What one row holds of one sort: an actor, its service, a relation.

    ``ends`` are a relation's two actors, ``of`` is the thing that a contact point belongs to. ``instead``: a
    row that holds it holds no actor.
    """

    name: str
    group: str
    fields: Mapping[str, Field]
    ends: Mapping[str, Mapping[str, Field]] = field(default_factory=dict)
    of: str = "actor"
    instead: bool = False

    def called(self, present: Collection[str]) -> Mapping[str, str]:
        """By field, and by end, the columns of those ``present`` (folded) that it is read from."""
        fields = {name: list(columns_of(expressions)) for name, expressions in self.fields.items()}
        for end, parts in self.ends.items():
            fields[end] = [column for expressions in parts.values() for column in columns_of(expressions)]
        there = {name: [one for one in columns if fold(one) in present] for name, columns in fields.items()}
        return {name: ", ".join(dict.fromkeys(columns)) for name, columns in there.items() if columns}

    def columns(self) -> Iterator[str]:
        """The columns of the file that it reads."""
        for fields in (self.fields, *self.ends.values()):
            for expressions in fields.values():
                yield from columns_of(expressions)


@dataclass(frozen=True, slots=True)
class TableMapping:
    """One sort of table. ``file`` and ``sheet`` are patterns for names, ``header`` the header's row, 0: look.

    ``fill_down`` are columns whose blank cells mean the same as above. ``optional``: a file may lack columns.
    A row is read when ``skip`` says nothing of it, and its actor when any of the columns ``only_with`` is
    filled (none named: always), or one that was filled in beforehand is changed. ``suggested`` are such
    columns, each with the one in which that stands.
    """

    things: tuple[Thing, ...]
    file: str = "*"
    sheet: str = "*"
    header: int = 0
    fill_down: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    optional: bool = False
    only_with: tuple[str, ...] = ()
    skip: Field = ()
    suggested: Mapping[str, str] = field(default_factory=dict)

    def on(self, present: Collection[str]) -> "TableMapping":
        """For a sheet with these columns (folded): without what was suggested no name counts as changed."""
        suggested = {column: before for column, before in self.suggested.items() if fold(before) in present}
        return replace(self, suggested=suggested)

    def reads(self, cells: Mapping[str, str]) -> bool:
        """Whether a row is read, by its cells under the folded names of their columns."""
        return not text_of(self.skip, cells, is_list=False)

    def tells(self, cells: Mapping[str, str]) -> bool:
        """Whether a row says something of its actor."""
        filled = not self.only_with or any(cells.get(fold(column)) for column in self.only_with)
        changed = any(
            cells.get(fold(column), "") != cells.get(fold(before), "")
            for column, before in self.suggested.items()
        )
        return filled or changed

    def columns(self) -> list[str]:
        """The columns that it reads, each once."""
        return list(dict.fromkeys(column for thing in self.things for column in thing.columns()))

    def key_columns(self) -> list[str]:
        """Those without which a sheet says nothing: who it is about."""
        fields = [fields for thing in self.things for fields in (thing.fields, *thing.ends.values())]
        keys = (fields[name] for fields in fields for name in ("name", "id", "state") if name in fields)
        return [column for expressions in keys for column in columns_of(expressions)]


@dataclass(frozen=True, slots=True)
class MappingFile:
    """``about`` is what the source says of itself (title, publisher, licence, url).

    ``ignore`` are patterns for the names of sheets that hold nothing to read.
    """

    name: str
    tables: tuple[TableMapping, ...]
    about: Mapping[str, str]
    ignore: tuple[str, ...] = ()


def is_list(name: str) -> bool:
    """True for a field that holds several values with ``|`` between."""
    return name in _LISTS


def shipped() -> list[str]:
    """The names of the mappings that we ship."""
    names = (entry.name for entry in (files("seed") / SHIPPED).iterdir())
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


def titles() -> dict[str, str]:
    """What the mappings that we ship are called, by their names."""
    return {name: read_mapping(Path(name)).about["title"] for name in shipped()}


def read_mapping(where: Path) -> MappingFile:
    """A mapping file, or one that we ship by its name alone. Refused when it can't be read or understood."""
    name = harmless(where.name)
    try:
        if not where.suffix and not where.exists() and str(where) in shipped():
            text = (files("seed") / SHIPPED / f"{where}.toml").read_text(encoding="utf-8")
        else:
            text = where.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        words = ", ".join(shipped())
        raise Refused(message("import.no_mapping", file=name, words=words)) from error
    return parse(name, text)


def parse(name: str, text: str) -> MappingFile:
    """A mapping from the text of its file. Refused when it can't be understood."""
    try:
        said = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refused(message("import.mapping_toml", file=name, fault=harmless(str(error)))) from error
    tables = said.get("table")
    _require_keys(name, said, ("table", "ignore", *_ABOUT), "")
    about = {key: said[key] for key in _ABOUT if isinstance(said.get(key), str)}
    ignore = said.get("ignore", [])
    if (
        not isinstance(tables, list)
        or not all(isinstance(table, dict) for table in tables)
        or not _are_texts(ignore)
    ):
        raise Refused(message("import.mapping_no_table", file=name))
    return MappingFile(name, tuple(_table(name, table) for table in tables), about, tuple(ignore))


def _table(file: str, said: Mapping[str, Any]) -> TableMapping:
    _require_keys(file, said, (*_TABLE_KEYS, *_GROUP_BY_THING), "table")
    things = []
    for name in _GROUP_BY_THING:
        entries = said.get(name, [])
        entries = entries if isinstance(entries, list) and name in _MANY else [entries] if entries else []
        things += [_thing(file, name, entry) for entry in entries]
    header, lists = said.get("header", 0), [said.get(name, []) for name in _TABLE_LISTS]
    suggested = said.get("suggested", {})
    globs = (said.get("file", "*"), said.get("sheet", "*"))
    if not (
        things
        and isinstance(header, int)
        and all(isinstance(glob, str) for glob in globs)
        and all(map(_are_texts, lists))
        and isinstance(suggested, dict)
        and _are_texts(list(suggested.values()))
    ):
        raise Refused(message("import.mapping_no_table", file=file))
    fill_down, ignore, only_with = map(tuple, lists)
    skip = _fields(file, "table", {"skip": said["skip"]})["skip"] if "skip" in said else ()
    optional = said.get("optional") is True
    return TableMapping(
        tuple(things), *globs, header, fill_down, ignore, optional, only_with, skip, suggested
    )


def _are_texts(said: object) -> bool:
    return isinstance(said, list) and all(isinstance(text, str) for text in said)


def _thing(file: str, name: str, said: object) -> Thing:
    if not isinstance(said, dict):
        raise Refused(message("import.mapping_no_table", file=file))
    group = _GROUP_BY_THING[name]
    ends = {end: said[end] for end in ENDS if name == "relation" and end in said}
    fields = {key: value for key, value in said.items() if key not in (*ends, *_OF_THING)}
    _require_keys(file, fields, known_fields(name), name)
    for end in ends.values():
        _require_keys(file, end if isinstance(end, dict) else {"": end}, _IDENTITY, "relation")
    of = str(said.get("of", "actor"))
    if of not in _OWNERS:
        key, names = f"{name}.of", ", ".join(_OWNERS)
        raise Refused(message("import.mapping_key", file=file, key=key, names=names))
    return Thing(
        name,
        group,
        _fields(file, name, fields),
        {end: _fields(file, f"{name}.{end}", value) for end, value in ends.items()},
        of,
        said.get("instead") is True,
    )


def known_fields(name: str) -> tuple[str, ...]:
    """The fields that a thing may have in a mapping file."""
    group = _GROUP_BY_THING[name]
    own = ASKED if group == "asked" else tuple(one for one in columns(group) if one not in _MADE)
    return (*own, *(one for one in _IDENTITY if group == "actors" and one not in own))


def _fields(file: str, name: str, said: Mapping[str, object]) -> dict[str, Field]:
    fields = {}
    for key, value in said.items():
        try:
            fields[key] = field_of(value)
        except InvalidValue as error:
            where = f"{name}.{harmless(key)}"
            raise Refused(
                message("import.mapping_value", file=file, key=where, fault=error.reason)
            ) from error
    return fields


def _require_keys(file: str, said: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    for key in said:
        if key not in known:
            path = harmless(f"{where}.{key}" if where else key)
            raise Refused(message("import.mapping_key", file=file, key=path, names=", ".join(known)))
