"""What words of a search say of the citizen or the day, not of who is looked for: an age, a weekday, a dog.

They shut nobody out: who fits comes first, and who says no comes last.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from babel.dates import get_day_names

from graphdb.language.danish import BEFORE_AGE, BEFORE_HOUR, BEFORE_SPAN, BEHIND_AGE, YEARS_OLD
from graphdb.language.text import Query
from graphdb.language.words import Word, tokens
from graphdb.message import Message, Weekday, message
from graphdb.model import Node, NodeKind
from graphdb.rules.situation import names_a_gender, wording
from graphdb.search.index.columns import Bools
from graphdb.search.index.readmodel import Index
from graphdb.vocabulary.catalogue import Vocabulary

_YOUNGEST: Final = 13
"""Age of a citizen; a younger one is of a child in the household, and nobody is older than 99."""
_END: Final = Word("", "", "")
"""What stands behind the last word."""
_Phrases = Mapping[tuple[str, ...], Node]
_kept: WeakKeyDictionary[Vocabulary, _Phrases] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """``age`` in years, ``weekday`` 0 is Monday, ``exclusions`` the rows that concern the citizen.

    ``tokens`` are those of the words that say so.
    """

    age: int | None = None
    weekday: int | None = None
    exclusions: tuple[Node, ...] = ()
    tokens: frozenset[str] = frozenset()

    def day(self, index: Index) -> date | None:
        """The next such weekday, the index's own day among them."""
        if self.weekday is None:
            return None
        today = date.fromisoformat(index.today)
        return today + timedelta((self.weekday - today.weekday()) % 7)

    def suiting(self, index: Index, among: Bools) -> Iterator[Bools]:
        """For each circumstance the actors that say yes; ``among``: no others are asked about the day."""
        if (day := self.day(index)) is not None:
            yield index.actors_of(index.open_on(day, among[index.owner]))
        for row in self.exclusions:
            yield _lets_in(index, row) | _is_for(index, row)

    def shut_out(self, index: Index) -> Bools:
        """The actors that say no to any of it."""
        shut = np.zeros(index.size, np.bool_)
        if self.age is not None:
            shut |= ~index.actors_of(index.fits_age(self.age))
        for row in self.exclusions:
            shut |= _says_no(index, row)
        return shut

    def said_of(self, index: Index, actors: Mapping[int, str]) -> dict[int, tuple[Message, ...]]:
        """For each actor, by slot and with its kind, what it answers to the circumstances, in words."""
        said: dict[int, list[Message]] = {slot: [] for slot in actors}
        for row in self.exclusions:
            lets_in, says_no = _lets_in(index, row), _says_no(index, row)
            is_for = _is_for(index, row)
            for slot, kind in actors.items():
                unknown = "unknown" if kind in row.items("asked_of") and not is_for[slot] else ""
                column = "fits" if lets_in[slot] else "warning" if says_no[slot] else unknown
                if column:
                    said[slot].append(message("search.circumstance", said=wording(row, column)))
        chosen = np.zeros(index.size, np.bool_)
        chosen[list(actors)] = True
        if self.age is not None:
            for slot in np.flatnonzero(chosen & ~index.actors_of(index.fits_age(self.age))).tolist():
                said[slot].append(message("search.not_this_age", age=self.age))
        if (day := self.day(index)) is not None:
            for slot in np.flatnonzero(index.actors_of(index.open_on(day, chosen[index.owner]))).tolist():
                said[slot].append(message("search.opens_on", day=Weekday(day)))
        return {slot: tuple(messages) for slot, messages in said.items()}


def _lets_in(index: Index, exclusion: Node) -> Bools:
    """The actors with a service that takes in whom the exclusion concerns."""
    answer = "no" if exclusion.text("blocks_on") == "yes" else "yes"
    return index.actors_of(index.answered(exclusion.text("code"), answer))


