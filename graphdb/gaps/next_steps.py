"""What to do about a gap: who has it nearby, who reaches the group elsewhere, whose money it is."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import numpy as np

from graphdb.coverage.matrix.stages import acting_late
from graphdb.coverage.state import State
from graphdb.coverage.units import units_of
from graphdb.fields.formats import parse_date
from graphdb.gaps.rule import Finding, Inputs
from graphdb.message import Text, Words, inside, lower_first, message
from graphdb.model import Id, Node, NodeKind, code_of
from graphdb.rules.expectations import kinds_of
from graphdb.search.index.columns import NONE, Bools

_MOST: Final = 3
_CIVIL: Final = "civilsamfund"
"""The domain of the kinds that are associations."""


def next_steps(inputs: Inputs, finding: Finding) -> tuple[Text, ...]:
    """The steps, nearest first, when a kind of actor is missing."""
    return tuple(_steps(inputs, finding)) if finding.kinds else ()


def _steps(inputs: Inputs, finding: Finding) -> Iterator[Text]:
    for kind in finding.kinds:
        towns = inputs.elsewhere.get(kind, ())[:_MOST]
        if names := tuple(islice(_names(inputs, [kind], towns), _MOST)):
            yield message(
                "gaps.near", kind=inputs.words(kind), towns=tuple(map(inputs.words, towns)), names=names
            )
    yield from _associations(inputs, finding)
    yield from _housing(inputs, finding)
    yield from _money(inputs, finding)


def _associations(inputs: Inputs, finding: Finding) -> Iterator[Text]:
    """Associations that name one of the groups, and serve another municipality of the region."""
    rows = inputs.ground.index.terms.grouped(NodeKind.ACTOR_TYPE, "domain").get(_CIVIL, ())
    kinds = [code_of(row.id) for row in rows]
    towns = tuple(dict.fromkeys(town for kind in kinds for town in inputs.elsewhere.get(kind, ())))
    names = tuple(islice(_names(inputs, kinds, towns, finding.groups), _MOST))
    if names and finding.groups:
        yield message(
            "gaps.ngo", groups=tuple(inside(inputs.words(group)) for group in finding.groups), names=names
        )


def _housing(inputs: Inputs, finding: Finding) -> Iterator[Text]:
    """Landlords here whose social work a fund pays for, and who do not refuse the groups."""
    here, terms = inputs.ground.presence, inputs.ground.index.terms
    backed = _budgets(inputs, kinds_of(terms).financing)
    rows = terms.filled(NodeKind.ACTOR_TYPE, "landlord")
    kinds = [code_of(row.id) for row in rows if row.text("budget_area") in backed]
    there = (one for kind in kinds for group in finding.groups for one in here.of(kind, group))
    names = dict.fromkeys(inputs.name(one.id) for one in there if one.state is not State.REFUSES)
    if names:
        yield message("gaps.housing", names=tuple(islice(names, _MOST)))


def _money(inputs: Inputs, finding: Finding) -> Iterator[Text]:
    """Whose budget pays, on whose it lands when nobody comes, and which pools can be applied for today."""
    paying = _budgets(inputs, finding.kinds)
    if paying:
        yield message("gaps.budget", areas=tuple(map(inputs.words, paying)))
    late = {kind for group in finding.groups for kind in acting_late(inputs.ground, group, inputs.today)}
    landing = [area for area in _budgets(inputs, sorted(late)) if area not in paying]
    if landing:
        yield message("gaps.lands_on", areas=tuple(map(inputs.words, landing)))
    open_pools = (
        pool for pool in inputs.pools if _is_open(pool, inputs.today) and _fits(inputs, pool, finding)
    )
    yield from (_pool(inputs, pool) for pool in sorted(open_pools, key=_deadline)[:_MOST])


def _pool(inputs: Inputs, pool: Node) -> Text:
    """Its own words are Danish, also in an English sentence."""
    name, day = inputs.name(inputs.owner(pool.id)), parse_date(pool.text("apply_by"))
    words = Words(pool.text("name"))
    if who := pool.text("applicants"):
        return message("gaps.pool_who", name=name, pool=words, who=Words(lower_first(who)), day=day)
    return message("gaps.pool", name=name, pool=words, day=day)


def _budgets(inputs: Inputs, kinds: Iterable[str]) -> tuple[str, ...]:
    rows = (inputs.ground.index.terms.find(NodeKind.ACTOR_TYPE, kind) for kind in kinds)
    areas = (row.text("budget_area") for row in rows if row is not None)
    return tuple(dict.fromkeys(area for area in areas if area))


def _is_open(pool: Node, today: str) -> bool:
    """Whether it can be applied for on a day, and until when is known."""
    return pool.text("apply_from") <= today <= pool.text("apply_by")


def _fits(inputs: Inputs, pool: Node, finding: Finding) -> bool:
    """Whether a pool is for one of the groups, as it says itself, or its funder when it does not, or neither.

    Without a group it is about everybody, and any pool may do.
    """
    index, units = inputs.ground.index, units_of(inputs.ground.index)
    slots = (index.columns.find(one) for one in (pool.id, inputs.owner(pool.id)))
    naming = next((slot for slot in slots if slot != NONE and units.names_group[slot]), NONE)
    columns = [units.groups[group] for group in finding.groups if group in units.groups]
    return naming == NONE or not columns or bool(units.reaching[naming, columns].any())


def _deadline(pool: Node) -> tuple[str, Id]:
    return pool.text("apply_by"), pool.id


def _names(
    inputs: Inputs, kinds: Iterable[str], towns: tuple[str, ...], groups: Iterable[str] = ()
) -> Iterator[str]:
    """Who is of the kinds in those municipalities and not here, and names one of the groups, if any."""
    index = inputs.ground.index
    numbers = [number for kind in kinds if (number := index.columns.codes.find(kind)) != NONE]
    here: set[Id] = set(inputs.ground.presence.ids(kinds))
    there: Bools = index.actors_of(index.with_any("municipality", towns))
    there &= np.isin(index.columns.numbers["type"], numbers)
    if groups:
        there &= index.actors_of(index.with_any("risk_group", groups))
    wide = np.zeros(index.size, np.bool_)
    wide[index.owner[index.facets["municipality"].wide]] = True
    for slot in index.ordered(there & ~wide):
        if index.id(slot) not in here:
            yield index.columns.actor_names.get(slot, "")
