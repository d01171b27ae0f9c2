"""The index: filters, inheritance, facets, coverage; following changes gives what building anew gives."""

from collections.abc import Mapping
from datetime import datetime
from random import Random
from threading import Thread

import pytest

from graphdb.fields.facets import FACETS, MUNICIPALITY
from graphdb.fields.relation import SAME, VERDICT
from graphdb.message import say
from graphdb.model import EdgeKind, NodeKind, area_id, edge_id, node_id, term_id
from graphdb.search import index
from graphdb.search.index import Index
from graphdb.search.towns import towns_by_word
from graphdb.store import GraphStore, Term
from graphdb.writing.plan import Drop, Edit
from tests.graphdb.town import (
    NOW,
    TODAY,
    actor,
    actor_id,
    find,
    hit_codes,
    link,
    node,
    place,
    put,
    service,
)


def now(store: GraphStore) -> Index:
    return index.current(store, TODAY)


def test_all_filters_must_hold_on_one_service(town: GraphStore) -> None:
    put(town, actor("a", "To Huse"))
    put(town, service("a1", "a", "Gæld", areas=["0101"], terms=["need_gaeld"]))
    put(town, service("a2", "a", "Seng", areas=["0147"], terms=["need_akutbolig"]))
    assert hit_codes(find(town, municipality="0101", need="need_gaeld")) == ["a"]
    assert hit_codes(find(town, municipality="0147", need="need_gaeld")) == []
    both = find(town, municipality=("0101", "0147"), need=("need_gaeld", "need_akutbolig"))
    assert hit_codes(both) == ["a"]


def test_a_service_without_own_areas_or_groups_has_its_actors(town: GraphStore) -> None:
    put(town, actor("a", "Huset", areas=["0101"], groups=["rg_rus"]))
    put(town, service("a1", "a", "Arver", terms=["need_gaeld"]))
    put(town, service("a2", "a", "Har selv", areas=["0147"], terms=["rg_restance", "need_akutbolig"]))
    assert now(town).reach("0101", "rg_rus", "need_gaeld") == (actor_id("a"),)
    assert now(town).reach("0147", "rg_restance", "need_akutbolig") == (actor_id("a"),)
    assert now(town).reach("0101", "rg_restance", "need_akutbolig") == ()
    assert now(town).reach("0147", "rg_rus", "need_akutbolig") == ()


def test_an_actor_without_areas_has_those_of_its_places(town: GraphStore) -> None:
    put(town, actor("a", "Huset"))
    put(town, service("a1", "a", "Gæld", terms=["need_gaeld"]))
    put(town, place("p", "0615", of="a", address="Gade 1"))
    assert now(town).reach("0615", need="need_gaeld") == (actor_id("a"),)
    put(town, link(EdgeKind.SERVES, actor_id("a"), area_id("0101")))
    assert now(town).reach("0615") == ()
    assert now(town).reach("0101", need="need_gaeld") == (actor_id("a"),)


def test_a_region_counts_for_its_municipalities_of_that_day(town: GraphStore) -> None:
    put(town, actor("a", "Regionens", areas=["1084"]))
    put(town, actor("b", "Østdanmarks", areas=["oestdanmark"]))
    put(town, actor("c", "Landets", areas=["dk"]))
    assert find(town).facets["municipality"] == {"0101": 2, "0147": 2, "0615": 1}
    after = datetime(2027, 1, 1, 12, tzinfo=NOW.tzinfo)
    assert find(town, at=after).facets["municipality"] == {"0101": 2, "0147": 2, "0615": 1}
    assert hit_codes(find(town, municipality="0147")) == ["c", "a"]
    assert hit_codes(find(town, municipality="0147", at=after)) == ["c", "b"]


def test_a_facet_counts_distinct_actors_and_leaves_its_own_filter_out(town: GraphStore) -> None:
    put(town, actor("a", "A", "bo_110", areas=["0101"]), actor("b", "B", areas=["0101"]))
    for code in ("a1", "a2"):
        put(town, service(code, "a", code, terms=["need_gaeld", "ar_selv"]))
    put(town, service("b1", "b", "b1", terms=["need_akutbolig"]))
    answer = find(town, need="need_gaeld")
    assert answer.total == 1
    assert answer.facets["need"] == {"need_gaeld": 1, "need_akutbolig": 1}
    assert answer.facets["kind"] == {"bo_110": 1}
    assert answer.facets["access"] == {"ar_selv": 1}
    assert find(town, kind="civ_gaeld", need="need_gaeld").facets["kind"] == {"bo_110": 1}


def test_a_nationwide_service_counts_its_actor_once(town: GraphStore) -> None:
    put(town, actor("a", "A", areas=["0101"]))
    put(town, service("a1", "a", "Overalt", areas=["dk"], terms=["need_gaeld"]))
    assert find(town).facets["municipality"] == {"0101": 1, "0147": 1, "0615": 1}


