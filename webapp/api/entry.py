"""Answers about an actor, a service or an area served, with a member for each simple field that is open."""

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, Final, Literal, TypeVar

from pydantic import Field, create_model, model_validator

from graphdb.directory.profile import Profile, Served, ServiceLine
from graphdb.fields.field import Field as Row
from graphdb.fields.field import Sort
from graphdb.fields.registry import FIELDS, Kind, answers, is_open
from graphdb.model import Value
from webapp.api.answer import Answer, WithCard, read_from


class Entry(Answer):
    """An answer with a member for each simple field of ``kind_of_thing`` that is not a member already.

    Those are the ``further`` ones of the models that ``with_further`` makes.
    """

    kind_of_thing: ClassVar[Kind]
    further: ClassVar[tuple[Row, ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _with_card(cls, line: object) -> object:
        """The simple fields beside the other members."""
        if not isinstance(line, Profile | ServiceLine | Served):
            return line
        reading = line if isinstance(line, Served) else WithCard(line)
        members = {name: getattr(reading, name, None) for name in _own_members(cls)}
        return {**members, **{row.name: _value(line.values, row) for row in cls.further}}


M = TypeVar("M", bound=Entry)


def with_further(declared: type[M], **members: Any) -> type[M]:
    """The model with all members, some of them (name to type) of another type than declared."""
    rows, known = FIELDS[declared.kind_of_thing], declared.model_fields
    further = tuple(row for name, row in rows.items() if name not in known and is_open(rows, name))
    typed: dict[str, Any] = {name: (sort, ...) for name, sort in members.items()} | dict(map(_typed, further))
    model = create_model(declared.__name__, __base__=declared, **typed)
    model.further = further
    return model


@cache
def _own_members(model: type[Entry]) -> tuple[str, ...]:
    """What the members beside the further ones are called where they are read from."""
    further = {row.name for row in model.further}
    return tuple(name for name in read_from(model) if name not in further)


def _value(values: Mapping[str, Value], row: Row) -> object:
    """A field as the API says it; the answers of a family by code."""
    if row.sort is Sort.ANSWERS:
        return {code: "yes" if answer else "no" for code, answer in sorted(answers(values, row.name).items())}
    return values.get(row.name)


def _typed(row: Row) -> tuple[str, Any]:
    return row.name, (_TYPES.get(row.sort, str) | None, Field(None, description=_said(row)))


def _said(row: Row) -> str:
    """What the documentation says of a field, with its name in Open Referral HSDS where it has one."""
    return f"{row.label_en} (HSDS: {row.hsds})" if row.hsds else row.label_en


_TYPES: Final[Mapping[Sort, Any]] = {
    Sort.INT: int,
    Sort.AGE: int,
    **dict.fromkeys((Sort.FLOAT, Sort.LATITUDE, Sort.LONGITUDE), float),
    Sort.FLAG: bool,
    **dict.fromkeys((Sort.CODES, Sort.NAMES, Sort.LANGUAGES, Sort.IDENTIFIERS), list[str]),
    Sort.ANSWERS: dict[str, Literal["yes", "no"]],
}
