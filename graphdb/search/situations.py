"""Which situation a sentence describes: "bagud med huslejen" is a tenant in arrears.

The words are rows of the vocabulary (``situation_words``, ``stopwords_da``); how they match stands in
``seed/README.md``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from graphdb.language.text import Query
from graphdb.language.words import kept_tokens, known_words
from graphdb.model import NodeKind
from graphdb.vocabulary.catalogue import Vocabulary, dropped_words

_MOST: Final = 2
_CLEAR: Final = 2
"""The score of one telling word. Less is a word that many situations share; alone it offers nothing."""
_NEAR: Final = 0.6
"""A second situation is offered when it scores at least this much of the first."""
_SENTENCE: Final = "sentence"
_SHARE: Final = 0.7
_FEWEST: Final = 3
_TIES: Final = {"first": 0, "": 1, "last": 2}


@dataclass(frozen=True, slots=True)
class Pointed:
    """What a text points to: the codes of situations, best first, and whether its words are of violence."""

    codes: tuple[str, ...] = ()
    violence: bool = False


@dataclass(frozen=True, slots=True)
class _Phrase:
    """``content`` are its tokens but for small words, ``small`` those when only one is left without them.

    "banker hende" is not "bank".
    """

    situation: str
    content: frozenset[str]
    small: frozenset[str]
    weight: int
    sentence: bool

    def hits(self, query: frozenset[str], written: frozenset[str]) -> frozenset[str]:
        """The tokens of the query that it hits, none when it does not; ``written`` has small words too."""
        common = self.content & query
        if self.sentence:
            enough = len(common) >= max(_FEWEST, _SHARE * len(self.content))
        else:
            enough = len(common) == len(self.content) and self.small <= written
        return common if enough else frozenset()


@dataclass(frozen=True, slots=True)
class _Words:
    """The phrases by a token of theirs, and what is read of the situations' own rows."""

    by_token: Mapping[str, tuple[_Phrase, ...]]
    dropped: frozenset[str]
    ties: Mapping[str, int]
    violent: frozenset[str]


_kept: WeakKeyDictionary[Vocabulary, _Words] = WeakKeyDictionary()


def point_to(terms: Vocabulary, query: Query) -> Pointed:
    """The situations that the words of a search point to, at most two, best first."""
    words = _words_of(terms)
    kept = frozenset(kept_tokens(query.words, words.dropped))
    hits = _hits(words, kept, frozenset(word.token for word in query.words))
    scores = {code: _score(phrases) for code, phrases in hits.items()}
    clear = {code: score for code, score in scores.items() if score[0] >= _CLEAR}
    ranked = sorted(clear, key=lambda code: (*(-part for part in clear[code]), words.ties.get(code, 1), code))
    best = clear[ranked[0]][0] if ranked else 0
    offered = [code for code in ranked if clear[code][0] >= _NEAR * best]
    return Pointed(tuple(offered[:_MOST]), not words.violent.isdisjoint(clear))


def _hits(
    words: _Words, query: frozenset[str], written: frozenset[str]
) -> dict[str, list[tuple[_Phrase, frozenset[str]]]]:
    hits: defaultdict[str, list[tuple[_Phrase, frozenset[str]]]] = defaultdict(list)
    near = dict.fromkeys(phrase for token in sorted(query) for phrase in words.by_token.get(token, ()))
    for phrase in near:
        if common := phrase.hits(query, written):
            hits[phrase.situation].append((phrase, common))
    return hits


def _score(hits: Iterable[tuple[_Phrase, frozenset[str]]]) -> tuple[int, int, int, int]:
    """The sum of the hit tokens' highest weights; then highest weight, longest phrase, number of phrases."""
    weights: dict[str, int] = {}
    longest = number = 0
    for phrase, common in hits:
        number += 1
        longest = max(longest, len(phrase.content))
        for token in common:
            weights[token] = max(weights.get(token, 0), phrase.weight)
    return sum(weights.values()), max(weights.values()), longest, number


def _words_of(terms: Vocabulary) -> _Words:
    words = _kept.get(terms)
    if words is None:
        words = _kept[terms] = _read(terms)
    return words


def _read(terms: Vocabulary) -> _Words:
    dropped = dropped_words(terms.terms)
    by_token: defaultdict[str, dict[_Phrase, None]] = defaultdict(dict)
    for row in terms.terms.get(NodeKind.SITUATION_WORD, {}).values():
        written = known_words(row.text("phrase"))
        content = frozenset(kept_tokens(written, dropped))
        small = {word.token for word in written} - content if len(content) == 1 else ()
        sentence = row.text("kind") == _SENTENCE
        weight = row.number("weight") or 1
        phrase = _Phrase(row.text("situation"), content, frozenset(small), weight, sentence)
        for token in content:
            by_token[token][phrase] = None
    starts = terms.terms.get(NodeKind.STARTING_POINT, {})
    violent = terms.marked(NodeKind.RISK_GROUP, "violence")
    return _Words(
        {token: tuple(phrases) for token, phrases in by_token.items()},
        dropped,
        {code: _TIES.get(row.text("tie"), 1) for code, row in starts.items()},
        violent | {code for code, row in starts.items() if not violent.isdisjoint(row.items("risk_groups"))},
    )
