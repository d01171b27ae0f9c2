"""Use case: what the directory rests on - its sources, and how much of the vocabulary stands in a source."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Final, cast

from graphdb.card import is_demo
from graphdb.model import TERM_KINDS, Edge, EdgeKind, Id, Node, NodeKind
from graphdb.store import GraphStore, What
from graphdb.vocabulary import catalogue
from graphdb.vocabulary.catalogue import Vocabulary

_SOURCES: Final = "source:"
_OURS: Final = ("source:seed",)
_UNREAD: Final = "background"
_JUDGED: Final = (EdgeKind.EXPECTS, EdgeKind.EXPECTS_AT, EdgeKind.NEEDED_AT, EdgeKind.RAISES)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as people read it. ``retrieved`` is an ISO date or ""."""

    id: Id
    title: str
    publisher: str
    url: str
    licence: str
    retrieved: str
    demo: bool


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
    held = tuple(line for line in (*kinds, *rules) if line.total)
    return Overview(store.status().version, sources(store), held)


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
    )


def _terms(kind: NodeKind, terms: Vocabulary) -> Standing:
    nodes = terms.list_terms(kind)
    unread = tuple(node for node in nodes if _standing(node) == _UNREAD)
    return Standing(kind, len(nodes), Counter(_standing(node) for node in nodes), unread)


def _relations(kind: EdgeKind, terms: Vocabulary) -> Standing:
    edges = [edge for held in terms.relations.get(kind, {}).values() for edge in held]
    return Standing(kind, len(edges), Counter(_standing(edge) for edge in edges))


def _standing(row: Node | Edge) -> str:
    # Expectations say it in another column and word.
    said = row.text("verified") or row.text("basis")
    return "yes" if said == "verified" else said
