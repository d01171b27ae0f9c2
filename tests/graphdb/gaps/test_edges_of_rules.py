"""Where each rule begins and ends: what is a gap just so, and what is none."""

from typing import Any

import pytest

from graphdb.claims import Claim, Fact, Rank, own_source, relation
from graphdb.gaps.gaps import Gap, gaps
from graphdb.message import say
from graphdb.model import EdgeKind, NodeKind, node_id, term_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Put
from tests.graphdb.coverage.test_cells import of_background
from tests.graphdb.identity.twice import same
from tests.graphdb.world import (
    FRESH,
    STALE,
    TODAY,
    actor,
    actor_id,
    answered,
    relates,
    service,
    tie,
    write,
)


def of_rule(store: GraphStore, rule: str, municipality: str = "9901", today: str = TODAY) -> list[Gap]:
    return list(gaps(store, municipality, today, rules=[rule]).items)


def service_id(name: str) -> str:
    return node_id("service", "x", name)


def bed(name: str, day: str = FRESH, **answers: bool) -> list[Put]:
    """A hostel with a bed, and what it answered on a day to the questions of exclusions."""
    facts: dict[str, Any] = {f"exclusions.{code}": answer for code, answer in answers.items()}
    return [
        *actor(name, "bo_110", groups=["rg_hjemloes"]),
        *service(name, f"seng {name}", needs=["need_akutbolig"], groups=["rg_hjemloes"], day=day, **facts),
    ]


def test_one_of_those_that_will_do_and_is_not_asked_about_is_no_gap(world: GraphStore) -> None:
    write(world, [answered("9901", "bo_110", "as_ingen")])
    assert {gap.id for gap in of_rule(world, "nobody")} == {
        "nobody.9901.bo_110"
    }  # rg_aeldre asks for that alone
    write(world, [answered("9901", "bo_natcafe", "as_ingen")])
    assert {gap.id for gap in of_rule(world, "nobody")} == {"nobody.9901.bo_110", "nobody.9901.seng_i_nat"}


def test_an_expected_kind_that_is_no_core_is_no_gap(world: GraphStore) -> None:
    write(world, [answered("9901", "civ_mentor", "as_ingen"), answered("9901", "civ_bruger", "as_ingen")])
    assert of_rule(world, "nobody") == []


def test_an_old_answer_is_no_gap(world: GraphStore) -> None:
    write(world, [answered("9901", "kom_familie", "as_ingen", day=STALE)])
    assert of_rule(world, "nobody") == []


def test_a_gap_names_every_group_that_misses_the_kind(world: GraphStore) -> None:
    write(world, [answered("9901", "kom_familie", "as_ingen", "rg_vold")])
    (gap,) = of_rule(world, "nobody")
    assert gap.groups == ("rg_vold",)
    write(world, [answered("9901", "kom_familie", "as_ingen")])
    (gap,) = of_rule(world, "nobody")
    assert {"rg_vold", "rg_placeret_ung", "rg_barnefamilie"} <= set(gap.groups)
    assert "Familieafdeling" in say(gap.text)


def test_every_bed_must_have_said_no(world: GraphStore) -> None:
    write(world, [*bed("A", ex_dyr=False), *bed("B")])
    assert of_rule(world, "refused") == []
    write(world, bed("B", ex_dyr=True))
    assert of_rule(world, "refused") == []
    write(world, bed("B", ex_dyr=False))
    (gap,) = of_rule(world, "refused")
    assert (gap.id, "Hund" in say(gap.text)) == ("refused.9901.beds.ex_dyr", True)


def test_a_bed_that_said_no_too_long_ago_has_not_said_it(world: GraphStore) -> None:
    write(world, [*bed("A", ex_dyr=False), *bed("B", day=STALE, ex_dyr=False)])
    assert of_rule(world, "refused") == []


def test_a_couple_is_refused_by_every_bed_in_that_municipality_alone(world: GraphStore) -> None:
    write(world, bed("A", ex_par=False))
    assert [gap.id for gap in of_rule(world, "refused")] == ["refused.9901.beds.ex_par"]
    assert of_rule(world, "refused", "9902") == []


def test_by_decision_is_a_gap_for_who_comes_anonymously_alone(world: GraphStore) -> None:
    write(world, [*actor("Dobbelt", "psy_dobbelt", groups=["rg_psyk", "rg_rus"])])
    write(world, [*service("Dobbelt", "forløb", groups=["rg_psyk", "rg_rus"])])
    write(world, [tie(EdgeKind.VIA, service_id("forløb"), term_id("ar_visitation"))])
    assert [gap.id for gap in of_rule(world, "by_decision")] == ["by_decision.9901.rg_rus.psy_dobbelt"]


