"""Who is rung first in the situation that a search points to: the rows that the touch map chooses by.

Nothing is known of the citizen but the situation, so rows that ask for more do not count.
"""

from collections.abc import Iterable
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from graphdb.model import Node, NodeKind
from graphdb.rules.conditions import Conditions, Facts
from graphdb.rules.first_calls import plan
from graphdb.rules.situation import asks_first
from graphdb.search.index.columns import Bools
from graphdb.search.index.readmodel import Index

NOT_CALLED: Final = 6
"""The place of who is not rung."""
Places = npt.NDArray[np.int8]


def places(index: Index, situation: str) -> Places:
    """For each actor its place among the first calls, from 0; NOT_CALLED without one. Not to be written to.

    ``situation``: the code of a starting point or a risk group. Worked out once for each version of the
    entries: the words of one search ask twice.
    """
    places_by_situation = _kept.setdefault(index, {})
    if situation not in places_by_situation:
        places_by_situation[situation] = _places(index, situation)
    return places_by_situation[situation]


_kept: WeakKeyDictionary[Index, dict[str, Places]] = WeakKeyDictionary()


def _places(index: Index, situation: str) -> Places:
    start = index.terms.find(NodeKind.STARTING_POINT, situation)
    groups = (situation,) if start is None else start.items("risk_groups")
    place_by_actor = np.full(index.size, NOT_CALLED, np.int8)
    for place, row in enumerate(_rows(index, start, groups)[:NOT_CALLED]):
        here = _can_act(index, row, groups, () if start is None else start.items("needs"))
        place_by_actor[here & (place_by_actor == NOT_CALLED)] = place
    place_by_actor.setflags(write=False)
    return place_by_actor


def _rows(index: Index, start: Node | None, groups: tuple[str, ...]) -> tuple[Node, ...]:
    facts = Facts(
        said=frozenset(),
        event="",
        past="",
        known=frozenset(),
        from_kind=asks_first(index.terms),
        groups=frozenset(groups),
        factors=frozenset() if start is None else frozenset(start.items("risk_factors")),
    )
    code = "" if start is None else start.text("code")
    conditions = Conditions(index.terms, facts)
    return plan(index.terms, conditions, start=code, groups=groups, preticked=groups, age=None).rows


def _can_act(index: Index, row: Node, groups: Iterable[str], needs: Iterable[str]) -> Bools:
    """The actors of the row's kinds that do what it is for; an own department always may."""
    asked_for = row.items("need")
    belong = index.terms.marked(NodeKind.ACTOR_TYPE, "must_belong")
    fitting = index.with_any("need", asked_for or needs)
    if not asked_for:
        fitting = fitting | index.with_any("risk_group", groups)
    here = np.zeros(index.size, np.bool_)
    for kind in row.items("actor_type"):
        of_kind = index.actors_of(index.with_any("kind", [kind]))
        free = row.flag("own") or not (asked_for or kind in belong)
        here |= of_kind if free else of_kind & index.actors_of(fitting)
    return here
