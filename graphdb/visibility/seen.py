"""A store as an audience sees it: what is not for it is not there, and all else is as if it were public.

Use cases read from it as from any store. Whom a thing is for stands on it as ``ONLY_FOR``, so that a page can
say so, in place of ``visibility``: all that asks whether it is public then takes it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final, NoReturn, Protocol, TypeVar

from graphdb.model import (
    MUNICIPALITY,
    PROFESSIONALS,
    VISIBILITY,
    Edge,
    EdgeKind,
    Id,
    Node,
    Value,
    is_public,
)
from graphdb.page import in_pieces
from graphdb.records import ReadableRecords, Records
from graphdb.store import Commit, GraphStore, Item, Readable, TextQuery, Way, What, WriteSet
from graphdb.visibility.audience import AT_HOME, OPEN, VISITOR, Audience, level_of

NARROW: Final = ("", PROFESSIONALS, MUNICIPALITY)
ONLY_FOR: Final = "only_for"
"""Whom a thing that is not public is for; it stands on what a store shows to these."""
MARKS: Final = ("", "_1", "_2")
"""What the words of an entry begin with that are not for all, by level. No word that is searched for does."""
_LONGEST: Final = 40
_PIECE: Final = 1_000
_ENTRIES: Final = ("actor:", "service:")
Thing = TypeVar("Thing", Node, Edge)


class Homes(Protocol):
    """Knows in which municipalities actors and services have their home, as codes."""

    def of(self, ids: Collection[Id]) -> Mapping[Id, frozenset[str]]:
        """Of these; none for what is not there."""
        ...


def marked(token: str, level: int) -> str:
    """A word of an entry as it stands there for those of a level."""
    return (MARKS[level] + token)[:_LONGEST]


def has_marks(words: str) -> bool:
    """Whether some of the words of an entry are not for all."""
    return " _" in f" {words}"


def words_at(words: str, level: int) -> str:
    """The words of an entry that those of a level see, without marks."""
    if not has_marks(words):
        return words
    marks = MARKS[OPEN + 1 : level + 1]
    seen = (word[2:] if word.startswith(marks) else word for word in words.split())
    return " ".join(word for word in seen if not word.startswith("_"))


def only_for(*items: Node | Edge) -> str:
    """Whom they are for where one of them is not for all, the fewest; else ""."""
    marks = [item.text(ONLY_FOR) for item in items if ONLY_FOR in item.props]
    return max(marks, key=NARROW.index) if marks else ""  # nearly nothing has any


def values_of(item: Node | Edge) -> dict[str, Value]:
    """Its fields by name, with whom it is for under the name that sources say it by."""
    values = dict(item.props)
    if ONLY_FOR in values:
        values[VISIBILITY] = values.pop(ONLY_FOR)
    return values


class Sight:
    """What an audience sees of nodes and relations; ``source`` has all of them."""

    def __init__(self, source: Readable, audience: Audience, homes: Homes) -> None:
        self._source, self.audience, self._homes = source, audience, homes
        self.claims, self.changes, self.ties = source.claims, source.changes, source.ties

    @property
    def records(self) -> ReadableRecords:
        """As they are: records are no facts about partners."""
        return self._source.records

    def over(self, source: Readable) -> "Sight":
        """The same sight of something else, such as a rehearsal over this store."""
        return Sight(source, self.audience, self._homes)

    def get(self, ids: Collection[Id]) -> Mapping[Id, Node]:
        """As ``Readable.get``, of what is there for the audience."""
        return {node.id: node for node in self._visible(self._source.get(ids).values(), self._owners)}

    def edges(
        self,
        ids: Collection[Id],
        *,
        kinds: Collection[EdgeKind] = (),
        way: Way = Way.BOTH,
        among: bool = False,
        withheld: bool = False,
    ) -> frozenset[Edge]:
        """As ``Readable.edges``; ``withheld``: as the source has them, for what works out a change."""
        edges = self._source.edges(ids, kinds=kinds, way=way, among=among, withheld=True)
        return edges if withheld else frozenset(self._visible(edges, _sources))

    def _visible(
        self, items: Iterable[Thing], owners: Callable[[Collection[Thing]], Mapping[Id, Collection[Id]]]
    ) -> Iterator[Thing]:
        """Those of the items that the audience sees. Whose they are is only asked where it matters."""
        several = list(items)
        at_home = [item for item in several if not is_public(item) and level_of(item) == AT_HOME]
        levels = self._levels(owners(at_home)) if at_home else {}
        for item in several:
            if is_public(item):
                yield item
            elif level_of(item) <= levels.get(item.id, self.audience.level(())):
                yield _opened(item)

    def _levels(self, owners: Mapping[Id, Collection[Id]]) -> dict[Id, int]:
        homes = self._homes.of({owner for several in owners.values() for owner in several})
        return {
            one: self.audience.level({code for owner in several for code in homes.get(owner, ())})
            for one, several in owners.items()
        }

    def _owners(self, nodes: Collection[Node]) -> Mapping[Id, Collection[Id]]:
        """The actors and services that nodes belong to; a contact point to those at its place, too."""
        owners: defaultdict[Id, set[Id]] = defaultdict(set)
        points = {node.id for node in nodes} - {
            one for node in nodes if (one := node.id).startswith(_ENTRIES)
        }
        owners |= {node.id: {node.id} for node in nodes if node.id not in points}
        places: defaultdict[Id, set[Id]] = defaultdict(set)
        for edge in self._into(points, EdgeKind.CONTACTED_AT):
            owners[edge.dst].add(edge.src)
            if not edge.src.startswith(_ENTRIES):
                places[edge.src].add(edge.dst)
        for edge in self._into(places, EdgeKind.LOCATED_AT):
            for point in places[edge.dst]:
                owners[point].add(edge.src)
        return owners

    def _into(self, ids: Collection[Id], kind: EdgeKind) -> frozenset[Edge]:
        return (
            self._source.edges(sorted(ids), kinds=[kind], way=Way.IN, withheld=True) if ids else frozenset()
        )


def _sources(edges: Collection[Edge]) -> Mapping[Id, Collection[Id]]:
    """A relation is at home where the actor or service is that it is said of."""
    return {edge.id: (edge.src,) for edge in edges}


def _opened(item: Thing) -> Thing:
    props = {name: value for name, value in item.props.items() if name != VISIBILITY}
    return replace(item, props=props | {ONLY_FOR: item.props[VISIBILITY]})


class Seen(Sight):
    """A whole store as an audience sees it, to read from. Histories, claims and records are as they are."""

    def __init__(self, base: GraphStore, audience: Audience, homes: Homes) -> None:
        super().__init__(base, audience, homes)
        self.base = base
        self.status, self.remembered, self.meanwhile = base.status, base.remembered, base.meanwhile
        self.commits, self.claims_of = base.commits, base.claims_of
        self.said_elsewhere, self.changes_about = base.said_elsewhere, base.changes_about
        self.entries = base.entries
        self.close, self.damage = base.close, base.damage

    @property
    def records(self) -> Records:
        """As they are."""
        return self.base.records

    def scan(self, what: What, *, after: str = "", until: str = "") -> Iterator[Item]:
        """As ``GraphStore.scan``, of nodes and relations those that are for the audience."""
        items = self.base.scan(what, after=after, until=until)
        if what is What.EDGES:
            edges = (item for item in items if isinstance(item, Edge))
            return chain.from_iterable(self._visible(piece, _sources) for piece in in_pieces(edges, _PIECE))
        if what is What.NODES:
            nodes = (item for item in items if isinstance(item, Node))
            pieces = in_pieces(nodes, _PIECE)
            return chain.from_iterable(self._visible(piece, self._owners) for piece in pieces)
        return items

    def match(self, queries: Sequence[TextQuery]) -> list[Sequence[int]]:
        """Raises TypeError: the words that are for the audience are asked of its index."""
        self._refuse(queries)

    def write(self, change: WriteSet) -> Commit:
        """Raises TypeError: a change is worked out from all there is."""
        self._refuse(change)

    def load(self, items: Iterable[Item], verify: Callable[[], None] = lambda: None) -> Commit:
        """Raises TypeError."""
        self._refuse(items, verify)

    def prepare(self, *, create: bool = True) -> None:
        """Raises TypeError."""
        self._refuse(create)

    def snapshot(self, work: Callable[[GraphStore], object]) -> NoReturn:
        """Raises TypeError: what is kept elsewhere is not for this audience alone."""
        self._refuse(work)

    def finish_erasing(self) -> bool:
        """Raises TypeError."""
        self._refuse()

    def _refuse(self, *_: object) -> NoReturn:
        raise TypeError("what an audience sees is only read")


def whole(store: GraphStore) -> GraphStore:
    """The store itself, of whoever's sight this is: for what is the same for all, and is kept once."""
    return store.base if isinstance(store, Seen) else store


def who_sees(store: GraphStore) -> Audience:
    """Whose sight the store is."""
    return store.audience if isinstance(store, Seen) else VISITOR


def likewise(store: GraphStore, source: Readable) -> Readable:
    """Something else to read from, in the sight that the store is."""
    return store.over(source) if isinstance(store, Seen) else source
