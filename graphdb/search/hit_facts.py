"""What a hit says of its actor whatever was asked for, kept for one version of the store and one minute.

Opening hours count in minutes. What is kept are facts of the directory by their slots: nothing was typed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from graphdb.cards.card import Card, card, confirmed_on
from graphdb.fields.facets import FACETS
from graphdb.fields.schedules import opening
from graphdb.freshness.shelf_life import RELATED, read_confirmed, shelf_lives
from graphdb.model import EdgeKind, Id, Node, NodeKind
from graphdb.search.index.columns import CONFIRMED, Bools, Pairs
from graphdb.search.index.readmodel import Index
from graphdb.search.results import Hit, Offered
from graphdb.visibility.audience import Audience

MOST: Final = 1_000
"""Lines of one index, of some 3 kB; then it is begun anew."""
_RELATIONS: Final = frozenset({RELATED[EdgeKind.REACHES], RELATED[EdgeKind.SERVES]})
_PHONE_HOURS, _HOURS = "phone_hours", "opening_hours"
_WAY_IN: Final = RELATED[EdgeKind.VIA]


@dataclass(frozen=True, slots=True)
class Unit:
    """The actor itself or a service of its: its codes by facet, and its facts by day of confirmation
    ("2026-05-03:name,phone"). ``altered``: closed, or changed for now.
    """

    slot: int
    service: bool
    codes: Mapping[str, tuple[str, ...]]
    confirmed: tuple[str, ...]
    altered: bool

    @property
    def kind(self) -> NodeKind:
        """Of which kind its node is."""
        return NodeKind.SERVICE if self.service else NodeKind.ACTOR


@dataclass(frozen=True, slots=True)
class Line:
    """A hit but for its reasons, None of an actor that is no longer there.

    ``names`` are those of the services among the reasons, by slot.
    """

    hit: Hit | None
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the index knows about an actor, and its lines by the slots of the services that are reasons."""

    slot: int
    units: tuple[Unit, ...]
    areas: tuple[str, ...]
    towns: tuple[str, ...]
    lines: dict[tuple[int, ...], Line] = field(default_factory=dict)

    def codes(self, name: str) -> tuple[str, ...]:
        """Those that the actor or its services have in a facet."""
        return codes_of(self.units, name)


@dataclass(slots=True)
class KeptFacts:
    """Facts of one index and moment, by audience and slot; ``lines`` is how many lines they have.

    The store's version counts beside the index, which may be older while a run writes: what the run takes out
    of sight must not be shown.
    """

    moment: tuple[int, datetime]
    facts: dict[tuple[Audience, int], Facts] = field(default_factory=dict)
    lines: int = 0

    def of(self, index: Index, audience: Audience, slots: Sequence[int]) -> list[Facts]:
        """The facts of these actors; those that are not kept yet are read together."""
        missing = [slot for slot in slots if (audience, slot) not in self.facts]
        read = _read(index, missing) if missing else {}
        several = [self.facts.get((audience, slot)) or read[slot] for slot in slots]
        self.facts.update({(audience, slot): facts for slot, facts in read.items()})
        return several

    def keep(self, facts: Facts, services: tuple[int, ...], line: Line) -> Line:
        """Keep a line of the facts."""
        facts.lines[services] = line
        self.lines += 1
        return line


def kept(index: Index, version: int, now: datetime) -> KeptFacts:
    """What is kept of an index in that minute; ``version``: the store's."""
    moment = (version, now.replace(second=0, microsecond=0))
    known = _kept.get(index)
    if known is None or known.moment != moment or known.lines >= MOST:
        known = _kept[index] = KeptFacts(moment)
    return known


_kept: WeakKeyDictionary[Index, KeptFacts] = WeakKeyDictionary()


def codes_of(units: Iterable[Unit], name: str) -> tuple[str, ...]:
    """The codes that these have in a facet, in order."""
    return tuple(sorted(set(chain.from_iterable(unit.codes.get(name, ()) for unit in units))))


def _read(index: Index, slots: Sequence[int]) -> dict[int, Facts]:
    """What the index knows about these actors."""
    chosen = np.zeros(index.size, np.bool_)
    chosen[list(slots)] = True
    mine = index.shown & chosen[index.owner]
    codes = {name: index.codes_of(name, mine) for name in FACETS}
    confirmed, altered = _confirmations(index, mine), index.altered()
    units: dict[int, list[Unit]] = {slot: [] for slot in slots}
    for unit in np.flatnonzero(mine).tolist():
        units[int(index.owner[unit])].append(
            Unit(
                unit,
                bool(index.columns.flags["service"][unit]),
                {name: of_facet[unit] for name, of_facet in codes.items() if unit in of_facet},
                tuple(confirmed.get(unit, ())),
                bool(altered[unit]),
            )
        )
    areas = _codes_by_actor(index, index.areas.only(mine))
    towns = _codes_by_actor(index, index.columns.lists["towns"].only(chosen))
    return {slot: Facts(slot, tuple(units[slot]), areas.get(slot, ()), towns.get(slot, ())) for slot in slots}


