"""Tokens, words of entries, and queries over a small vocabulary; and every word of the shipped one."""

import csv
import re
from collections.abc import Collection, Iterator
from functools import cache
from importlib.resources import files
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.language.danish import NEVER_SUGGESTED
from graphdb.language.text import Lexicon, TermWords, document_tokens, tokens
from graphdb.store import Term, TextQuery

TOKEN: Final = re.compile(r"[a-z0-9_]{1,40}")

TERMS: Final = (
    TermWords("bo_110", "ActorType", ("Herberg og forsorgshjem (§ 110)", "herberg", "forsorgshjem", "§ 110")),
    TermWords("kom_bostoette", "ActorType", ("Bostøtteenhed", "bostøtte", "§ 85", "§ 85 a")),
    TermWords("civ_gaeld", "ActorType", ("Frivillig gældsrådgivning", "gældsrådgivning", "gæld")),
    TermWords(
        "rus_ambulant", "ActorType", ("Ambulant rusmiddelbehandling", "rusmiddelbehandling", "misbrug")
    ),
    TermWords("rg_restance", "RiskGroup", ("Lejere bagud med huslejen", "huslejerestance", "restance")),
    TermWords("rg_rus", "RiskGroup", ("Borgere med rusmiddelproblemer", "narkoman", "misbrug", "stoffer")),
    TermWords("rg_hjemloes", "RiskGroup", ("Borgere i hjemløshed", "hjemløs", "boligløs")),
    TermWords("ar_selv", "AccessRoute", ("Selvhenvendelse", "drop-in", "uden henvisning")),
    TermWords("kom_beskaeftigelse", "ActorType", ("Kommunal beskæftigelsesenhed", "jobcenter", "AF")),
    TermWords("psy_regional", "ActorType", ("Behandlingspsykiatri", "psykiatri", "psykiatrien")),
    TermWords("need_afvaenning", "Need", ("Afvænning", "afrusning")),
    TermWords("need_gaeld", "Need", ("Hjælp til gæld", "gælds rådgivning")),
    TermWords("tr_herberg", "Transition", ("Herberg", "efter herberg")),
    TermWords("x1", "Synonym", ("bagud med huslejen",), ("rg_restance", "civ_gaeld")),
    TermWords("x2", "Synonym", ("efter herberg",), ("rg_hjemloes", "tr_herberg")),
    TermWords("x3", "Synonym", ("i nat",), ("bo_110",)),
    TermWords("x4", "Synonym", ("e-boks",), ("kom_bostoette",)),
)


@cache
def small() -> Lexicon:
    return Lexicon.build(TERMS)


def matches(query: TextQuery, words: Collection[str]) -> bool:
    """What a store does: each group has a word, or the beginning of one."""
    return bool(query) and all(any(_fits(term, words) for term in group) for group in query)


def _fits(term: Term, entry_words: Collection[str]) -> bool:
    return any(word.startswith(term.token) if term.prefix else word == term.token for word in entry_words)


def finds(text: str, *, name: str = "", body: str = "", codes: tuple[str, ...] = ()) -> bool:
    return matches(small().query(text).anywhere, document_tokens(name, body, codes))


@pytest.mark.parametrize(
    "text",
    ["§ 110", "§110", "§\u00a0110", "paragraf 110", "Paragraffen 110", "110", "§§ 110", "110'er", "§ 110, "],
)
def test_a_paragraph_is_its_number(text: str) -> None:
    assert tokens(text) == ("110",)


@pytest.mark.parametrize("text", ["§ 85 a", "§85a", "§ 85A", "85 a", "paragraf 85 a"])
def test_a_paragraph_keeps_its_letter(text: str) -> None:
    assert tokens(text) == ("85a",)


def test_small_words_after_a_number_are_no_letters() -> None:
    assert tokens("§ 12 i loven") == ("12", "i", "lov")
    assert tokens("§ 110, stk. 2") == ("110", "stk", "2")


def test_signs_and_hyphens_part_words() -> None:
    assert tokens("c/o, drop-in & SSP'en (UU–vejleder)") == ("c", "o", "drop", "in", "ssp", "uu", "vejled")
    assert tokens("!!! … 🙂") == ()


def test_a_soft_hyphen_does_not_part_a_word() -> None:
    assert tokens("hjem\u00adløs") == tokens("hjemløs")


@given(st.text(), st.text())
def test_words_of_an_entry_are_tokens_whatever_is_written(name: str, text: str) -> None:
    words = document_tokens(name, text, ("rg_rus",))
    assert all(TOKEN.fullmatch(word) for word in words)


def test_no_text_can_pass_for_a_concept_code() -> None:
    assert "rg_rus" not in document_tokens("rg_rus", "rg_rus n_herberg", ())
    with pytest.raises(ValueError, match="concept code"):
        document_tokens("navn", "", ("rg_rus OR x",))


