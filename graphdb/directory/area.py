"""Use case: what is known about one area besides its actors: numbers, and what was asked about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphdb.claims import EXISTS
from graphdb.concurrency.stable import stable
from graphdb.directory.counts import Number
from graphdb.directory.numbers import shown_numbers
from graphdb.directory.sources import source_title
from graphdb.errors import NotFound
from graphdb.message import Text, message
from graphdb.model import Edge, EdgeKind, Provenance, area_id, code_of
from graphdb.search import index as indexes
from graphdb.store import GraphStore, Status, Way
from graphdb.vocabulary.catalogue import Vocabulary


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer about one kind of actor, for a group ("" for any). Codes but for ``asked_by_role``."""

    kind: str
    group: str
    state: str
    asked_on: str
    answered_by: str
    asked_by_role: str
    source: str


@dataclass(frozen=True, slots=True)
class OwnExpectation:
    """What the area has decided for itself: ``strength`` is that of an expectation, or none."""

    group: str
    kind: str
    strength: str
    source: str


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """Numbers by measure and group, newest first, as they may be shown; answers by kind and group.

    ``titles``: of the sources.
    """

    version: int
    code: str
    name: str
    level: str
    population: int | None
    numbers: tuple[Number, ...]
    asked: tuple[Asked, ...]
    expectations: tuple[OwnExpectation, ...]
    titles: Mapping[str, Text]


def area_facts(store: GraphStore, code: str, today: str) -> AreaFacts:
    """What is known about an area. Raises NotFound."""
    return stable(store, lambda status: _read(store, status, code, today), strict=False)


def _read(store: GraphStore, status: Status, code: str, today: str) -> AreaFacts:
    index = indexes.current(store, today, status)
    area = index.terms.areas.get(code)
    if area is None:
        raise NotFound(message("directory.no_area"))
    numbers = shown_numbers(store, index, code)
    edges = store.edges([area_id(code)], kinds=[EdgeKind.ASKED], way=Way.OUT)
    asked = tuple(sorted(map(_asked, edges), key=lambda line: (line.kind, line.group)))
    expectations = tuple(_own_expectations(index.terms, code))
    sources = {
        *(line.source for line in expectations),
        *(line.source for line in numbers),
        *(line.source for line in asked),
    }
    return AreaFacts(
        version=index.version,
        code=code,
        name=area.text("name"),
        level=area.text("level"),
        population=area.number("population"),
        numbers=numbers,
        asked=asked,
        expectations=expectations,
        titles={source: source_title(source, index.titles) for source in sources},
    )


def _own_expectations(vocabulary: Vocabulary, code: str) -> Iterator[OwnExpectation]:
    for group, edges in sorted(vocabulary.relations.get(EdgeKind.EXPECTS, {}).items()):
        for edge in edges:
            if edge.text("area") == code:
                source = _origin(edge.prov, EXISTS).source or _origin(edge.prov, "strength").source
                yield OwnExpectation(group, code_of(edge.dst), edge.text("strength"), source)


def _asked(edge: Edge) -> Asked:
    return Asked(
        kind=code_of(edge.dst),
        group=edge.text("group"),
        state=edge.text("state"),
        asked_on=edge.text("asked_on"),
        answered_by=edge.text("answered_by"),
        asked_by_role=edge.text("asked_by_role"),
        source=_origin(edge.prov, EXISTS).source,
    )


def _origin(prov: Mapping[str, Provenance], name: str) -> Provenance:
    return prov.get(name) or Provenance("", "", "")
