"""The words that the index has say the same as the store's own, also after changes."""

from random import Random

import numpy as np
import pytest

from graphdb.search import index
from graphdb.search.index import words as index_words
from graphdb.search.index.words import Postings, Reading, Words
from graphdb.store import GraphStore, Term, What
from tests.graphdb.town import TODAY

SIZE = 12
TOKENS = ("a", "ab", "abc", "b", "ba", "n_a", "n_ab", "rg_rus", "z")
TERMS = [Term(token, prefix) for token in (*TOKENS, "n", "q", "zz", "_") for prefix in (False, True)]


@pytest.mark.parametrize("demo_of", ["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def test_each_word_is_where_the_store_has_it(demo_of: str, request: pytest.FixtureRequest) -> None:
    """Seen red with a beginning that ends before its last word."""
    store: GraphStore = request.getfixturevalue("demo" if demo_of == "sqlite" else "neo4j_demo")
    entries = {entry.n: entry.id for entry in store.scan(What.ENTRIES)}  # type: ignore[union-attr]
    tokens = sorted({word for entry in store.scan(What.ENTRIES) for word in entry.words.split()})  # type: ignore[union-attr]
    some = tokens[:: len(tokens) // 150]
    groups = [
        *((Term(token),) for token in some),
        *((Term(token[:3], prefix=True),) for token in some),
        *((Term(one), Term(other[:4], prefix=True)) for one, other in zip(some, reversed(some), strict=True)),
        (Term("findesikke"),),
    ]
    actor_index = index.current(store, TODAY)
    for group, ordinals in zip(groups, store.match([(group,) for group in groups]), strict=True):
        by_index = {actor_index.id(int(slot)) for slot in actor_index.having(group).nonzero()[0]}
        assert by_index == {entries[one] for one in ordinals}, group


@pytest.mark.parametrize("often", [1, 3, 32], ids=["by number", "by either", "by bits"])
@pytest.mark.parametrize("seed", range(5))
def test_changed_words_are_those_of_all_entries_read_anew(
    monkeypatch: pytest.MonkeyPatch, seed: int, often: int
) -> None:
    """Seen red with the old words of an entry kept, changed once or twice. Of few words and many.

    Seen red, too, with the bits of one of two rows lost, and with those of entries that are gone kept.
    """
    monkeypatch.setattr(index_words, "_APART", 14)
    monkeypatch.setattr(index_words, "_PART", 5)
    monkeypatch.setattr(index_words, "_OFTEN", often)
    monkeypatch.setattr(index_words, "_SHORT", seed % 2 * 2**16)
    random = Random(seed)
    texts: dict[int, str] = {}
    words = Words.empty()
    for _ in range(40):
        touched = random.sample(range(SIZE), random.randrange(4))
        reading = Reading()
        for slot in touched:
            texts.pop(slot, None)
            if random.randrange(4):
                texts[slot] = " ".join(sorted(random.sample(TOKENS, random.randrange(6))))
                reading.add(slot, texts[slot])
        mask = np.zeros(SIZE, np.bool_)
        mask[touched] = True
        words = words.changed(reading.postings(), mask)
        for term in TERMS:
            assert words.having([term], SIZE).nonzero()[0].tolist() == [
                slot
                for slot in sorted(texts)
                if any(
                    word.startswith(term.token) if term.prefix else word == term.token
                    for word in texts[slot].split()
                )
            ]


def test_an_index_that_grew_takes_no_more_than_one_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red where a word that was kept as bits once, when few entries had any, stays so."""
    monkeypatch.setattr(index_words, "_APART", 0)
    size = 800
    grown, at_once = Words.empty(), Reading()
    for slot in range(size):
        text = f"all one{slot % 10} two{slot % 100}"
        reading = Reading()
        for one in (reading, at_once):
            one.add(slot, text)
        grown = grown.changed(reading.postings(), np.arange(slot + 1) == slot)
    whole = at_once.postings()
    assert len(whole.often) == 11
    assert taken(grown.most) == taken(whole)
    for word in whole.words:
        mask = np.zeros(size, np.bool_)
        whole.mark([Term(word)], mask)
        assert grown.having([Term(word)], size).tolist() == mask.tolist()


def taken(postings: Postings) -> int:
    """Bytes."""
    return sum(one.nbytes for one in (postings.starts, postings.slots, postings.often, postings.bits))
