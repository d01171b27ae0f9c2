"""How words match a situation: phrases whole, sentences in part, ties by what the rows say."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from graphdb.language.text import Lexicon
from graphdb.model import Node, NodeKind, Value, term_id
from graphdb.search.situations import Pointed, point_to
from graphdb.vocabulary.catalogue import Vocabulary

GROUPS: Final[Mapping[str, Mapping[str, Value]]] = {"rg_fare": {"violence": True}}
STARTS: Final[Mapping[str, Mapping[str, Value]]] = {
    "sp_fare": {"risk_groups": ("rg_fare",), "tie": "first"},
    "sp_gade": {"tie": "last"},
    "sp_leje": {},
    "sp_larm": {},
}


def vocabulary(*phrases: tuple[str, str, str, int], drop: tuple[str, ...] = ()) -> Vocabulary:
    """Rows (situation, kind, phrase, weight), and the words to drop."""
    words: dict[str, dict[str, Value]] = {
        f"w{at}": {"situation": situation, "kind": kind, "phrase": phrase, "weight": weight}
        for at, (situation, kind, phrase, weight) in enumerate(phrases)
    }
    stops: dict[str, dict[str, Value]] = {
        f"s{at}": {"word": word, "use": "drop"} for at, word in enumerate(drop)
    }
    tables: dict[NodeKind, Mapping[str, Mapping[str, Value]]] = {
        NodeKind.SITUATION_WORD: words,
        NodeKind.STOPWORD: stops,
        NodeKind.STARTING_POINT: STARTS,
        NodeKind.RISK_GROUP: GROUPS,
    }
    terms = {
        kind: {code: Node(term_id(code), kind, props) for code, props in table.items()}
        for kind, table in tables.items()
    }
    return Vocabulary(1, terms, {}, {}, {}, partial(Lexicon.build, ()))


def pointed_to(terms: Vocabulary, text: str) -> Pointed:
    return point_to(terms, terms.lexicon.query(text))


def test_a_phrase_that_keeps_one_word_is_more_than_that_word() -> None:
    """Red when small words never count: "bank telefonnummer" brought the crisis line."""
    terms = vocabulary(("sp_fare", "phrase", "banker hende", 2), drop=("hende", "han", "ham"))
    assert pointed_to(terms, "han banker hende").codes == ("sp_fare",)
    assert pointed_to(terms, "bank telefonnummer") == Pointed()
    assert pointed_to(terms, "han banker ham") == Pointed()


def test_a_phrase_needs_all_its_words_in_any_order_and_small_words_none() -> None:
    terms = vocabulary(("sp_leje", "phrase", "bagud med huslejen", 2), drop=("med", "er", "hun"))
    assert pointed_to(terms, "huslejen er hun bagud med").codes == ("sp_leje",)
    assert pointed_to(terms, "huslejen").codes == ()


def test_a_sentence_needs_most_of_its_words_and_three_at_least() -> None:
    terms = vocabulary(("sp_leje", "sentence", "advokat skriver ophævet lejemål tømmes", 2))
    assert pointed_to(terms, "lejemål ophævet advokat skriver").codes == ("sp_leje",)
    assert pointed_to(terms, "lejemål ophævet advokat").codes == ()


def test_each_word_counts_once_with_its_highest_weight() -> None:
    terms = vocabulary(
        ("sp_leje", "word", "restance", 2),
        ("sp_leje", "phrase", "restance husleje", 1),
        ("sp_larm", "phrase", "restance larm", 2),
    )
    assert pointed_to(terms, "restance husleje").codes == ("sp_leje",)
    assert pointed_to(terms, "restance husleje larm").codes == ("sp_larm", "sp_leje")


def test_dropped_words_that_stand_side_by_side_take_no_other_place_of_theirs_along() -> None:
    """Seen red with phrases that were never dropped."""
    terms = vocabulary(("sp_fare", "word", "slået", 2), drop=("slået op med",))
    assert pointed_to(terms, "Slået op med kæresten") == Pointed()
    assert pointed_to(terms, "slået op med ham, og han har slået hende").codes == ("sp_fare",)
    assert pointed_to(terms, "slået og med hovedet op").codes == ("sp_fare",)


def test_a_word_that_many_situations_share_is_no_offer_alone() -> None:
    terms = vocabulary(("sp_gade", "word", "sygehus", 1), ("sp_gade", "word", "gaden", 1))
    assert pointed_to(terms, "sygehus") == Pointed()
    assert pointed_to(terms, "sygehus gaden").codes == ("sp_gade",)


def test_ties_go_by_the_longest_phrase_and_then_as_the_situations_say() -> None:
    alike = vocabulary(
        ("sp_gade", "word", "hjem", 2), ("sp_fare", "word", "hjem", 2), ("sp_leje", "word", "hjem", 2)
    )
    assert pointed_to(alike, "hjem").codes == ("sp_fare", "sp_leje")
    longer = vocabulary(
        ("sp_fare", "word", "hjem", 2), ("sp_fare", "word", "ud", 2), ("sp_gade", "phrase", "ud hjem", 2)
    )
    assert pointed_to(longer, "ud hjem").codes == ("sp_gade", "sp_fare")


def test_words_of_violence_are_told_even_when_two_others_fit_better() -> None:
    terms = vocabulary(
        ("sp_fare", "word", "slår", 2),
        ("sp_leje", "phrase", "bagud husleje penge", 2),
        ("sp_larm", "phrase", "larm musik nabo", 2),
    )
    pointed = pointed_to(terms, "slår bagud husleje penge larm musik nabo")
    assert pointed.codes == ("sp_larm", "sp_leje")
    assert pointed.violence
    assert not pointed_to(terms, "larm musik nabo").violence


def test_words_that_are_added_for_a_group_point_to_the_group() -> None:
    terms = vocabulary(("rg_fare", "word", "trusler", 2))
    assert pointed_to(terms, "trusler") == Pointed(("rg_fare",), violence=True)
