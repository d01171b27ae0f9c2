"""All fields by kind of thing. A field is added by adding its row to the file of its kind, nowhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from graphdb.errors import InvalidValue
from graphdb.fields.actor import ACTOR
from graphdb.fields.contact_point import CONTACT_POINT
from graphdb.fields.field import Field, Section, Sort
from graphdb.fields.place import PLACE
from graphdb.fields.reference import AREA, INDICATOR, SOURCE
from graphdb.fields.relation import RELATIONS
from graphdb.fields.service import SERVICE
from graphdb.message import message
from graphdb.model import PUBLIC, EdgeKind, NodeKind, Value

Kind = NodeKind | EdgeKind
_MEMBER: Final = "."


def _by_name(rows: Iterable[Field]) -> dict[str, Field]:
    return {field.name: field for field in rows}


FIELDS: Final[dict[Kind, dict[str, Field]]] = {
    NodeKind.ACTOR: _by_name(ACTOR),
    NodeKind.SERVICE: _by_name(SERVICE),
    NodeKind.PLACE: _by_name(PLACE),
    NodeKind.CONTACT_POINT: _by_name(CONTACT_POINT),
    NodeKind.AREA: _by_name(AREA),
    NodeKind.INDICATOR: _by_name(INDICATOR),
    NodeKind.SOURCE: _by_name(SOURCE),
    **{kind: _by_name(rows) for kind, rows in RELATIONS.items()},
}
"""Kind -> name -> field, in the order of the documentation. Read when asked, so that a test may add a row."""


def field_of(kind: Kind, name: str) -> Field:
    """The row of a field. Raises InvalidValue when the kind has no such field."""
    row = FIELDS.get(kind, {}).get(name)
    if row is not None and row.sort is not Sort.ANSWERS:
        return row
    family, _, code = name.partition(_MEMBER)
    row = FIELDS.get(kind, {}).get(family)
    if row is None or row.sort is not Sort.ANSWERS or not code:
        raise InvalidValue(message("fields.unknown", kind=kind), field=name)
    return replace(row, name=name, sort=Sort.FLAG)


def member(family: str, code: str) -> str:
    """The name of the field that answers one term of a family: ``exclusions.CODE``."""
    return f"{family}{_MEMBER}{code}"


def family(name: str) -> str:
    """The row a field belongs to: its family's, or its own."""
    return name.partition(_MEMBER)[0]


def is_open(rows: Mapping[str, Field], name: str) -> bool:
    """Whether everybody may see a field of these rows."""
    row = rows.get(family(name))
    return row is None or row.visibility == PUBLIC


def answers(values: Mapping[str, Value], family: str) -> dict[str, bool]:
    """The answers of a family by code; a question without an answer is not among them."""
    start = member(family, "")
    return {
        name.removeprefix(start): value is True for name, value in values.items() if name.startswith(start)
    }


@lru_cache
def required(kind: NodeKind) -> tuple[str, ...]:
    """The fields without which a thing of this kind is not taken."""
    return tuple(row.name for row in FIELDS.get(kind, {}).values() if row.required)


@lru_cache
def searched(kind: NodeKind) -> tuple[str, ...]:
    """The fields whose words find a thing of this kind."""
    return tuple(row.name for row in FIELDS.get(kind, {}).values() if row.searched)


def lines(kind: NodeKind) -> tuple[Field, ...]:
    """The fields that stand as lines of their own on a page, in order."""
    return tuple(row for row in FIELDS[kind].values() if row.section is Section.FACTS)
