"""Addresses are searched; who is near, expected and open comes first; sentences are found in part."""

from collections.abc import Iterator

import pytest

from graphdb.model import EdgeKind, NodeKind, Value, area_id, node_id, term_id
from graphdb.search import index
from graphdb.store import GraphStore
from graphdb.writing.plan import Put
from tests.graphdb.town import (
    actor,
    actor_id,
    country,
    find,
    hit_codes,
    link,
    node,
    place,
    put,
    service,
    why,
    word,
)

OPEN, SHUT = "Mo-Fr 09:00-15:00", "Mo-Fr 18:00-20:00"


@pytest.fixture
def town(sqlite_store: GraphStore) -> Iterator[GraphStore]:
    """A store with the country, two postal districts, and nobody in it."""
    put(sqlite_store, country())
    districts = {
        "8700": ("Horsens", "0615"),
        "2000": ("Frederiksberg", "0147"),
        "8732": ("Hovedgård", "0615"),
    }
    for code, (name, area) in districts.items():
        put(
            sqlite_store,
            node(
                term_id(f"post.{code}"),
                NodeKind.POSTAL_DISTRICT,
                postal_code=code,
                label_da=name,
                municipalities=(area,),
            ),
        )
    yield sqlite_store
    index.forget(sqlite_store)


@pytest.mark.parametrize(
    "text", ["Gl. Havnegade 9", "gammel havnegade", "gl havnegade", "8700", "horsens", "herberg 8700"]
)
def test_an_address_finds_who_is_there(town: GraphStore, text: str) -> None:
    # Red without the address among an entry's words, and without the words that signs shorten.
    put(town, actor("a", "Kanalen", "bo_110"), actor("b", "Anden", "bo_110"))
    put(town, place("p", "0615", of="a", address="Gammel Havnegade 9", postal_code="8700", city="Horsens"))
    assert hit_codes(find(town, text)) == ["a"]


def test_an_address_that_moves_is_found_where_it_is_now(town: GraphStore) -> None:
    put(town, actor("a", "Kanalen"), place("p", "0615", of="a", address="Havnegade 9"))
    put(town, node(node_id("place", "x", "p"), NodeKind.PLACE, address="Torvet 1"))
    assert hit_codes(find(town, "torvet")) == ["a"]
    assert hit_codes(find(town, "havnegade")) == []


def test_a_secret_address_is_never_searched(town: GraphStore) -> None:
    put(town, actor("a", "Kanalen", secret_address=True))
    put(
        town,
        place("p", "0615", of="a"),
        actor("b", "Kendt"),
        place("q", "0615", of="b", address="Strandvej 1"),
    )
    assert hit_codes(find(town, "strandvej")) == ["b"]
    put(town, actor("b", "Kendt", secret_address=True))
    assert hit_codes(find(town, "strandvej")) == []


def test_a_postcode_and_its_town_find_who_serves_the_municipality(town: GraphStore) -> None:
    put(town, actor("a", "Dækker", areas=["0615"]), actor("b", "Andetsteds", areas=["0147"]))
    assert hit_codes(find(town, "8732")) == ["a"]
    assert hit_codes(find(town, "gældsrådgivning hovedgård")) == ["a"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Sankt Hans Have", "sct hans"),
        ("Sct. Hans Have", "sankt hans"),
        ("Skt. Hans Have", "Sct Hans"),
        ("Nordre Værksted", "ndr. værksted"),
        ("Boligerne, afdeling 3", "boligerne afd. 3"),
        ("Café Lygten", "caféen lygten"),
        ("Caféen", "cafe"),
    ],
)
def test_a_name_is_found_as_people_shorten_it(town: GraphStore, name: str, text: str) -> None:
    put(town, actor("a", name))
    assert hit_codes(find(town, text)) == ["a"]


def test_an_abbreviation_stands_under_its_first_letter(town: GraphStore) -> None:
    put(town, actor("a", "AAB Bolig"), actor("b", "Abel"), actor("c", "Aarhus Bolig"), actor("d", "Østerbo"))
    assert hit_codes(find(town)) == ["a", "b", "d", "c"]


def test_the_own_municipality_comes_before_who_comes_from_elsewhere(town: GraphStore) -> None:
    put(town, actor("land", "Alle", groups=["rg_restance"], areas=["dk"]))
    put(town, actor("own", "Byens", groups=["rg_restance"], areas=["0101"]))
    assert hit_codes(find(town, "huslejerestance", municipality="0101")) == ["own", "land"]
    assert hit_codes(find(town, "huslejerestance")) == ["land", "own"]


