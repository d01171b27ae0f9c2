"""Who is expected: a municipality's own word beats its region's, and that the one for all."""

import pytest

from graphdb.claims import Fact, Rank, relation
from graphdb.message import say
from graphdb.model import EdgeKind, Value, term_id
from graphdb.rules.expectations import Expected, expected, in_force, kinds_of, needs
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from graphdb.writing.plan import Put
from tests.graphdb.town import FRESH, TODAY, country, put

GROUP = "rg_restance"


def row(kind: str, *, area: str = "", **values: Value) -> Put:
    said = {**values, "area": area} if area else values
    facts = {name: Fact(value, FRESH, FRESH) for name, value in said.items()}
    ends = term_id(GROUP), term_id(kind)
    claim = relation("b", Rank.REGISTER, EdgeKind.EXPECTS, ends, facts, mark=area, dates=(FRESH, FRESH))
    return Put(claim)


@pytest.fixture
def town(sqlite_store: GraphStore) -> GraphStore:
    """Everywhere kom_bolig is core and bo_110 optional; what single areas say stands beside."""
    put(sqlite_store, country(), row("bo_110", strength="optional", why_da="Sidste udvej."))
    put(sqlite_store, row("bo_110", area="1084", strength="expected"))
    put(sqlite_store, row("bo_110", area="0147", strength="none"))
    put(sqlite_store, row("kom_bolig", area="0615", strength="none"))
    put(sqlite_store, row("civ_gaeld", area="0615", strength="core", why_da="De kender lejerne."))
    return sqlite_store


def found(store: GraphStore, area: str, day: str = TODAY) -> dict[str, Expected]:
    terms = catalogue.read(store)
    holding = in_force(terms, [GROUP], day, area=area)
    return {expectation.kind: expectation for expectation in expected(terms, holding, kinds_of(terms))}


@pytest.mark.parametrize(
    ("area", "strengths"),
    [
        ("", {"kom_bolig": 0, "bo_110": 2}),
        ("0101", {"kom_bolig": 0, "bo_110": 1}),
        ("0147", {"kom_bolig": 0}),
        ("0615", {"civ_gaeld": 0, "bo_110": 2}),
    ],
)
def test_an_area_s_own_word_stands_in_the_place_of_the_one_for_all(
    town: GraphStore, area: str, strengths: dict[str, int]
) -> None:
    """Seen red with the area left out, with the region before the municipality, and with ``none`` counted."""
    assert {kind: one.strength for kind, one in found(town, area).items()} == strengths
    terms = catalogue.read(town)
    wanted = {need.kind for need in needs(terms, in_force(terms, [GROUP], TODAY, area=area), kinds_of(terms))}
    assert wanted == {kind for kind, strength in strengths.items() if strength < 2}


def test_the_reason_says_who_decided_it(town: GraphStore) -> None:
    (own,) = found(town, "0615")["civ_gaeld"].reasons
    assert say(own) == "De kender lejerne. Sådan har Horsens selv bestemt det."
    (region,) = found(town, "0101")["bo_110"].reasons
    assert say(region) == "Sådan har Region Hovedstaden selv bestemt det."
    (general,) = found(town, "0615")["bo_110"].reasons
    assert say(general) == "Sidste udvej."
