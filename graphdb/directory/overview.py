"""Use case: what the directory rests on - whose its actors are, its sources, how sure its words."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import Final, cast

import numpy as np

from graphdb.cards.card import NATIONAL, is_demo, is_fictional
from graphdb.claims import Rank
from graphdb.fields.facets import MUNICIPALITY
from graphdb.model import TERM_KINDS, Edge, EdgeKind, Id, Node, NodeKind
from graphdb.search.index.columns import Bools
from graphdb.search.index.readmodel import Index
from graphdb.store import GraphStore, What
from graphdb.vocabulary import catalogue
from graphdb.vocabulary.catalogue import Vocabulary

_SOURCES: Final = "source:"
_WIDER: Final = 2
"""As ``Index.near`` says it."""
_OURS: Final = ("source:seed",)
_NOT_OURS: Final = (Rank.REGISTER.name.lower(), Rank.DIRECTORY.name.lower())
_NUMBERS: Final = frozenset({"cvr", "pnr", "sor"})
"""What stands before an id that is a register's number."""
_UNREAD: Final = "background"
_JUDGED: Final = (EdgeKind.EXPECTS, EdgeKind.EXPECTS_AT, EdgeKind.NEEDED_AT, EdgeKind.RAISES)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as people read it. ``retrieved`` is an ISO date or "", ``precedence`` the name of its rank."""

    id: Id
    title: str
    publisher: str
    url: str
    licence: str
    retrieved: str
    demo: bool
    precedence: str = ""


class Whose(StrEnum):
    """Who an actor comes from, as its id tells: a municipality's own, a register or another's directory, the
    country's facts, or fictional.
    """

    OWN = "own"
    REGISTER = "register"
    NATIONAL = "national"
    EXAMPLE = "example"


@dataclass(frozen=True, slots=True)
class Share:
    """The actors of one origin: how many, of how many kinds, serving how many of ``of_municipalities``.

    Example data is counted against the fictional municipalities, all else against the real ones.
    """

    whose: Whose
    actors: int
    kinds: int
    municipalities: int
    of_municipalities: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One vocabulary or kind of rule: rows by ``yes``, ``derived``, ``background``; ``unread`` are terms."""

    kind: str
    total: int
    by_standing: Mapping[str, int]
    unread: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """What the directory rests on, at one version of the store."""

    version: int
    sources: tuple[SourceLine, ...]
    standings: tuple[Standing, ...]

    @property
    def mixed(self) -> bool:
        """True when example data and real actors lie beside each other."""
        return len({line.demo for line in self.sources if line.id not in _OURS}) > 1


def read(store: GraphStore) -> Overview:
    """The sources in id order, and how far each vocabulary is verified."""
    terms = catalogue.read(store)
    kinds = (_terms(kind, terms) for kind in sorted(TERM_KINDS))
    rules = (_relations(kind, terms) for kind in _JUDGED)
    standings = tuple(line for line in (*kinds, *rules) if line.total)
    return Overview(store.status().version, sources(store), standings)


def shares(index: Index, known: Collection[SourceLine] = ()) -> tuple[Share, ...]:
    """The actors that a search may find, counted apart by whose they are; origins without any left out.

    ``known`` are the sources: their ranks tell registers from municipalities.
    """
    registers = {line.id.removeprefix(_SOURCES) for line in known if line.precedence in _NOT_OURS}
    registers |= _NUMBERS if registers - {NATIONAL} else set()
    slots = np.flatnonzero(index.actors_of(index.shown)).tolist()
    by_origin: defaultdict[Whose, list[int]] = defaultdict(list)
    for slot in slots:
        by_origin[_whose(index.id(slot), registers)].append(slot)
    return tuple(_share(index, whose, by_origin[whose]) for whose in Whose if whose in by_origin)


def has_own(index: Index, municipality: str) -> bool:
    """Whether the municipality has an actor, in it or for it by name, besides those of the national facts."""
    near = (index.near([municipality]) < _WIDER) & index.actors_of(index.shown)
    return any(_whose(index.id(slot)) is not Whose.NATIONAL for slot in np.flatnonzero(near).tolist())


def _whose(actor: Id, registers: Collection[str] = ()) -> Whose:
    scheme = actor.split(":")[1]
    if is_demo(scheme):
        return Whose.EXAMPLE
    if scheme == NATIONAL:
        return Whose.NATIONAL
    return Whose.REGISTER if scheme in registers else Whose.OWN


def _share(index: Index, whose: Whose, slots: list[int]) -> Share:
    actors: Bools = np.zeros(index.size, np.bool_)
    actors[slots] = True
    units = index.shown & actors[index.owner]
    example = whose is Whose.EXAMPLE
    towns = index.terms.municipalities(index.today)
    comparable = {area.text("code") for area in towns if is_fictional(area) == example}
    served = comparable & set(index.count(units, MUNICIPALITY))
    return Share(whose, len(slots), len(index.count(units, "kind")), len(served), len(comparable))


def sources(store: GraphStore) -> tuple[SourceLine, ...]:
    """Every source that the graph names, in id order."""
    nodes = cast("list[Node]", takewhile(_is_source, store.scan(What.NODES, after=_SOURCES)))
    return tuple(_source(node) for node in nodes)


def _is_source(item: object) -> bool:
    return isinstance(item, Node) and item.id.startswith(_SOURCES)


def _source(node: Node) -> SourceLine:
    return SourceLine(
        id=node.id,
        title=node.text("title"),
        publisher=node.text("publisher"),
        url=node.text("url"),
        licence=node.text("licence"),
        retrieved=node.text("retrieved"),
        demo=is_demo(node.id.removeprefix(_SOURCES)),
        precedence=node.text("precedence"),
    )


def _terms(kind: NodeKind, terms: Vocabulary) -> Standing:
    nodes = terms.list_terms(kind)
    unread = tuple(node for node in nodes if standing(node) == _UNREAD)
    return Standing(kind, len(nodes), Counter(standing(node) for node in nodes), unread)


def _relations(kind: EdgeKind, terms: Vocabulary) -> Standing:
    edges = [edge for outgoing in terms.relations.get(kind, {}).values() for edge in outgoing]
    return Standing(kind, len(edges), Counter(standing(edge) for edge in edges))


def standing(row: Node | Edge) -> str:
    """How sure a row is: ``yes`` (stands in its source), ``derived`` or ``background``."""
    # Expectations say it in another column and word.
    said = row.text("verified") or row.text("basis")
    return "yes" if said == "verified" else said