def test_a_kind_of_help_comes_before_a_group_and_core_before_optional(town: GraphStore) -> None:
    put(town, link(EdgeKind.EXPECTS, term_id("rg_restance"), term_id("bo_110"), strength="optional"))
    put(town, node(term_id("need_gaeld"), NodeKind.NEED, synonyms_da=("gæld", "huslejerestance")))
    put(town, actor("none", "A", "civ_gaeld", groups=["rg_restance"]))
    put(town, actor("optional", "B", "bo_110", groups=["rg_restance"]))
    put(town, actor("core", "C", "kom_bolig", groups=["rg_restance"]))
    put(town, actor("offers", "D", "civ_gaeld"), service("d", "offers", "Samtale", terms=["rg_restance"]))
    put(town, actor("help", "E", "civ_gaeld"), service("e", "help", "Hjælp", terms=["need_gaeld"]))
    assert hit_codes(find(town, "huslejerestance"))[:3] == ["help", "core", "optional"]


def test_who_is_open_comes_before_who_is_not_and_says_until_when(town: GraphStore) -> None:
    put(
        town,
        actor("shut", "A", "bo_110", phone_hours=SHUT),
        actor("open", "B", "bo_110", phone_hours=OPEN),
    )
    answer = find(town, "herberg")
    assert hit_codes(answer) == ["open", "shut"]
    assert [hit.card.opening.open_now for hit in answer.items] == [True, False]
    assert [
        hit.card.opening.changes_at and hit.card.opening.changes_at.strftime("%H.%M") for hit in answer.items
    ] == ["15.00", "18.00"]


def test_a_hit_says_which_service_fits(town: GraphStore) -> None:
    put(town, actor("a", "A"), service("a1", "a", "Anden"), service("a2", "a", "Råd", terms=["need_gaeld"]))
    service_found = find(town, "gæld").items[0].service
    assert service_found is not None
    assert (service_found.id, service_found.name) == (node_id("service", "x", "a2"), "Råd")
    assert find(town, "anden").items[0].service is None


def test_namesakes_show_their_streets_unless_they_are_secret(town: GraphStore) -> None:
    put(town, actor("a", "Varmestuen"), place("p", "0615", of="a", address="Torvet 1"))
    put(town, actor("b", "Varmestuen"), place("q", "0615", of="b", city="Horsens"))
    put(town, actor("c", "Varmestuen", secret_address=True), place("r", "0615", of="c"))
    put(town, actor("d", "Værestedet"), place("s", "0615", of="d", address="Torvet 2"))
    streets = {hit.card.id: hit.street for hit in find(town).items}
    assert streets == {
        actor_id("a"): "Torvet 1",
        actor_id("b"): "Horsens",
        actor_id("c"): "",
        actor_id("d"): "",
    }


def test_a_sentence_that_nobody_fits_whole_finds_who_fits_most_of_it(town: GraphStore) -> None:
    put(town, actor("one", "A", groups=["rg_rus"]), actor("both", "B", groups=["rg_rus", "rg_restance"]))
    put(town, actor("no", "C"), word("har"))
    answer = find(town, "naboen har misbrug og huslejerestance vistnok")
    assert answer.partly
    assert hit_codes(answer) == ["both", "one"]
    whole = find(town, "misbrug huslejerestance")
    assert not whole.partly
    assert hit_codes(whole) == ["both"]


def test_a_word_of_a_sentence_in_a_name_does_not_make_it_the_name(town: GraphStore) -> None:
    # Red without the lowest tier of ``Asked.tiers`` for sentences.
    put(town, actor("named", "Herberg Nyt", groups=["rg_rus"]), actor("is", "A", "bo_110", groups=["rg_rus"]))
    answer = find(town, "naboen har misbrug og vil gerne i herberg")
    assert hit_codes(answer) == ["is", "named"]
    assert "Navnet passer." not in why(answer.items[1])


