"""The conditions of a row (``if``, ``never_if``), read from the table ``call_conditions``.

A condition with a code in angle brackets, such as ``known:<actor_type>``, stands for one with any code there:
``*`` in its columns is that code. All columns of a condition that are filled must hold.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final
from weakref import WeakKeyDictionary

from graphdb.model import Id, Node, NodeKind
from graphdb.rules.situation import Situation, codes
from graphdb.vocabulary.catalogue import Vocabulary

_ANY_CODE: Final = "*"
Asked = Mapping[str, tuple[str, ...]]
"""What a condition asks: the codes in each column that it fills."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What conditions ask about. ``said`` are words of the column ``fact``; the others are codes."""

    said: frozenset[str]
    event: str
    past: str
    known: frozenset[str]
    from_kind: str
    groups: frozenset[str]
    factors: frozenset[str]


def facts_of(situation: Situation, known: frozenset[str]) -> Facts:
    """The facts of a situation; ``known`` are the kinds in touch."""
    said = {
        "child": situation.person.with_child,
        "acute": situation.acute,
        "danger": situation.danger,
    }
    return Facts(
        said=frozenset(word for word, holds in said.items() if holds),
        event=situation.event,
        past=situation.past,
        known=known,
        from_kind=situation.from_kind,
        groups=frozenset(situation.groups),
        factors=frozenset(situation.factors),
    )


class Conditions:
    """Answers whether a condition holds for the facts of one situation; each is worked out once."""

    def __init__(self, vocabulary: Vocabulary, facts: Facts) -> None:
        self._vocabulary, self._facts = vocabulary, facts
        self._table = _table_of(vocabulary)
        self._held: dict[str, bool] = {}
        self._known = self._in_touch()

    @property
    def facts(self) -> Facts:
        """The facts that are asked about."""
        return self._facts

    def fit(self, row: Node) -> bool:
        """True when all conditions in the row's ``if`` hold and none in its ``never_if``."""
        return all(map(self.holds, codes(row, "if"))) and not self.forbid(row)

    def forbid(self, row: Node) -> bool:
        """True when a condition in the row's ``never_if`` holds."""
        return any(map(self.holds, codes(row, "never_if")))

    def holds(self, condition: str) -> bool:
        """Whether a condition holds; False for one that the table does not have."""
        if condition not in self._held:
            self._held[condition] = self._work_out(condition)
        return self._held[condition]

    def kinds(self, condition: str) -> frozenset[str]:
        """The kinds of actors that a condition says are known; none for one about something else."""
        row, given = self._find(condition)
        if row is None:
            return frozenset()
        asked = self._asked(row, given)
        return frozenset((*asked.get("known", ()), *asked.get("also_known", ())))

    def _find(self, condition: str) -> tuple[Node | None, str]:
        if condition in self._table.rows:
            return self._table.rows[condition], ""
        name, _, given = condition.partition(":")
        return self._table.for_any_code.get(name), given

    def _work_out(self, condition: str) -> bool:
        row, given = self._find(condition)
        if row is None:
            return False
        asked = self._asked(row, given)
        outside = row.flag("outside_only")
        if outside and self._is_own_unit(self._facts.from_kind):
            return False
        checks = [check for names, check in _CHECKS.items() if not asked.keys().isdisjoint(names)]
        return bool(checks or outside) and all(check(self, asked) for check in checks)

    def _asked(self, row: Node, given: str) -> Asked:
        asked = self._table.asked[row.id]
        if not any(_ANY_CODE in cells for cells in asked.values()):
            return asked
        return {name: tuple(given if code == _ANY_CODE else code for code in asked[name]) for name in asked}

    def _in_touch(self) -> frozenset[str]:
        """The kinds in touch; a landlord that asks is the citizen's, unless another landlord is known."""
        known, landlords = self._facts.known, self._table.landlords
        return known if known & landlords else known | (landlords & {self._facts.from_kind})

    def _knows(self, asked: Asked) -> bool:
        known = self._known
        if not known.isdisjoint(asked["known"]):
            return True
        also, unless = asked.get("also_known", ()), asked.get("unless_known", ())
        return not known.isdisjoint(also) and known.isdisjoint(unless)

    def _ticks(self, asked: Asked) -> bool:
        groups, factors = asked.get("groups", ()), asked.get("factors", ())
        return not (self._facts.groups.isdisjoint(groups) and self._facts.factors.isdisjoint(factors))

    def _members(self, groups: tuple[str, ...]) -> set[str]:
        terms = (self._vocabulary.find(NodeKind.ACTOR_GROUP, group) for group in groups)
        return {kind for term in terms if term is not None for kind in codes(term, "members")}

    def _is_own_unit(self, kind: str) -> bool:
        return kind in self._vocabulary.marked(NodeKind.ACTOR_TYPE, "own_unit")


_CHECKS: Final[Mapping[tuple[str, ...], Callable[[Conditions, Asked], bool]]] = {
    ("fact",): lambda one, asked: not one.facts.said.isdisjoint(asked["fact"]),
    ("fact_not",): lambda one, asked: one.facts.said.isdisjoint(asked["fact_not"]),
    ("events",): lambda one, asked: one.facts.event in asked["events"],
    ("past_events",): lambda one, asked: one.facts.past in asked["past_events"],
    ("known",): Conditions._knows,
    ("none_of",): lambda one, asked: not any(map(one.holds, asked["none_of"])),
    ("from_groups",): lambda one, asked: one.facts.from_kind in one._members(asked["from_groups"]),
    ("from_kinds",): lambda one, asked: one.facts.from_kind in asked["from_kinds"],
    ("groups", "factors"): Conditions._ticks,
}
"""What must hold of a row, by the columns of which it fills any."""
_COLUMNS: Final = (*chain.from_iterable(_CHECKS), "also_known", "unless_known")


@dataclass(frozen=True, slots=True)
class _Table:
    """The conditions of a vocabulary by code, and by the name before it those for any code; by id what each
    asks in the columns that it fills. ``landlords`` are the kinds that any of them wants to be known.
    """

    rows: Mapping[str, Node]
    for_any_code: Mapping[str, Node]
    asked: Mapping[Id, Asked]
    landlords: frozenset[str]


_tables: WeakKeyDictionary[Vocabulary, _Table] = WeakKeyDictionary()


def _table_of(vocabulary: Vocabulary) -> _Table:
    table = _tables.get(vocabulary)
    if table is None:
        rows = {row.text("code"): row for row in vocabulary.terms.get(NodeKind.CALL_CONDITION, {}).values()}
        for_any_code: dict[str, Node] = {}
        for code, row in rows.items():
            name, bracket, _ = code.partition(":<")
            if bracket:
                for_any_code.setdefault(name, row)
        columns = (codes(row, name) for row in rows.values() for name in ("known", "also_known"))
        landlords = frozenset(kind for kinds in columns for kind in kinds if kind != _ANY_CODE)
        asked = {
            row.id: {name: cells for name in _COLUMNS if (cells := codes(row, name))} for row in rows.values()
        }
        table = _tables[vocabulary] = _Table(rows, for_any_code, asked, landlords)
    return table
