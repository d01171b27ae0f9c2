"""One line of a result for each actor on a page, and why it stands there."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from graphdb.cards.contact_points import to_ring
from graphdb.fields.facets import FACETS, of_services
from graphdb.message import Message, Text, Words, message
from graphdb.model import EdgeKind, Id, is_public
from graphdb.search.called import NOT_CALLED
from graphdb.search.hit_facts import Facts, KeptFacts, Line, Reading, Unit, kept
from graphdb.search.index.columns import NONE, Bools
from graphdb.search.index.readmodel import Index
from graphdb.search.matching import IN_NAME, REACHES
from graphdb.search.ranking import Selection
from graphdb.search.results import Hit
from graphdb.store import GraphStore, Way
from graphdb.visibility.seen import who_sees
from graphdb.vocabulary.catalogue import Vocabulary

_NAMED: Final = 2
_REASONS: Final = 4


def list_hits(
    store: GraphStore, version: int, selection: Selection, slots: Sequence[int], now: datetime
) -> tuple[Hit, ...]:
    """The lines of these actors, in this order; ``version``: the store's.

    Where some are not kept one call to the store, two more where names coincide, and two where an actor has
    no number of its own.
    """
    if not slots:
        return ()
    known = kept(selection.index, version, now)
    page = _Page(selection, known.of(selection.index, who_sees(store), slots))
    if unwritten := page.unwritten():
        write_lines(store, page, unwritten, known, now)
    return tuple(hit for facts in page.facts if (hit := page.hit(facts)) is not None)


def write_lines(
    store: GraphStore, page: "_Page", unwritten: Collection[Facts], known: KeptFacts, now: datetime
) -> None:
    """Write the lines of these actors, and keep them."""
    index, reasons = page.index, page.reasons
    ids = [index.id(facts.slot) for facts in unwritten]
    services = [index.id(unit.slot) for facts in unwritten for unit in reasons[facts.slot]]
    stored = store.get([*ids, *services])
    nodes = {one: node for one, node in stored.items() if is_public(node)}  # the index may be older
    points = to_ring(store, [nodes[one] for one in ids if one in nodes], index.terms)
    reading = Reading(index, now, nodes, points, _streets(store, _namesakes(index, unwritten)))
    for facts in unwritten:
        known.keep(facts, page.named(facts), reading.line(facts, reasons[facts.slot]))


def _namesakes(index: Index, several: Iterable[Facts]) -> list[Id]:
    """The actors among these that are called like another."""
    names = index.columns.actor_names
    shared = (index.id(facts.slot) for facts in several if index.shares_name(names.get(facts.slot, "")))
    return [actor for actor in shared if not index.is_secret(actor)]


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


class _Page:
    """Why the actors of a page stand there. ``reasons`` are their services that tell it, by slot."""

    def __init__(self, selection: Selection, facts: Sequence[Facts]) -> None:
        self.index: Index = selection.index
        self.facts = facts
        self._selection = selection
        self._terms: Vocabulary = selection.index.terms
        self._wanted = _wanted(selection)
        inherited = [facet.name for facet in FACETS.values() if facet.inherited]
        self._of_services = [facet.name for facet in of_services()]
        self._of_services += [name for name in inherited if selection.filters.of(name)]
        fitting = selection.units() if self._wanted else None
        self._met = {unit.slot: self._met_by(unit) for one in facts for unit in one.units if unit.service}
        self.reasons = {one.slot: self._telling(one, fitting) for one in facts}
        self._circumstances: Mapping[int, tuple[Message, ...]] = {}
        if selection.asked is not None:
            kinds = {one.slot: self._kind(one.slot) for one in facts}
            self._circumstances = selection.asked.circumstances.said_of(selection.index, kinds)
        self._served = {
            code: selection.index.with_any("municipality", [code]) for code in selection.filters.municipality
        }

    def named(self, facts: Facts) -> tuple[int, ...]:
        """The slots of the services that are reasons: what the line is kept by."""
        return tuple(unit.slot for unit in self.reasons[facts.slot])

    def unwritten(self) -> list[Facts]:
        """The actors whose lines are not kept."""
        return [facts for facts in self.facts if self.named(facts) not in facts.lines]

    def hit(self, facts: Facts) -> Hit | None:
        """The line of an actor; None of one that is no longer there."""
        line = facts.lines[self.named(facts)]
        if line.hit is None:
            return None
        why = tuple(self._why(facts, line, line.hit.card.kind))[:_REASONS]
        return replace(line.hit, why=why, circumstances=self._circumstances.get(facts.slot, ()))

    def _kind(self, slot: int) -> str:
        number = int(self.index.columns.numbers["type"][slot])
        return "" if number == NONE else self.index.code(number)

    def _telling(self, facts: Facts, fitting: Bools | None) -> list[Unit]:
        """The services that are a reason: what was asked for, if possible on one that every filter holds on.

        The words may fit one service and a filter (open now) the actor itself.
        """
        met = [unit for unit in facts.units if unit.service and self._met[unit.slot]]
        return ([unit for unit in met if fitting is None or fitting[unit.slot]] or met)[:_NAMED]

    def _met_by(self, service: Unit) -> tuple[str, ...]:
        """The codes of a service that were asked for, in the order of the facets that tell what it does."""
        codes = (code for name in self._of_services for code in service.codes.get(name, ()))
        return tuple(dict.fromkeys(code for code in codes if code in self._wanted))

    def _why(self, facts: Facts, line: Line, kind: str) -> Iterable[Message]:
        asked, filters = self._selection.asked, self._selection.filters
        identity = tuple(self._identity(facts.slot, kind))
        yield from identity
        services = self.reasons[facts.slot]
        for unit in services:
            if unit.slot in line.names:
                named = self._named(self._met[unit.slot])
                yield message("search.offers", service=Words(line.names[unit.slot]), terms=named)
        reached = [code for code in facts.codes("risk_group") if code in self._wanted]
        if reached and not services:
            yield message("search.reaches", groups=self._named(reached))
        if filters.municipality:
            served = (
                code for code, units in self._served.items() if any(units[one.slot] for one in facts.units)
            )
            yield message("search.serves", areas=self._named(served))
        if filters.open_now:
            yield message("search.open_now")
        if asked is not None and not (identity or services or reached):
            in_place = self._selection.tiers[facts.slot] == REACHES
            yield message("search.in_place" if in_place else "search.in_text")

    def _identity(self, slot: int, kind: str) -> Iterable[Message]:
        """What fits of the actor itself: its name, its place among the first calls, its kind."""
        asked = self._selection.asked
        if asked is not None and self._selection.tiers[slot] <= IN_NAME:
            yield message("search.name_fits")
        if asked is not None and asked.meant and asked.partners[slot] < NOT_CALLED:
            yield message("search.called", situation=self._terms.words(asked.pointed.codes[0]))
        if kind in self._wanted:
            yield message("search.is", kind=self._terms.words(kind))

    def _named(self, codes: Iterable[str]) -> tuple[Text, ...]:
        return tuple(self._terms.words(code) for code in codes)


def _wanted(selection: Selection) -> frozenset[str]:
    chosen = selection.filters.chosen()
    asked = selection.asked
    return chosen if asked is None else chosen | {*asked.codes, *asked.meant}
