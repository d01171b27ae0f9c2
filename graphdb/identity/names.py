"""How much two Danish names of organisations, services or places are alike, word by word."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Final

from graphdb.language.danish import (
    HEAD_OFFICES,
    LEGAL_FORMS,
    LIGHT_WORDS,
    NAME_LINKS,
    PARTS,
    common_parts,
    fold,
    token_of,
    written_out,
)
from graphdb.language.words import words_of

_LIGHT: Final = frozenset(map(fold, LIGHT_WORDS | NAME_LINKS))
_DOTTED: Final = re.compile(r"([^\W\d_]{2,})\.")
_COMMON: Final = frozenset(map(token_of, (*PARTS, "forening", "center", "hus", "kommunal")))
_HEAD: Final = frozenset(map(token_of, HEAD_OFFICES))
_COMMON_WEIGHT: Final = 0.45
_ALIKE: Final = 0.93
_LEAST: Final = 5
"""Letters of a word that may be misspelt."""
_TOGETHER: Final = 88
"""Per cent that words written apart and together must be alike."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as compared: its telling words as tokens, the towns and the numbers in it, and all of it folded.

    ``areas`` are the municipalities (four digits) in which the towns lie, ``initials`` the first letters of
    all words, ``short`` what stands in it as an abbreviation of capitals and ``cut`` the tokens of what ends
    in a dot. ``is_head``: it calls itself the office above the units.
    """

    words: tuple[str, ...]
    towns: frozenset[str]
    areas: frozenset[str]
    numbers: frozenset[str]
    plain: str
    initials: str
    short: frozenset[str]
    cut: frozenset[str]
    is_head: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """``share`` of the weight of all words that both names have, 0 to 1.

    ``apart``: the weight of what each has and the other has not, the lesser of the two. ``more``: 1 when only
    the first has words of its own, -1 when only the second has, 0 when neither or both have. The others say
    whether the numbers in them differ, only one has any, and the towns in them differ.
    """

    share: float
    apart: float
    more: int
    numbers_differ: bool
    number_in_one: bool
    towns_differ: bool


def name_of(text: str, towns: Mapping[str, Collection[str]]) -> Name:
    """A name to compare; ``towns``: words of towns, as tokens -> the municipalities they lie in."""
    words = [word for word in words_of(text) if word.folded not in LEGAL_FORMS]
    content = [word for word in words if word.folded not in _LIGHT and len(word.folded) > 1]
    tokens = [token for word in content for token in _parts(word.folded, word.token)]
    in_towns = [token for token in tokens if token in towns]
    numbers = frozenset(word.folded for word in words if word.folded.isdigit())
    no_words = _HEAD | numbers
    telling = tuple(token for token in tokens if token not in towns and token not in no_words)
    return Name(
        telling,
        frozenset(in_towns),
        frozenset(code for token in in_towns for code in towns[token]),
        numbers,
        "".join(written_out(word.folded) for word in words),
        "".join(word.folded[0] for word in content if word.token not in towns),
        frozenset(fold(part) for part in text.replace("-", " ").split() if part.isupper() and len(part) > 1),
        frozenset(token_of(part) for part in _DOTTED.findall(text)),
        not _HEAD.isdisjoint(tokens),
    )


def likeness(first: Name, second: Name) -> Likeness:
    """How alike two names are, without their towns."""
    cut = first.cut | second.cut
    mine, theirs = Counter(_together(first, second)), Counter(_together(second, first))
    shared = mine & theirs
    matched = 2 * _weight(shared.elements())
    left, right = list((mine - shared).elements()), list((theirs - shared).elements())
    if _are_one(left, right):
        matched, left, right = matched + _weight(left) + _weight(right), [], []
    for word in tuple(left):
        best = max(right, key=partial(_alike, word, cut), default="")
        if best and _alike(word, cut, best):
            left.remove(word)
            right.remove(best)
            matched += _weight((word, best))
    if _are_one(left, right):
        matched, left, right = matched + _weight(left) + _weight(right), [], []
    for abbreviated, spelt, rest, long_rest in ((first, second, left, right), (second, first, right, left)):
        if short := [word for word in rest if word in abbreviated.short and _spells(word, spelt)]:
            matched += _weight(long_rest) + _weight(short)
            rest[:] = [word for word in rest if word not in short]
            long_rest.clear()
    left_weight, right_weight = _weight(left), _weight(right)
    whole = matched + left_weight + right_weight
    more = 0 if bool(left) == bool(right) else 1 if left else -1
    return Likeness(
        matched / whole if whole else float(first.plain == second.plain),
        min(left_weight, right_weight),
        more,
        bool(first.numbers and second.numbers) and first.numbers != second.numbers,
        bool(first.numbers) != bool(second.numbers),
        bool(first.towns and second.towns) and first.towns.isdisjoint(second.towns),
    )


def _together(name: Name, other: Name) -> Iterator[str]:
    """The words of a name, two side by side as one where the other name has them so."""
    words = iter(zip(name.words, (*name.words, "")[1:], strict=True))
    for word, following in words:
        if following and word + following in other.words:
            next(words)
            yield word + following
        else:
            yield word


def _are_one(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether the words of both are the same, written apart or together: "nat-seng" and "natseng"."""
    if len(left) == len(right) == 1:
        return False
    from rapidfuzz.fuzz import ratio

    mine, theirs = "".join(left), "".join(right)
    return bool(mine and theirs) and ratio(mine, theirs) >= _TOGETHER


@cache
def similarity() -> Callable[[str, str], float]:
    """What tells how alike two texts are written, from 0 to 1 (Jaro and Winkler)."""
    from rapidfuzz.distance import JaroWinkler  # 2 MB, and few pages compare names

    return JaroWinkler.similarity


def _spells(short: str, name: Name) -> bool:
    return len(short) > 1 and short in name.initials


@lru_cache(maxsize=65_536)
def _parts(folded: str, token: str) -> tuple[str, ...]:
    """The tokens of a compound, else the word's own. Cached: names repeat their words."""
    return common_parts(folded) or (token,)


def _weight(words: Iterable[str]) -> float:
    return sum(_COMMON_WEIGHT if word in _COMMON else 1.0 for word in words)


def _alike(word: str, cut: Collection[str], other: str) -> float:
    """0 when they are two words, else how alike: one shortens the other, or is a slip away from it.

    What is put before a word makes another of it: "Sydøstjylland" is not "Østjylland".
    """
    shorter, longer = sorted((word, other), key=len)
    if longer.endswith(shorter) and len(longer) > len(shorter) + 1:
        return 0.0
    if shorter in cut and longer.startswith(shorter):
        return 1.0
    if len(shorter) < _LEAST:
        return 0.0
    alike = similarity()(word, other)
    return alike if alike >= _ALIKE else 0.0
