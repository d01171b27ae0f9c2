"""Some 270 searches as Danish caseworkers type them, over the demo: the right one is in the first three.

``queries.csv``: the words, the municipality she works in, who is right (types of actors or demo ids), what is
hard about it, and when the row was written; the search was never tuned on the ``last`` third (89 of 96 were
right when they were first run; two were tuned on since, and are ``second``). When nobody matches, the first
three shown instead count.
"""

import csv
from pathlib import Path

import pytest

from graphdb.search.index.readmodel import Filters
from graphdb.search.results import Hit
from graphdb.search.search import search
from graphdb.store import GraphStore
from tests.graphdb.world import NOW

ROWS = list(csv.DictReader((Path(__file__).parent / "queries.csv").read_text(encoding="utf-8").splitlines()))
SHARE = 0.95
LAST_SHARE = 0.9
SENTENCES = 0.85
SENTENCE = 4


def first_three(store: GraphStore, row: dict[str, str]) -> tuple[Hit, ...]:
    places = (row["municipality"],) if row["municipality"] else ()
    results = search(store, Filters(q=row["query"], municipality=places), now=NOW, per_page=3)
    return results.items or (results.elsewhere[0].items if results.elsewhere else ())


def is_right(hit: Hit, row: dict[str, str]) -> bool:
    right = row["right"].split("|")
    return hit.card.kind in right or hit.card.id.removeprefix("actor:demo:") in right


def test_the_right_one_is_among_the_first_three(demo: GraphStore) -> None:
    # Red when the vocabulary is not looked up.
    assert len(ROWS) >= 200
    assert_right(demo, ROWS, SHARE)


@pytest.mark.parametrize(
    ("query", "right"),
    [
        ("barn i familien er bange hvem underretter vi", "kom_familie"),
        ("hvem skal underrettes om barnet", "kom_familie"),
        ("ungdomspsykatri", "psy_bup"),
        ("pension udbetaling", "stat_udk"),
    ],
)
def test_who_must_come_first_does(demo: GraphStore, query: str, right: str) -> None:
    """Seen wrong: crisis centres first for who asks whom to notify of a child."""
    first, *_ = first_three(demo, {"query": query, "municipality": "9901"})
    assert first.card.kind == right


def test_rows_that_were_never_tuned_on_are_as_right(demo: GraphStore) -> None:
    last = [row for row in ROWS if row["written"] == "last"]
    assert len(last) >= len(ROWS) * 0.33
    assert_right(demo, last, LAST_SHARE)


def test_sentences_are_found_by_what_they_say(demo: GraphStore) -> None:
    # Red when a sentence must be found whole: ``_some`` of ``graphdb.search.search`` left out.
    sentences = [row for row in ROWS if len(row["query"].split()) >= SENTENCE]
    assert len(sentences) >= 40
    assert_right(demo, sentences, SENTENCES)


def assert_right(store: GraphStore, rows: list[dict[str, str]], share: float) -> None:
    missed = [row["query"] for row in rows if not any(is_right(hit, row) for hit in first_three(store, row))]
    assert len(missed) <= len(rows) * (1 - share) + 1e-9, missed


@pytest.mark.parametrize("about", ["slang", "spelling", "letters", "compound", "paragraph", "place", "name"])
def test_no_sort_of_query_is_left_behind(demo: GraphStore, about: str) -> None:
    rows = [row for row in ROWS if row["about"] == about]
    right = [row for row in rows if any(is_right(hit, row) for hit in first_three(demo, row))]
    assert len(rows) >= 8
    assert len(right) >= len(rows) * 0.75, [row["query"] for row in rows if row not in right]


def test_every_hit_of_a_text_says_why(demo: GraphStore) -> None:
    for row in ROWS:
        for hit in first_three(demo, row):
            assert hit.why, (row["query"], hit.card.name)


def test_old_words_find_but_are_never_suggested(demo: GraphStore) -> None:
    answer = search(demo, Filters(q="alkoholikerr"), now=NOW)
    assert answer.suggestion is None
