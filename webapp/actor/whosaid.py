"""Who says what about an actor, as its page tells it: where sources differ first."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from graphdb.directory.disagreement import Statement, Statements
from graphdb.directory.profile import Profile
from graphdb.fields.registry import FIELDS, family
from graphdb.message import Text
from graphdb.model import Id, NodeKind, Value
from webapp.actor.wording import field_label, field_text


@dataclass(frozen=True, slots=True)
class Line:
    """One field: what it is called, what each source says, and how its values are put into words."""

    label: str
    statements: tuple[Statement, ...]
    text: Callable[[Value | None], Text]

    @property
    def differs(self) -> bool:
        """Whether a source says something else than what is shown."""
        return not all(statement.agrees for statement in self.statements)


@dataclass(frozen=True, slots=True)
class Part:
    """The actor itself ("" for ``name``), or one of its services."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class WhoSaid:
    """All of it; ``sources`` is how many there are, ``differing`` on how many fields they differ."""

    parts: tuple[Part, ...]
    sources: int
    differing: int


def who_said(actor: Profile, said: Mapping[Id, Statements]) -> WhoSaid | None:
    """What the page says when several sources speak of the actor or a service; None when one says it all."""
    parts = tuple(part for part in _parts(actor, said) if part.lines)
    sources = {one.source for part in parts for line in part.lines for one in line.statements}
    if len(sources) <= 1:
        return None
    differing = sum(line.differs for part in parts for line in part.lines)
    return WhoSaid(parts, len(sources), differing)


def _parts(actor: Profile, said: Mapping[Id, Statements]) -> Iterator[Part]:
    yield Part("", _lines(said.get(actor.card.id, {}), NodeKind.ACTOR))
    for service in actor.services:
        statements = said.get(service.card.id, {})
        if len({one.source for each in statements.values() for one in each}) > 1:
            yield Part(service.card.name, _lines(statements, NodeKind.SERVICE))


def _lines(statements: Statements, kind: NodeKind) -> tuple[Line, ...]:
    """In the order of the fields, those on which sources differ first."""
    order = list(FIELDS[kind])
    lines = [
        Line(field_label(name, kind), statements[name], field_text(name, kind))
        for name in sorted(statements, key=lambda name: (order.index(family(name)), name))
    ]
    return tuple(sorted(lines, key=lambda line: not line.differs))
