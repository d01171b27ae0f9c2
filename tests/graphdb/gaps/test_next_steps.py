"""What to do about a gap beyond the neighbours: associations, housing, money and pools."""

from collections.abc import Iterable

import pytest

from graphdb.gaps.gaps import gaps
from graphdb.message import ENGLISH, say
from graphdb.model import EdgeKind, node_id, term_id
from graphdb.store import GraphStore
from tests.graphdb.gaps.planted import GROUPS
from tests.graphdb.world import TODAY, actor, answered, relates, service, tie, write


@pytest.fixture
def nobody(world: GraphStore) -> GraphStore:
    """The municipality was asked about the family department, and there is none."""
    write(world, [answered("9901", "kom_familie", "as_ingen")])
    return world


def steps(store: GraphStore, language: str = "da", *, rule: str = "nobody") -> list[str]:
    (gap,) = gaps(store, "9901", TODAY, rules=[rule]).items
    return [say(text, language) for text in gap.next]


def named(store: GraphStore, names: Iterable[str]) -> set[str]:
    text = " ".join(steps(store))
    return {name for name in names if name in text}


def test_associations_that_reach_the_groups_around_are_named(nobody: GraphStore) -> None:
    write(nobody, actor("Fra Øst", "civ_ngo", towns=["9902"], groups=["rg_barnefamilie"]))
    write(nobody, actor("Andre i Øst", "civ_ngo", towns=["9902"], groups=["rg_aeldre"]))
    write(nobody, actor("Her og der", "civ_ngo", towns=["9901", "9902"], groups=["rg_barnefamilie"]))
    write(nobody, actor("Ikke forening", "kom_bolig", towns=["9902"], groups=["rg_barnefamilie"]))
    assert named(nobody, ("Fra Øst", "Andre i Øst", "Her og der", "Ikke forening")) == {"Fra Øst"}
    assert any("Associations that reach" in text for text in steps(nobody, ENGLISH))


def test_housing_organisations_here_are_named_and_private_landlords_are_not(nobody: GraphStore) -> None:
    write(nobody, actor("Boligforeningen", "bol_organisation", groups=GROUPS))
    write(nobody, actor("Gårdejeren", "bol_privat", groups=GROUPS))
    write(nobody, actor("Boliger i Øst", "bol_organisation", towns=["9902"], groups=GROUPS))
    assert named(nobody, ("Boligforeningen", "Gårdejeren", "Boliger i Øst")) == {"Boligforeningen"}
    assert any(text.startswith("Lejerne er hos Boligforeningen.") for text in steps(nobody))


def test_whose_budget_pays_and_on_whose_it_lands(nobody: GraphStore) -> None:
    pays, lands = (next(t for t in steps(nobody) if t.startswith(word)) for word in ("Pengene", "Kommer der"))
    assert "Børn og unge" in pays
    assert "Børn og unge" not in lands
    assert "Socialt udsatte voksne" in lands


@pytest.mark.parametrize(
    ("opens", "closes", "listed"),
    [
        ("2026-11-01", "2026-12-01", True),
        (TODAY, TODAY, True),
        ("", "2026-12-01", True),
        ("2026-11-24", "2026-12-01", False),
        ("2026-10-01", "2026-11-22", False),
        ("2026-10-01", "", False),
    ],
)
def test_a_pool_that_is_open_today_is_named_with_its_deadline(
    nobody: GraphStore, opens: str, closes: str, listed: bool
) -> None:
    dates = {name: day for name, day in (("apply_from", opens), ("apply_by", closes)) if day}
    write(nobody, actor("Fonden", "fund_fond"))
    write(nobody, service("Fonden", "Runde", **dates))
    assert any(text.startswith("Fonden, Runde: kan søges nu, frist") for text in steps(nobody)) is listed


def test_the_nearest_deadline_comes_first_and_three_are_enough(nobody: GraphStore) -> None:
    for day in (9, 3, 5, 7):
        write(nobody, actor(f"Fond {day}", "fund_fond", towns=["dk"] if day == 3 else ["9901"]))
        who = {"applicants": "Foreninger"} if day == 5 else {}
        write(nobody, service(f"Fond {day}", f"Runde {day}", apply_by=f"2026-12-0{day}", **who))
    pools = [text for text in steps(nobody) if "kan søges" in text]
    assert [text.split(",")[0] for text in pools] == ["Fond 3", "Fond 5", "Fond 7"]
    assert pools[1] == "Fond 5, Runde 5: kan søges nu af foreninger, frist 5. december 2026."


def test_a_pool_for_others_is_not_named(nobody: GraphStore) -> None:
    """What it says itself goes before what its funder says of all its pools."""
    missing = gaps(nobody, "9901", TODAY, rules=["nobody"]).items[0].groups
    assert "rg_barnefamilie" in missing
    assert "rg_aeldre" not in missing
    write(nobody, actor("Ældrefonden", "fund_fond", groups=["rg_aeldre"]))
    write(nobody, actor("Alles fond", "fund_fond"))
    for owner, name, groups in (
        ("Ældrefonden", "Til ældre", []),
        ("Ældrefonden", "Til familier", ["rg_barnefamilie"]),
        ("Alles fond", "Til alle", []),
        ("Alles fond", "Til de ældste", ["rg_aeldre"]),
    ):
        write(nobody, service(owner, name, groups=groups, apply_by="2026-12-01"))
    pools = ("Til ældre", "Til familier", "Til alle", "Til de ældste")
    assert named(nobody, pools) == {"Til familier", "Til alle"}


def test_who_does_not_pay_has_no_pool(nobody: GraphStore) -> None:
    write(nobody, actor("Huset", "civ_ngo"))
    write(nobody, service("Huset", "Kursus", apply_by="2026-12-01"))
    assert not any("kan søges" in text for text in steps(nobody))


def test_where_nobody_is_missing_there_is_nobody_to_look_for(world: GraphStore) -> None:
    """A relation that ended is renewed: neither associations nor pools stand beside it."""
    write(world, [*actor("A", "kom_bolig"), *actor("B", "bol_organisation"), *actor("Fonden", "fund_fond")])
    write(world, service("Fonden", "Runde", apply_by="2026-12-01"))
    write(world, [relates("A", "rel_samarbejdsaftale", "B", until="2026-11-01")])
    (gap,) = gaps(world, "9901", TODAY, rules=["agreement"]).items
    assert [say(text) for text in gap.next] == ["Forny aftalen, eller skriv den nye ind."]


def test_both_stores_say_the_same_steps(each_world: GraphStore) -> None:
    write(each_world, [answered("9901", "kom_familie", "as_ingen"), *actor("Fonden", "fund_fond")])
    write(each_world, service("Fonden", "Runde", apply_by="2026-12-01"))
    assert len(steps(each_world)) == 4


def test_neighbours_have_a_kind_by_those_alone_who_are_not_here_too(world: GraphStore) -> None:
    """Seen red: where who is there is here too, the sentence named nobody to ask."""
    by_law = tie(EdgeKind.VIA, node_id("service", "x", "forløb"), term_id("ar_visitation"))
    write(world, actor("Begge steder", "psy_dobbelt", towns=["9901", "9902"], groups=["rg_rus"]))
    write(world, [*service("Begge steder", "forløb", groups=["rg_rus"]), by_law])
    assert not any("findes i" in text for text in steps(world, rule="by_decision"))
    write(world, actor("Kun i Øst", "psy_dobbelt", towns=["9902"], groups=["rg_rus"]))
    assert any("findes i" in text and "Kun i Øst" in text for text in steps(world, rule="by_decision"))
