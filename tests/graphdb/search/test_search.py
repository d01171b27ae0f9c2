"""Searching: who is found by which words, in which order, why, and what is offered when nobody is."""

import pytest

from graphdb.message import ENGLISH, say
from graphdb.search import index
from graphdb.search.index.readmodel import Filters
from graphdb.search.search import search
from graphdb.store import GraphStore
from tests.graphdb.town import (
    NOW,
    OLD,
    actor,
    actor_id,
    country,
    find,
    hit_codes,
    place,
    put,
    service,
    why,
    word,
)


def test_both_stores_give_the_same_page(store: GraphStore) -> None:
    put(store, country())
    put(store, actor("a", "Herberg Åen", "bo_110", areas=["0101"], groups=["rg_rus"], phone="+4521111111"))
    put(store, service("a1", "a", "Seng", terms=["need_akutbolig", "sel_110", "ar_selv"]))
    put(store, actor("b", "Gældens Hus", areas=["dk"], groups=["rg_restance"]), place("p", "0615", of="b"))
    put(store, service("b1", "b", "Råd om gæld", terms=["need_gaeld"]))
    one = find(store, "§ 110").items[0]
    assert (one.card.id, one.card.kind, one.municipality, one.card.phone) == (
        actor_id("a"),
        "bo_110",
        "0101",
        "+4521111111",
    )
    assert (one.access, one.whom, one.areas) == (("ar_selv",), ("rg_rus",), ("0101",))
    assert why(one) == ("Seng: Serviceloven § 110.",)
    assert hit_codes(find(store, "gæld")) == ["b"]
    assert find(store, "gæld").items[0].municipality == "0615"
    assert find(store).facets == {
        "municipality": {"0101": 2, "0147": 1, "0615": 1},
        "kind": {"bo_110": 1, "civ_gaeld": 1},
        "risk_group": {"rg_rus": 1, "rg_restance": 1},
        "need": {"need_akutbolig": 1, "need_gaeld": 1},
        "access": {"ar_selv": 1},
        "method": {},
    }
    put(store, actor("b", "Omdøbt", areas=["dk"]))
    assert hit_codes(find(store, "omdøbt")) == ["b"]  # an edit is found by the next search
    index.forget(store)


@pytest.mark.parametrize("words", ["", "gæld"])
def test_who_shows_no_municipalities_need_not_have_them_counted(town: GraphStore, words: str) -> None:
    """Asked in turns, for what is counted without words is kept."""
    put(town, actor("a", "Gældens Hus", areas=["0101"]), service("a1", "a", "Råd", terms=["need_gaeld"]))
    for _ in range(2):
        everything = dict(search(town, Filters(q=words), now=NOW).facets)
        shown = search(town, Filters(q=words), now=NOW, municipalities=False).facets
        assert everything.pop("municipality") == {"0101": 1}
        assert everything == shown
        assert shown["need"] == {"need_gaeld": 1}


def test_who_is_open_is_asked_anew_each_minute(town: GraphStore) -> None:
    """Seen red with what was open kept for the day."""
    put(town, actor("a", "Alfa", opening_hours="Mo-Su 08:00-20:00"), actor("b", "Beta", opening_hours="24/7"))
    moments = [NOW.replace(hour=hour, minute=minute) for hour, minute in ((7, 59), (8, 0), (19, 59), (20, 0))]
    open_ones = ["".join(hit_codes(find(town, open_now=True, at=at))) for at in moments]
    assert open_ones == ["b", "ab", "ab", "b"]


def test_the_number_beside_a_named_service_is_its_own(store: GraphStore) -> None:
    """Else the actor's. Seen red: the advice on debts had a number, and the office's stood there."""
    put(store, country(), actor("a", "Ydelse", phone="+4521111111"))
    put(store, service("a1", "a", "Råd om gæld", terms=["need_gaeld"], phone="+4522222222"))
    put(store, service("a2", "a", "Nathjælp", terms=["need_akutbolig"]))
    phones = [find(store, words).items[0].card.phone for words in ("gæld", "nathjælp", "ydelse")]
    assert phones == ["+4522222222", "+4521111111", "+4521111111"]
    index.forget(store)


def test_hours_and_ways_in_beside_a_named_service_are_never_another_s(store: GraphStore) -> None:
    """Seen red: one service of the office takes walk-ins at all hours, and the advice seemed to."""
    put(store, country(), actor("a", "Ydelse", phone="+4521111111", phone_hours="Su 03:00-03:05"))
    put(store, service("a1", "a", "Nathjælp", terms=["need_akutbolig", "ar_selv"], opening_hours="24/7"))
    put(store, service("a2", "a", "Råd om gæld", terms=["need_gaeld"]))
    hit = find(store, "gæld").items[0]
    assert hit.service is not None
    assert (hit.service.name, hit.access, hit.card.opening.open_now) == ("Råd om gæld", (), False)
    put(store, service("a2", "a", "Råd om gæld", terms=["need_gaeld", "ar_selv"], opening_hours="24/7"))
    hit = find(store, "gæld").items[0]
    assert (hit.access, hit.card.opening.open_now) == (("ar_selv",), True)
    index.forget(store)


