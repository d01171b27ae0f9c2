"""What belongs together on the actor's page: relations of one kind, and all that is said about one group."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from graphdb.directory.profile import Origin, Profile, Reached, RelationLine
from graphdb.message import Text
from graphdb.network.routes import Ego

_ABOUT: Final = frozenset({"name", "kind", "description", "cvr", "budget_area", "status"})


@dataclass(frozen=True, slots=True)
class Relations:
    """Relations that read the same, under one heading; those that have run out come last."""

    label: Text
    lines: tuple[RelationLine, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One risk group, and through what it is reached ("" for the actor as a whole); ``only_for`` some."""

    code: str
    ways: tuple[str, ...]
    origins: tuple[tuple[str, Origin], ...]
    only_for: str


@dataclass(frozen=True, slots=True)
class Tie:
    """One row of the table that says the same as the picture."""

    src: str
    label: Text
    dst: str
    only_for: str


def relations(actor: Profile) -> tuple[Relations, ...]:
    """The actor's relations by what they are called, in the order of the profile."""
    lines_by_label: dict[Text, list[RelationLine]] = {}
    for line in actor.relations:
        lines_by_label.setdefault(line.label, []).append(line)
    return tuple(
        Relations(label, tuple(sorted(lines, key=lambda line: line.expired)))
        for label, lines in lines_by_label.items()
    )


def groups(reached: Iterable[Reached]) -> tuple[Group, ...]:
    """Each group once, with everything that reaches it; apart, what not all may know of that."""
    lines_by_group: dict[tuple[str, str], list[Reached]] = {}
    for one in reached:
        lines_by_group.setdefault((one.code, one.only_for), []).append(one)
    return tuple(_group(code, only_for, lines) for (code, only_for), lines in lines_by_group.items())


def origins(sources: Mapping[str, Origin]) -> tuple[dict[str, Origin], dict[str, Origin]]:
    """The origins of the contact box, and those of the facts beside it."""
    contact = {name: origin for name, origin in sources.items() if name not in _ABOUT}
    return contact, {name: origin for name, origin in sources.items() if name in _ABOUT}


def ties(around: Ego) -> tuple[Tie, ...]:
    """The picture as rows, the centre's own relations first."""
    lines = sorted(around.lines, key=lambda line: around.centre not in (line.src, line.dst))
    return tuple(Tie(line.src, line.label, line.dst, line.only_for) for line in lines)


def _group(code: str, only_for: str, lines: list[Reached]) -> Group:
    ways = (": ".join(filter(None, (one.service, one.how))) for one in lines)
    origins_by_service = tuple((one.service, one.origin) for one in lines if one.origin is not None)
    return Group(code, tuple(way for way in ways if way), origins_by_service, only_for)