def test_who_is_closed_down_is_not_found_and_who_is_closed_a_while_is(town: GraphStore) -> None:
    put(town, actor("a", "A", status="defunct"), actor("b", "B", status="inactive"))
    put(
        town,
        actor("c", "C", status="temporarily_closed", phone_hours="24/7"),
        actor("d", "D", phone_hours="24/7"),
    )
    put(town, service("a1", "a", "Gæld", terms=["need_gaeld"]))
    put(town, service("d1", "d", "Nedlagt", terms=["need_akutbolig"], status="defunct"))
    assert hit_codes(find(town)) == ["c", "d"]
    assert find(town).facets["need"] == {}
    assert [hit.card.opening.open_now for hit in find(town).items] == [False, True], (
        "one that is closed a while is closed now"
    )
    assert say(find(town).items[0].card.temporary) == "Midlertidigt lukket."
    assert hit_codes(find(town, open_now=True)) == ["d"]


def test_a_service_is_offered_from_its_first_day_to_its_last(town: GraphStore) -> None:
    """Seen red with either day left out, and with the index not assembled anew as the days go by."""
    put(town, actor("a", "Huset", areas=["0101"], opening_hours="24/7"))
    dates = {"starts_on": "2026-03-02", "ends_on": "2026-03-04"}
    put(town, service("a1", "a", "Varmestue", terms=["need_gaeld"], opening_hours="24/7", **dates))
    offered = {}
    for day in ("2026-03-01", "2026-03-02", "2026-03-04", "2026-03-05"):
        at = NOW.replace(day=int(day[-2:]))
        asked = find(town, at=at, need="need_gaeld", open_now=True)
        counted = find(town, at=at).facets["need"].get("need_gaeld", 0)
        offered[day] = (hit_codes(asked), hit_codes(find(town, "varmestue", at=at)), counted)
    assert offered["2026-03-01"] == offered["2026-03-05"] == ([], [], 0)
    assert offered["2026-03-02"] == offered["2026-03-04"] == (["a"], ["a"], 1)


def test_an_agreement_serves_its_area_to_the_last_day_and_nothing_comes_in_its_place(
    town: GraphStore,
) -> None:
    """Seen red with the last day left out, with yesterday's index kept, and with areas inherited."""
    one = node_id("service", "x", "a1")
    put(town, actor("a", "Huset", areas=["0101"]), actor("b", "B"), place("p", "0101", of="b", city="Kbh"))
    put(town, service("a1", "a", "Pladser", terms=["need_akutbolig"]))
    put(town, service("a2", "a", "Råd", terms=["need_gaeld"]))
    put(town, link(EdgeKind.SERVES, one, area_id("0147"), until="2026-03-02", places=4))
    put(town, link(EdgeKind.SERVES, actor_id("b"), area_id("0615"), until="2026-03-02"))
    served = {}
    for day in (2, 3):
        at = NOW.replace(day=day)
        asked = [
            find(town, at=at, municipality=code, need="need_akutbolig").total for code in ("0147", "0101")
        ]
        counts = find(town, at=at).facets["municipality"]
        served[day] = (asked, {code: counts[code] for code in ("0101", "0147", "0615") if code in counts})
    assert served[2] == ([1, 0], {"0101": 1, "0147": 1, "0615": 1})
    assert served[3] == ([0, 0], {"0101": 1})
    assert [hit.areas for hit in find(town, "Huset", at=NOW.replace(day=3)).items] == [("0101",)]


def test_age_is_asked_of_services_and_of_actors_that_have_none(town: GraphStore) -> None:
    put(town, actor("a", "A"), service("a1", "a", "Unge", min_age=15, max_age=24))
    put(town, actor("b", "B"), service("b1", "b", "Voksne", min_age=18))
    put(town, actor("c", "C"))
    assert hit_codes(find(town, age=15)) == ["a", "c"]
    assert hit_codes(find(town, age=24)) == ["a", "b", "c"]
    assert hit_codes(find(town, age=25)) == ["b", "c"]
    assert hit_codes(find(town, age=0)) == ["c"]


def test_a_service_that_is_closed_a_while_is_not_open_though_its_hours_say_so(town: GraphStore) -> None:
    put(town, actor("a", "A"), actor("b", "B", phone_hours="24/7"))
    for owner in ("a", "b"):
        closed = {"opening_hours": "24/7", "status": "temporarily_closed"}
        put(town, service(f"{owner}1", owner, "Lukket", **closed))
    assert hit_codes(find(town, open_now=True)) == ["b"]
    assert [hit.card.opening.open_now for hit in find(town).items] == [None, True]


