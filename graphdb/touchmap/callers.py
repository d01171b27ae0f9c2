"""Which actors a row of ``first_calls`` may mean: those that are here and do what the row needs."""

from dataclasses import dataclass
from typing import Final

from graphdb.model import Id, Node, NodeKind
from graphdb.rules.conditions import Conditions
from graphdb.rules.first_calls import CallPlan
from graphdb.rules.situation import Situation, codes
from graphdb.search.index.columns import Bools
from graphdb.touchmap.candidates import Pool, any_of

_MOST: Final = 8
"""Actors of one kind for one row; those ranked below them are not rung first."""


@dataclass(frozen=True, slots=True)
class Caller:
    """An actor that a row may mean, with the services that fill it (none for an own department).

    ``known``: the citizen is in touch with it.
    """

    id: Id
    slot: int
    services: tuple[int, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class Callers:
    """By row and kind who may be meant, best first; ``rows`` are these by id. ``unnamed`` are the (row, kind)
    of which the row means the citizen's own, while it is not known which that is; ``read_whole`` those of
    which more than the best is looked at, or where the best depends on what services say.
    """

    rows: dict[Id, Node]
    by_row: dict[tuple[Id, str], tuple[Caller, ...]]
    unnamed: frozenset[tuple[Id, str]]
    read_whole: frozenset[tuple[Id, str]]

    def services(self) -> set[int]:
        """The slots of the services that fill a row which needs one."""
        return {slot for callers in self.by_row.values() for caller in callers for slot in caller.services}


def callers(pool: Pool, situation: Situation, plan: CallPlan, conditions: Conditions) -> Callers:
    """Who may be rung for each row of the plan."""
    by_row: dict[tuple[Id, str], tuple[Caller, ...]] = {}
    unnamed: set[tuple[Id, str]] = set()
    notified = plan.young if situation.person.child else None
    single = pool.index.terms.marked(NodeKind.ACTOR_TYPE, "one_per_citizen")
    rows = (*plan.rows, *plan.information, *(() if plan.young is None else (plan.young,)))
    for row in rows:
        for kind in kinds_of_row(row, conditions):
            here = _of_row(pool, situation, row, kind)
            if kind in single:
                here = _local(pool, here) or here
            by_row[row.id, kind] = here
            named = kind in _named(row, conditions) & conditions.facts.known
            meant = named or (kind in single and len(_local(pool, here)) > 1)
            if meant and not any(caller.known for caller in here):
                unnamed.add((row.id, kind))
    weighed = {one for one, here in by_row.items() if any(caller.services for caller in here)}
    receiving = {(row, kind) for row, kind in by_row if notified is not None and row == notified.id}
    return Callers(
        {row.id: row for row in rows}, by_row, frozenset(unnamed), frozenset(unnamed | weighed | receiving)
    )


def _local(pool: Pool, here: tuple[Caller, ...]) -> tuple[Caller, ...]:
    """Those of them that are not for the whole country: its head office is nobody's own prison."""
    wide = pool.index.facets["municipality"].wide
    return tuple(caller for caller in here if caller.known or not wide[caller.slot])


def kinds_of_row(row: Node, conditions: Conditions) -> tuple[str, ...]:
    """The kinds that a row means, those in touch first."""
    return tuple(sorted(codes(row, "actor_type"), key=lambda kind: kind not in conditions.facts.known))


def _named(row: Node, conditions: Conditions) -> frozenset[str]:
    """The kinds that the row's conditions say are known."""
    return frozenset(kind for condition in codes(row, "if") for kind in conditions.kinds(condition))


def _of_row(pool: Pool, situation: Situation, row: Node, kind: str) -> tuple[Caller, ...]:
    near, units = pool.near, _units(pool, situation, row, kind) & ~pool.for_few
    actors = near.actors_of(units)
    needs = bool(codes(row, "need")) and not row.flag("own")
    known = [actor for actor in situation.known_actors if pool.kind_of(actor) == kind]
    places = [
        place for one in known if actors[place := pool.place_of(pool.index.columns.find(one))] or not needs
    ]
    ranked = [place for place in pool.places(kind) if actors[place] and place not in places]
    if row.text("situation") in pool.reaching:
        ranked.sort(key=lambda place: pool.sinks_or_misses(place, row.text("situation")))
    return tuple(
        Caller(
            pool.index.id(slot),
            slot,
            _services(pool, units, place) if needs else (),
            place in places,
        )
        for place in (*places, *ranked[:_MOST])
        for slot in (int(near.slots[place]),)
    )


def _units(pool: Pool, situation: Situation, row: Node, kind: str) -> Bools:
    """What a row may mean: services that meet its need, or else actors that belong to the situation."""
    near, needs = pool.near, codes(row, "need")
    terms = pool.index.terms
    if row.flag("own"):
        return pool.units | pool.authorities
    if needs:
        family = terms.marked(NodeKind.NEED, "with_child").intersection(needs)
        met = (pool.units if family else pool.units & ~pool.for_child) & near.with_any("need", needs)
        beds = terms.marked(NodeKind.NEED, "bed")
        return met & pool.can_sleep(situation) if beds.intersection(needs) else met
    if kind in terms.marked(NodeKind.ACTOR_TYPE, "must_belong"):
        return pool.units & any_of(near.size, (pool.reached, *pool.meeting.values()))[near.owner]
    here = pool.units | pool.authorities
    if row.text("purpose") in terms.marked(NodeKind.CALL_PURPOSE, "open_first"):
        return here
    # A national office is not rung for its type alone: it must be there for citizens like this one.
    return here & (~pool.index.facets["municipality"].wide[near.slots] | pool.reached[near.owner])


def _services(pool: Pool, units: Bools, actor: int) -> tuple[int, ...]:
    """The slots of the services among the units that an actor here offers."""
    owned = units & (pool.near.owner == actor)
    owned[actor] = False
    return tuple(pool.near.slots[owned].tolist())
