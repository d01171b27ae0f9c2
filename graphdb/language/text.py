"""Words to search by: queries with synonyms, compounds and concepts of the vocabulary.

How texts become tokens stands in ``graphdb.language.words``.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Final, NamedTuple

from graphdb.language.danish import (
    LIGHT_WORDS,
    MAX_TOKEN,
    NEVER_SUGGESTED,
    PARTS,
    bare,
    danish_sort_key,
    fold,
    known_token,
    split_word,
    token_of,
)
from graphdb.language.words import (
    CODE,
    STOP,
    WORD,
    Word,
    document_tokens,
    known_words,
    named,
    tokens,
    words_of,
)
from graphdb.store import Term, TextQuery

__all__ = ["Correction", "Lexicon", "Query", "TermWords"]
__all__ += ["danish_sort_key", "document_tokens", "fold", "tokens"]

SEARCHED_KINDS: Final = frozenset(
    {"ActorType", "RiskGroup", "Need", "Method", "LegalBasis", "AccessRoute", "Area"}
)
"""Kinds of terms whose codes can stand among an entry's words; other terms find by what they expand to."""

MAX_WORDS: Final = 16
MAX_QUERY: Final = 500
"""Letters of a query that are read; pages and API refuse longer ones."""
_COMPLETIONS: Final = 8
_SHORT: Final = 4

_LIGHT: Final = frozenset(map(fold, LIGHT_WORDS))
_HIDDEN: Final = frozenset(map(fold, NEVER_SUGGESTED))


@dataclass(frozen=True, slots=True)
class TermWords:
    """One vocabulary term: its labels and synonyms, and the codes it stands for beside its own."""

    code: str
    kind: str
    labels: tuple[str, ...]
    expands_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed search: three ways to ask the store, strictest first, and the concepts in it.

    An entry that matches ``in_name`` has all words in its name, ``in_name_or_concept`` each word there or
    as a concept, ``anywhere`` each word in any way. ``by_concept`` is for when nothing else matches: it asks
    for the concepts and forgets the other words. All are () when there is nothing to ask for. ``known`` are
    the tokens of the words that stand for a concept, ``words`` all that were written.
    """

    tokens: tuple[str, ...]
    codes: tuple[str, ...]
    in_name: TextQuery
    in_name_or_concept: TextQuery
    anywhere: TextQuery
    by_concept: TextQuery
    known: frozenset[str] = frozenset()
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A query with its unknown words replaced by near ones; ``shown`` is false when it may not be shown."""

    text: str
    shown: bool