def _is_for(index: Index, exclusion: Node) -> Bools:
    """The actors with a service for those alone whom the exclusion concerns, as one for women."""
    actors = np.zeros(index.size, np.bool_)
    for other in index.terms.list_terms(NodeKind.EXCLUSION):
        if _are_pair(exclusion, other):
            actors |= index.actors_of(index.answered(other.text("code"), "yes"))
    return actors


def _says_no(index: Index, exclusion: Node) -> Bools:
    """The actors with a service that does not, and none that does."""
    blocking = index.answered(exclusion.text("code"), exclusion.text("blocks_on"))
    return index.actors_of(blocking) & ~_lets_in(index, exclusion) & ~_is_for(index, exclusion)


@cache
def _weekdays() -> Mapping[str, int]:
    """Monday is 0, by the token of its name."""
    return {tokens(name)[0]: day for day, name in get_day_names(locale="da").items()}


def read(terms: Vocabulary, query: Query, *, violence: bool) -> Circumstances:
    """What the words of a search say of the citizen and the day.

    ``violence``: they are of it, and a lone "mand" may be the one who hits. Then only phrases tell the sex,
    and compounds, which are words for a place ("mandekrisecenter").
    """
    words = query.words
    age, of_age = next(_ages(words), (None, ()))
    days = [word.token for word in words if word.token in _weekdays()]
    said = [
        (row, of_row)
        for row, of_row in _said(_phrases(terms), words)
        if not (violence and names_a_gender(row) and len(of_row) == 1)
        or terms.lexicon.split(of_row[0].folded)
    ]
    rows = {row.id: row for row, _ in said}
    return Circumstances(
        age=age,
        weekday=_weekdays()[days[0]] if days else None,
        exclusions=tuple(row for row in rows.values() if not _contradicted(row, rows)),
        tokens=frozenset((*of_age, *days[:1], *(word.token for _, of_row in said for word in of_row))),
    )


def _ages(words: Sequence[Word]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each age with the tokens that say it: "19 år", "17-årig", "på 19"."""
    for at, word in enumerate(words):
        if not (word.folded.isdigit() and len(word.folded) == 2 and int(word.folded) >= _YOUNGEST):
            continue
        earlier, before = ("", "", *(other.folded for other in words[:at]))[-2:]
        behind = words[at + 1] if at + 1 < len(words) else _END
        if behind.folded in YEARS_OLD:
            if before not in BEFORE_SPAN:
                yield int(word.folded), (word.token, behind.token)
        elif before in BEFORE_AGE and earlier not in BEFORE_HOUR and behind.folded in BEHIND_AGE:
            yield int(word.folded), (word.token,)


def _said(phrases: _Phrases, words: Sequence[Word]) -> Iterator[tuple[Node, Sequence[Word]]]:
    """The exclusions that words speak of, with these words; the longest phrase at each place."""
    longest, at = max(map(len, phrases), default=0), 0
    while at < len(words):
        lengths = range(min(longest, len(words) - at), 0, -1)
        spoken = (words[at : at + length] for length in lengths)
        best = next((here for here in spoken if tuple(word.token for word in here) in phrases), ())
        if best:
            yield phrases[tuple(word.token for word in best)], best
        at += len(best) or 1


def _contradicted(row: Node, rows: Mapping[str, Node]) -> bool:
    """Whether the other of a pair is said too (women and men): who is meant is not known."""
    return any(_are_pair(row, other) for other in rows.values())


def _are_pair(row: Node, other: Node) -> bool:
    """Whether yes to one question is no to the other: for some only, of one group of choices."""
    alike = other.text("chip_group") == row.text("chip_group") and row.text("kind") == other.text("kind")
    return names_a_gender(row) and alike and row.id != other.id


def _phrases(terms: Vocabulary) -> _Phrases:
    phrases = _kept.get(terms)
    if phrases is None:
        rows = terms.list_terms(NodeKind.EXCLUSION)
        phrases = _kept[terms] = {
            tokens(phrase): row for row in rows for phrase in row.items("query_words") if tokens(phrase)
        }
    return phrases
