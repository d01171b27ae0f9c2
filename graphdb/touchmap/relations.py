"""The relations among those on a map, and how they are said."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from graphdb.model import Edge, EdgeKind, Id, NodeKind
from graphdb.network.adjacency import TIES
from graphdb.rules.duties import danish_date
from graphdb.rules.situation import Situation
from graphdb.store import GraphStore
from graphdb.touchmap.shown import Shown
from graphdb.vocabulary.catalogue import Vocabulary


@dataclass(frozen=True, slots=True, eq=False)
class Relations:
    """``all`` among those that are here, ``known`` those of the known actors; both in id order."""

    all: tuple[Edge, ...]
    known: tuple[Edge, ...]


def relations_of_known(store: GraphStore, situation: Situation) -> tuple[Edge, ...]:
    """The relations of the known actors, in id order; one call to the store when there are any."""
    if not situation.known_actors:
        return ()
    return tuple(sorted(store.edges(situation.known_actors, kinds=TIES), key=lambda tie: tie.id))


def relations_among(store: GraphStore, actors: Collection[Id], known: tuple[Edge, ...]) -> Relations:
    """The relations among actors, with those of the known ones: one call to the store."""
    among = store.edges(sorted(actors), kinds=TIES, among=True)
    return Relations(tuple(sorted({*among, *known}, key=lambda tie: tie.id)), known)


def related(ties: Iterable[Edge], situation: Situation) -> Iterator[Id]:
    """Who the relations that still hold lead to."""
    for tie in ties:
        if not expired(tie, situation.today):
            yield from {tie.src, tie.dst} - set(situation.known_actors)


def expired(tie: Edge, today: str) -> bool:
    """True for an agreement whose last day has passed."""
    until = tie.text("until")
    return bool(until) and until < today


def sentence(shown: Shown, tie: Edge) -> str:
    """A relation as a sentence from its beginning to its end."""
    until = ""
    if expired(tie, shown.situation.today):
        until = f" (udløb {danish_date(date.fromisoformat(tie.text('until')))})"
    words = _words(shown.index.terms, tie, shown.name(tie.dst))
    return f"{shown.name(tie.src)} {words}{until}."


def said_inside(label: str, other: str) -> str:
    """A relation's name with the other one in it: "henviser til X", "underretter X om Y"."""
    words = label[:1].lower() + label[1:]
    verb, about, what = words.partition(" om ")
    if verb == "underretter":
        return f"{verb} {other}{about}{what}"
    return f"{words} til {other}" if about else f"{words} {other}"


def _words(vocabulary: Vocabulary, tie: Edge, other: str) -> str:
    """What the relation is called, with the one at its end, inside a sentence."""
    if tie.kind is EdgeKind.PART_OF:
        return f"er en del af {other}"
    term = vocabulary.find(NodeKind.RELATION_TYPE, tie.text("kind"))
    return said_inside("Er forbundet med" if term is None else term.text("label_da"), other)
