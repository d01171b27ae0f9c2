"""Whom to ring first in a situation: the rows of ``first_calls`` that fit, in the order they are tried.

No actor is needed to ask. The rules of choice are those of ``seed/README.md``.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from graphdb.model import Node, NodeKind, code_of
from graphdb.rules.conditions import Conditions
from graphdb.rules.person import ADULT, OLDEST
from graphdb.rules.situation import codes, number
from graphdb.vocabulary.catalogue import Vocabulary

EVERY_SITUATION: Final = "*"
INFORMATION: Final = 6
"""The ``order`` of rows that are never a card."""
_BEFORE_FURTHER: Final = 2
"""A further group's row stands after the second of the starting point."""


@dataclass(frozen=True, slots=True)
class CallPlan:
    """``rows`` in the order they are tried, ``information`` rows that are said and never rung first.

    ``shut_out`` are kinds of actors that the table forbids here and no fitting row names. ``young`` is the
    row that would come first were the citizen under 18. ``asks_landlord``: it matters who the landlord is.
    """

    rows: tuple[Node, ...]
    information: tuple[Node, ...]
    shut_out: frozenset[str]
    young: Node | None = None
    asks_landlord: bool = False

    def kinds(self) -> tuple[str, ...]:
        """Every kind that a row names, each once."""
        rows = (*self.rows, *self.information)
        return tuple(dict.fromkeys(kind for row in rows for kind in codes(row, "actor_type")))


def plan(
    vocabulary: Vocabulary,
    conditions: Conditions,
    *,
    start: str,
    groups: Sequence[str],
    preticked: Collection[str],
    age: int | None,
) -> CallPlan:
    """The rows for a starting point ("" without one) and ticked groups; an unknown age counts as 18."""
    table = _Table(vocabulary, conditions, ADULT if age is None else age)
    every, own = table.fitting(EVERY_SITUATION), table.fitting(start) if start else []
    further = [table.fitting(group) for group in groups if not start or group not in preticked]
    ordered = [*every, *(_merged(own, further) if start else _in_turns(further))]
    rows = tuple({row.id: row for row in ordered if not _is_information(row)}.values())
    seen = [*ordered, *own, *(row for group in groups for row in table.fitting(group))]
    young = _Table(vocabulary, conditions, ADULT - 1).fitting(EVERY_SITUATION)
    return CallPlan(
        rows=rows,
        information=tuple({row.id: row for row in (*every, *own) if _is_information(row)}.values()),
        shut_out=table.shut_out((EVERY_SITUATION, start, *groups), seen),
        asks_landlord=table.asks_landlord((start, *groups)),
        young=next((row for row in young if number(row, "max_age") is not None), None),
    )


def _merged(own: list[Node], further: list[list[Node]]) -> Iterator[Node]:
    """The starting point's rows, with the first of each further group after its second."""
    yield from own[:_BEFORE_FURTHER]
    for rows in further:
        yield from [row for row in rows if not _is_information(row)][:1]
    yield from own[_BEFORE_FURTHER:]


def _in_turns(groups: list[list[Node]]) -> Iterator[Node]:
    """The first row of each group, then the second of each, and so on."""
    for rows in zip_longest(*groups):
        yield from (row for row in rows if row is not None)


def _is_information(row: Node) -> bool:
    return (number(row, "order") or 0) >= INFORMATION


class _Table:
    """The rows of ``first_calls`` for one age and the facts of one situation."""

    def __init__(self, vocabulary: Vocabulary, conditions: Conditions, age: int) -> None:
        self._vocabulary, self._conditions, self._age = vocabulary, conditions, age
        self._rows = vocabulary.grouped(NodeKind.FIRST_CALL, "situation")
        self._fitting: dict[str, list[Node]] = {}

    def fitting(self, situation: str) -> list[Node]:
        """The rows of a situation that fit: by order, then with more conditions, then by their place."""
        if situation not in self._fitting:
            rows = filter(self._of_age, self._of([situation]))
            self._fitting[situation] = sorted(filter(self._conditions.fit, rows), key=_place)
        return self._fitting[situation]

    def shut_out(self, situations: Collection[str], fitting: Collection[Node]) -> frozenset[str]:
        """The kinds that a row of these, or the kind's own row, forbids and no fitting row names."""
        forbidding = filter(self._conditions.forbid, self._of(situations))
        forbidden = {kind for row in forbidding for kind in codes(row, "actor_type")}
        kinds = self._vocabulary.filled(NodeKind.ACTOR_TYPE, "never_if")
        forbidden |= {code_of(kind.id) for kind in kinds if self._conditions.forbid(kind)}
        return frozenset(forbidden - {kind for row in fitting for kind in codes(row, "actor_type")})

    def asks_landlord(self, situations: Collection[str]) -> bool:
        """Whether a row of these situations wants to know the landlord."""
        landlords = {code_of(kind.id) for kind in self._vocabulary.filled(NodeKind.ACTOR_TYPE, "landlord")}
        return any(
            landlords & self._conditions.kinds(condition)
            for row in self._of(situations)
            if self._of_age(row)
            for condition in codes(row, "if")
        )

    def _of(self, situations: Iterable[str]) -> Iterator[Node]:
        return (row for situation in set(situations) for row in self._rows.get(situation, ()))

    def _of_age(self, row: Node) -> bool:
        youngest, oldest = number(row, "min_age"), number(row, "max_age")
        return (0 if youngest is None else youngest) <= self._age <= (OLDEST if oldest is None else oldest)


def _place(row: Node) -> tuple[int, int, int]:
    return number(row, "order") or 0, -len(codes(row, "if")), number(row, "position") or 0