def test_a_duty_counts_when_both_are_here(world: GraphStore) -> None:
    write(world, actor("Foged", "jus_foged"))
    assert of_rule(world, "owed") == []
    write(world, actor("Voksen", "kom_voksen"))
    assert [gap.id for gap in of_rule(world, "owed")] == ["owed.9901.dl_foged_underretning"]
    write(world, [relates("Voksen", "rel_samarbejder", "Foged", until="2026-01-01")])
    assert len(of_rule(world, "owed")) == 1
    write(world, [relates("Voksen", "rel_samarbejder", "Foged")])
    assert of_rule(world, "owed") == []


def test_a_duty_of_everybody_tells_nothing_of_who_should_know_whom(world: GraphStore) -> None:
    write(world, [*actor("Familien", "kom_familie"), *actor("Skolen", "kom_skole")])
    assert of_rule(world, "owed") == []


def test_a_transition_counts_when_both_sides_are_here(world: GraphStore) -> None:
    write(world, actor("Familien", "kom_familie"))
    assert of_rule(world, "transition") == []
    write(world, actor("Voksen", "kom_voksen"))
    assert "transition.9901.tr_18aar" in {gap.id for gap in of_rule(world, "transition")}


def test_who_is_there_by_law_is_no_single_point(world: GraphStore) -> None:
    write(world, [*actor("Voksen", "kom_voksen"), *actor("Sygehus", "reg_sygehus", groups=["rg_udskrevet"])])
    assert of_rule(world, "single") == []


def test_who_shares_the_cover_is_no_single_point(world: GraphStore) -> None:
    write(world, actor("A", "civ_gaeld", groups=["rg_restance"]))
    assert [gap.kind for gap in of_rule(world, "single")] == ["civ_gaeld"]
    write(world, actor("B", "bol_helhedsplan", groups=["rg_restance"]))
    assert of_rule(world, "single") == []


@pytest.mark.parametrize(
    ("until", "word"),
    [
        ("2026-11-22", "udløb "),
        ("2026-11-23", "udløber"),
        ("2027-02-21", "udløber"),
        ("2027-02-22", ""),
        ("", ""),
    ],
)
def test_an_agreement_counts_from_ninety_days_before(world: GraphStore, until: str, word: str) -> None:
    write(world, [*actor("A", "civ_ngo"), *actor("B", "civ_bruger")])
    write(world, [relates("A", "rel_samarbejdsaftale", "B", **({"until": until} if until else {}))])
    texts = [say(gap.text) for gap in of_rule(world, "agreement")]
    assert [word in text for text in texts] == ([True] if word else [])


def test_a_renewed_agreement_is_none(world: GraphStore) -> None:
    write(world, [*actor("A", "civ_ngo"), *actor("B", "civ_bruger")])
    write(world, [relates("A", "rel_samarbejdsaftale", "B", until="2026-01-01")])
    renewed = {"kind": Fact("rel_samarbejdsaftale", FRESH, FRESH)}
    ends = actor_id("B"), actor_id("A")
    again = relation("x", Rank.MUNICIPALITY, EdgeKind.RELATES, ends, renewed, mark="ny", dates=(FRESH, FRESH))
    write(world, [Put(again)])
    assert of_rule(world, "agreement") == []


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"capacity_state": "cap_fuldt", "capacity_on": "2026-11-20"}, "Ingen pladser"),
        ({"capacity_state": "cap_fuldt", "capacity_on": "2026-10-01"}, ""),
        ({"capacity_state": "cap_ledigt", "capacity_on": "2026-11-20"}, ""),
        ({"status": "temporarily_closed"}, "midlertidigt lukket"),
        ({"waiting_days": 15, "waiting_on": "2026-11-20"}, "15 dages ventetid"),
        ({"waiting_days": 14, "waiting_on": "2026-11-20"}, ""),
        ({}, ""),
    ],
)
def test_full_closed_and_a_wait_over_the_limit(world: GraphStore, values: dict[str, Any], word: str) -> None:
    write(world, actor("Rus", "rus_ambulant", groups=["rg_rus"]))
    write(world, service("Rus", "behandling", groups=["rg_rus"], **values))
    write(world, [tie(EdgeKind.UNDER, service_id("behandling"), term_id("sel_101"))])
    texts = [say(gap.text) for gap in of_rule(world, "full")]
    assert [word in text for text in texts] == ([True] if word else [])


def test_the_day_of_a_gap_is_that_of_what_it_says(world: GraphStore) -> None:
    """A free place that was told of yesterday says nothing of when a wait began, or a door was closed."""
    free = {"capacity_state": "cap_ledigt", "capacity_on": "2026-11-22"}
    write(world, actor("Rus", "rus_ambulant", groups=["rg_rus"]))
    write(world, service("Rus", "behandling", waiting_days=15, waiting_on="2026-11-20", **free))
    write(world, [tie(EdgeKind.UNDER, service_id("behandling"), term_id("sel_101"))])
    (gap,) = of_rule(world, "full")
    assert gap.since == "2026-11-20"
    write(world, service("Rus", "behandling", status="temporarily_closed", **free))
    (gap,) = of_rule(world, "full")
    assert gap.since not in ("2026-11-20", "2026-11-22")


