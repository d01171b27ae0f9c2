"""Sentences as caseworkers type them lead to the right situation, and ordinary searches lead to none.

``sentences.csv``: the words, the situation (empty: an ordinary search), and when the row was written:
``first`` before any words were added for it, ``second`` after that, ``last`` when all words stood. Words were
added for the first two; the last were never tuned on (34 of 40 were right, with one false offer that a weight
mended). ``third`` and ``unseen`` were written together later, every third row unseen: first, 46 of the
54 with a situation were right (85 %), and 5 of 18 others got a false offer; words were added for ``third``
alone, and 15 of the 18 unseen are right. ``review``: a reader saw them go wrong, or they stand beside those;
each of them must be right.
``situation_keys.csv`` was written by others.
"""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from graphdb.search.situations import Pointed, point_to
from tests.graphdb.seed_terms import seed_vocabulary

Row = dict[str, str]
HERE: Final = Path(__file__).parent
SHARE: Final = 0.85


@cache
def rows(name: str) -> tuple[Row, ...]:
    return tuple(csv.DictReader((HERE / name).read_text(encoding="utf-8").splitlines()))


def written(when: str) -> list[Row]:
    return [row for row in rows("sentences.csv") if row["written"] == when]


def pointed_to(row: Row) -> Pointed:
    terms = seed_vocabulary()
    return point_to(terms, terms.lexicon.query(row["query"]))


def first_offer(row: Row) -> str:
    return next(iter(pointed_to(row).codes), "")


def is_right(queries: Sequence[Row], share: float = SHARE) -> bool:
    with_situation = [row for row in queries if row["situation"]]
    missed = [
        (row["query"], first_offer(row)) for row in with_situation if first_offer(row) != row["situation"]
    ]
    assert len(missed) <= len(with_situation) * (1 - share) + 1e-9, missed
    return True


@pytest.mark.parametrize(("when", "number"), [("first", 60), ("second", 40), ("last", 40), ("third", 36)])
def test_a_sentence_leads_to_its_situation(when: str, number: int) -> None:
    # Red with the words as they were shipped at first: 25 of the first sixty, 27 of the next forty.
    assert sum(bool(row["situation"]) for row in written(when)) == number
    assert is_right(written(when))


def test_unseen_sentences_lead_nearly_as_often() -> None:
    assert sum(bool(row["situation"]) for row in written("unseen")) == 18
    assert is_right(written("unseen"), 0.83)


@pytest.mark.parametrize("row", written("review"), ids=lambda row: row["query"])
def test_a_sentence_that_a_reader_saw_go_wrong_stays_mended(row: Row) -> None:
    """Seen red with the words as they were: no help at "han slår hende", violence in a broken-off love."""
    pointed = pointed_to(row)
    assert first_offer(row) == row["situation"]
    assert pointed.violence == (row["situation"] == "sp_vold")


def test_sentences_of_others_lead_to_their_situation() -> None:
    assert is_right(rows("situation_keys.csv"))


def test_an_ordinary_search_gets_no_offer() -> None:
    # Red when one word that many situations share is enough (_CLEAR = 1): "transport til sygehuset".
    plain = [row for row in (*rows("sentences.csv"), *rows("situation_keys.csv")) if not row["situation"]]
    assert len(plain) >= 90
    assert [(row["query"], first_offer(row)) for row in plain if first_offer(row)] == []