def test_the_order_is_tier_then_stale_then_danish_name(town: GraphStore) -> None:
    put(town, actor("whole", "Herberg", "kom_bolig"))
    put(town, actor("begins", "Herberg Øst", "kom_bolig"))
    put(town, actor("stale", "Herberg Ask", "kom_bolig", confirmed=OLD))
    put(town, actor("named", "Byens herberg", "kom_bolig"))
    put(town, actor("kind", "Kanalgården", "bo_110"))
    put(town, actor("offers", "Kirken", "kom_bolig"), service("o1", "offers", "Et herberg"))
    put(town, actor("text", "Ånden", "kom_bolig", description="Ved siden af et herberg"))
    put(town, actor("text2", "Ænden", "kom_bolig", description="Ved siden af et herberg"))
    order = ["whole", "begins", "stale", "named", "kind", "offers", "text2", "text"]
    assert hit_codes(find(town, "herberg")) == order


def test_who_owes_a_duty_by_law_is_marked_but_does_not_sink(town: GraphStore) -> None:
    put(town, actor("court", "Aretten", "jus_foged", confirmed=OLD), actor("b", "Beboerne", "bo_110"))
    put(town, actor("c", "Centeret", "bo_110", confirmed=OLD), actor("d", "Dalen", "bo_110"))
    answer = find(town)
    assert hit_codes(answer) == ["court", "b", "d", "c"]
    assert [hit.card.stale for hit in answer.items] == [True, False, False, True]


def test_a_year_to_the_day_is_not_yet_stale(town: GraphStore) -> None:
    put(town, actor("a", "A", confirmed="2025-03-02"), actor("b", "B", confirmed="2025-03-01"))
    assert [hit.card.stale for hit in find(town).items] == [False, True]


def test_words_may_stand_in_the_actor_and_in_its_services(town: GraphStore) -> None:
    put(town, actor("a", "Kirkens Hus"), service("a1", "a", "Suppekøkken"))
    put(town, actor("b", "Kirkens Loft"), service("b1", "b", "Tøj"))
    assert hit_codes(find(town, "kirkens suppekøkken")) == ["a"]


def test_a_municipality_may_stand_among_the_words(town: GraphStore) -> None:
    put(town, actor("a", "Gældens Hus", areas=["0615"]), actor("b", "Råd og Gæld", areas=["0101"]))
    put(town, actor("c", "Horsens Gæld", areas=["0101"]))
    assert hit_codes(find(town, "gæld Horsens")) == ["a", "c"]
    assert hit_codes(find(town, "horsens")) == ["c", "a"]


def test_a_core_partner_of_the_group_comes_before_others_that_reach_it(town: GraphStore) -> None:
    put(town, actor("a", "Aben", "bo_110", groups=["rg_restance"]))
    put(town, actor("z", "Zonen", "kom_bolig", groups=["rg_restance"]))
    assert hit_codes(find(town, "huslejerestance")) == ["z", "a"]
    assert why(find(town, "huslejerestance").items[0]) == ("Når ud til: Lejere bagud med huslejen.",)


def test_a_general_word_beside_a_known_one_ranks_but_does_not_refuse(town: GraphStore) -> None:
    put(town, actor("a", "Ambulatoriet", groups=["rg_rus"]))
    put(town, actor("b", "Banken", groups=["rg_rus"], description="Har også et team"))
    assert hit_codes(find(town, "misbrug team")) == ["b", "a"]
    assert hit_codes(find(town, "misbrug elefant")) == []


def test_every_reason_is_a_sentence(town: GraphStore) -> None:
    put(town, actor("a", "Gældens Hus", "civ_gaeld", areas=["0101"], groups=["rg_restance"]))
    put(town, service("a1", "a", "Åben rådgivning", terms=["need_gaeld", "ar_selv"], opening_hours="24/7"))
    asked = find(town, "gæld", municipality="0101", access="ar_selv", open_now=True).items[0]
    assert why(asked) == (
        "Navnet passer.",
        "Åben rådgivning: Gældsrådgivning, Du kan selv møde op.",
        "Dækker København.",
        "Har åbent nu.",
    )
    assert why(asked, ENGLISH)[2:] == ("Covers København.", "Is open now.")
    assert why(find(town).items[0]) == ()
    put(town, actor("b", "Boden", "bo_110", description="Har gratis frugt"))
    assert why(find(town, "frugt").items[0]) == ("Ordene står i det, der er skrevet om aktøren.",)


def test_the_concept_of_a_search_has_the_vocabulary_s_own_label(town: GraphStore) -> None:
    assert [one.label for one in find(town, "mød selv op").concepts] == ["Selvhenvendelse"]


