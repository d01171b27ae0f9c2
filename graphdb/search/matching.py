"""A search text asked of the index: for each of its words, which actors it fits and how well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from graphdb.language.danish import PARTS, token_of
from graphdb.model import NodeKind
from graphdb.rules.expectations import STRENGTHS
from graphdb.search.called import NOT_CALLED, places
from graphdb.search.circumstances import Circumstances
from graphdb.search.circumstances import read as circumstances_in
from graphdb.search.fits import fits, funders
from graphdb.search.index.columns import Bools, Places
from graphdb.search.index.readmodel import Index
from graphdb.search.situations import Pointed, point_to
from graphdb.search.towns import towns_by_word
from graphdb.store import Term

WHOLE_NAME, NAME_BEGINS, IN_NAME, IS_ONE, OFFERS_IT, EXPECTED, REACHES, ANYWHERE = range(8)
"""How well an actor fits: the tier it is ordered by, best first. Of those who only reach the group that was
asked for, the types that are core partners for it come first (EXPECTED)."""

_MOST: Final = 15
_LOOSE: Final = frozenset(map(token_of, PARTS))

_COARSE: Final = np.array([0, 1, 2, 3, 4, 4, 4, 5], np.int16)
_TIERS, _PLACES = np.int16(_COARSE[-1] + 1), np.int16(NOT_CALLED + 1)
"""The tiers that go before everything else: how one is met as a kind of help or a group counts later."""
FARTHEST: Final = NOT_CALLED + len(STRENGTHS)
_BEST_CALLS: Final = 3
"""The calls of a situation that are tried first."""

Levels = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a search (or part of a compound): the actors it fits, and for every actor how well.

    A ``plain`` word is no concept of the vocabulary: beside one that is, it says who, not how well. A plain
    word such as "behandling" or "hjælp" is ``loose`` there: it need not match, but actors with it come first.
    """

    token: str
    fits: Bools
    level: Levels
    plain: bool
    loose: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A search text: its words, the concept codes in it, and who is called so or begins so.

    ``met`` is for every actor how many of the concepts it has, ``partners`` how near at hand it is: who is
    rung in the situation that the text points to, by the place among the calls, then who is expected for the
    groups among the concepts, by STRENGTHS; FARTHEST is neither. ``some``: actors with some of the concepts
    are found, those with most of them first, and of these who is rung; ``meant`` are then the codes of what
    helps in the situation. ``suits`` is for every actor how many of the circumstances it says yes to,
    ``shut_out`` who says no to any.
    """

    text: str
    codes: tuple[str, ...]
    met: Levels
    words: tuple[Word, ...]
    whole: Bools
    begins: Bools
    partners: Levels
    pointed: Pointed
    circumstances: Circumstances
    suits: Levels
    shut_out: Bools
    some: bool = False
    meant: tuple[str, ...] = ()

    def without_circumstances(self) -> "Asked":
        """The same text but for words that say something of the citizen or the day; never without any."""
        said = self.circumstances.tokens
        words = tuple(word for word in self.words if not word.plain or word.token not in said)
        return replace(self, words=words or self.words)

    def matched(self) -> Bools:
        """The actors that every word fits, loose ones aside; with ``some`` those that any concept fits."""
        if self.some:
            return self._concepts() > 0
        matched = np.full(self.whole.size, bool(self.words))
        for word in self._strict():
            matched &= word.fits
        return matched

    def calls_by_name(self, actor: int) -> bool:
        """Whether the words that are no concept, and there are any, all stand in the name of the actor."""
        plain = [word for word in self._strict() if word.plain]
        return bool(plain) and all(word.level[actor] <= IN_NAME for word in plain)

    def order(self, slots: Places, tiers: Levels) -> npt.NDArray[np.int16]:
        """For each of these actors, which match: its tier, whether it says no, how much it has of it."""
        shut = self.shut_out[slots].astype(np.int16)
        if self.some:
            missing = len(self.words) - self._concepts()[slots]
            # A concept among the words ("herberg") says what is looked for: then who is rung first in the
            # situation does not count. Without any the words only tell the situation, and it decides.
            called = np.minimum(self.partners[slots], NOT_CALLED) if not self.codes else np.zeros_like(tiers)
            ranks = (missing * 2 + shut) * _PLACES + called
            return np.asarray(ranks * _TIERS + _COARSE[tiers], np.int16)
        more = self.met[slots] + self.suits[slots]
        for word in self.words:
            if word.loose:
                more += word.fits[slots]
        ranks = _COARSE[tiers] * 2 + shut
        return np.asarray(ranks * (_MOST + 1) - np.minimum(more, _MOST), np.int16)

    def tiers(self) -> Levels:
        """For each actor that matches its tier: that of the word that fits worst; with ``some``, best."""
        if self.some:
            best = np.full(self.whole.size, ANYWHERE, np.int8)
            for word in self._telling():
                np.minimum(best, word.level, out=best)
            return np.maximum(best, IS_ONE)  # one word of many in a name does not make it the name
        tiers = np.full(self.whole.size, WHOLE_NAME, np.int8)
        for word in self._telling() or self.words:
            np.maximum(tiers, word.level, out=tiers)
        tiers[self.begins] = NAME_BEGINS
        tiers[self.whole] = WHOLE_NAME
        return tiers

    def _telling(self) -> list[Word]:
        return [word for word in self.words if not word.plain]

    def _concepts(self) -> npt.NDArray[np.int16]:
        """For each actor how many of the words that are concepts it is, offers or reaches."""
        counts = np.zeros(self.whole.size, np.int16)
        for word in self._telling():
            counts += word.level < ANYWHERE
        return counts

    def _strict(self) -> list[Word]:
        strict = [word for word in self.words if not word.loose]
        concept = any(not word.plain for word in self.words)
        return strict if concept else list(self.words)


def ask(index: Index, text: str) -> Asked:
    """The text as the vocabulary understands it and the entries have it.

    Words may stand in different entries of one actor: its own and those of its services.
    """
    query = index.terms.lexicon.query(text)
    by_word = towns_by_word(index.terms, index.today)
    towns = [_named_towns(group, by_word) for group in query.anywhere]
    lone = REACHES if all(towns) else IN_NAME
    words = []
    for at, group in enumerate(query.anywhere):
        matched, named = index.having(group), index.having(query.in_name[at])
        codes = [term.token for term in query.in_name_or_concept[at] if term not in query.in_name[at]]
        level = _levels(index, named, codes)
        fitting = index.actors_of(matched)
        if towns[at]:
            there = index.actors_of(index.with_any("municipality", towns[at]))
            level[there] = np.minimum(level[there], lone)
            fitting |= there
        plain = group[0].token not in query.known and not towns[at]
        loose = plain and group[0].token in _LOOSE
        words.append(Word(group[0].token, fitting, level, plain, loose))
    pointed = point_to(index.terms, query)
    circumstances = circumstances_in(index.terms, query, violence=pointed.violence)
    met, partners = _met(index, query.codes), _partners(index, query.codes, pointed.codes)
    whole, begins = index.named(text)
    asked = Asked(
        text=text,
        codes=query.codes,
        met=met,
        words=tuple(words),
        whole=whole,
        begins=begins,
        partners=partners,
        pointed=pointed,
        circumstances=circumstances,
        suits=np.zeros(index.size, np.int8),
        shut_out=circumstances.shut_out(index),
    )
    for suiting in circumstances.suiting(index, asked.without_circumstances().matched()):
        asked.suits[:] += suiting
    return asked


def ask_some(index: Index, asked: Asked) -> Asked:
    """The same text asked for some of its concepts, and for what the situations it points to need."""
    helpful = {code: _helpful(index, code) for code in asked.pointed.codes}
    words = (*asked.words, *(_situation(index, code, codes) for code, codes in helpful.items()))
    return replace(asked, words=words, some=True, meant=tuple(chain.from_iterable(helpful.values())))


def _helpful(index: Index, situation: str) -> tuple[str, ...]:
    """The groups and needs of a situation; a group's own code stands for itself."""
    start = index.terms.find(NodeKind.STARTING_POINT, situation)
    return (situation,) if start is None else (*start.items("risk_groups"), *start.items("needs"))


