"""One line of a result for each actor on a page, and why it stands there."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from graphdb.card import Card, card
from graphdb.contact_points import to_ring
from graphdb.fields.facets import FACETS, of_services
from graphdb.freshness.shelf_life import RELATED, shelf_lives
from graphdb.message import Message, Text, Words, message
from graphdb.model import EdgeKind, Id, Node, NodeKind, is_public
from graphdb.opening import Schedule, opening
from graphdb.search.called import NOT_CALLED
from graphdb.search.index.columns import CONFIRMED, NONE, Bools, Pairs
from graphdb.search.index.readmodel import Index
from graphdb.search.matching import IN_NAME, REACHES
from graphdb.search.ranking import Selection
from graphdb.search.results import Hit, Offered
from graphdb.store import GraphStore, Way
from graphdb.vocabulary.catalogue import Vocabulary

_NAMED: Final = 2
_REASONS: Final = 4
_RELATIONS: Final = frozenset({RELATED[EdgeKind.VIA], RELATED[EdgeKind.REACHES], RELATED[EdgeKind.SERVES]})
_PHONE_HOURS, _HOURS = "phone_hours", "opening_hours"
_SHOWN: Final = _RELATIONS | {_PHONE_HOURS, _HOURS}
"""What a hit shows that its services may have stated, as it stands among the confirmations of an entry."""


def list_hits(
    store: GraphStore, selection: Selection, slots: Sequence[int], now: datetime
) -> tuple[Hit, ...]:
    """The lines of these actors, in this order. One call to the store, two more where names coincide, and
    two where an actor has no number of its own.
    """
    if not slots:
        return ()
    page = _Page(selection, slots, now)
    ids = [page.index.id(slot) for slot in slots]
    nodes = store.get([*ids, *page.reason_services()])
    page.points = to_ring(store, [nodes[one] for one in ids if one in nodes], page.index.terms)
    streets = _streets(store, page.namesakes(slots))
    return tuple(page.hit(slot, nodes, streets) for slot in slots if page.index.id(slot) in nodes)


def _streets(store: GraphStore, actors: Collection[Id]) -> dict[Id, str]:
    """Where each of these is: its street, else its town; a secret place has neither. No actors, no call."""
    if not actors:
        return {}
    edges = store.edges(actors, kinds=[EdgeKind.LOCATED_AT], way=Way.OUT)
    located = {edge.src: edge.dst for edge in edges if is_public(edge)}
    places = store.get(set(located.values()))
    return {
        actor: places[place].text("address") or places[place].text("city")
        for actor, place in located.items()
        if place in places
    }


@dataclass(frozen=True, slots=True)
class _Unit:
    """The actor itself or a service; ``met`` are its codes among those that were asked for."""

    slot: int
    service: bool
    fits: bool
    codes: Mapping[str, tuple[str, ...]]
    met: tuple[str, ...]


class _Page:
    """What the index knows about the actors on a page."""

    def __init__(self, selection: Selection, slots: Sequence[int], now: datetime) -> None:
        self.index: Index = selection.index
        self._selection, self._now = selection, now
        self._terms: Vocabulary = selection.index.terms
        self._wanted = _wanted(selection)
        self._lives = shelf_lives(self._terms, self.index.today)
        self.points: Mapping[Id, Node] = {}
        self._units: dict[int, list[_Unit]] = {slot: [] for slot in slots}
        self._circumstances: Mapping[int, tuple[Message, ...]] = {}
        self._fill(slots)

    def reason_services(self) -> list[Id]:
        """The services that the reasons name."""
        return [self.index.id(unit.slot) for slot in self._units for unit in self._telling(slot)]

    def namesakes(self, slots: Sequence[int]) -> list[Id]:
        """The actors on the page that are called like another."""
        names = self.index.columns.actor_names
        shared = [slot for slot in slots if self.index.shares_name(names.get(slot, ""))]
        return [self.index.id(slot) for slot in shared if not self.index.is_secret(self.index.id(slot))]

    def hit(self, slot: int, nodes: Mapping[Id, Node], streets: Mapping[Id, str]) -> Hit:
        node = nodes[self.index.id(slot)]
        units = self._units[slot]
        shown = card(
            node,
            self._now,
            self._lives,
            hours=self._hours(slot),
            point=self.points.get(node.id),
            stale=self.index.is_stale(node.id),
        )
        return Hit(
            card=shown,
            municipality=self._municipality(slot),
            access=_codes(units, "access"),
            whom=_codes(units, "risk_group"),
            areas=tuple(self._areas.get(slot, ())),
            why=tuple(self._why(slot, node, nodes))[:_REASONS],
            service=self._service(slot, nodes),
            street=streets.get(node.id, ""),
            circumstances=self._circumstances.get(slot, ()),
            past=self._past(slot, shown),
        )

    def _fill(self, slots: Sequence[int]) -> None:
        index, filters = self.index, self._selection.filters
        chosen = np.zeros(index.size, np.bool_)
        chosen[list(slots)] = True
        mine = index.shown & chosen[index.owner]
        codes = {name: index.codes_of(name, mine) for name in FACETS}
        fitting, altered = self._selection.units(), index.altered()
        for unit in np.flatnonzero(mine).tolist():
            codes_of_unit = {name: codes_by_unit.get(unit, ()) for name, codes_by_unit in codes.items()}
            service = bool(index.columns.flags["service"][unit])
            met = self._met(codes_of_unit, service=service)
            self._units[int(index.owner[unit])].append(
                _Unit(unit, service, bool(fitting[unit]), codes_of_unit, met)
            )
        self._areas = self._codes_by_actor(index.areas.only(mine))
        self._confirmed = self._confirmations(mine)
        self._towns = self._codes_by_actor(index.columns.lists["towns"].only(chosen))
        if self._selection.asked is not None:
            kinds = {slot: self._kind(slot) for slot in slots}
            self._circumstances = self._selection.asked.circumstances.said_of(index, kinds)
        self._altered = set(np.flatnonzero(altered & (mine | chosen)).tolist())
        self._served = {
            code: set(index.owner[np.flatnonzero(mine & index.with_any("municipality", [code]))].tolist())
            for code in filters.municipality
        }

    def _kind(self, slot: int) -> str:
        number = int(self.index.columns.numbers["type"][slot])
        return "" if number == NONE else self.index.code(number)

    def _confirmations(self, mine: Bools) -> dict[int, dict[str, str]]:
        """By unit its hours and what it is related to, with the oldest day on which each was confirmed."""
        pairs = self.index.columns.lists[CONFIRMED].only(mine)
        days_by_unit: dict[int, dict[str, str]] = {}
        for unit, number in zip(pairs.slots.tolist(), pairs.codes.tolist(), strict=True):
            day, _, names = self.index.code(number).partition(":")
            days = days_by_unit.setdefault(unit, {})
            for name in _SHOWN.intersection(names.split(",")):
                days[name] = min(day, days.get(name, day))
        return days_by_unit

    def _past(self, slot: int, shown: Card) -> dict[str, str]:
        """Of its relations, its services' and the hours shown what is past, with the oldest day."""
        days: dict[str, str] = {}
        for unit in self._units[slot]:
            for name, day in self._past_of(unit, _RELATIONS):
                days[name] = min(day, days.get(name, day))
        for unit in self._timed(slot, shown):
            # Telephone hours, where there are any, are used alone.
            used = _PHONE_HOURS if _PHONE_HOURS in self._confirmed.get(unit.slot, {}) else _HOURS
            for _, day in self._past_of(unit, [used]):
                days[_HOURS] = min(day, days.get(_HOURS, day))
        return days

    def _past_of(self, unit: _Unit, names: Collection[str]) -> Iterable[tuple[str, str]]:
        kind = NodeKind.SERVICE if unit.service else NodeKind.ACTOR
        for name, day in self._confirmed.get(unit.slot, {}).items():
            if name in names and self._lives.of(kind, name).past(day):
                yield name, day

    def _timed(self, slot: int, shown: Card) -> Iterable[_Unit]:
        """The units whose hours tell whether it is open: those that are, else all that have hours."""
        if shown.closed or shown.temporary:
            return
        for unit in self._units[slot]:
            schedules = () if unit.slot in self._altered else self.index.schedules(unit.slot)
            if schedules and (not shown.opening.open_now or opening(schedules, self._now).open_now):
                yield unit

    def _codes_by_actor(self, pairs: Pairs) -> dict[int, list[str]]:
        codes_by_actor: dict[int, set[str]] = {}
        owners = self.index.owner[pairs.slots].tolist()
        for actor, number in zip(owners, pairs.codes.tolist(), strict=True):
            codes_by_actor.setdefault(actor, set()).add(self.index.code(number))
        return {actor: sorted(codes) for actor, codes in codes_by_actor.items()}

    def _telling(self, slot: int) -> list[_Unit]:
        """The services that are a reason: what was asked for, if possible on one that every filter holds on.

        The words may fit one service and a filter (open now) the actor itself.
        """
        met = [unit for unit in self._units[slot] if unit.service and unit.met]
        return ([unit for unit in met if unit.fits] or met)[:_NAMED]

    def _met(self, codes: Mapping[str, tuple[str, ...]], *, service: bool) -> tuple[str, ...]:
        names = [facet.name for facet in of_services()] if service else []
        names += [
            facet.name
            for facet in FACETS.values()
            if facet.inherited and (not service or self._selection.filters.of(facet.name))
        ]
        asked_for = (code for name in names for code in codes[name] if code in self._wanted)
        return tuple(dict.fromkeys(asked_for))

    def _why(self, slot: int, node: Node, nodes: Mapping[Id, Node]) -> Iterable[Message]:
        asked, filters = self._selection.asked, self._selection.filters
        identity = tuple(self._identity(slot, node))
        yield from identity
        services = self._telling(slot)
        for unit in services:
            service = nodes.get(self.index.id(unit.slot))
            if service is not None:
                yield message(
                    "search.offers", service=Words(service.text("name")), terms=self._named(unit.met)
                )
        reached = [code for code in _codes(self._units[slot], "risk_group") if code in self._wanted]
        if reached and not services:
            yield message("search.reaches", groups=self._named(reached))
        if filters.municipality:
            served = (code for code, actors in self._served.items() if slot in actors)
            yield message("search.serves", areas=self._named(served))
        if filters.open_now:
            yield message("search.open_now")
        if asked is not None and not (identity or services or reached):
            in_place = self._selection.tiers[slot] == REACHES
            yield message("search.in_place" if in_place else "search.in_text")

    def _identity(self, slot: int, node: Node) -> Iterable[Message]:
        """What fits of the actor itself: its name, its place among the first calls, its kind."""
        asked = self._selection.asked
        if asked is not None and self._selection.tiers[slot] <= IN_NAME:
            yield message("search.name_fits")
        if asked is not None and asked.meant and asked.partners[slot] < NOT_CALLED:
            yield message("search.called", situation=self._terms.words(asked.pointed.codes[0]))
        if node.text("kind") in self._wanted:
            yield message("search.is", kind=self._terms.words(node.text("kind")))

    def _named(self, codes: Iterable[str]) -> tuple[Text, ...]:
        return tuple(self._terms.words(code) for code in codes)

    def _municipality(self, slot: int) -> str:
        if towns := self._towns.get(slot):
            return towns[0]
        areas = self._areas.get(slot, [])
        return areas[0] if len(areas) == 1 and areas[0] in self.index.spread.get(areas[0], ()) else ""

    def _service(self, slot: int, nodes: Mapping[Id, Node]) -> Offered | None:
        ids = (self.index.id(unit.slot) for unit in self._telling(slot))
        return next((Offered(one, nodes[one].text("name")) for one in ids if one in nodes), None)

    def _hours(self, slot: int) -> Iterable[Schedule]:
        """Those of the actor and its services but for what is changed today: open as long as any is."""
        units = [unit.slot for unit in self._units[slot] if unit.slot not in self._altered]
        return dict.fromkeys(schedule for unit in units for schedule in self.index.schedules(unit))


def _codes(units: Collection[_Unit], name: str) -> tuple[str, ...]:
    return tuple(sorted({code for unit in units for code in unit.codes[name]}))


def _wanted(selection: Selection) -> frozenset[str]:
    chosen = selection.filters.chosen()
    asked = selection.asked
    return chosen if asked is None else chosen | {*asked.codes, *asked.meant}