def test_a_filter_that_holds_on_the_actor_does_not_take_the_reason_from_its_service(town: GraphStore) -> None:
    """The telephone is open; the service has no hours of its own."""
    put(town, actor("a", "Boden", "bo_110", phone_hours="24/7"))
    put(town, service("a1", "a", "Rådgivning", terms=["need_gaeld"]))
    assert why(find(town, "gæld", open_now=True).items[0]) == (
        "Rådgivning: Gældsrådgivning.",
        "Har åbent nu.",
    )


def test_words_of_a_service_and_places_are_reasons_too(town: GraphStore) -> None:
    put(town, actor("a", "Boden", "bo_110", areas=["0101"]), service("a1", "a", "Torsdagsmøde"))
    assert why(find(town, "torsdagsmøde").items[0]) == ("Ordene står i det, der er skrevet om aktøren.",)
    assert why(find(town, "københavn").items[0]) == ("Dækker det sted, du skrev.",)


def test_who_pays_for_help_comes_after_who_gives_it(town: GraphStore) -> None:
    put(town, actor("a", "Anders Fond", "fund_fond", groups=["rg_restance"]))
    put(town, actor("z", "Zonen", groups=["rg_restance"]))
    assert hit_codes(find(town, "huslejerestance")) == ["z", "a"]
    assert hit_codes(find(town, "fond")) == ["a"]


def test_pages_follow_one_another(town: GraphStore) -> None:
    put(town, *(actor(f"n{number:02}", f"Nr. {number:02}") for number in range(7)))
    pages = [search(town, Filters(), now=NOW, page=page, per_page=3) for page in (1, 2, 3, 4)]
    assert [hit_codes(page) for page in pages] == [
        ["n00", "n01", "n02"],
        ["n03", "n04", "n05"],
        ["n06"],
        [],
    ]
    assert {(page.total, page.per_page) for page in pages} == {(7, 3)}
    assert [page.page for page in pages] == [1, 2, 3, 4]


def test_what_was_understood_is_said(town: GraphStore) -> None:
    concepts = find(town, "misbrug i Horsens").concepts
    assert [(one.code, one.label) for one in concepts] == [("rg_rus", "Borgere med rusmiddelproblemer")]


def test_a_misspelt_word_finds_the_nearest_and_shows_whom(town: GraphStore) -> None:
    put(town, actor("a", "Gældens Hus"), service("a1", "a", "Råd", terms=["need_gaeld"]))
    answer = find(town, "gældsrådgivnig")
    assert answer.total == 0
    assert answer.suggestion is not None
    assert answer.suggestion.lower() == "gældsrådgivning"
    assert [hit.card.id for hit in answer.elsewhere[0].items] == [actor_id("a")]
    assert say(answer.elsewhere[0].text).startswith("Mente du")


def test_nobody_here_leads_to_the_neighbours_and_the_whole_country(town: GraphStore) -> None:
    put(town, actor("near", "Nær", areas=["0147"]), actor("far", "Fjern", areas=["0615"]))
    answer = find(town, municipality="0101")
    assert answer.total == 0
    assert [(say(other.text), other.total) for other in answer.elsewhere] == [
        ("I kommunerne omkring København", 2),
        ("I hele landet", 2),
    ]
    assert answer.elsewhere[0].filters.municipality == ("0147", "0615")


def test_one_condition_less_is_offered_and_its_filters_give_what_it_says(town: GraphStore) -> None:
    put(town, actor("a", "A"), service("a1", "a", "Gæld", terms=["need_gaeld"], min_age=18))
    answer = find(town, need="need_gaeld", age=12, method="m_cti")
    assert answer.elsewhere == ()
    answer = find(town, need="need_gaeld", age=12)
    assert [say(other.text) for other in answer.elsewhere] == ["Uanset alder"]
    for other in answer.elsewhere:
        assert search(town, other.filters, now=NOW).total == other.total


def test_a_sentence_leads_to_the_words_that_say_most(town: GraphStore) -> None:
    put(town, actor("a", "Herberget", "bo_110"))
    answer = find(town, "hunden logrer herberg")
    assert answer.total == 0
    assert [say(other.text) for other in answer.elsewhere][:1] == ["Kun ordet herberg"]


def test_small_words_are_never_offered_alone(town: GraphStore) -> None:
    # Red when every word is offered: "Kun ordet af".
    put(town, actor("a", "Hjælp af naboer", description="Kun dagtimer"), word("af"), word("kun"))
    answer = find(town, "slået af nabo kun")
    assert {"Kun ordet af", "Kun ordet kun"}.isdisjoint(say(other.text) for other in answer.elsewhere)


@pytest.mark.parametrize(
    "text", ["", "  ", "%", "''\"", "a OR b", "NEAR(", "*", "§", "ø" * 5000, "{}~^:\\", "i på og"]
)
def test_any_text_is_answered(town: GraphStore, text: str) -> None:
    put(town, actor("a", "A"))
    assert find(town, text).total == (1 if not text.strip() else 0)


def test_an_unknown_code_finds_nobody(town: GraphStore) -> None:
    put(town, actor("a", "A", areas=["dk"]))
    assert find(town, municipality="7777").total == 0
    assert find(town, need="need_unknown").total == 0