def _confirmations(index: Index, mine: Bools) -> dict[int, list[str]]:
    """By unit its fields and relations with their days."""
    pairs = index.columns.lists[CONFIRMED].only(mine)
    confirmed: dict[int, list[str]] = {}
    for unit, number in zip(pairs.slots.tolist(), pairs.codes.tolist(), strict=True):
        confirmed.setdefault(unit, []).append(index.code(number))
    return confirmed


def _codes_by_actor(index: Index, pairs: Pairs) -> dict[int, tuple[str, ...]]:
    codes_by_actor: dict[int, set[str]] = {}
    owners = index.owner[pairs.slots].tolist()
    for actor, number in zip(owners, pairs.codes.tolist(), strict=True):
        codes_by_actor.setdefault(actor, set()).add(index.code(number))
    return {actor: tuple(sorted(codes)) for actor, codes in codes_by_actor.items()}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the lines of a page are written from: the nodes of its actors and services, the contact points to
    ring, and the streets of actors that are called like another.
    """

    index: Index
    now: datetime
    nodes: Mapping[Id, Node]
    points: Mapping[Id, Node]
    streets: Mapping[Id, str]

    def line(self, facts: Facts, services: Sequence[Unit]) -> Line:
        """The line of an actor; ``services``: those that are a reason."""
        node = self._node(facts.slot)
        if node is None:
            return Line(None, {})
        named = [(unit, service) for unit in services if (service := self._node(unit.slot)) is not None]
        first = named[0] if named else None
        return Line(self._hit(facts, node, first), {unit.slot: node.text("name") for unit, node in named})

    def _node(self, slot: int) -> Node | None:
        return self.nodes.get(self.index.id(slot))

    def _hit(self, facts: Facts, node: Node, named: tuple[Unit, Node] | None) -> Hit:
        unit, service = named or (None, None)
        timed, entered = self._timed(facts, unit), _entered(facts, unit)
        hours = dict.fromkeys(one for unit in timed for one in self.index.schedules(unit.slot))
        lives = shelf_lives(self.index.terms, self.index.today)
        shown = card(
            node,
            self.now,
            lives,
            hours=hours,
            point=self.points.get(node.id),
            stale=self.index.is_stale(node.id),
        )
        past = self._past(facts, timed, entered, shown)
        if service is not None and service.text("phone"):
            shown = shown.with_number(card(service, self.now, lives, hours=(), point=None, stale=shown.stale))
        return Hit(
            card=shown,
            municipality=self._municipality(facts),
            access=codes_of(entered, "access"),
            whom=facts.codes("risk_group"),
            areas=facts.areas,
            why=(),
            service=None
            if service is None
            else Offered(service.id, service.text("name"), confirmed_on(service)),
            street=self.streets.get(node.id, ""),
            circumstances=(),
            past=past,
        )

    def _municipality(self, facts: Facts) -> str:
        if facts.towns:
            return facts.towns[0]
        lone = facts.areas[0] if len(facts.areas) == 1 else ""
        return lone if lone in self.index.spread.get(lone, ()) else ""

    def _past(
        self, facts: Facts, timed: Collection[Unit], entered: Collection[Unit], shown: Card
    ) -> dict[str, str]:
        """Of its relations, its services' and the hours shown what is past, with the oldest day."""
        lives, days = shelf_lives(self.index.terms, self.index.today), dict[str, str]()
        for unit in facts.units:
            for confirmed in unit.confirmed:
                for name, day in lives.past_of(unit.kind, confirmed).items():
                    if name == _WAY_IN:
                        if unit in entered:
                            days[name] = min(day, days.get(name, day))
                    elif name in _RELATIONS:
                        days[name] = min(day, days.get(name, day))
                    elif name in (_HOURS, _PHONE_HOURS) and unit in timed and self._tells(unit, name, shown):
                        days[_HOURS] = min(day, days.get(_HOURS, day))
        return days

    def _tells(self, unit: Unit, hours: str, shown: Card) -> bool:
        """Whether the hours in a field of the unit tell if it is open: those of the units that are open, else
        of all that have any. Telephone hours, where there are any, are used alone.
        """
        if shown.closed or shown.temporary:
            return False
        if hours == _HOURS and any(_PHONE_HOURS in read_confirmed(text)[1] for text in unit.confirmed):
            return False
        schedules = self.index.schedules(unit.slot)
        if not shown.opening.open_now:
            return bool(schedules)
        return bool(opening(schedules, self.now).open_now)

    def _timed(self, facts: Facts, named: Unit | None) -> list[Unit]:
        """Whose hours are shown, but for what is changed today: those of the service that is named, else the
        actor's own, as the touch map says them. Where none is named, any that is open opens it.
        """
        able = [unit for unit in facts.units if not unit.altered]
        if named is None:
            return able
        own = [unit for unit in able if unit.slot == named.slot and self.index.schedules(unit.slot)]
        return own or [unit for unit in able if not unit.service]


def _entered(facts: Facts, named: Unit | None) -> Collection[Unit]:
    """Whose ways in are shown: those of the service that is named, else the actor's own."""
    if named is None:
        return facts.units
    if named.codes.get("access"):
        return (named,)
    return [unit for unit in facts.units if not unit.service]
