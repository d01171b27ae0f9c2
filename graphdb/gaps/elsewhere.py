"""What other municipalities do about a gap: who fills it there, by what agreements and methods.

The most alike come first: of the same region and between half and double the population, then of such a size
elsewhere, then the nearest in size. That is where to ask first, and no ranking of how well anybody does.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import inf, log
from typing import Final

import numpy as np

from graphdb.cards.card import NATIONAL, fictional_areas
from graphdb.coverage.presence import presence
from graphdb.coverage.state import State
from graphdb.gaps.rule import Cover, Finding, Inputs
from graphdb.model import Edge, EdgeKind, Id, NodeKind, code_of
from graphdb.search.index.columns import NONE, Bools
from graphdb.search.index.readmodel import Index
from graphdb.store import Readable, Way
from graphdb.vocabulary.catalogue import Vocabulary

FEWEST: Final = 3
"""Mapped municipalities, this one among them, without which there is no comparing."""
_LOOKED_AT: Final = 12
_SHOWN: Final = 5
_NAMED: Final = 3
_ALIKE: Final = log(2)
_FILLS: Final = frozenset({State.COVERED, State.UNCONFIRMED, State.OUTSIDE})


@dataclass(frozen=True, slots=True)
class Named:
    """An actor by id and name."""

    id: Id
    name: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """A relation that holds: ``kind`` is a code of ``relation_types``."""

    id: Id
    src: Named
    dst: Named
    kind: str


@dataclass(frozen=True, slots=True)
class Example:
    """A municipality that has what is missing. ``population`` is None when it is not known; ``regions`` are
    codes, ``methods`` those that the actors use.
    """

    municipality: str
    population: int | None
    regions: tuple[str, ...]
    actors: tuple[Named, ...]
    agreements: tuple[Agreement, ...]
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """A method that the vocabulary knows for those who are missing, and where to read of it."""

    code: str
    definition_da: str
    definition_en: str
    source: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """``mapped`` is how many municipalities have entered their own units, this one too; with fewer than
    ``FEWEST`` there are no examples, and the ``methods`` of the vocabulary stand in for them.

    ``sought``: having somebody is what fills the gap; it is not so of facts that are too old.
    """

    mapped: int
    sought: bool
    examples: tuple[Example, ...]
    methods: tuple[Method, ...]

    @property
    def too_few(self) -> bool:
        """Whether there are too few to compare with."""
        return self.mapped < FEWEST


def elsewhere(store: Readable, inputs: Inputs, finding: Finding) -> Elsewhere:
    """Who fills a gap in other municipalities; one call to the store, whatever their number."""
    cover, mapped = finding.sought, mapped_towns(inputs)
    methods = tuple(_methods(inputs.ground.index.terms, cover, inputs.today)) if cover else ()
    if cover is None or len(mapped) < FEWEST:
        return Elsewhere(len(mapped), cover is not None, (), methods)
    towns = alike_first(inputs, mapped - {inputs.municipality})[:_LOOKED_AT]
    if cover.to:
        examples = _of_relations(store, inputs, cover, towns)
    else:
        examples = _of_kinds(store, inputs, cover, finding.groups, towns)
    return Elsewhere(len(mapped), True, examples, () if examples else methods)


def mapped_towns(inputs: Inputs) -> frozenset[str]:
    """The municipalities with a unit of their own that somebody has entered.

    What stands of each of the 98 in the country's registers is nobody's word of what it has.
    A fictional municipality is compared with fictional ones alone, and a real one with real ones.
    """
    index = inputs.ground.index
    own = _numbers(index, index.terms.marked(NodeKind.ACTOR_TYPE, "own_unit"))
    units = index.shown & np.isin(index.columns.numbers["type"], own) & ~index.columns.flags["placeholder"]
    codes = {
        code
        for unit, of_unit in index.codes_of("municipality", units).items()
        for code in of_unit
        if index.id(unit).split(":")[1] != NATIONAL
    }
    fictional = fictional_areas(index.terms)
    here = inputs.municipality in fictional
    today = {code_of(town.id) for town in index.terms.municipalities(inputs.today)}
    return frozenset(code for code in codes & today if (code in fictional) is here)


def alike_first(inputs: Inputs, towns: Iterable[str]) -> list[str]:
    """The municipalities, the most alike first."""
    terms = inputs.ground.index.terms
    here, regions = (
        _population(terms, inputs.municipality),
        _regions(terms, inputs.municipality, inputs.today),
    )

    def place(town: str) -> tuple[bool, bool, float, str]:
        there = _population(terms, town)
        apart = abs(log(there / here)) if there and here else inf
        shared = not regions.isdisjoint(_regions(terms, town, inputs.today))
        return not (apart <= _ALIKE and shared), apart > _ALIKE, apart, town

    return sorted(towns, key=place)


def _population(terms: Vocabulary, town: str) -> int | None:
    area = terms.areas.get(town)
    return None if area is None else area.number("population")


def _regions(terms: Vocabulary, town: str, today: str) -> frozenset[str]:
    return terms.covering(town, today) & {code_of(region.id) for region in terms.regions(today)}


def _of_kinds(
    store: Readable, inputs: Inputs, cover: Cover, groups: Collection[str], towns: Iterable[str]
) -> tuple[Example, ...]:
    here = set(inputs.ground.presence.all_ids())
    filling = ((town, _filling(inputs.ground.index, cover, groups, town)) for town in towns)
    there = ((town, [actor for actor in actors if actor not in here]) for town, actors in filling)
    chosen = dict(islice(((town, actors[:_NAMED]) for town, actors in there if actors), _SHOWN))
    ids = sorted({actor for actors in chosen.values() for actor in actors})
    edges = store.edges(ids, kinds=[EdgeKind.RELATES]) if ids else frozenset[Edge]()
    return tuple(_example(inputs, town, actors, edges) for town, actors in chosen.items())


def _filling(index: Index, cover: Cover, groups: Collection[str], town: str) -> list[Id]:
    """Those of the kinds who take in one of the groups there, by name; none when they are too few."""
    there = presence(index, town)
    if groups:
        local = (one for kind in cover.kinds for group in groups for one in there.of(kind, group))
        actors = list(dict.fromkeys(one.id for one in local if one.state in _FILLS))
    else:
        actors = list(there.ids(cover.kinds))
    return actors if len(actors) >= cover.number else []


def _of_relations(
    store: Readable, inputs: Inputs, cover: Cover, towns: Collection[str]
) -> tuple[Example, ...]:
    """Relations as the one that is missing, between two who are both in the municipality."""
    index = inputs.ground.index
    by_town = {town: presence(index, town) for town in towns}
    senders = {actor for there in by_town.values() for actor in there.ids(cover.kinds)}
    edges = store.edges(sorted(senders), kinds=[EdgeKind.RELATES], way=Way.OUT) if senders else ()
    fitting = [edge for edge in edges if _holds(edge, inputs.today) and _is_of(edge, cover.relations)]
    examples: list[Example] = []
    for town, there in by_town.items():
        src, dst = set(there.ids(cover.kinds)), set(there.ids(cover.to))
        own = {edge for edge in fitting if edge.src in src and edge.dst in dst}
        if own and len(examples) < _SHOWN:
            actors = sorted({edge.src for edge in own}, key=lambda actor: (_name(index, actor), actor))
            examples.append(_example(inputs, town, actors[:_NAMED], frozenset(own)))
    return tuple(examples)


def _holds(edge: Edge, today: str) -> bool:
    until = edge.text("until")
    return not until or until >= today


def _is_of(edge: Edge, kinds: Collection[str]) -> bool:
    return not kinds or edge.text("kind") in kinds


def _example(inputs: Inputs, town: str, actors: list[Id], edges: Collection[Edge]) -> Example:
    index = inputs.ground.index
    local = presence(index, town)
    there = set(local.all_ids())
    by_law = {actor for actor in there if local.by_law(local.kind_of(actor))}
    tied = (
        edge
        for edge in sorted(edges, key=lambda edge: edge.id)
        if _holds(edge, inputs.today) and {edge.src, edge.dst} <= there
        if not {edge.src, edge.dst}.isdisjoint(actors) and not {edge.src, edge.dst}.isdisjoint(by_law)
    )
    return Example(
        municipality=town,
        population=_population(index.terms, town),
        regions=tuple(sorted(_regions(index.terms, town, inputs.today))),
        actors=tuple(_named(index, actor) for actor in actors),
        agreements=tuple(
            Agreement(edge.id, _named(index, edge.src), _named(index, edge.dst), edge.text("kind"))
            for edge in islice(tied, _NAMED)
        ),
        methods=_used(index, actors),
    )


def _used(index: Index, actors: Iterable[Id]) -> tuple[str, ...]:
    """The methods of what they offer, in the order of the vocabulary."""
    slots = [slot for actor in actors if (slot := index.columns.find(actor)) != NONE]
    units: Bools = index.shown & np.isin(index.owner, slots)
    used = {code for codes in index.codes_of("method", units).values() for code in codes}
    return tuple(code for row in index.terms.list_terms(NodeKind.METHOD) if (code := code_of(row.id)) in used)


def _methods(terms: Vocabulary, cover: Cover, today: str) -> Iterator[Method]:
    wanted = {*cover.kinds, *cover.to}
    for row in terms.list_terms(NodeKind.METHOD, today):
        if not wanted.isdisjoint(row.items("used_by")):
            texts = (row.text("definition_da"), row.text("definition_en"))
            yield Method(code_of(row.id), *texts, row.text("source"))


def _named(index: Index, actor: Id) -> Named:
    return Named(actor, _name(index, actor))


def _name(index: Index, actor: Id) -> str:
    return index.columns.actor_names.get(index.columns.find(actor), actor)


def _numbers(index: Index, codes: Iterable[str]) -> list[int]:
    return [number for code in codes if (number := index.columns.codes.find(code)) != NONE]