def bagud(*calls: dict[str, Value]) -> list[Put]:
    """A situation that "rudekuvert" and "herberg" point to, with its rows of first calls."""
    rows = [
        node(term_id(f"fc{at}"), NodeKind.FIRST_CALL, code=f"fc{at}", situation="sp_x", position=at, **call)
        for at, call in enumerate(calls)
    ]
    words = [
        node(term_id(f"w{at}"), NodeKind.SITUATION_WORD, phrase=phrase, situation="sp_x", weight=2)
        for at, phrase in enumerate(("rudekuvert", "herberg"))
    ]
    start = node(
        term_id("sp_x"), NodeKind.STARTING_POINT, code="sp_x", label_da="Bagud", risk_groups=("rg_restance",)
    )
    return [start, *words, *rows]


def test_words_of_a_situation_offer_it_and_find_who_is_rung(town: GraphStore) -> None:
    put(town, actor("a", "A", "jus_foged"), actor("b", "B"))
    put(town, bagud({"order": 1, "actor_type": ("jus_foged",)}))
    answer = find(town, "hun fik en rudekuvert i går")
    assert [one.code for one in answer.situations] == ["sp_x"]
    assert hit_codes(answer) == ["a"]
    assert why(answer.items[0]) == ("Er blandt de første at ringe til: Bagud.",)
    assert not answer.violence


def test_the_first_calls_of_a_situation_come_before_who_only_helps_in_it(town: GraphStore) -> None:
    """Red without the calls in ``Asked.order``: the own municipality's came before the national centre."""
    put(
        town,
        bagud(
            {"order": 2, "actor_type": ("kom_bolig",)},
            {"order": 1, "actor_type": ("civ_gaeld",), "need": ("need_gaeld",)},
            {"order": 6, "actor_type": ("fund_fond",)},
        ),
    )
    put(town, actor("group", "A", "bo_110", groups=["rg_restance"], areas=["0101"]))
    put(town, actor("other", "B", "civ_gaeld", groups=["rg_restance"], areas=["0101"]))
    put(town, actor("own", "C", "kom_bolig", areas=["0101"]))
    put(town, actor("national", "D", "civ_gaeld"), service("d", "national", "Råd", terms=["need_gaeld"]))
    put(town, actor("fund", "E", "fund_fond", areas=["0101"]))
    put(town, link(EdgeKind.SERVES, actor_id("national"), area_id("dk")))
    assert hit_codes(find(town, "rudekuvert", municipality="0101")) == ["national", "own", "group", "other"]


def test_who_writes_an_actors_name_is_offered_no_situation(town: GraphStore) -> None:
    """Red without ``calls_by_name``."""
    put(town, bagud(), actor("a", "Herberget Broen", "bo_110"), actor("b", "Kanalgården", "bo_110"))
    for text in ("herberg broen", "herberget på Kanalgården"):
        assert find(town, text).situations == (), text
    for text in ("herberg", "herberg horsens", "rudekuvert"):
        assert [one.code for one in find(town, text).situations] == ["sp_x"], text


def test_words_of_violence_bring_the_crisis_line(town: GraphStore) -> None:
    put(
        town,
        node(term_id("rg_fare"), NodeKind.RISK_GROUP, code="rg_fare", label_da="Fare", violence=True),
        node(
            term_id("sp_v"),
            NodeKind.STARTING_POINT,
            code="sp_v",
            label_da="Vold",
            risk_groups=("rg_fare",),
            crisis_line="Linjen",
            crisis_phone="1888",
        ),
        node(term_id("w"), NodeKind.SITUATION_WORD, phrase="tæsk", situation="sp_v", weight=2),
    )
    answer = find(town, "hun får tæsk")
    assert answer.violence
    assert [(line.name, line.phone) for line in answer.crisis_lines] == [("Linjen", "1888")]
    assert find(town, "hun får mad").crisis_lines == ()
    put(town, actor("a", "Tæsk og Tårer"))
    assert find(town, "tæsk tårer").violence


def test_another_name_is_a_name(town: GraphStore) -> None:
    put(town, actor("a", "Kanalgården", other_names=("Ungkarlehjemmet",)), actor("b", "Anden"))
    answer = find(town, "ungkarlehjemmet")
    assert hit_codes(answer) == ["a"]
    assert answer.items[0].service is None


def test_another_name_of_a_service_finds_it(town: GraphStore) -> None:
    """Seen red: a service had one name."""
    put(town, actor("a", "Kanalgården"), service("s", "a", "Nødseng", other_names=("Varmestuen",)))
    by_name, by_other = find(town, "nødseng"), find(town, "varmestuen")
    assert hit_codes(by_other) == ["a"]
    assert by_other.items == by_name.items