def _situation(index: Index, code: str, helpful: tuple[str, ...]) -> Word:
    """A situation as a word: who is rung first in it, who meets its needs, who reaches its groups."""
    level = _levels(index, np.zeros(index.size, np.bool_), list(helpful))
    level[places(index, code) < _BEST_CALLS] = IS_ONE
    return Word(code, level < ANYWHERE, level, plain=False, loose=False)


def _met(index: Index, codes: tuple[str, ...]) -> Levels:
    met = np.zeros(index.size, np.int8)
    for code in codes[:_MOST]:
        met[fits(index, code).having] += 1
    return met


def _levels(index: Index, named: Bools, codes: list[str]) -> Levels:
    service = index.columns.flags["service"]
    level = np.full(index.size, ANYWHERE, np.int8)
    of_codes = [fits(index, code) for code in codes]
    for of_code in of_codes:
        level[of_code.reaching] = REACHES
    for of_code in of_codes:
        level[of_code.core] = EXPECTED
    level[index.owner[named & service & index.shown]] = OFFERS_IT
    for of_code in of_codes:
        level[of_code.offering] = OFFERS_IT
    level[funders(index)] = ANYWHERE
    for of_code in of_codes:
        level[of_code.of_kind] = IS_ONE
    level[named & ~service] = IN_NAME
    return level


def _partners(index: Index, codes: Sequence[str], situations: Sequence[str]) -> Levels:
    expected: dict[str, int] = {}
    for group in codes:
        for kind, strength in fits(index, group).partners:
            expected[kind] = min(NOT_CALLED + strength, expected.get(kind, FARTHEST))
    nearness = np.full(index.size, FARTHEST, np.int8)
    for kind, place in expected.items():
        nearness[fits(index, kind).of_kind] = place
    for situation in situations[:1]:
        called = places(index, situation)
        nearness = np.where(called < NOT_CALLED, called, nearness)
    return nearness


def _named_towns(group: tuple[Term, ...], towns: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [code for term in group if not term.prefix for code in towns.get(term.token, ())]