def test_open_now_knows_hours_and_temporary_changes(town: GraphStore) -> None:
    hours = "Mo-Fr 09:00-15:00"
    put(town, actor("a", "A", phone_hours=hours), actor("b", "B"))
    put(town, actor("c", "C", phone_hours=hours, temporary_text="Flyttet", temporary_to=TODAY))
    put(town, actor("d", "D"), service("d1", "d", "Åben", opening_hours=hours))
    assert hit_codes(find(town, open_now=True)) == ["a", "d"]
    evening = NOW.replace(hour=20)
    assert hit_codes(find(town, open_now=True, at=evening)) == []
    assert [hit.card.opening.open_now for hit in find(town, at=evening).items] == [False, None, None, False]
    assert hit_codes(find(town, open_now=True, at=NOW.replace(day=3))) == ["a", "c", "d"]


def test_coverage_and_actors_by_type(town: GraphStore) -> None:
    put(town, actor("a", "A", areas=["0101"], groups=["rg_rus"]))
    put(town, actor("b", "B", "bo_110", areas=["dk"], groups=["rg_rus", "rg_restance"]))
    assert now(town).coverage()["0101"] == {"rg_rus": 2, "rg_restance": 1}
    assert now(town).coverage()["0615"] == {"rg_rus": 1, "rg_restance": 1}
    assert now(town).coverage("kind")["0101"] == {"civ_gaeld": 1, "bo_110": 1}
    assert now(town).actors("0101") == (actor_id("a"), actor_id("b"))
    assert now(town).actors("0101", ["bo_110"]) == (actor_id("b"),)
    assert now(town).actors("9999") == ()


def test_secrecy_is_taken_over_also_from_what_is_not_for_everybody(town: GraphStore) -> None:
    put(town, actor("top", "Top", secret_address=True), actor("unit", "Enhed"))
    put(town, link(EdgeKind.PART_OF, actor_id("unit"), actor_id("top"), visibility="professionals"))
    assert now(town).is_secret(actor_id("unit"))


def test_secrecy_is_taken_over_from_above(town: GraphStore) -> None:
    put(
        town, actor("top", "Top", secret_address=True), actor("unit", "Enhed", part_of="top"), actor("c", "C")
    )
    actor_index = now(town)
    assert [actor_index.is_secret(actor_id(code)) for code in ("top", "unit", "c", "nobody")] == [
        True,
        True,
        False,
        False,
    ]


def picture(actor_index: Index) -> dict[str, object]:
    """Everything an index answers, without its inner numbers."""
    names = [MUNICIPALITY, *FACETS]
    every = actor_index.shown
    return {
        "order": [actor_index.id(slot) for slot in actor_index.order],
        "counts": {name: actor_index.count(every, name) for name in names},
        "codes": {
            name: sorted(
                (actor_index.id(unit), tuple(sorted(codes)))
                for unit, codes in actor_index.codes_of(name, every).items()
            )
            for name in names
        },
        "shown": sorted(actor_index.id(int(slot)) for slot in every.nonzero()[0]),
        "owners": sorted(actor_index.id(int(actor_index.owner[slot])) for slot in every.nonzero()[0]),
        "folded": actor_index.folded,
        "coverage": actor_index.coverage(),
        "flags": {
            name: sorted(actor_index.id(int(slot)) for slot in (mask & every).nonzero()[0])
            for name, mask in (
                ("age", actor_index.fits_age(18)),
                ("open", actor_index.open_at(NOW)),
                ("stale", actor_index.stale()),
            )
        },
        "ordinals": sorted(actor_index.id(int(slot)) for slot in actor_index.slot_of if slot >= 0),
        "words": {
            token: sorted(
                actor_index.id(int(slot))
                for slot in actor_index.having([Term(token, prefix=True)]).nonzero()[0]
            )
            for token in ("a", "b", "n", "n1", "tilbud", "kom", "rg_rus")
        },
        "titles": dict(actor_index.titles),
    }


def change(random: Random) -> list[Edit]:
    """One random edit of a small population, now and then a loss."""
    code = f"n{random.randrange(12)}"
    one = actor_id(code)
    areas = random.sample(["0101", "0147", "0615", "1084", "dk"], random.randrange(3))
    match random.randrange(9):
        case 0:
            return [Drop(one, "a")]
        case 1:
            return [Drop(edge_id(EdgeKind.SERVES, one, area_id("0101")), "a")]
        case 2:
            status = random.choice(["active", "defunct", "temporarily_closed"])
            return actor(code, random.choice("æøåABC") + code, areas=areas, status=status)
        case 3:
            terms = random.sample(["rg_rus", "need_gaeld", "m_cti", "ar_selv", "sel_110"], 2)
            return [
                *actor(code, code, areas=areas),
                *service(f"s{code}", code, "Tilbud", terms=terms, min_age=18),
            ]
        case 4:
            return [*actor(code, code), *place("p", random.choice(["0101", "0615"]), of=code)]
        case 5:
            return [Drop(node_id("service", "x", f"s{code}"), "a")]
        case 6:
            town = random.choice(["0101", "0147"])
            return [
                node(node_id("place", "x", "p"), NodeKind.PLACE),
                link(EdgeKind.IN, node_id("place", "x", "p"), area_id(town)),
            ]
        case 7:
            return judged(random, code, areas)
        case _:
            group = term_id(random.choice(["rg_rus", "rg_restance"]))
            return [*actor(code, code.upper(), phone_hours="24/7"), link(EdgeKind.REACHES, one, group)]