def test_words_of_an_entry_hold_name_parts_and_codes() -> None:
    words = document_tokens("Skive Misbrugscenter", "Drop-in til borgere", ("bo_110",))
    assert {"skiv", "n_skiv", "misbrugscent", "misbrug", "n_misbrug", "cent"} <= words
    assert {"drop", "in", "dropin", "borg", "bo_110"} <= words
    assert "n_drop" not in words
    assert "til" not in words


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("bagud med huslejen", "rg_restance"),
        ("bagud husleje", "rg_restance"),
        ("er BAGUD med sin husleje", "civ_gaeld"),
        ("narkoman", "rg_rus"),
        ("misbrug", "rus_ambulant"),
        ("§ 110", "bo_110"),
        ("110", "bo_110"),
        ("paragraf 85 a", "kom_bostoette"),
        ("hjemloese", "rg_hjemloes"),
        ("hjemlos", "rg_hjemloes"),
        ("gælds rådgivning", "civ_gaeld"),
        ("dropin", "ar_selv"),
        ("drop in", "ar_selv"),
        ("e-boks", "kom_bostoette"),
        ("eboks", "kom_bostoette"),
        ("AF", "kom_beskaeftigelse"),
        ("i nat", "bo_110"),
        ("psykiatriens", "psy_regional"),
    ],
)
def test_what_people_say_is_found_as_a_concept(query: str, code: str) -> None:
    assert code in small().query(query).codes
    assert finds(query, codes=(code,))


@pytest.mark.parametrize("text", ["gældsrådgivning", "gælds rådgivning", "Gælds-rådgivning"])
def test_written_apart_or_together_means_the_same(text: str) -> None:
    assert set(small().query(text).codes) == {"civ_gaeld", "need_gaeld"}


def test_the_longest_phrase_counts_and_covers_its_words() -> None:
    query = small().query("efter herberg i Skive")
    assert query.known == {"eft", "herberg"}
    assert query.codes == ("rg_hjemloes",)
    assert "bo_110" in small().query("herberg i Skive").codes


def test_terms_that_no_entry_carries_find_nothing_by_themselves() -> None:
    assert "tr_herberg" not in small().query("herberg efter herberg").codes


def test_each_word_must_be_there_or_be_meant() -> None:
    assert finds("herberg skive", name="Skive", codes=("bo_110",))
    assert not finds("herberg skive", name="Viborg", codes=("bo_110",))
    assert not finds("herberg skive", name="Skive")
    assert finds("hvor er der et herberg i skive", name="Skive", codes=("bo_110",))


def test_a_phrase_is_its_words_or_its_concept() -> None:
    assert finds("bagud med huslejen", body="Er du bagud? Har du husleje til gode?")
    assert finds("bagud med huslejen", codes=("rg_restance",))
    assert not finds("bagud med huslejen", body="Er du bagud?")


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("restance", "Vi hjælper ved huslejerestancer."),
        ("rusmiddelbehandlingstilbud", "Tilbud om rusmiddelbehandling."),
        ("behandling", "Rusmiddelbehandling for voksne"),
        ("misbrugs behandling", "misbrugsbehandling"),
        ("huslejerestance", "restance med husleje"),
        ("rådgivningsteam", "et team giver rådgivning"),
    ],
)
def test_compounds_meet_their_parts(query: str, body: str) -> None:
    assert finds(query, body=body)


def test_parts_alone_are_not_the_compound() -> None:
    assert not finds("rusmiddelbehandlingstilbud", body="Tilbud om boliger.")
    assert small().split("huslejerestance") == tokens("husleje restance")
    assert small().split("husleje") == ()


def test_the_last_word_may_be_half_written() -> None:
    assert finds("skive forsor", name="Skive Forsorgshjem")
    assert not finds("forsor skive", name="Skive Forsorgshjem")
    assert finds("boligl", codes=("rg_hjemloes",))
    assert finds("afrusn", codes=("need_afvaenning",))
    assert not finds("11", body="§ 110")


def test_only_stop_words_are_searched_when_there_is_nothing_else() -> None:
    assert finds("os", name="Os for Os")
    assert not finds("os", name="Skive")


def test_nothing_to_search_by() -> None:
    for text in ("", "  ", "!?"):
        query = small().query(text)
        assert (query.anywhere, query.in_name, query.in_name_or_concept, query.by_concept) == ((), (), (), ())


