"""All that is expected of a municipality at once, as arrays: how far it is covered, red, and asked about."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from graphdb.coverage.expected import Expectation, all_expectations, own_area
from graphdb.coverage.kinds import PLACE, KindStates
from graphdb.coverage.state import LACKING, ORDER, State
from graphdb.coverage.units import units_of
from graphdb.search.index.columns import Bools, Ints
from graphdb.search.index.readmodel import Index

_NOT_ASKED: Final = PLACE[State.NOT_ASKED]
_LACKING: Final = np.array([state in LACKING for state in ORDER])


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What is expected, one after the other in the order of the vocabulary: ``groups`` and ``kinds`` are
    places in the arrays of a municipality, those of an expectation from its place of ``starts`` on.

    ``key`` numbers the sets that count as one in all groups, NONE for what is not asked about.
    """

    expectations: tuple[Expectation, ...]
    groups: Ints
    kinds: Ints
    starts: Ints
    may_be_red: Bools
    key: Ints
    core_keys: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Beside each expectation of the plan its place in ``ORDER``, whether that is known today, and is red."""

    plan: Plan
    state: Ints
    answered: Bools
    red: Bools

    def asked(self) -> tuple[int, int, int, int]:
        """Of the sets that are asked about how many are answered for every group that expects them, and how
        many there are; then the same of the core ones.
        """
        counted = self.plan.key >= 0
        core = self.plan.core_keys
        unanswered = np.bincount(self.plan.key[counted & ~self.answered], minlength=core.size)
        done = unanswered == 0
        return int(done.sum()), core.size, int((done & core).sum()), int(core.sum())


_plans: WeakKeyDictionary[Index, dict[str, Plan]] = WeakKeyDictionary()


def plan_of(index: Index, municipality: str) -> Plan:
    """What is expected of a municipality; one plan for all that changed nothing for themselves."""
    known, own = _plans.setdefault(index, {}), own_area(index.terms, municipality, index.today)
    if own not in known:
        by_group = all_expectations(index.terms, index.today, municipality)
        known[own] = _plan(index, [row for rows in by_group.values() for row in rows])
    return known[own]


def _plan(index: Index, rows: list[Expectation]) -> Plan:
    units = units_of(index)
    places = {kind: at for at, kind in enumerate(units.kinds)}
    sizes = [len(row.members) for row in rows]
    core = {row.key: False for row in rows if row.counts}
    core |= {row.key: True for row in rows if row.counts and row.core}
    numbers = {key: number for number, key in enumerate(core)}
    return Plan(
        expectations=tuple(rows),
        groups=np.repeat(_ints(units.groups[row.group] for row in rows), sizes),
        kinds=_ints(places[kind] for row in rows for kind in row.members),
        starts=(np.cumsum(sizes) - sizes).astype(np.int32),
        may_be_red=np.array([row.core and row.is_read for row in rows], np.bool_),
        key=_ints(numbers[row.key] if row.counts else -1 for row in rows),
        core_keys=np.array(list(core.values()), np.bool_),
    )


def _ints(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, np.int32)


def tally(plan: Plan, states: KindStates) -> Tally:
    """The cells of a plan in one municipality: of several kinds the best is said."""
    if not plan.kinds.size:
        nothing = np.zeros(0, np.bool_)
        return Tally(plan, np.zeros(0, np.int32), nothing, nothing)
    each, holds = states.state[plan.kinds, plan.groups], states.current[plan.kinds, plan.groups]
    state = np.minimum.reduceat(each, plan.starts)
    of_cell = np.repeat(state, np.diff(plan.starts, append=plan.kinds.size))
    current = ~np.logical_or.reduceat(~holds & (_LACKING[each] | (each == of_cell)), plan.starts)
    return Tally(plan, state, (state != _NOT_ASKED) & current, plan.may_be_red & _LACKING[state] & current)