def judged(random: Random, code: str, areas: list[str]) -> list[Edit]:
    """Two are one, or no more; both are there."""
    other = f"n{random.randrange(12, 15)}"
    judgement = link(EdgeKind.SAME, actor_id(code), actor_id(other), **{VERDICT: SAME})
    said: Edit = judgement if random.randrange(2) else Drop(judgement.claim.target, "a")
    return [*actor(code, code), *actor(other, other, areas=areas), said]


@pytest.mark.parametrize("seed", range(4))
def test_following_changes_gives_what_building_anew_gives(town: GraphStore, seed: int) -> None:
    # Red when the refresh overlooks entries at a changed place (case 6), or keeps one that is gone (case 0).
    random = Random(seed)
    for _ in range(25):
        put(town, change(random))
        followed = now(town)
        assert picture(followed) == picture(index.build(town, town.status(), followed.terms, TODAY))


def test_counts_that_are_kept_are_of_their_municipality_their_filters_and_their_version(
    town: GraphStore,
) -> None:
    """Seen red with counts kept for all municipalities alike, and for lists with other filters or words."""
    put(town, actor("a", "Huset", areas=["0101"], groups=["rg_rus"]))
    put(town, actor("b", "Hytten", "bo_110", areas=["0147"], groups=["rg_rus"]))
    for _ in range(2):
        assert find(town).facets["risk_group"] == {"rg_rus": 2}
        assert find(town, municipality="0101").facets["risk_group"] == {"rg_rus": 1}
        assert find(town, municipality="0101", kind="bo_110").facets["risk_group"] == {}
        assert find(town, municipality=("0101", "0147")).facets["kind"] == {"bo_110": 1, "civ_gaeld": 1}
        assert find(town, q="hytten").facets["risk_group"] == {"rg_rus": 1}
        assert find(town, municipality="findes-ikke").facets["risk_group"] == {}
    put(town, actor("c", "Huset 2", areas=["0101"], groups=["rg_rus"]))
    assert find(town).facets["risk_group"] == {"rg_rus": 3}
    assert find(town, municipality="0101").facets["risk_group"] == {"rg_rus": 2}


def test_an_index_is_kept_until_something_is_written(town: GraphStore) -> None:
    put(town, actor("a", "A"))
    first = now(town)
    assert now(town) is first
    put(town, actor("b", "B"))
    assert now(town) is not first
    assert first.actors("0101") == ()
    assert [first.id(slot) for slot in first.order] == [actor_id("a")]


def test_a_new_term_or_area_is_seen(town: GraphStore) -> None:
    put(town, actor("a", "A", areas=["dk"]))
    assert "0999" not in find(town).facets["municipality"]
    put(town, node(area_id("0999"), NodeKind.AREA, code="0999", name="Nyby", level="municipality"))
    assert find(town).facets["municipality"]["0999"] == 1


def test_words_of_towns_are_worked_out_for_new_areas_and_days_alone(town: GraphStore) -> None:
    """After each edit all towns were read again. Seen red so, and with the old words for a new area."""
    put(town, actor("a", "A"))
    first = town_words(town)
    put(town, actor("b", "B"))
    assert town_words(town) is first
    put(town, node(area_id("0999"), NodeKind.AREA, code="0999", name="Nyby", level="municipality"))
    put(town, actor("b", "C"))
    assert town_words(town)["nyby"] == ("0999",)


def town_words(store: GraphStore) -> Mapping[str, tuple[str, ...]]:
    """What the words of a search name there now."""
    actor_index = now(store)
    return towns_by_word(actor_index.terms, actor_index.today)


def test_many_threads_may_ask_while_somebody_writes(town: GraphStore) -> None:
    failures: list[BaseException] = []
    done = False

    def ask() -> None:
        try:
            while not done:
                actor_index = now(town)
                actors = actor_index.actors_of(actor_index.shown)
                assert len(actor_index.ordered(actors)) == len(actor_index.order)
        except BaseException as error:  # noqa: BLE001 - a thread's failure must fail the test
            failures.append(error)

    threads = [Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for number in range(15):
            put(town, actor(f"n{number}", f"Nr. {number}", areas=["0101"]))
    finally:
        done = True
        for thread in threads:
            thread.join()
    assert not failures
    assert len(now(town).actors("0101")) == 15