def test_names_and_concepts_can_be_asked_alone() -> None:
    query = small().query("herberg skive")
    named = document_tokens("Skive Herberg", "", ())
    meant = document_tokens("Skive Bo", "", ("bo_110",))
    described = document_tokens("Viborg Bo", "Herberg i Skive", ())
    assert [matches(query.in_name, words) for words in (named, meant, described)] == [True, False, False]
    assert [matches(query.in_name_or_concept, words) for words in (named, meant, described)] == [
        True,
        True,
        False,
    ]
    assert [matches(query.anywhere, words) for words in (named, meant, described)] == [True, True, True]
    assert matches(query.by_concept, document_tokens("Viborg", "", ("bo_110",)))


def test_the_ways_to_ask_have_the_same_groups() -> None:
    query = small().query("rusmiddelbehandlingstilbud i Skive nu")
    assert len(query.in_name) == len(query.in_name_or_concept) == len(query.anywhere) == 3


@given(st.text(max_size=80))
def test_any_query_is_made_of_tokens(text: str) -> None:
    query = small().query(text)
    groups = (*query.anywhere, *query.in_name, *query.in_name_or_concept, *query.by_concept)
    assert all(groups)
    assert all(TOKEN.fullmatch(term.token) for group in groups for term in group)


@given(
    st.lists(
        st.sampled_from(("herberg", "bagud", "husleje", "gæld", "Skive", "narkoman", "rådgivning")),
        min_size=1,
    )
)
def test_an_entry_is_found_by_any_of_its_own_words(words: list[str]) -> None:
    text = " ".join(words)
    assert finds(text, body=text)
    assert matches(small().query(text).in_name, document_tokens(text, "", ()))


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("herbreg", "herberg"),
        ("psykatri", "psykiatri"),
        ("gældsrådgivnig", "gældsrådgivning"),
        ("huslejerestnace", "huslejerestance"),
        ("forsorgshem", "forsorgshjem"),
        ("afrusnign", "afrusning"),
        ("herberg", None),
        ("herberger", None),
        ("xyzxyz", None),
        ("abc", None),
        ("12345", None),
    ],
)
def test_the_nearest_spelling_is_suggested(word: str, near: str | None) -> None:
    corrected = small().correct(word)
    assert (corrected and corrected.text) == near


def test_a_degrading_word_finds_but_is_never_suggested() -> None:
    corrected = small().correct("narkomnan i Skive")
    assert corrected is not None
    assert corrected.text.startswith("narkoman i")
    assert not corrected.shown


def test_a_whole_query_is_corrected_around_what_is_known() -> None:
    lexicon = small().with_words(["Skive Kommune", "Krisecentret Egeløkke"])
    corrected = lexicon.correct("Herbreg i Skvie (egelokke)")
    assert corrected is not None
    assert corrected.text == "herberg i Skive (Egeløkke)"
    assert corrected.shown
    assert lexicon.correct("Herberg i Skive") is None
    assert small().correct("Egeløke") is None


# The shipped vocabulary

SEARCHED: Final = {
    "access_routes": "AccessRoute",
    "actor_types": "ActorType",
    "legal_basis": "LegalBasis",
    "methods": "Method",
    "needs": "Need",
    "risk_groups": "RiskGroup",
}


def _rows(table: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(
        files("seed").joinpath(f"vocabulary/{table}.csv").read_text("utf-8").splitlines()
    )


def _labels(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(
        label for label in (row["label_da"], row["label_en"], *row["synonyms_da"].split("|")) if label
    )


@cache
def shipped() -> tuple[tuple[TermWords, ...], Lexicon]:
    terms = [
        TermWords(row["code"], kind, _labels(row)) for table, kind in SEARCHED.items() for row in _rows(table)
    ]
    terms += [
        TermWords(f"x{number}", "Synonym", (row["term"],), tuple(row["expands_to"].split("|")))
        for number, row in enumerate(_rows("synonyms_extra"))
    ]
    return tuple(terms), Lexicon.build(terms)


def test_every_shipped_label_and_synonym_finds_its_own_concept() -> None:
    terms, lexicon = shipped()
    missed = [
        (term.code, label)
        for term in terms
        if term.kind != "Synonym"
        for label in term.labels
        if not matches(lexicon.query(label).anywhere, [term.code])
    ]
    assert missed == []


def test_every_shipped_extra_synonym_finds_what_it_stands_for() -> None:
    terms, lexicon = shipped()
    codes = {term.code for term in terms}
    extra = [term for term in terms if term.kind == "Synonym"]
    missed = [
        (term.labels, code)
        for term in extra
        for code in term.expands_to
        if code in codes and not matches(lexicon.query(term.labels[0]).anywhere, [code])
    ]
    assert len(extra) > 100
    assert missed == []


def test_no_shipped_word_leads_to_a_degrading_suggestion() -> None:
    _, lexicon = shipped()
    for word in sorted(NEVER_SUGGESTED):
        near = lexicon.correct(word[:-1] + "q" + word[-1])
        assert near is None or not near.shown or near.text.lower() not in NEVER_SUGGESTED
