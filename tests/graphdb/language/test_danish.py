"""Folding, stems and compounds: what counts as one word."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.language.danish import bare, common_parts, danish_sort_key, fold, token_of

TOKEN = re.compile(r"[a-z0-9]{0,40}")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Hjemløs", "hjemloes"),
        ("VÆRESTED", "vaerested"),
        ("Århus", "aarhus"),
        ("A\u030arhus", "aarhus"),
        ("Café", "cafe"),
        ("natcafe\u0301", "natcafe"),
        ("Göteborg", "goeteborg"),
        ("drop-in", "dropin"),
        ("ＳＳＰ", "ssp"),
        ("Straße", "strasse"),
        ("привет", ""),
    ],
)
def test_folding_leaves_letters_and_digits(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    "words",
    [
        "hjemløs hjemløse hjemløst hjemløshed hjemløsheden hjemloes HJEMLOESE",
        "bolig boliger boligen boligernes",
        "husleje huslejen huslejer",
        "fængsel fængslet fængsler fængslerne faengsel",
        "rusmiddel rusmidler rusmidlerne",
        "center centret centeret centre centrene",
        "misbrugscenter misbrugscentret",
        "rådgivning rådgivningen raadgivning",
        "værested væresteder værestedet",
        "gæld gælden gaeld",
        "læge lægen læger lægernes",
    ],
)
def test_forms_of_one_word_are_one_token(words: str) -> None:
    assert len({token_of(word) for word in words.split()}) == 1


def test_different_words_stay_different() -> None:
    words = (
        "bolig boligselskab gade gæld læge misbrug psykiatri psykolog rus rusmiddel ung unge-hus vold voksen"
    )
    tokens = [token_of(word) for word in words.split()]
    assert len(set(tokens)) == len(tokens)


@given(st.text())
def test_a_token_is_safe_whatever_is_written(word: str) -> None:
    assert TOKEN.fullmatch(token_of(word))
    assert token_of(word) == token_of(word.upper().lower()) or not word.isascii()


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzæøå", min_size=1, max_size=20))
def test_danish_letters_may_be_written_as_two(word: str) -> None:
    assert token_of(word) == token_of(word.replace("æ", "ae").replace("ø", "oe").replace("å", "aa"))


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("huslejerestance", "husleje restance"),
        ("rusmiddelbehandlingen", "rusmiddel behandling"),
        ("døgnbehandlingstilbud", "døgn behandling tilbud"),
        ("gældsrådgivning", "gæld rådgivning"),
        ("hjemløseteam", "hjemløse team"),
        ("socialsygeplejersken", "social sygeplejerske"),
        ("husleje", ""),
        ("huslejen", ""),
        ("forening", ""),
        ("mandag", ""),
        ("personale", ""),
    ],
)
def test_compounds_of_common_words_are_split(word: str, parts: str) -> None:
    assert common_parts(fold(word)) == tuple(token_of(part) for part in parts.split())


def test_a_word_longer_than_any_compound_is_not_split() -> None:
    assert common_parts("bolig" * 12)
    assert common_parts("bolig" * 13) == ()


def test_how_a_word_looks_without_danish_letters() -> None:
    assert bare(fold("hjemløs")) == "hjemlos"
    assert bare(fold("rådhus")) == "radhus"


@pytest.mark.parametrize(
    "ordered",
    [
        ["Anden", "Ballerup", "Herning", "hjørring", "Zoo", "Ærø", "Øster", "Åben", "Aarhus"],
        ["Afdeling 2", "Afdeling 10", "afdeling 10 b", "Afdelingen"],
        ["Cafe", "Café", "Cafeen"],
        ["Hjem", "Hjem og hus", "Hjem-skole", "Hjemløs"],
        ["Aalborg", "Århus"],
        ["Vej", "Vej 1", "Væv"],
    ],
)
def test_danish_order(ordered: list[str]) -> None:
    assert sorted(set(ordered), key=danish_sort_key) == ordered


@given(st.text(), st.text())
def test_the_order_is_total(one: str, other: str) -> None:
    assert (danish_sort_key(one) == danish_sort_key(other)) == (one == other)


def test_threads_do_not_mix_their_words() -> None:
    ends = ("erne", "ens", "ene", "er")
    words = [f"{first}{last}" for first in ("bolig", "ungdom", "misbrug") for last in ends]
    many = [f"{word}{chr(97 + at % 26)}{at}s" for at in range(400) for word in words]
    # Red without the lock in ``_stem``: the stemmer keeps the word it works on in itself.
    with ThreadPoolExecutor(8) as threads:
        tokens = list(threads.map(token_of, many))
    assert tokens == [token_of(word) for word in many]
