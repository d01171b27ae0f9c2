"""Needs against areas: who meets a need in the municipality, in those around it, and in the whole country.

The vocabulary knows no area below a municipality, and a help is for those whom it serves, wherever its door
is: so the columns are the municipality, the country, and the nearest municipalities, where one would ask
next. Those for the whole country stand in the country's column alone, or no municipality would lack any of
what is a telephone call away. Nothing is expected of a need and nobody is asked about one, so no cell is red.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from graphdb.coverage.matrix.row import Row
from graphdb.coverage.presence import Local, presence
from graphdb.coverage.state import State, best
from graphdb.coverage.units import units_of
from graphdb.model import Id, NodeKind, code_of
from graphdb.search.alternatives import neighbours
from graphdb.search.index.columns import NONE, Bools
from graphdb.search.index.readmodel import Index


def need_rows(index: Index, municipality: str, group: str = "") -> Iterator[Row]:
    """A row for each need and area; of a group ("" for any) what is for it, or names no group."""
    areas = areas_of(index, municipality)
    offers = [_offers(index, area, municipality, group) for area in areas]
    for term in index.terms.list_terms(NodeKind.NEED, index.today):
        need = code_of(term.id)
        for area, by_need in zip(areas, offers, strict=True):
            yield _row(need, area, group, by_need.get(need, ()))


def areas_of(index: Index, municipality: str) -> tuple[str, ...]:
    """The columns: the municipality, the country, then the nearest municipalities, nearest first."""
    return (municipality, *countries(index), *neighbours(index, (municipality,)))


def lacking(index: Index, municipality: str, row: Row) -> Mapping[Id, tuple[str, ...]]:
    """By actor of a cell what is not confirmed of what has to be before one sends a citizen there."""
    local = presence(index, municipality if row.column in countries(index) else row.column)
    return {actor: local.lacking(actor) for actor in dict.fromkeys(row.actor_ids)}


def countries(index: Index) -> tuple[str, ...]:
    """The column of those who are for the whole country; none before there are areas."""
    areas = index.terms.areas.items()
    return tuple(code for code, area in areas if area.text("level") == "country")


def _row(need: str, area: str, group: str, actors: Iterable[Local]) -> Row:
    actors = tuple(actors)
    counting = [actor for actor in actors if actor.state is not State.REFUSES]
    return Row(
        risk_group=group,
        need=need,
        column=area,
        state=best(actor.state for actor in actors),
        actor_ids=tuple(actor.id for actor in counting),
        fresh_ids=tuple(actor.id for actor in counting if actor.fresh),
        ready_ids=tuple(actor.id for actor in counting if actor.ready),
        refusing_ids=tuple(actor.id for actor in actors if actor.state is State.REFUSES),
    )


def _offers(index: Index, area: str, municipality: str, group: str) -> Mapping[str, tuple[Local, ...]]:
    """By need who meets it in an area, by name; worked out once for each version of the entries."""
    known = index.memo.get(("needs", area, group))
    if not isinstance(known, dict):
        country = area in countries(index)
        known = _actors_by_need(index, municipality if country else area, group, country=country)
        index.memo["needs", area, group] = known
    return known


def _actors_by_need(
    index: Index, municipality: str, group: str, *, country: bool
) -> dict[str, tuple[Local, ...]]:
    local, units = presence(index, municipality), units_of(index)
    wide = index.facets["municipality"].wide
    chosen: Bools = np.zeros(index.size, np.bool_)
    chosen[local.units] = True
    chosen &= index.columns.flags["service"] & (wide if country else ~wide)
    chosen &= units.kind[index.owner] != NONE
    if group:
        chosen &= units.reaching[:, units.groups[group]] | ~units.names_group
    outside = np.zeros(index.size, np.bool_) if country else units.from_outside(municipality)
    services: defaultdict[str, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for unit, needs in index.codes_of("need", chosen).items():
        for need in needs:
            services[need][int(index.owner[unit])].append(unit)
    places = {slot: at for at, slot in enumerate(local.slots.tolist())}
    return {
        need: tuple(
            Local(
                id=index.id(actor),
                state=best(_state(index, unit, group, outside) for unit in by_actor[actor]),
                said=True,
                fresh=any(bool(units.good[unit] and units.good[actor]) for unit in by_actor[actor]),
                ready=bool(local.confirmed[places[actor]].all()),
            )
            for actor in sorted(by_actor, key=places.__getitem__)
        )
        for need, by_actor in services.items()
    }


def _state(index: Index, unit: int, group: str, outside: Bools) -> State:
    """How far one service is cover, as ``presence`` has it of all that an actor offers."""
    units, actor = units_of(index), int(index.owner[unit])
    if group and units.refusing[unit, units.groups[group]]:
        return State.REFUSES
    if units.granted[unit] and not units.by_law[actor]:
        return State.BY_DECISION
    if outside[actor] and not units.of_state[actor]:
        return State.OUTSIDE
    return State.COVERED if units.good[unit] and units.good[actor] else State.UNCONFIRMED
