"""One line of a result for each actor on a page, and why it stands there."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final

import numpy as np

from graphdb.cards.card import Card, card
from graphdb.cards.contact_points import to_ring
from graphdb.fields.facets import FACETS, of_services
from graphdb.fields.schedules import opening
from graphdb.freshness.shelf_life import RELATED, read_confirmed, shelf_lives
from graphdb.message import Message, Text, Words, message
from graphdb.model import EdgeKind, Id, Node, NodeKind, is_public
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
_RELATIONS: Final = frozenset({RELATED[EdgeKind.REACHES], RELATED[EdgeKind.SERVES]})
_PHONE_HOURS, _HOURS = "phone_hours", "opening_hours"
_WAY_IN: Final = RELATED[EdgeKind.VIA]
_LISTED: Final = ("access", "risk_group")
"""The facets whose codes each hit lists."""


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
    stored = store.get([*ids, *page.reason_services()])
    nodes = {one: node for one, node in stored.items() if is_public(node)}  # the index may be older
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
    met: tuple[str, ...]


class _Page:
    """What the index knows about the actors on a page."""

    def __init__(self, selection: Selection, slots: Sequence[int], now: datetime) -> None:
        self.index: Index = selection.index
        self._selection, self._now = selection, now
        self._terms: Vocabulary = selection.index.terms
        self._wanted = _wanted(selection)
        inherited = [facet.name for facet in FACETS.values() if facet.inherited]
        self._of_actors = inherited
        self._of_services = [facet.name for facet in of_services()]
        self._of_services += [name for name in inherited if selection.filters.of(name)]
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
        named = next((unit for unit in self._telling(slot) if self.index.id(unit.slot) in nodes), None)
        timed, entered = self._timed(slot, named), self._entered(slot, named)
        shown = card(
            node,
            self._now,
            self._lives,
            hours=dict.fromkeys(one for unit in timed for one in self.index.schedules(unit.slot)),
            point=self.points.get(node.id),
            stale=self.index.is_stale(node.id),
        )
        return Hit(
            card=self._numbered(shown, named, nodes),
            municipality=self._municipality(slot),
            access=self._codes_of(entered, "access"),
            whom=self._codes_of(self._units[slot], "risk_group"),
            areas=tuple(self._areas.get(slot, ())),
            why=tuple(self._why(slot, node, nodes))[:_REASONS],
            service=None if named is None else self._offered(named, nodes),
            street=streets.get(node.id, ""),
            circumstances=self._circumstances.get(slot, ()),
            past=self._past(slot, timed, entered, shown),
        )

    def _fill(self, slots: Sequence[int]) -> None:
        index, filters = self.index, self._selection.filters
        chosen = np.zeros(index.size, np.bool_)
        chosen[list(slots)] = True
        mine = index.shown & chosen[index.owner]
        self._codes = {name: index.codes_of(name, mine) for name in (FACETS if self._wanted else _LISTED)}
        fitting, altered = self._selection.units(), index.altered()
        for unit in np.flatnonzero(mine).tolist():
            service = bool(index.columns.flags["service"][unit])
            met = self._met(unit, service=service) if self._wanted else ()
            self._units[int(index.owner[unit])].append(_Unit(unit, service, bool(fitting[unit]), met))
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

    def _codes_of(self, units: Iterable[_Unit], name: str) -> tuple[str, ...]:
        """The codes that these have in a facet."""
        codes = (self._codes[name].get(unit.slot, ()) for unit in units)
        return tuple(sorted(set(chain.from_iterable(codes))))

    def _kind(self, slot: int) -> str:
        number = int(self.index.columns.numbers["type"][slot])
        return "" if number == NONE else self.index.code(number)

    def _confirmations(self, mine: Bools) -> dict[int, list[str]]:
        """By unit its fields and relations with their days ("2026-05-03:name,phone")."""
        pairs = self.index.columns.lists[CONFIRMED].only(mine)
        confirmed: dict[int, list[str]] = {}
        for unit, number in zip(pairs.slots.tolist(), pairs.codes.tolist(), strict=True):
            confirmed.setdefault(unit, []).append(self.index.code(number))
        return confirmed

    def _past(
        self, slot: int, timed: Collection[_Unit], entered: Collection[_Unit], shown: Card
    ) -> dict[str, str]:
        """Of its relations, its services' and the hours shown what is past, with the oldest day."""
        days: dict[str, str] = {}
        for unit in self._units[slot]:
            kind = NodeKind.SERVICE if unit.service else NodeKind.ACTOR
            for confirmed in self._confirmed.get(unit.slot, ()):
                for name, day in self._lives.past_of(kind, confirmed).items():
                    if name == _WAY_IN:
                        if unit in entered:
                            days[name] = min(day, days.get(name, day))
                    elif name in _RELATIONS:
                        days[name] = min(day, days.get(name, day))
                    elif name in (_HOURS, _PHONE_HOURS) and unit in timed and self._tells(unit, name, shown):
                        days[_HOURS] = min(day, days.get(_HOURS, day))
        return days

    def _tells(self, unit: _Unit, hours: str, shown: Card) -> bool:
        """Whether the hours in a field of the unit tell if it is open: those of the units that are open, else
        of all that have any. Telephone hours, where there are any, are used alone.
        """
        if shown.closed or shown.temporary:
            return False
        if hours == _HOURS and any(
            _PHONE_HOURS in read_confirmed(text)[1] for text in self._confirmed[unit.slot]
        ):
            return False
        schedules = self.index.schedules(unit.slot)
        if not shown.opening.open_now:
            return bool(schedules)
        return bool(opening(schedules, self._now).open_now)

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

    def _met(self, unit: int, *, service: bool) -> tuple[str, ...]:
        """The codes of a unit that were asked for, in the order of the facets that tell what it does."""
        facets = self._of_services if service else self._of_actors
        codes = (code for name in facets for code in self._codes[name].get(unit, ()))
        return tuple(dict.fromkeys(code for code in codes if code in self._wanted))

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
        reached = [code for code in self._codes_of(self._units[slot], "risk_group") if code in self._wanted]
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

    def _numbered(self, shown: Card, named: _Unit | None, nodes: Mapping[Id, Node]) -> Card:
        """With the number of the service that is named, where it has one of its own."""
        service = None if named is None else nodes[self.index.id(named.slot)]
        if service is None or not service.text("phone"):
            return shown
        return shown.with_number(
            card(service, self._now, self._lives, hours=(), point=None, stale=shown.stale)
        )

    def _offered(self, service: _Unit, nodes: Mapping[Id, Node]) -> Offered:
        one = self.index.id(service.slot)
        return Offered(one, nodes[one].text("name"))

    def _timed(self, slot: int, named: _Unit | None) -> list[_Unit]:
        """Whose hours are shown, but for what is changed today: those of the service that is named, else the
        actor's own, as the touch map says them. Where none is named, any that is open opens it.
        """
        able = [unit for unit in self._units[slot] if unit.slot not in self._altered]
        if named is None:
            return able
        own = [unit for unit in able if unit == named and self.index.schedules(unit.slot)]
        return own or [unit for unit in able if not unit.service]

    def _entered(self, slot: int, named: _Unit | None) -> list[_Unit]:
        """Whose ways in are shown: those of the service that is named, else the actor's own."""
        if named is None:
            return self._units[slot]
        if self._codes["access"].get(named.slot):
            return [named]
        return [unit for unit in self._units[slot] if not unit.service]


def _wanted(selection: Selection) -> frozenset[str]:
    chosen = selection.filters.chosen()
    asked = selection.asked
    return chosen if asked is None else chosen | {*asked.codes, *asked.meant}