class _Alternatives(NamedTuple):
    """One AND-member: words, one of which must be there, or else one of the concepts."""

    words: tuple[Term, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The vocabulary as words: concepts, compounds, completions, spellings. Made by ``build``."""

    phrases: Mapping[tuple[str, ...], tuple[str, ...]]
    longest: int
    heads: frozenset[str]
    tails: frozenset[str]
    completions: tuple[tuple[str, str], ...]
    bare: Mapping[str, str]
    spellings: Mapping[str, str]
    dropped: frozenset[str]

    @classmethod
    def build(cls, terms: Iterable[TermWords], dropped: Collection[str] = ()) -> "Lexicon":
        """A lexicon of these terms. A word of several terms means all their codes.

        ``dropped``: folded words that need not match unless they are of a phrase.
        """
        term_list = tuple(terms)
        spellings = _spellings(label for term in term_list for label in term.labels)
        plain = _plain(spellings)
        phrases = _phrases(term_list, plain)
        heads = {folded for folded in spellings if len(folded) >= _SHORT and folded not in STOP}
        heads |= {fold(part) for part in PARTS}
        return cls(
            phrases,
            max(map(len, phrases), default=0),
            frozenset(heads),
            frozenset(map(known_token, heads)),
            tuple(sorted((folded, known_token(folded)) for folded in spellings)),
            plain,
            spellings,
            STOP | frozenset(dropped),
        )

    def with_words(self, words: Iterable[str]) -> "Lexicon":
        """The same lexicon that also knows how these texts (names of entries) are spelt."""
        return replace(self, spellings=_spellings(words) | dict(self.spellings))

    def split(self, token: str) -> tuple[str, ...]:
        """The tokens of the parts of a compound ("huslejerestance"); () when it is none."""
        return split_word(fold(token), self.heads, self.tails)

    def correct(self, text: str) -> Correction | None:
        """The query with each unknown word replaced by the nearest known; None when nothing changes."""
        shown = True

        def better(match: re.Match[str]) -> str:
            nonlocal shown
            near = self._near(fold(match[0]))
            shown = shown and (near is None or fold(near) not in _HIDDEN)
            return near or match[0]

        plain = unicodedata.normalize("NFC", text[:MAX_QUERY])
        better_text = WORD.sub(better, plain)
        return None if better_text == plain else Correction(better_text, shown)

    def query(self, text: str) -> Query:
        """What to ask the store for a search text."""
        written = words_of(text[:MAX_QUERY])
        words = _meant(_content(written)[:MAX_WORDS], self.bare)
        concepts = self._found(words)
        members = tuple(self._members(words, concepts))
        return Query(
            tuple(word.token for word in words),
            tuple(dict.fromkeys(code for _, _, codes in concepts for code in codes)),
            tuple(tuple(map(_name_term, words)) for words, _ in members),
            tuple((*map(_name_term, words), *map(Term, codes)) for words, codes in members),
            tuple((*words, *map(Term, codes)) for words, codes in members),
            tuple(dict.fromkeys(tuple(map(Term, codes)) for _, codes in members if codes)),
            frozenset(word.token for start, stop, _ in concepts for word in words[start:stop]),
            tuple(written),
        )

    def _found(self, words: list[Word]) -> list[tuple[int, int, tuple[str, ...]]]:
        concepts, start = [], 0
        while start < len(words):
            stop, codes = self._longest_at(words, start)
            if codes:
                concepts.append((start, stop, codes))
            start = stop
        return concepts

    def _longest_at(self, words: list[Word], start: int) -> tuple[int, tuple[str, ...]]:
        """The longest phrase that begins there; two words written apart by mistake count as one."""
        for stop in range(min(start + max(self.longest, 2), len(words)), start, -1):
            here = words[start:stop]
            codes = self.phrases.get(tuple(word.meant for word in here), ())
            if len(here) == 2:
                codes += self.phrases.get((token_of(here[0].folded + here[1].folded),), ())
            if codes:
                return stop, tuple(dict.fromkeys(codes))
        return start + 1, ()

    def _members(
        self, words: list[Word], concepts: list[tuple[int, int, tuple[str, ...]]]
    ) -> Iterator[_Alternatives]:
        """For each word what it may match. (a and b) or c is asked as (a or c) and (b or c)."""
        covering = {at: codes for start, stop, codes in concepts for at in range(start, stop)}
        if words and len(words) - 1 not in covering:
            covering |= self._begun(words[-1], len(words) - 1)
        needed = [at for at, word in enumerate(words) if at in covering or word.folded not in self.dropped]
        for at in needed or range(len(words)):
            codes = covering.get(at, ())
            own = self._own_terms(words, at, known=at in covering)
            parts = self.split(words[at].folded)
            if not parts:
                yield _Alternatives(own, codes)
            for part in parts:
                yield _Alternatives((*own, Term(part)), codes or self.phrases.get((part,), ()))

    def _own_terms(self, words: list[Word], at: int, *, known: bool) -> tuple[Term, ...]:
        word = words[at]
        own = [Term(word.token), Term(word.meant)]
        pairs = words[max(at - 1, 0) : at + 2]
        for left, right in pairwise(pairs):
            joined = token_of(left.folded + right.folded)
            if joined in self.tails:
                own.append(Term(joined))
        if at == len(words) - 1 and not word.token.isdigit() and (len(word.folded) >= _SHORT or not known):
            own += [Term(it) for it in self._complete(word.folded) if not it.startswith(word.folded)]
            own += [Term(word.folded[:MAX_TOKEN], prefix=True)] if len(word.folded) > 1 else []
        return tuple(dict.fromkeys(own))

    def _complete(self, folded: str) -> tuple[str, ...]:
        """The tokens of vocabulary words that begin so: a stem may be shorter than what was typed."""
        if len(folded) < _SHORT:
            return ()
        first = bisect_left(self.completions, (folded, ""))
        begun = takewhile(lambda form: form[0].startswith(folded), self.completions[first : first + 50])
        return tuple(dict.fromkeys(token for _, token in begun))[:_COMPLETIONS]

    def _begun(self, word: Word, at: int) -> dict[int, tuple[str, ...]]:
        """The concepts of a word that is not written to its end ("afrusn")."""
        means = [self.phrases.get((token,), ()) for token in self._complete(word.folded)]
        codes = tuple(dict.fromkeys(code for meant in means for code in meant))
        return {at: codes} if codes else {}

    def _near(self, folded: str) -> str | None:
        if len(folded) < _SHORT or folded.isdigit() or self._knows(folded):
            return None
        from rapidfuzz.distance import OSA  # 2 MB, and only a search that finds nobody asks
        from rapidfuzz.process import extract

        limit = 1 if len(folded) < 6 else 2 if len(folded) < 10 else 3
        near = extract(folded, self.spellings.keys(), scorer=OSA.distance, score_cutoff=limit, limit=None)
        ranked = (
            (distance, word[0] != folded[0], word) for word, distance, _ in near if word not in self.bare
        )
        best = min(ranked, default=None)
        return None if best is None else self.spellings[best[2]]

    def _knows(self, folded: str) -> bool:
        token = token_of(folded)
        return folded in self.spellings or token in self.tails or bool(self.split(folded))


def _name_term(term: Term) -> Term:
    return Term(named(term.token), term.prefix)


def _content(words: list[Word]) -> list[Word]:
    """The words that carry something; all of them when none does ("AF")."""
    return [word for word in words if word.folded not in _LIGHT] or words


def _meant(words: list[Word], plain: Mapping[str, str]) -> list[Word]:
    return [word._replace(meant=plain.get(word.folded, word.token)) for word in words]


def _plain(spellings: Mapping[str, str]) -> dict[str, str]:
    """The tokens of words with Danish letters by how they look without: "hjemlos" -> "hjemloes"."""
    bares = ((bare(folded), folded) for folded in sorted(spellings))
    return {plain: known_token(folded) for plain, folded in bares if len(plain) > _SHORT and plain != folded}


def _phrases(
    terms: tuple[TermWords, ...], plain: Mapping[str, str]
) -> dict[tuple[str, ...], tuple[str, ...]]:
    kinds = {term.code: term.kind for term in terms}
    codes_by_phrase: dict[tuple[str, ...], dict[str, None]] = {}
    for term in terms:
        codes = [term.code] if term.kind in SEARCHED_KINDS else []
        codes += [code for code in term.expands_to if kinds.get(code, "ActorType") in SEARCHED_KINDS]
        searched = dict.fromkeys(code for code in codes if CODE.fullmatch(code))
        for words in _label_words(term.labels) if searched else ():
            codes_by_phrase.setdefault(tuple(word.meant for word in _meant(words, plain)), {}).update(
                searched
            )
            if len(words) == 2:
                whole = (known_token(words[0].folded + words[1].folded),)
                codes_by_phrase.setdefault(whole, {}).update(searched)
    return {key: tuple(codes) for key, codes in codes_by_phrase.items()}


def _label_words(labels: tuple[str, ...]) -> Iterator[list[Word]]:
    """The content words of each label, and of it without what stands in parentheses."""
    for label in labels:
        for text in dict.fromkeys((label, re.sub(r"\([^()]*\)", " ", label))):
            if words := _content(known_words(text)):
                yield words


def _spellings(texts: Iterable[str]) -> dict[str, str]:
    """How words are written, by their folded form; the first way met stays."""
    spellings: dict[str, str] = {}
    for text in texts:
        for written in WORD.findall(unicodedata.normalize("NFC", text)):
            for part in written.split("-"):
                folded = fold(part)
                if (
                    folded
                    and not folded[0].isdigit()
                    and not (spellings.get(folded) or part.title()).islower()
                ):
                    spellings[folded] = part
    return spellings
