"""Texts as tokens: the words of a query, and the tokens of an entry.

``token = fold(stem(unfold(fold(word))))``: "hjemløs", "hjemløse" and "hjemloese" are one token, and so are
"§ 110", "paragraf 110" and "110". Tokens are ``[a-z0-9_]{1,40}``; no text of a user reaches a query language.
An underscore only stands in concept codes and in words of a name ("n_herberg").
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from graphdb.language.danish import MAX_TOKEN, STOP_WORDS, common_parts, fold, token_of, token_of_folded

NAME: Final = "n_"
"""Before each token of an entry's name, so that a query can ask for names alone."""

WORD: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
STOP: Final = frozenset(map(fold, STOP_WORDS))
"""Stop words as they are folded."""
_LONGEST_DROPPED: Final = 4
"""Words side by side."""
CODE: Final = re.compile(rf"[a-z0-9_]{{1,{MAX_TOKEN}}}")
_DASH: Final = re.compile("[‐‑‒–—−]")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200d\ufeff]")
_DASH_OR_INVISIBLE: Final = re.compile(f"{_DASH.pattern}|{_INVISIBLE.pattern}")
"""Looked for first, since few texts have any and this is quicker."""
_SECTIONS: Final = ("§", "paragraf", "pgf")
_SECTION: Final = re.compile(r"(?:(?<!§)§+|\bparagraf(?:fen|fer|ferne)?\b|\bpgf\b\.?)\s*(?=\d)")
_LETTER: Final = re.compile(r"\b(\d{1,3})\s([a-h])\b")  # "§ 85 a"; never the words "i" and "å"
_LETTER_BEHIND: Final = re.compile(r"\d\s[a-h]\b")
"""What such a section ends with: looked for first, since few texts have any and this is quicker."""
_ENDING: Final = re.compile(r"['’´`](?:s|er|en|et|e|ere|eren|erne|ers|ens)\b")  # "110'er", "SSP'en"


def tokens(text: str) -> tuple[str, ...]:
    """The tokens of a text in its order, stop words among them; parts of a hyphenated word one by one."""
    return tuple(word.token for word in words_of(text))


class Word(NamedTuple):
    """A word as written, folded; its token; the token of the word it stands for ("hjemlos")."""

    folded: str
    token: str
    meant: str


def _groups(text: str) -> list[str]:
    """Words as written, hyphenated ones whole, paragraph signs gone and their letters joined."""
    plain = unicodedata.normalize("NFKC", text).lower()
    if _DASH_OR_INVISIBLE.search(plain):
        plain = _INVISIBLE.sub("", _DASH.sub("-", plain))
    if any(word in plain for word in _SECTIONS):
        plain = _SECTION.sub(" ", plain)
    if _LETTER_BEHIND.search(plain):
        plain = _LETTER.sub(r"\1\2", plain)
    return WORD.findall(_ENDING.sub("", plain))


def words_of(text: str) -> list[Word]:
    """The words of a text in its order."""
    words = (_word(part) for part in _parts(text))
    return [word for word in words if word.token]


def known_words(text: str) -> list[Word]:
    """The same of a text of a vocabulary, whose words are few and come often; never of a search."""
    words = (_known_word(part) for part in _parts(text))
    return [word for word in words if word.token]


def _parts(text: str) -> Iterator[str]:
    return (part for group in _groups(text) for part in group.split("-"))


def _word(part: str) -> Word:
    folded = fold(part)
    token = token_of_folded(folded)
    return Word(folded, token, token)


_known_word: Final = lru_cache(maxsize=8192)(_word)


def kept_tokens(words: Sequence[Word], dropped: Collection[str]) -> tuple[str, ...]:
    """The tokens of words but for those to be dropped: as they are written, folded.

    Two to four of them with spaces between ("slaaet op med") go where they stand side by side.
    """
    tokens_kept: list[str] = []
    at = 0
    while at < len(words):
        length = _dropped_at([word.folded for word in words[at : at + _LONGEST_DROPPED]], dropped)
        if not length:
            tokens_kept.append(words[at].token)
        at += length or 1
    return tuple(tokens_kept)


def _dropped_at(folded: Sequence[str], dropped: Collection[str]) -> int:
    """How many of the words, from the first on, are to be dropped."""
    lengths = range(len(folded), 0, -1)
    return next((length for length in lengths if " ".join(folded[:length]) in dropped), 0)


@lru_cache(maxsize=65_536)
def _group_tokens(group: str) -> tuple[str, ...]:
    """The tokens of an entry for one written word: it, its hyphenated parts, the parts of compounds.

    Cached, as the two below, because entries repeat their words; words of a search never come here.
    """
    parts = group.split("-")
    tokens = [token_of(part) for part in parts]
    tokens += [token for part in parts for token in common_parts(fold(part))]
    if len(parts) > 1:
        tokens.append(token_of("".join(parts)))
    return tuple(token for token in dict.fromkeys(tokens) if token)


@lru_cache(maxsize=8192)
def _name_tokens(group: str) -> tuple[str, ...]:
    tokens = _group_tokens(group)
    return (*tokens, *map(named, tokens))


@lru_cache(maxsize=65_536)
def _said_tokens(group: str) -> tuple[str, ...]:
    return () if fold(group) in STOP else _group_tokens(group)


def document_tokens(name: str, text: str, codes: Collection[str]) -> set[str]:
    """The tokens of name and text, and the codes.

    Words of the name stand there twice, the second time as ``n_...``. Stop words of the text are left out.
    Depends on its arguments alone, so an entry prepared again is the same.
    """
    if not all(map(CODE.fullmatch, codes)):
        raise ValueError("a concept code is [a-z0-9_]{1,40}")
    return set(codes).union(*map(_name_tokens, _groups(name)), *map(_said_tokens, _groups(text)))


def named(token: str) -> str:
    """The token as it stands for a word of a name."""
    return (NAME + token)[:MAX_TOKEN]