def test_what_rests_on_background_knowledge_is_no_gap_of_a_core_expectation(world: GraphStore) -> None:
    write(world, actor("A", "civ_gaeld", groups=["rg_restance"]))
    assert [gap.kind for gap in of_rule(world, "single")] == ["civ_gaeld"]
    for target in [edge.id for edge in world.edges([term_id("rg_restance")], kinds=[EdgeKind.EXPECTS])]:
        write(world, [of_background(world, target)])
    assert of_rule(world, "single") == []


def test_a_long_wait_is_none_where_no_law_limits_it(world: GraphStore) -> None:
    write(world, actor("Bosted", "bo_107", groups=["rg_psyk"]))
    write(world, service("Bosted", "bo", groups=["rg_psyk"], waiting_days=200, waiting_on="2026-11-20"))
    assert of_rule(world, "full") == []


def test_facts_of_the_whole_country_are_not_the_municipality_s_to_confirm(world: GraphStore) -> None:
    write(world, actor("Linjen", "civ_raadgivning", towns=["dk"], day=STALE))
    assert of_rule(world, "stale") == []
    write(world, actor("Stedet", "civ_vaerested", day=STALE))
    assert [gap.evidence for gap in of_rule(world, "stale")] == [(actor_id("Stedet"),)]


def test_facts_never_confirmed_are_said_to_be(world: GraphStore) -> None:
    write(world, actor("Stedet", "civ_vaerested"))
    facts = {
        "name": Fact("Stedet", FRESH, ""),
        "kind": Fact("civ_vaerested", FRESH, ""),
        "phone": Fact("+4571111111", FRESH, ""),
    }
    write(world, [Put(Claim(actor_id("Stedet"), "prøve", Rank.MUNICIPALITY, NodeKind.ACTOR, facts))])
    (gap,) = of_rule(world, "stale")
    assert "aldrig bekræftet" in say(gap.text)


def own_word(teller: str) -> Put:
    """The own people of one of the two say that A and B work together."""
    facts = {"kind": Fact("rel_samarbejder", FRESH, FRESH)}
    source, ends = own_source(actor_id(teller)), (actor_id("A"), actor_id("B"))
    dates = FRESH, FRESH
    return Put(relation(source, Rank.OWN, EdgeKind.RELATES, ends, facts, mark="x", dates=dates))


def test_one_side_is_enough_only_when_both_or_a_file_say_it(world: GraphStore) -> None:
    write(world, [*actor("A", "civ_ngo"), *actor("B", "civ_bruger"), own_word("A")])
    (gap,) = of_rule(world, "one_sided")
    assert say(gap.text).startswith("A siger, at de arbejder sammen med B")
    write(world, [own_word("B")])
    assert of_rule(world, "one_sided") == []


def test_the_other_side_alone_is_named_as_the_one_that_says_it(world: GraphStore) -> None:
    write(world, [*actor("A", "civ_ngo"), *actor("B", "civ_bruger"), own_word("B")])
    (gap,) = of_rule(world, "one_sided")
    assert say(gap.text).startswith("B siger, at de arbejder sammen med A")


@pytest.mark.parametrize(("first", "second"), [("A", "Andet"), ("Andet", "A")])
def test_one_side_is_the_people_of_all_that_are_shown_as_one(
    world: GraphStore, first: str, second: str
) -> None:
    """Red while claims are asked for by the id that is shown, or own people are those of one id alone."""
    write(
        world, [*actor("A", "civ_ngo"), *actor("Andet", "civ_ngo"), *actor("B", "civ_bruger"), own_word("A")]
    )
    write(world, [same(actor_id(first), actor_id(second))])
    (gap,) = of_rule(world, "one_sided")
    assert say(gap.text).startswith(f"{first} siger, at de arbejder sammen med B")
    write(world, [own_word("B")])
    assert of_rule(world, "one_sided") == []


def test_the_next_step_names_who_has_it_nearby_and_whose_money_it_is(world: GraphStore) -> None:
    write(world, actor("Familien Øst", "kom_familie", towns=["9902"]))
    write(world, [answered("9901", "kom_familie", "as_ingen")])
    (gap,) = of_rule(world, "nobody")
    steps = [say(text) for text in gap.next]
    assert "findes i Øst: Familien Øst" in steps[0]
    assert any("Pengene hører til" in text for text in steps)
    assert "skriv svaret ind" in steps[-1]
    assert not any("brobygger" in text for text in steps)


def test_who_serves_the_whole_country_is_nobody_s_neighbour(world: GraphStore) -> None:
    write(world, actor("Landet", "kom_familie", towns=["9902", "dk"]))
    assert of_rule(world, "nobody") == []
