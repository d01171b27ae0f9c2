"""The state of every kind of actor for every group of a municipality, as arrays of kinds × groups.

What the entries say comes first, then what was answered about a kind. A cell of several kinds is worked out
from these (``graphdb.coverage.tally``), and the ids of its actors are read only when it is shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from graphdb.coverage.asked import Answer, Answers
from graphdb.coverage.presence import NOWHERE, Presence
from graphdb.coverage.state import ORDER, State
from graphdb.coverage.units import units_of
from graphdb.search.index.columns import Bools, Ints

PLACE: Final = {state: place for place, state in enumerate(ORDER)}
_REFUSES, _NOT_ASKED = PLACE[State.REFUSES], PLACE[State.NOT_ASKED]


@dataclass(frozen=True, slots=True, eq=False)
class KindStates:
    """``state`` is a place in ``ORDER``. ``current``: it rests on no answer past its shelf life, nor on a
    refusal that an actor gave too long ago. ``actors`` are how many count, ``fresh`` how many of them are.
    """

    state: Ints
    current: Bools
    actors: Ints
    fresh: Ints


@dataclass(frozen=True, slots=True, eq=False)
class _Here:
    """What the entries say: the best state (NOWHERE without any), whether every refusal is fresh, counts."""

    best: Ints
    fresh_no: Bools
    actors: Ints
    fresh: Ints


def kind_states(presence: Presence, answers: Answers) -> KindStates:
    """The states of a municipality from those who are there and from what was answered."""
    units = units_of(presence.index)
    shape = len(units.kinds), len(units.groups)
    here = _here(presence, presence.state, shape)
    if not answers:
        state: Ints = np.where(here.best == NOWHERE, _NOT_ASKED, here.best)
        return KindStates(state, (state != _REFUSES) | here.fresh_no, here.actors, here.fresh)
    said = _Answered.of(answers, {kind: at for at, kind in enumerate(units.kinds)}, units.groups)
    if said.silences.any():
        naming = _here(presence, np.where(presence.said, presence.state, NOWHERE), shape)
        here = _either(said.silences, naming, here)
    state = np.minimum(here.best, np.where(said.counts, said.state, NOWHERE))
    state[state == NOWHERE] = _NOT_ASKED
    deciding = here.best == state
    by_answer = said.there & said.current & (~deciding | (said.state == state))
    by_entries = np.where(deciding, (state != _REFUSES) | here.fresh_no, ~said.there)
    return KindStates(state, by_answer | by_entries, here.actors, here.fresh)


def _here(presence: Presence, states: Ints, shape: tuple[int, int]) -> _Here:
    kind = units_of(presence.index).kind[presence.slots]
    order = np.flatnonzero(kind >= 0)
    order = order[np.argsort(kind[order], kind="stable")]
    best, fresh_no = np.full(shape, NOWHERE, np.int32), np.ones(shape, np.bool_)
    actors, fresh = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    if order.size and shape[1]:
        kinds, starts = np.unique(kind[order], return_index=True)
        ordered, is_fresh = states[order], presence.fresh[order]
        counted = (ordered != NOWHERE) & (ordered != _REFUSES)
        best[kinds] = np.minimum.reduceat(ordered, starts, axis=0)
        fresh_no[kinds] = np.logical_and.reduceat((ordered != _REFUSES) | is_fresh, starts, axis=0)
        actors[kinds] = np.add.reduceat(counted, starts, axis=0, dtype=np.int32)
        fresh[kinds] = np.add.reduceat(counted & is_fresh, starts, axis=0, dtype=np.int32)
    return _Here(best, fresh_no, actors, fresh)


def _either(where: Bools, first: _Here, second: _Here) -> _Here:
    return _Here(
        np.where(where, first.best, second.best),
        np.where(where, first.fresh_no, second.fresh_no),
        np.where(where, first.actors, second.actors),
        np.where(where, first.fresh, second.fresh),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Answered:
    """Of each kind and group the answer that counts, when any is ``there``. ``silences``: it is a refusal of
    the group, so it is about those who do not name the group themselves.
    """

    there: Bools
    state: Ints
    current: Bools
    silences: Bools

    @property
    def counts(self) -> Bools:
        """Where it says anything of the state: what is past its shelf life says no more than a refusal."""
        says: Bools = self.there & (self.current | (self.state == _REFUSES))
        return says

    @classmethod
    def of(cls, answers: Answers, kinds: Mapping[str, int], groups: Mapping[str, int]) -> "_Answered":
        shape = len(kinds), len(groups)
        there, current = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
        silences, state = np.zeros(shape, np.bool_), np.full(shape, NOWHERE, np.int32)
        for answer in _in_turn(answers.values(), kinds, groups):
            cell = kinds[answer.kind], groups[answer.group] if answer.group else slice(None)
            there[cell], current[cell], state[cell] = True, answer.current, PLACE[answer.state]
            silences[cell] = bool(answer.group) and answer.state is State.REFUSES
        return cls(there, state, current, silences)


def _in_turn(
    answers: Iterable[Answer], kinds: Mapping[str, int], groups: Mapping[str, int]
) -> Iterable[Answer]:
    """Those about all groups, then over them those about one: as ``asked.answer_for`` has it, one about a
    group that holds no longer hides none about all.
    """
    by_kind: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        if answer.kind in kinds and (not answer.group or answer.group in groups):
            by_kind[answer.kind].append(answer)
    for of_kind in by_kind.values():
        of_all = [answer for answer in of_kind if not answer.group]
        yield from of_all
        yield from (
            answer
            for answer in of_kind
            if answer.group and (not of_all or answer.current or answer.state is State.REFUSES)
        )
