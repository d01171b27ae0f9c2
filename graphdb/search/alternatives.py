"""What does exist when a search found no actor: another spelling, the neighbours, one condition less."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from math import cos, hypot, radians
from typing import Final
from weakref import WeakKeyDictionary

from graphdb.cards.card import fictional_areas
from graphdb.fields.facets import offered
from graphdb.language.text import Correction, Lexicon, fold
from graphdb.message import Text, Words, all_of, message
from graphdb.model import Node
from graphdb.search.hits import list_hits
from graphdb.search.index.readmodel import Filters, Index
from graphdb.search.matching import IS_ONE, ask
from graphdb.search.ranking import Selection, select
from graphdb.search.results import Alternative
from graphdb.store import GraphStore
from graphdb.vocabulary.catalogue import dropped_words

_ITEMS: Final = 3
_MOST: Final = 5
_WORDS: Final = 8
_SENTENCE: Final = 3
_FEWER: Final = 2
_NEIGHBOURS: Final = 6
_KM_PER_DEGREE: Final = 111.2

_spellers: WeakKeyDictionary[Index, Lexicon] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class _Other:
    """Another search, which does find actors."""

    text: Text
    selection: Selection


def list_alternatives(
    store: GraphStore, version: int, missed: Selection, now: datetime
) -> tuple[str | None, tuple[Alternative, ...]]:
    """The spelling that would have found an actor (or None), and what does exist, nearest first.

    ``version``: the store's.
    """
    suggestion, others = None, list[_Other]()
    respelt = _respelt(missed, now)
    if respelt is not None:
        correction, selection = respelt
        suggestion = correction.text if correction.shown else None
        spelling = message("search.respelt")
        if correction.shown:
            spelling = message("search.did_you_mean", words=correction.text)
        others.append(_Other(spelling, selection))
    others += _wider(missed, now)
    alternatives = [_alternative(store, version, other, now) for other in others[:_MOST]]
    return suggestion, tuple(alternatives)


def _alternative(store: GraphStore, version: int, other: _Other, now: datetime) -> Alternative:
    selection = other.selection
    items = list_hits(store, version, selection, selection.ordered(0, _ITEMS), now)
    return Alternative(other.text, selection.filters, selection.total, items)


def _respelt(missed: Selection, now: datetime) -> tuple[Correction, Selection] | None:
    if missed.asked is None:
        return None
    correction = _speller(missed.index).correct(missed.asked.text)
    if correction is None:
        return None
    asked = ask(missed.index, correction.text)
    respelt = select(missed.index, replace(missed.filters, q=correction.text), now, asked)
    return (correction, respelt) if respelt.total else None


def _speller(index: Index) -> Lexicon:
    """The vocabulary's words and those in names of actors and municipalities."""
    speller = _spellers.get(index)
    if speller is None:
        towns = [area.text("name") for area in index.terms.municipalities(index.today)]
        words = {word for name in index.columns.actor_names.values() for word in name.split()}
        speller = index.terms.lexicon.with_words([*towns, *sorted(words)])
        _spellers[index] = speller
    return speller


def _wider(missed: Selection, now: datetime) -> Iterator[_Other]:
    """The same search with one condition less, the least important first."""
    fewer = sorted(_fewer_words(missed, now), key=_promise)
    many = missed.asked is not None and len(missed.asked.words) >= _SENTENCE
    if many:
        yield from fewer[:_FEWER]
    if missed.filters.municipality:
        yield from _elsewhere(missed, now)
    if not many:
        yield from fewer[:_FEWER]
    for text, filters in _one_less(missed.filters):
        yield from _found(text, missed, filters, now)


def _one_less(filters: Filters) -> Iterator[tuple[Text, Filters]]:
    """The filters without one of them, the least important first, and what to say of it."""
    if filters.open_now:
        yield message("search.also_closed"), replace(filters, open_now=False)
    if filters.age is not None:
        yield message("search.any_age"), replace(filters, age=None)
    for facet in sorted(offered(), key=lambda facet: facet.weight):
        if filters.of(facet.name):
            yield Words(facet.without_da, facet.without_en), filters.without(facet.name)


def _promise(other: _Other) -> tuple[bool, int]:
    """First the words that say what an actor is, then those that say most: the words that few actors have."""
    first = other.selection.ordered(0, 1)
    return int(other.selection.tiers[first[0]]) > IS_ONE, other.selection.total


def _found(text: Text, missed: Selection, filters: Filters, now: datetime) -> Iterator[_Other]:
    selection = select(missed.index, filters, now, missed.asked)
    if selection.total:
        yield _Other(text, selection)


def _elsewhere(missed: Selection, now: datetime) -> Iterator[_Other]:
    near = neighbours(missed.index, missed.filters.municipality)
    names = all_of(missed.index.terms.words(code) for code in missed.filters.municipality)
    around = replace(missed.filters, municipality=near)
    yield from _found(message("search.around", places=names), missed, around, now)
    yield from _found(message("search.country"), missed, replace(missed.filters, municipality=()), now)


def _fewer_words(missed: Selection, now: datetime) -> Iterator[_Other]:
    """Without one of the words, and in a sentence each word alone; never without one that carries nothing."""
    words = missed.filters.q.split()
    if missed.asked is None or not 1 < len(words) <= _WORDS:
        return
    shorter = {
        message("search.without_word", word=word): [*words[:at], *words[at + 1 :]]
        for at, word in enumerate(words)
    }
    if len(missed.asked.words) >= _SENTENCE:
        small = dropped_words(missed.index.terms.terms)
        shorter |= {
            message("search.only_word", word=word): [word] for word in words if fold(word) not in small
        }
    for said, left in shorter.items():
        text = " ".join(left)
        asked = ask(missed.index, text)
        selection = select(missed.index, replace(missed.filters, q=text), now, asked)
        if selection.total and len(asked.words) < len(missed.asked.words):
            yield _Other(said, selection)


def neighbours(index: Index, municipalities: tuple[str, ...]) -> tuple[str, ...]:
    """The nearest other municipalities by their centres, nearest first; () when that is not known.

    A fictional municipality is never the neighbour of a real one, nor the other way round.
    """
    areas = index.terms.areas
    here = [area for code in municipalities if (area := areas.get(code)) is not None and _located(area)]
    towns = index.terms.municipalities(index.today)
    if not here:
        return ()
    fictional = fictional_areas(index.terms)
    made_up = here[0].text("code") in fictional
    alike = [area for area in towns if (area.text("code") in fictional) == made_up]
    others = [area for area in alike if area.text("code") not in municipalities and _located(area)]
    ranked = sorted(others, key=lambda area: (min(distance(area, one) for one in here), area.id))
    return tuple(area.text("code") for area in ranked[:_NEIGHBOURS])


def distance(one: Node, other: Node) -> float:
    """Kilometres between two areas' centres; near enough for Denmark."""
    (lat, lon), (far_lat, far_lon) = _place(one), _place(other)
    return hypot(far_lat - lat, (far_lon - lon) * cos(radians(lat))) * _KM_PER_DEGREE


def _located(area: Node) -> bool:
    return "lat" in area.props and "lon" in area.props


def _place(area: Node) -> tuple[float, float]:
    lat, lon = area.props["lat"], area.props["lon"]
    return (
        (float(lat), float(lon)) if not isinstance(lat, tuple) and not isinstance(lon, tuple) else (0.0, 0.0)
    )
