"""The relations among those on a map, and how they are said."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from graphdb.fields.formats import parse_date
from graphdb.message import LANGUAGES, Text, Words, message, say
from graphdb.model import Edge, EdgeKind, Id, NodeKind
from graphdb.network.adjacency import TIES
from graphdb.network.adjacency import current as current_ties
from graphdb.rules.situation import Situation
from graphdb.search.index.readmodel import Index
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


def relations_among(
    store: GraphStore, index: Index, actors: Collection[Id], known: tuple[Edge, ...]
) -> Relations:
    """The relations among actors, with those of the known ones: one call to the store when there are any.

    Few of hundreds are related to another of them, and of the others the store would look at each relation.
    """
    ties, _ = current_ties(store, index)
    tied = sorted(ties.related(actors))
    among = store.edges(tied, kinds=TIES, among=True) if tied else ()
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


def sentence(shown: Shown, tie: Edge) -> Text:
    """A relation as a sentence from its beginning to its end."""
    phrase = _phrase(shown.index.terms, tie, shown.name(tie.src), shown.name(tie.dst))
    if expired(tie, shown.situation.today):
        return message("touchmap.expired", phrase=phrase, day=parse_date(tie.text("until")))
    return message("touchmap.sentence", phrase=phrase)


def phrased(terms: Vocabulary, relation: str, actor: Text, other: Text) -> Text:
    """A relation of a type with both its ends, as its row says: "{actor} henviser til {other}"."""
    row = terms.find(NodeKind.RELATION_TYPE, relation)
    if row is None:
        return message("touchmap.linked", actor=actor, other=other)
    if not row.text("sentence_da"):
        return message("touchmap.related", actor=actor, other=other, relation=terms.relation_words(relation))
    texts = (
        row.text(f"sentence_{language}")
        .replace("{actor}", say(actor, language))
        .replace("{other}", say(other, language))
        for language in LANGUAGES
    )
    return Words(*texts)


def _phrase(terms: Vocabulary, tie: Edge, actor: str, other: str) -> Text:
    if tie.kind is EdgeKind.PART_OF:
        return message("touchmap.part_of", actor=actor, other=other)
    return phrased(terms, tie.text("kind"), actor, other)
