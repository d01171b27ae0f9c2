"""The word index: whole tokens and beginnings, AND of OR, always as the entries are now."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphdb.store import GraphStore, Term, TextQuery
from tests.contract.samples import actor, bare, entry, said, writing

WORDS = {
    actor("a"): "gul roed_vin 110",
    actor("b"): "gul blaa gulvvarme",
    actor("c"): "roed blaa x",
    actor("d"): "or and not near",
    actor("e"): "",
}


@pytest.fixture
def finder(store: GraphStore) -> "Finder":
    store.write(writing("words", *(said(one) for one in WORDS), words=WORDS))
    return Finder(store)


class Finder:
    """Asks the store and answers with the letters of the entries."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store

    def __call__(self, *groups: str) -> str:
        """``finder("gul roed*", "x")`` is (gul OR roed…) AND x."""
        query = tuple(tuple(term(word) for word in group.split()) for group in groups)
        return self.all([query])[0]

    def all(self, queries: list[TextQuery]) -> list[str]:
        letters = {one.n: one.id[-1] for one in self.store.entries(list(WORDS)).values()}
        return ["".join(sorted(letters[n] for n in hits)) for hits in self.store.match(queries)]


def term(word: str) -> Term:
    return Term(word.removesuffix("*"), word.endswith("*"))


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (("gul",), "ab"),
        (("gul*",), "ab"),
        (("gulv*",), "b"),
        (("gu",), ""),
        (("g*",), "ab"),
        (("roed",), "c"),
        (("roed*",), "ac"),
        (("roed_vin",), "a"),
        (("roed_*",), "a"),
        (("vin",), ""),
        (("_",), ""),
        (("110",), "a"),
        (("1*",), "a"),
        (("x",), "c"),
        (("gul", "blaa"), "b"),
        (("gul roed",), "abc"),
        (("gul roed", "blaa"), "bc"),
        (("gul", "roed*", "110"), "a"),
        (("or",), "d"),
        (("and", "not", "near"), "d"),
        (("findes_ikke",), ""),
        (("findes_ikke", "gul"), ""),
        (("findes_ikke gul",), "ab"),
        ((), ""),
        (("",), ""),
        (("gul", ""), ""),
    ],
)
def test_words_and_beginnings(finder: Finder, groups: tuple[str, ...], expected: str) -> None:
    assert finder(*groups) == expected


def test_many_queries_are_answered_in_their_order(finder: Finder) -> None:
    queries: list[TextQuery] = [((Term("gul"),),), (), ((Term("x"),),), ((Term("gul"),),)]
    assert finder.all(queries) == ["ab", "", "c", "ab"]


@pytest.mark.parametrize(
    "token",
    [
        "",
        "A",
        "Gul",
        "ø",
        "to ord",
        'a"',
        "a*",
        "a' OR 1",
        "a" * 41,
        "a-b",
        "gul\n",
        "\u00bd",
        "a\x00",
        "(",
        "\\",
    ],
)
def test_a_token_that_could_be_a_query_is_a_mistake(finder: Finder, token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        finder.store.match([((Term("gul"), Term(token)),)])


def test_the_longest_token(finder: Finder) -> None:
    longest = "a" * 40
    finder.store.write(bare("long", entries=(entry(actor("a"), longest),)))
    assert (finder(longest), finder("a" * 39), finder("a" * 39 + "*")) == ("a", "", "a")


def test_a_changed_entry_is_found_by_its_new_words_only(finder: Finder) -> None:
    before = finder.store.entries([actor("a")])[actor("a")].n
    finder.store.write(bare("change", entries=(entry(actor("a"), "groen 110"),)))
    assert [finder(word) for word in ("gul", "roed_vin", "groen", "110")] == ["b", "", "a", "a"]
    assert finder.store.entries([actor("a")])[actor("a")].n == before


def test_an_entry_that_is_gone_is_not_found(finder: Finder) -> None:
    finder.store.write(bare("gone", gone=(actor("a"),)))
    assert (finder("gul"), finder("110")) == ("b", "")


def test_an_entry_that_came_back_is_found_once(finder: Finder) -> None:
    finder.store.write(bare("gone", gone=(actor("a"),)))
    finder.store.write(writing("back", said(actor("a")), words={actor("a"): "gul igen"}))
    assert [finder(word) for word in ("gul", "igen", "110")] == ["ab", "a", ""]


def test_new_entries_never_get_an_ordinal_that_was_given_before(finder: Finder) -> None:
    ordinals = {one.n for one in finder.store.entries(list(WORDS)).values()}
    finder.store.write(bare("gone", gone=(actor("e"), actor("d"))))
    finder.store.write(writing("new", said(actor("z")), words={actor("z"): "ny"}))
    assert finder.store.entries([actor("z")])[actor("z")].n not in ordinals


tokens = st.sampled_from(["gul", "roed", "roed_vin", "blaa", "x", "gulvvarme", "110", "g", "ro", "b", "or"])
queries = st.lists(st.lists(st.tuples(tokens, st.booleans()), max_size=3), max_size=3)


@given(asked=st.lists(queries, min_size=20, max_size=20))
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_matching_is_what_it_says(finder: Finder, asked: list[list[list[tuple[str, bool]]]]) -> None:
    """Compared with the definition itself, over all entries."""
    text_queries: list[TextQuery] = [
        tuple(tuple(Term(*word) for word in group) for group in query) for query in asked
    ]
    expected = [
        "".join(sorted(one[-1] for one, text in WORDS.items() if query and fits(query, text.split())))
        for query in text_queries
    ]
    assert finder.all(text_queries) == expected


def fits(query: TextQuery, words: list[str]) -> bool:
    return all(
        any(word.startswith(token) if prefix else word == token for token, prefix in group for word in words)
        for group in query
    )
