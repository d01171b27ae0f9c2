"""What to do about a gap: who has it nearby, who reaches the group elsewhere, whose money it is."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import numpy as np

from graphdb.coverage.stages import acting_late
from graphdb.coverage.state import State
from graphdb.coverage.units import units_of
from graphdb.fields.formats import parse_date
from graphdb.gaps.rule import Finding, Scene
from graphdb.message import Text, Words, inside, lower_first, message
from graphdb.model import Id, Node, NodeKind, code_of
from graphdb.rules.expectations import kinds_of
from graphdb.search.index.columns import NONE, Bools

_MOST: Final = 3
_CIVIL: Final = "civilsamfund"
"""The domain of the kinds that are associations."""


def next_steps(scene: Scene, finding: Finding) -> tuple[Text, ...]:
    """The steps, nearest first, when a kind of actor is missing."""
    return tuple(_steps(scene, finding)) if finding.kinds else ()


def _steps(scene: Scene, finding: Finding) -> Iterator[Text]:
    for kind in finding.kinds:
        towns = scene.elsewhere.get(kind, ())[:_MOST]
        if names := tuple(islice(_names(scene, [kind], towns), _MOST)):
            yield message(
                "gaps.near", kind=scene.words(kind), towns=tuple(map(scene.words, towns)), names=names
            )
    yield from _associations(scene, finding)
    yield from _housing(scene, finding)
    yield from _money(scene, finding)


def _associations(scene: Scene, finding: Finding) -> Iterator[Text]:
    """Associations that name one of the groups, and serve another municipality of the region."""
    rows = scene.ground.index.terms.grouped(NodeKind.ACTOR_TYPE, "domain").get(_CIVIL, ())
    kinds = [code_of(row.id) for row in rows]
    towns = tuple(dict.fromkeys(town for kind in kinds for town in scene.elsewhere.get(kind, ())))
    names = tuple(islice(_names(scene, kinds, towns, finding.groups), _MOST))
    if names and finding.groups:
        yield message(
            "gaps.ngo", groups=tuple(inside(scene.words(group)) for group in finding.groups), names=names
        )


def _housing(scene: Scene, finding: Finding) -> Iterator[Text]:
    """Landlords here whose social work a fund pays for, and who do not refuse the groups."""
    here, terms = scene.ground.presence, scene.ground.index.terms
    backed = _budgets(scene, kinds_of(terms).financing)
    rows = terms.filled(NodeKind.ACTOR_TYPE, "landlord")
    kinds = [code_of(row.id) for row in rows if row.text("budget_area") in backed]
    there = (one for kind in kinds for group in finding.groups for one in here.of(kind, group))
    names = dict.fromkeys(scene.name(one.id) for one in there if one.state is not State.REFUSES)
    if names:
        yield message("gaps.housing", names=tuple(islice(names, _MOST)))


def _money(scene: Scene, finding: Finding) -> Iterator[Text]:
    """Whose budget pays, on whose it lands when nobody comes, and which pools can be applied for today."""
    paying = _budgets(scene, finding.kinds)
    if paying:
        yield message("gaps.budget", areas=tuple(map(scene.words, paying)))
    late = {kind for group in finding.groups for kind in acting_late(scene.ground, group, scene.today)}
    landing = [area for area in _budgets(scene, sorted(late)) if area not in paying]
    if landing:
        yield message("gaps.lands_on", areas=tuple(map(scene.words, landing)))
    open_pools = (pool for pool in scene.pools if _is_open(pool, scene.today) and _fits(scene, pool, finding))
    yield from (_pool(scene, pool) for pool in sorted(open_pools, key=_deadline)[:_MOST])


def _pool(scene: Scene, pool: Node) -> Text:
    """Its own words are Danish, also in an English sentence."""
    name, day = scene.name(scene.owner(pool.id)), parse_date(pool.text("apply_by"))
    words = Words(pool.text("name"))
    if who := pool.text("applicants"):
        return message("gaps.pool_who", name=name, pool=words, who=Words(lower_first(who)), day=day)
    return message("gaps.pool", name=name, pool=words, day=day)


def _budgets(scene: Scene, kinds: Iterable[str]) -> tuple[str, ...]:
    rows = (scene.ground.index.terms.find(NodeKind.ACTOR_TYPE, kind) for kind in kinds)
    areas = (row.text("budget_area") for row in rows if row is not None)
    return tuple(dict.fromkeys(area for area in areas if area))


def _is_open(pool: Node, today: str) -> bool:
    """Whether it can be applied for on a day, and until when is known."""
    return pool.text("apply_from") <= today <= pool.text("apply_by")


def _fits(scene: Scene, pool: Node, finding: Finding) -> bool:
    """Whether a pool is for one of the groups, as it says itself, or its funder when it does not, or neither.

    Without a group it is about everybody, and any pool may do.
    """
    index, units = scene.ground.index, units_of(scene.ground.index)
    slots = (index.columns.find(one) for one in (pool.id, scene.owner(pool.id)))
    naming = next((slot for slot in slots if slot != NONE and units.names_group[slot]), NONE)
    columns = [units.groups[group] for group in finding.groups if group in units.groups]
    return naming == NONE or not columns or bool(units.reaching[naming, columns].any())


def _deadline(pool: Node) -> tuple[str, Id]:
    return pool.text("apply_by"), pool.id


def _names(
    scene: Scene, kinds: Iterable[str], towns: tuple[str, ...], groups: Iterable[str] = ()
) -> Iterator[str]:
    """Who is of the kinds in those municipalities and not here, and names one of the groups, if any."""
    index = scene.ground.index
    numbers = [number for kind in kinds if (number := index.columns.codes.find(kind)) != NONE]
    here: set[Id] = set(scene.ground.presence.ids(kinds))
    there: Bools = index.actors_of(index.with_any("municipality", towns))
    there &= np.isin(index.columns.numbers["type"], numbers)
    if groups:
        there &= index.actors_of(index.with_any("risk_group", groups))
    wide = np.zeros(index.size, np.bool_)
    wide[index.owner[index.facets["municipality"].wide]] = True
    for slot in index.ordered(there & ~wide):
        if index.id(slot) not in here:
            yield index.columns.actor_names.get(slot, "")
